//! The widths of a table's columns, and its heads where they are repeated.

use super::document::Span;
use super::width::truncate_spans;

/// Columns between cells.
pub(super) const GAP: usize = 2;

/// A column may be as narrow as its longest word, but a word longer than this is broken (not in the first column: it
/// names the row).
const WORD: usize = 12;

/// The width that a column of a table needs.
#[derive(Default, Clone, Copy)]
pub(super) struct Column {
    /// If nothing is wrapped.
    natural: usize,
    /// If as much as possible is wrapped.
    least: usize,
}

impl Column {
    /// Makes room for a cell with this width and this width of its longest word.
    pub(super) fn add(&mut self, (natural, word): (usize, usize), is_first: bool) {
        let least = if is_first { word } else { word.min(WORD) };
        self.natural = self.natural.max(natural);
        self.least = self.least.max(least);
    }
}

/// Maximum width of a head that is repeated with each row.
const HEAD: usize = 60;

/// The heads for repetition: long ones are cut, or a table could grow to the size of its head times its rows.
pub(super) fn short_heads(header: &[Vec<Span>], ellipsis: &str) -> Vec<Vec<Span>> {
    let short = |head: &Vec<Span>| truncate_spans(head, HEAD, ellipsis);
    header.iter().map(short).collect()
}

/// The widths of the columns side by side in `width`: as they are if they fit; else narrow ones as they are, and the
/// others share the rest by what is in them. `None` where not even that fits.
pub(super) fn column_widths(columns: &[Column], width: usize) -> Option<Vec<usize>> {
    let gaps = GAP * columns.len().saturating_sub(1);
    let mut left = width.checked_sub(gaps)?;
    let mut least: usize = columns.iter().map(|column| column.least.max(1)).sum();
    if least > left {
        return None;
    }
    let mut widths: Vec<Option<usize>> = vec![None; columns.len()];
    for open in (1..=columns.len()).rev() {
        let share = left / open;
        let unset = || (0..columns.len()).filter(|at| widths[*at].is_none());
        // Columns that need more than their share come first, so that the others do not get too much.
        let next = unset()
            .find(|at| columns[*at].least > share)
            .or_else(|| unset().find(|at| columns[*at].natural <= share));
        let (at, wanted) = match next {
            Some(at) => (at, columns[at].natural.min(share)),
            None => {
                // A very long text gets no more than three shares.
                let weight = |at: usize| columns[at].natural.min(share * 3).max(1);
                let all: usize = unset().map(weight).sum();
                let at = unset().next()?;
                (at, left * weight(at) / all)
            }
        };
        let own = columns[at].least.max(1);
        least -= own;
        let taken = wanted.clamp(own, own.max(left - least));
        widths[at] = Some(taken);
        left -= taken;
    }
    widths.into_iter().collect()
}
