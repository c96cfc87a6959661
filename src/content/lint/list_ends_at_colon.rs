//! Text that was copied from a page without its list: it promises what does not come.

use super::{Check, Context, Lint, Note, Place};
use crate::content::table::Step;
use crate::text::{self, Block, Citations, Span, Target};

pub(super) const LINT: Lint = Lint {
    name: "list-ends-at-colon",
    explanation: "A paragraph, heading, item or table ends with a colon and nothing follows: what it announces was lost.",
    check: Check::Table(check),
};

fn check(context: &Context<'_>, notes: &mut Vec<Note>) {
    for (path, text) in context.subject.markdown() {
        if text.contains(':') {
            let document = text::markdown(text, &mut Citations::default());
            look(&document.blocks, &path, text, notes);
        }
    }
}

fn look(blocks: &[Block], path: &[Step], text: &str, notes: &mut Vec<Note>) {
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(spans) => {
                let next = blocks.get(at + 1);
                if matches!(next, None | Some(Block::Heading { .. } | Block::Rule)) {
                    tell(spans, path, text, notes);
                }
            }
            Block::Heading { level, content } => {
                // A smaller heading below it is what it announces.
                let empty = match blocks.get(at + 1) {
                    Some(Block::Heading { level: next, .. }) => next <= level,
                    next => matches!(next, None | Some(Block::Rule)),
                };
                if empty {
                    tell(content, path, text, notes);
                }
            }
            // Cells before the last are followed by the next: "Gene: | GNAS".
            Block::Table { rows, .. } => {
                let last = rows.iter().filter_map(|row| row.last());
                last.for_each(|cell| tell(cell, path, text, notes));
            }
            Block::List { items, .. } => {
                items.iter().for_each(|item| look(item, path, text, notes))
            }
            Block::Quote(content) | Block::Alert { content, .. } => {
                look(content, path, text, notes);
            }
            _ => {}
        }
    }
}

fn tell(spans: &[Span], path: &[Step], text: &str, notes: &mut Vec<Note>) {
    if let Some(end) = open_end(spans) {
        notes.push(Note::new(
            place(path, text, &end),
            "this ends with a colon, and nothing follows",
            "add what it announces, or end the sentence",
        ));
    }
}

/// The last words of a paragraph that ends with a colon, citations aside.
fn open_end(spans: &[Span]) -> Option<String> {
    let words: String = spans
        .iter()
        .filter(|span| !matches!(span.target, Some(Target::Cite(_))))
        .map(|span| span.text.as_str())
        .collect();
    let words = words.trim_end();
    let last = words.rsplit(char::is_whitespace).next()?;
    words.ends_with(':').then(|| last.to_owned())
}

/// Where `end` stands last in the text, so far as it is written there as it is shown.
fn place(path: &[Step], text: &str, end: &str) -> Place {
    match text.rfind(end) {
        Some(at) => Place::piece(path, at..at + end.len()),
        None => Place::value(path),
    }
}
