//! Puts text into cells: in characters that the terminal shows, cut by columns, never outside its area.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::{
    Paragraph, Scrollbar, ScrollbarOrientation, ScrollbarState, StatefulWidget, Widget,
};
use tui_input::Input;

use crate::terminal::{Styles, link_cells};
use crate::text::{Line, Target, is_one_cell_each, truncate, width};
use crate::tui::app::{Code, Cursor};

/// Text in one style.
pub(super) type Piece<'a> = (Cow<'a, str>, Style);

/// Draws into a buffer.
pub(super) struct Painter<'a> {
    pub(super) buffer: &'a mut Buffer,
    pub(super) styles: &'a Styles,
}

/// `area` without its first columns.
pub(super) fn indent(area: Rect, columns: u16) -> Rect {
    Rect {
        x: area.x + columns,
        width: area.width.saturating_sub(columns),
        ..area
    }
}

/// The first columns of `area`.
pub(super) fn first_columns(area: Rect, width: u16) -> Rect {
    Rect {
        width: width.min(area.width),
        ..area
    }
}

/// A row of `area`.
pub(super) fn row(area: Rect, y: u16) -> Rect {
    Rect {
        y: area.y + y,
        height: 1,
        ..area
    }
}

impl Painter<'_> {
    /// Writes `text` into the first row of `area`; text that is cut ends in an ellipsis. Returns the columns used.
    pub(super) fn text(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() {
            return 0;
        }
        let columns = usize::from(area.width);
        let shown = self.styles.text(text);
        let cut = truncate(&shown, columns, self.styles.glyphs.ellipsis);
        if !is_one_cell_each(&cut) {
            let (end, _) = self
                .buffer
                .set_stringn(area.x, area.y, &cut, columns, style);
            return end.saturating_sub(area.x);
        }
        // Nearly all text. It need not be divided into graphemes, which takes most of the time of a frame.
        let first = self.buffer.index_of(area.x, area.y);
        let mut used = 0;
        for (cell, char) in self.buffer.content[first..].iter_mut().zip(cut.chars()) {
            cell.set_char(char).set_style(style);
            used += 1;
        }
        used
    }

    /// Writes pieces one after the other. Returns the columns used.
    pub(super) fn pieces(&mut self, area: Rect, pieces: &[Piece]) -> u16 {
        let mut used = 0;
        for (text, style) in pieces {
            used += self.text(indent(area, used), text, *style);
        }
        used
    }

    /// Writes pieces at the right end of `area`, in at most `max` columns; returns the rest of it, with a column free.
    pub(super) fn right(&mut self, area: Rect, max: u16, pieces: &[Piece]) -> Rect {
        let wide: usize = pieces.iter().map(|(text, _)| self.columns(text)).sum();
        let wide = wide.min(usize::from(max.min(area.width))) as u16; // at most a u16
        self.pieces(indent(area, area.width - wide), pieces);
        first_columns(area, (area.width - wide).saturating_sub(1))
    }

    /// How many columns `text` takes as it is shown here.
    pub(super) fn columns(&self, text: &str) -> usize {
        width(&self.styles.text(text))
    }

    /// Applies `style` to all of `area`.
    pub(super) fn style(&mut self, area: Rect, style: Style) {
        if style != Style::new() {
            self.buffer
                .set_style(area.intersection(self.buffer.area), style);
        }
    }

    /// Marks a row of a list as selected, with the pointer in its column `at`, so that it is seen without
    /// colour, too. Returns the style of its text.
    pub(super) fn select(&mut self, row: Rect, at: u16, selected: bool, focused: bool) -> Style {
        if !selected {
            return Style::new();
        }
        let style = self.styles.selected(focused);
        self.style(row, style);
        self.text(
            first_columns(indent(row, at), 1),
            self.styles.marks.pointer,
            style,
        );
        style
    }

    /// Draws the rows of a list on the screen, and a scroll bar if there are more; returns where the selected row is.
    pub(super) fn list(
        &mut self,
        area: Rect,
        cursor: &Cursor,
        len: usize,
        mut draw_row: impl FnMut(&mut Self, usize, Rect, bool),
    ) -> Position {
        let mut position = area.as_position();
        for (y, at) in (0..area.height).zip(cursor.top..len) {
            let row = row(area, y);
            if at == cursor.at {
                position = row.as_position();
            }
            draw_row(self, at, row, at == cursor.at);
        }
        self.scroll_bar(area, cursor.top, len);
        position
    }

    /// A bar in the last column of an area that cannot show all of its `len` lines.
    pub(super) fn scroll_bar(&mut self, area: Rect, top: usize, len: usize) {
        let height = usize::from(area.height);
        if height == 0 || len <= height {
            return;
        }
        let mut state = ScrollbarState::new(len - height + 1)
            .position(top)
            .viewport_content_length(height);
        Scrollbar::new(ScrollbarOrientation::VerticalRight)
            .begin_symbol(None)
            .end_symbol(None)
            .track_symbol(None)
            .thumb_symbol(self.styles.marks.thumb)
            .thumb_style(self.styles.dim())
            .render(area, self.buffer, &mut state);
    }

    /// A horizontal line, with a word near its right end.
    pub(super) fn rule(&mut self, area: Rect, word: &str) {
        let (mark, dim) = (self.styles.marks.lines.horizontal, self.styles.dim());
        for position in area.positions() {
            self.mark(position, mark, dim);
        }
        if !area.is_empty() && !word.is_empty() {
            let area = first_columns(area, area.width.saturating_sub(2));
            self.right(area, area.width, &[(format!(" {word} ").into(), dim)]);
        }
    }

    /// A vertical line at the left edge of `area`, joined to the line above and, if there is one, to the line below.
    pub(super) fn vertical(&mut self, area: Rect, has_line_below: bool) {
        let (lines, dim) = (self.styles.marks.lines, self.styles.dim());
        for position in first_columns(area, 1).positions() {
            self.mark(position, lines.vertical, dim);
        }
        if let Some(y) = area.y.checked_sub(1) {
            self.mark(Position { x: area.x, y }, lines.horizontal_down, dim);
        }
        if has_line_below {
            let y = area.bottom();
            self.mark(Position { x: area.x, y }, lines.horizontal_up, dim);
        }
    }

    /// One character of a line.
    pub(super) fn mark(&mut self, position: Position, mark: &str, style: Style) {
        if let Some(cell) = self.buffer.cell_mut(position) {
            cell.set_symbol(mark).set_style(style);
        }
    }

    /// A code at the top left of `area`; returns the columns used.
    pub(super) fn code(&mut self, area: Rect, code: &Code) -> u16 {
        // Dark on light, whatever the theme; without colour, on the dark ground that most terminals have.
        let dark = Style::new().fg(Color::Gray).bg(Color::Black);
        let light = dark.add_modifier(Modifier::REVERSED);
        let step = if code.is_dense { 2 } else { 1 };
        for (y, rows) in (0..area.height).zip(code.rows.chunks(step)) {
            let lower = rows.last().unwrap_or(&rows[0]);
            for (x, (&top, &bottom)) in (0..).zip(rows[0].iter().zip(lower)) {
                let (mark, style) = match (top, bottom) {
                    // The half of a cell that is below the code.
                    (top, _) if code.is_dense && rows.len() == 1 => {
                        (if top { "▀" } else { " " }, dark)
                    }
                    (true, true) => (" ", light),
                    (false, false) => (" ", dark),
                    (true, false) => ("▀", dark),
                    (false, true) => ("▄", dark),
                };
                let width = if code.is_dense { 1 } else { 2 };
                for x in width * x..width * (x + 1) {
                    let position = Position {
                        x: area.x + x,
                        y: area.y + y,
                    };
                    self.mark(position, mark, style);
                }
            }
        }
        code.size().0 as u16 // fits the screen
    }

    /// A box for text, scrolled so that the insertion point can be seen; returns where that is.
    pub(super) fn input(&mut self, area: Rect, input: &Input, is_stale: bool) -> Position {
        // As it is shown, which may be transliterated.
        let before: String = input.value().chars().take(input.cursor()).collect();
        let cursor = self.styles.text(&before).chars().count();
        let shown = self.styles.text(input.value()).into_owned();
        let shown = Input::new(shown).with_cursor(cursor);
        let scroll = shown.visual_scroll(usize::from(area.width.saturating_sub(1)));
        let modifier = match is_stale {
            true => Modifier::UNDERLINED,
            false => Modifier::BOLD,
        };
        let area = area.intersection(self.buffer.area);
        let columns = u16::try_from(scroll).unwrap_or(u16::MAX);
        Paragraph::new(shown.value())
            .style(Style::new().add_modifier(modifier))
            .scroll((0, columns))
            .render(area, self.buffer);
        let offset = shown.visual_cursor().saturating_sub(scroll);
        Position {
            x: area.x + u16::try_from(offset).unwrap_or(0),
            y: area.y,
        }
    }

    /// Draws `lines` from line `top` on. `marks` returns the marked parts of a line: bytes of its text, in order, and whether
    /// the cursor is there. Returns where the cursor is, if that is on the screen.
    pub(super) fn lines(
        &mut self,
        area: Rect,
        lines: &[Line],
        top: usize,
        marks: impl Fn(usize) -> Vec<(Range<usize>, bool)>,
    ) -> Option<Position> {
        let mut cursor = None;
        for (y, (at, line)) in (0..area.height).zip(lines.iter().enumerate().skip(top)) {
            let marks = marks(at);
            let (mut x, mut start) = (0, 0);
            for span in &line.spans {
                let base = self.styles.meaning(span.style);
                let begin = x;
                for (text, mark) in cut(&span.text, start, &marks) {
                    let place = indent(row(area, y), x);
                    let style = match mark {
                        None => base,
                        Some(false) => base.patch(self.styles.hit()),
                        Some(true) => {
                            cursor.get_or_insert(place.as_position());
                            base.patch(self.styles.current())
                        }
                    };
                    x += self.text(place, text, style);
                }
                start += span.text.len();
                if let Some(Target::Url(address)) = &span.target
                    && self.styles.links
                {
                    let text = indent(row(area, y), begin);
                    link_cells(self.buffer, first_columns(text, x - begin), address);
                }
            }
        }
        cursor
    }
}

/// Cuts a span that begins at byte `start` of its line into marked and unmarked pieces.
fn cut<'a>(
    text: &'a str,
    start: usize,
    marks: &[(Range<usize>, bool)],
) -> Vec<(&'a str, Option<bool>)> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (range, current) in marks {
        let from = range.start.saturating_sub(start).max(done).min(text.len());
        let to = range.end.saturating_sub(start).min(text.len());
        if from < to {
            pieces.push((&text[done..from], None));
            pieces.push((&text[from..to], Some(*current)));
            done = to;
        }
    }
    pieces.push((&text[done..], None));
    pieces.retain(|(text, _)| !text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_span_is_cut_at_its_marks_and_nothing_is_lost() {
        assert_eq!(
            cut("abcdef", 0, &[(1..3, false), (4..5, true)]),
            [
                ("a", None),
                ("bc", Some(false)),
                ("d", None),
                ("e", Some(true)),
                ("f", None)
            ]
        );
        // A mark that began in the span before and goes on in the next.
        assert_eq!(cut("abc", 10, &[(8..20, false)]), [("abc", Some(false))]);
        assert_eq!(cut("abc", 10, &[(2..4, false)]), [("abc", None)]);
    }
}
