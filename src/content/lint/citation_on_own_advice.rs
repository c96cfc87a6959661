//! A citation promises that its source says so.

use super::uncited_claim::place;
use super::{Check, Context, Lint, Note};
use crate::content::claim::needlessly_cited;
use crate::text::lines::short;

pub(super) const LINT: Lint = Lint {
    name: "citation-on-own-advice",
    explanation: "A paragraph or list item cites a source though it is labelled as own advice, or only leads to another page.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    for (path, text) in context.subject.markdown() {
        for paragraph in needlessly_cited(text) {
            notes.push(Note::new(
                place(&path, text, &paragraph),
                format!("\"{}\" cites a source that does not say it", short(&paragraph)),
                "move what the source says to a paragraph of its own, and leave the citation out here",
            ));
        }
    }
}
