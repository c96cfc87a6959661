//! Where a library is, and the walk through its folders.
//!
//! A folder may come from a stranger: it may hold links that lead out of it or in circles, pipes that never answer, names
//! made to harm a terminal, and files too big to read. None of that may hang or break the reader, so only regular files
//! are read, links are followed only if the user asks for it, and a name is cleaned before anybody sees it.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rustc_hash::FxBuildHasher;

use crate::model::{Diagnostic, Id, Severity, Withdrawal};
use crate::text::clean::clean_line;
use crate::text::lines;

use super::bookmarks::BOOKMARKS;
use super::bundle;

/// The largest file that is read, in bytes. Far more than a person writes, and far less than a small machine holds.
pub const MAX_FILE: u64 = 64 << 20;

/// How many folders deep files are read.
const MAX_DEPTH: usize = 64;

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

/// Something that a walk finds.
pub(super) enum Found<'w> {
    File(FoundFile<'w>),
    Problem(Diagnostic),
}

/// A TOML file of a library.
pub(super) struct FoundFile<'w> {
    /// Which of the places it belongs to.
    pub(super) place: usize,
    /// `None` for the files in the binary.
    pub(super) folder: Option<&'w Path>,
    /// A hash of the place and the folder.
    pub(super) folder_hash: u64,
    pub(super) name: &'w OsStr,
    /// Bytes.
    pub(super) size: u64,
    /// When the content was last changed, in nanoseconds after 1970; 0 if that is unknown. Tools set it at will.
    pub(super) modified: u64,
    /// When the content or its description was last changed. No tool can set it, but not every system has it: then 0.
    pub(super) changed: u64,
}

/// Walks through all places; returns those that do not exist or can't be read at all, with the reason. Files come in no
/// order.
pub(super) fn walk(places: &[Place], see: &mut dyn FnMut(Found<'_>)) -> Vec<(usize, String)> {
    let mut missing = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let Some(folder) = place.folder() else {
            bundled(at, see);
            continue;
        };
        // A folder that is named must be one; what is below it may fail without the whole failing.
        if let Err(error) = fs::read_dir(folder) {
            match place.clinic() {
                None => missing.push((at, error.to_string())),
                Some(_) if error.kind() == io::ErrorKind::NotFound => {}
                // A share that cannot be read must not keep anybody from reading the rest.
                Some(_) => see(Found::Problem(unreadable(
                    &shown(folder),
                    "the clinic's own texts cannot be read",
                    &error,
                ))),
            }
            continue;
        }
        let is_bookmarks = |found: &Found<'_>| {
            let name = |file: &FoundFile<'_>| {
                place.clinic().is_some() && file.folder == Some(folder) && file.name == BOOKMARKS
            };
            matches!(found, Found::File(file) if name(file))
        };
        let mut walk = Walk {
            place: at,
            see: &mut |found| {
                if !is_bookmarks(&found) {
                    see(found);
                }
            },
            follow: matches!(place, Place::Linked(_)),
            entered: HashSet::new(),
        };
        walk.enter(folder, 0);
    }
    missing
}

fn bundled(place: usize, see: &mut dyn FnMut(Found<'_>)) {
    for file in bundle::library() {
        see(Found::File(FoundFile {
            place,
            folder: None,
            folder_hash: FxBuildHasher.hash_one(place),
            name: OsStr::new(file.name),
            size: file.size as u64,
            modified: file.stamp,
            changed: 0,
        }));
    }
}

/// A walk through one folder and those below it, these in the order of their names.
struct Walk<'a> {
    place: usize,
    see: &'a mut dyn FnMut(Found<'_>),
    /// Whether symbolic links are followed.
    follow: bool,
    /// Folders entered so far, by their real path, if links are followed: each is entered once, so that loops end.
    entered: HashSet<PathBuf>,
}

impl Walk<'_> {
    fn enter(&mut self, folder: &Path, depth: usize) {
        if depth > MAX_DEPTH {
            let message =
                format!("this folder is more than {MAX_DEPTH} folders deep; it is not read");
            let hint = "move its files further up";
            return self.problem(Severity::Error, "unreadable", message, folder, hint);
        }
        match self.list(folder) {
            Ok(mut others) => {
                others.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
                for (name, look) in others {
                    self.visit(&folder.join(name), look, depth);
                }
            }
            Err(error) => self.unreadable(folder, "this folder cannot be read", &error),
        }
    }

    /// Hands over the ordinary files of a folder, and returns what else is to be looked at, with what it is.
    fn list(&mut self, folder: &Path) -> io::Result<Vec<(OsString, io::Result<Metadata>)>> {
        let mut others = Vec::new();
        if self.follow && !self.entered.insert(fs::canonicalize(folder)?) {
            return Ok(others);
        }
        let folder_hash = FxBuildHasher.hash_one((self.place, folder));
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let may_lead_on = match entry.file_type() {
                Ok(kind) => kind.is_dir() || kind.is_symlink(),
                Err(_) => false,
            };
            if name.as_encoded_bytes().starts_with(b".") || !may_lead_on && !is_toml(&name) {
                continue;
            }
            match entry.metadata() {
                Ok(data) if data.is_file() && data.len() <= MAX_FILE => {
                    self.file(folder, folder_hash, &name, &data);
                }
                look => others.push((name, look)),
            }
        }
        Ok(others)
    }

    fn visit(&mut self, path: &Path, look: io::Result<Metadata>, depth: usize) {
        let linked = look.as_ref().is_ok_and(Metadata::is_symlink);
        let look = match linked {
            true => fs::metadata(path),
            false => look,
        };
        let is_folder = look.as_ref().is_ok_and(Metadata::is_dir);
        let is_other = look
            .as_ref()
            .is_ok_and(|data| !data.is_dir() && !data.is_file());
        if is_other || !is_folder && !is_toml(path.as_os_str()) {
            return;
        }
        if linked && !self.follow {
            let message = "this is a link; it is not followed".to_owned();
            let hint = "put the file or folder itself here, or start clinfaq with --follow-links";
            return self.problem(Severity::Warning, "link-skipped", message, path, hint);
        }
        match look {
            Ok(_) if is_folder => self.enter(path, depth + 1),
            Ok(data) if data.len() > MAX_FILE => {
                let error = io::Error::from(io::ErrorKind::FileTooLarge);
                self.unreadable(path, "this file is left out", &error);
            }
            Ok(data) => {
                let folder = path.parent().unwrap_or(path);
                let folder_hash = FxBuildHasher.hash_one((self.place, folder));
                let name = path.file_name().unwrap_or_default();
                self.file(folder, folder_hash, name, &data);
            }
            Err(error) => self.unreadable(path, "this file cannot be read", &error),
        }
    }

    fn file(&mut self, folder: &Path, folder_hash: u64, name: &OsStr, data: &Metadata) {
        let modified = data.modified().ok();
        let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        (self.see)(Found::File(FoundFile {
            place: self.place,
            folder: Some(folder),
            folder_hash,
            name,
            size: data.len(),
            modified: modified.map_or(0, |since| {
                u64::try_from(since.as_nanos()).unwrap_or_default()
            }),
            changed: changed(data),
        }));
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
        (self.see)(Found::Problem(problem));
    }

    fn unreadable(&mut self, path: &Path, what: &str, error: &io::Error) {
        (self.see)(Found::Problem(unreadable(&shown(path), what, error)));
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

/// A path for people, cleaned.
pub(super) fn shown(path: &Path) -> String {
    clean_line(&path.to_string_lossy()).into_owned()
}

/// The diagnostic for a file or folder that could not be read.
pub(super) fn unreadable(name: &str, what: &str, error: &io::Error) -> Diagnostic {
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
