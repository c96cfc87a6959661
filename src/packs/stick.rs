//! The packs on a stick, or in another folder, by the names of their files.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::content::{BUNDLED_ID, BUNDLED_SEQUENCE};
use crate::model::is_kebab;

use super::installed::InstalledPacks;
use super::manifest::EXTENSION;

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

/// The packs in `folders`, and in a folder `packs` in each of them, that are newer than what is installed, or new; of each the
/// newest. Files are not opened.
pub fn newer<'f>(
    installed: &InstalledPacks,
    folders: impl IntoIterator<Item = &'f Path>,
) -> Vec<Newer> {
    let folders = folders.into_iter();
    let folders = folders.flat_map(|folder| [folder.to_owned(), folder.join("packs")]);
    let files = folders.flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    let pack = |file: fs::DirEntry| {
        let (id, sequence) = parse_name(file.file_name().to_str()?)?;
        let used = installed.in_use(&id).map(|it| it.manifest.sequence);
        let current = used.max((id == BUNDLED_ID).then_some(BUNDLED_SEQUENCE));
        Some(Newer {
            path: file.path(),
            id,
            sequence,
            current,
        })
    };
    let is_newer = |pack: &Newer| Some(pack.sequence) > pack.current;
    let mut found: Vec<Newer> = files.filter_map(pack).filter(is_newer).collect();
    found.sort_by(|a, b| (&a.id, b.sequence).cmp(&(&b.id, a.sequence)));
    found.dedup_by(|a, b| a.id == b.id);
    found
}

/// The id and the sequence in the name of a pack's file.
fn parse_name(name: &str) -> Option<(String, u64)> {
    let name = name.strip_suffix(EXTENSION)?.strip_suffix('.')?;
    let (id, sequence) = name.rsplit_once('-')?;
    is_kebab(id).then_some((id.to_owned(), sequence.parse().ok()?))
}
