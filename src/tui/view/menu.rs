//! A list over a page, and the frame that such things have.

use ratatui::layout::{Position, Rect};

use crate::tui::app::Menu;
use crate::tui::layout::Layout;
use crate::tui::widget::Brush;

use super::chrome::scroll_bar;

pub(super) fn draw(menu: &Menu, layout: &Layout, brush: &mut Brush) -> Position {
    let inner = frame(brush, layout.overlay, menu.title);
    let mut cursor = inner.as_position();
    let items = menu.items.iter().enumerate().skip(menu.cursor.top);
    for (y, (at, (label, _))) in (inner.y..inner.bottom()).zip(items) {
        let selected = at == menu.cursor.at;
        let style = brush.row(inner, inner.x, y, selected, true);
        if selected {
            cursor = Position { x: inner.x, y };
        }
        brush.text(inner.x + 2, y, inner.width.saturating_sub(2), label, style);
    }
    let bar = Rect {
        width: inner.width + 1,
        ..inner
    };
    scroll_bar(brush, bar, menu.cursor.top, menu.items.len());
    cursor
}

/// Wipes `area` and frames it with a line above and below and one at either side; gives back what is inside.
pub(super) fn frame(brush: &mut Brush, area: Rect, title: &str) -> Rect {
    brush.wipe(area);
    if area.height < 3 || area.width < 6 {
        return area;
    }
    let (marks, dim) = (brush.look.marks, brush.look.dim());
    let bottom = area.bottom() - 1;
    for y in [area.y, bottom] {
        brush.across(Rect {
            y,
            height: 1,
            ..area
        });
    }
    for y in area.y..=bottom {
        let corner = match y {
            _ if y == area.y => [marks.top_left, marks.top_right],
            _ if y == bottom => [marks.bottom_left, marks.bottom_right],
            _ => [marks.vertical; 2],
        };
        brush.mark(area.x, y, corner[0], dim);
        brush.mark(area.right() - 1, y, corner[1], dim);
    }
    let title = format!(" {title} ");
    brush.text(
        area.x + 2,
        area.y,
        area.width - 4,
        &title,
        brush.look.strong(),
    );
    Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width - 4,
        height: area.height - 2,
    }
}
