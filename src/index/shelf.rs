//! The folder an index lies in, as the search library sees it: no lock file is asked for.
//!
//! An index folder is written once, under another name, and never changed after it was renamed into place. So there is
//! nothing to lock, and a folder on a read-only medium can be opened.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, RamDirectory, WatchCallback, WatchHandle,
    WritePtr,
};

/// A folder on disk or in memory.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    inner: Box<dyn Directory>,
}

impl Shelf {
    /// A folder on disk, which must be there.
    pub(crate) fn on_disk(folder: &Path) -> io::Result<Self> {
        let inner = MmapDirectory::open(folder).map_err(io::Error::other)?;
        Ok(Self {
            inner: Box::new(inner),
        })
    }

    /// A new, empty folder in memory.
    pub(crate) fn in_memory() -> Self {
        Self {
            inner: Box::new(RamDirectory::create()),
        }
    }
}

impl Directory for Shelf {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
