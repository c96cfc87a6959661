//! Saved web pages with questions and answers after schema.org: FAQPage, QAPage, Question, MedicalCondition,
//! MedicalWebPage, HealthTopicContent.
//!
//! A page may say it in JSON-LD, microdata or RDFa; all become the same items, and of those only what the vocabulary
//! names is taken. What the page does not state (a date, an address, a publisher) stays unknown.

mod items;
mod jsonld;
mod markup;
mod page;

use crate::model::{Pack, Source};

use super::document::{Document, Format, Notes};

/// The format.
#[derive(Debug, Default)]
pub(super) struct FaqPage {
    /// Answers that were never accepted are taken, too.
    pub(super) suggestions: bool,
}

impl Format for FaqPage {
    fn wants(&self, name: &str) -> bool {
        [".html", ".htm", ".xhtml", ".json", ".jsonld"]
            .iter()
            .any(|end| name.ends_with(end))
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
            for script in std::mem::take(&mut head.scripts) {
                if let Err(error) = jsonld::read(script, &mut items) {
                    let reason = format!("a JSON-LD script in it is malformed: {error}");
                    notes.damaged.push(reason);
                }
            }
        }
        let documents = page::documents(&items, name, &head, self.suggestions, notes);
        if documents.is_empty() {
            return Err(match (notes.damaged.pop(), head.plain) {
                (Some(reason), _) => reason,
                (None, Some(form)) => format!(
                    "a plain list of questions (<{form}>) without schema.org data, which is not read"
                ),
                (None, None) => "no question with an answer after schema.org".to_owned(),
            });
        }
        Ok(documents)
    }

    fn pack(&self, id: &str) -> Pack {
        Pack {
            id: id.to_owned(),
            title: "Imported pages".to_owned(),
            version: "1".to_owned(),
            disclaimer: "General information, not medical advice. Taken from saved web pages; each answer names its page."
                .to_owned(),
            ..Pack::default()
        }
    }

    fn attribution(&self) -> Option<Source> {
        None
    }

    fn identifies(&self) -> bool {
        false // a page gives codes without saying how well they fit
    }

    fn without_date(&self) -> &'static str {
        "the page states no date"
    }
}
