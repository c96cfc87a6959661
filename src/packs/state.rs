//! What clinfaq remembers about packs: `state.json`, which is always replaced as a whole.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::content::{replace, sync_folder};
use crate::model::{Id, PartialDate, Withdrawal};

use super::changes::newly_withdrawn;
use super::error::Error;
use super::manifest::Manifest;
use super::signature::Key;

const STATE: &str = "state.json";

/// A publisher whose packs are accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Publisher {
    /// As its first pack says, or as the person called it who trusted its key.
    pub name: String,
    /// Keys that are trusted.
    pub keys: Vec<Key>,
    /// Keys that are no longer trusted, and never will be again.
    pub revoked: Vec<Key>,
}

/// A version of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) sequence: u64,
    /// The day on which it was installed.
    pub(super) since: PartialDate,
    /// The key that signed it; `None` if it is unsigned.
    pub(super) key: Option<Key>,
}

/// A pack that is installed, or was once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct PackState {
    pub(super) id: Id,
    /// Who may publish it, by position in the list; `None` as long as only unsigned versions were installed.
    pub(super) publisher: Option<usize>,
    /// The highest sequence that was installed or declined.
    pub(super) seen: u64,
    /// The version that is read.
    pub(super) current: Option<u64>,
    /// The version that `undo` goes back to.
    pub(super) previous: Option<u64>,
    /// The versions that are on the disk.
    pub(super) versions: Vec<Version>,
    /// Answers that any version withdrew.
    pub(super) withdrawn: Vec<Withdrawal>,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// The newest date that a signed pack has shown: today is not before it, whatever the clock says.
    pub(super) newest: Option<PartialDate>,
    pub(super) publishers: Vec<Publisher>,
    /// In the order in which they are read: where two have the same, the first one wins.
    pub(super) packs: Vec<PackState>,
}

impl State {
    /// Reads the state of a folder of packs; `None` if there is none. An error says that it is damaged.
    pub(super) fn read(folder: &Path) -> io::Result<Option<Self>> {
        match fs::read(folder.join(STATE)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the state of a folder. After a power cut the old or the new one is there.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Error> {
        let path = folder.join(STATE);
        let written = serde_json::to_vec_pretty(self)
            .map_err(io::Error::from)
            .and_then(|text| replace(&path, &text))
            .and_then(|()| sync_folder(folder));
        written.map_err(Error::write(&path))
    }

    pub(super) fn pack(&self, id: &str) -> Option<&PackState> {
        self.packs.iter().find(|pack| pack.id == id)
    }

    /// The state of a pack, new if it was never seen.
    pub(super) fn pack_mut(&mut self, id: &str) -> &mut PackState {
        let at = self.packs.iter().position(|pack| pack.id == id);
        let at = at.unwrap_or_else(|| {
            self.packs.push(PackState {
                id: id.to_owned(),
                ..PackState::default()
            });
            self.packs.len() - 1
        });
        &mut self.packs[at]
    }

    /// Who may publish the pack `id`, by position.
    pub(super) fn owner(&self, id: &str) -> Option<usize> {
        self.pack(id)?.publisher
    }

    /// The publisher that has this key, by position.
    pub(super) fn publisher_with(&self, key: &Key) -> Option<usize> {
        let mut publishers = self.publishers.iter();
        publishers.position(|publisher| publisher.keys.contains(key))
    }

    pub(super) fn is_revoked(&self, key: &Key) -> bool {
        let mut publishers = self.publishers.iter();
        publishers.any(|publisher| publisher.revoked.contains(key))
    }

    /// Trusts a key: as another one of the publisher at `publisher`, or of a new one. Returns the publisher.
    pub(super) fn trust(&mut self, key: Key, publisher: Option<usize>, name: &str) -> usize {
        let at = publisher
            .or_else(|| self.publisher_with(&key))
            .unwrap_or_else(|| {
                self.publishers.push(Publisher {
                    name: name.to_owned(),
                    ..Publisher::default()
                });
                self.publishers.len() - 1
            });
        let publisher = &mut self.publishers[at];
        if !publisher.keys.contains(&key) {
            publisher.keys.push(key);
        }
        at
    }

    pub(super) fn revoke(&mut self, publisher: usize, key: &Key) {
        let publisher = &mut self.publishers[publisher];
        publisher.keys.retain(|known| known != key);
        if !publisher.revoked.contains(key) {
            publisher.revoked.push(key.clone());
        }
    }

    /// Applies what holds even if a pack of a trusted publisher is not installed: withdrawals, revoked keys, its date and
    /// sequence. Returns how many answers are newly withdrawn.
    pub(super) fn apply_notices(&mut self, manifest: &Manifest, publisher: usize) -> usize {
        let date = manifest.date;
        if date.map(PartialDate::earliest) > self.newest.map(PartialDate::earliest) {
            self.newest = date;
        }
        for key in manifest
            .revoked_keys
            .iter()
            .filter_map(|key| Key::parse(key))
        {
            let other = self
                .publisher_with(&key)
                .is_some_and(|owner| owner != publisher);
            if !other {
                self.revoke(publisher, &key);
            }
        }
        let pack = self.pack_mut(&manifest.id);
        pack.seen = pack.seen.max(manifest.sequence);
        let new = newly_withdrawn(&pack.withdrawn, &manifest.withdrawn);
        let count = new.len();
        pack.withdrawn.extend(new);
        count
    }
}
