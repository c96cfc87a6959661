//! The folders with packs: the user's own, and those of the system, which are only read.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::content::sync_folder;

use super::archive::copy_file;
use super::error::{Error, shown};
use super::manifest::EXTENSION;
use super::signature::{Key, read_key};
use super::state::{Publisher, State};

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
pub(super) struct Lock {
    _file: File,
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
        let mut builder = DirBuilder::new();
        let made = builder.recursive(true).create(folder);
        made.map_err(Error::write(folder))?;
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let file = file.map_err(Error::write(&path))?;
        // Some network file systems have no locks; there one person must not do two things at once.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(Error::new(
                "another clinfaq is changing the packs",
                "wait until it has finished, then try again",
            ));
        }
        self.clean(folder);
        Ok(Lock { _file: file })
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
                let is_known = |known: u64| name.to_str() == Some(&known.to_string());
                if !pack
                    .versions
                    .iter()
                    .any(|version| is_known(version.sequence))
                {
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
        let at = state
            .packs
            .iter()
            .position(|pack| pack.id == id && pack.current.is_some());
        let Some(at) = at else {
            let system = self.installed().in_use(id).is_some();
            return Err(match system {
                true => Error::new(
                    format!("the pack `{id}` belongs to the system and cannot be changed here"),
                    "ask whoever looks after this computer",
                ),
                false => Error::new(
                    format!("no pack `{id}` is installed"),
                    "clinfaq pack list shows the packs and their ids",
                ),
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
            let manifest = folder
                .join(previous.to_string())
                .join(super::archive::MANIFEST);
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
        let Some(pack) = installed.in_use(id) else {
            let what = format!("no pack `{id}` is installed");
            return Err(Error::new(
                what,
                "clinfaq pack list shows the packs and their ids",
            ));
        };
        let to = folder.join(pack.manifest.file_name());
        for (name, ending) in [(PACK_FILE, ""), (SIGNATURE_FILE, ".minisig")] {
            let from = pack.folder.join(name);
            if name == SIGNATURE_FILE && !from.exists() {
                continue;
            }
            let to = folder.join(format!("{}{ending}", pack.manifest.file_name()));
            let unfinished = folder.join(format!("{}.unfinished", pack.manifest.file_name()));
            let _ = fs::remove_file(&unfinished);
            let file = File::open(&from).map_err(Error::read(&from))?;
            let copied = copy_file(&file, &unfinished)
                .and_then(|()| fs::rename(&unfinished, &to).map_err(Error::write(&to)));
            copied.inspect_err(|_| drop(fs::remove_file(&unfinished)))?;
        }
        // Not every file system of a stick can do this.
        let _ = sync_folder(folder);
        Ok(to)
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
        let keys = state
            .publishers
            .iter()
            .flat_map(|publisher| &publisher.keys);
        let meant = keys.clone().find(|known| known.is_meant_by(key)).cloned();
        let key = meant.map_or_else(|| named_key(key), Ok)?;
        let publisher = state.trust(key.clone(), None, "");
        state.revoke(publisher, &key);
        state.write(self.own()?)?;
        Ok(key)
    }
}

/// A key that a person names: the key itself, or its file.
fn named_key(text: &str) -> Result<Key, Error> {
    Key::parse(text).map_or_else(|| read_key(Path::new(text)), Ok)
}

/// The id and the sequence in the name of a pack's file.
pub(super) fn parse_name(name: &str) -> Option<(String, u64)> {
    let (id, sequence) = name
        .strip_suffix(EXTENSION)?
        .strip_suffix('.')?
        .rsplit_once('-')?;
    let sequence = sequence.parse().ok()?;
    crate::model::is_kebab(id).then(|| (id.to_owned(), sequence))
}
