//! The texts of a table, and the records that it refers to. Both are found by key, so that new fields of the model need
//! nothing here unless they hold a reference.

use crate::model::{Id, Kind};
use crate::text::{self, Target};

use super::raw::{Position, Raw};
use super::schema::is_markdown;

/// The texts and references of a table. Texts have their paths.
#[derive(Debug, Default)]
pub(super) struct Texts<'r> {
    pub(super) markdown: Vec<(String, &'r str)>,
    /// Texts that are shown as they are written.
    pub(super) plain: Vec<(String, &'r str)>,
    pub(super) references: Vec<Reference>,
}

/// A record that another refers to by its id.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) to: Kind,
    pub(super) id: Id,
    pub(super) position: Position,
}

impl<'r> Texts<'r> {
    /// The texts and references of `raw`, which are not empty.
    pub(super) fn of(raw: &'r Raw<'_>) -> Self {
        let mut texts = Self::default();
        raw.each_text(&mut |path, key, text| {
            if text.is_empty() {
                return;
            }
            if is_markdown(key) {
                texts.references.extend(in_markdown(path, text));
                texts.markdown.push((path.to_owned(), text));
            } else if is_plain(key) {
                texts.plain.push((path.to_owned(), text));
            } else if let Some(to) = refers_to(raw.kind, key) {
                let position = Position::value(path);
                let id = text.to_owned();
                texts.references.push(Reference { to, id, position });
            }
        });
        texts
    }
}

/// Whether the text under `key` is shown as it is written.
fn is_plain(key: &str) -> bool {
    matches!(
        key,
        "title" | "name" | "question" | "also_asked" | "note" | "author" | "disclaimer"
    )
}

/// What the ids under `key` refer to. A note may be on an entry that is gone; a lint reports that.
fn refers_to(kind: Kind, key: &str) -> Option<Kind> {
    Some(match (kind, key) {
        (_, "cite" | "sources") => Kind::Source,
        (Kind::Topic, "broader") => Kind::Topic,
        (Kind::Entry, "related" | "translation_of") => Kind::Entry,
        (_, "conditions" | "parents" | "related" | "differential") => Kind::Condition,
        _ => return None,
    })
}

/// The citations and links of a Markdown text.
fn in_markdown(path: &str, text: &str) -> Vec<Reference> {
    let citations = text::citations(text).into_iter();
    let citations = citations.map(|(range, id)| (range, Kind::Source, id));
    let links = text::links(text).into_iter();
    let links = links.filter_map(|(range, target)| match target {
        Target::Entry(id) => Some((range, Kind::Entry, id)),
        Target::Condition(id) => Some((range, Kind::Condition, id)),
        Target::Source(id) => Some((range, Kind::Source, id)),
        // Markdown cannot link to anything else.
        _ => None,
    });
    let references = citations.chain(links).map(|(range, to, id)| Reference {
        to,
        id,
        position: Position::piece(path, range),
    });
    references.collect()
}
