//! A question is read in lists and search results, far from its condition's name.

use super::{Check, Context, Lint, Note, Place};
use crate::content::asked::names_one;
use crate::content::reference::Subject;
use crate::content::schema::Kind;

pub(super) const LINT: Lint = Lint {
    name: "question-without-condition",
    explanation: "An entry's question does not name its condition, so it makes no sense alone in a list of results.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    let Subject::Entry(entry) = context.subject else {
        return;
    };
    let condition = context
        .registry
        .noted(Kind::Condition, context.pack, &entry.condition);
    let Some(condition) = condition.filter(|condition| !condition.names.is_empty()) else {
        return;
    };
    if !names_one(&entry.question, condition.names.iter().map(|name| &**name)) {
        notes.push(Note::new(
            Place::key("question"),
            format!("the question does not name {}", condition.names[0]),
            "use its name, an abbreviation or one of its `alternate_names`",
        ));
    }
}
