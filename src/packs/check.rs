//! Checks a pack before anything in it is used: its signature, then every member.

use std::fs::{self, File};
use std::path::Path;

use serde::Serialize;

use super::archive::{Head, MAX_PACK, inspect};
use super::error::{Error, shown};
use super::make::signature_path;
use super::manifest::Manifest;
use super::signature::{Key, Signature, read_key, read_small};
use super::state::State;
use super::store::Store;

/// Who signed a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Signer {
    /// A publisher that is trusted.
    Trusted {
        /// Its name.
        publisher: String,
        /// The key that it used.
        key: Key,
        /// The older key that vouches for this one, if this one is new.
        vouched_by: Option<Key>,
    },
    /// Somebody whose key is not trusted yet.
    Unknown {
        /// The key.
        key: Key,
    },
    /// Nobody: it has no signature.
    Unsigned,
}

impl Signer {
    /// The key, if it is signed.
    pub fn key(&self) -> Option<&Key> {
        match self {
            Self::Trusted { key, .. } | Self::Unknown { key } => Some(key),
            Self::Unsigned => None,
        }
    }
}

/// A pack that is what its manifest says.
#[derive(Debug, Clone)]
pub struct Checked {
    pub(super) head: Head,
    /// Who signed it.
    pub signer: Signer,
    /// The trusted publisher who signed it, by position in the state.
    pub(super) publisher: Option<usize>,
}

impl Checked {
    /// What it says about itself.
    pub fn manifest(&self) -> &Manifest {
        &self.head.manifest
    }
}

/// Checks the pack at `path` with the keys that `store` trusts, or with `key` if a person names one: the key itself, its file, or
/// its fingerprint. Without a signature it is refused unless `unsigned` allows that.
pub fn check(
    store: &Store,
    path: &Path,
    key: Option<&str>,
    unsigned: bool,
) -> Result<Checked, Error> {
    check_with(&store.trusted()?, path, key, unsigned)
}

pub(super) fn check_with(
    state: &State,
    path: &Path,
    named: Option<&str>,
    unsigned: bool,
) -> Result<Checked, Error> {
    let data = fs::metadata(path).map_err(Error::read(path))?;
    if !data.is_file() {
        let what = format!("`{}` is not a file", shown(path));
        return Err(Error::new(what, "give the file of a pack: NAME.clinfaq"));
    }
    if data.len() > MAX_PACK {
        return Err(Error::refused("it is larger than 4 GB"));
    }
    let minisig = signature_path(path);
    let file = File::open(path).map_err(Error::read(path))?;
    if !minisig.exists() {
        if !unsigned {
            return Err(Error::new(
                format!(
                    "the pack is refused: its signature is missing: {}",
                    shown(&minisig)
                ),
                "copy the .minisig file, too; or use --unsigned if you know where the pack comes from",
            ));
        }
        return Ok(Checked {
            head: inspect(&file)?,
            signer: Signer::Unsigned,
            publisher: None,
        });
    }
    let signature = Signature::read(&read_small(&minisig)?)?;
    let key = key_of(state, &signature, named)?;
    if state.is_revoked(&key) {
        return Err(Error::new(
            "the pack is refused: its key was revoked by its publisher, because others may have it",
            "ask the publisher for a pack that is signed with a new key",
        ));
    }
    signature.verify(&file, &key)?;
    let head = inspect(&file)?;
    if !signature.is_for(&head.manifest) {
        return Err(Error::refused("its signature belongs to another pack"));
    }
    let (signer, publisher) = signer(state, &signature, key);
    Ok(Checked {
        head,
        signer,
        publisher,
    })
}

/// The key that must have signed.
fn key_of(state: &State, signature: &Signature, named: Option<&str>) -> Result<Key, Error> {
    let publishers = state.publishers.iter();
    let known = publishers.flat_map(|publisher| publisher.keys.iter().chain(&publisher.revoked));
    let own = signature.named_key();
    let own = own.filter(|key| signature.signer([key]).is_some());
    let Some(named) = named else {
        let known = signature.signer(known).or(own);
        return known.ok_or_else(|| {
            Error::new(
                "the pack is refused: it is signed with a key that is not trusted, and does not name it",
                "ask its publisher for the public key, then: clinfaq pack trust KEY",
            )
        });
    };
    let path = Path::new(named);
    let given = match path.is_file() {
        true => Some(read_key(path)?),
        false => Key::parse(named),
    };
    let given = given.filter(|key| signature.signer([key]).is_some());
    let meant = own.clone().filter(|key| key.is_meant_by(named));
    given.or(meant).ok_or_else(|| {
        let fingerprint = own.map(|key| format!("; its key is {}", key.fingerprint()));
        let fingerprint = fingerprint.unwrap_or_default();
        Error::new(
            format!(
                "the pack is refused: it is signed with another key than the one you name{fingerprint}"
            ),
            "compare the key with what its publisher gives",
        )
    })
}

/// The publisher who is trusted with the key, or with an older key that vouches for it.
fn signer(state: &State, signature: &Signature, key: Key) -> (Signer, Option<usize>) {
    let earlier = || {
        let keys = signature.earlier_keys(&key).into_iter();
        let mut keys = keys.take_while(|old| !state.is_revoked(old));
        keys.find_map(|old| Some((state.publisher_with(&old)?, Some(old))))
    };
    let known = state.publisher_with(&key).map(|at| (at, None));
    let Some((publisher, vouched_by)) = known.or_else(earlier) else {
        return (Signer::Unknown { key }, None);
    };
    let signer = Signer::Trusted {
        publisher: state.publishers[publisher].name.clone(),
        key,
        vouched_by,
    };
    (signer, Some(publisher))
}
