//! The results in sight, ready to be drawn: made once, for every key leads to a frame, and most leave them where they are.

use std::ops::Range;

use crate::index::{ConditionOrd, EntryOrd};
use crate::library::Library;
use crate::model::Clock;
use crate::page;
use crate::search::{Highlighter, Hit};
use crate::text::Span;

/// A result as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct ResultRow {
    entry: EntryOrd,
    pub(crate) question: String,
    /// The words in it that were searched for.
    pub(crate) found: Vec<Range<usize>>,
    pub(crate) condition: String,
    /// Date and freshness.
    pub(crate) mark: Vec<Span>,
    /// It holds what was typed in another spelling alone.
    pub(crate) close: bool,
    /// Whose answer it is, looked up where another in sight asks the same: that takes unpacking the answer.
    publisher: Option<String>,
    /// Whether another in sight asks the same.
    twin: bool,
}

impl ResultRow {
    fn new(library: &Library, hit: &Hit, highlighter: &Highlighter, clock: Clock) -> Self {
        let head = library.head(hit.entry);
        Self {
            entry: hit.entry,
            found: highlighter.ranges(&head.question),
            condition: short_name(library, head.condition),
            mark: page::mark(library, &head, clock),
            question: head.question,
            close: hit.close,
            publisher: None,
            twin: false,
        }
    }

    /// Whose answer it is, where that is what tells it from another in sight; else nothing.
    pub(crate) fn publisher(&self) -> &str {
        let publisher = self.publisher.as_deref().filter(|_| self.twin);
        publisher.unwrap_or_default()
    }
}

/// Rows for `hits`, those that are `known` taken as they are.
pub(super) fn of_hits<'a>(
    hits: impl Iterator<Item = &'a Hit>,
    mut known: Vec<ResultRow>,
    library: &Library,
    highlighter: &Highlighter,
    clock: Clock,
) -> Vec<ResultRow> {
    let row = |hit: &Hit| match known.iter().position(|row| row.entry == hit.entry) {
        Some(at) => known.swap_remove(at),
        None => ResultRow::new(library, hit, highlighter, clock),
    };
    let mut rows: Vec<ResultRow> = hits.map(row).collect();
    for at in 0..rows.len() {
        let same = |row: &&ResultRow| row.question.eq_ignore_ascii_case(&rows[at].question);
        rows[at].twin = rows.iter().filter(same).count() > 1;
        if rows[at].twin && rows[at].publisher.is_none() {
            rows[at].publisher = Some(page::publisher(library, rows[at].entry).unwrap_or_default());
        }
    }
    rows
}

/// The short name of a condition for a column; `General` for the questions of none.
pub(crate) fn short_name(library: &Library, condition: Option<ConditionOrd>) -> String {
    match condition {
        Some(ord) => library.condition_head(ord).into_short_name(),
        None => "General".to_owned(),
    }
}
