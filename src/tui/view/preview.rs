//! The answer beside or below a list.

use ratatui::layout::Rect;

use crate::tui::action::Action;
use crate::tui::app::{App, Pane, Place};
use crate::tui::widget::{Brush, draw_lines};

/// Draws as much of the answer as there is room for, and says so where there is more.
pub(super) fn draw(app: &App, area: Rect, brush: &mut Brush) {
    let preview = &app.preview;
    if area.height == 0 || area.width < 3 {
        return;
    }
    let inner = Rect {
        x: area.x + 1,
        width: area.width - 2,
        ..area
    };
    let title = brush.look.strong();
    brush.text(inner.x, inner.y, inner.width, &preview.title, title);
    let inner = Rect {
        y: inner.y + 1,
        height: inner.height - 1,
        ..inner
    };
    draw_lines(brush, inner, &preview.lines, preview.top, &());
    if preview.lines.len() > preview.top + usize::from(inner.height) && inner.height > 1 {
        let y = inner.bottom() - 1;
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        brush.wipe(row);
        let ellipsis = brush.look.glyphs.ellipsis;
        // Enter reads the answer only where the list of answers has the keys.
        let reads = match app.place() {
            Place::Browse(browse) if browse.pane == Pane::Questions => app.key(Action::Open),
            Place::Search(search) if !search.is_blank() => app.key(Action::Read),
            _ => None,
        };
        let reads = reads.map(|key| format!("{key} opens all"));
        let scrolls = app
            .key(Action::PreviewDown)
            .map(|key| format!("{key} scrolls"));
        let hints: Vec<String> = reads.into_iter().chain(scrolls).collect();
        let text = format!("{ellipsis} {}", hints.join(", "));
        brush.text(inner.x, y, inner.width, &text, brush.look.dim());
    }
}
