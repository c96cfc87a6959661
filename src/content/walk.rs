//! The files of a library, and the walk through its folders.
//!
//! A folder may come from a stranger: it may hold links that lead out of it or in circles, pipes that never answer, names
//! made to harm a terminal, and files too big to read. None of that may hang or break the reader, so only regular files
//! are read, links are followed only if the user asks for it, and a name is cleaned before anybody sees it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use crate::model::{Diagnostic, Severity};
use crate::text::lines::{self, not_utf8};

use super::bookmarks::BOOKMARKS;
use super::bundle;
use super::place::{Place, shown};

/// The largest file that is read, in bytes. Far more than a person writes, and far less than a small machine holds.
pub const MAX_FILE: u64 = 64 << 20;

/// How many folders deep files are read.
const MAX_DEPTH: usize = 64;

/// A file of a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Which of the scanned places it belongs to.
    pub place: usize,
    /// The folder that it is in, shared by the files there; empty for a file in the binary.
    pub(super) folder: Arc<Path>,
    /// Its name in that folder.
    pub(super) file_name: OsString,
    /// Bytes.
    pub size: u64,
    kind: FileKind,
    /// How many components of the folder's path are the library's folder.
    root: usize,
    /// When the content was last changed, in nanoseconds after 1970; 0 if that is unknown. Tools set it at will. For a file in
    /// the binary, a number that changes with its content.
    pub(super) modified: u64,
    /// When the content or its description was last changed. No tool can set it, but not every system has it: then 0.
    pub(super) changed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Bundled,
    OnDisk,
    /// May be a symbolic link.
    Linked,
}

impl File {
    /// Where it is read from; for a file in the binary, its path there.
    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.file_name)
    }

    /// Its name for people: the path below the library's folder, cleaned.
    pub fn name(&self) -> String {
        let below: PathBuf = self.path().components().skip(self.root).collect();
        shown(&below)
    }

    /// Whether it is in the binary.
    pub(super) fn is_bundled(&self) -> bool {
        self.kind == FileKind::Bundled
    }

    /// Whether it is called `pack.toml`, the usual name of the file that holds `[pack]`.
    pub fn is_manifest(&self) -> bool {
        self.file_name.eq_ignore_ascii_case("pack.toml")
    }

    /// Whether it is in the library's own folder, not in one below.
    pub(super) fn is_at_root(&self) -> bool {
        self.folder.components().count() == self.root
    }

    /// Its bytes. A link or pipe that has taken the file's place since is refused, not waited for.
    pub fn read(&self) -> io::Result<Cow<'static, [u8]>> {
        if self.is_bundled() {
            return bundle::library()
                .find(|file| self.file_name == file.name)
                .map(|file| Cow::Borrowed(file.text().as_bytes()))
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        }
        let file = open(&self.path(), self.kind == FileKind::Linked)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        // One byte more, to see the end without asking for more memory first.
        let expected = self.size.min(MAX_FILE) as usize + 1;
        let mut bytes = Vec::with_capacity(expected);
        file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(Cow::Owned(bytes))
    }

    /// Its text without a byte order mark, or the finding that it has none.
    pub(super) fn text(&self) -> Result<String, Diagnostic> {
        let bytes = self
            .read()
            .map_err(|error| unreadable(&self.shown(), "this file cannot be read", &error))?;
        let text = String::from_utf8(bytes.into_owned()).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            not_utf8(&self.shown(), error.as_bytes(), at)
        })?;
        Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        })
    }

    /// Its name in a diagnostic: the path by which it can be opened, cleaned.
    pub(super) fn shown(&self) -> String {
        match self.is_bundled() {
            true => format!("(bundled)/{}", self.name()),
            false => shown(&self.path()),
        }
    }
}

/// What is at some places.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) files: Vec<File>,
    /// What could not be listed.
    pub(super) problems: Vec<Diagnostic>,
    /// Places that do not exist or cannot be read at all, with the reason.
    pub(super) missing: Vec<(usize, String)>,
}

/// Lists the files at those of the places that are `wanted`.
pub(super) fn list(places: &[Place], wanted: impl Fn(&Place) -> bool) -> Listing {
    let mut listing = Listing::default();
    let places = places.iter().enumerate();
    for (at, place) in places.filter(|(_, place)| wanted(place)) {
        let Some(folder) = place.folder() else {
            listing.files.extend(bundled(at));
            continue;
        };
        // The folder itself must be readable; what is below it may fail.
        if let Err(error) = fs::read_dir(folder) {
            match place.clinic() {
                None => listing.missing.push((at, error.to_string())),
                Some(_) if error.kind() == io::ErrorKind::NotFound => {}
                // A share that cannot be read must not keep anybody from reading the rest.
                Some(_) => listing.problems.push(unreadable(
                    &shown(folder),
                    "the clinic's own texts cannot be read",
                    &error,
                )),
            }
            continue;
        }
        let mut walk = Walk {
            place: at,
            root: folder.components().count(),
            follow: matches!(place, Place::Linked(_)),
            entered: HashSet::new(),
            listing: &mut listing,
        };
        walk.enter(folder, 0);
        if place.clinic().is_some() {
            let is_bookmarks = |file: &File| *file.folder == *folder && file.file_name == BOOKMARKS;
            listing.files.retain(|file| !is_bookmarks(file));
        }
    }
    // The disk's order differs from machine to machine.
    let file = |problem: &Diagnostic| problem.sites.first().map(|site| site.file.clone());
    listing.problems.sort_by_cached_key(file);
    listing
}

fn bundled(place: usize) -> impl Iterator<Item = File> {
    bundle::library().map(move |file| File {
        place,
        folder: Path::new("").into(),
        file_name: file.name.into(),
        size: file.size as u64,
        kind: FileKind::Bundled,
        root: 0,
        modified: file.stamp,
        changed: 0,
    })
}

/// A walk through one folder and those below it.
struct Walk<'a> {
    place: usize,
    /// How many components the path of the library's folder has.
    root: usize,
    /// Whether symbolic links are followed.
    follow: bool,
    /// Folders entered so far, by their real path, if links are followed: each is entered once, so that loops end.
    entered: HashSet<PathBuf>,
    listing: &'a mut Listing,
}

impl Walk<'_> {
    fn enter(&mut self, folder: &Path, depth: usize) {
        if depth > MAX_DEPTH {
            let message =
                format!("this folder is more than {MAX_DEPTH} folders deep; it is not read");
            let hint = "move its files further up";
            return self.problem(Severity::Error, "unreadable", message, folder, hint);
        }
        if let Err(error) = self.visit_all(folder, depth) {
            self.unreadable(folder, "this folder cannot be read", &error);
        }
    }

    /// Visits what is in a folder, unless links led there before. Folders and links come last, in the order of their names.
    fn visit_all(&mut self, folder: &Path, depth: usize) -> io::Result<()> {
        if self.follow && !self.entered.insert(fs::canonicalize(folder)?) {
            return Ok(());
        }
        let shared: Arc<Path> = folder.into();
        let mut others = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_hidden = name.as_encoded_bytes().starts_with(b".");
            match entry.file_type() {
                _ if is_hidden => {}
                Ok(kind) if kind.is_dir() || kind.is_symlink() => others.push((name, entry)),
                _ if is_toml(&name) => self.visit(&entry, name, &shared, depth),
                _ => {}
            }
        }
        others.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (name, entry) in others {
            self.visit(&entry, name, &shared, depth);
        }
        Ok(())
    }

    fn visit(&mut self, entry: &DirEntry, name: OsString, folder: &Arc<Path>, depth: usize) {
        let mut data = entry.metadata();
        let is_link = data.as_ref().is_ok_and(Metadata::is_symlink);
        if is_link {
            data = fs::metadata(entry.path());
        }
        let is_folder = data.as_ref().is_ok_and(Metadata::is_dir);
        let is_special = data
            .as_ref()
            .is_ok_and(|data| !data.is_dir() && !data.is_file());
        if is_special || is_link && !is_folder && !is_toml(&name) {
            return;
        }
        if is_link && !self.follow {
            let message = "this is a link; it is not followed".to_owned();
            let hint = "put the file or folder itself here, or start clinfaq with --follow-links";
            let path = entry.path();
            return self.problem(Severity::Warning, "link-skipped", message, &path, hint);
        }
        match data {
            Ok(_) if is_folder => self.enter(&entry.path(), depth + 1),
            Ok(data) if data.len() > MAX_FILE => {
                let error = io::Error::from(io::ErrorKind::FileTooLarge);
                self.unreadable(&entry.path(), "this file is left out", &error);
            }
            Ok(data) => self.file(folder, name, &data),
            Err(error) => self.unreadable(&entry.path(), "this file cannot be read", &error),
        }
    }

    fn file(&mut self, folder: &Arc<Path>, file_name: OsString, data: &Metadata) {
        let modified = data.modified().ok();
        let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let nanoseconds = modified.map_or(0, |since| since.as_nanos());
        self.listing.files.push(File {
            place: self.place,
            folder: Arc::clone(folder),
            file_name,
            size: data.len(),
            kind: match self.follow {
                true => FileKind::Linked,
                false => FileKind::OnDisk,
            },
            root: self.root,
            modified: u64::try_from(nanoseconds).unwrap_or_default(),
            changed: changed(data),
        });
    }

    fn problem(
        &mut self,
        severity: Severity,
        rule: &str,
        message: String,
        path: &Path,
        hint: &str,
    ) {
        let site = lines::whole(&shown(path));
        let problem = Diagnostic::new(severity, rule, message, site, hint.to_owned());
        self.listing.problems.push(problem);
    }

    fn unreadable(&mut self, path: &Path, what: &str, error: &io::Error) {
        let problem = unreadable(&shown(path), what, error);
        self.listing.problems.push(problem);
    }
}

/// FAT sticks give names in capitals.
fn is_toml(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.len() >= 5 && name[name.len() - 5..].eq_ignore_ascii_case(b".toml")
}

#[cfg(unix)]
fn changed(data: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = i128::from(data.ctime()) * 1_000_000_000 + i128::from(data.ctime_nsec());
    u64::try_from(nanoseconds).unwrap_or_default()
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> u64 {
    0
}

/// The diagnostic for a file or folder that could not be read.
fn unreadable(name: &str, what: &str, error: &io::Error) -> Diagnostic {
    let (rule, reason, hint) = match error.kind() {
        io::ErrorKind::FileTooLarge => (
            "file-too-large",
            format!("it is larger than {} MB", MAX_FILE >> 20),
            "divide it into several files, such as one for each condition",
        ),
        io::ErrorKind::PermissionDenied => (
            "unreadable",
            error.to_string(),
            "give yourself permission to read it",
        ),
        _ => ("unreadable", error.to_string(), ""),
    };
    let message = format!("{what}: {reason}");
    let site = lines::whole(name);
    Diagnostic::new(Severity::Error, rule, message, site, hint.to_owned())
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
