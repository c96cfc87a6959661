//! The answer beside or below a list.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::action::{Action, Context};
use crate::tui::app::App;
use crate::tui::widget::{Brush, draw_lines};

/// Draws as much of the answer as there is room for, and says so where there is more.
pub(super) fn draw(app: &App, area: Rect, brush: &mut Brush, with_title: bool) {
    let preview = &app.preview;
    if area.height == 0 || area.width < 3 {
        return;
    }
    let mut inner = Rect {
        x: area.x + 1,
        width: area.width - 2,
        ..area
    };
    if with_title && !preview.title.is_empty() {
        brush.text(
            inner.x,
            inner.y,
            inner.width,
            &preview.title,
            brush.look.strong(),
        );
        inner.y += 1;
        inner.height -= 1;
    }
    draw_lines(brush, inner, &preview.lines, 0, &());
    if preview.lines.len() > usize::from(inner.height) && inner.height > 1 {
        let y = inner.bottom() - 1;
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        brush.wipe(row);
        let action = match app.place().context() {
            Context::Search => Action::Read,
            _ => Action::Open,
        };
        let ellipsis = brush.look.glyphs.ellipsis;
        let text = match app.key(action) {
            Some(key) => format!("{ellipsis} {key} reads on"),
            None => ellipsis.to_owned(),
        };
        brush.text(inner.x, y, inner.width, &text, brush.look.dim());
    } else if preview.lines.is_empty() && preview.title.is_empty() {
        brush.text(inner.x, inner.y, 0, "", Style::new());
    }
}
