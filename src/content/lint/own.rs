//! A clinic's notes and replacements whose answers are gone: packs change, and nothing that a clinic wrote may be lost.

use crate::content::record::Record;
use crate::model::{Entry, PackIndex};
use crate::text::lines::short;

use super::context::{Context, Note};

pub(super) fn note_without_answer(context: &Context<'_>, notes: &mut Vec<Note>) {
    if let Record::Note(note) = context.record
        && let Some(what) = gone(context, &note.entry, None)
    {
        notes.push(Note::at(
            "entry",
            format!("{what}; the note is kept and shown on the library's page"),
            "give it the id of another answer, or take it out",
        ));
    }
}

pub(super) fn replaces_nothing(entry: &Entry, context: &Context<'_>, notes: &mut Vec<Note>) {
    let itself = (entry.replaces == entry.id).then_some(context.pack);
    if !entry.replaces.is_empty()
        && let Some(what) = gone(context, &entry.replaces, itself)
    {
        notes.push(Note::at(
            "replaces",
            format!("{what}; this is shown as an answer of its own"),
            "if that is right, take `replaces` out",
        ));
    }
}

/// Why an entry is in no pack except `but_for`. `None` if it is there, or if only one library is open: it may be in another.
fn gone(context: &Context<'_>, id: &str, but_for: Option<PackIndex>) -> Option<String> {
    let registry = context.registry;
    let shown = short(id);
    if registry.packs.len() < 2 {
        None
    } else if registry.is_withdrawn(id) {
        Some(format!(
            "the answer `{shown}` was taken back by its publisher"
        ))
    } else {
        (!registry.has_entry(id, but_for)).then(|| format!("there is no answer `{shown}`"))
    }
}
