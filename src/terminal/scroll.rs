//! Finds rows that have moved up or down: moving them takes some twenty bytes, writing them again a hundred each.

use ratatui::buffer::{Buffer, Cell};

/// Rows that scrolling must save to be worth it.
const WORTH: usize = 3;

/// Rows that move together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scroll {
    /// The first row of the region that is scrolled.
    pub(crate) top: usize,
    /// Its last row.
    pub(crate) bottom: usize,
    /// By how many rows: up if positive.
    pub(crate) by: isize,
}

impl Scroll {
    /// The move that leaves the fewest rows of `next` to write on a terminal that shows `shown`, if it is worth it. Only
    /// `changed` rows differ.
    pub(crate) fn find(shown: &Buffer, next: &Buffer, changed: &[usize]) -> Option<Self> {
        let (shown, next) = (rows(shown), rows(next));
        let changed = changed.iter().copied();
        let changed: Vec<usize> = changed.filter(|&y| !is_blank(next[y])).collect();
        if changed.len() < WORTH {
            return None;
        }
        let source = |y: usize, by: isize| {
            let from = y.checked_add_signed(by)?;
            (shown.get(from)? == &next[y]).then_some(from)
        };
        let limit = next.len() as isize / 2; // below 65,536
        let moved = |by: isize| {
            changed
                .iter()
                .filter_map(move |&y| Some((y, source(y, by)?)))
        };
        let by = (-limit..=limit).max_by_key(|&by| (moved(by).count(), -by.abs()))?;
        let top = moved(by).map(|(to, from)| to.min(from)).min()?;
        let bottom = moved(by).map(|(to, from)| to.max(from)).max()?;
        // Rows that are right already move away.
        let lost = (top..=bottom).filter(|&y| shown[y] == next[y] && source(y, by).is_none());
        let lost = lost.filter(|&y| !is_blank(next[y])).count();
        (moved(by).count() >= lost + WORTH).then_some(Self { top, bottom, by })
    }

    /// Does to `shown` what it does to the terminal.
    pub(crate) fn apply(self, shown: &mut Buffer) {
        let width = usize::from(shown.area.width);
        let cells = &mut shown.content[self.top * width..(self.bottom + 1) * width];
        let by = self.by.unsigned_abs() * width;
        let blank = if self.by > 0 {
            cells.rotate_left(by);
            cells.len() - by..cells.len()
        } else {
            cells.rotate_right(by);
            0..by
        };
        cells[blank].fill(Cell::EMPTY);
    }
}

/// The rows of a buffer.
pub(crate) fn rows(buffer: &Buffer) -> Vec<&[Cell]> {
    let width = usize::from(buffer.area.width);
    buffer.content.chunks(width.max(1)).collect()
}

fn is_blank(row: &[Cell]) -> bool {
    row.iter().all(|cell| *cell == Cell::EMPTY)
}
