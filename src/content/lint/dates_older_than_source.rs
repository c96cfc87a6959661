//! An answer cannot be older than what it quotes: one of the two dates is wrong.

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;
use crate::content::schema::Kind;
use crate::text::lines::short;

pub(super) const LINT: Lint = Lint {
    name: "dates-older-than-source",
    explanation: "An entry says it last changed before its newest source did: the source, or the date, is newer than the text.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let Subject::Entry(entry) = context.subject else {
        return;
    };
    let Some(updated) = entry.last_updated else {
        return;
    };
    let newest = context
        .references
        .iter()
        .filter(|reference| reference.to == Kind::Source)
        .filter_map(|reference| {
            let source = context
                .registry
                .noted(Kind::Source, context.pack, &reference.id)?;
            Some((source.date?, &reference.id))
        })
        .max_by_key(|(date, _)| date.earliest());
    if let Some((date, id)) = newest
        && updated.latest() < date.earliest()
    {
        notes.push(Note::new(
            Place::key("last_updated"),
            format!(
                "the answer's date, {updated}, is before that of its source `{}`, {date}",
                short(id)
            ),
            "read the source as it is now, then correct the answer and its date",
        ));
    }
}
