//! One citation does not carry a page: a reader wants to know of each claim where it comes from.

use super::{Check, Context, Lint, Note, Place};
use crate::content::claim::claims;
use crate::content::reference::Subject;
use crate::content::schema::Kind;
use crate::content::table::Step;
use crate::model::EntryStatus;
use crate::text::lines::short;

pub(super) const LINT: Lint = Lint {
    name: "uncited-claim",
    explanation: "A paragraph, list item or table of an answer, or a takeaway, names no source, though the rest of the answer does.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    match context.subject {
        Subject::Entry(entry) => {
            // Sources for the whole answer stand for each claim; an answer without any is told of once, as a whole.
            let whole = !entry.sources.is_empty() || entry.status != EntryStatus::Active;
            let cited = context.references.iter().any(|reference| {
                let key = reference.place.path.first();
                reference.to == Kind::Source
                    && key
                        .is_some_and(|key| *key == "short_answer".into() || *key == "answer".into())
            });
            if !whole && cited {
                tell(&["short_answer".into()], &entry.short_answer, notes);
                tell(&["answer".into()], &entry.answer, notes);
            }
        }
        Subject::Condition(condition) => {
            for (at, text) in condition.takeaways.iter().enumerate() {
                tell(&["takeaways".into(), at.into()], text, notes);
            }
        }
        _ => {}
    }
}

fn tell(path: &[Step], text: &str, notes: &mut Vec<Note>) {
    for claim in claims(text).into_iter().filter(|claim| !claim.cited) {
        notes.push(Note::new(
            place(path, text, &claim.text),
            format!("\"{}\" names no source", short(&claim.text)),
            "cite with [^source-id] behind it, or list what the whole answer rests on in `sources`",
        ));
    }
}

/// Where a claim begins: the most of its first words that stand in the text as they are shown.
pub(super) fn place(path: &[Step], text: &str, claim: &str) -> Place {
    let blanks = claim.match_indices(' ').map(|(at, _)| at).take(8);
    let mut ends: Vec<usize> = blanks.chain([claim.len()]).collect();
    ends.sort_unstable_by(|a, b| b.cmp(a));
    let begins = ends.into_iter().filter_map(|end| claim.get(..end));
    let mut found = begins.filter_map(|words| Some((text.find(words)?, words.len())));
    match found.next() {
        Some((at, length)) => Place::piece(path, at..at + length),
        None => Place::value(path),
    }
}
