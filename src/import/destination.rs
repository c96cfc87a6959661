//! The folder that an import writes: filled next to its destination, and renamed when it is complete.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::name;
use super::summary::{Error, Summary};

/// A folder in the making. It is removed again unless it was moved to its destination.
#[derive(Debug)]
pub(super) struct Destination {
    dest: PathBuf,
    /// The folder next to it that is filled.
    staging: PathBuf,
    /// The nearest folder above that existed before.
    existing: PathBuf,
    /// Locked while the import runs, so that another import does not take it for abandoned.
    _lock: File,
}

/// The file that is locked. After a killed import it is removed with the folder's other files.
const LOCK: &str = "lock";

impl Destination {
    /// A new one for `dest`, which must be absent or empty.
    pub(super) fn new(source: &Path, dest: &Path) -> Result<Self, Error> {
        fs::metadata(source).map_err(Error::source(source))?;
        match fs::read_dir(dest).map(|mut entries| entries.next().is_none()) {
            Ok(true) => {}
            Ok(false) => return Err(Error::Occupied(dest.to_owned())),
            Err(error) => match error.kind() {
                io::ErrorKind::NotFound => {}
                io::ErrorKind::NotADirectory => return Err(Error::Occupied(dest.to_owned())),
                _ => return Err(Error::write(dest)(error)),
            },
        }
        // Resolves `..` and links, because a folder can be renamed only within one disk.
        let dest = std::path::absolute(dest).map_err(Error::write(dest))?;
        let dest = fs::canonicalize(&dest).unwrap_or(dest);
        let parent = dest.parent().unwrap_or(&dest);
        let existing = parent.ancestors().find(|folder| folder.is_dir());
        let existing = existing.unwrap_or(parent).to_owned();
        fs::create_dir_all(parent).map_err(Error::write(parent))?;
        let name = dest.file_name().unwrap_or_default().to_string_lossy();
        let prefix = format!(".{name}.importing-");
        remove_abandoned(parent, &prefix);
        let staging = parent.join(format!("{prefix}{}", std::process::id()));
        fs::create_dir(&staging).map_err(Error::write(&staging))?;
        let path = staging.join(LOCK);
        let lock = File::create_new(&path).map_err(Error::write(&path))?;
        // Some file systems have no locks. There, two imports to one destination at once may fail.
        let _ = lock.try_lock();
        Ok(Self {
            dest,
            staging,
            existing,
            _lock: lock,
        })
    }

    /// Writes a file, and the folder that it is in.
    pub(super) fn write(&self, file: &str, text: &str, summary: &mut Summary) -> Result<(), Error> {
        let path = self.staging.join(file);
        let folder = path.parent().unwrap_or(&self.staging);
        fs::create_dir_all(folder).map_err(Error::write(folder))?;
        summary.bytes += text.len() as u64;
        fs::write(&path, text).map_err(Error::write(&path))
    }

    /// The id of a library that has no better one.
    pub(super) fn id(&self) -> String {
        let name = self.dest.file_name().unwrap_or_default();
        name::slug(&name.to_string_lossy(), "imported")
    }

    /// Moves the folder to its destination.
    pub(super) fn finish(self) -> Result<(), Error> {
        let lock = self.staging.join(LOCK);
        fs::remove_file(&lock).map_err(Error::write(&lock))?;
        // Not every system replaces an empty folder by renaming.
        match fs::remove_dir(&self.dest) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                return Err(Error::Occupied(self.dest.clone()));
            }
            _ => {}
        }
        fs::rename(&self.staging, &self.dest).map_err(Error::write(&self.dest))
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        // After a successful rename there is nothing left to remove.
        let _ = fs::remove_dir_all(&self.staging);
        // Folders created on the way to the destination, unless they hold something.
        let above = self.staging.ancestors().skip(1);
        for folder in above.take_while(|folder| **folder != *self.existing) {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Removes what killed imports to the same destination left behind.
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
