//! Fingerprints: whether a file of a library was added, removed, renamed or changed since its index was made.

use std::ffi::OsStr;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::walk::{Visitor, walk};
use super::{File, Folder, Place};
use crate::content::compact::hash_of;
use crate::model::Diagnostic;

/// A number for the state of all files of a library, whatever the order in which they are listed.
///
/// Inode numbers are left out on purpose: FAT sticks and some network shares give a file a new one whenever they are
/// plugged in, so that each start would index again. The time of the last status change says the same more reliably.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    sum: u64,
}

impl Fingerprint {
    fn add(&mut self, thing: &impl Hash) {
        // A start hashes thousands of files.
        let mut hasher = FxHasher::default();
        thing.hash(&mut hasher);
        // A sum does not depend on the order, and counts two files that are alike twice.
        self.sum = self.sum.wrapping_add(hasher.finish());
    }
}

/// Size and times of a file as listed, which is all that a start looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stat {
    /// Bytes.
    pub(super) size: u64,
    /// When the content was last changed, in nanoseconds after 1970; 0 where that is unknown. Tools set it at will.
    pub(super) modified: u64,
    /// When the content or its description was last changed. No tool can set it, but not every system has it: then 0.
    pub(super) changed: u64,
}

/// 1990-01-01 in nanoseconds after 1970. Earlier times are those of images and archives without real ones.
const FIRST_REAL_TIME: u64 = 7305 * 24 * 60 * 60 * 1_000_000_000;

/// The fingerprint of the files at `places` by their sizes and times, without reading any. Where the times prove nothing,
/// because they are before 1990 or all the same, it is [by contents](fingerprint_of_contents). `None` where one of the
/// places is missing.
pub fn fingerprint(places: &[Place]) -> Option<Fingerprint> {
    let mut found = ByTimes::default();
    if !walk(places, &mut found).is_empty() {
        return None;
    }
    match found.times_prove_nothing() {
        true => fingerprint_of_contents(places),
        false => Some(found.fingerprint),
    }
}

/// The fingerprint of the files at `places` by their contents: reads all of them. `None` where one of the places is
/// missing.
pub fn fingerprint_of_contents(places: &[Place]) -> Option<Fingerprint> {
    let mut found = ByContents::default();
    walk(places, &mut found).is_empty().then_some(found.0)
}

#[derive(Default)]
struct ByTimes {
    fingerprint: Fingerprint,
    files: u32,
    /// The time of the last change of the file that was not changed for the longest time.
    oldest: Option<u64>,
    newest: u64,
}

impl ByTimes {
    fn times_prove_nothing(&self) -> bool {
        self.oldest.is_some_and(|oldest| {
            oldest < FIRST_REAL_TIME || (self.files > 1 && oldest == self.newest)
        })
    }
}

impl Visitor for ByTimes {
    const IN_ORDER: bool = false;

    fn file(&mut self, folder: &Arc<Folder>, name: &OsStr, stat: Stat) {
        let Stat {
            size,
            modified,
            changed,
        } = stat;
        let file = (folder.number, name.as_encoded_bytes());
        self.fingerprint.add(&(file, size, modified, changed));
        if folder.path.is_some() {
            let last = modified.max(changed);
            self.files += 1;
            self.oldest = Some(self.oldest.map_or(last, |oldest| oldest.min(last)));
            self.newest = self.newest.max(last);
        }
    }

    fn problem(&mut self, problem: Diagnostic) {
        self.fingerprint.add(&problem.message);
    }
}

#[derive(Default)]
struct ByContents(Fingerprint);

impl Visitor for ByContents {
    const IN_ORDER: bool = false;

    fn file(&mut self, folder: &Arc<Folder>, name: &OsStr, stat: Stat) {
        let content = match folder.path {
            // What is in the program has a hash of its content for a time.
            None => stat.modified,
            Some(_) => match File::new(folder, name, stat.size).read() {
                Ok(bytes) => hash_of(&bytes),
                Err(error) => hash_of(&error.to_string()),
            },
        };
        self.0
            .add(&(folder.number, name.as_encoded_bytes(), content));
    }

    fn problem(&mut self, problem: Diagnostic) {
        self.0.add(&problem.message);
    }
}
