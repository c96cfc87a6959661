//! Finds rows that have moved up or down: moving them takes some twenty bytes, writing them anew a hundred each.

use super::grid::{Glyph, Grid};

/// Fewer rows than this are written anew.
const ROWS: usize = 3;
/// So many cells must be spared, or it does not pay.
const CELLS: usize = 40;

/// Rows that move together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scroll {
    /// The first and the last row that the terminal is to touch.
    pub(super) top: u16,
    pub(super) bottom: u16,
    /// By how many rows: up where it is above 0.
    pub(super) by: isize,
}

/// The move after which the least is left to write, if one pays. Only the rows that were touched may differ.
pub(super) fn find(shown: &Grid, wanted: &Grid, touched: &[bool]) -> Option<Scroll> {
    let height = shown.size.height.min(wanted.size.height);
    if shown.size.width != wanted.size.width {
        return None;
    }
    let changed: Vec<u16> = (0..height)
        .filter(|&y| touched[usize::from(y)])
        .filter(|&y| shown.row(y) != wanted.row(y) && !wanted.row(y).iter().all(Glyph::is_blank))
        .collect();
    if changed.len() <= ROWS {
        return None;
    }
    let most = isize::try_from(height / 2).ok()?;
    // Every row is looked for in many places, and by how much stands in them most are told apart.
    let ink = |row: &[Glyph]| row.iter().filter(|glyph| glyph.is_ink()).count();
    let ink_of = |grid: &Grid| -> Vec<usize> { (0..height).map(|y| ink(grid.row(y))).collect() };
    let (ink_shown, ink_wanted) = (ink_of(shown), ink_of(wanted));
    let moved = |by: isize, y: u16| -> Option<u16> {
        let from = y.checked_add_signed(i16::try_from(by).ok()?)?;
        let alike = from < height && ink_shown[usize::from(from)] == ink_wanted[usize::from(y)];
        (alike && shown.row(from) == wanted.row(y)).then_some(from)
    };
    let (by, rows) = (-most..=most)
        .filter(|&by| by != 0)
        .map(|by| (by, changed.iter().filter_map(|&y| moved(by, y)).count()))
        .max_by_key(|(by, rows)| (*rows, -by.abs()))?;
    if rows < ROWS {
        return None;
    }
    let rows = || changed.iter().filter_map(|&y| Some((y, moved(by, y)?)));
    let top = rows().map(|(to, from)| to.min(from)).min()?;
    let bottom = rows().map(|(to, from)| to.max(from)).max()?;
    let blank = vec![Glyph::BLANK; usize::from(shown.size.width)];
    let (mut before, mut after) = (0, 0);
    for y in top..=bottom {
        let from = y
            .checked_add_signed(i16::try_from(by).ok()?)
            .filter(|from| (top..=bottom).contains(from));
        let there = from.map_or(blank.as_slice(), |from| shown.row(from));
        before += differing(shown.row(y), wanted.row(y));
        after += differing(there, wanted.row(y));
    }
    (before > after + CELLS).then_some(Scroll { top, bottom, by })
}

fn differing(one: &[Glyph], other: &[Glyph]) -> usize {
    one.iter().zip(other).filter(|(a, b)| a != b).count()
}
