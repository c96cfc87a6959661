//! Packs: signed libraries that travel on a stick, are checked before anything is unpacked, and can be undone.
//!
//! A pack is one file, `<id>-<sequence>.clinfaq`, with its signature in a file next to it (`.minisig`, as minisign writes it).
//! The file is a tar archive compressed with xz: `manifest.json`, `texts.tsv` (a line for each answer: id, hash of its text,
//! question), then the library's TOML files, numbered, so that no name can lead anywhere.
//!
//! `make` writes packs, `archive` reads them and nothing else, `signature` knows keys, `check` brings both together. `store`
//! holds what is installed: `<data>/clinfaq/packs/<id>/<sequence>/`, and next to the packs `state.json`, which says which
//! version is read, in which order, and whose keys are trusted. A version is staged, written to the disk as a whole and
//! renamed; then a new `state.json` replaces the old one in the same way. A power cut before that leaves the old version,
//! one after it the new version. What is left over is removed the next time.

mod archive;
mod changes;
mod check;
mod error;
mod install;
mod installed;
mod library;
mod make;
mod manifest;
mod noted;
mod offers;
mod signature;
mod state;
mod store;

pub use changes::{Changes, Text};
pub use check::{Checked, Signer, check};
pub use error::Error;
pub use install::{AddOptions, Added, Offer};
pub use installed::{Installed, InstalledPacks};
pub use make::{Made, make};
pub use manifest::Manifest;
pub use noted::noted;
pub use offers::{Newer, newer};
pub use signature::{Key, SecretKeyFile, generate_key};
pub use state::Publisher;
pub use store::Store;
