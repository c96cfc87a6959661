//! Where answers wait while the rest of the collection is read: which condition they belong to is known at the end.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::model::{Condition, Entry, Source};

use super::Error;
use super::document::Document;

/// A document whose entries are in the spool.
#[derive(Debug)]
pub(super) struct Spooled {
    pub(super) collection: String,
    pub(super) identity: String,
    pub(super) source: Source,
    pub(super) language: String,
    pub(super) condition: Option<Condition>,
    at: u64,
    length: usize,
}

/// A file of entries.
#[derive(Debug)]
pub(super) struct Spool {
    path: PathBuf,
    file: BufWriter<File>,
    end: u64,
}

impl Spool {
    /// A new one in `folder`.
    pub(super) fn new(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("spool");
        let file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(Error::write(&path))?;
        Ok(Self {
            path,
            file: BufWriter::new(file),
            end: 0,
        })
    }

    /// Takes a document's entries off it.
    pub(super) fn put(&mut self, document: Document) -> Result<Spooled, Error> {
        let bytes = postcard::to_stdvec(&document.entries)
            .map_err(io::Error::other)
            .map_err(Error::write(&self.path))?;
        let written = self.file.write_all(&bytes);
        written.map_err(Error::write(&self.path))?;
        let at = self.end;
        self.end += bytes.len() as u64;
        Ok(Spooled {
            collection: document.collection,
            identity: document.identity,
            source: document.source,
            language: document.language,
            condition: document.condition,
            at,
            length: bytes.len(),
        })
    }

    /// Gives them back.
    pub(super) fn take(&mut self, spooled: &Spooled) -> Result<Vec<Entry>, Error> {
        self.read(spooled).map_err(Error::write(&self.path))
    }

    fn read(&mut self, spooled: &Spooled) -> io::Result<Vec<Entry>> {
        // Seeking writes what is buffered.
        self.file.seek(SeekFrom::Start(spooled.at))?;
        let mut bytes = vec![0; spooled.length];
        self.file.get_mut().read_exact(&mut bytes)?;
        postcard::from_bytes(&bytes).map_err(io::Error::other)
    }

    /// Removes it from the disk.
    pub(super) fn remove(self) -> Result<(), Error> {
        let Self { path, file, .. } = self;
        drop(file);
        std::fs::remove_file(&path).map_err(Error::write(&path))
    }
}
