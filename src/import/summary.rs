//! How an import went, for the person who started it: summary and errors.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::changes::Change;

/// Maximum number of unread files named for one file extension.
const EXAMPLES: usize = 3;

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file, by its path in the folder or archive.
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
    /// Topics that are not among the standard ones.
    pub topics: usize,
    /// Conditions that were joined from several documents.
    pub joined: usize,
    /// Bytes written.
    pub bytes: u64,
    /// What was changed or left out, and how often.
    pub cleaned: Vec<(Change, usize)>,
    /// What could not be read.
    pub skipped: Vec<Skipped>,
    /// Files that were read, but perhaps not correctly.
    pub remarks: Vec<Skipped>,
    /// Files that the format does not read, by their extension: how many, and the names of the first.
    pub unread: BTreeMap<String, (usize, Vec<String>)>,
}

impl Summary {
    /// Notes a file that could not be read.
    pub(super) fn skip(&mut self, name: &str, reason: impl Into<String>) {
        self.skipped.push(Skipped {
            name: name.to_owned(),
            reason: reason.into(),
        });
    }

    /// Counts a file that the format does not read.
    pub(super) fn pass_over(&mut self, name: &str) {
        let extension = match file_name(name).rsplit_once('.') {
            Some((_, extension)) if extension.len() <= 10 => extension.to_lowercase(),
            _ => String::new(),
        };
        let (count, names) = self.unread.entry(extension).or_default();
        *count += 1;
        if names.len() < EXAMPLES {
            names.push(name.to_owned());
        }
    }
}

/// The name of a file, without its folders.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Why nothing was imported. The destination is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was to be imported cannot be opened.
    #[error("cannot read `{}`: {error}", path.display())]
    Source {
        /// Its path.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There is something at the destination.
    #[error("`{}` is not empty; nothing was written", .0.display())]
    Occupied(PathBuf),
    /// There are no questions with answers, and no conditions.
    #[error("nothing that can be imported was found in `{}`; nothing was written", path.display())]
    Nothing {
        /// What was read.
        path: PathBuf,
        /// What was found instead.
        summary: Box<Summary>,
    },
    /// A template is a workbook, and the file is to be of another kind.
    #[error("`{}` does not end in .xlsx", .0.display())]
    TemplateName(PathBuf),
    /// The import was stopped.
    #[error("the import was stopped; nothing was written")]
    Stopped,
    /// The library cannot be written.
    #[error("cannot write `{}`: {error}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl Error {
    pub(super) fn source(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self::Source {
            path: path.to_owned(),
            error,
        }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self::Write {
            path: path.to_owned(),
            error,
        }
    }
}
