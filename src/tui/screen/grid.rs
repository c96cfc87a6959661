//! Characters and styles in rows and columns, as a terminal shows them.

use ratatui::buffer::Cell;
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};

use super::scroll::Scroll;
use crate::text::width;
use crate::tui::capabilities::Capabilities;

/// What is seen of a style where there is no character.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED);

/// What a terminal shows, or is to show.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) size: Size,
    cells: Vec<Cell>,
}

impl Grid {
    /// Nothing but blanks.
    pub(super) fn new(size: Size) -> Self {
        let cells = vec![Cell::EMPTY; usize::from(size.width) * usize::from(size.height)];
        Self { size, cells }
    }

    pub(super) fn row(&self, y: u16) -> &[Cell] {
        let width = usize::from(self.size.width);
        &self.cells[usize::from(y) * width..][..width]
    }

    fn row_mut(&mut self, y: u16) -> &mut [Cell] {
        let width = usize::from(self.size.width);
        &mut self.cells[usize::from(y) * width..][..width]
    }

    /// Puts `cell` at a place, without what `terminal` does not show. A wide character covers what follows.
    pub(super) fn put(&mut self, x: u16, y: u16, cell: &Cell, terminal: &Capabilities) {
        if x >= self.size.width || y >= self.size.height {
            return;
        }
        let at = usize::from(x);
        let row = self.row_mut(y);
        row[at] = as_shown(cell, terminal);
        let columns = match cell.symbol().len() {
            1 => 1,
            _ => width(cell.symbol()).max(1),
        };
        let after = (at + columns).min(row.len());
        for covered in &mut row[at + 1..after] {
            *covered = Cell::EMPTY;
            covered.set_symbol("");
        }
        // What was covered by a character that is no longer there is blank.
        for bare in row[after..].iter_mut().take_while(|cell| is_covered(cell)) {
            *bare = Cell::EMPTY;
        }
    }

    /// Takes row `y` of `other`, up to column `most`.
    pub(super) fn copy_row(&mut self, y: u16, other: &Self, most: usize) {
        self.row_mut(y)[..most].clone_from_slice(&other.row(y)[..most]);
    }

    /// Moves rows as a terminal does.
    pub(super) fn scroll(&mut self, scroll: &Scroll) {
        let width = usize::from(self.size.width);
        let region = usize::from(scroll.top) * width..usize::from(scroll.bottom + 1) * width;
        let by = scroll.by.unsigned_abs() * width;
        let cells = &mut self.cells[region];
        let bare = if scroll.by > 0 {
            cells.rotate_left(by);
            cells.len() - by..cells.len()
        } else {
            cells.rotate_right(by);
            0..by
        };
        cells[bare].fill(Cell::EMPTY);
    }
}

fn as_shown(cell: &Cell, terminal: &Capabilities) -> Cell {
    let mut shown = Cell::EMPTY;
    shown.modifier = cell.modifier & terminal.attributes;
    if terminal.colour {
        (shown.fg, shown.bg) = (cell.fg, cell.bg);
    }
    match cell.symbol() {
        "" | " " if shown.bg == Color::Reset && !shown.modifier.intersects(SEEN_ON_BLANK) => {
            Cell::EMPTY
        }
        "" => shown,
        symbol => {
            shown.set_symbol(symbol);
            shown
        }
    }
}

/// Whether nothing is to be seen, as after erasing.
pub(super) fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && !cell.modifier.intersects(SEEN_ON_BLANK)
}

/// Whether a wide character before it covers it.
pub(super) fn is_covered(cell: &Cell) -> bool {
    cell.symbol().is_empty()
}
