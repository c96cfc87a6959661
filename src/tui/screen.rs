//! Writes to the terminal: as few bytes as it takes, one write a frame, and never a question.
//!
//! On a serial line every byte is a millisecond. So the screen knows what the terminal shows, and turns that into what it
//! is to show: rows that moved are scrolled, what a row ends with is erased, the cursor takes the shortest way, and a
//! style is named only where it changes. Nothing here knows what is drawn.

mod grid;
mod pen;
mod scroll;
mod writer;

use std::cell::Cell;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer;
use ratatui::layout::{Position, Size};

use super::capabilities::Capabilities;
use super::environment::Environment;
use super::tty;

pub(super) use grid::columns;
pub(super) use pen::codes;

use grid::{Glyph, Grid};
use writer::Writer;

/// What a terminal is taken for that does not know its size.
const STANDARD_SIZE: Size = Size {
    width: 80,
    height: 24,
};

/// The most that is drawn: more than the largest monitor shows. A terminal may claim 65,535 columns and rows, which would
/// take all memory.
const LARGEST_SIZE: Size = Size {
    width: 1000,
    height: 400,
};

/// The terminal's size. A serial line does not know it: then it is what `COLUMNS` and `LINES` say.
pub(crate) fn size() -> Size {
    let Size { width, height } = reported_size();
    Size {
        width: width.min(LARGEST_SIZE.width),
        height: height.min(LARGEST_SIZE.height),
    }
}

fn reported_size() -> Size {
    if let Some((width, height)) = tty::size() {
        return Size { width, height };
    }
    let number = |name| {
        let value = std::env::var(name).ok()?;
        value.parse().ok().filter(|&number| number > 0)
    };
    Size {
        width: number("COLUMNS").unwrap_or(STANDARD_SIZE.width),
        height: number("LINES").unwrap_or(STANDARD_SIZE.height),
    }
}

/// A screen on any writer. What is drawn is kept back until [`Backend::flush`].
pub struct Screen<W: Write> {
    out: W,
    size: fn() -> Size,
    /// The size that was last told: what is drawn is of this one, whatever the terminal's is by then.
    told: Cell<Size>,
    terminal: Capabilities,
    writer: Writer,
    shown: Grid,
    wanted: Grid,
    /// Which rows may differ in the two: the others need no look.
    touched: Vec<bool>,
    /// Nothing is known of what the terminal shows: it is wiped first.
    wipe: bool,
    cursor: Position,
}

impl<W: Write> Screen<W> {
    /// A screen that writes to `out` what a terminal as in `environment` knows, and learns its size from `size`.
    pub fn new(out: W, size: fn() -> Size, environment: &Environment) -> Self {
        let terminal = environment.capabilities();
        let begun = size();
        // How many colours there are is decided: crossterm is not to look at NO_COLOR once more.
        crossterm::style::force_color_output(true);
        Self {
            out,
            size,
            told: Cell::new(begun),
            terminal,
            writer: Writer::new(&terminal),
            shown: Grid::new(begun),
            wanted: Grid::new(begun),
            touched: vec![false; usize::from(begun.height)],
            wipe: false,
            cursor: Position::ORIGIN,
        }
    }

    /// What it writes to.
    pub fn get_ref(&self) -> &W {
        &self.out
    }

    /// Forgets what the terminal shows: somebody else had it.
    pub fn forget(&mut self) {
        self.writer.forget();
        self.wipe = true;
    }

    fn paint(&mut self) {
        if std::mem::take(&mut self.wipe) {
            self.writer.wipe();
            self.shown = Grid::new(self.wanted.size);
            self.touched = vec![true; usize::from(self.wanted.size.height)];
        }
        if self.terminal.scrolls
            && let Some(scroll) = scroll::find(&self.shown, &self.wanted, &self.touched)
        {
            self.writer.scroll(&scroll);
            self.shown.scroll(&scroll);
            self.touched[usize::from(scroll.top)..=usize::from(scroll.bottom)].fill(true);
        }
        for y in 0..self.wanted.size.height {
            if std::mem::take(&mut self.touched[usize::from(y)]) {
                self.paint_row(y);
            }
        }
        self.writer.plain();
        self.writer.go(self.cursor);
    }

    /// Writes what differs in row `y`.
    fn paint_row(&mut self, y: u16) {
        let Size { width, height } = self.wanted.size;
        let (shown, wanted) = (self.shown.row(y), self.wanted.row(y));
        // Where the last character might scroll the screen there is none.
        let corner = y + 1 == height && !self.terminal.wraps_late;
        let most = usize::from(width) - usize::from(corner && width > 0);
        let pairs = shown.iter().zip(wanted).take(most);
        let differing: Vec<bool> = pairs.map(|(shown, wanted)| shown != wanted).collect();
        let differs = |x: &usize| differing[*x];
        let Some(last) = differing.iter().rposition(|differs| *differs) else {
            return;
        };
        let end = wanted[..most]
            .iter()
            .rposition(|glyph| !glyph.is_blank())
            .map_or(0, |x| x + 1);
        // Erasing takes three bytes.
        let erase = (end..=last).find(differs).filter(|from| last - from >= 3);
        let stop = if erase.is_some() { end } else { last + 1 };
        let (mut x, mut judged) = (0, 0);
        while let Some(next) = (x..stop).find(differs) {
            x = next + 1;
            if wanted[next].is_covered() {
                continue; // written with what covers it
            }
            self.writer.reach(next, y, wanted);
            // Blanks that were too few for it are too few from each of them on.
            if self.terminal.erases && next >= judged {
                let blanks = next..blanks_until(&wanted[..stop], next);
                let blanks = next..blanks.rev().find(differs).map_or(next, |x| x + 1);
                // Erasing leaves the cursor where it is: from there it must go on.
                let way = if (blanks.end..stop).any(|x| differs(&x)) {
                    9
                } else {
                    5
                };
                if blanks.len() >= way {
                    self.writer.erase(blanks.len());
                    x = blanks.end;
                    continue;
                }
                judged = blanks.end;
            }
            self.writer.put(&wanted[next], width);
        }
        if let Some(from) = erase {
            self.writer.erase_row(from, end, y);
        }
        self.shown.copy_row(y, &self.wanted, &differing);
    }
}

/// Where the blanks that begin at `from` end.
fn blanks_until(row: &[Glyph], from: usize) -> usize {
    let blanks = row[from..].iter().take_while(|glyph| glyph.is_blank());
    from + blanks.count()
}

impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a buffer::Cell)>,
    {
        let Self {
            wanted,
            touched,
            terminal,
            ..
        } = self;
        // Not a loop: the iterator has one inside, which is three times as quick from there.
        content.for_each(|(x, y, cell)| {
            if wanted.put(x, y, cell, terminal)
                && let Some(row) = touched.get_mut(usize::from(y))
            {
                *row = true;
            }
        });
        Ok(())
    }

    /// It is always seen: it stands on what is selected.
    fn hide_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Remembered, not asked for.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// All of it, whatever is asked for: the browser has the whole screen.
    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.wanted = Grid::new(self.told.get());
        self.wipe = true;
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        self.told.set((self.size)());
        Ok(self.told.get())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: (self.size)(),
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.paint();
        let frame = self.writer.frame();
        if !frame.is_empty() {
            let written = self.out.write_all(frame.as_bytes());
            frame.clear();
            written?;
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
