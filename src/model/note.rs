//! Notes that a clinic, or anyone else, adds to an answer of any pack.

use serde::{Deserialize, Serialize};

use super::date::PartialDate;
use super::entry::Entry;
use super::id::Id;

/// Words that are shown with an answer, whichever pack the answer comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Note {
    /// The id of the entry that it is on.
    pub entry: Id,
    /// Markdown.
    pub text: String,
    /// Who wrote it.
    pub author: String,
    /// The day the text last changed.
    pub last_updated: Option<PartialDate>,
    /// The [checksum](Entry::checksum) of the answer when the note was written; empty if that was not recorded.
    pub answer_checksum: String,
}

impl Note {
    /// Whether the answer has changed since the note was written, as far as that is known.
    pub fn is_outdated(&self, entry: &Entry) -> bool {
        !self.answer_checksum.is_empty() && self.answer_checksum != entry.checksum()
    }
}
