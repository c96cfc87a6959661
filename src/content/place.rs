//! Where a library lies, and which files it has.
//!
//! A folder is a stranger's: it may hold loops of links, pipes that never answer, names made to harm a terminal, and
//! files too big to read. None of that may hang or break the reader, so only regular files are listed, each folder is
//! entered once, and a name is cleaned before anybody sees it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rust_embed::RustEmbed;

use crate::text::clean::clean_line;

use crate::model::{Diagnostic, Severity, Site};

/// The largest file that is read, in bytes. Far above what a person writes, and far below what a small machine holds.
pub const MAX_FILE: u64 = 64 << 20;

/// The library in the binary.
#[derive(RustEmbed)]
#[folder = "faq"]
#[allow_missing = true]
struct Bundle;

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

/// A file of a library, with what tells whether it has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name for people: the path below the library's folder, cleaned.
    pub name: String,
    /// Which of the scanned places it belongs to.
    pub place: usize,
    /// Where it is read from.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// Time of the last change, or a hash of the content for a file in the binary.
    pub stamp: u64,
    /// Whether it is one of the files in the binary.
    pub bundled: bool,
}

impl File {
    /// Its bytes. A pipe or device that has taken the file's place is refused, not waited for.
    pub fn read(&self) -> io::Result<Cow<'static, [u8]>> {
        if self.bundled {
            return Bundle::get(&self.path.to_string_lossy())
                .map(|file| file.data)
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        }
        if !fs::metadata(&self.path)?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let mut bytes = Vec::new();
        fs::File::open(&self.path)?
            .take(MAX_FILE + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(Cow::Owned(bytes))
    }

    /// Its name in a diagnostic: the path by which it can be opened, cleaned.
    pub(super) fn shown(&self) -> String {
        if self.bundled {
            format!("(bundled)/{}", self.name)
        } else {
            clean_line(&self.path.to_string_lossy()).into_owned()
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
    let mut names: Vec<_> = Bundle::iter().filter(|name| is_wanted(name)).collect();
    names.sort_unstable();
    for name in names {
        let Some(file) = Bundle::get(&name) else {
            continue;
        };
        let hash = file.metadata.sha256_hash();
        scan.files.push(File {
            name: clean_line(&name).into_owned(),
            place,
            path: PathBuf::from(name.as_ref()),
            size: file.data.len() as u64,
            stamp: hash[..8]
                .iter()
                .fold(0, |stamp, &byte| stamp << 8 | u64::from(byte)),
            bundled: true,
        });
    }
}

/// Whether a path of the bundle is a TOML file that is not hidden.
fn is_wanted(name: &str) -> bool {
    name.ends_with(".toml") && !name.split('/').any(|part| part.starts_with('.'))
}

/// A walk through one folder and those below it.
struct Walk<'a> {
    root: &'a Path,
    place: usize,
    scan: &'a mut Scan,
    /// Folders entered so far, by their real path. Each is entered once, whatever links lead to it: that ends loops,
    /// and it ends the explosion of paths that folders full of links to each other would be.
    entered: HashSet<PathBuf>,
    pending: Vec<PathBuf>,
    found: Vec<File>,
}

/// The order of paths part by part. The same as that of `Path`, which takes paths apart anew for every comparison: more work
/// than all the rest of listing a large library.
fn by_path(a: &Path, b: &Path) -> Ordering {
    fn parts(path: &Path) -> impl Iterator<Item = u8> {
        let bytes = path.as_os_str().as_encoded_bytes().iter();
        // What parts a path comes before everything that may stand in a name.
        bytes.map(|&byte| if byte == b'/' { 0 } else { byte })
    }
    parts(a).cmp(parts(b))
}

impl<'a> Walk<'a> {
    fn new(root: &'a Path, place: usize, scan: &'a mut Scan) -> Self {
        Self {
            root,
            place,
            scan,
            entered: HashSet::new(),
            pending: vec![root.to_owned()],
            found: Vec::new(),
        }
    }

    fn run(mut self) {
        while let Some(folder) = self.pending.pop() {
            if let Err(error) = self.enter(&folder) {
                self.problem(&folder, "this folder cannot be read", &error);
            }
        }
        self.found
            .sort_unstable_by(|a, b| by_path(&a.path, &b.path));
        self.scan.files.append(&mut self.found);
    }

    fn enter(&mut self, folder: &Path) -> io::Result<()> {
        if !self.entered.insert(fs::canonicalize(folder)?) {
            return Ok(());
        }
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_name().as_encoded_bytes().starts_with(b".") {
                paths.push(entry.path());
            }
        }
        // The listing order is the disk's; ours must be the same on every machine. Last in, first out.
        paths.sort_unstable_by(|a, b| by_path(b, a));
        for path in paths {
            self.visit(path);
        }
        Ok(())
    }

    fn visit(&mut self, path: PathBuf) {
        let is_toml = path
            .extension()
            .is_some_and(|extension| extension == "toml");
        match fs::metadata(&path) {
            Ok(data) if data.is_dir() => self.pending.push(path),
            Ok(data) if data.is_file() && is_toml => self.file(path, &data),
            Ok(_) => {}
            Err(error) if is_toml => self.problem(&path, "this file cannot be read", &error),
            Err(_) => {}
        }
    }

    fn file(&mut self, path: PathBuf, data: &fs::Metadata) {
        if data.len() > MAX_FILE {
            let error = io::Error::from(io::ErrorKind::FileTooLarge);
            return self.problem(&path, "this file is left out", &error);
        }
        let below = path.strip_prefix(self.root).unwrap_or(&path);
        self.found.push(File {
            name: clean_line(&below.to_string_lossy()).into_owned(),
            place: self.place,
            size: data.len(),
            // A time before 1970 or past 2554 tells nothing; the size still does.
            stamp: data
                .modified()
                .ok()
                .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
                .and_then(|since| u64::try_from(since.as_nanos()).ok())
                .unwrap_or(0),
            path,
            bundled: false,
        });
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
