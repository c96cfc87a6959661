//! The bytes of a frame, and what they do to the terminal's cursor and pen.
//!
//! Codes are crossterm's commands, but where it has none (ECH, the scrolled region), and for the ways of the cursor: there
//! are many in a frame, several are weighed for each, and a number that is 1 need not be written.

use std::fmt::Write;

use crossterm::Command;
use crossterm::terminal::{Clear, ClearType};
use ratatui::layout::Position;

use super::grid::Glyph;
use super::pen::{PLAIN, Pen};
use super::scroll::Scroll;
use crate::tui::capabilities::Capabilities;

/// To the first column of the first row.
const HOME: &str = "\x1b[H";

/// Collects the bytes of a frame.
#[derive(Debug)]
pub(super) struct Writer {
    frame: String,
    /// A way that is being thought of.
    way: String,
    /// Where the cursor is, where that is known.
    at: Option<Position>,
    /// How it writes, where that is known.
    pen: Option<Pen>,
    /// Whether the terminal takes attributes back one by one.
    takes_back: bool,
}

impl Writer {
    /// For a terminal that was just found or wiped.
    pub(super) fn new(terminal: &Capabilities) -> Self {
        Self {
            frame: String::with_capacity(4096),
            way: String::with_capacity(16),
            at: None,
            pen: Some(PLAIN),
            takes_back: terminal.takes_back,
        }
    }

    /// What has been collected; to be emptied by who takes it.
    pub(super) fn frame(&mut self) -> &mut String {
        &mut self.frame
    }

    /// Somebody else has written to the terminal.
    pub(super) fn forget(&mut self) {
        self.at = None;
        self.pen = None;
    }

    /// Wipes the screen.
    pub(super) fn wipe(&mut self) {
        self.plain();
        self.frame.push_str(HOME);
        command(Clear(ClearType::FromCursorDown), &mut self.frame);
        self.at = Some(Position::ORIGIN);
    }

    /// Takes all style away, at the end.
    pub(super) fn plain(&mut self) {
        self.change(PLAIN);
    }

    /// Takes all style away that erasing would leave behind.
    fn plain_enough(&mut self) {
        if !self.pen.is_some_and(Pen::leaves_blanks) {
            self.plain();
        }
    }

    fn change(&mut self, to: Pen) {
        let from = self.pen.unwrap_or_else(|| {
            self.frame.push_str("\x1b[m");
            PLAIN
        });
        from.change(to, self.takes_back, &mut self.frame);
        self.pen = Some(to);
    }

    /// Goes to column `x` of row `y`, where `row` is to stand, or stands already left of it. A few columns that stand
    /// there are written again where that is shorter than going over them.
    pub(super) fn reach(&mut self, x: usize, y: u16, row: &[Glyph]) {
        let to = Position { x: x as u16, y }; // a column of a grid
        if self.at == Some(to) {
            return;
        }
        let from = match self.at {
            Some(at) if at.y == y && at.x <= to.x => at,
            // From the begin of the row, which is one byte away.
            Some(_) => Position { x: 0, y },
            None => to,
        };
        let between = &row[usize::from(from.x)..x];
        // The pen that is needed there may do for what lies before.
        let pens = [self.pen, Some(row[x].pen)];
        let pen = pens
            .into_iter()
            .flatten()
            .find(|pen| between.len() <= 8 && between.iter().all(|glyph| writes(*pen, glyph)));
        let Some(pen) = pen else {
            return self.go(to);
        };
        let over = between.iter().map(Glyph::bytes).sum::<usize>();
        if self.shortest(from).len() + over > self.shortest(to).len() {
            return self.go(to);
        }
        self.go(from);
        self.change(pen);
        for glyph in between {
            glyph.write(&mut self.frame);
        }
        self.at = Some(to);
    }

    /// Writes a character where the cursor is, on a terminal of `width` columns.
    pub(super) fn put(&mut self, glyph: &Glyph, width: u16) {
        if self.pen.is_none_or(|pen| !writes(pen, glyph)) {
            self.change(glyph.pen);
        }
        glyph.write(&mut self.frame);
        // At the edge terminals differ in where the cursor stands, and in how wide they think other scripts are.
        self.at = self.at.and_then(|at| {
            let next = Position { x: at.x + 1, ..at };
            (next.x < width && glyph.is_narrow()).then_some(next)
        });
    }

    /// Makes `count` characters blank, from where the cursor is and stays.
    pub(super) fn erase(&mut self, count: usize) {
        self.plain_enough();
        let _ = write!(self.frame, "\x1b[{count}X"); // a string takes it
    }

    /// Makes the rest of row `y` blank from column `from` on, or from further left: it is blank from column `end` on.
    pub(super) fn erase_row(&mut self, from: usize, end: usize, y: u16) {
        let near = self
            .at
            .is_some_and(|at| at.y == y && (end..=from).contains(&usize::from(at.x)));
        if !near {
            // The begin of a row is near from everywhere.
            let x = if end == 0 { 0 } else { from };
            self.go(Position { x: x as u16, y }); // a column of a grid
        }
        self.plain_enough();
        command(Clear(ClearType::UntilNewLine), &mut self.frame);
    }

    /// Moves rows.
    pub(super) fn scroll(&mut self, scroll: &Scroll) {
        self.plain();
        let (top, bottom) = (scroll.top + 1, scroll.bottom + 1);
        let _ = write!(self.frame, "\x1b[{top};{bottom}r"); // a string takes it
        let (row, step) = match scroll.by > 0 {
            true => (scroll.bottom, "\n"),
            false => (scroll.top, "\x1bM"),
        };
        self.at = Some(Position::ORIGIN);
        self.go(Position { x: 0, y: row });
        for _ in 0..scroll.by.unsigned_abs() {
            self.frame.push_str(step);
        }
        self.frame.push_str("\x1b[r");
        self.at = Some(Position::ORIGIN);
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, to: Position) {
        if self.at != Some(to) {
            self.shortest(to);
            self.frame.push_str(&self.way);
            self.at = Some(to);
        }
    }

    /// The shortest way to a place.
    fn shortest(&mut self, to: Position) -> &str {
        let way = &mut self.way;
        way.clear();
        if self.at == Some(to) {
            return way;
        }
        way.push_str("\x1b[");
        if to != Position::ORIGIN {
            number(to.y + 1, way);
        }
        if to.x > 0 {
            way.push(';');
            number(to.x + 1, way);
        }
        way.push('H');
        if let Some(at) = self.at {
            let absolute = way.len();
            down(at.y, to.y, way);
            across(at.x, to.x, way);
            if way.len() - absolute < absolute {
                way.drain(..absolute);
            } else {
                way.truncate(absolute);
            }
        }
        way
    }
}

/// Whether `pen` writes `glyph`, in one column of every terminal.
fn writes(pen: Pen, glyph: &Glyph) -> bool {
    glyph.is_narrow() && (pen == glyph.pen || glyph.is_blank() && pen.leaves_blanks())
}

fn down(from: u16, to: u16, way: &mut String) {
    match (to.saturating_sub(from), from.saturating_sub(to)) {
        (0, 0) => {}
        // Above the last row, a line feed never scrolls; Windows may take it for the begin of a line.
        (n @ 1..=3, _) if cfg!(unix) => way.push_str(&"\n\n\n"[..usize::from(n)]),
        (0, n) => step(n, 'A', way),
        (n, _) => step(n, 'B', way),
    }
}

fn across(from: u16, to: u16, way: &mut String) {
    match (to, from.saturating_sub(to)) {
        (_, 0) => match to - from {
            0 => {}
            n => step(n, 'C', way),
        },
        (0, _) => way.push('\r'),
        (_, n @ 1..=4) => way.push_str(&"\x08\x08\x08\x08"[..usize::from(n)]),
        (1, _) => way.push_str("\r\x1b[C"),
        (_, n) => step(n, 'D', way),
    }
}

/// Moves the cursor by `n`, which is above 0.
fn step(n: u16, direction: char, way: &mut String) {
    way.push_str("\x1b[");
    if n > 1 {
        number(n, way);
    }
    way.push(direction);
}

/// Formatting would take ten times as many instructions, and a third of what writing a frame takes.
fn number(n: u16, way: &mut String) {
    if n >= 10 {
        number(n / 10, way);
    }
    way.push(char::from(b'0' + (n % 10) as u8)); // a digit
}

/// Writes what `command` is to a terminal.
fn command(command: impl Command, to: &mut String) {
    let _ = command.write_ansi(to); // a string takes it
}
