//! The bytes of a frame, and what they do to the terminal's cursor and pen.

use std::io::Write;

use ratatui::buffer::Cell;
use ratatui::layout::Position;

use super::grid::is_blank;
use super::pen::{PLAIN, Pen};
use super::scroll::Scroll;

/// Collects the bytes of a frame.
#[derive(Debug)]
pub(super) struct Writer {
    frame: Vec<u8>,
    /// A way that is being thought of.
    way: Vec<u8>,
    /// Where the cursor is, where that is known.
    at: Option<Position>,
    /// How it writes, where that is known.
    pen: Option<Pen>,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            frame: Vec::with_capacity(4096),
            way: Vec::with_capacity(16),
            at: None,
            pen: Some(PLAIN),
        }
    }
}

impl Writer {
    /// What has been collected; to be emptied by who takes it.
    pub(super) fn frame(&mut self) -> &mut Vec<u8> {
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
        self.frame.extend_from_slice(b"\x1b[H\x1b[J");
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
                self.frame.extend_from_slice(b"\x1b[m");
                PLAIN.change(to, &mut self.frame);
            }
        }
        self.pen = Some(to);
    }

    /// Goes to column `x` of row `y`, where `row` is to stand, or stands already left of it. A few columns that stand
    /// there are written again where that is shorter than going over them.
    pub(super) fn reach(&mut self, x: usize, y: u16, row: &[Cell]) {
        let to = Position { x: x as u16, y }; // a column of a grid
        let from = match self.at {
            Some(at) if at.y == y && at.x <= to.x => at,
            // From the begin of the row, which is one byte away.
            Some(_) => Position { x: 0, y },
            None => to,
        };
        let between = &row[usize::from(from.x)..x];
        // The pen that is needed there may do for what lies before.
        let pens = [self.pen, Some(Pen::of(&row[x]))];
        let pen = pens
            .into_iter()
            .flatten()
            .find(|pen| between.len() <= 8 && between.iter().all(|cell| writes(*pen, cell)));
        let Some(pen) = pen else {
            return self.go(to);
        };
        let over = between
            .iter()
            .map(|cell| cell.symbol().len())
            .sum::<usize>();
        if self.shortest(from).len() + over > self.shortest(to).len() {
            return self.go(to);
        }
        self.go(from);
        self.change(pen);
        for cell in between {
            self.frame.extend_from_slice(cell.symbol().as_bytes());
        }
        self.at = Some(to);
    }

    /// Writes a character where the cursor is, on a terminal of `width` columns.
    pub(super) fn put(&mut self, cell: &Cell, width: u16) {
        if self.pen.is_none_or(|pen| !writes(pen, cell)) {
            self.change(Pen::of(cell));
        }
        self.frame.extend_from_slice(cell.symbol().as_bytes());
        // At the edge terminals differ in where the cursor stands, and in how wide they think other scripts are.
        self.at = self.at.and_then(|at| {
            let next = Position { x: at.x + 1, ..at };
            (next.x < width && narrow(cell.symbol())).then_some(next)
        });
    }

    /// Makes `count` characters blank, from where the cursor is and stays.
    pub(super) fn erase(&mut self, count: usize) {
        self.plain();
        let _ = write!(self.frame, "\x1b[{count}X"); // a vector takes it
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
        self.frame.extend_from_slice(b"\x1b[K");
    }

    /// Moves rows.
    pub(super) fn scroll(&mut self, scroll: &Scroll) {
        self.plain();
        let (top, bottom) = (scroll.top + 1, scroll.bottom + 1);
        let _ = write!(self.frame, "\x1b[{top};{bottom}r"); // a vector takes it
        let (row, step): (u16, &[u8]) = match scroll.by > 0 {
            true => (scroll.bottom, b"\n"),
            false => (scroll.top, b"\x1bM"),
        };
        self.at = Some(Position::ORIGIN);
        self.go(Position { x: 0, y: row });
        for _ in 0..scroll.by.unsigned_abs() {
            self.frame.extend_from_slice(step);
        }
        self.frame.extend_from_slice(b"\x1b[r");
        self.at = Some(Position::ORIGIN);
    }

    /// Hides or shows the cursor.
    pub(super) fn hide(&mut self, hide: bool) {
        let code: &[u8] = if hide { b"\x1b[?25l" } else { b"\x1b[?25h" };
        self.frame.extend_from_slice(code);
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, to: Position) {
        if self.at != Some(to) {
            self.shortest(to);
            self.frame.extend_from_slice(&self.way);
            self.at = Some(to);
        }
    }

    /// The shortest way to a place.
    fn shortest(&mut self, to: Position) -> &[u8] {
        let (x, y) = (to.x + 1, to.y + 1);
        let way = &mut self.way;
        way.clear();
        if self.at == Some(to) {
            return way;
        }
        // A vector takes all that is written here.
        let _ = match (x, y) {
            (1, 1) => write!(way, "\x1b[H"),
            (1, _) => write!(way, "\x1b[{y}H"),
            _ => write!(way, "\x1b[{y};{x}H"),
        };
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

/// Whether `pen` writes `cell`, in one column of every terminal.
fn writes(pen: Pen, cell: &Cell) -> bool {
    narrow(cell.symbol()) && (pen == Pen::of(cell) || is_blank(cell) && pen.leaves_blanks())
}

fn down(from: u16, to: u16, way: &mut Vec<u8>) {
    let _ = match i32::from(to) - i32::from(from) {
        0 => Ok(()),
        // Above the last row, a line feed never scrolls; Windows may take it for the begin of a line.
        n @ 1..=3 if cfg!(unix) => way.write_all(&b"\n\n\n"[..n as usize]),
        1 => write!(way, "\x1b[B"),
        n @ 1.. => write!(way, "\x1b[{n}B"),
        -1 => write!(way, "\x1b[A"),
        n => write!(way, "\x1b[{}A", -n),
    };
}

fn across(from: u16, to: u16, way: &mut Vec<u8>) {
    let right = |way: &mut Vec<u8>, by: u16| match by {
        0 => Ok(()),
        1 => write!(way, "\x1b[C"),
        n => write!(way, "\x1b[{n}C"),
    };
    let _ = match (to, from.saturating_sub(to)) {
        (_, 0) => right(way, to - from),
        (0, _) => write!(way, "\r"),
        (_, n @ 1..=4) => way.write_all(&b"\x08\x08\x08\x08"[..usize::from(n)]),
        (1, _) => write!(way, "\r\x1b[C"),
        (_, n) => write!(way, "\x1b[{n}D"),
    };
}

/// Whether every terminal gives `symbol` one column: ASCII, Latin, and the lines that frames are made of.
fn narrow(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let one = chars.next().is_some_and(
        |c| matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{2500}'..='\u{257f}'),
    );
    one && chars.next().is_none()
}
