//! Trials end, and a status without its date misleads.

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;

pub(super) const LINT: Lint = Lint {
    name: "undated-status",
    explanation: "A trial's status without the day on which it was so misleads: trials open, close and end.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    if let Subject::Trial(trial) = context.subject
        && trial.status_as_of.is_none()
    {
        notes.push(Note::new(
            Place::key("status"),
            "the status of this trial has no date",
            "add status_as_of: the day on which the registry said so",
        ));
    }
}
