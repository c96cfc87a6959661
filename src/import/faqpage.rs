//! Web pages with questions and answers after schema.org: FAQPage, QAPage, Question, MedicalCondition, MedicalWebPage.
//!
//! A page may say it in JSON-LD or in microdata; both become the same tree of items, and of that tree only what the
//! vocabulary names is taken. What the page does not state (a date, an address, a publisher) stays unknown.

mod items;
mod microdata;
mod value;

use serde_json::Value;

use crate::model::{Pack, Source};

use super::document::{Document, Format, Notes};
use super::html::{self, Piece};

/// The format.
#[derive(Debug, Default)]
pub(super) struct FaqPage;

impl Format for FaqPage {
    fn wants(&self, name: &str) -> bool {
        [".html", ".htm", ".xhtml", ".json", ".jsonld"]
            .iter()
            .any(|end| name.ends_with(end))
    }

    fn read(
        &self,
        name: &str,
        bytes: &[u8],
        notes: &mut Notes<'_>,
    ) -> Result<Vec<Document>, String> {
        let text = text_of(bytes);
        let lower = name.to_lowercase();
        let mut page = items::Page::new(name);
        if lower.ends_with(".json") || lower.ends_with(".jsonld") {
            let value =
                serde_json::from_str(&text).map_err(|error| format!("malformed JSON: {error}"))?;
            page.take(&value);
        } else {
            self.html(&text, &mut page, notes);
        }
        let document = page.document(notes);
        match document.entries.is_empty() {
            true => Err("no question with an answer after schema.org".to_owned()),
            false => Ok(vec![document]),
        }
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

impl FaqPage {
    /// The items of a page of HTML, and what its head says.
    fn html(&self, text: &str, page: &mut items::Page, notes: &mut Notes<'_>) {
        let mut script: Option<String> = None;
        let mut title: Option<String> = None;
        let mut pieces = Vec::new();
        for piece in html::pieces(text) {
            match &piece {
                Piece::Start(name, attributes, _) => {
                    let is_data = attribute(attributes, "type")
                        .is_some_and(|kind| kind.to_lowercase().starts_with("application/ld+json"));
                    match name.as_str() {
                        "script" if is_data => script = Some(String::new()),
                        "title" if title.is_none() => title = Some(String::new()),
                        "html" => page.language(attribute(attributes, "lang").unwrap_or("")),
                        "link" if attribute(attributes, "rel") == Some("canonical") => {
                            page.address(attribute(attributes, "href").unwrap_or(""));
                        }
                        _ => {}
                    }
                }
                Piece::End(name) if name == "script" => {
                    if let Some(json) = script.take() {
                        read_script(&json, page, notes);
                    }
                }
                Piece::End(name) if name == "title" => {
                    if let Some(text) = title.take().filter(|text| !text.trim().is_empty()) {
                        page.title(&text);
                        title = Some(String::new()); // the first one is the page's
                    }
                }
                Piece::Text(text) => {
                    if let Some(script) = &mut script {
                        script.push_str(text);
                    } else if let Some(title) = &mut title {
                        title.push_str(text);
                    }
                }
                Piece::End(_) => {}
            }
            pieces.push(piece);
        }
        if text.contains("itemscope") {
            for item in microdata::items(&pieces) {
                page.take(&item);
            }
        }
    }
}

/// A script's items. Some pages wrap them in a comment.
fn read_script(json: &str, page: &mut items::Page, notes: &mut Notes<'_>) {
    let json = json.trim();
    let json = json.strip_prefix("<!--").unwrap_or(json);
    let json = json.strip_suffix("-->").unwrap_or(json).trim();
    let json = json.strip_prefix("//<![CDATA[").unwrap_or(json);
    let json = json.strip_suffix("//]]>").unwrap_or(json);
    match serde_json::from_str::<Value>(json) {
        Ok(value) => page.take(&value),
        Err(error) => notes
            .damaged
            .push(format!("a JSON-LD script in it is malformed: {error}")),
    }
}

fn attribute<'a>(attributes: &'a [(String, String)], key: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|(name, _)| name == key);
    found.map(|(_, value)| value.as_str())
}

/// Bytes as text: UTF-8, else the one-byte encoding of the old web.
fn text_of(bytes: &[u8]) -> String {
    /// What Windows-1252 has where Latin-1 has control characters.
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => {
            let high: Vec<char> = HIGH.chars().collect();
            let char = |byte: &u8| match byte {
                0x80..=0x9f => high[usize::from(*byte - 0x80)],
                byte => char::from(*byte),
            };
            bytes.iter().map(char).collect()
        }
    }
}
