//! The walk through the folders of a library.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use crate::content::bundle;
use crate::model::Diagnostic;
use crate::text::clean::clean_line;

use super::listing::{self, Found, Thing};
use super::{File, Folder, Look, MAX_FILE, Place, Scan, unreadable};

/// What is done with what a walk meets.
pub(super) trait Meet {
    /// Whether files are to come in the order of their paths: the disk's order differs from machine to machine.
    const IN_ORDER: bool;

    /// `number` is what stands for the folder in a [`Look`].
    fn file(&mut self, folder: &Arc<Folder>, number: u64, name: &OsStr, size: u64, stamp: u64);

    fn problem(&mut self, problem: Diagnostic);
}

impl Meet for Scan {
    const IN_ORDER: bool = true;

    fn file(&mut self, folder: &Arc<Folder>, number: u64, name: &OsStr, size: u64, stamp: u64) {
        self.look.add_file(number, name, size, stamp);
        self.files.push(File {
            folder: Arc::clone(folder),
            name: name.into(),
            size,
        });
    }

    fn problem(&mut self, problem: Diagnostic) {
        self.look.add_problem(&problem.message);
        self.problems.push(problem);
    }
}

impl Meet for Look {
    const IN_ORDER: bool = false;

    fn file(&mut self, _: &Arc<Folder>, number: u64, name: &OsStr, size: u64, stamp: u64) {
        self.add_file(number, name, size, stamp);
    }

    fn problem(&mut self, problem: Diagnostic) {
        self.add_problem(&problem.message);
    }
}

/// Walks through all places; gives back those that are not there or can't be read at all, with the reason.
pub(super) fn walk<M: Meet>(places: &[Place], meet: &mut M) -> Vec<(usize, String)> {
    let mut missing = Vec::new();
    for (at, place) in places.iter().enumerate() {
        match place {
            Place::Bundled => bundled(at, meet),
            Place::Folder(folder) => {
                // A folder that is named must be one; what lies below it may fail without the whole failing.
                match fs::read_dir(folder) {
                    Ok(_) => Walk::new(folder, at, meet).run(),
                    Err(error) => missing.push((at, error.to_string())),
                }
            }
        }
    }
    missing
}

fn bundled(place: usize, meet: &mut impl Meet) {
    let folder = Arc::new(Folder {
        place,
        path: None,
        name: String::new(),
    });
    let number = Look::of_folder(&folder);
    for file in bundle::library() {
        meet.file(
            &folder,
            number,
            OsStr::new(file.name),
            file.size as u64,
            file.stamp,
        );
    }
}

/// A walk through one folder and those below it, these in the order of their names.
struct Walk<'a, M> {
    root: &'a Path,
    place: usize,
    meet: &'a mut M,
    /// Folders entered so far, by their real path. Each is entered once, whatever links lead to it: that ends loops,
    /// and it ends the explosion of paths that folders full of links to each other would be.
    entered: HashSet<PathBuf>,
    /// The folders that lead to where the walk is, each with its number and what is still to be visited in it.
    open: Vec<(Arc<Folder>, u64, std::vec::IntoIter<Found>)>,
}

impl<'a, M: Meet> Walk<'a, M> {
    fn new(root: &'a Path, place: usize, meet: &'a mut M) -> Self {
        Self {
            root,
            place,
            meet,
            entered: HashSet::new(),
            open: Vec::new(),
        }
    }

    fn run(mut self) {
        self.enter(self.root.to_owned());
        while let Some((folder, number, left)) = self.open.last_mut() {
            let Some(found) = left.next() else {
                self.open.pop();
                continue;
            };
            let (folder, number) = (Arc::clone(folder), *number);
            self.visit(&folder, number, found);
        }
    }

    fn enter(&mut self, path: PathBuf) {
        let below = path.strip_prefix(self.root).unwrap_or(&path);
        let mut name = clean_line(&below.to_string_lossy()).into_owned();
        if !name.is_empty() {
            name.push(MAIN_SEPARATOR);
        }
        let folder = Arc::new(Folder {
            place: self.place,
            path: Some(path.clone()),
            name,
        });
        let number = Look::of_folder(&folder);
        match self.list(&path, &folder, number) {
            Ok(found) => self.open.push((folder, number, found.into_iter())),
            Err(error) => self.problem(&path, "this folder cannot be read", &error),
        }
    }

    /// What of a folder is still to be visited, in the order of names: files only where they are to come in order. Nothing
    /// where the walk was there before.
    fn list(&mut self, path: &Path, folder: &Arc<Folder>, number: u64) -> io::Result<Vec<Found>> {
        let mut found = Vec::new();
        if !self.entered.insert(fs::canonicalize(path)?) {
            return Ok(found);
        }
        listing::each(path, |name, thing| match thing {
            Ok(Thing::File { size, stamp }) if !M::IN_ORDER && size <= MAX_FILE => {
                self.meet.file(folder, number, name, size, stamp);
            }
            thing => found.push(Found {
                name: name.into(),
                thing,
            }),
        })?;
        found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    fn visit(&mut self, folder: &Arc<Folder>, number: u64, found: Found) {
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
            Ok(Thing::File { size, stamp }) => {
                self.meet.file(folder, number, &found.name, size, stamp);
            }
            Err(error) => self.problem(&path(), "this file cannot be read", &error),
        }
    }

    fn problem(&mut self, path: &Path, what: &str, error: &io::Error) {
        self.meet.problem(unreadable(
            clean_line(&path.to_string_lossy()).into_owned(),
            what,
            error,
        ));
    }
}
