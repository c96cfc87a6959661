//! Why something could not be done with a pack.

use std::io;
use std::path::Path;

use crate::text::clean::clean_line;

/// What happened, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Error {
    what: String,
    /// What to do next; empty if there is nothing to say.
    pub hint: String,
}

impl Error {
    pub(super) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// A pack that is not what it should be.
    pub(super) fn refused(reason: impl std::fmt::Display) -> Self {
        Self::new(
            format!("the pack is refused: {reason}"),
            "copy it to the stick again; if that does not help, ask its publisher for another copy",
        )
    }

    /// A file or folder that cannot be read.
    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = shown(path);
        move |error| Self::new(format!("cannot read `{path}`: {error}"), "")
    }

    /// A file or folder that cannot be written.
    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = shown(path);
        move |error| {
            let hint = match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some space: clinfaq pack list shows what packs take, clinfaq pack remove --old ID removes old versions"
                }
                io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                    "use a folder that you may write to"
                }
                _ => "check the disk, then try again: nothing was changed",
            };
            Self::new(format!("cannot write to `{path}`: {error}"), hint)
        }
    }
}

pub(super) fn shown(path: &Path) -> String {
    clean_line(&path.to_string_lossy()).into_owned()
}
