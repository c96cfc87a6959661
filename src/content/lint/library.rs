//! What can be seen only after the whole library has been read: duplicates, and what nothing uses.

use std::collections::{HashMap, HashSet};

use crate::content::questions::Questions;
use crate::content::raw::Spot;
use crate::content::registry::Registry;
use crate::content::suppressions::Suppressions;
use crate::model::Kind;

use super::context::LibraryNote;

/// A source that nothing cites makes a library look better founded than it is.
pub(super) fn source_never_cited(registry: &Registry, notes: &mut Vec<LibraryNote>) {
    for (id, spot, source) in registry.all(Kind::Source) {
        if !source.cited && !source.suppressions.suppress("source-never-cited") {
            notes.push(LibraryNote {
                spots: vec![(spot, "")],
                message: format!("nothing cites the source `{id}`"),
                hint: "cite it where it was used, or take it out",
            });
        }
    }
}

/// One page under two ids counts twice for a reader who counts sources.
pub(super) fn duplicate_source(registry: &Registry, notes: &mut Vec<LibraryNote>) {
    let sources = registry.all(Kind::Source);
    let mut sources: Vec<_> = sources.filter(|(.., it)| !it.url.is_empty()).collect();
    sources.sort_unstable_by_key(|(_, spot, _)| *spot);
    let mut seen = HashMap::new();
    for (id, spot, source) in sources {
        let (other, first) = *seen.entry((source.pack, &source.url)).or_insert((id, spot));
        if first != spot && !source.suppressions.suppress("duplicate-source") {
            notes.push(LibraryNote {
                spots: vec![(spot, ""), (first, "the same address")],
                message: format!("the sources `{id}` and `{other}` have the same address"),
                hint: "make one of the two, and cite that",
            });
        }
    }
}

/// A reader should find one answer to a question, not two that may differ.
pub(super) fn near_duplicate_question(registry: &Registry, notes: &mut Vec<LibraryNote>) {
    let all = || {
        let entries = registry.questions.iter().enumerate();
        entries.flat_map(|(at, entry)| {
            let questions = entry.questions.iter();
            questions.map(move |(spot, words)| ((at, *spot), entry.group, words))
        })
    };
    // The first question with these words, by condition. The others are compared only with it, so that the time does not grow
    // with the number of equal questions.
    let mut first = HashMap::new();
    for (place, group, words) in all() {
        first.entry((group, words.key())).or_insert(place);
    }
    let mut reported = HashSet::new();
    for (place, group, words) in all() {
        let same = std::iter::once((words.key(), ""));
        let near = words.keys_with_one_less().map(|key| (key, "nearly "));
        for (key, nearly) in same.chain(near) {
            let Some(&other) = first.get(&(group, key)) else {
                continue;
            };
            let (at, of) = (place.0.min(other.0), place.0.max(other.0));
            if at != of && reported.insert((at, of)) {
                notes.extend(same_question(&registry.questions, place, other, nearly));
            }
        }
    }
}

/// The finding about two entries, at the later of the two places; none if either allows it.
fn same_question(
    questions: &[Questions],
    one: (usize, Spot),
    two: (usize, Spot),
    nearly: &str,
) -> Option<LibraryNote> {
    let (earlier, later) = match one.1 < two.1 {
        true => (one, two),
        false => (two, one),
    };
    let (a, b) = (&questions[earlier.0], &questions[later.0]);
    // Without short-circuit, so that both rows count as used.
    let suppress = |it: &Questions| it.suppressions.suppress("near-duplicate-question");
    if suppress(a) | suppress(b) {
        return None;
    }
    Some(LibraryNote {
        spots: vec![(later.1, ""), (earlier.1, "asked here before")],
        message: format!("`{}` and `{}` ask {nearly}the same", a.id, b.id),
        hint: "join the two, or leave the question to the one that answers it",
    })
}

/// A row for a finding that is gone would hide the next one.
pub(super) fn unused_allow(all: &[(usize, Suppressions)], notes: &mut Vec<LibraryNote>) {
    const NAME: &str = "unused-allow";
    for (file, suppressions) in all {
        let mut unused = suppressions.unused();
        unused.retain(|(name, _)| *name != NAME);
        // Asked only if there is a finding, as for every other lint.
        if unused.is_empty() || suppressions.suppress(NAME) {
            continue;
        }
        for (name, span) in unused {
            notes.push(LibraryNote {
                spots: vec![(Spot::new(*file, &span), "")],
                message: format!("`{name}` finds nothing here that needs to be allowed"),
                hint: "take the row out",
            });
        }
    }
}
