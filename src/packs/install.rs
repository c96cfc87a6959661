//! Installs a pack: copies it, checks the copy, asks, unpacks it next to the other versions, and switches to the new one.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use crate::content::{BUNDLED_ID, BUNDLED_SEQUENCE, Place, sync_folder};
use crate::model::{GENERAL, PartialDate};

use super::archive::{LIBRARY, MAX_PACK, copy_file, unpack};
use super::changes::{Changes, Text, write_texts};
use super::check::{Checked, Signer, check_with};
use super::error::Error;
use super::installed::{InstalledPacks, manifest_of, texts_of};
use super::library;
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
    /// The key of the publisher, if the person names it: the key, or its fingerprint.
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
        library::sha256(format!("{:?}{key}", self.manifest).as_bytes())
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
        if offer.is_current || publisher_of_update(&state, &checked).is_none() {
            return Ok((offer, 0));
        }
        let _lock = self.lock()?;
        let withdrawn = self.apply_notices(&mut self.state()?, &checked)?;
        Ok((offer, withdrawn))
    }

    /// Applies what holds even if the update is not installed: see [`State::apply_notices`]. Returns how many answers are
    /// newly withdrawn.
    fn apply_notices(&self, state: &mut State, checked: &Checked) -> Result<usize, Error> {
        let Some(publisher) = publisher_of_update(state, checked) else {
            return Ok(0);
        };
        let before = state.clone();
        let withdrawn = state.apply_notices(checked.manifest(), publisher);
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
        copy_in(path, &pack)?;
        let signature = signature_path(path);
        if signature.exists() {
            copy_in(&signature, &version.join(SIGNATURE_FILE))?;
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
        let publisher = checked.signer.key().map(|key| {
            let owner = state.pack(&manifest.id).and_then(|pack| pack.publisher);
            let vouched_by = match &checked.signer {
                Signer::Trusted { vouched_by, .. } => vouched_by.as_ref(),
                _ => None,
            };
            let owner = owner.or_else(|| state.publisher_with(vouched_by?));
            state.trust(key.clone(), owner, &manifest.publisher)
        });
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
            key: checked.signer.key().cloned(),
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
        let current = installed.in_use(&manifest.id);
        check_ids(state, &installed, checked)?;
        let is_current = current.is_some_and(|it| it.manifest == *manifest);
        let of_system = current
            .filter(|it| it.is_of_system)
            .map(|it| it.manifest.sequence);
        let seen = state.pack(&manifest.id).map_or(0, |pack| pack.seen);
        let seen = seen.max(of_system.unwrap_or_default());
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
        let changes = match current {
            Some(it) => Changes {
                since: Some(it.manifest.sequence),
                ..Changes::between(
                    &it.texts().unwrap_or_default(),
                    &it.manifest.withdrawn,
                    &checked.head.texts,
                    &manifest.withdrawn,
                )
            },
            None if manifest.id == BUNDLED_ID => {
                let bundled = library::read(Place::Bundled)?;
                Changes {
                    since: Some(BUNDLED_SEQUENCE),
                    ..Changes::between(
                        &bundled.texts,
                        &bundled.pack.withdrawn,
                        &checked.head.texts,
                        &manifest.withdrawn,
                    )
                }
            }
            None => Changes::between(&[], &[], &checked.head.texts, &manifest.withdrawn),
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
        Some(Changes {
            since: pack.previous,
            ..Changes::between(
                &texts_of(&before)?,
                &manifest.withdrawn,
                &pack.texts()?,
                &pack.manifest.withdrawn,
            )
        })
    }
}

/// The publisher of an installed pack, if `checked` is an update that this publisher signed.
fn publisher_of_update(state: &State, checked: &Checked) -> Option<usize> {
    let is_trusted = matches!(checked.signer, Signer::Trusted { .. });
    state
        .pack(&checked.manifest().id)
        .filter(|_| is_trusted)?
        .publisher
}

/// Refuses a pack that another publisher signed than the one whose pack has its id.
fn check_publisher(state: &State, checked: &Checked) -> Result<(), Error> {
    let id = &checked.manifest().id;
    let Some(owner) = state.pack(id).and_then(|pack| pack.publisher) else {
        return Ok(());
    };
    let hint = "ask the publisher; if the new key is right: clinfaq pack remove --forget ID, then add the pack again";
    match &checked.signer {
        Signer::Unsigned => Err(Error::new(
            format!("the pack is refused: it is not signed, but `{id}` was signed before"),
            hint,
        )),
        signer => {
            let key = match signer {
                Signer::Trusted {
                    vouched_by: Some(key),
                    ..
                } => Some(key),
                signer => signer.key(),
            };
            match key.and_then(|key| state.publisher_with(key)) == Some(owner) {
                true => Ok(()),
                false => Err(Error::new(
                    format!(
                        "the pack is refused: it is signed by somebody else than `{id}` was before ({})",
                        state.publishers[owner].name
                    ),
                    hint,
                )),
            }
        }
    }
}

/// Refuses a pack that holds or withdraws answers of another publisher: its text would stand under an id that readers know
/// from somebody else.
fn check_ids(state: &State, installed: &InstalledPacks, checked: &Checked) -> Result<(), Error> {
    let manifest = checked.manifest();
    let publisher = |id: &str| state.pack(id).and_then(|pack| pack.publisher);
    let own = checked
        .signer
        .key()
        .and_then(|key| state.publisher_with(key));
    let own = own.or_else(|| publisher(&manifest.id));
    let mut others: Vec<(String, Vec<Text>)> = Vec::new();
    for pack in &installed.packs {
        let id = &pack.manifest.id;
        if *id != manifest.id && (own.is_none() || publisher(id) != own) {
            others.push((
                pack.manifest.title.clone(),
                pack.texts().unwrap_or_default(),
            ));
        }
    }
    if manifest.id != BUNDLED_ID {
        let bundled = library::read(Place::Bundled)?;
        others.push((bundled.pack.title, bundled.texts));
    }
    let held = checked.head.texts.iter().map(|text| text.id.as_str());
    let held = held.chain(manifest.withdrawn.iter().map(|it| it.entry.as_str()));
    // General questions belong to their pack: there each pack can use any id.
    let general = format!("{GENERAL}/");
    for id in held.filter(|id| !id.starts_with(&general)) {
        for (title, texts) in &others {
            if texts
                .binary_search_by(|text| text.id.as_str().cmp(id))
                .is_ok()
            {
                return Err(Error::new(
                    format!(
                        "the pack is refused: `{id}` is an answer of another publisher, in \"{title}\""
                    ),
                    "ask its publisher to use other ids; an answer that is to stand in for another one says `replaces`",
                ));
            }
        }
    }
    Ok(())
}

/// The unpacked library must load, and hold what the list of answers says.
fn check_library(version: &Path, checked: &Checked) -> Result<(), Error> {
    let contents = library::read(Place::Folder(version.join(LIBRARY)))?;
    if let Some(first) = &contents.first_error {
        let count = contents.errors;
        return Err(Error::refused(format!(
            "its library has errors ({count}): {}",
            first.message
        )));
    }
    let manifest = checked.manifest();
    let is_same = write_texts(&contents.texts) == checked.head.list
        && contents.pack.id == manifest.id
        && contents.pack.sequence == Some(manifest.sequence)
        && contents.pack.withdrawn == manifest.withdrawn;
    match is_same {
        true => Ok(()),
        false => Err(Error::refused("its library is not what its manifest says")),
    }
}

/// Copies a file of the stick.
fn copy_in(from: &Path, to: &Path) -> Result<(), Error> {
    let data = fs::metadata(from).map_err(Error::read(from))?;
    if !data.is_file() || data.len() > MAX_PACK {
        return Err(Error::refused("it is not a file of at most 4 GB"));
    }
    copy_file(&File::open(from).map_err(Error::read(from))?, to)
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
