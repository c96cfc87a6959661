//! The index: written once from a library by [`build()`], then only read.
//!
//! An index folder holds one tantivy segment, in which answers are searched and stored ([`schema`]), and one file of
//! [`records`] with everything else: what lists show of entries, conditions, sources and so on, and the keys by which ids,
//! names and phrases are found. [`build`] writes both, [`reader`] reads them, and [`analyze`] makes terms of text for both
//! writing and searching. This module and `search` are the only ones that know tantivy.
//!
//! Damage never shows a wrong text. Each record has a checksum that is verified when it is read; the head of an entry has
//! the checksum of its stored body; and one record lists tantivy's files with their sizes, which are compared at opening,
//! and their checksums, which are compared when the program has time to read everything ([`Index::is_sound`]). So damage to
//! tantivy's own files can only change which results are found and their order, until it is noticed.

pub mod analyze;
mod build;
mod directory;
mod error;
mod reader;
mod record;
mod records;
mod schema;
mod spelling;
mod trusted;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use tantivy::Directory;
use tantivy::directory::RamDirectory;

use crate::content::{Progress, Scan};

use build::Builder;
use directory::Folder;
use error::damaged;

pub(crate) use build::{language_terms, source_term};
pub use error::Error;
pub use reader::Index;
pub(crate) use record::NameForms;
pub use record::{
    Body, ConditionHead, ConditionOrd, ConditionRecord, EntryOrd, Head, MedicationOrd, NoteOrd,
    NoteRecord, OrganizationOrd, PackOrd, PackRecord, SourceOrd, SourceRecord, TopicOrd,
    TopicRecord, TrialOrd,
};
pub(crate) use schema::{FORMAT, day_number};
pub(crate) use trusted::{check_folder, open_trusted};

/// Where an index is to be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// In an empty folder.
    Folder(&'a Path),
    /// In memory.
    Memory,
}

/// Builds the index of the library that was found by `scan`. `contents` is a fingerprint of the library's contents, which
/// the index keeps.
///
/// `progress` is called as the loading goes on and decides whether it does.
pub fn build(
    scan: &Scan,
    contents: &str,
    target: Target<'_>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Index, Error> {
    let directory: Box<dyn Directory> = match target {
        Target::Folder(folder) => Box::new(Folder::new(folder)),
        Target::Memory => Box::new(RamDirectory::create()),
    };
    let mut builder = Builder::new(directory.clone())?;
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
    let files = || match target {
        Target::Folder(folder) => Folder::new(folder).checksums(),
        Target::Memory => Ok(Vec::new()),
    };
    builder.finish(&found.diagnostics, contents, files)?;
    Index::open(directory)
}

/// Opens the index in `folder`, without reading all of it.
pub fn open(folder: &Path) -> Result<Index, Error> {
    check_folder(folder)?;
    let index = Index::open(Box::new(Folder::new(folder)))?;
    for file in index.files() {
        if fs::symlink_metadata(folder.join(&file.name))?.len() != file.size {
            return Err(damaged(format!("{} has another size", file.name)).into());
        }
    }
    Ok(index)
}

/// Builds small indexes in memory for tests, past the loader.
#[cfg(test)]
pub(crate) mod testing {
    use tantivy::Directory;
    use tantivy::directory::RamDirectory;

    use super::build::Builder;
    use super::reader::Index;
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
        let directory: Box<dyn Directory> = Box::new(RamDirectory::create());
        let mut builder = Builder::new(directory.clone()).expect("a builder");
        let mut records = vec![Record::Pack(pack)];
        records.extend(topics.into_iter().map(Record::Topic));
        records.extend(conditions.into_iter().map(Record::Condition));
        records.extend(sources.into_iter().map(Record::Source));
        records.extend(entries.into_iter().map(Record::Entry));
        for record in records {
            builder.add(0, record).expect("added");
        }
        builder.finish(&[], "", || Ok(Vec::new())).expect("written");
        Index::open(directory).expect("opened")
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
