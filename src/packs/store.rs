//! The folders with packs: the user's own, and those of the system, which are only read.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::content::{lock, sync_folder};

use super::archive::{MANIFEST, copy_file};
use super::error::{Error, shown};
use super::make::signature_path;
use super::signature::{Key, read_key};
use super::state::{Publisher, State, Version};

/// Where a version is made before it is renamed.
pub(super) const STAGING: &str = ".staging";
/// The file from which a version was installed, and its signature: they can be copied to a stick again.
pub(super) const PACK_FILE: &str = "pack.clinfaq";
pub(super) const SIGNATURE_FILE: &str = "pack.clinfaq.minisig";
const LOCK: &str = "lock";

/// The folders with packs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Store {
    /// The user's own; `None` if there is no home folder.
    pub(super) own: Option<PathBuf>,
    /// Those of the system, the most important first.
    pub(super) system: Vec<PathBuf>,
}

/// Held while packs are changed.
pub(super) struct Lock(Option<File>);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough: a child process that is just being started has it open, too.
        let _ = self.0.as_ref().map(File::unlock);
    }
}

impl Store {
    /// The packs below the user's folder for data of clinfaq, and below those of the system.
    pub fn new(own: Option<PathBuf>, system: Vec<PathBuf>) -> Self {
        let packs = |folder: PathBuf| folder.join("packs");
        Self {
            own: own.map(packs),
            system: system.into_iter().map(packs).collect(),
        }
    }

    /// The user's folder of packs.
    pub(super) fn own(&self) -> Result<&Path, Error> {
        self.own.as_deref().ok_or_else(|| {
            Error::new(
                "no data folder is known: neither XDG_DATA_HOME nor a home folder",
                "set XDG_DATA_HOME to a folder for the packs",
            )
        })
    }

    /// The user's state, as it can be changed.
    pub(super) fn state(&self) -> Result<State, Error> {
        let folder = self.own()?;
        let state = State::read(folder).map_err(|error| {
            Error::new(
                format!(
                    "`{}` is damaged: {error}",
                    shown(&folder.join("state.json"))
                ),
                "move it away: the packs stay installed, but keys have to be trusted again",
            )
        })?;
        Ok(state.unwrap_or_default())
    }

    /// The trusted publishers; none for a user without a folder.
    pub(super) fn trusted(&self) -> Result<State, Error> {
        match self.own {
            None => Ok(State::default()),
            Some(_) => self.state(),
        }
    }

    /// Keeps other processes from changing packs, and removes what an interrupted one left behind.
    pub(super) fn lock(&self) -> Result<Lock, Error> {
        let folder = self.own()?;
        let path = folder.join(LOCK);
        fs::create_dir_all(folder).map_err(Error::write(folder))?;
        // Some network file systems have no locks; there one person must not do two things at once.
        let file = lock(&path, Duration::ZERO).map_err(|error| match error.kind() {
            ErrorKind::ResourceBusy => Error::new(
                "another clinfaq is changing the packs",
                "wait until it has finished, then try again",
            ),
            _ => Error::write(&path)(error),
        })?;
        self.clean(folder);
        Ok(Lock(file))
    }

    /// Removes what does not belong to any version.
    pub(super) fn clean(&self, folder: &Path) {
        let _ = fs::remove_dir_all(folder.join(STAGING));
        let Ok(Some(state)) = State::read(folder) else {
            return;
        };
        for pack in &state.packs {
            let folder = folder.join(&pack.id);
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let is_named = |version: &Version| *name == *version.sequence.to_string();
                if !pack.versions.iter().any(is_named) {
                    let _ = fs::remove_dir_all(entry.path());
                }
            }
            // Fails as long as something is in it.
            let _ = fs::remove_dir(&folder);
        }
    }

    /// Changes the state of a pack that is installed here.
    fn change<T>(
        &self,
        id: &str,
        change: impl FnOnce(&mut State, usize) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let folder = self.own()?;
        let _lock = self.lock()?;
        let mut state = self.state()?;
        let mut packs = state.packs.iter();
        let at = packs.position(|pack| pack.id == id && pack.current.is_some());
        let Some(at) = at else {
            return Err(match self.installed().in_use(id) {
                Some(_) => Error::new(
                    format!("the pack `{id}` belongs to the system and cannot be changed here"),
                    "ask the person who looks after this computer",
                ),
                None => not_installed(id),
            });
        };
        let done = change(&mut state, at)?;
        state.write(folder)?;
        self.clean(folder);
        Ok(done)
    }

    /// Goes back to the version before the current one; doing it again returns. Gives both sequences, the new one first.
    pub fn undo(&self, id: &str) -> Result<(u64, u64), Error> {
        let folder = self.own()?.join(id);
        self.change(id, |state, at| {
            let pack = &mut state.packs[at];
            let (Some(current), Some(previous)) = (pack.current, pack.previous) else {
                return Err(Error::new(
                    format!("there is no earlier version of `{id}` on this computer"),
                    "install one from a file: clinfaq pack add --allow-older FILE",
                ));
            };
            let manifest = folder.join(previous.to_string()).join(MANIFEST);
            fs::metadata(&manifest).map_err(Error::read(&manifest))?;
            (pack.current, pack.previous) = (Some(previous), Some(current));
            Ok((previous, current))
        })
    }

    /// Removes a pack. What was withdrawn and which versions were seen is remembered, so that an old version does not come back
    /// by mistake; with `forget`, that and who may publish it are forgotten, too.
    pub fn remove(&self, id: &str, forget: bool) -> Result<(), Error> {
        self.change(id, |state, at| {
            let pack = &mut state.packs[at];
            (pack.current, pack.previous) = (None, None);
            pack.versions.clear();
            if forget {
                pack.publisher = None;
                pack.seen = 0;
                pack.withdrawn.clear();
            }
            Ok(())
        })
    }

    /// Removes all versions but the current one; gives their sequences.
    pub fn remove_old(&self, id: &str) -> Result<Vec<u64>, Error> {
        self.change(id, |state, at| {
            let pack = &mut state.packs[at];
            let current = pack.current;
            let versions = pack.versions.iter().map(|version| version.sequence);
            let old = versions
                .filter(|sequence| Some(*sequence) != current)
                .collect();
            pack.versions
                .retain(|version| Some(version.sequence) == current);
            pack.previous = None;
            Ok(old)
        })
    }

    /// Puts a pack before all others: where two have the same answer or condition, the first one is shown.
    pub fn put_first(&self, id: &str) -> Result<(), Error> {
        self.change(id, |state, at| {
            let pack = state.packs.remove(at);
            state.packs.insert(0, pack);
            Ok(())
        })
    }

    /// Copies an installed pack with its signature into a folder, such as a stick for the next clinic; gives the file.
    pub fn copy(&self, id: &str, folder: &Path) -> Result<PathBuf, Error> {
        let installed = self.installed();
        let pack = installed.in_use(id).ok_or_else(|| not_installed(id))?;
        let pack_file = folder.join(pack.manifest.file_name());
        let unfinished = folder.join(format!("{}.unfinished", pack.manifest.file_name()));
        let signature = signature_path(&pack_file);
        for (name, to) in [(PACK_FILE, &pack_file), (SIGNATURE_FILE, &signature)] {
            let from = pack.folder.join(name);
            if name == SIGNATURE_FILE && !from.exists() {
                continue; // not signed
            }
            let _ = fs::remove_file(&unfinished);
            let copied = copy_file(&from, &unfinished)
                .and_then(|()| fs::rename(&unfinished, to).map_err(Error::write(to)));
            copied.inspect_err(|_| drop(fs::remove_file(&unfinished)))?;
        }
        // Not every file system of a stick can do this.
        let _ = sync_folder(folder);
        Ok(pack_file)
    }

    /// Publishers whose keys are trusted.
    pub fn publishers(&self) -> Result<Vec<Publisher>, Error> {
        Ok(self.trusted()?.publishers)
    }

    /// Trusts a key, given as itself or as a file, under a name.
    pub fn trust(&self, key: &str, name: &str) -> Result<Key, Error> {
        let key = named_key(key)?;
        let _lock = self.lock()?;
        let mut state = self.state()?;
        if state.is_revoked(&key) {
            return Err(Error::new(
                "this key was revoked by its publisher",
                "ask for the new key",
            ));
        }
        state.trust(key.clone(), None, name);
        state.write(self.own()?)?;
        Ok(key)
    }

    /// Never accepts a key again.
    pub fn revoke(&self, key: &str) -> Result<Key, Error> {
        let _lock = self.lock()?;
        let mut state = self.state()?;
        let publishers = state.publishers.iter();
        let mut keys = publishers.flat_map(|publisher| &publisher.keys);
        let meant = keys.find(|known| known.is_meant_by(key)).cloned();
        let key = meant.map_or_else(|| named_key(key), Ok)?;
        let publisher = state.trust(key.clone(), None, "");
        state.revoke(publisher, &key);
        state.write(self.own()?)?;
        Ok(key)
    }
}

fn not_installed(id: &str) -> Error {
    Error::new(
        format!("no pack `{id}` is installed"),
        "clinfaq pack list shows the packs and their ids",
    )
}

/// A key that a person names: the key itself, or its file.
fn named_key(text: &str) -> Result<Key, Error> {
    Key::parse(text).map_or_else(|| read_key(Path::new(text)), Ok)
}
