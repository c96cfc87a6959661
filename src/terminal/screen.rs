//! Writes frames to the terminal: only what has changed, in one write a frame, and never a question.
//!
//! On a serial line every byte takes a millisecond. So rows that moved are scrolled, the blank end of a row is erased, and
//! a style is written only where it changes. ratatui's own `Terminal` compares cell by cell; it cannot do the first two.

use std::fmt::Write as _;
use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};

use crate::text::width;

use super::capabilities::Capabilities;
use super::environment::Environment;
use super::osc::{END_LINK, split_link};
use super::scroll::{Scroll, rows};
use super::sgr::Sgr;

/// A screen on any writer.
pub struct Screen<W: Write> {
    out: W,
    terminal: Capabilities,
    /// What the terminal shows, if that is known.
    shown: Option<Buffer>,
    /// Where its cursor is, if that is known.
    cursor: Option<Position>,
    /// How it writes, if that is known.
    style: Option<Sgr>,
    /// The bytes of a frame.
    frame: String,
}

impl<W: Write> Screen<W> {
    /// A screen that writes to `out` what a terminal as in `environment` knows.
    pub fn new(out: W, environment: &Environment) -> Self {
        Self {
            out,
            terminal: environment.capabilities(),
            shown: None,
            cursor: None,
            style: None,
            frame: String::new(),
        }
    }

    /// The writer.
    pub fn get_ref(&self) -> &W {
        &self.out
    }

    /// Forgets what the terminal shows, because another program may have written to it: the next frame is written whole.
    pub fn forget(&mut self) {
        self.shown = None;
        self.cursor = None;
        self.style = None;
    }

    /// Shows a frame of this size; `draw` returns the cursor's position.
    pub fn draw(
        &mut self,
        size: Size,
        draw: impl FnOnce(&mut Buffer) -> Position,
    ) -> io::Result<()> {
        let mut next = Buffer::empty(Rect::from((Position::ORIGIN, size)));
        let cursor = draw(&mut next);
        self.restrict(&mut next);
        let known = self.shown.take().filter(|shown| shown.area == next.area);
        let mut shown = known.unwrap_or_else(|| {
            self.wipe();
            Buffer::empty(next.area)
        });
        let mut changed = changed_rows(&shown, &next);
        if self.terminal.scrolls
            && let Some(scroll) = Scroll::find(&shown, &next, &changed)
        {
            self.scroll(scroll);
            scroll.apply(&mut shown);
            changed = changed_rows(&shown, &next);
        }
        let (shown, rows) = (rows(&shown), rows(&next));
        for y in changed {
            // In the corner, a character might scroll the screen.
            let corner = y + 1 == rows.len() && !self.terminal.wraps_late;
            let writable = rows[y].len() - usize::from(corner);
            self.write_row(y as u16, &shown[y][..writable], &rows[y][..writable]); // a row of a buffer
        }
        self.set_style(Sgr::PLAIN);
        self.move_to(cursor);
        self.shown = Some(next);
        let written = self.out.write_all(self.frame.as_bytes());
        self.frame.clear();
        written?;
        self.out.flush()
    }

    /// Leaves out what the terminal cannot show, makes blanks that look alike equal, and empties cells that a wide
    /// character covers.
    fn restrict(&self, buffer: &mut Buffer) {
        let mut covered = 0;
        for cell in &mut buffer.content {
            cell.modifier &= self.terminal.attributes;
            if !self.terminal.colour {
                (cell.fg, cell.bg) = Default::default();
            }
            if covered > 0 {
                covered -= 1;
                cell.set_symbol("");
            } else if cell.symbol() == " " {
                if Sgr::of(cell).hides_blanks() {
                    cell.reset();
                }
            } else if cell.symbol().len() > 1 {
                covered = width(split_link(cell.symbol()).1).saturating_sub(1);
            }
        }
    }

    /// Writes row `y` from the first cell that differs to the last.
    fn write_row(&mut self, y: u16, shown: &[Cell], next: &[Cell]) {
        let differs = |(shown, next): (&Cell, &Cell)| shown != next;
        let pairs = || shown.iter().zip(next);
        let Some(first) = pairs().position(differs) else {
            return;
        };
        let last = pairs().rposition(differs).unwrap_or(first);
        let blank_from = next
            .iter()
            .rposition(|cell| *cell != Cell::EMPTY)
            .map_or(first, |x| first.max(x + 1));
        // To erase takes three bytes.
        let erase = last >= blank_from + 3;
        let stop = if erase { blank_from } else { last + 1 };
        let at = |x: usize| Position { x: x as u16, y }; // a column of a buffer
        let mut open = "";
        for (x, cell) in next.iter().enumerate().take(stop).skip(first) {
            let (link, symbol) = split_link(cell.symbol());
            if symbol.is_empty() {
                continue;
            }
            self.move_to(at(x));
            if link != open {
                self.frame
                    .push_str(if link.is_empty() { END_LINK } else { link });
                open = link;
            }
            self.write_cell(cell, symbol, next.len());
        }
        if !open.is_empty() {
            self.frame.push_str(END_LINK);
        }
        if erase {
            self.move_to(at(blank_from));
            if !self.writes(&Cell::EMPTY) {
                self.set_style(Sgr::PLAIN);
            }
            self.frame.push_str("\x1b[K");
        }
    }

    /// Writes the character of a cell where the cursor is, on a terminal of `columns` columns.
    fn write_cell(&mut self, cell: &Cell, symbol: &str, columns: usize) {
        if !self.writes(cell) {
            self.set_style(Sgr::of(cell));
        }
        self.frame.push_str(symbol);
        // Terminals differ in where the cursor is after the last column, and in the width of other scripts.
        self.cursor = self.cursor.and_then(|at| {
            let next = Position { x: at.x + 1, ..at };
            (usize::from(next.x) < columns && is_narrow(symbol)).then_some(next)
        });
    }

    /// Whether `cell` can be written in the style that the terminal writes with.
    fn writes(&self, cell: &Cell) -> bool {
        self.style.is_some_and(|style| {
            style == Sgr::of(cell) || *cell == Cell::EMPTY && style.hides_blanks()
        })
    }

    fn move_to(&mut self, to: Position) {
        let Position { x, y } = to;
        let _ = match self.cursor.replace(to) {
            Some(at) if at == to => Ok(()),
            _ if x == 0 => write!(self.frame, "\x1b[{}H", y + 1),
            _ => write!(self.frame, "\x1b[{};{}H", y + 1, x + 1),
        }; // writing to a string does not fail
    }

    fn set_style(&mut self, to: Sgr) {
        let from = self.style.replace(to).unwrap_or_else(|| {
            self.frame.push_str("\x1b[m");
            Sgr::PLAIN
        });
        from.change(to, &mut self.frame);
    }

    /// Empties the screen.
    fn wipe(&mut self) {
        self.set_style(Sgr::PLAIN);
        self.frame.push_str("\x1b[H\x1b[J");
        self.cursor = Some(Position::ORIGIN);
    }

    /// Moves rows.
    fn scroll(&mut self, Scroll { top, bottom, by }: Scroll) {
        self.set_style(Sgr::PLAIN);
        let (edge, step) = match by > 0 {
            true => (bottom + 1, "\n"),
            false => (top + 1, "\x1bM"),
        };
        let steps = step.repeat(by.unsigned_abs());
        let (top, bottom) = (top + 1, bottom + 1);
        let _ = write!(self.frame, "\x1b[{top};{bottom}r\x1b[{edge}H{steps}\x1b[r"); // writing to a string does not fail
        self.cursor = Some(Position::ORIGIN);
    }
}

fn changed_rows(shown: &Buffer, next: &Buffer) -> Vec<usize> {
    let (shown, next) = (rows(shown), rows(next));
    (0..next.len()).filter(|&y| shown[y] != next[y]).collect()
}

/// Whether every terminal gives it one column: ASCII, Latin, and what frames and cut lines are made of.
fn is_narrow(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let (Some(char), None) = (chars.next(), chars.next()) else {
        return false;
    };
    matches!(
        char,
        ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{2500}'..='\u{257f}'
            | '…' | '•' | '›' | '▸' | '▾' | '►' | '▼'
    )
}

#[cfg(test)]
mod tests;
