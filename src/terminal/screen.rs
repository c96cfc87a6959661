//! Writes frames to the terminal: only what has changed, in one write a frame, and never a question.
//!
//! On a serial line every byte takes a millisecond. So rows that moved are scrolled, the blank end of a row is erased, and
//! a style is written only where it changes. ratatui's own `Terminal` compares cell by cell; it cannot do the first two.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};

use crate::text::width;

use super::capabilities::Capabilities;
use super::environment::Environment;
use super::osc::END_LINK;
use super::scroll::{Scroll, rows};
use super::sgr::Sgr;

/// A web address on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScreenLink {
    pub(crate) row: usize,
    pub(crate) columns: Range<usize>,
    /// What begins the link.
    pub(crate) code: String,
}

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
    /// The links that it shows, and those of the frame that is drawn.
    shown_links: Vec<ScreenLink>,
    links: Vec<ScreenLink>,
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
            shown_links: Vec::new(),
            links: Vec::new(),
            frame: String::new(),
        }
    }

    /// What it writes to.
    pub fn get_ref(&self) -> &W {
        &self.out
    }

    /// Forgets what the terminal shows, for somebody else may have written to it: the next frame is written whole.
    pub fn forget(&mut self) {
        self.shown = None;
        self.cursor = None;
        self.style = None;
    }

    /// Shows a frame of this size; `draw` says where the cursor is to be.
    pub fn draw(
        &mut self,
        size: Size,
        draw: impl FnOnce(&mut Buffer) -> Position,
    ) -> io::Result<()> {
        self.draw_with_links(size, |buffer| (draw(buffer), Vec::new()))
    }

    /// The same; `draw` also gives the web addresses in the frame.
    pub(crate) fn draw_with_links(
        &mut self,
        size: Size,
        draw: impl FnOnce(&mut Buffer) -> (Position, Vec<ScreenLink>),
    ) -> io::Result<()> {
        let mut next = Buffer::empty(Rect::from((Position::ORIGIN, size)));
        let (cursor, links) = draw(&mut next);
        self.links = links;
        self.restrict(&mut next);
        let known = self.shown.take().filter(|shown| shown.area == next.area);
        let mut shown = known.unwrap_or_else(|| {
            self.wipe();
            self.shown_links.clear();
            Buffer::empty(next.area)
        });
        let mut changed = changed_rows(&shown, &next);
        if self.terminal.scrolls
            && let Some(scroll) = Scroll::find(&shown, &next, &changed)
        {
            self.scroll(scroll);
            scroll.apply(&mut shown);
            self.shown_links
                .retain_mut(|link| scroll.moves(&mut link.row));
            changed = changed_rows(&shown, &next);
        }
        if self.shown_links != self.links {
            self.renew_links(&mut shown);
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
        self.shown_links = std::mem::take(&mut self.links);
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
                covered = width(cell.symbol()).saturating_sub(1);
            }
        }
    }

    /// Makes the cells of links that come or go differ from what is to be shown, even where the characters stay.
    fn renew_links(&self, shown: &mut Buffer) {
        let (old, new) = (&self.shown_links, &self.links);
        let gone = old.iter().filter(|link| !new.contains(link));
        let come = new.iter().filter(|link| !old.contains(link));
        for ScreenLink { row, columns, .. } in gone.chain(come) {
            for x in columns.clone() {
                if let Some(cell) = shown.cell_mut((x as u16, *row as u16)) {
                    cell.set_symbol("\0");
                }
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
        let mut open = None;
        for x in first..stop {
            if !next[x].symbol().is_empty() {
                self.move_to(at(x));
                let covers =
                    |link: &ScreenLink| link.row == usize::from(y) && link.columns.contains(&x);
                let link = self.links.iter().position(covers);
                if link != open {
                    let code = link.map_or(END_LINK, |at| &self.links[at].code);
                    self.frame.push_str(code);
                    open = link;
                }
                self.write_cell(&next[x], next.len());
            }
        }
        if open.is_some() {
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

    /// Writes a character where the cursor is, on a terminal of `columns` columns.
    fn write_cell(&mut self, cell: &Cell, columns: usize) {
        if !self.writes(cell) {
            self.set_style(Sgr::of(cell));
        }
        self.frame.push_str(cell.symbol());
        // Terminals differ in where the cursor is after the last column, and in the width of other scripts.
        self.cursor = self.cursor.and_then(|at| {
            let next = Position { x: at.x + 1, ..at };
            (usize::from(next.x) < columns && is_narrow(cell.symbol())).then_some(next)
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
