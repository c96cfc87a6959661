//! A row of a table with more cells than the table has heads: often a `|` that was meant as a character.

use super::{Check, Context, Lint, Note, Place};
use crate::text;
use crate::text::lines::short;

pub(super) const LINT: Lint = Lint {
    name: "long-table-row",
    explanation: "A row of a table has more cells than the first row; the cells too many are shown without a head.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    for (path, text) in context.subject.markdown() {
        if !text.contains('|') {
            continue;
        }
        for range in text::long_rows(text) {
            notes.push(Note::new(
                Place::piece(&path, range.clone()),
                format!("`{}` has no column in the table's first row", short(&text[range])),
                "add a column to the first row and to the line below it, or write `\\|` where the character is meant",
            ));
        }
    }
}
