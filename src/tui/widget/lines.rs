//! Lines of a document.

use std::ops::Range;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::text::Line;

use super::Brush;

/// What is marked in lines besides what they mean.
pub(crate) trait Marking {
    /// Bytes of the line's text, and whether the cursor is there.
    fn marks(&self, line: usize) -> Vec<(Range<usize>, bool)>;
    /// Whether the cursor is on this span.
    fn chosen(&self, line: usize, span: usize) -> bool;
}

/// Nothing.
impl Marking for () {
    fn marks(&self, _: usize) -> Vec<(Range<usize>, bool)> {
        Vec::new()
    }
    fn chosen(&self, _: usize, _: usize) -> bool {
        false
    }
}

/// Draws `lines` from line `top` on; gives back where the cursor is, if it is in sight.
pub(crate) fn draw_lines(
    brush: &mut Brush,
    area: Rect,
    lines: &[Line],
    top: usize,
    marking: &dyn Marking,
) -> Option<Position> {
    let mut cursor = None;
    for (row, (at, line)) in (area.y..area.bottom()).zip(lines.iter().enumerate().skip(top)) {
        let marks = marking.marks(at);
        let mut x = area.x;
        let mut start = 0;
        for (i, span) in line.spans.iter().enumerate() {
            let base = brush.look.meaning(span.style);
            let chosen = marking.chosen(at, i);
            let style = if chosen {
                base.patch(brush.look.current())
            } else {
                base
            };
            if chosen && cursor.is_none() {
                cursor = Some(Position { x, y: row });
            }
            for (text, mark) in cut(&span.text, start, &marks) {
                let style = match mark {
                    Some(true) => style.patch(brush.look.current()),
                    Some(false) => style.patch(brush.look.hit()),
                    None => style,
                };
                if mark == Some(true) && cursor.is_none() {
                    cursor = Some(Position { x, y: row });
                }
                x += put(brush, x, row, area.right(), text, style);
            }
            start += span.text.len();
        }
    }
    cursor
}

fn put(brush: &mut Brush, x: u16, y: u16, right: u16, text: &str, style: Style) -> u16 {
    brush.text(x, y, right.saturating_sub(x), text, style)
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
        let from = range
            .start
            .max(start + done)
            .saturating_sub(start)
            .min(text.len());
        let to = range.end.saturating_sub(start).min(text.len());
        if from >= to {
            continue;
        }
        pieces.push((text.get(done..from).unwrap_or_default(), None));
        pieces.push((text.get(from..to).unwrap_or_default(), Some(*current)));
        done = to;
    }
    pieces.push((text.get(done..).unwrap_or_default(), None));
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
