//! The index folders of a library on disk: `<cache>/<hash of the library's paths>/<format>-<fingerprint>/`.
//!
//! A folder is written under a name that begins with a dot and renamed when it is complete. Only the process that holds a
//! lock on the file `lock` next to the folders writes; the system releases it however the process ends.
//!
//! Folders have mode 0700 and files 0600, whatever the umask, unless the index is shared: then others may read it. An
//! index that another user could have changed is never opened.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::content::{Fingerprint, Place, STANDARD_TOPICS, create_private, sync_folder};
use crate::index::{FORMAT, check_folder, open_trusted};

/// The beginning of a folder's name while it is being written.
const UNFINISHED: &str = ".new-";
/// The lock, which holds the id of the process that took it last.
const LOCK: &str = "lock";
/// If this file is next to the index folders, other users may read them.
const SHARED: &str = "shared";
/// How long another process may hold the lock before the index is made without it.
const LOCK_PATIENCE: Duration = Duration::from_secs(4);
/// How long to wait before trying the lock again.
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// The index folders of one library.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    /// The folder for the indexes of all libraries.
    all: PathBuf,
    /// The folder for those of this library.
    root: PathBuf,
}

/// Held while an index is being written.
#[derive(Debug)]
pub(super) struct BuildLock {
    /// `None` where the file system has no locks.
    file: Option<File>,
}

impl Cache {
    /// In the folder `all`, for the libraries at `places`.
    pub(super) fn new(all: &Path, places: &[Place]) -> Self {
        let mut hasher = DefaultHasher::new();
        // One name for all packs and versions: the index of one update replaces that of another.
        let is_installed = |place: &Place| matches!(place, Place::Installed(_));
        if places.iter().any(is_installed) {
            "packs".hash(&mut hasher);
        }
        // Without texts of the clinic, the libraries may have an index that somebody else shares.
        let others = places
            .iter()
            .filter(|place| !is_installed(place) && !place.is_unwritten());
        for place in others {
            match place.folder() {
                // The same folder by another name is the same library.
                Some(path) => path
                    .canonicalize()
                    .unwrap_or_else(|_| path.to_owned())
                    .hash(&mut hasher),
                None => "bundled".hash(&mut hasher),
            }
        }
        Self {
            all: all.to_owned(),
            root: all.join(format!("{:016x}", hasher.finish())),
        }
    }

    /// The folder of the index with this fingerprint.
    pub(super) fn folder(&self, fingerprint: &str) -> PathBuf {
        self.root.join(format!("{FORMAT}-{fingerprint}"))
    }

    /// Whether only this user and root can have put something into the folders.
    pub(super) fn is_trusted(&self) -> bool {
        check_folder(&self.all).is_ok() && check_folder(&self.root).is_ok()
    }

    /// Complete folders of this format with their fingerprints, newest first.
    pub(super) fn complete(&self) -> Vec<(PathBuf, String)> {
        if !self.is_trusted() {
            return Vec::new();
        }
        let Ok(entries) = fs::read_dir(&self.root) else {
            return Vec::new();
        };
        let found = entries.flatten().filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let fingerprint = name.strip_prefix(&format!("{FORMAT}-"))?.to_owned();
            let modified = entry.metadata().and_then(|meta| meta.modified()).ok()?;
            Some((modified, entry.path(), fingerprint))
        });
        let mut found: Vec<(SystemTime, PathBuf, String)> = found.collect();
        found.sort_by(|a, b| b.cmp(a));
        let found = found.into_iter();
        found
            .map(|(_, path, fingerprint)| (path, fingerprint))
            .collect()
    }

    /// Creates missing folders, and keeps other users out. With `share`, others may read the indexes of this library from
    /// now on.
    pub(super) fn prepare(&self, share: bool) -> io::Result<()> {
        claim_folder(&self.all, |mode| match share {
            true => 0o755,
            // Another library may be shared.
            false => 0o700 | (mode & 0o055),
        })?;
        let shared = share || self.is_shared();
        claim_folder(&self.root, |_| folder_mode(shared))?;
        if share {
            let marker = self.root.join(SHARED);
            open_trusted(&marker, OpenOptions::new().write(true).create(true))?;
            set_mode(&marker, file_mode(true))?;
        }
        Ok(())
    }

    fn is_shared(&self) -> bool {
        self.root.join(SHARED).is_file()
    }

    /// Waits a few seconds until no other process writes, as long as `go_on` says so; `None` if that stopped it. The error
    /// names the process that has the lock.
    pub(super) fn lock(
        &self,
        go_on: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> io::Result<Option<BuildLock>> {
        let path = self.root.join(LOCK);
        let mut file = self.open_lock()?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                // Two processes that write at once write the same; the second one uses the first one's folder.
                Err(TryLockError::Error(_)) => return Ok(Some(BuildLock { file: None })),
                Err(TryLockError::WouldBlock) if started.elapsed() < LOCK_PATIENCE => {
                    if go_on().is_break() {
                        return Ok(None);
                    }
                    thread::sleep(LOCK_PAUSE);
                }
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _ = file.take(20).read_to_string(&mut holder);
                    let holder = match holder.trim() {
                        "" => "another process".to_owned(),
                        id => format!("process {id}"),
                    };
                    return Err(io::Error::other(format!(
                        "{holder} is indexing this library (it holds {})",
                        path.display()
                    )));
                }
            }
        }
        // Padded, so that it overwrites a longer one. It is only used for a message.
        let _ = file.write_all(format!("{:<12}\n", std::process::id()).as_bytes());
        Ok(Some(BuildLock { file: Some(file) }))
    }

    fn open_lock(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        open_trusted(
            &self.root.join(LOCK),
            options.read(true).write(true).create(true),
        )
    }

    /// A new folder to write into. What interrupted processes left behind is removed first, to free its space.
    pub(super) fn begin(&self, lock: &BuildLock) -> io::Result<PathBuf> {
        if lock.file.is_some() {
            self.remove_folders(|name| name.starts_with(UNFINISHED));
        }
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let prefix = unfinished_here();
        let folder = builder.prefix(&prefix).tempdir_in(&self.root)?;
        Ok(folder.keep())
    }

    /// Puts a finished folder in its place, removes all others, and gives its path there.
    pub(super) fn complete_with(
        &self,
        folder: &Path,
        fingerprint: &str,
        lock: &BuildLock,
    ) -> io::Result<PathBuf> {
        set_modes(folder, self.is_shared())?;
        let place = self.folder(fingerprint);
        if let Err(error) = fs::rename(folder, &place) {
            if !place.is_dir() {
                return Err(error);
            }
            // Another process was faster; its folder has the same contents.
            remove(folder);
        }
        // If this fails, the next start may have to index again.
        let _ = sync_folder(&self.root);
        self.sweep(fingerprint, lock);
        Ok(place)
    }

    /// Removes every folder but that of `fingerprint`. Processes that read an old one have its files open.
    fn sweep(&self, fingerprint: &str, lock: &BuildLock) {
        if lock.file.is_some() {
            let keep = format!("{FORMAT}-{fingerprint}");
            self.remove_folders(|name| name != keep);
        }
    }

    /// Removes what was left behind besides the index with this fingerprint, unless another process is writing.
    pub(super) fn tidy(&self, fingerprint: &str) {
        if self.is_trusted()
            && let Ok(file) = self.open_lock()
            && file.try_lock().is_ok()
        {
            self.sweep(fingerprint, &BuildLock { file: Some(file) });
        }
    }

    /// Removes what this process has begun.
    pub(super) fn remove_unfinished(&self) {
        self.remove_folders(|name| name.starts_with(&unfinished_here()));
    }

    fn remove_folders(&self, chosen: impl Fn(&str) -> bool) {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        for entry in entries {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && chosen(&entry.file_name().to_string_lossy()) {
                remove(&entry.path());
            }
        }
    }
}

/// The beginning of the names of folders that this process is writing.
fn unfinished_here() -> String {
    format!("{UNFINISHED}{}-", std::process::id())
}

/// Creates a folder, or takes over one that this user owns. `mode` gives the new mode for the present one.
fn claim_folder(path: &Path, mode: impl Fn(u32) -> u32) -> io::Result<()> {
    create_private(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let found = fs::symlink_metadata(path)?;
        let own = found.uid() == rustix::process::geteuid().as_raw();
        let wanted = mode(found.mode() & 0o7777);
        if found.is_dir() && own && found.mode() & 0o7777 != wanted {
            set_mode(path, wanted)?;
        }
    }
    // Some file systems ignore modes.
    check_folder(path)
}

/// Sets the modes of an index folder and its files: whether others may read them.
pub(super) fn set_modes(folder: &Path, shared: bool) -> io::Result<()> {
    for file in fs::read_dir(folder)? {
        set_mode(&file?.path(), file_mode(shared))?;
    }
    set_mode(folder, folder_mode(shared))
}

fn folder_mode(shared: bool) -> u32 {
    if shared { 0o755 } else { 0o700 }
}

fn file_mode(shared: bool) -> u32 {
    if shared { 0o644 } else { 0o600 }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Removes an index folder, or whatever is in its place. If that fails, it is tried again after the next build.
pub(super) fn remove(path: &Path) {
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_dir()) {
        // A folder that its owner may not list cannot be emptied.
        let _ = set_mode(path, folder_mode(false));
    }
    if fs::remove_dir_all(path).is_err() {
        let _ = fs::remove_file(path);
    }
}

/// What the library's files look like: it changes when a file is added, removed, renamed or written, and when the program
/// would index them differently.
pub(super) fn fingerprint_of(files: Fingerprint) -> String {
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), STANDARD_TOPICS, files).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
