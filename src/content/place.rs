//! Where a library lies, and which files it has.
//!
//! A folder may come from a stranger: it may hold links that lead out of it or in circles, pipes that never answer, names
//! made to harm a terminal, and files too big to read. None of that may hang or break the reader, so only regular files
//! are read, links are followed only where the user asked for it, and a name is cleaned before anybody sees it.

mod fingerprint;
mod listing;
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
pub use fingerprint::{Fingerprint, fingerprint, fingerprint_of_contents};

/// The largest file that is read, in bytes. Far above what a person writes, and far below what a small machine holds.
pub const MAX_FILE: u64 = 64 << 20;

/// How many folders deep files are read.
const MAX_DEPTH: usize = 64;

/// The file that holds `[pack]` by convention.
const COVER: &str = "pack.toml";

/// Where a library lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The library in the binary.
    Bundled,
    /// A folder on disk; symbolic links in it are not followed.
    Folder(PathBuf),
    /// A folder on disk in which symbolic links are followed.
    Linked(PathBuf),
}

impl Place {
    /// How a person would name it, cleaned.
    pub fn name(&self) -> String {
        match self.folder() {
            None => "(bundled)".to_owned(),
            Some(folder) => clean_line(&folder.to_string_lossy()).into_owned(),
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

    /// The folder on disk.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Bundled => None,
            Self::Folder(folder) | Self::Linked(folder) => Some(folder),
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
    /// Stands for the folder in fingerprints.
    number: u64,
    /// Whether symbolic links in it are followed.
    follow: bool,
}

impl File {
    fn new(folder: &Arc<Folder>, name: &OsStr, size: u64) -> Self {
        Self {
            folder: Arc::clone(folder),
            name: name.into(),
            size,
        }
    }

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

    /// Whether it is called `pack.toml`, the usual name of the file that holds `[pack]`.
    pub fn is_cover(&self) -> bool {
        self.name.eq_ignore_ascii_case(COVER)
    }

    /// Whether it lies in the library's own folder, not in one below.
    pub fn is_at_root(&self) -> bool {
        self.folder.name.is_empty()
    }

    /// Its bytes. A link or pipe that has taken the file's place since is refused, not waited for.
    pub fn read(&self) -> io::Result<Cow<'static, [u8]>> {
        let path = self.path();
        if self.folder.path.is_none() {
            return bundle::library()
                .find(|file| path == Path::new(file.name))
                .map(|file| Cow::Borrowed(file.text().as_bytes()))
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        }
        let file = open(&path, self.folder.follow)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        // One byte more, to see the end without asking for room first.
        let expected = self.size.min(MAX_FILE) as usize + 1;
        let mut bytes = Vec::with_capacity(expected);
        file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
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
    /// The [fingerprint] of all of this, taken before the files were listed.
    pub fingerprint: Fingerprint,
}

impl Scan {
    /// How large all files are together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

/// Lists the files of `places`.
pub fn scan(places: &[Place]) -> Scan {
    let mut scan = Scan {
        places: places.to_vec(),
        // Before the list: an index of files that change meanwhile must not pass for one of the files as they are then.
        fingerprint: fingerprint(places).unwrap_or_default(),
        ..Scan::default()
    };
    scan.missing = walk::walk(places, &mut scan);
    scan
}

/// Opens a file without waiting for a writer, should it be a pipe, and without following a link.
#[cfg(unix)]
fn open(path: &Path, follow: bool) -> io::Result<fs::File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    flags.set(OFlags::NOFOLLOW, !follow);
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    fs::OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path, _: bool) -> io::Result<fs::File> {
    fs::File::open(path)
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
