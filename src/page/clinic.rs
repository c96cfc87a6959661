//! A clinic's notes on answers, and answers that replace others. Both are labelled, so that a reader knows whose words they are.

use crate::index::{EntryOrd, NoteOrd, PackOrd};
use crate::library::ORIGINAL;
use crate::model::Entry;
use crate::text::{Block, BoxKind, Span, Style, Target, counted};

use super::builder::{Builder, dots};
use super::trust::{warn, withdrawn};

/// The boxes above an answer: what it replaces or is replaced by, and the notes on it.
pub(super) fn above(page: &mut Builder, ord: EntryOrd, entry: &Entry) {
    let head = page.library.head(ord);
    if let Some(replacement) = head.replaced_by {
        let replacement = page.library.head(replacement);
        let title = page.library.pack(replacement.pack()).pack.title;
        let what = format!("Replaced: {title} shows ");
        let link = Span::link("its own answer", Target::Entry(replacement.id));
        alert(
            page,
            BoxKind::Important,
            vec![Span::plain(what), link, Span::plain(" instead.")],
        );
    } else if head.replaces {
        in_place_of(page, ord, entry);
    }
    for note in head.notes {
        note_box(page, note, Some(entry));
    }
}

fn in_place_of(page: &mut Builder, ord: EntryOrd, entry: &Entry) {
    let title = |pack| page.library.pack(pack).pack.title;
    let own = title(page.pack);
    let text = match page.library.original(ord) {
        Some(original) => {
            let other = title(page.library.head(original).pack());
            let target = Target::Entry(format!("{ORIGINAL}{}", entry.replaces));
            let what = format!("{own} shows this in place of ");
            vec![
                Span::plain(what),
                Span::link("the original answer", target),
                Span::plain(format!(" of {other}.")),
            ]
        }
        None => vec![Span::plain(format!(
            "{own} wrote this in place of another answer, {}, which is not in the library now.",
            entry.replaces
        ))],
    };
    alert(page, BoxKind::Note, text);
    if let Some(withdrawal) = page.library.withdrawal(&entry.replaces) {
        let mut text = vec![Span::plain(
            "The original was taken back by its publisher: ",
        )];
        text.push(withdrawn(&withdrawal));
        if !withdrawal.reason.is_empty() {
            text.push(Span::plain(format!(". Reason: {}", withdrawal.reason)));
        }
        alert(page, BoxKind::Important, text);
    }
}

fn alert(page: &mut Builder, kind: BoxKind, text: Vec<Span>) {
    let content = vec![Block::Paragraph(text)];
    page.push(Block::Alert { kind, content });
}

/// A note in a box, with its author and date. `entry` is the answer below it, if there is one.
pub(super) fn note_box(page: &mut Builder, note: NoteOrd, entry: Option<&Entry>) {
    let record = page.library.note(note);
    let mut content = vec![Block::Paragraph(byline(page, note))];
    if entry.is_some_and(|entry| record.note.is_outdated(entry)) {
        let changed = "The answer below has changed since this note was written.";
        content.push(Block::Paragraph(vec![warn(changed)]));
    }
    content.extend(page.markdown_of(PackOrd(record.pack), &record.note.text));
    page.push(Block::Alert {
        kind: BoxKind::Note,
        content,
    });
}

/// `St. Mary's · Ward 3 · 2026-11-01 (27 days ago)`.
fn byline(page: &Builder, note: NoteOrd) -> Vec<Span> {
    let record = page.library.note(note);
    let pack = PackOrd(record.pack);
    let date = match record.note.last_updated {
        Some(date) => Span::styled(page.dated(date, pack), Style::DIM),
        None => warn("no date"),
    };
    let title = page.library.pack(pack).pack.title;
    dots([
        Span::styled(title, Style::STRONG),
        Span::styled(record.note.author, Style::STRONG),
        date,
    ])
}

/// The notes on a withdrawn answer, or with no id all those on answers that are withdrawn or not in the library, in full:
/// nothing that was written is lost.
pub(super) fn kept_notes(page: &mut Builder, id: Option<&str>) {
    let library = page.library;
    let is_kept = |note: &NoteOrd| {
        let record = library.note(*note);
        match (id, record.entry) {
            (Some(id), _) => record.note.entry == id,
            (None, Some(entry)) => library.head(entry).withdrawn,
            (None, None) => true,
        }
    };
    let notes: Vec<NoteOrd> = (0..library.note_count())
        .map(NoteOrd)
        .filter(is_kept)
        .collect();
    if id.is_none() && !notes.is_empty() {
        let notes = counted(notes.len(), "note");
        page.heading(format!("{notes} on answers that are not here"));
    }
    for note in notes {
        if id.is_none() {
            let name = page.entry_named(&library.note(note).note.entry);
            page.push(Block::Paragraph(name));
        }
        note_box(page, note, None);
    }
}
