//! The bytes of a frame, and what they do to the terminal's cursor and pen.
//!
//! Codes are crossterm's commands, but where it has none (ECH, the scrolled region) and where a shorter code does the same:
//! it writes every number, also the 1 that is meant where there is none.

use std::fmt::Write;

use crossterm::Command;
use crossterm::cursor::{Hide, MoveDown, MoveLeft, MoveRight, MoveTo, MoveUp, Show};
use crossterm::terminal::{Clear, ClearType};
use ratatui::layout::Position;

use super::grid::Glyph;
use super::pen::{PLAIN, Pen};
use super::scroll::Scroll;

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
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            frame: String::with_capacity(4096),
            way: String::with_capacity(16),
            at: None,
            pen: Some(PLAIN),
        }
    }
}

impl Writer {
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

    /// Takes all style away, for erasing, and at the end.
    pub(super) fn plain(&mut self) {
        self.change(PLAIN);
    }

    fn change(&mut self, to: Pen) {
        match self.pen {
            Some(pen) => pen.change(to, &mut self.frame),
            None => {
                self.frame.push_str("\x1b[m");
                PLAIN.change(to, &mut self.frame);
            }
        }
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
        self.plain();
        let _ = write!(self.frame, "\x1b[{count}X"); // a string takes it
    }

    /// Makes the rest of row `y` blank from column `from` on, or from further left: it is blank from column `end` on.
    pub(super) fn erase_row(&mut self, from: usize, end: usize, y: u16) {
        let near = self
            .at
            .is_some_and(|at| at.y == y && (end..=from).contains(&usize::from(at.x)));
        if !near {
            self.go(Position { x: from as u16, y }); // a column of a grid
        }
        self.plain();
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

    /// Hides or shows the cursor.
    pub(super) fn hide(&mut self, hide: bool) {
        match hide {
            true => command(Hide, &mut self.frame),
            false => command(Show, &mut self.frame),
        }
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
        match (to.x, to.y) {
            (0, 0) => way.push_str(HOME),
            (0, y) => {
                let _ = write!(way, "\x1b[{}H", y + 1); // a string takes it
            }
            (x, y) => command(MoveTo(x, y), way),
        }
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
        (1, _) => way.push_str("\x1b[B"),
        (0, 1) => way.push_str("\x1b[A"),
        (0, n) => command(MoveUp(n), way),
        (n, _) => command(MoveDown(n), way),
    }
}

fn across(from: u16, to: u16, way: &mut String) {
    match (to, from.saturating_sub(to)) {
        (_, 0) => match to - from {
            0 => {}
            1 => way.push_str("\x1b[C"),
            n => command(MoveRight(n), way),
        },
        (0, _) => way.push('\r'),
        (_, n @ 1..=4) => way.push_str(&"\x08\x08\x08\x08"[..usize::from(n)]),
        (1, _) => way.push_str("\r\x1b[C"),
        (_, n) => command(MoveLeft(n), way),
    }
}

/// Writes what `command` is to a terminal.
fn command(command: impl Command, to: &mut String) {
    let _ = command.write_ansi(to); // a string takes it
}
