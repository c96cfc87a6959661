//! Where libraries are.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::{Id, Withdrawal};
use crate::text::clean::clean_line;

use super::bookmarks::BOOKMARKS;

/// Where a library is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The library in the binary.
    Bundled,
    /// A folder on disk; symbolic links in it are not followed.
    Folder(PathBuf),
    /// A folder on disk in which symbolic links are followed.
    Linked(PathBuf),
    /// A pack that was installed.
    Installed(Box<InstalledPack>),
    /// The folder of the clinic's own texts. It need not exist.
    Clinic {
        /// The folder.
        folder: PathBuf,
        /// The clinic's name, which takes the place of the pack's title; empty if none is set.
        name: String,
    },
}

/// An installed pack: its files never change, so they need not be looked at to see whether they have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InstalledPack {
    /// The pack's id.
    pub id: Id,
    /// The folder of its library.
    pub folder: PathBuf,
    /// Differs from that of every other version.
    pub stamp: u64,
    /// Answers that a newer version took back, whether or not that was installed.
    pub withdrawn: Vec<Withdrawal>,
    /// What is added to the publisher's name, such as `unsigned`; empty for nothing.
    pub label: &'static str,
}

impl Place {
    /// How a person would name it, cleaned.
    pub fn name(&self) -> String {
        match self.folder() {
            None => "(bundled)".to_owned(),
            Some(folder) => shown(folder),
        }
    }

    /// The same place, but symbolic links in it are followed.
    #[must_use]
    pub fn with_links(self) -> Self {
        match self {
            Self::Folder(folder) => Self::Linked(folder),
            other => other,
        }
    }

    /// The clinic's name, if this is the folder of its own texts.
    pub fn clinic(&self) -> Option<&str> {
        match self {
            Self::Clinic { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Whether it is the folder of the clinic's own texts and nothing has been written there yet.
    pub fn is_unwritten(&self) -> bool {
        let Self::Clinic { folder, .. } = self else {
            return false;
        };
        // Bookmarks are no text of the library, and nothing has to be indexed for them.
        let is_text =
            |name: &OsStr| name != BOOKMARKS && !name.as_encoded_bytes().starts_with(b".");
        match fs::read_dir(folder) {
            Ok(mut files) => !files.any(|file| file.is_ok_and(|file| is_text(&file.file_name()))),
            Err(_) => !folder.is_dir(),
        }
    }

    /// The folder on disk.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Bundled => None,
            Self::Folder(folder) | Self::Linked(folder) | Self::Clinic { folder, .. } => {
                Some(folder)
            }
            Self::Installed(pack) => Some(&pack.folder),
        }
    }
}

/// A path for people, cleaned.
pub(super) fn shown(path: &Path) -> String {
    clean_line(&path.to_string_lossy()).into_owned()
}
