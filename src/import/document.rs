//! What every format is read into, and what a format has to know.

use crate::model::{Condition, Entry, Pack, Source};

use super::changes::Changes;
use super::topic::Topics;

/// One page of a collection: where it is from, what it is about, its questions with answers.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The collection. Two of its pages are about two conditions, unless they have the same name.
    pub(super) collection: String,
    /// Documents of the same identity have the same source.
    pub(super) identity: String,
    /// With its id.
    pub(super) source: Source,
    /// BCP 47; empty if unknown.
    pub(super) language: String,
    /// Without an id; `None` if the questions are about no condition.
    pub(super) condition: Option<Condition>,
    /// Their ids are the part after the condition's; condition and source are still to be filled in.
    pub(super) entries: Vec<Entry>,
}

/// What a format reports besides documents.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) topics: Topics,
    pub(super) changes: Changes,
    /// What is damaged in the file at hand, of which the rest was read.
    pub(super) damaged: Vec<String>,
}

/// A format.
pub(super) trait Format {
    /// Whether a file of this name, in lower case, is to be read.
    fn wants(&self, name: &str) -> bool;

    /// The documents of a file, or why there are none.
    fn read(&self, name: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String>;

    /// The pack's metadata; `id` is for formats that know no better one.
    fn pack(&self, id: &str) -> Pack;

    /// A source that the licence asks to be named, though no single answer cites it.
    fn attribution(&self) -> Option<Source>;

    /// Whether an identifier that only one condition has means exactly this condition.
    fn identifies(&self) -> bool;

    /// Why an answer may be without a date.
    fn without_date(&self) -> &'static str;
}
