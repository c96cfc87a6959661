//! Pages of the NHS Website Content API, saved as JSON.
//!
//! `mainEntityOfPage` holds a page as it is read: sections with their parts, boxes and questions. `hasPart` or `modules`
//! repeats the sections that are on an aspect of health, and adds those of the pages below it.

use serde_json::Value;

use crate::content::names_one;
use crate::model::{Condition, Entry, Pack, Source, SourceKind};
use crate::text::{Block, BoxKind, Span, Style};

use super::changes::Change;
use super::document::{About, Document, Format, Notes};
use super::topic::aspect;
use super::{date, html, markdown, name};

/// What parts of a page are boxes.
const BOXES: &[(&str, BoxKind)] = &[
    ("immediate", BoxKind::Caution),
    ("urgent", BoxKind::Warning),
    ("non-urgent", BoxKind::Important),
    ("primary", BoxKind::Important),
    ("callout", BoxKind::Important),
    ("information", BoxKind::Note),
];

/// The format.
#[derive(Debug, Default)]
pub(super) struct Nhs;

impl Format for Nhs {
    fn wants(&self, name: &str) -> bool {
        name.ends_with(".json")
    }

    fn read(&self, file: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String> {
        let page: Value =
            serde_json::from_str(text).map_err(|error| format!("malformed JSON: {error}"))?;
        if page.get("statusCode").is_some() {
            let message = line(&page, "message");
            return Err(format!("an error message in place of a page: {message}"));
        }
        if line(&page, "name").is_empty() && line(&page["about"], "name").is_empty() {
            // The list of all pages has no name of its own.
            if page.get("results").is_none() {
                return Err("not a page of the NHS Website Content API: it has no name".to_owned());
            }
        }
        let page = Page {
            page: &page,
            notes,
            drafts: Vec::new(),
        };
        let documents = page.documents(file);
        let notes = &mut *notes;
        notes
            .changes
            .add_if(Change::OnlyLinks, documents.is_empty());
        for document in &documents {
            let undated = document
                .entries
                .iter()
                .all(|it| it.last_updated.or(it.last_reviewed).is_none());
            notes
                .changes
                .add_if(Change::NoLicence, document.source.license.is_empty());
            notes.changes.add_if(Change::NoDate, undated);
        }
        Ok(documents)
    }

    fn about(&self, _: &str) -> About {
        About {
            pack: Pack {
                id: "nhs".to_owned(),
                title: "NHS website".to_owned(),
                language: "en".to_owned(),
                publisher: "NHS website".to_owned(),
                disclaimer: "General information, not medical advice. Information from the NHS website, www.nhs.uk; \
                    rearranged by clinfaq's importer. It is written for the United Kingdom: telephone numbers such as \
                    111 and 999 and services such as \"A&E\" are those of that country."
                    .to_owned(),
                ..Pack::default()
            },
            attribution: Some(Source {
                id: "nhs".to_owned(),
                title: "Information from the NHS website".to_owned(),
                publisher: "NHS website".to_owned(),
                kind: Some(SourceKind::Government),
                url: "https://www.nhs.uk".to_owned(),
                ..Source::default()
            }),
            codes_are_exact: false,
            without_date: "the page states no date",
        }
    }
}

/// An entry in the making.
struct Draft {
    question: String,
    /// An aspect of health, or empty.
    aspect: String,
    blocks: Vec<Block>,
    /// It is a question of its own, which nothing is added to.
    is_question: bool,
    /// The address of its page below the one at hand.
    below: String,
}

/// Reads a page.
struct Page<'a> {
    page: &'a Value,
    notes: &'a mut Notes,
    drafts: Vec<Draft>,
}

impl Page<'_> {
    /// The page, and pages below it of which it has sections.
    fn documents(mut self, file: &str) -> Vec<Document> {
        let page = self.page;
        let about = &page["about"];
        let subject = first([line(about, "name"), line(page, "name")]);
        let url = first([
            line(page, "webpage"),
            line(about, "webpage"),
            self.address(),
        ]);
        for section in array(page, "mainEntityOfPage") {
            self.section(section);
        }
        for section in array(page, "hasPart").iter().chain(array(page, "modules")) {
            self.aspect(section, &subject);
        }
        let is_advice = array(page, "genre")
            .iter()
            .any(|genre| genre == "Advice or information");
        let condition = Condition {
            name: subject.clone(),
            alternate_names: vec![line(about, "alternateName")],
            ..Condition::default()
        };
        let path = url.split("nhs.uk/").nth(1).unwrap_or(file);
        let source = Source {
            id: name::slug(path.trim_start_matches("nhs-website-content/"), "page"),
            title: first([line(page, "name"), subject.clone()]),
            publisher: line(&page["author"], "name"),
            kind: Some(SourceKind::Government),
            url: url.clone(),
            last_updated: date::parse(&line(page, "dateModified")),
            license: line(page, "license"),
            note: line(&page["copyrightHolder"], "name"),
            ..Source::default()
        };
        // The day of the last review, and of the next.
        let reviews = array(page, "lastReviewed").iter();
        let mut reviews = reviews.map(|day| date::parse(day.as_str().unwrap_or("")));
        let (last, next) = (reviews.next().flatten(), reviews.next().flatten());
        let mut documents: Vec<Document> = Vec::new();
        for draft in std::mem::take(&mut self.drafts) {
            let mut entry = self.entry(&draft, &subject);
            let (identity, mut source) = match draft.below.as_str() {
                "" => (first([url.clone(), file.to_owned()]), source.clone()),
                below => (format!("{url}{below}"), source.clone()),
            };
            if draft.below.is_empty() {
                entry.last_updated = source.last_updated;
                entry.last_reviewed = last;
                entry.next_review_due = next;
            } else {
                // The dates are those of this page, not of that. What the API repeats lacks some lists and boxes.
                source.note = name::join([
                    source.note,
                    "a short form of this page, which may leave out lists".to_owned(),
                ]);
                source.id = name::slug(&format!("{} {}", source.id, draft.below), "page");
                source.url.clone_from(&identity);
                source.last_updated = None;
            }
            let at = documents.iter().position(|it| it.identity == identity);
            let at = at.unwrap_or_else(|| {
                documents.push(Document {
                    collection: "NHS website".to_owned(),
                    identity,
                    language: "en".to_owned(),
                    may_repeat: true,
                    condition: (!is_advice).then(|| condition.clone()),
                    source,
                    ..Document::default()
                });
                documents.len() - 1
            });
            let document = &mut documents[at];
            entry.id = format!("{}-{}", document.source.id, document.entries.len() + 1);
            document.entries.push(entry);
        }
        documents
    }

    /// An entry without its id and dates.
    fn entry(&mut self, draft: &Draft, subject: &str) -> Entry {
        let topics = &mut self.notes.topics;
        let (topic, words) = aspect(&draft.aspect);
        let topic = match (topic.as_str(), draft.question.as_str()) {
            ("", "") => "overview".to_owned(),
            ("", question) => topics.of_question(question),
            (topic, _) => topics.of_type(topic),
        };
        let question = match draft.question.as_str() {
            "" if subject.ends_with('?') => subject.to_owned(),
            "" => format!("{subject}: {}", first([words, "overview".to_owned()])),
            own if draft.is_question || own.ends_with('?') => own.to_owned(),
            own if names_one(own, names(subject).into_iter()) => own.to_owned(),
            own => format!("{subject}: {own}"),
        };
        Entry {
            topic,
            question,
            answer: markdown::write(&draft.blocks),
            ..Entry::default()
        }
    }

    /// The address of the page in the API.
    fn address(&self) -> String {
        first([line(self.page, "url"), line(&self.page["about"], "url")])
    }

    /// The page that a section is on: empty for this one, `treatment/` for one below it. `None` for others: a page that
    /// only lists others repeats their sections, which are about other subjects.
    fn page_of(&self, section: &Value) -> Option<String> {
        let address = line(section, "url");
        let address = address.split('#').next().unwrap_or("");
        if address.is_empty() {
            return Some(String::new());
        }
        let below = address.strip_prefix(&self.address())?;
        let lists_others = self.page["genre"].as_array().is_some_and(Vec::is_empty);
        let is_near = below.trim_end_matches('/').split('/').count() == 1 && !lists_others;
        (below.is_empty() || is_near).then(|| below.to_owned())
    }

    /// A section of the page as it is read.
    fn section(&mut self, section: &Value) {
        let parts = parts(section);
        let mut headline = line(section, "headline");
        // A section without a heading may have one over its first part.
        let mut named_by_part = None;
        if let (true, Some(part)) = (headline.is_empty(), parts.first()) {
            headline = line(part, "headline");
            named_by_part = Some(part);
        }
        let mut blocks = Vec::new();
        if parts.is_empty() {
            self.part(section, true, &mut blocks);
        }
        for part in parts {
            if part["@type"] == "Question" {
                let mut answer = Vec::new();
                for part in self::parts(&part["acceptedAnswer"]) {
                    self.part(part, false, &mut answer);
                }
                answer.extend(self.html(&part["acceptedAnswer"]["text"]));
                self.draft(Draft {
                    question: line(part, "text"),
                    aspect: String::new(),
                    blocks: answer,
                    is_question: true,
                    below: String::new(),
                });
            } else {
                self.part(
                    part,
                    named_by_part.is_some_and(|named| std::ptr::eq(named, part)),
                    &mut blocks,
                );
            }
        }
        self.draft(Draft {
            question: headline,
            aspect: line(section, "hasHealthAspect"),
            blocks,
            is_question: false,
            below: String::new(),
        });
    }

    /// A section on an aspect of health, if the page as it is read does not have it.
    fn aspect(&mut self, section: &Value, subject: &str) {
        let (aspect, headline) = (line(section, "hasHealthAspect"), line(section, "headline"));
        let is_overview = aspect.ends_with("OverviewHealthAspect");
        let mut known = self.drafts.iter();
        let known = known.any(|draft| match is_overview {
            true => draft.aspect == aspect || draft.aspect.is_empty() && draft.question.is_empty(),
            false => draft.aspect == aspect && (headline.is_empty() || draft.question == headline),
        });
        if aspect.is_empty() || known {
            return;
        }
        let Some(below) = self.page_of(section) else {
            return self.notes.changes.add(Change::OtherPage);
        };
        let mut blocks = Vec::new();
        for part in parts(section) {
            // An overview lists the page's sections.
            let is_label = is_overview && !line(part, "headline").is_empty();
            if !is_label
                || line(part, "headline") != subject
                    && part["text"].as_str().is_some_and(|text| text.contains('<'))
            {
                self.part(part, false, &mut blocks);
            }
        }
        if blocks.is_empty() {
            blocks = self.html(&section["description"]);
        }
        self.draft(Draft {
            question: headline,
            aspect,
            blocks,
            is_question: false,
            below,
        });
    }

    /// Adds an entry. Text without a heading belongs to the entry before it.
    fn draft(&mut self, mut draft: Draft) {
        if draft.blocks.is_empty() {
            return;
        }
        match self.drafts.last_mut() {
            Some(before)
                if draft.question.is_empty() && draft.aspect.is_empty() && !before.is_question =>
            {
                before.blocks.append(&mut draft.blocks);
            }
            _ => self.drafts.push(draft),
        }
    }

    /// A part of a section. `without_heading`: its heading is the section's.
    fn part(&mut self, part: &Value, without_heading: bool, out: &mut Vec<Block>) {
        let changes = &mut self.notes.changes;
        let kind = part["@type"].as_str().unwrap_or("");
        match kind {
            "ImageObject" => {
                changes.add(Change::Picture);
                out.extend(self.html(&part["caption"]));
                return;
            }
            "VideoObject" => {
                changes.add(Change::Media);
                out.extend(self.html(&part["description"]));
                return;
            }
            _ if part["name"] == "link" || part.get("potentialAction").is_some() => {
                return changes.add(Change::Sites);
            }
            _ => changes.add_many(Change::Picture, array(part, "image").len()),
        }
        let mut blocks = Vec::new();
        let heading = first([line(part, "headline"), line(part, "subjectOf")]);
        if !without_heading && !heading.is_empty() {
            blocks.push(Block::Heading {
                level: 3,
                content: vec![Span::plain(heading)],
            });
        }
        let before = blocks.len();
        blocks.extend(self.html(&part["text"]));
        blocks.extend(self.html(&part["mainEntity"]));
        for part in parts(part) {
            self.part(part, false, &mut blocks);
        }
        if blocks.len() == before {
            return;
        }
        let names = [line(part, "name"), line(part, "identifier")].map(|name| name.to_lowercase());
        match BOXES
            .iter()
            .find(|(name, _)| names.iter().any(|own| own == name))
        {
            Some((_, kind)) => out.push(Block::Alert {
                kind: *kind,
                content: blocks.into_iter().map(without_level).collect(),
            }),
            None => out.extend(blocks),
        }
    }

    /// The blocks of an HTML text.
    fn html(&mut self, value: &Value) -> Vec<Block> {
        let text = value.as_str().unwrap_or("");
        html::to_blocks(&without_labels(text), &mut self.notes.changes)
    }
}

/// A heading in a box is a line in bold.
fn without_level(block: Block) -> Block {
    match block {
        Block::Heading { content, .. } => Block::Paragraph(
            content
                .into_iter()
                .map(|span| Span {
                    style: span.style | Style::STRONG,
                    ..span
                })
                .collect(),
        ),
        block => block,
    }
}

/// A table without the labels that repeat the column's heading in every cell, for narrow screens.
fn without_labels(html: &str) -> String {
    const CELL: &str = "<td role=\"cell\">";
    let mut cells = html.split(CELL);
    let mut out = cells.next().unwrap_or("").to_owned();
    for cell in cells {
        let label = cell.trim_start().strip_prefix("<span");
        let rest = label.and_then(|label| label.split_once("</span>"));
        out.push_str(CELL);
        out.push_str(rest.map_or(cell, |(_, rest)| rest));
    }
    out
}

/// `Aciclovir (Zovirax)` is called by its first name in headings.
fn names(subject: &str) -> [&str; 2] {
    [subject, subject.split(" (").next().unwrap_or(subject)]
}

/// The parts of a section, box or answer.
fn parts(value: &Value) -> &[Value] {
    let keys = ["mainEntityOfPage", "hasPart", "mainEntity"];
    let mut lists = keys.iter().map(|key| array(value, key));
    lists.find(|list| !list.is_empty()).unwrap_or_default()
}

fn array<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// A text as one line.
fn line(value: &Value, key: &str) -> String {
    html::line(value[key].as_str().unwrap_or(""))
}

/// The first text with something in it.
fn first<const N: usize>(texts: [String; N]) -> String {
    let mut texts = texts.into_iter();
    texts.find(|text| !text.is_empty()).unwrap_or_default()
}
