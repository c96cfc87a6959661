//! The walk through the folders of a library.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use crate::content::bundle;
use crate::content::compact::hash_of;
use crate::model::{Diagnostic, Severity};
use crate::text::clean::clean_line;
use crate::text::lines;

use super::fingerprint::Stat;
use super::listing::{self, Found, Thing};
use super::{File, Folder, MAX_DEPTH, MAX_FILE, Place, Scan, unreadable};

/// What is done with the files that a walk finds.
pub(super) trait Visitor {
    /// Whether files are to come in the order of their paths: the disk's order differs from machine to machine.
    const IN_ORDER: bool;

    fn file(&mut self, folder: &Arc<Folder>, name: &OsStr, stat: Stat);

    fn problem(&mut self, problem: Diagnostic);
}

impl Visitor for Scan {
    const IN_ORDER: bool = true;

    fn file(&mut self, folder: &Arc<Folder>, name: &OsStr, stat: Stat) {
        self.files.push(File::new(folder, name, stat.size));
    }

    fn problem(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }
}

/// Walks through all places; returns those that are not there or can't be read at all, with the reason.
pub(super) fn walk<V: Visitor>(places: &[Place], visitor: &mut V) -> Vec<(usize, String)> {
    let mut missing = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let Some(folder) = place.folder() else {
            bundled(at, visitor);
            continue;
        };
        // A folder that is named must be one; what lies below it may fail without the whole failing.
        match fs::read_dir(folder) {
            Ok(_) => Walk {
                root: folder,
                place: at,
                visitor,
                follow: matches!(place, Place::Linked(_)),
                entered: HashSet::new(),
                open: Vec::new(),
            }
            .run(),
            Err(error) => missing.push((at, error.to_string())),
        }
    }
    missing
}

fn bundled(place: usize, visitor: &mut impl Visitor) {
    let folder = Arc::new(Folder {
        place,
        path: None,
        name: String::new(),
        number: hash_of(&place),
        follow: false,
    });
    for file in bundle::library() {
        let stat = Stat {
            size: file.size as u64,
            modified: file.stamp,
            changed: 0,
        };
        visitor.file(&folder, OsStr::new(file.name), stat);
    }
}

/// A walk through one folder and those below it, these in the order of their names.
struct Walk<'a, V> {
    root: &'a Path,
    place: usize,
    visitor: &'a mut V,
    /// Whether symbolic links are followed.
    follow: bool,
    /// Folders entered so far, by their real path, where links are followed: each is entered once, so that loops end.
    entered: HashSet<PathBuf>,
    /// The folders that lead to the current one, each with what is still to be visited in it.
    open: Vec<(Arc<Folder>, std::vec::IntoIter<Found>)>,
}

impl<V: Visitor> Walk<'_, V> {
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
        if self.open.len() > MAX_DEPTH {
            return self.visitor.problem(Diagnostic::new(
                Severity::Error,
                "unreadable",
                format!("this folder is more than {MAX_DEPTH} folders deep; it is not read"),
                lines::whole(&clean_line(&path.to_string_lossy())),
                "move its files further up".to_owned(),
            ));
        }
        let below = path.strip_prefix(self.root).unwrap_or(&path);
        let mut name = clean_line(&below.to_string_lossy()).into_owned();
        if !name.is_empty() {
            name.push(MAIN_SEPARATOR);
        }
        let folder = Arc::new(Folder {
            place: self.place,
            number: hash_of(&(self.place, &path)),
            path: Some(path),
            name,
            follow: self.follow,
        });
        let path = folder.path.as_deref().unwrap_or(self.root);
        match self.list(path, &folder) {
            Ok(found) => self.open.push((folder, found.into_iter())),
            Err(error) => self.unreadable(path, "this folder cannot be read", &error),
        }
    }

    /// What of a folder is still to be visited, in the order of names: files only where they are to come in order.
    fn list(&mut self, path: &Path, folder: &Arc<Folder>) -> io::Result<Vec<Found>> {
        let mut found = Vec::new();
        if self.follow && !self.entered.insert(fs::canonicalize(path)?) {
            return Ok(found);
        }
        listing::each(path, |name, thing, linked| match thing {
            Ok(Thing::File(stat)) if !V::IN_ORDER && !linked && stat.size <= MAX_FILE => {
                self.visitor.file(folder, name, stat);
            }
            thing => found.push(Found {
                name: name.into(),
                thing,
                linked,
            }),
        })?;
        found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    fn visit(&mut self, folder: &Arc<Folder>, found: Found) {
        let home = folder.path.as_deref().unwrap_or(self.root);
        let path = || home.join(&*found.name);
        if found.linked && !self.follow {
            return self.visitor.problem(Diagnostic::new(
                Severity::Warning,
                "link-skipped",
                "this is a link; it is not followed".to_owned(),
                lines::whole(&clean_line(&path().to_string_lossy())),
                "put the file or folder itself here, or start clinfaq with --follow-links"
                    .to_owned(),
            ));
        }
        match found.thing {
            Ok(Thing::Folder) => self.enter(path()),
            Ok(Thing::File(stat)) if stat.size > MAX_FILE => {
                let error = io::Error::from(io::ErrorKind::FileTooLarge);
                self.unreadable(&path(), "this file is left out", &error);
            }
            Ok(Thing::File(stat)) => self.visitor.file(folder, &found.name, stat),
            Ok(Thing::Other) => {}
            Err(error) => self.unreadable(&path(), "this file cannot be read", &error),
        }
    }

    fn unreadable(&mut self, path: &Path, what: &str, error: &io::Error) {
        let name = clean_line(&path.to_string_lossy()).into_owned();
        self.visitor.problem(unreadable(name, what, error));
    }
}
