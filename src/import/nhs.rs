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
        let document = Page { page: &page, notes, drafts: Vec::new() }.document(file);
        if document.entries.is_empty() {
            notes.changes.add(Change::OnlyLinks);
            return Ok(Vec::new());
        }
        notes.changes.add_if(Change::NoLicence, document.source.license.is_empty());
        let dates = document.entries.iter().find_map(|entry| entry.last_updated.or(entry.last_reviewed));
        notes.changes.add_if(Change::NoDate, dates.is_none());
        Ok(vec![document])
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
}

/// Reads a page.
struct Page<'a> {
    page: &'a Value,
    notes: &'a mut Notes,
    drafts: Vec<Draft>,
}

impl Page<'_> {
    fn document(mut self, file: &str) -> Document {
        let page = self.page;
        let about = &page["about"];
        let subject = first([line(about, "name"), line(page, "name")]);
        let url = first([line(page, "webpage"), line(about, "webpage"), line(page, "url"), line(about, "url")]);
        for section in array(page, "mainEntityOfPage") {
            self.section(section);
        }
        for section in array(page, "hasPart").iter().chain(array(page, "modules")) {
            self.aspect(section, &subject);
        }
        let other_names = line(about, "alternateName");
        let is_advice = array(page, "genre").iter().any(|genre| genre == "Advice or information");
        let condition = Condition {
            name: subject.clone(),
            alternate_names: Some(other_names).filter(|name| !name.is_empty()).into_iter().collect(),
            ..Condition::default()
        };
        let path = url.split("nhs.uk/").nth(1).unwrap_or(file);
        let title = line(page, "name");
        let source = Source {
            id: name::slug(path.trim_start_matches("nhs-website-content/"), "page"),
            title: if title.is_empty() { subject.clone() } else { title },
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
        let reviews: Vec<_> = reviews.map(|day| date::parse(day.as_str().unwrap_or(""))).collect();
        let (last, next) = match reviews.as_slice() {
            [last, next] => (*last, *next),
            [last] => (*last, None),
            _ => (date::parse(&line(page, "lastReviewed")), None),
        };
        let names = [subject.as_str()];
        let drafts = std::mem::take(&mut self.drafts).into_iter();
        let entries = drafts.zip(1..).map(|(draft, number)| {
            let topics = &mut self.notes.topics;
            let topic = match (draft.aspect.as_str(), draft.question.as_str()) {
                ("", "") => "overview".to_owned(),
                ("", question) => topics.of_question(question),
                (aspect, _) => topics.of_type(&self::aspect(aspect).0),
            };
            let question = match draft.question.as_str() {
                "" if subject.ends_with('?') => subject.clone(),
                "" => format!("{subject}: {}", first([aspect(&draft.aspect).1, "overview".to_owned()])),
                own if draft.is_question || own.ends_with('?') || names_one(own, names.into_iter()) => own.to_owned(),
                own => format!("{subject}: {own}"),
            };
            Entry {
                id: format!("{}-{number}", source.id),
                topic,
                question,
                answer: markdown::write(&draft.blocks),
                last_updated: source.last_updated,
                last_reviewed: last,
                next_review_due: next,
                ..Entry::default()
            }
        });
        let entries: Vec<Entry> = entries.filter(|entry| !entry.answer.is_empty()).collect();
        Document {
            collection: "NHS website".to_owned(),
            identity: if url.is_empty() { file.to_owned() } else { url },
            language: "en".to_owned(),
            condition: (!is_advice).then_some(condition),
            source,
            entries,
            ..Document::default()
        }
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
                self.draft(line(part, "text"), "", answer, true);
            } else {
                self.part(part, named_by_part.is_some_and(|named| std::ptr::eq(named, part)), &mut blocks);
            }
        }
        self.draft(headline, &line(section, "hasHealthAspect"), blocks, false);
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
        let mut blocks = Vec::new();
        for part in parts(section) {
            // An overview lists the page's sections.
            let is_label = is_overview && !line(part, "headline").is_empty();
            if !is_label || line(part, "headline") != subject && part["text"].as_str().is_some_and(|text| text.contains('<')) {
                self.part(part, false, &mut blocks);
            }
        }
        if blocks.is_empty() {
            blocks = self.html(&section["description"]);
        }
        self.draft(headline, &aspect, blocks, false);
    }

    /// Begins an entry. Text without a heading belongs to the entry before it.
    fn draft(&mut self, question: String, aspect: &str, mut blocks: Vec<Block>, is_question: bool) {
        if blocks.is_empty() {
            return;
        }
        match self.drafts.last_mut() {
            Some(before) if question.is_empty() && aspect.is_empty() && !before.is_question => {
                before.blocks.append(&mut blocks);
            }
            _ => self.drafts.push(Draft { question, aspect: aspect.to_owned(), blocks, is_question }),
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
            blocks.push(Block::Heading { level: 3, content: vec![Span::plain(heading)] });
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
        match BOXES.iter().find(|(name, _)| names.iter().any(|own| own == name)) {
            Some((_, kind)) => out.push(Block::Alert { kind: *kind, content: blocks.into_iter().map(without_level).collect() }),
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
            content.into_iter().map(|span| Span { style: span.style | Style::STRONG, ..span }).collect(),
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
