//! Who asks a question should find one answer to it, not two that may differ.

use std::collections::{HashMap, HashSet};

use super::{Check, LibraryNote, Lint};
use crate::content::registry::{Asked, Registry, Spot};

pub(super) const LINT: Lint = Lint {
    name: "near-duplicate-question",
    explanation: "Two entries of one condition ask the same, small words aside, or nearly: a reader finds two answers to one question.",
    check: Check::Library(check),
};

fn check(registry: &Registry, notes: &mut Vec<LibraryNote>) {
    // By condition and words, the first that asks so; the others are compared with it alone, so that a library in which
    // everything asks the same is no longer work than another.
    let mut first: HashMap<(u64, u64), (usize, Spot)> = HashMap::new();
    for (at, entry) in registry.asked.iter().enumerate() {
        for (spot, words) in &entry.questions {
            let key = (entry.group, words.key());
            first.entry(key).or_insert((at, *spot));
        }
    }
    let mut told = HashSet::new();
    for (at, entry) in registry.asked.iter().enumerate() {
        for (spot, words) in &entry.questions {
            let same = std::iter::once((words.key(), true));
            let near = words.keys_with_one_less().map(|key| (key, false));
            for (key, same) in same.chain(near) {
                let Some(&(other, place)) = first.get(&(entry.group, key)) else {
                    continue;
                };
                if other != at && told.insert((at.min(other), at.max(other))) {
                    let (one, two) = ((at, *spot), (other, place));
                    notes.extend(note(&registry.asked, one, two, same));
                }
            }
        }
    }
}

/// The finding about two entries, at the later of the two places; none where either allows it.
fn note(
    asked: &[Asked],
    one: (usize, Spot),
    two: (usize, Spot),
    same: bool,
) -> Option<LibraryNote> {
    let (earlier, later) = if one.1 < two.1 {
        (one, two)
    } else {
        (two, one)
    };
    let (a, b) = (&asked[earlier.0], &asked[later.0]);
    // Both are asked: each row is of use.
    if a.allowed.silences(LINT.name) | b.allowed.silences(LINT.name) {
        return None;
    }
    let nearly = if same { "" } else { "nearly " };
    Some(LibraryNote {
        spots: vec![(later.1, ""), (earlier.1, "asked here before")],
        message: format!("`{}` and `{}` ask {nearly}the same", a.id, b.id),
        hint: "join the two, or leave the question to the one that answers it",
    })
}
