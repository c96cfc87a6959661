//! Saves a text in a folder: in a new file that then takes its name. What was there is replaced whole or not at all.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::content::sync_folder;

use super::trouble::Trouble;

/// Locked while a file is replaced, so that the second of two people who changed it gets a message.
const LOCK: &str = ".lock";

/// Where a text is to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// In a new file for the entry with this id.
    New(String),
    /// In place of this file.
    File(PathBuf),
}

/// What happened to a text.
pub(super) enum Saved {
    /// It is in this file.
    In(PathBuf),
    /// Somebody has changed the file; this is in it now.
    Changed(String),
}

impl Target {
    /// A file that exists, and its text.
    pub(super) fn of_file(path: &Path) -> Result<(Self, String), Trouble> {
        let text = fs::read_to_string(path).map_err(|error| {
            let what = format!("{} cannot be read: {error}", path.display());
            Trouble::new(what, "give yourself permission to read it")
        })?;
        Ok((Self::File(path.to_owned()), text))
    }

    /// A name for it without dots and slashes. Names of different targets differ.
    pub(super) fn name(&self) -> String {
        let (name, start) = match self {
            Self::New(id) => (id.replace('/', "--"), ""),
            Self::File(path) => (path.to_string_lossy().into_owned(), "edit-"),
        };
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        if start.is_empty() && name.len() <= 100 {
            return name;
        }
        let short: String = path_end(&name).chars().map(plain).collect();
        format!("{start}{short}-{:08x}", crc32fast::hash(name.as_bytes()))
    }

    /// Saves a text in `folder`, in place of a file only if that has the text that `is_expected`.
    pub(super) fn save(
        &self,
        folder: &Path,
        text: &str,
        is_expected: impl FnOnce(&str) -> bool,
    ) -> io::Result<Saved> {
        match self {
            Self::New(_) => {
                let mut known = fs::read_dir(folder)?.flatten().map(|file| file.path());
                // An earlier attempt may have been interrupted when the text was saved and the draft still there.
                let same =
                    known.find(|path| fs::read_to_string(path).is_ok_and(|known| known == text));
                let path = same.map_or_else(|| create(folder, &self.name(), text), Ok);
                path.map(Saved::In)
            }
            Self::File(path) => {
                let mut lock = OpenOptions::new();
                let lock = lock.create(true).append(true).open(folder.join(LOCK))?;
                // A file system without locks is used without.
                let _ = lock.lock();
                let now = fs::read_to_string(path)?;
                if !is_expected(&now) {
                    return Ok(Saved::Changed(now));
                }
                replace(path, text)?;
                Ok(Saved::In(path.clone()))
            }
        }
    }
}

/// The last characters of a path.
fn path_end(name: &str) -> &str {
    let start = name.len().saturating_sub(60);
    &name[name.ceil_char_boundary(start)..]
}

/// Creates the file `name.toml` in `folder`, with a number after the name if there is one already.
pub(super) fn create(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let mut file = beside(folder, text)?;
    for number in 1.. {
        let path = folder.join(numbered(name, number));
        match file.persist_noclobber(&path) {
            Ok(_) => {
                sync_folder(folder)?;
                return Ok(path);
            }
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
                file = failed.file
            }
            // Not every file system can rename without replacing.
            Err(failed) if !path.exists() => {
                failed.file.persist(&path)?;
                sync_folder(folder)?;
                return Ok(path);
            }
            Err(failed) => return Err(failed.error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// `name.toml`, `name-2.toml`.
pub(super) fn numbered(name: &str, number: u32) -> String {
    match number {
        1 => format!("{name}.toml"),
        number => format!("{name}-{number}.toml"),
    }
}

/// Replaces a file.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    beside(folder, text)?.persist(path)?;
    sync_folder(folder)
}

/// A temporary file in the folder, written and synced. Its name is random, because a share may be without locks. Others may read it as they may any new file: colleagues do.
fn beside(folder: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".new-");
    #[cfg(unix)]
    builder.permissions(<Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}
