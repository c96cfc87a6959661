//! Web pages: saved from a browser, in an archive, or as JSON-LD.
//!
//! A page may describe its questions in the vocabulary of schema.org (FAQPage, QAPage, Question, MedicalCondition,
//! MedicalWebPage, HealthTopicContent), as JSON-LD, microdata or RDFa; all become the same items, and of those only what
//! the vocabulary names is used. Otherwise the questions are those that the page shows. What it does not state (a date, an
//! address, a publisher) stays unknown.
//!
//! `jsonld`, `markup` and `visible` read a page into `items`. From these, `questions` finds the questions and their answers,
//! `pages` the page that each is on, `metadata` where that is from and how old it is, `conditions` what it is about; and
//! `documents` puts it all together.

mod conditions;
mod documents;
mod exported;
mod items;
mod jsonld;
mod markup;
mod metadata;
mod mhtml;
mod pages;
mod questions;
mod values;
mod visible;

use super::changes::Change;
use super::document::{About, Document, Format, Notes};
use super::encoding;
use super::html::{self, Wanted};
use super::name::lists;

pub(super) use documents::documents;
pub(super) use items::{HEAD, Items};
pub(super) use markup::Head;
pub(super) use values::full_address;
pub(super) use visible::{Shown, read as read_shown};

/// The format.
#[derive(Debug, Default)]
pub(super) struct FaqPage {
    /// Also takes answers that were never accepted.
    pub(super) suggestions: bool,
    /// Takes every section of a page that has no questions, as the article of an encyclopedia.
    pub(super) articles: bool,
}

impl Format for FaqPage {
    fn wants(&self, name: &str) -> bool {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        let extension = extension.unwrap_or("");
        match self.articles {
            true => lists("zim zimaa", extension),
            false => lists("html htm xhtml shtml mht mhtml jsonld zim zimaa", extension),
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        // UTF-16 is recognised as well.
        let head: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let head =
            head.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && !"<{[".contains(c));
        !self.articles
            && (head.starts_with(['{', '[']) && head.contains("@type")
                || head.starts_with('<')
                    && (head.contains("<html") || head.contains("<!doctype html"))
                || mhtml::is_mhtml(head))
    }

    fn read_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        notes: &mut Notes,
    ) -> Result<Vec<Document>, String> {
        let page = mhtml::page(bytes)?;
        let (text, remark) = encoding::decode(&page);
        notes.remarks.extend(remark);
        self.read(name, &text, notes)
    }

    fn read(&self, name: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String> {
        let is_json = text.trim_start().starts_with(['{', '[']);
        let nodes = match is_json {
            true => Vec::new(),
            false => html::parse_page(text),
        };
        let mut items = Items::new();
        let mut head = Head::default();
        if is_json {
            if let Err(error) = jsonld::read(text, &mut items) {
                notes.damaged.push(format!("malformed JSON: {error}"));
            }
        } else {
            head = markup::read(text, &nodes, &mut items);
            items.base = head.canonical.split('#').next().unwrap_or("").to_owned();
            for script in &head.scripts {
                if let Err(error) = jsonld::read(script, &mut items) {
                    let reason = format!("a JSON-LD script in it is malformed: {error}");
                    notes.damaged.push(reason);
                }
            }
        }
        let archived = notes.archived.take().unwrap_or_default();
        for (property, text) in &archived.about {
            if !items.has(HEAD, property) {
                items.push_text(HEAD, property, text);
            }
        }
        let described = documents(&items, name, &head, self.suggestions, notes);
        if !described.is_empty() {
            return Ok(described);
        }
        let failed = |notes: &mut Notes, reason: &str| {
            Err(notes.damaged.pop().unwrap_or_else(|| reason.to_owned()))
        };
        if is_json {
            return failed(notes, "no question with an answer in schema.org data");
        }
        let mut shown = Shown {
            nodes: &nodes,
            title: &head.title,
            wanted: Wanted::Questions,
            condition: "",
            other_names: Vec::new(),
            topic: "",
        };
        if self.articles {
            shown.title = &archived.title;
            shown.condition = &archived.title;
            shown.other_names = archived.other_names;
            shown.wanted = Wanted::All;
        }
        visible::read(&shown, &mut items, &mut notes.changes);
        let documents = documents(&items, name, &head, false, notes);
        if documents.is_empty() && self.articles {
            notes.changes.add(Change::NoText);
        } else if documents.is_empty() {
            return failed(
                notes,
                "no question with an answer was found: no schema.org data, and no <details>, <dl> or \
                 heading with a question",
            );
        }
        Ok(documents)
    }

    fn about(&self, id: &str) -> About {
        About::unknown(id, "saved web pages", "the page states no date")
    }
}
