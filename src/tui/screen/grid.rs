//! Characters and styles in rows and columns, as a terminal shows them.

use ratatui::buffer::Cell;
use ratatui::layout::Size;

use super::pen::{PLAIN, Pen};
use super::scroll::Scroll;
use crate::text::{is_simple, width};
use crate::tui::capabilities::Capabilities;

/// A place of the screen. All of them are compared many times a frame, and nearly all hold one character: so that is kept
/// apart from what may combine with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glyph {
    /// [`COVERED`] where a wide character before it covers it.
    char: char,
    /// What follows in the same place: accents, joined emoji.
    combined: Option<Box<str>>,
    pub(super) pen: Pen,
}

/// No cell's character: what is drawn is clean.
const COVERED: char = '\0';

impl Glyph {
    /// Nothing is to be seen, as after erasing. There is no other such glyph.
    pub(super) const BLANK: Self = Self {
        char: ' ',
        combined: None,
        pen: PLAIN,
    };
    const COVERED: Self = Self {
        char: COVERED,
        ..Self::BLANK
    };

    /// What `terminal` shows of `cell`.
    fn of(cell: &Cell, terminal: &Capabilities) -> Self {
        let pen = Pen::of(cell, terminal);
        let mut chars = cell.symbol().chars();
        let char = chars.next().unwrap_or(' ');
        let combined = chars.as_str();
        let combined = (!combined.is_empty()).then(|| combined.into());
        let pen = match char == ' ' && combined.is_none() && pen.leaves_blanks() {
            true => PLAIN,
            false => pen,
        };
        Self {
            char,
            combined,
            pen,
        }
    }

    /// Whether it is what `terminal` shows of `cell`. Every cell is asked this in every frame.
    #[inline(always)]
    fn shows(&self, cell: &Cell, terminal: &Capabilities) -> bool {
        let pen = Pen::of(cell, terminal);
        let written = match cell.symbol().as_bytes() {
            [byte] => self.char == char::from(*byte) && self.combined.is_none(),
            _ => self.is(cell.symbol()),
        };
        written && (self.pen == pen || self.is_blank() && pen.leaves_blanks())
    }

    fn is(&self, symbol: &str) -> bool {
        let mut chars = symbol.chars();
        let char = chars.next().unwrap_or(' ');
        self.char == char && self.combined.as_deref().unwrap_or_default() == chars.as_str()
    }

    /// Whether nothing is to be seen, as after erasing.
    pub(super) fn is_blank(&self) -> bool {
        self.char == ' ' && self.pen == PLAIN && self.combined.is_none()
    }

    /// Whether it is more than a blank of any style.
    pub(super) fn is_ink(&self) -> bool {
        self.char != ' '
    }

    /// Whether a wide character before it covers it.
    pub(super) fn is_covered(&self) -> bool {
        self.char == COVERED
    }

    /// Whether every terminal gives it one column: ASCII, Latin, and what frames and cut lines are made of. One that is set to
    /// draw the latter twice as wide has no place for a line across anyway.
    pub(super) fn is_narrow(&self) -> bool {
        self.combined.is_none()
            && match self.char {
                ' '..='~' => true,
                '\u{a1}'..='\u{24f}' => self.char != '\u{ad}',
                char => is_drawn(char),
            }
    }

    /// How many bytes it is written in.
    pub(super) fn bytes(&self) -> usize {
        self.char.len_utf8() + self.combined.as_ref().map_or(0, |more| more.len())
    }

    /// Writes it, without its style; not where it is covered.
    pub(super) fn write(&self, out: &mut String) {
        out.push(self.char);
        if let Some(more) = &self.combined {
            out.push_str(more);
        }
    }
}

/// What frames are made of, and what lines are cut with.
fn is_drawn(char: char) -> bool {
    matches!(
        char,
        '\u{2500}'..='\u{257f}' | '…' | '•' | '›' | '▸' | '▾' | '►' | '▼'
    )
}

/// What a terminal shows, or is to show.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) size: Size,
    cells: Vec<Glyph>,
}

impl Grid {
    /// Nothing but blanks.
    pub(super) fn new(size: Size) -> Self {
        let cells = vec![Glyph::BLANK; usize::from(size.width) * usize::from(size.height)];
        Self { size, cells }
    }

    pub(super) fn row(&self, y: u16) -> &[Glyph] {
        let width = usize::from(self.size.width);
        &self.cells[usize::from(y) * width..][..width]
    }

    fn row_mut(&mut self, y: u16) -> &mut [Glyph] {
        let width = usize::from(self.size.width);
        &mut self.cells[usize::from(y) * width..][..width]
    }

    /// Puts `cell` at a place, without what `terminal` does not show; says whether that changed anything. A wide character
    /// covers what follows.
    #[inline(always)]
    pub(super) fn put(&mut self, x: u16, y: u16, cell: &Cell, terminal: &Capabilities) -> bool {
        let Size { width, height } = self.size;
        if x >= width || y >= height {
            return false;
        }
        let at = usize::from(y) * usize::from(width) + usize::from(x);
        // Where the same wide character stood, it still covers what follows.
        let differs = !self.cells[at].shows(cell, terminal);
        if differs {
            self.replace(x, y, cell, terminal);
        }
        differs
    }

    #[inline(never)]
    fn replace(&mut self, x: u16, y: u16, cell: &Cell, terminal: &Capabilities) {
        let at = usize::from(x);
        let row = self.row_mut(y);
        row[at] = Glyph::of(cell, terminal);
        let after = (at + usize::from(columns(cell))).min(row.len());
        row[at + 1..after].fill(Glyph::COVERED);
        // What was covered by a character that is no longer there is blank.
        for bare in row[after..]
            .iter_mut()
            .take_while(|glyph| glyph.is_covered())
        {
            *bare = Glyph::BLANK;
        }
    }

    /// Takes those places of row `y` of `other` that are `differing`.
    pub(super) fn copy_row(&mut self, y: u16, other: &Self, differing: &[bool]) {
        let places = self.row_mut(y).iter_mut().zip(other.row(y));
        for ((place, new), _) in places.zip(differing).filter(|(_, differs)| **differs) {
            place.clone_from(new);
        }
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
        cells[bare].fill(Glyph::BLANK);
    }
}

/// How many columns a cell's character takes. Kept out of the loops over all cells, of which few ask for it.
#[inline(never)]
pub(in crate::tui) fn columns(cell: &Cell) -> u16 {
    let symbol = cell.symbol();
    if symbol.len() == 1 {
        return 1;
    }
    let mut chars = symbol.chars();
    match chars.next() {
        Some(char) if is_simple(char) && chars.as_str().is_empty() => 1,
        _ => u16::try_from(width(symbol)).map_or(u16::MAX, |columns| columns.max(1)),
    }
}
