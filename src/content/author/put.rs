//! Puts a file in place whole, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::text::lines::decode;

use super::survey::fault;
use super::{AuthorError, failed, shown};

/// A file with something added, ready to be put in place.
pub(super) struct Prepared {
    /// Where it will be: what a link leads to.
    path: PathBuf,
    /// What is there now; `None` where nothing is.
    before: Option<Vec<u8>>,
    text: String,
}

/// Reads the file at `path`, where there is one, and adds `table` at its end. What comes of it is read as a library's
/// file before anything is written.
pub(super) fn prepare(path: &Path, table: &str) -> Result<Prepared, AuthorError> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let before = read(&path)?;
    let name = shown(&path);
    let faulty = |(place, message)| AuthorError::Faulty { place, message };
    let old = decode(before.as_deref().unwrap_or_default())
        .map_err(|_| faulty((name.clone(), "this file is not UTF-8".to_owned())))?;
    if let Some(fault) = fault(&name, old) {
        return Err(faulty(fault));
    }
    // The mark at the beginning, where there is one, is kept with the rest.
    let bytes = before.as_deref().unwrap_or_default();
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    let table = match text.contains("\r\n") {
        true => table.replace('\n', "\r\n"),
        false => table.to_owned(),
    };
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(end);
    }
    if !text.trim().is_empty() {
        text.push_str(end);
    }
    text.push_str(&table);
    match fault(&name, text.trim_start_matches('\u{feff}')) {
        Some(fault) => Err(faulty(fault)),
        None => Ok(Prepared { path, before, text }),
    }
}

impl Prepared {
    /// Writes it beside the old file and lets it take its place at once.
    pub(super) fn put(self) -> Result<(), AuthorError> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        // One name for all: whoever writes here at the same time finds it taken.
        let beside = self.path.with_file_name(format!(".{name}.new"));
        let created = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&beside);
        let file = created.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => AuthorError::Busy {
                file: shown(&beside),
            },
            _ => failed(&beside, error),
        })?;
        let done = self.write(file, &beside);
        if done.is_err() {
            // It is ours, and what was wrong is more worth telling than that it stays.
            let _ = fs::remove_file(&beside);
        }
        done
    }

    fn write(&self, mut file: File, beside: &Path) -> Result<(), AuthorError> {
        file.write_all(self.text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|error| failed(beside, error))?;
        if let Ok(old) = fs::metadata(&self.path) {
            fs::set_permissions(beside, old.permissions())
                .map_err(|error| failed(beside, error))?;
        }
        // An editor may have saved meanwhile.
        if read(&self.path)? != self.before {
            return Err(AuthorError::Changed {
                file: shown(&self.path),
            });
        }
        fs::rename(beside, &self.path).map_err(|error| failed(&self.path, error))
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, AuthorError> {
    match fs::metadata(path) {
        Ok(data) if !data.is_file() => Err(failed(path, io::Error::other("not a regular file"))),
        Ok(_) => fs::read(path)
            .map(Some)
            .map_err(|error| failed(path, error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, error)),
    }
}
