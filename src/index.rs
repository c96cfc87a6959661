//! Corpus -> index folder -> catalogue and entries.
//!
//! An index folder holds one segment of tantivy and a few tables of our own. It is written once, by [`build()`], and then
//! only read, record by record. Each record carries a checksum that is verified when it is read, so that damage never
//! shows a wrong text, and a manifest covers the files as a whole. This module and `search` alone know tantivy.

pub mod analyze;
mod build;
mod fields;
mod manifest;
mod reader;
mod record;
mod shelf;
mod spelling;
mod table;
mod trusted;

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use tantivy::Directory;

use crate::content::{Progress, Scan};

pub(crate) use build::{NameForms, source_term, term_hash};
pub use fields::Fields;
pub use reader::Index;
pub(crate) use reader::name_forms;
pub(crate) use shelf::sync_folder;
pub(crate) use trusted::{check_folder, open_trusted};

pub use record::{
    Body, ConditionHead, ConditionOrd, ConditionRecord, EntryOrd, Head, MedicationOrd,
    OrganizationOrd, PackOrd, PackRecord, SourceOrd, SourceRecord, TopicOrd, TopicRecord, TrialOrd,
};

/// Grows with every change of what is written into an index folder, so that no folder is read by other rules than those
/// it was written by.
pub const FORMAT: u32 = 11;

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
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Index, Error> {
    let shelf = match target {
        Target::Folder(folder) => shelf::Shelf::on_disk(folder),
        Target::Memory => shelf::Shelf::in_memory(),
    };
    let mut builder = build::Builder::new(shelf)?;
    let mut failed = None;
    let mut add = |pack, record| match builder.add(pack, record) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    };
    let Some(found) = crate::content::load(scan, None, &mut add, progress) else {
        return Err(failed.unwrap_or(Error::Stopped));
    };
    let shelf = builder.finish(&found.diagnostics)?;
    if let Target::Folder(folder) = target {
        manifest::write(folder, &shelf)?;
        shelf.sync_directory()?;
    }
    Index::open(shelf)
}

/// Opens the index in `folder`.
pub fn open(folder: &Path) -> Result<Index, Error> {
    let shelf = shelf::Shelf::on_disk(folder);
    manifest::check_sizes(folder, &shelf)?;
    Index::open(shelf)
}

/// Whether all files of the index in `folder` hold what was written. Reads them all.
pub fn is_sound(folder: &Path) -> bool {
    manifest::is_sound(folder)
}

/// Builds small indexes in memory for tests, past the loader.
#[cfg(test)]
pub(crate) mod testing {
    use super::Index;
    use super::build::Builder;
    use super::shelf::Shelf;
    use crate::content::Record;
    use crate::model::{Condition, Entry, Pack, Source, Topic};

    /// An index of these.
    pub(crate) fn index_of(
        pack: Pack,
        topics: Vec<Topic>,
        conditions: Vec<Condition>,
        sources: Vec<Source>,
        entries: Vec<Entry>,
    ) -> Index {
        let mut records = vec![Record::Pack(pack)];
        records.extend(topics.into_iter().map(Record::Topic));
        records.extend(conditions.into_iter().map(Record::Condition));
        records.extend(sources.into_iter().map(Record::Source));
        records.extend(entries.into_iter().map(Record::Entry));
        let mut builder = Builder::new(Shelf::in_memory()).expect("a builder");
        for record in records {
            builder.add(0, record).expect("added");
        }
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
