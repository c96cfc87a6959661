//! The index folder as a tantivy directory.
//!
//! Files are read into memory, large ones piece by piece, and never mapped: where a file is cut short while it is open (a
//! stick is pulled out), reading fails with an ordinary error, while a mapped file would end the program with SIGBUS.
//!
//! An index folder is written once, under another name, and never changed after it was renamed into place. So there is
//! nothing to lock, and a folder on a read-only medium can be opened.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

use crate::content::sync_folder;

use super::trusted::open_trusted;

/// Files of at most this many bytes are read whole when they are opened.
const SMALL: usize = 1 << 20;

/// An index folder on disk.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`, which must be there.
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The size and checksum of a file as it is now.
    pub(super) fn checksum(&self, name: &str) -> io::Result<FileSum> {
        let file = self.open(Path::new(name), OpenOptions::new().read(true))?;
        let mut file = BufReader::new(file);
        let mut hasher = crc32fast::Hasher::new();
        let mut size = 0;
        while let bytes = file.fill_buf()?
            && !bytes.is_empty()
        {
            hasher.update(bytes);
            let read = bytes.len();
            size += read as u64;
            file.consume(read);
        }
        Ok(FileSum {
            name: name.to_owned(),
            size,
            checksum: hasher.finalize(),
        })
    }

    /// The sizes and checksums of all files.
    pub(super) fn checksums(&self) -> io::Result<Vec<FileSum>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            files.push(self.checksum(&entry?.file_name().to_string_lossy())?);
        }
        Ok(files)
    }

    fn open(&self, path: &Path, options: &mut OpenOptions) -> io::Result<File> {
        open_trusted(&self.0.join(path), options)
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
            Ok(len) if len > SMALL => Ok(Arc::new(LargeFile { file, len })),
            _ => Ok(Arc::new(OwnedBytes::new(Self::whole(file, path)?))),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        fs::remove_file(self.0.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError {
                io_error: Arc::new(error),
                filepath: path.to_owned(),
            },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0
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
        sync_folder(&self.0)
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// A file of the folder with its size and checksum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileSum {
    pub(super) name: String,
    pub(super) size: u64,
    checksum: u32,
}

/// A file that is read in pieces.
#[derive(Debug)]
struct LargeFile {
    file: File,
    len: usize,
}

impl HasLen for LargeFile {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for LargeFile {
    fn read_bytes(&self, range: std::ops::Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        read_exact_at(&self.file, &mut bytes, range.start as u64)?;
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
