//! What the files of a collection hold, as far as they were read.

use crate::content::MAX_TEXT;
use crate::model::Entry;
use crate::text::width;

use super::document::{Document, Format, Notes};
use super::encoding;
use super::summary::{Skipped, Summary};

/// The documents read so far, and what there is to say about them.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) documents: Vec<Document>,
    pub(super) notes: Notes,
    pub(super) summary: Summary,
}

impl Collected {
    /// Reads one file.
    pub(super) fn file(&mut self, format: &dyn Format, name: &str, bytes: &[u8]) {
        self.summary.files += 1;
        let (text, remark) = encoding::decode(bytes);
        self.summary.remarks.extend(remark.map(|reason| Skipped {
            name: name.to_owned(),
            reason,
        }));
        let read = format.read(name, &text, &mut self.notes);
        for reason in self
            .notes
            .damaged
            .drain(..)
            .chain(read.as_ref().err().cloned())
        {
            self.summary.skip(name, reason);
        }
        for mut document in read.unwrap_or_default() {
            document.entries.retain(|entry| {
                let problem = problem(entry);
                if let Some(problem) = problem {
                    let reason = format!("{problem}: {}", entry.question);
                    self.summary.skip(name, reason);
                }
                problem.is_none()
            });
            if !document.entries.is_empty() {
                self.summary.entries += document.entries.len();
                self.documents.push(document);
            }
        }
    }
}

/// Why a library would reject an entry.
fn problem(entry: &Entry) -> Option<&'static str> {
    let visible = |char: char| !char.is_whitespace() && width(char.encode_utf8(&mut [0; 4])) > 0;
    if entry.answer.len().max(entry.question.len()) > MAX_TEXT {
        Some("left out a question whose answer is longer than the limit of 1 MB")
    } else if !entry.answer.contains(visible) || !entry.question.contains(visible) {
        Some("left out a question or answer without visible characters")
    } else {
        None
    }
}
