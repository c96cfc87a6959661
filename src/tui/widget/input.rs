//! One line of text that is typed.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use tui_input::Input;

use crate::text::width;

use super::Brush;

/// Draws what stands in the box, scrolled so that the insertion point is in sight; gives back where that is.
pub(crate) fn draw_input(brush: &mut Brush, area: Rect, input: &Input, chosen: bool) -> Position {
    let room = usize::from(area.width.saturating_sub(1));
    let before: String = input.value().chars().take(input.cursor()).collect();
    let before = brush.look.text(&before).into_owned();
    // Whole characters are left out at the left until the insertion point fits.
    let mut skipped = 0;
    let mut from = 0;
    for (at, c) in before.char_indices() {
        if width(&before) - skipped <= room {
            break;
        }
        skipped = width(&before[..at + c.len_utf8()]);
        from = at + c.len_utf8();
    }
    let shown = brush.look.text(input.value()).into_owned();
    let style = if chosen {
        Style::new().add_modifier(Modifier::UNDERLINED)
    } else {
        Style::new().add_modifier(Modifier::BOLD)
    };
    let visible = shown.get(from..).unwrap_or_default();
    if area.width > 0 && brush.buffer.area.contains(area.as_position()) {
        let columns = usize::from(area.width.min(brush.buffer.area.right() - area.x));
        brush
            .buffer
            .set_stringn(area.x, area.y, visible, columns, style);
    }
    let offset = width(&before).saturating_sub(skipped).min(room);
    Position {
        x: area.x + offset as u16, // at most the area's width
        y: area.y,
    }
}
