//! Findings that an author has looked at and decided to keep.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

/// The lints whose findings in a table are suppressed. Copies know together which of them had any.
#[derive(Debug, Clone, Default)]
pub(super) struct Suppressions(Rc<[Suppression]>);

#[derive(Debug)]
struct Suppression {
    lint: &'static str,
    /// Where it is in the file.
    span: Range<usize>,
    used: Cell<bool>,
}

impl Suppressions {
    /// Suppresses these lints; each row of an `allow` has its place in the file.
    pub(super) fn new(rows: impl Iterator<Item = (&'static str, Range<usize>)>) -> Self {
        let used = Cell::new(false);
        let rows = rows.map(|(lint, span)| Suppression {
            lint,
            span,
            used: used.clone(),
        });
        Self(rows.collect())
    }

    /// Whether what this lint has found is to be suppressed. Only asked about findings: a lint that is never asked about
    /// found nothing, and its row is unused.
    pub(super) fn suppress(&self, lint: &str) -> bool {
        let mut rows = self.0.iter().filter(|row| row.lint == lint).peekable();
        let suppressed = rows.peek().is_some();
        rows.for_each(|row| row.used.set(true));
        suppressed
    }

    /// The rows that suppressed nothing: the lint's name, and where the row is.
    pub(super) fn unused(&self) -> Vec<(&'static str, Range<usize>)> {
        let unused = self.0.iter().filter(|row| !row.used.get());
        unused.map(|row| (row.lint, row.span.clone())).collect()
    }
}
