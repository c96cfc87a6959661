//! The results in sight, ready to be drawn: made once, for every key leads to a frame, and most leave them where they are.

use std::ops::Range;

use crate::index::EntryOrd;
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
    /// What tells it from others in sight that ask the same.
    pub(crate) apart: String,
}

impl ResultRow {
    fn new(library: &Library, hit: &Hit, highlighter: &Highlighter, clock: Clock) -> Self {
        let head = library.head(hit.entry);
        Self {
            entry: hit.entry,
            found: highlighter.ranges(&head.question),
            condition: page::short_name(library, head.condition),
            mark: page::mark(library, &head, clock),
            question: head.question,
            close: hit.close,
            apart: String::new(),
        }
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
    let entries: Vec<EntryOrd> = rows.iter().map(|row| row.entry).collect();
    for (row, apart) in rows.iter_mut().zip(page::apart(library, &entries)) {
        row.apart = apart;
    }
    rows
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::library::testing::library_of;
    use crate::search::Results;

    const CLOCK: Clock = Clock {
        today: date(2026, 11, 20),
    };

    /// Ten answers to three questions, by two publishers.
    fn library() -> Library {
        let mut text = String::from(
            r#"
            format = 1
            pack = { id = "p", title = "P", version = "1" }
            condition = [{ id = "gout", name = "Gout" }]
            source = [
              { id = "north", title = "T", publisher = "The north" },
              { id = "south", title = "T", publisher = "The south" },
            ]
            "#,
        );
        for at in 0..10 {
            let (source, question) = (["north", "south"][at % 2], at % 3);
            text += &format!(
                r#"
                [[entry]]
                id = "gout/{at}"
                condition = "gout"
                topic = "treatment"
                question = "What helps with gout, {question}?"
                answer = "Rest[^{source}]."
                "#
            );
        }
        library_of(&text)
    }

    fn seen(rows: &[ResultRow]) -> Vec<(EntryOrd, &str, &str, &[Range<usize>])> {
        let mut seen = Vec::new();
        for row in rows {
            seen.push((row.entry, &*row.question, &*row.apart, &*row.found));
        }
        seen
    }

    thread_local! {
        static FOUND: (Library, Results) = {
            let library = library();
            let results = library.search("gout", 100);
            (library, results)
        };
    }

    proptest! {
        /// Whatever was in sight before: the rows are those that would be made anew.
        #[test]
        fn rows_that_are_known_are_as_good_as_new(windows in prop::collection::vec((0usize..10, 1usize..6), 1..8)) {
            FOUND.with(|(library, results)| {
                let mut rows = Vec::new();
                for (top, height) in windows {
                    let hits = || results.hits.iter().skip(top).take(height);
                    let made = |known| of_hits(hits(), known, library, &results.highlighter, CLOCK);
                    rows = made(rows);
                    assert_eq!(seen(&rows), seen(&made(Vec::new())));
                }
            });
        }
    }

    #[test]
    fn rows_that_ask_the_same_say_whose_answers_they_are() {
        FOUND.with(|(library, results)| {
            assert_eq!(results.hits.len(), 10);
            let all = of_hits(
                results.hits.iter(),
                Vec::new(),
                library,
                &results.highlighter,
                CLOCK,
            );
            assert!(all.iter().all(|row| row.apart.starts_with("The ")));
            let one = of_hits(
                results.hits.iter().take(1),
                all,
                library,
                &results.highlighter,
                CLOCK,
            );
            assert_eq!(one[0].apart, "");
        });
    }
}
