//! The short answer is what somebody in a hurry reads.

use super::{Check, Context, Lint, Note, Place};
use crate::content::reference::Subject;
use crate::text;

/// The most words.
const MOST: usize = 60;

pub(super) const LINT: Lint = Lint {
    name: "short-answer-too-long",
    explanation: "A short answer of more than 60 words is not short: somebody in a hurry reads it alone.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let Subject::Entry(entry) = context.subject else {
        return;
    };
    let words = text::plain_text(&entry.short_answer)
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count();
    if words > MOST {
        notes.push(Note::new(
            Place::key("short_answer"),
            format!("the short answer has {words} words; {MOST} are the most"),
            "keep what must be known at once, and move the rest to `answer`",
        ));
    }
}
