//! How an import went, for whoever started it.

use super::tally::Dirt;

/// How far an import has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read of the files, or of the archive as it lies on the disk.
    pub done: u64,
    /// How many there are.
    pub total: u64,
    /// Questions with answers so far.
    pub entries: usize,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file, as it is named in the folder or archive.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// What was imported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were read, damaged ones included.
    pub files: usize,
    /// Conditions written.
    pub conditions: usize,
    /// Questions with answers written.
    pub entries: usize,
    /// Sources written.
    pub sources: usize,
    /// Topics that the standard set does not have.
    pub topics: usize,
    /// Conditions that stand for several documents of the same name.
    pub joined_by_name: usize,
    /// Conditions that stand for several names with the same identifier.
    pub joined_by_code: usize,
    /// Bytes written.
    pub bytes: u64,
    /// What was put right, and how often.
    pub cleaned: Vec<(Dirt, usize)>,
    /// What was not read.
    pub skipped: Vec<Skipped>,
}
