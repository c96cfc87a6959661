//! What `clinfaq new` left for the author to write must not reach a reader.

use super::{Check, Context, Lint, Note, Place};
use crate::content::author::FILL_IN;
use crate::content::reference::Subject;
use crate::content::table::Step;

pub(super) const LINT: Lint = Lint {
    name: "to-fill-in",
    explanation: "A text still says FILL IN: `clinfaq new` left that place for the author to write.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let mut texts = context.subject.markdown();
    match context.subject {
        Subject::Condition(condition) => texts.push(one("name", &condition.name)),
        Subject::Source(source) => texts.push(one("title", &source.title)),
        Subject::Entry(entry) => {
            texts.push(one("question", &entry.question));
            for (at, asked) in entry.also_asked.iter().enumerate() {
                texts.push((vec!["also_asked".into(), at.into()], asked));
            }
        }
        _ => {}
    }
    for (path, text) in texts {
        if let Some(at) = text.find(FILL_IN) {
            notes.push(Note::new(
                Place::piece(&path, at..at + FILL_IN.len()),
                "this is still to be written",
                "write it, or take the line out where there is nothing to say",
            ));
        }
    }
}

fn one<'t>(key: &'static str, text: &'t str) -> (Vec<Step>, &'t str) {
    (vec![key.into()], text)
}
