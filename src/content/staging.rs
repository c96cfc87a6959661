//! A file or folder that an import or export makes: written under another name, and renamed when it is complete.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

/// A file or folder in the making. It is removed again unless [`finish`](Self::finish) renames it.
#[derive(Debug)]
pub(crate) struct Staging {
    dest: PathBuf,
    /// In the nearest folder above the destination that exists, because a rename works only within one file system.
    folder: TempDir,
}

impl Staging {
    /// Prepares to write `dest`.
    pub(crate) fn new(dest: &Path) -> io::Result<Self> {
        let dest = std::path::absolute(dest)?;
        let dest = fs::canonicalize(&dest).unwrap_or(dest);
        let mut above = dest.ancestors().skip(1);
        let parent = above.find(|folder| folder.is_dir()).unwrap_or(&dest);
        let mut builder = tempfile::Builder::new();
        Ok(Self {
            folder: builder.prefix(".clinfaq-new-").tempdir_in(parent)?,
            dest,
        })
    }

    /// Where it will be.
    #[cfg(feature = "import")]
    pub(crate) fn dest(&self) -> &Path {
        &self.dest
    }

    /// Whether the destination does not exist, or is an empty folder.
    pub(crate) fn is_free(&self) -> io::Result<bool> {
        match fs::read_dir(&self.dest) {
            Ok(mut entries) => Ok(entries.next().is_none()),
            Err(error) => match error.kind() {
                io::ErrorKind::NotFound => Ok(true),
                io::ErrorKind::NotADirectory => Ok(false),
                _ => Err(error),
            },
        }
    }

    fn new_path(&self) -> PathBuf {
        self.folder.path().join("new")
    }

    /// The file, where a single one is made.
    #[cfg(feature = "export")]
    pub(crate) fn file(&self) -> io::Result<BufWriter<File>> {
        Ok(BufWriter::new(File::create_new(self.new_path())?))
    }

    /// A file in the folder, where a folder is made. Creates the folders on the way. `name` is relative, with `/` between
    /// its parts.
    pub(crate) fn file_in_folder(&self, name: &str) -> io::Result<BufWriter<File>> {
        let mut parts = Path::new(name).components();
        if !parts.all(|part| matches!(part, Component::Normal(_))) {
            // Names are made from ids, and ids come from files.
            let reason = format!("`{name}` is not a name within the folder");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let path = self.new_path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        Ok(BufWriter::new(File::create_new(path)?))
    }

    /// Writes a file in the folder.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.file_in_folder(name)?;
        file.write_all(bytes)?;
        file.flush()
    }

    /// Moves what was made to its destination, which must be free.
    pub(crate) fn finish(self) -> io::Result<()> {
        let new = self.new_path();
        if new.is_file() {
            File::open(&new)?.sync_all()?;
        }
        // Not every system replaces an empty folder by renaming.
        let _ = fs::remove_dir(&self.dest);
        fs::create_dir_all(self.dest.parent().unwrap_or(&self.dest))?;
        fs::rename(new, &self.dest)
    }
}
