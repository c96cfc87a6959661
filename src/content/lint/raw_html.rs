//! HTML in Markdown. Of most tags only the text is shown.

use super::{Check, Context, Lint, Note, Place};
use crate::text;
use crate::text::lines::short;

pub(super) const LINT: Lint = Lint {
    name: "raw-html",
    explanation: "HTML tags are not shown, and struck-out text is left out; only superscripts, subscripts and emphasis are kept.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    for (path, text) in context.subject.markdown() {
        if !text.contains('<') {
            continue;
        }
        if let Some(range) = text::html(text).into_iter().next() {
            notes.push(Note::new(
                Place::piece(&path, range.clone()),
                format!("`{}` is HTML", short(&text[range])),
                "write it in Markdown (`10⁹`, `1 1/2`, `**bold**`), or put a backslash before `<` to show it",
            ));
        }
    }
}
