//! Writing files that hold a person's work: whole or not at all, and one program at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

/// The file to lock in a folder that several people write to.
pub(crate) const LOCK: &str = ".lock";
/// How long to wait for another program that is writing.
pub(crate) const PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(20);

/// Replaces a file, or creates it. After a power cut either the old or the new one is there, whole.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let new = temporary(folder, bytes)?;
    if let Ok(old) = fs::metadata(path) {
        fs::set_permissions(new.path(), old.permissions())?;
    }
    new.persist(path)?;
    // If this fails, a power cut may bring the old file back.
    let _ = sync_folder(folder);
    Ok(())
}

/// Creates a file under the first of these names that is free in the folder, and returns its path. Never replaces a file.
pub(crate) fn create(
    folder: &Path,
    names: impl IntoIterator<Item = impl AsRef<Path>>,
    bytes: &[u8],
) -> io::Result<PathBuf> {
    let mut file = temporary(folder, bytes)?;
    for name in names {
        let path = folder.join(name);
        match file.persist_noclobber(&path) {
            Ok(_) => {}
            Err(failed) if failed.error.kind() == ErrorKind::AlreadyExists => {
                file = failed.file;
                continue;
            }
            // Not every file system can rename without replacing.
            Err(failed) if !path.exists() => drop(failed.file.persist(&path)?),
            Err(failed) => return Err(failed.error),
        }
        let _ = sync_folder(folder);
        return Ok(path);
    }
    let message = "there is a file with that name already";
    Err(io::Error::new(ErrorKind::AlreadyExists, message))
}

/// `name.toml`, `name-2.toml` and so on.
pub(crate) fn numbered(name: &str, ending: &str) -> impl Iterator<Item = String> + Clone {
    let first = std::iter::once(format!("{name}.{ending}"));
    first.chain((2..).map(move |number: u32| format!("{name}-{number}.{ending}")))
}

/// A temporary file in the folder, written and synced. Its name is random, because a share may have no locks. Others may
/// read it as they may read any new file.
fn temporary(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".new-");
    #[cfg(unix)]
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    // The error would name the temporary file, which means nothing to the user.
    let file = builder.tempfile_in(folder);
    let mut file = file.map_err(|error| io::Error::from(error.kind()))?;
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Locks a file, which is created, or a folder; waits this long for another program that has locked it. The lock ends
/// with the returned file, or with the program. `None` where the file system has no locks.
pub(crate) fn lock(path: &Path, patience: Duration) -> io::Result<Option<File>> {
    let file = match path.is_dir() {
        // Not every system can open folders.
        true => match File::open(path) {
            Ok(folder) => folder,
            Err(_) => return Ok(None),
        },
        false => OpenOptions::new().create(true).append(true).open(path)?,
    };
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if started.elapsed() < patience => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                let message = "another program is writing there; try again";
                return Err(io::Error::new(ErrorKind::ResourceBusy, message));
            }
        }
    }
}

/// Makes sure that what was renamed or created in a folder is on the disk, where the system can do that for folders.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Creates a folder that only its owner may read.
pub(crate) fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}
