//! Where a library lies, and which files it has.
//!
//! A folder is a stranger's: it may hold loops of links, pipes that never answer, names made to harm a terminal, and
//! files too big to read. None of that may hang or break the reader, so only regular files are listed, each folder is
//! entered once, and a name is cleaned before anybody sees it.

mod listing;
mod look;
mod walk;

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::{Diagnostic, Severity, Site};
use crate::text::clean::clean_line;

use super::bundle;
pub use look::Look;

/// The largest file that is read, in bytes. Far above what a person writes, and far below what a small machine holds.
pub const MAX_FILE: u64 = 64 << 20;

/// The file in which a library's cover stands by habit.
const COVER: &str = "pack.toml";

/// Where a library lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The library in the binary.
    Bundled,
    /// A folder on disk.
    Folder(PathBuf),
}

impl Place {
    /// How a person would name it, cleaned.
    pub fn name(&self) -> String {
        match self {
            Self::Bundled => "(bundled)".to_owned(),
            Self::Folder(folder) => clean_line(&folder.to_string_lossy()).into_owned(),
        }
    }
}

/// A file of a library. Small: there may be hundreds of thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    folder: Arc<Folder>,
    /// Its name in the folder, or its path in the binary.
    name: Box<OsStr>,
    /// Bytes.
    pub size: u64,
}

/// What the files of a folder have in common.
#[derive(Debug, PartialEq, Eq)]
struct Folder {
    /// Which of the scanned places it belongs to.
    place: usize,
    /// `None` for the files in the binary.
    path: Option<PathBuf>,
    /// Its path below the library's folder, cleaned, with a separator at the end where there is one.
    name: String,
}

impl File {
    /// Which of the scanned places it belongs to.
    pub fn place(&self) -> usize {
        self.folder.place
    }

    /// Its name for people: the path below the library's folder, cleaned.
    pub fn name(&self) -> String {
        format!(
            "{}{}",
            self.folder.name,
            clean_line(&self.name.to_string_lossy())
        )
    }

    /// Where it is read from; for a file in the binary, its path there.
    pub fn path(&self) -> PathBuf {
        match &self.folder.path {
            Some(folder) => folder.join(&*self.name),
            None => PathBuf::from(&*self.name),
        }
    }

    /// Whether it is called `pack.toml`, as the file with a library's cover is by habit.
    pub fn is_cover(&self) -> bool {
        *self.name == *COVER
    }

    /// Whether it lies in the library's own folder, not in one below.
    pub fn is_at_root(&self) -> bool {
        self.folder.name.is_empty()
    }

    /// Its bytes. A pipe or device that has taken the file's place is refused, not waited for.
    pub fn read(&self) -> io::Result<Cow<'static, [u8]>> {
        let path = self.path();
        if self.folder.path.is_none() {
            return bundle::library()
                .find(|file| path == Path::new(file.name))
                .map(|file| Cow::Borrowed(file.text().as_bytes()))
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        }
        if !fs::metadata(&path)?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        // One byte more, to see the end without asking for room first.
        let expected = self.size.min(MAX_FILE) as usize + 1;
        let mut bytes = Vec::with_capacity(expected);
        fs::File::open(&path)?
            .take(MAX_FILE + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(Cow::Owned(bytes))
    }

    /// Its name in a diagnostic: the path by which it can be opened, cleaned.
    pub(super) fn shown(&self) -> String {
        match self.folder.path {
            None => format!("(bundled)/{}", self.name()),
            Some(_) => clean_line(&self.path().to_string_lossy()).into_owned(),
        }
    }
}

/// What was found at the places of a library.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// The places, as they were named.
    pub places: Vec<Place>,
    /// The `*.toml` files, place by place, sorted by path.
    pub files: Vec<File>,
    /// What could not be listed.
    pub problems: Vec<Diagnostic>,
    /// Places that are not there or cannot be read at all, with the reason.
    pub missing: Vec<(usize, String)>,
    /// What all of this looks like together.
    pub look: Look,
}

impl Scan {
    /// How large all files are together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

/// Lists the files of `places`. Reads no file; follows symbolic links but no loop.
pub fn scan(places: &[Place]) -> Scan {
    let mut scan = Scan {
        places: places.to_vec(),
        ..Scan::default()
    };
    scan.missing = walk::walk(places, &mut scan);
    scan
}

/// The [look](Scan::look) of the files of `places`, without a list of them: at most starts that is all there is to know.
/// `None` where one of the places is missing.
pub fn glance(places: &[Place]) -> Option<Look> {
    let mut look = Look::default();
    walk::walk(places, &mut look).is_empty().then_some(look)
}

/// The diagnostic for a file or folder that could not be read.
pub(super) fn unreadable(file: String, what: &str, error: &io::Error) -> Diagnostic {
    let (rule, reason, hint) = match error.kind() {
        io::ErrorKind::FileTooLarge => (
            "file-too-large",
            format!("it is larger than {} MB", MAX_FILE >> 20),
            "divide it into several files, such as one for each condition",
        ),
        io::ErrorKind::PermissionDenied => (
            "unreadable",
            error.to_string(),
            "give yourself the right to read it",
        ),
        _ => ("unreadable", error.to_string(), ""),
    };
    Diagnostic {
        severity: Severity::Error,
        rule: rule.to_owned(),
        message: format!("{what}: {reason}"),
        sites: vec![Site {
            file,
            ..Site::default()
        }],
        hint: hint.to_owned(),
    }
}
