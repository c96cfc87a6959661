//! One page under two ids counts twice with a reader who counts sources.

use std::collections::HashMap;

use super::{Check, LibraryNote, Lint};
use crate::content::registry::Registry;
use crate::content::schema::Kind;

pub(super) const LINT: Lint = Lint {
    name: "duplicate-source",
    explanation: "Two sources have the same address: they are one source, and an answer that cites both looks better founded than it is.",
    check: Check::Library(check),
};

fn check(registry: &Registry, notes: &mut Vec<LibraryNote>) {
    let mut sources: Vec<_> = registry
        .all(Kind::Source)
        .filter_map(|(known, noted)| Some((known, noted, noted.url.as_deref()?)))
        .collect();
    sources.sort_unstable_by_key(|(known, ..)| known.spot());
    let mut first = HashMap::new();
    for (known, noted, url) in sources {
        match first.get(&(noted.pack, url)) {
            None => {
                first.insert((noted.pack, url), (known.spot(), &noted.id));
            }
            Some((spot, other)) if !noted.allowed.silences(LINT.name) => notes.push(LibraryNote {
                spots: vec![(known.spot(), ""), (*spot, "the same address")],
                message: format!(
                    "the sources `{}` and `{other}` have the same address",
                    noted.id
                ),
                hint: "make one of the two, and cite that",
            }),
            Some(_) => {}
        }
    }
}
