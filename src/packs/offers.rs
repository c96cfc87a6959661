//! The packs in a folder such as a stick, known by their names alone.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::content::{BUNDLED_ID, BUNDLED_SEQUENCE};

use super::installed::InstalledPacks;
use super::store::parse_name;

/// A pack that may be worth installing. Only its name has been looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Newer {
    /// Its file.
    pub path: PathBuf,
    /// The pack's id.
    pub id: String,
    /// Its sequence.
    pub sequence: u64,
    /// The sequence that is read now; `None` if the pack is not installed.
    pub current: Option<u64>,
}

/// The packs in `folders` that are not installed, or newer than what is; of each the newest. Only the folders are listed.
pub fn newer<'f>(
    installed: &InstalledPacks,
    folders: impl IntoIterator<Item = &'f Path>,
) -> Vec<Newer> {
    let mut found: Vec<Newer> = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some((id, sequence)) = name.to_str().and_then(parse_name) else {
                continue;
            };
            let used = installed.in_use(&id).map(|it| it.manifest.sequence);
            let bundled = (id == BUNDLED_ID).then_some(BUNDLED_SEQUENCE);
            let current = used.max(bundled);
            if current.is_none_or(|current| sequence > current) {
                found.push(Newer {
                    path: entry.path(),
                    id,
                    sequence,
                    current,
                });
            }
        }
    }
    found.sort_by(|a, b| (&a.id, b.sequence).cmp(&(&b.id, a.sequence)));
    found.dedup_by(|a, b| a.id == b.id);
    found
}
