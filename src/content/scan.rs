//! What is at the places of a library, and a fingerprint of its state: whether a file was added, removed, renamed or changed
//! since the index was made.

use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};

use rustc_hash::FxBuildHasher;

use crate::model::Diagnostic;

use super::place::Place;
use super::walk::{File, Listing, list};

/// What was found at the places of a library.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// The places, as they were named.
    pub places: Vec<Place>,
    /// The `*.toml` files, place by place, sorted by path.
    pub files: Vec<File>,
    /// What could not be listed.
    pub problems: Vec<Diagnostic>,
    /// Places that do not exist or cannot be read at all, with the reason.
    pub missing: Vec<(usize, String)>,
    /// The [fingerprint] of all of this, taken before the files were listed.
    pub fingerprint: Fingerprint,
}

impl Scan {
    /// How large all files are together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

/// Lists the files of `places`.
pub fn scan(places: &[Place]) -> Scan {
    // Taken before the list, so that files that change in between lead to a new index at the next start.
    let fingerprint = fingerprint(places).unwrap_or_default();
    let mut listing = list(places, |_| true);
    // The disk's order differs from machine to machine.
    listing
        .files
        .sort_by_cached_key(|file| (file.place, file.path()));
    Scan {
        places: places.to_vec(),
        files: listing.files,
        problems: listing.problems,
        missing: listing.missing,
        fingerprint,
    }
}

/// A number for the state of all files of a library, whatever the order in which they are listed.
///
/// Inode numbers are left out on purpose: FAT sticks and some network shares give a file a new one whenever they are
/// plugged in, so that each start would index again. The time of the last status change says the same more reliably.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    sum: u64,
}

impl Fingerprint {
    /// The fingerprint of these places, where `state` changes with a file.
    fn of(places: &[Place], listing: &Listing, state: impl Fn(&File) -> u64) -> Self {
        let mut fingerprint = Self::default();
        // Their order counts: of a condition in several libraries the first table is used.
        for installed in places.iter().enumerate().filter(|(_, it)| is_installed(it)) {
            fingerprint.add(&installed);
        }
        for place in places.iter().filter(|place| !place.is_unwritten()) {
            place.clinic().iter().for_each(|name| fingerprint.add(name));
        }
        for problem in &listing.problems {
            fingerprint.add(&problem.message);
        }
        for file in &listing.files {
            let folder = file.folder.as_os_str().as_encoded_bytes();
            let path = (folder, file.file_name.as_encoded_bytes());
            fingerprint.add(&(file.place, path, file.size, state(file)));
        }
        fingerprint
    }

    fn add(&mut self, thing: &impl Hash) {
        // A start hashes thousands of files. A sum does not depend on the order, and counts two equal files twice.
        let hash = FxBuildHasher.hash_one(thing);
        // This hash is nearly linear: without a product, two that trade places often give the same sum.
        let mixed = hash.wrapping_mul(hash.rotate_left(32) | 1);
        self.sum = self.sum.wrapping_add(mixed);
    }
}

/// 1990-01-01 in nanoseconds after 1970. Earlier times are those of images and archives without real ones.
const FIRST_REAL_TIME: u64 = 7305 * 24 * 60 * 60 * 1_000_000_000;

/// The fingerprint of the files at `places` by their sizes and times, without reading any. If the times prove nothing,
/// because they are before 1990 or all the same, it is [by contents](fingerprint_of_contents). `None` if one of the places
/// is missing.
pub fn fingerprint(places: &[Place]) -> Option<Fingerprint> {
    let listing = changeable(places)?;
    let on_disk = listing.files.iter().filter(|file| !file.is_bundled());
    let times: Vec<u64> = on_disk
        .map(|file| file.modified.max(file.changed))
        .collect();
    let oldest = times.iter().min().copied().unwrap_or(u64::MAX);
    let all_same = times.len() > 1 && times.iter().all(|time| *time == oldest);
    Some(match oldest < FIRST_REAL_TIME || all_same {
        true => of_contents(places, &listing),
        false => Fingerprint::of(places, &listing, |file| {
            FxBuildHasher.hash_one((file.modified, file.changed))
        }),
    })
}

/// The fingerprint of the files at `places` by their contents: reads all of them. `None` if one of the places is missing.
pub fn fingerprint_of_contents(places: &[Place]) -> Option<Fingerprint> {
    Some(of_contents(places, &changeable(places)?))
}

fn of_contents(places: &[Place], listing: &Listing) -> Fingerprint {
    Fingerprint::of(places, listing, |file| match file.is_bundled() {
        true => file.modified,
        false => match file.read() {
            Ok(bytes) => hash_of(&bytes),
            Err(error) => hash_of(&error.to_string()),
        },
    })
}

/// The files that can change, of all places but installed packs; `None` if one of the places is missing.
fn changeable(places: &[Place]) -> Option<Listing> {
    let listing = list(places, |place| !is_installed(place));
    listing.missing.is_empty().then_some(listing)
}

fn is_installed(place: &Place) -> bool {
    matches!(place, Place::Installed(_))
}

fn hash_of(content: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}
