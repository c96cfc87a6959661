//! Installs a pack: copies it, checks the copy, asks, unpacks it next to the other versions, and switches to the new one.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use crate::content::{BUNDLED_ID, BUNDLED_SEQUENCE, Place, sync_folder};
use crate::model::{GENERAL, Id, PartialDate};

use super::archive::{LIBRARY, copy_file, unpack};
use super::changes::Changes;
use super::check::{Checked, Signer, check_with};
use super::contents::{self, Contents, sha256};
use super::error::Error;
use super::installed::{Installed, InstalledPacks, manifest_of, texts_of};
use super::make::signature_path;
use super::manifest::Manifest;
use super::state::{State, Version};
use super::store::{PACK_FILE, SIGNATURE_FILE, STAGING, Store};

/// What a person allows and says.
#[derive(Debug, Clone)]
pub struct AddOptions<'o> {
    /// A pack without signature may be installed.
    pub unsigned: bool,
    /// A version older than one that was seen may be installed.
    pub allow_older: bool,
    /// The key of the publisher, if the person names it: the key, its file, or its fingerprint.
    pub key: Option<&'o str>,
    /// Today.
    pub today: Date,
}

/// A pack that can be installed, and what that would change.
#[derive(Debug, Clone, Serialize)]
pub struct Offer {
    /// What it is.
    pub manifest: Manifest,
    /// Who signed it.
    pub signer: Signer,
    /// What it changes.
    pub changes: Changes,
    /// Whether this very version is the current one.
    pub is_current: bool,
}

impl Offer {
    /// Differs from that of any other pack and signer.
    pub fn token(&self) -> String {
        let key = self.signer.key().map_or("", |key| key.text());
        sha256(format!("{:?}{key}", self.manifest).as_bytes())
    }
}

/// What became of an offer.
#[derive(Debug, Clone)]
pub enum Added {
    /// It is installed and current now.
    Installed(Offer),
    /// It was before.
    Already(Offer),
    /// The person did not want it. This many answers are withdrawn anyway.
    Declined(Offer, usize),
}

impl Store {
    /// What installing the pack at `path` would change. Nothing is written.
    pub fn offer(&self, path: &Path, options: &AddOptions<'_>) -> Result<Offer, Error> {
        let state = self.trusted()?;
        let checked = check_with(&state, path, options.key, options.unsigned)?;
        self.offer_of(&state, &checked, options)
    }

    /// The same for a reader who may install the pack later or never: its withdrawals apply at once. Also returns how many
    /// answers are newly withdrawn.
    pub fn preview(&self, path: &Path, options: &AddOptions<'_>) -> Result<(Offer, usize), Error> {
        let state = self.trusted()?;
        let checked = check_with(&state, path, options.key, options.unsigned)?;
        let offer = self.offer_of(&state, &checked, options)?;
        if offer.is_current || checked.publisher.is_none() {
            return Ok((offer, 0));
        }
        let _lock = self.lock()?;
        let withdrawn = self.apply_notices(&mut self.state()?, &checked)?;
        Ok((offer, withdrawn))
    }

    /// Applies what holds even if an update by a trusted publisher is not installed: see [`State::apply_notices`]. Returns how
    /// many answers are newly withdrawn.
    fn apply_notices(&self, state: &mut State, checked: &Checked) -> Result<usize, Error> {
        let owner = state.owner(&checked.manifest().id);
        let Some(owner) = owner.filter(|_| checked.publisher.is_some()) else {
            return Ok(0);
        };
        let before = state.clone();
        let withdrawn = state.apply_notices(checked.manifest(), owner);
        if *state != before {
            state.write(self.own()?)?;
        }
        Ok(withdrawn)
    }

    /// Installs the pack at `path` if `decide` says so. Its withdrawals apply before that, whatever is decided.
    pub fn add(
        &self,
        path: &Path,
        options: &AddOptions<'_>,
        decide: &mut dyn FnMut(&Offer) -> bool,
    ) -> Result<Added, Error> {
        let _lock = self.lock()?;
        let staging = self.own()?.join(STAGING);
        let added = self.add_in(&staging, path, options, decide);
        let _ = fs::remove_dir_all(&staging);
        added
    }

    fn add_in(
        &self,
        staging: &Path,
        path: &Path,
        options: &AddOptions<'_>,
        decide: &mut dyn FnMut(&Offer) -> bool,
    ) -> Result<Added, Error> {
        let version = staging.join("version");
        fs::create_dir_all(&version).map_err(Error::write(&version))?;
        let pack = version.join(PACK_FILE);
        // The copy is checked: the stick may be pulled, or give something else when it is read again.
        copy_file(path, &pack)?;
        let signature = signature_path(path);
        if signature.exists() {
            copy_file(&signature, &version.join(SIGNATURE_FILE))?;
        }
        let mut state = self.state()?;
        let checked = check_with(&state, &pack, options.key, options.unsigned)?;
        let offer = self.offer_of(&state, &checked, options)?;
        if offer.is_current {
            return Ok(Added::Already(offer));
        }
        let withdrawn = self.apply_notices(&mut state, &checked)?;
        if !decide(&offer) {
            return Ok(Added::Declined(offer, withdrawn));
        }
        let file = File::open(&pack).map_err(Error::read(&pack))?;
        unpack(&file, &version)?;
        check_library(&version, &checked)?;
        self.take_into_use(&version, staging, &mut state, &checked, options.today)?;
        Ok(Added::Installed(offer))
    }

    /// Puts a staged version in its place, then makes it the current one.
    fn take_into_use(
        &self,
        version: &Path,
        staging: &Path,
        state: &mut State,
        checked: &Checked,
        today: Date,
    ) -> Result<(), Error> {
        let own = self.own()?;
        let manifest = checked.manifest();
        let folder = own.join(&manifest.id);
        let place = folder.join(manifest.sequence.to_string());
        let moved = sync_tree(version).and_then(|()| {
            fs::create_dir_all(&folder)?;
            if place.exists() {
                // Not the current version: one that was undone, and is installed again.
                fs::rename(&place, staging.join("replaced"))?;
            }
            fs::rename(version, &place)?;
            sync_folder(&folder)?;
            sync_folder(own)
        });
        moved.map_err(Error::write(&place))?;
        let publisher = state.owner(&manifest.id).or(checked.publisher);
        let key = checked.signer.key();
        let publisher = key.map(|key| state.trust(key.clone(), publisher, &manifest.publisher));
        if let Some(publisher) = publisher {
            state.apply_notices(manifest, publisher);
        }
        let pack = state.pack_mut(&manifest.id);
        pack.publisher = pack.publisher.or(publisher);
        pack.seen = pack.seen.max(manifest.sequence);
        pack.previous = pack.current.or(pack.previous);
        pack.current = Some(manifest.sequence);
        pack.versions
            .retain(|known| known.sequence != manifest.sequence);
        pack.versions.push(Version {
            sequence: manifest.sequence,
            since: PartialDate::from(today),
            key: key.cloned(),
        });
        if pack.previous == pack.current {
            pack.previous = None;
        }
        state.write(own)
    }

    /// What the pack would change; an error if it must not be installed.
    fn offer_of(
        &self,
        state: &State,
        checked: &Checked,
        options: &AddOptions<'_>,
    ) -> Result<Offer, Error> {
        let manifest = checked.manifest();
        check_publisher(state, checked)?;
        let installed = self.installed();
        let bundled = contents::read(Place::Bundled, usize::MAX)?;
        check_ids(state, &installed, &bundled, checked)?;
        let current = installed.in_use(&manifest.id);
        let is_current = current.is_some_and(|it| it.manifest == *manifest);
        let seen = state.pack(&manifest.id).map_or(0, |pack| pack.seen);
        let of_system = current.filter(|it| it.is_of_system);
        let seen = of_system.map_or(seen, |it| seen.max(it.manifest.sequence));
        if manifest.sequence < seen && !is_current && !options.allow_older {
            return Err(Error::new(
                format!(
                    "the pack is refused: it is older than what this computer has seen (sequence {}, seen {seen})",
                    manifest.sequence
                ),
                "get the newest pack; if you do want the older one: clinfaq pack add --allow-older FILE",
            ));
        }
        if current.is_some_and(|it| it.manifest.sequence == manifest.sequence) && !is_current {
            return Err(Error::refused(format!(
                "another pack with the sequence {} is installed already",
                manifest.sequence
            )));
        }
        let new = (&*checked.head.texts, &*manifest.withdrawn);
        let changes = match current {
            Some(it) => {
                let texts = it.texts().unwrap_or_default();
                let old = (&*texts, &*it.manifest.withdrawn);
                Changes::between(Some(it.manifest.sequence), old, new)
            }
            None if manifest.id == BUNDLED_ID => {
                let old = (&*bundled.texts, &*bundled.pack.withdrawn);
                Changes::between(Some(BUNDLED_SEQUENCE), old, new)
            }
            None => Changes::between(None, (&[], &[]), new),
        };
        Ok(Offer {
            manifest: manifest.clone(),
            signer: checked.signer.clone(),
            changes,
            is_current,
        })
    }

    /// What the current version of an installed pack changed, compared with the one before it.
    pub fn last_changes(&self, id: &str) -> Option<Changes> {
        let installed = self.installed();
        let pack = installed.in_use(id)?;
        let before = pack.folder.parent()?.join(pack.previous?.to_string());
        let (manifest, _) = manifest_of(&before)?;
        let (old, new) = (texts_of(&before)?, pack.texts()?);
        Some(Changes::between(
            pack.previous,
            (&old, &manifest.withdrawn),
            (&new, &pack.manifest.withdrawn),
        ))
    }
}

/// Refuses a pack that is not signed by the publisher who has signed the packs with this id so far.
fn check_publisher(state: &State, checked: &Checked) -> Result<(), Error> {
    let id = &checked.manifest().id;
    let owner = state.owner(id);
    let Some(name) = owner.map(|owner| &state.publishers[owner].name) else {
        return Ok(());
    };
    let what = match checked.signer {
        _ if checked.publisher == owner => return Ok(()),
        Signer::Unsigned => format!("it is not signed, but `{id}` was signed before"),
        _ => format!("it is signed by somebody else than `{id}` was before ({name})"),
    };
    Err(Error::new(
        format!("the pack is refused: {what}"),
        "ask the publisher; if the new key is right: clinfaq pack remove --forget ID, then add the pack again",
    ))
}

/// Refuses a pack that holds or withdraws answers of another publisher, whose ids readers know.
fn check_ids(
    state: &State,
    installed: &InstalledPacks,
    bundled: &Contents,
    checked: &Checked,
) -> Result<(), Error> {
    let manifest = checked.manifest();
    let own = checked.publisher.or_else(|| state.owner(&manifest.id));
    let is_foreign = |pack: &&Installed| {
        let id = &pack.manifest.id;
        *id != manifest.id && (own.is_none() || state.owner(id) != own)
    };
    let foreign = installed.packs.iter().filter(is_foreign);
    let foreign = foreign.map(|pack| (&pack.manifest.title, pack.texts().unwrap_or_default()));
    let bundled = (&bundled.pack.title, bundled.texts.clone());
    let foreign = foreign.chain((manifest.id != BUNDLED_ID).then_some(bundled));
    let ids = checked.head.texts.iter().map(|text| &text.id);
    let ids = ids.chain(manifest.withdrawn.iter().map(|it| &it.entry));
    // General questions belong to their pack: each pack can use any id for them.
    let general = format!("{GENERAL}/");
    let ids: Vec<&Id> = ids.filter(|id| !id.starts_with(&general)).collect();
    for (title, texts) in foreign {
        let is_theirs = |id: &&&Id| texts.binary_search_by(|text| text.id.cmp(id)).is_ok();
        if let Some(id) = ids.iter().find(is_theirs) {
            return Err(Error::new(
                format!(
                    "the pack is refused: `{id}` is an answer of another publisher, in \"{title}\""
                ),
                "ask its publisher to use other ids; an answer that is to stand in for another one says `replaces`",
            ));
        }
    }
    Ok(())
}

/// The unpacked library must load, and hold what the list of answers says.
fn check_library(version: &Path, checked: &Checked) -> Result<(), Error> {
    let manifest = checked.manifest();
    let library = Place::Folder(version.join(LIBRARY));
    let contents = contents::read(library, manifest.max_tables())?;
    if !contents.is_whole {
        return Err(Error::refused(
            "its library holds more than its manifest says",
        ));
    }
    if let Some(first) = &contents.first_error {
        let count = contents.errors;
        return Err(Error::refused(format!(
            "its library has errors ({count}): {}",
            first.message
        )));
    }
    let is_same = contents.texts == checked.head.texts
        && contents.pack.id == manifest.id
        && contents.pack.sequence == Some(manifest.sequence)
        && contents.pack.withdrawn == manifest.withdrawn;
    match is_same {
        true => Ok(()),
        false => Err(Error::refused("its library is not what its manifest says")),
    }
}

/// More files than this are not synced one by one: that takes minutes on a hard disk, the whole file system seconds.
const FEW: usize = 64;

/// Syncs a folder and everything below it to the disk.
fn sync_tree(folder: &Path) -> io::Result<()> {
    let library = folder.join(LIBRARY);
    #[cfg(target_os = "linux")]
    if fs::read_dir(&library)?.count() > FEW {
        return Ok(rustix::fs::syncfs(File::open(folder)?)?);
    }
    for folder in [&library, folder] {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                File::open(entry.path())?.sync_all()?;
            }
        }
        sync_folder(folder)?;
    }
    Ok(())
}
