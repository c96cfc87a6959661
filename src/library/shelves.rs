//! Index folders on disk: where they lie, how they come into being whole, and when they go.
//!
//! `<cache>/<hash of the library's paths>/<format>-<fingerprint>/`. A folder is written under a name that begins with a
//! dot and renamed when it is complete, so that under its own name it is whole or absent. One process at a time builds:
//! it holds a lock on the file `lock` beside the folders, which the system lets go of however the process ends.

use std::fs::{self, File, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::content::{Fingerprint, Place, STANDARD_TOPICS};
use crate::index::FORMAT;

/// Names begin with it while a folder is being written.
const UNFINISHED: &str = ".new-";

/// The index folders of one library.
#[derive(Debug, Clone)]
pub(super) struct Shelves {
    root: PathBuf,
}

/// Held while an index is being built.
#[derive(Debug)]
pub(super) struct BuildLock {
    file: Option<File>,
}

impl Shelves {
    /// Below `cache`, for the libraries at `places`.
    pub(super) fn new(cache: &Path, places: &[Place]) -> Self {
        let mut hasher = DefaultHasher::new();
        for place in places {
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
            root: cache.join(format!("{:016x}", hasher.finish())),
        }
    }

    /// The folder of the index with this fingerprint.
    pub(super) fn folder(&self, fingerprint: &str) -> PathBuf {
        self.root.join(format!("{FORMAT}-{fingerprint}"))
    }

    /// Complete folders of this format with their fingerprints, newest first.
    pub(super) fn complete(&self) -> Vec<(PathBuf, String)> {
        let Ok(entries) = fs::read_dir(&self.root) else {
            return Vec::new();
        };
        let mut found: Vec<(SystemTime, PathBuf, String)> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let fingerprint = name.strip_prefix(&format!("{FORMAT}-"))?.to_owned();
                let modified = entry.metadata().and_then(|meta| meta.modified()).ok()?;
                Some((modified, entry.path(), fingerprint))
            })
            .collect();
        found.sort_by(|a, b| b.cmp(a));
        found
            .into_iter()
            .map(|(_, path, fingerprint)| (path, fingerprint))
            .collect()
    }

    /// Waits until no other process builds. Where the file system knows no locks, nobody waits: what two processes build
    /// at once is the same, and the second finds the first one's in its place.
    pub(super) fn lock(&self) -> io::Result<BuildLock> {
        fs::create_dir_all(&self.root)?;
        let file = File::create(self.root.join("lock"))?;
        match file.lock() {
            Ok(()) => Ok(BuildLock { file: Some(file) }),
            Err(_) => Ok(BuildLock { file: None }),
        }
    }

    /// The same without waiting; `None` while another process builds.
    fn try_lock(&self) -> Option<BuildLock> {
        let file = File::create(self.root.join("lock")).ok()?;
        match file.try_lock() {
            Ok(()) => Some(BuildLock { file: Some(file) }),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => None,
        }
    }

    /// A new folder to write into. What others left behind that were ended is cleared away first: there may be no room
    /// for both.
    pub(super) fn begin(&self, lock: &BuildLock) -> io::Result<PathBuf> {
        if lock.file.is_some() {
            self.remove_named(UNFINISHED);
        }
        let pid = std::process::id();
        for attempt in 0..1000 {
            let folder = self.root.join(format!("{UNFINISHED}{pid}-{attempt}"));
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(folder),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("too many unfinished index folders"))
    }

    /// Removes what the process with this id has begun; it must have ended.
    pub(super) fn remove_unfinished(&self, process: u32) {
        self.remove_named(&format!("{UNFINISHED}{process}-"));
    }

    /// Removes the folders whose names begin so.
    fn remove_named(&self, beginning: &str) {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            if name.as_encoded_bytes().starts_with(beginning.as_bytes()) {
                remove(&entry.path());
            }
        }
    }

    /// Puts a finished folder in its place and gives its path there.
    pub(super) fn complete_with(&self, folder: &Path, fingerprint: &str) -> io::Result<PathBuf> {
        let place = self.folder(fingerprint);
        if let Err(error) = fs::rename(folder, &place) {
            if !place.is_dir() {
                return Err(error);
            }
            // Another process was faster; its folder says the same.
            remove(folder);
        }
        if let Ok(root) = File::open(&self.root) {
            // The rename lasts once the folder it happened in is on disk; where that can't be said, the next start indexes
            // again.
            let _ = root.sync_all();
        }
        Ok(place)
    }

    /// Removes every folder but that of `fingerprint`, unless another process is building.
    pub(super) fn sweep(&self, fingerprint: &str) {
        let Some(_lock) = self.try_lock() else { return };
        let keep = self.folder(fingerprint);
        let Ok(entries) = fs::read_dir(&self.root) else {
            return;
        };
        for entry in entries.flatten() {
            if entry.path() != keep && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                remove(&entry.path());
            }
        }
    }
}

/// Its time says when the checksums of a folder were last verified.
const VERIFIED: &str = "verified";

/// Notes that the checksums of an index folder were verified now.
pub(super) fn mark_verified(folder: &Path) {
    // On a medium that can't be written, they are verified at every start.
    let _ = File::create(folder.join(VERIFIED));
}

/// Whether the checksums of an index folder were verified within a day.
pub(super) fn verified_lately(folder: &Path) -> bool {
    let modified = fs::metadata(folder.join(VERIFIED)).and_then(|meta| meta.modified());
    let age = modified
        .ok()
        .and_then(|verified| SystemTime::now().duration_since(verified).ok());
    age.is_some_and(|age| age < Duration::from_secs(24 * 60 * 60))
}

/// Removes a folder that is of no use. What can't be removed does no harm and is tried again later.
pub(super) fn remove(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
}

/// What the library's files look like: it changes when a file is added, removed, renamed or written, and when the program
/// would index them differently.
pub(super) fn fingerprint_of(files: Fingerprint) -> String {
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), STANDARD_TOPICS, files).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
