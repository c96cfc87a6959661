//! What can go wrong with an index.

use std::io;

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of the folder could not be read or written, or is damaged.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Tantivy failed.
    #[error("{0}")]
    Search(#[from] tantivy::TantivyError),
    /// The caller stopped the build.
    #[error("stopped")]
    Stopped,
}

/// The error for a file that does not hold what was written.
pub(super) fn damaged(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}
