//! An answer must say where it comes from.

use super::{Check, Context, Lint, Note, Place};
use crate::content::claim::claims;
use crate::content::reference::Subject;
use crate::content::schema::Kind;
use crate::model::EntryStatus;

pub(super) const LINT: Lint = Lint {
    name: "uncited-answer",
    explanation: "An active entry's answer cites no source and the entry lists none, so a reader cannot tell where it comes from.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let Subject::Entry(entry) = context.subject else {
        return;
    };
    let in_answer = |key: &crate::content::table::Step| {
        *key == "short_answer".into() || *key == "answer".into() || *key == "sources".into()
    };
    let cited = context.references.iter().any(|reference| {
        reference.to == Kind::Source && reference.place.path.first().is_some_and(in_answer)
    });
    let own_advice = || {
        [&entry.short_answer, &entry.answer]
            .iter()
            .all(|text| claims(text).iter().all(|claim| claim.cited))
    };
    if entry.status == EntryStatus::Active && !cited && !own_advice() {
        notes.push(Note::new(
            Place::key("question"),
            "the answer cites no source",
            "cite with [^source-id] behind the sentence, or list what the whole answer rests on in `sources`",
        ));
    }
}
