//! What every format is read into.

use crate::model::{Condition, Entry, Pack, Source};

use super::tally::Tally;
use super::topic::Topics;

/// One page of a collection: where it is from, what it is about, its questions with answers.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The collection. Two of its pages are about two conditions, unless they have one name.
    pub(super) collection: String,
    /// Documents of the same identity have the same source.
    pub(super) identity: String,
    /// With its id.
    pub(super) source: Source,
    /// BCP 47; empty where it is not known.
    pub(super) language: String,
    /// Without an id; `None` where the questions are about no condition.
    pub(super) condition: Option<Condition>,
    /// Their ids are the part behind the condition's; condition and source are still to be filled in.
    pub(super) entries: Vec<Entry>,
}

/// What a format leaves behind beside documents.
pub(super) struct Notes<'a> {
    pub(super) topics: &'a mut Topics,
    pub(super) tally: &'a mut Tally,
    /// What is damaged in a file of which the rest was read.
    pub(super) damaged: Vec<String>,
}

/// A format.
pub(super) trait Format {
    /// Whether a file of this name is to be read.
    fn wants(&self, name: &str) -> bool;

    /// The documents of a file, or why there are none.
    fn read(&self, name: &str, text: &str, notes: &mut Notes<'_>) -> Result<Vec<Document>, String>;

    /// The cover of a library that is made of such documents and is to be called `id` where the format knows no better.
    fn pack(&self, id: &str) -> Pack;

    /// A source that the licence asks to be named, though no single answer cites it.
    fn attribution(&self) -> Option<Source>;

    /// Whether an identifier that one condition alone has is meant to be exactly its own.
    fn identifies(&self) -> bool;

    /// Why an answer may be without a date.
    fn without_date(&self) -> &'static str;
}
