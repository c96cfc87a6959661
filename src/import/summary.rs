//! How an import went, for whoever started it.

use std::collections::BTreeMap;

use super::tally::Dirt;

/// So many files of one ending are named.
const EXAMPLES: usize = 3;

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
    /// What could not be read.
    pub skipped: Vec<Skipped>,
    /// What was read with a doubt.
    pub remarks: Vec<Skipped>,
    /// Files that the format does not read, by their ending: how many, and the names of the first.
    pub unread: BTreeMap<String, (usize, Vec<String>)>,
}

impl Summary {
    /// Notes a file that the format does not read.
    pub(super) fn pass_over(&mut self, name: &str) {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let ending = match file.rsplit_once('.') {
            Some((_, ending)) if ending.len() <= 10 => ending.to_lowercase(),
            _ => String::new(),
        };
        let (count, names) = self.unread.entry(ending).or_default();
        *count += 1;
        if names.len() < EXAMPLES {
            names.push(name.to_owned());
        }
    }
}
