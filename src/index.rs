//! Corpus -> index folder -> catalogue and entries.
//!
//! An index folder holds one segment of the search library and a few tables of our own. It is written once, by
//! [`build()`], and then only read: from the memory map, record by record, so that opening it costs the same for sixty
//! entries as for a million. This room and `search` alone know the search library.

pub mod analyze;
mod bodies;
mod build;
pub(crate) mod common;
mod fields;
pub(crate) mod impact;
mod reader;
mod ready;
mod record;
mod shelf;
mod table;

use std::io;
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};

use crate::content::{Diagnostic, Progress, Scan, Stopped};

pub(crate) use build::{NameForms, term_hash};
pub use fields::Fields;
pub use reader::Index;
pub use record::{
    Body, ConditionHead, ConditionOrd, ConditionRecord, EntryOrd, Head, MedicationOrd,
    OrganizationOrd, PackOrd, PackRecord, SourceOrd, SourceRecord, TopicOrd, TopicRecord, TrialOrd,
};

/// Grows with every change of what is written into an index folder, so that no folder is read by other rules than those
/// it was written by.
pub const FORMAT: u32 = 6;

/// A day as a number that grows with it: 20201231. Columns hold days so.
pub(crate) fn day_number(day: jiff::civil::Date) -> u32 {
    let [year, month, day] = [
        i32::from(day.year()),
        i32::from(day.month()),
        i32::from(day.day()),
    ];
    u32::try_from((year * 100 + month) * 100 + day).unwrap_or(0)
}

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading or writing a file of the folder.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The search library.
    #[error("{0}")]
    Search(#[from] tantivy::TantivyError),
    /// Whoever watches the progress wanted no more.
    #[error("stopped")]
    Stopped,
}

impl Error {
    /// Whether the system would not have it (no memory, no right, too many open files): then the folder may be whole. A
    /// file that is missing is damage.
    pub fn is_refusal(&self) -> bool {
        self.system_error()
            .is_some_and(|error| error.kind() != io::ErrorKind::NotFound)
    }

    /// Whether it could get no memory.
    pub fn is_want_of_memory(&self) -> bool {
        self.system_error()
            .is_some_and(|error| error.kind() == io::ErrorKind::OutOfMemory)
    }

    /// The system's own error below this one.
    fn system_error(&self) -> Option<&io::Error> {
        let below = match self {
            Self::Io(error) => error,
            Self::Search(TantivyError::IoError(error)) => error,
            Self::Search(TantivyError::OpenReadError(error)) => below_read(error)?,
            Self::Search(_) | Self::Stopped => return None,
        };
        if below.raw_os_error().is_some() {
            return Some(below);
        }
        let inner = below.get_ref()?;
        let below = match inner.downcast_ref::<OpenDirectoryError>() {
            Some(OpenDirectoryError::IoError { io_error, .. }) => io_error,
            _ => below_read(inner.downcast_ref()?)?,
        };
        below.raw_os_error().is_some().then_some(below)
    }
}

fn below_read(error: &OpenReadError) -> Option<&io::Error> {
    match error {
        OpenReadError::IoError { io_error, .. } => Some(io_error),
        _ => None,
    }
}

/// Where an index is to be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// In an empty folder.
    Folder(&'a Path),
    /// In memory.
    Memory,
}

/// Builds the index of the library that was found by `scan`.
///
/// `progress` is called as the loading goes on and decides whether it does.
pub fn build(
    scan: &Scan,
    target: Target<'_>,
    progress: &mut dyn FnMut(Progress) -> std::ops::ControlFlow<()>,
) -> Result<Index, Error> {
    let shelf = match target {
        Target::Folder(folder) => shelf::Shelf::on_disk(folder)?,
        Target::Memory => shelf::Shelf::in_memory(),
    };
    let mut builder = build::Builder::new(shelf, build::BUDGET)?;
    let problems: Vec<Diagnostic> =
        crate::content::load(scan, &mut builder, progress).map_err(|stopped| match stopped {
            Stopped::Asked => Error::Stopped,
            Stopped::Sink(error) => error,
        })?;
    let shelf = builder.finish(&problems)?;
    Index::open(shelf)
}

/// Opens the index in `folder`.
pub fn open(folder: &Path) -> Result<Index, Error> {
    Index::open(shelf::Shelf::on_disk(folder)?)
}

/// Builds small indexes in memory for tests, past the loader.
#[cfg(test)]
pub(crate) mod testing {
    use super::Index;
    use super::build::{BUDGET, Builder};
    use super::shelf::Shelf;
    use crate::content::Sink;
    use crate::model::{Condition, Entry, Pack, Source, Topic};

    /// An index of these.
    pub(crate) fn index_of(
        pack: Pack,
        topics: Vec<Topic>,
        conditions: Vec<Condition>,
        sources: Vec<Source>,
        entries: Vec<Entry>,
    ) -> Index {
        let mut builder = Builder::new(Shelf::in_memory(), BUDGET).expect("a builder");
        builder.pack(pack).expect("the pack");
        topics
            .into_iter()
            .for_each(|topic| builder.topic(0, topic).expect("a topic"));
        conditions
            .into_iter()
            .for_each(|condition| builder.condition(0, condition).expect("a condition"));
        sources
            .into_iter()
            .for_each(|source| builder.source(0, source).expect("a source"));
        builder.catalogue_complete().expect("the catalogue");
        entries
            .into_iter()
            .for_each(|entry| builder.entry(0, entry).expect("an entry"));
        Index::open(builder.finish(&[]).expect("the index")).expect("opened")
    }

    /// An entry with a short answer.
    pub(crate) fn entry(id: &str, topic: &str, question: &str, answer: &str) -> Entry {
        let condition = id
            .split('/')
            .next()
            .filter(|condition| *condition != "general");
        Entry {
            id: id.into(),
            condition: condition.unwrap_or_default().into(),
            topic: topic.into(),
            question: question.into(),
            short_answer: answer.into(),
            ..Entry::default()
        }
    }
}
