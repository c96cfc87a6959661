//! Without a date a reader cannot tell whether an answer still holds.

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;

pub(super) const LINT: Lint = Lint {
    name: "no-date",
    explanation: "An entry without last_updated is shown with \"no date\": a reader cannot tell how old it is.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    if let Subject::Entry(entry) = context.subject
        && entry.last_updated.is_none()
    {
        notes.push(Note::new(
            Place::key("id"),
            "the entry has no `last_updated`",
            "add the day its text last changed; a date that is not known is not made up",
        ));
    }
}
