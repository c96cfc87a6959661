//! Why nothing was exported.

use std::io;
use std::path::PathBuf;

/// Why nothing was exported. The destination is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is something at the destination.
    #[error("`{}` already exists; nothing was written", .0.display())]
    Occupied(PathBuf),
    /// The selection is empty.
    #[error("no answer belongs to this selection; nothing was written")]
    Nothing,
    /// The export was stopped.
    #[error("the export was stopped; nothing was written")]
    Stopped,
    /// Something could not be read.
    #[error("the index of the library is damaged; nothing was written")]
    Damaged,
    /// The export cannot be written.
    #[error("cannot write the export: {0}")]
    Write(#[from] io::Error),
}
