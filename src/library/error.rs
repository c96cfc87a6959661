//! Why a library cannot be opened.

use std::io;

use crate::index;

/// Why a library cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder that was named is not there or cannot be read.
    #[error("cannot read the library `{place}`: {reason}")]
    Place {
        /// As named.
        place: String,
        /// Why.
        reason: String,
    },
    /// The index could not be built, on disk or in memory.
    #[error("cannot index the library: {0}")]
    Index(String),
    /// There is too little memory to build it.
    #[error("too little memory to index the library")]
    Memory,
    /// The index could not be saved on disk.
    #[error("cannot save the index of the library: {0}")]
    Disk(String),
    /// A panic, here or in tantivy, with its message.
    #[error("internal error: {0}")]
    Mistake(String),
    /// The caller stopped the indexing.
    #[error("indexing was stopped")]
    Stopped,
}

impl Error {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Place { .. } => {
                "plug in what it lies on, or name a folder that holds TOML files: --library DIR"
            }
            Self::Index(_) => "free some space on the disk or some memory, then try again",
            Self::Memory => {
                "close other programs and start again; or let a computer with more memory make the index: clinfaq index --help"
            }
            Self::Disk(_) => {
                "XDG_CACHE_HOME names the folder for it: it must be yours, writable, and have free space"
            }
            Self::Mistake(_) => "the library is unharmed: please report this",
            Self::Stopped => "start again",
        }
    }
}

impl From<index::Error> for Error {
    /// For an index on disk.
    fn from(error: index::Error) -> Self {
        match error {
            index::Error::Stopped => Self::Stopped,
            error => Self::Disk(error.to_string()),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Disk(error.to_string())
    }
}
