//! Where a library lies, and which files it has.
//!
//! A folder is a stranger's: it may hold loops of links, pipes that never answer, names made to harm a terminal, and
//! files too big to read. None of that may hang or break the reader, so only regular files are listed, each folder is
//! entered once, and a name is cleaned before anybody sees it.

mod listing;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Read};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use crate::model::{Diagnostic, Severity, Site};
use crate::text::clean::clean_line;

use super::bundle;
use listing::{Found, Thing};

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

/// A file of a library, with what tells whether it has changed. Small: a library may have hundreds of thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    folder: Arc<Folder>,
    /// Its name in the folder, or its path in the binary.
    name: Box<OsStr>,
    /// Bytes.
    pub size: u64,
    /// Time of the last change, or a hash of the content for a file in the binary.
    pub stamp: u64,
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

    /// Hands everything that tells this state of the file from another to `hasher`. What it shares with the file before it
    /// is left out.
    pub fn fingerprint(&self, before: Option<&Self>, hasher: &mut impl Hasher) {
        if before.is_none_or(|before| !Arc::ptr_eq(&before.folder, &self.folder)) {
            (self.folder.place, &self.folder.path).hash(hasher);
        }
        (&self.name, self.size, self.stamp).hash(hasher);
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
    for (at, place) in places.iter().enumerate() {
        match place {
            Place::Bundled => bundled(&mut scan, at),
            Place::Folder(folder) => {
                // A folder that is named must be one; what lies below it may fail without the whole failing.
                match fs::read_dir(folder) {
                    Ok(_) => Walk::new(folder, at, &mut scan).run(),
                    Err(error) => scan.missing.push((at, error.to_string())),
                }
            }
        }
    }
    scan
}

fn bundled(scan: &mut Scan, place: usize) {
    let folder = Arc::new(Folder {
        place,
        path: None,
        name: String::new(),
    });
    scan.files.extend(bundle::library().map(|file| File {
        folder: Arc::clone(&folder),
        name: OsStr::new(file.name).into(),
        size: file.size as u64,
        stamp: file.stamp,
    }));
}

/// A walk through one folder and those below it, in the order of their paths.
struct Walk<'a> {
    root: &'a Path,
    place: usize,
    scan: &'a mut Scan,
    /// Folders entered so far, by their real path. Each is entered once, whatever links lead to it: that ends loops,
    /// and it ends the explosion of paths that folders full of links to each other would be.
    entered: HashSet<PathBuf>,
    /// The folders that lead to where the walk is, each with what is still to be visited in it.
    open: Vec<(Arc<Folder>, std::vec::IntoIter<Found>)>,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Path, place: usize, scan: &'a mut Scan) -> Self {
        Self {
            root,
            place,
            scan,
            entered: HashSet::new(),
            open: Vec::new(),
        }
    }

    fn run(mut self) {
        self.enter(self.root.to_owned());
        while let Some((folder, left)) = self.open.last_mut() {
            let Some(found) = left.next() else {
                self.open.pop();
                continue;
            };
            let folder = Arc::clone(folder);
            self.visit(&folder, found);
        }
    }

    fn enter(&mut self, path: PathBuf) {
        match self.list(&path) {
            Ok(Some(found)) => {
                let below = path.strip_prefix(self.root).unwrap_or(&path);
                let mut name = clean_line(&below.to_string_lossy()).into_owned();
                if !name.is_empty() {
                    name.push(MAIN_SEPARATOR);
                }
                let folder = Folder {
                    place: self.place,
                    path: Some(path),
                    name,
                };
                self.open.push((Arc::new(folder), found.into_iter()));
            }
            Ok(None) => {}
            Err(error) => self.problem(&path, "this folder cannot be read", &error),
        }
    }

    /// What a folder holds, in the order of names: the disk's order differs from machine to machine. `None` where the walk
    /// was there before.
    fn list(&mut self, folder: &Path) -> io::Result<Option<Vec<Found>>> {
        if !self.entered.insert(fs::canonicalize(folder)?) {
            return Ok(None);
        }
        let mut found = listing::list(folder)?;
        found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(Some(found))
    }

    fn visit(&mut self, folder: &Arc<Folder>, found: Found) {
        let path = || {
            folder
                .path
                .as_deref()
                .unwrap_or(self.root)
                .join(&*found.name)
        };
        match found.thing {
            Ok(Thing::Folder) => self.enter(path()),
            Ok(Thing::File { size, .. }) if size > MAX_FILE => {
                let error = io::Error::from(io::ErrorKind::FileTooLarge);
                self.problem(&path(), "this file is left out", &error);
            }
            Ok(Thing::File { size, stamp }) => self.scan.files.push(File {
                folder: Arc::clone(folder),
                name: found.name,
                size,
                stamp,
            }),
            Err(error) => self.problem(&path(), "this file cannot be read", &error),
        }
    }

    fn problem(&mut self, path: &Path, what: &str, error: &io::Error) {
        self.scan.problems.push(unreadable(
            clean_line(&path.to_string_lossy()).into_owned(),
            what,
            error,
        ));
    }
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
