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
use super::{date, html, markdown, name, topic};

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
        let mut reader = Page {
            page: &page,
            subject: first([line(&page["about"], "name"), line(&page, "name")]),
            entries: Vec::new(),
            sections: Vec::new(),
            notes,
        };
        reader.read();
        let document = reader.document(file);
        let changes = &mut notes.changes;
        if document.entries.is_empty() {
            changes.add(Change::OnlyLinks);
            return Ok(Vec::new());
        }
        let dates = [
            document.source.last_updated,
            document.entries[0].last_reviewed,
        ];
        changes.add_if(Change::NoDate, dates == [None, None]);
        changes.add_if(Change::NoLicence, document.source.license.is_empty());
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
            without_date: "the page states no date",
            ..About::default()
        }
    }
}

/// Reads a page.
struct Page<'a> {
    page: &'a Value,
    /// What it is about.
    subject: String,
    entries: Vec<Entry>,
    /// The aspect and heading of each entry; `None` for a question, which nothing is added to.
    sections: Vec<Option<(String, String)>>,
    notes: &'a mut Notes,
}

impl Page<'_> {
    fn read(&mut self) {
        let page = self.page;
        for section in array(page, "mainEntityOfPage") {
            self.section(section);
        }
        for section in array(page, "hasPart").iter().chain(array(page, "modules")) {
            self.aspect(section);
        }
    }

    fn document(self, file: &str) -> Document {
        let (page, about) = (self.page, &self.page["about"]);
        let url = first([
            line(page, "webpage"),
            line(about, "webpage"),
            self.address(),
        ]);
        let path = url.split("nhs.uk/").nth(1).unwrap_or(file);
        let source = Source {
            id: name::slug(path.trim_start_matches("nhs-website-content/"), "page"),
            title: first([line(page, "name"), self.subject.clone()]),
            publisher: line(&page["author"], "name"),
            kind: Some(SourceKind::Government),
            last_updated: date::read(&line(page, "dateModified"), &mut self.notes.changes),
            license: line(page, "license"),
            note: line(&page["copyrightHolder"], "name"),
            url,
            ..Source::default()
        };
        // The day of the last review, and of the next.
        let reviews = array(page, "lastReviewed").iter();
        let changes = &mut self.notes.changes;
        let mut reviews = reviews.map(|day| date::read(day.as_str().unwrap_or(""), changes));
        let (last, next) = (reviews.next().flatten(), reviews.next().flatten());
        let mut entries = self.entries;
        for entry in &mut entries {
            entry.last_updated = source.last_updated;
            entry.last_reviewed = last;
            entry.next_review_due = next;
        }
        let mut genres = array(page, "genre").iter();
        let is_advice = genres.any(|genre| genre == "Advice or information");
        Document {
            collection: "NHS website".to_owned(),
            identity: first([source.url.clone(), file.to_owned()]),
            language: "en".to_owned(),
            may_repeat: true,
            condition: (!is_advice).then(|| Condition {
                name: self.subject.clone(),
                alternate_names: vec![line(about, "alternateName")],
                ..Condition::default()
            }),
            source,
            entries,
            ..Document::default()
        }
    }

    /// The address of the page in the API.
    fn address(&self) -> String {
        first([line(self.page, "url"), line(&self.page["about"], "url")])
    }

    /// A section of the page as it is read.
    fn section(&mut self, section: &Value) {
        let parts = parts(section);
        let own = line(section, "headline");
        // A section without a heading may have one over its first part.
        let named_by_part = own.is_empty();
        let over_part = parts.first().map(|part| line(part, "headline"));
        let headline = first([own, over_part.unwrap_or_default()]);
        let mut blocks = Vec::new();
        if parts.is_empty() {
            self.part(section, true, &mut blocks);
        }
        for (part, at) in parts.iter().zip(0..) {
            if part["@type"] != "Question" {
                self.part(part, named_by_part && at == 0, &mut blocks);
                continue;
            }
            let answer = &part["acceptedAnswer"];
            let mut content = self.html(&answer["text"]);
            for part in self::parts(answer) {
                self.part(part, false, &mut content);
            }
            self.add(&line(part, "text"), None, &content);
        }
        let aspect = line(section, "hasHealthAspect");
        self.add(&headline, Some(aspect), &blocks);
    }

    /// A section on an aspect of health, if the page as it is read does not have it.
    fn aspect(&mut self, section: &Value) {
        let (aspect, headline) = (line(section, "hasHealthAspect"), line(section, "headline"));
        let is_overview = aspect.ends_with("OverviewHealthAspect");
        let mut known = self.sections.iter().flatten();
        let known = known.any(|(other, heading)| {
            *other == aspect && (is_overview || headline.is_empty() || *heading == headline)
                || is_overview && other.is_empty() && heading.is_empty()
        });
        if aspect.is_empty() || known {
            return;
        }
        // A page that lists others repeats their sections, which are about other subjects.
        let address = line(section, "url");
        let address = address.split('#').next().unwrap_or("");
        let below = address.strip_prefix(&self.address()).unwrap_or("a/b");
        let lists_others = self.page["genre"].as_array().is_some_and(Vec::is_empty);
        if !below.is_empty() && (lists_others || below.trim_end_matches('/').contains('/')) {
            return self.notes.changes.add(Change::OtherPage);
        }
        let mut blocks = Vec::new();
        for part in parts(section) {
            // An overview names the page's sections.
            if !is_overview || line(part, "headline").is_empty() {
                self.part(part, false, &mut blocks);
            }
        }
        self.add(&headline, Some(aspect), &blocks);
    }

    /// Adds an entry. Text without a heading belongs to the entry before it. `aspect`: `None` for a question.
    fn add(&mut self, heading: &str, aspect: Option<String>, blocks: &[Block]) {
        let answer = markdown::write(blocks);
        let is_continued = heading.is_empty() && aspect.as_ref().is_some_and(String::is_empty);
        if answer.is_empty() {
            return;
        }
        if let (true, Some(before), Some(Some(_))) =
            (is_continued, self.entries.last_mut(), self.sections.last())
        {
            before.answer = format!("{}\n\n{answer}", before.answer);
            return;
        }
        let (topic, words) = topic::aspect(aspect.as_deref().unwrap_or(""));
        let topics = &mut self.notes.topics;
        let subject = &self.subject;
        // `Aciclovir (Zovirax)` is called by its first name in headings.
        let short = subject.split(" (").next().unwrap_or(subject);
        let question = match heading {
            "" if subject.ends_with('?') => subject.clone(),
            "" => format!("{subject}: {}", first([words, "overview".to_owned()])),
            own if own.ends_with('?') || names_one(own, [subject.as_str(), short].into_iter()) => {
                own.to_owned()
            }
            own => format!("{subject}: {own}"),
        };
        self.entries.push(Entry {
            topic: match (topic.as_str(), heading) {
                ("", "") => "overview".to_owned(),
                ("", heading) => topics.of_question(heading),
                (topic, _) => topics.of_type(topic),
            },
            question,
            answer,
            ..Entry::default()
        });
        self.sections
            .push(aspect.map(|aspect| (aspect, heading.to_owned())));
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
