//! Packs: signed libraries that travel on a stick, are checked before anything is unpacked, and can be undone.
//!
//! A pack is one file, `<id>-<sequence>.clinfaq`, with its signature in a file next to it (`.minisig`, as minisign writes it).
//! The file is a tar archive compressed with xz: `manifest.json`, `texts.tsv` (a line for each answer: id, hash of its text,
//! question), then the library's TOML files, numbered, so that no name can lead anywhere.
//!
//! On the publisher's side, `contents` reads the library, `make` writes the pack, and `archive` and `signature` know the two
//! files. On the reader's side, `stick` finds packs, `check` verifies them, `changes` says what they change, and `install`
//! installs them.
//!
//! `store` holds what is installed: `<data>/clinfaq/packs/<id>/<sequence>/`, and next to the packs `state.json`, which says
//! which version is read, in which order, and whose keys are trusted. A version is unpacked in a staging folder, synced to the
//! disk and renamed; then a new `state.json` replaces the old one in the same way. After a power cut before that, the old
//! version is read, after it the new one. What is left over is removed the next time.

mod archive;
mod changes;
mod check;
mod contents;
mod error;
mod install;
mod installed;
mod make;
mod manifest;
mod signature;
mod state;
mod stick;
mod store;

pub use changes::{Changes, Text, noted};
pub use check::{Checked, Signer, check};
pub use error::Error;
pub use install::{AddOptions, Added, Offer};
pub use installed::{Installed, InstalledPacks};
pub use make::{Made, make};
pub use manifest::Manifest;
pub use signature::{Key, SecretKeyFile, generate_key};
pub use state::Publisher;
pub use stick::{Newer, newer};
pub use store::Store;
