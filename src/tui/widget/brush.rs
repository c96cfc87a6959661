//! Puts text into cells: in characters that the terminal shows, cut by columns, never outside its area.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::terminal::Look;
use crate::text::{is_one_cell_each, truncate, width};

/// Text in one style.
pub(crate) type Piece<'a> = (Cow<'a, str>, Style);

/// Draws into a buffer.
pub(crate) struct Brush<'a> {
    pub(crate) buffer: &'a mut Buffer,
    pub(crate) look: &'a Look,
}

impl Brush<'_> {
    /// Writes `text` in at most `columns`; what is cut shows an ellipsis. Gives back the columns used.
    pub(crate) fn text(&mut self, x: u16, y: u16, columns: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if columns == 0 || x >= area.right() || y >= area.bottom() || x < area.x || y < area.y {
            return 0;
        }
        let columns = columns.min(area.right() - x);
        let shown = self.look.text(text);
        let cut = truncate(&shown, usize::from(columns), self.look.glyphs.ellipsis);
        if is_one_cell_each(&cut) {
            // Nearly all text: it need not be taken apart into what a reader sees as one character.
            return self.characters(x, y, &cut, style);
        }
        let (end, _) = self
            .buffer
            .set_stringn(x, y, &cut, usize::from(columns), style);
        end.saturating_sub(x)
    }

    /// Writes characters that are a cell each and fit; gives back the columns used.
    fn characters(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        let first = self.buffer.index_of(x, y);
        let mut used = 0;
        for (cell, char) in self.buffer.content[first..].iter_mut().zip(text.chars()) {
            cell.set_char(char).set_style(style);
            used += 1;
        }
        used
    }

    /// Writes pieces one after the other, together in at most `columns`.
    pub(crate) fn pieces(&mut self, x: u16, y: u16, columns: u16, pieces: &[Piece]) -> u16 {
        let mut used = 0;
        for (text, style) in pieces {
            if used >= columns {
                break;
            }
            used += self.text(x + used, y, columns - used, text, *style);
        }
        used
    }

    /// Writes pieces so that they end before column `right`; gives back where they begin.
    pub(crate) fn right(&mut self, right: u16, y: u16, columns: u16, pieces: &[Piece]) -> u16 {
        let wide: usize = pieces.iter().map(|(text, _)| self.columns(text)).sum();
        let wide = (wide.min(usize::from(columns)) as u16).min(right); // below a u16 by the line above
        self.pieces(right - wide, y, wide, pieces);
        right - wide
    }

    /// How many columns `text` takes as it is shown here.
    pub(crate) fn columns(&self, text: &str) -> usize {
        width(&self.look.text(text))
    }

    /// Puts `style` over all of `area`. One that says nothing is not carried to every cell.
    pub(crate) fn style(&mut self, area: Rect, style: Style) {
        if style == Style::new() {
            return;
        }
        self.buffer
            .set_style(area.intersection(self.buffer.area), style);
    }

    /// The style of a row of a list at line `y` of `area`; where it is `selected`, the row is marked, with the pointer in
    /// column `x`, so that it is told without colour, too.
    pub(crate) fn row(
        &mut self,
        area: Rect,
        x: u16,
        y: u16,
        selected: bool,
        focused: bool,
    ) -> Style {
        if !selected {
            return Style::new();
        }
        let style = self.look.selected(focused);
        self.style(
            Rect {
                y,
                height: 1,
                ..area
            },
            style,
        );
        self.text(x, y, 1, self.look.marks.pointer, style);
        style
    }

    /// Wipes `area`.
    pub(crate) fn wipe(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(self.look.base());
            }
        }
    }

    /// A line across.
    pub(crate) fn across(&mut self, area: Rect) {
        let (mark, style) = (self.look.marks.horizontal, self.look.dim());
        for x in area.x..area.right() {
            self.mark(x, area.y, mark, style);
        }
    }

    /// A line down, with what joins it to the lines at its ends.
    pub(crate) fn down(&mut self, x: u16, area: Rect, joined_below: bool) {
        let (marks, style) = (self.look.marks, self.look.dim());
        for y in area.y..area.bottom() {
            self.mark(x, y, marks.vertical, style);
        }
        if let Some(y) = area.y.checked_sub(1) {
            self.mark(x, y, marks.down, style);
        }
        if joined_below {
            self.mark(x, area.bottom(), marks.up, style);
        }
    }

    /// One character of a frame.
    pub(crate) fn mark(&mut self, x: u16, y: u16, mark: &str, style: Style) {
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            cell.set_symbol(mark).set_style(style);
        }
    }
}
