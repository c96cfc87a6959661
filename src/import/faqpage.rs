//! Saved web pages with schema.org questions and answers: FAQPage, QAPage, Question, MedicalCondition, MedicalWebPage,
//! HealthTopicContent.
//!
//! A page may hold them as JSON-LD, microdata or RDFa; all become the same items, and of those only what the vocabulary
//! names is used. What the page does not state (a date, an address, a publisher) stays unknown.

mod conditions;
mod documents;
mod items;
mod jsonld;
mod markup;
mod metadata;
mod own;
mod pages;
mod questions;
mod values;

use crate::model::Pack;

use super::document::{About, Document, Format, Notes};

/// The format.
#[derive(Debug, Default)]
pub(super) struct FaqPage {
    /// Also takes answers that were never accepted.
    pub(super) suggestions: bool,
}

impl Format for FaqPage {
    fn wants(&self, name: &str) -> bool {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        matches!(
            extension,
            Some("html" | "htm" | "xhtml" | "json" | "jsonld")
        )
    }

    fn read(&self, name: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String> {
        let mut items = items::Items::default();
        let mut head = markup::Head::default();
        let lower = name.to_lowercase();
        if lower.ends_with(".json") || lower.ends_with(".jsonld") {
            if let Err(error) = jsonld::read(text, &mut items) {
                notes.damaged.push(format!("malformed JSON: {error}"));
            }
        } else {
            head = markup::read(text, &mut items);
            items.base = head.canonical.split('#').next().unwrap_or("").to_owned();
            items.language.clone_from(&head.language);
            for script in &head.scripts {
                if let Err(error) = jsonld::read(script, &mut items) {
                    let reason = format!("a JSON-LD script in it is malformed: {error}");
                    notes.damaged.push(reason);
                }
            }
        }
        let documents = documents::documents(&items, name, &head, self.suggestions, notes);
        if documents.is_empty() {
            let plain = head.plain.map(|element| {
                format!("only a plain list of questions (<{element}>) without schema.org data, which cannot be read")
            });
            let none = || "no question with an answer in schema.org data".to_owned();
            return Err(notes.damaged.pop().or(plain).unwrap_or_else(none));
        }
        Ok(documents)
    }

    fn about(&self, id: &str) -> About {
        About {
            pack: Pack {
                id: id.to_owned(),
                title: "Imported pages".to_owned(),
                version: "1".to_owned(),
                disclaimer: "General information, not medical advice. Taken from saved web pages; each answer names its page."
                    .to_owned(),
                ..Pack::default()
            },
            attribution: None,
            codes_are_exact: false, // a page does not say how well its codes fit
            without_date: "the page states no date",
        }
    }
}
