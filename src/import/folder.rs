//! Where a library is written: beside its place, and moved there when it is whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{Error, Summary, name};

/// A folder that is filled beside its place; it is gone again unless it was moved there.
#[derive(Debug)]
pub(super) struct Folder {
    dest: PathBuf,
    beside: PathBuf,
    /// The folder that was there before, below which all others were made.
    above: PathBuf,
    /// Locked while the import runs, so that another one knows.
    _lock: File,
}

/// The file that is locked. It goes with the folder's other files where the import was killed.
const LOCK: &str = "lock";

impl Folder {
    /// A new one for `dest`, which must be absent or empty.
    pub(super) fn beside(source: &Path, dest: &Path) -> Result<Self, Error> {
        fs::metadata(source).map_err(|error| Error::Source {
            path: source.to_owned(),
            error,
        })?;
        match fs::read_dir(dest) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    return Err(Error::Occupied(dest.to_owned()));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(Error::Occupied(dest.to_owned()));
            }
            Err(error) => return Err(Error::write(dest)(error)),
        }
        // Through `..` and links, so that the neighbour is one: a folder can be moved within a disk only.
        let dest = std::path::absolute(dest).map_err(Error::write(dest))?;
        let dest = fs::canonicalize(&dest).unwrap_or(dest);
        let parent = dest.parent().unwrap_or(&dest);
        let above = parent.ancestors().find(|folder| folder.is_dir());
        let above = above.unwrap_or(parent).to_owned();
        fs::create_dir_all(parent).map_err(Error::write(parent))?;
        let name = dest.file_name().unwrap_or_default().to_string_lossy();
        let prefix = format!(".{name}.importing-");
        remove_abandoned(parent, &prefix);
        let beside = parent.join(format!("{prefix}{}", std::process::id()));
        fs::create_dir(&beside).map_err(Error::write(&beside))?;
        let path = beside.join(LOCK);
        let lock = File::create_new(&path).map_err(Error::write(&path))?;
        // Where there are no locks, two imports to one place at once are the user's own affair.
        let _ = lock.try_lock();
        Ok(Self {
            dest,
            beside,
            above,
            _lock: lock,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.beside
    }

    pub(super) fn write(&self, file: &str, text: &str, summary: &mut Summary) -> Result<(), Error> {
        let path = self.beside.join(file);
        summary.bytes += text.len() as u64;
        fs::write(&path, text).map_err(Error::write(&path))
    }

    pub(super) fn make(&self, folder: &str) -> Result<(), Error> {
        let path = self.beside.join(folder);
        fs::create_dir_all(&path).map_err(Error::write(&path))
    }

    /// The id of a library that has no better one.
    pub(super) fn id(&self) -> String {
        let name = self.dest.file_name().unwrap_or_default();
        name::slug(&name.to_string_lossy(), "imported")
    }

    /// Moves it to its place.
    pub(super) fn settle(self) -> Result<(), Error> {
        // Not every system moves a folder onto an empty one. A full one stays, whoever filled it meanwhile.
        let lock = self.beside.join(LOCK);
        fs::remove_file(&lock).map_err(Error::write(&lock))?;
        match fs::remove_dir(&self.dest) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                return Err(Error::Occupied(self.dest.clone()));
            }
            _ => {}
        }
        fs::rename(&self.beside, &self.dest).map_err(Error::write(&self.dest))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Where it was moved, there is nothing left; where not, what is in it is of no use.
        let _ = fs::remove_dir_all(&self.beside);
        // The folders on the way, as far as they were made for it; one with something in it stays.
        let made = self
            .beside
            .ancestors()
            .skip(1)
            .take_while(|folder| **folder != *self.above);
        for folder in made {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Removes what imports to the same place left that were killed.
fn remove_abandoned(parent: &Path, prefix: &str) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix)) {
        let lock = File::open(entry.path().join(LOCK));
        let in_use = lock.is_ok_and(|lock| lock.try_lock().is_err());
        if !in_use && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
