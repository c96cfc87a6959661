//! The browser shows an overdue answer as overdue; whoever keeps the library should hear of it first.

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;
use crate::model::{Clock, EntryStatus, Freshness, Timeliness};

pub(super) const LINT: Lint = Lint {
    name: "review-overdue",
    explanation: "The day by which an answer should have been reviewed is past; readers see it as overdue.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let Subject::Entry(entry) = context.subject else {
        return;
    };
    let dates = Timeliness {
        last_updated: entry.last_updated,
        last_reviewed: entry.last_reviewed,
        next_review_due: entry.next_review_due,
        review_after_months: context.pack().and_then(|pack| pack.review_after_months),
        pack_newest: None,
    };
    let clock = Clock {
        today: context.today,
    };
    if let Freshness::Overdue { since, .. } = dates.freshness(clock)
        && entry.status == EntryStatus::Active
    {
        let key = if entry.next_review_due.is_some() {
            "next_review_due"
        } else if entry.last_reviewed.is_some() {
            "last_reviewed"
        } else {
            "last_updated"
        };
        notes.push(Note::new(
            Place::key(key),
            format!("the review of this answer was due on {since}"),
            "check the answer against its sources, then set `last_reviewed`",
        ));
    }
}
