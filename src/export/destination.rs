//! The file or folder that an export writes: next to its destination at first, and renamed when it is complete.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use super::error::Error;

/// A file or a folder in the making. It is removed again unless it was moved to its destination.
#[derive(Debug)]
pub(super) struct Destination {
    dest: PathBuf,
    /// Next to the destination, because a rename works only within one file system.
    staging: TempDir,
}

impl Destination {
    /// A new one for `dest`, which must not exist yet, or be an empty folder.
    pub(super) fn new(dest: &Path) -> Result<Self, Error> {
        let dest = std::path::absolute(dest)?;
        let parent = dest.parent().unwrap_or(&dest);
        let destination = Self {
            staging: tempfile::Builder::new()
                .prefix(".clinfaq-export-")
                .tempdir_in(parent)?,
            dest,
        };
        match destination.is_free() {
            true => Ok(destination),
            false => Err(Error::Occupied(destination.dest.clone())),
        }
    }

    fn is_free(&self) -> bool {
        match fs::read_dir(&self.dest) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// Where the export is written for now.
    fn new_path(&self) -> PathBuf {
        self.staging.path().join("new")
    }

    /// The file, for a format that writes a single one.
    pub(super) fn file(&self) -> io::Result<BufWriter<File>> {
        Ok(BufWriter::new(File::create_new(self.new_path())?))
    }

    /// A file in the folder, for a format that writes several; creates the folders on the way. `name` is relative.
    pub(super) fn file_in_folder(&self, name: &str) -> io::Result<BufWriter<File>> {
        let mut parts = Path::new(name).components();
        if !parts.all(|part| matches!(part, Component::Normal(_))) {
            // Names may be made from ids, and those come from files.
            let reason = format!("`{name}` is not a name within the folder");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let path = self.new_path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        Ok(BufWriter::new(File::create_new(path)?))
    }

    /// Moves the export to its destination.
    pub(super) fn finish(self) -> Result<(), Error> {
        if !self.is_free() {
            return Err(Error::Occupied(self.dest.clone()));
        }
        let new = self.new_path();
        if new.is_dir() {
            // Not every system replaces an empty folder by renaming.
            let _ = fs::remove_dir(&self.dest);
        } else {
            File::open(&new)?.sync_all()?;
        }
        Ok(fs::rename(new, &self.dest)?)
    }
}
