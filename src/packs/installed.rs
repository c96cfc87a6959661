//! The packs that are installed, and which of them are read.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use serde::Serialize;

use jiff::civil::Date;

use crate::content::{BUNDLED_ID, BUNDLED_SEQUENCE, InstalledPack, Place};
use crate::model::{PartialDate, is_kebab};

use super::archive::{LIBRARY, MANIFEST, TEXTS};
use super::changes::{Text, read_texts};
use super::error::shown;
use super::manifest::{MAX_ENTRIES, Manifest};
use super::signature::Key;
use super::state::{PackState, State, Version};
use super::store::Store;

/// All installed packs, the user's own and those of the system.
#[derive(Debug, Clone, Default)]
pub struct InstalledPacks {
    /// In the order in which they are read.
    pub packs: Vec<Installed>,
    /// What is wrong with packs that cannot be read.
    pub problems: Vec<String>,
    /// The newest date that a signed pack has shown: today is not before it, whatever the clock says.
    pub newest: Option<Date>,
}

impl InstalledPacks {
    /// The version of the pack `id` that is read.
    pub(super) fn in_use(&self, id: &str) -> Option<&Installed> {
        let mut packs = self.packs.iter();
        packs.find(|pack| pack.is_used && pack.manifest.id == id)
    }

    /// The libraries to read: `places`, then the installed packs. A pack takes the place of the bundled library if it is the
    /// same or a newer version of it.
    pub fn add_to(&self, mut places: Vec<Place>) -> Vec<Place> {
        let bundled = places.iter().position(|place| *place == Place::Bundled);
        for pack in self.packs.iter().filter(|pack| pack.is_used) {
            let place = Place::Installed(Box::new(pack.library.clone()));
            match bundled.filter(|_| pack.manifest.id == BUNDLED_ID) {
                Some(_) if pack.manifest.sequence < BUNDLED_SEQUENCE => {}
                Some(at) => places[at] = place,
                None => places.push(place),
            }
        }
        // The clinic's own texts come last: they may take the place of all others.
        places.sort_by_key(|place| place.clinic().is_some());
        places
    }
}

/// An installed pack: the version of it that is read.
#[derive(Debug, Clone, Serialize)]
pub struct Installed {
    /// What it is.
    pub manifest: Manifest,
    /// Its folder.
    pub folder: PathBuf,
    /// Whether it belongs to the system.
    pub is_of_system: bool,
    /// Whether it is read: not if another folder has a newer version.
    pub is_used: bool,
    /// The day on which it was installed; `None` for one of the system.
    pub since: Option<PartialDate>,
    /// The key that signed it.
    pub key: Option<Key>,
    /// Whether it has no signature.
    pub is_unsigned: bool,
    /// Whether the key that signed it has been revoked since.
    pub is_revoked: bool,
    /// The version that `undo` goes back to.
    pub previous: Option<u64>,
    /// Other versions on the disk.
    pub others: Vec<u64>,
    /// How many answers are withdrawn.
    pub withdrawn: usize,
    #[serde(skip)]
    library: InstalledPack,
}

impl Installed {
    /// The bytes that all versions on the disk take.
    pub fn disk_use(&self) -> u64 {
        let others = self.others.iter();
        let others =
            others.map(|version| size_of(&self.folder.with_file_name(version.to_string())));
        size_of(&self.folder) + others.sum::<u64>()
    }

    /// Its list of answers.
    pub(super) fn texts(&self) -> Option<Vec<Text>> {
        texts_of(&self.folder)
    }
}

/// The list of answers of an installed version.
pub(super) fn texts_of(folder: &Path) -> Option<Vec<Text>> {
    read_texts(&fs::read_to_string(folder.join(TEXTS)).ok()?, MAX_ENTRIES)
}

/// The manifest of an installed version, and its bytes.
pub(super) fn manifest_of(folder: &Path) -> Option<(Manifest, Vec<u8>)> {
    let bytes = fs::read(folder.join(MANIFEST)).ok()?;
    Some((Manifest::read(&bytes).ok()?, bytes))
}

fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(data) if data.is_dir() => size_of(&entry.path()),
        Ok(data) => data.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

impl Store {
    /// Reads what is installed.
    pub fn installed(&self) -> InstalledPacks {
        let mut all = InstalledPacks::default();
        let own = self.own.iter().map(|folder| (folder, false));
        let system = self.system.iter().map(|folder| (folder, true));
        for (folder, is_of_system) in own.chain(system) {
            let state = State::read(folder).unwrap_or_else(|error| {
                let state = shown(&folder.join("state.json"));
                all.problems.push(format!("`{state}` is damaged: {error}"));
                None
            });
            // Without a state they were put there without clinfaq, or the state was lost.
            let state = state.unwrap_or_else(|| State {
                packs: found(folder),
                ..State::default()
            });
            all.newest = all.newest.max(state.newest.map(PartialDate::earliest));
            for pack in state.packs.iter().filter(|pack| pack.current.is_some()) {
                match read(folder, pack, &state, is_of_system) {
                    Ok(installed) => all.packs.push(installed),
                    Err(problem) => all.problems.push(problem),
                }
            }
        }
        mark_used(&mut all.packs);
        all
    }
}

/// Of several versions of a pack, the newest is read.
fn mark_used(all: &mut [Installed]) {
    for at in 0..all.len() {
        let Manifest { id, sequence, .. } = &all[at].manifest;
        let is_better = |other: &Installed| {
            other.manifest.id == *id && (other.is_used || other.manifest.sequence > *sequence)
        };
        all[at].is_used = !all.iter().any(is_better);
    }
}

/// The current version of a pack, or if that is damaged the newest one that is not.
fn read(
    folder: &Path,
    pack: &PackState,
    state: &State,
    is_of_system: bool,
) -> Result<Installed, String> {
    let mut versions: Vec<&Version> = pack.versions.iter().collect();
    versions.sort_unstable_by_key(|it| (Some(it.sequence) == pack.current, it.sequence));
    let folder = folder.join(&pack.id);
    let found = versions.iter().rev().find_map(|version| {
        let folder = folder.join(version.sequence.to_string());
        let (manifest, bytes) = manifest_of(&folder)?;
        let is_right = manifest.id == pack.id && manifest.sequence == version.sequence;
        (is_right && folder.join(LIBRARY).is_dir()).then_some((folder, manifest, bytes, *version))
    });
    let Some((folder, manifest, bytes, version)) = found else {
        return Err(format!(
            "the pack `{}` is damaged: install it again (clinfaq pack add FILE)",
            pack.id
        ));
    };
    let key = version.key.clone();
    let is_unsigned = key.is_none() && !is_of_system;
    let is_revoked = key.as_ref().is_some_and(|key| state.is_revoked(key));
    let label = match (is_unsigned, is_revoked) {
        (true, _) => "unsigned",
        (_, true) => "signed with a revoked key",
        _ => "",
    };
    let mut hasher = DefaultHasher::new();
    (&bytes, &pack.withdrawn, label).hash(&mut hasher);
    let others = versions.iter().map(|version| version.sequence);
    let others = others.filter(|other| *other != manifest.sequence);
    Ok(Installed {
        library: InstalledPack {
            id: pack.id.clone(),
            folder: folder.join(LIBRARY),
            stamp: hasher.finish(),
            withdrawn: pack.withdrawn.clone(),
            label,
        },
        folder,
        is_of_system,
        is_used: false,
        since: (!is_of_system).then_some(version.since),
        key,
        is_unsigned,
        is_revoked,
        previous: pack.previous,
        others: others.collect(),
        withdrawn: pack.withdrawn.len().max(manifest.withdrawn.len()),
        manifest,
    })
}

/// The packs in a folder without a state, each with its newest version.
fn found(folder: &Path) -> Vec<PackState> {
    let names = |folder: &Path| -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let names = entries.filter_map(|it| it.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort_unstable();
        names
    };
    let pack = |id: String| {
        let sequences = names(&folder.join(&id)).into_iter();
        let sequences = sequences.filter_map(|name| name.parse().ok());
        let versions = sequences.map(|sequence| Version {
            sequence,
            since: PartialDate::from(Date::ZERO),
            key: None,
        });
        let versions: Vec<Version> = versions.collect();
        PackState {
            current: versions.iter().map(|version| version.sequence).max(),
            versions,
            id,
            ..PackState::default()
        }
    };
    let ids = names(folder).into_iter().filter(|name| is_kebab(name));
    ids.map(pack).collect()
}
