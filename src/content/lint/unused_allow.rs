//! What is allowed for a fault that is gone hides the next one of its kind.

use super::{Check, LibraryNote, Lint};
use crate::content::allow::Allowed;
use crate::content::registry::Spot;

pub(super) const LINT: Lint = Lint {
    name: "unused-allow",
    explanation: "An `allow` allows nothing that is found, and would hide the next finding of its kind.",
    check: Check::Allows(check),
};

fn check(allows: &[(usize, Allowed)], notes: &mut Vec<LibraryNote>) {
    for (file, allowed) in allows {
        let unused = allowed.unused();
        let mut unused = unused.iter().filter(|(name, _)| *name != LINT.name);
        // Asked when there is one, so that a row for this lint is judged as those for others are.
        let Some(first) = unused.next() else { continue };
        if allowed.silences(LINT.name) {
            continue;
        }
        for (name, span) in [first].into_iter().chain(unused) {
            notes.push(LibraryNote {
                spots: vec![(Spot::new(*file, span), "")],
                message: format!("`{name}` finds nothing here that would have to be allowed"),
                hint: "take the row out",
            });
        }
    }
}
