//! A list of sources must not look longer than what the texts rest on.

use super::{Check, LibraryNote, Lint};
use crate::content::registry::Registry;
use crate::content::schema::Kind;

pub(super) const LINT: Lint = Lint {
    name: "source-never-cited",
    explanation: "A source that nothing cites makes the library look better founded than it is, or a citation was forgotten.",
    check: Check::Library(check),
};

fn check(registry: &Registry, notes: &mut Vec<LibraryNote>) {
    for (known, noted) in registry.all(Kind::Source) {
        if !noted.cited && !noted.allowed.silences(LINT.name) {
            notes.push(LibraryNote {
                spots: vec![(known.spot(), "")],
                message: format!("nothing cites the source `{}`", noted.id),
                hint: "cite it where it was used, or take it out",
            });
        }
    }
}
