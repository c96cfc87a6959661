//! The folder an index lies in, as tantivy sees it.
//!
//! Files are read into memory, large ones piece by piece, and never mapped: where a file is cut short while it is open (a
//! stick is pulled out), reading fails with an ordinary error, while a mapped file would end the program with SIGBUS.
//!
//! An index folder is written once, under another name, and never changed after it was renamed into place. So there is
//! nothing to lock, and a folder on a read-only medium can be opened.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, OwnedBytes, RamDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

use super::trusted::open_trusted;

/// Files of at most so many bytes are read whole when they are opened. Of an index of 16,000 entries, all but the
/// answers, the postings and the heads of entries: 2 MB.
const SMALL: usize = 1 << 20;

/// A folder on disk or in memory.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    inner: Box<dyn Directory>,
    damage: Damage,
}

/// Whether anything that was read turned out not to be what was written. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Damage(Arc<AtomicBool>);

impl Damage {
    pub(crate) fn found(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn was_found(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Shelf {
    /// A folder on disk, which must be there.
    pub(crate) fn on_disk(folder: &Path) -> Self {
        let damage = Damage::default();
        let inner = Folder {
            path: folder.to_owned(),
            damage: damage.clone(),
        };
        Self {
            inner: Box::new(inner),
            damage,
        }
    }

    /// A new, empty folder in memory.
    pub(crate) fn in_memory() -> Self {
        Self {
            inner: Box::new(RamDirectory::create()),
            damage: Damage::default(),
        }
    }

    /// Damage found in its files.
    pub(crate) fn damage(&self) -> Damage {
        self.damage.clone()
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

/// A folder on disk.
#[derive(Debug, Clone)]
struct Folder {
    path: PathBuf,
    damage: Damage,
}

impl Folder {
    fn open(&self, path: &Path, options: &mut OpenOptions) -> io::Result<File> {
        open_trusted(&self.path.join(path), options)
    }

    fn open_read(&self, path: &Path) -> Result<File, OpenReadError> {
        self.open(path, OpenOptions::new().read(true))
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
                _ => OpenReadError::wrap_io_error(error, path.to_owned()),
            })
    }

    fn whole(mut file: File, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)
            .map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?;
        Ok(bytes)
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.open_read(path)?;
        let len = file
            .metadata()
            .map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?
            .len();
        match usize::try_from(len) {
            Ok(len) if len > SMALL => Ok(Arc::new(LargeFile {
                file,
                len,
                damage: self.damage.clone(),
            })),
            _ => Ok(Arc::new(OwnedBytes::new(Self::whole(file, path)?))),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        fs::remove_file(self.path.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError {
                io_error: Arc::new(error),
                filepath: path.to_owned(),
            },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.path
            .join(path)
            .try_exists()
            .map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = self
            .open(path, OpenOptions::new().write(true).create_new(true))
            .map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
                _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
            })?;
        Ok(BufWriter::new(Box::new(NewFile(file))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        Self::whole(self.open_read(path)?, path)
    }

    /// Not atomic, and need not be: nobody reads the folder before it is complete.
    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = self.open(path, options.write(true).create(true).truncate(true))?;
        file.write_all(data)?;
        file.sync_data()
    }

    fn sync_directory(&self) -> io::Result<()> {
        sync_folder(&self.path)
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// Makes sure that what was renamed or created in a folder is on the disk, where the system can do that for folders.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A file that is read piece by piece.
#[derive(Debug)]
struct LargeFile {
    file: File,
    len: usize,
    damage: Damage,
}

impl HasLen for LargeFile {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for LargeFile {
    fn read_bytes(&self, range: std::ops::Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        read_exact_at(&self.file, &mut bytes, range.start as u64)
            .inspect_err(|_| self.damage.found())?;
        Ok(OwnedBytes::new(bytes))
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}

/// A file that is being written.
struct NewFile(File);

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for NewFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.sync_data()
    }
}
