//! Overlays: the help, lists to choose from, and what fills the screen.

use ratatui::layout::{Position, Rect};
use ratatui::symbols::border;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Padding, Widget};

use crate::tui::app::{App, Overlay};

use super::painter::{Painter, first_columns, indent};

/// Draws a pop-up; returns where its cursor is.
pub(super) fn draw(app: &App, overlay: &Overlay, painter: &mut Painter) -> Option<Position> {
    let area = app.areas.popup;
    match overlay {
        Overlay::Help(help) => {
            let mut title = format!("Help: {}", help.context.title());
            if !help.words.value().is_empty() {
                title = format!(
                    "{title}, only \"{}\"",
                    painter.styles.text(help.words.value())
                );
            }
            let inner = frame(painter, area, &title);
            painter.lines(inner, &help.lines, help.top, |_| Vec::new());
            painter.scroll_bar(with_margin(inner), help.top, help.lines.len());
            Some(inner.as_position())
        }
        Overlay::Menu(menu) => {
            let inner = with_margin(frame(painter, area, menu.title));
            let len = menu.items.len();
            let cursor = painter.list(inner, &menu.cursor, len, |painter, at, row, selected| {
                let row = first_columns(row, row.width - 1);
                let style = painter.select(row, 0, selected, true);
                painter.text(indent(row, 2), &menu.items[at].0, style);
            });
            Some(cursor)
        }
        Overlay::FullScreen(shown) => {
            let screen = Rect {
                height: app.areas.screen.height.saturating_sub(1),
                ..app.areas.screen
            };
            Clear.render(screen, painter.buffer);
            painter.style(screen, painter.styles.base());
            let mut text = screen;
            if let Some(code) = &shown.code {
                text = indent(screen, painter.code(screen, code) + 2);
            }
            painter.lines(text, &shown.lines, shown.top, |_| Vec::new());
            Some(text.as_position())
        }
        Overlay::Find | Overlay::Filter(_) | Overlay::Prompt(_) => None,
    }
}

/// The area and the column at its right, for the scroll bar.
fn with_margin(inner: Rect) -> Rect {
    Rect {
        width: inner.width + 1,
        ..inner
    }
}

/// Clears `area` and draws a border around it; returns the area inside.
fn frame(painter: &mut Painter, area: Rect, title: &str) -> Rect {
    let (styles, lines) = (painter.styles, painter.styles.marks.lines);
    let block = Block::bordered()
        .border_set(border::Set {
            top_left: lines.top_left,
            top_right: lines.top_right,
            bottom_left: lines.bottom_left,
            bottom_right: lines.bottom_right,
            vertical_left: lines.vertical,
            vertical_right: lines.vertical,
            horizontal_top: lines.horizontal,
            horizontal_bottom: lines.horizontal,
        })
        .style(styles.base())
        .border_style(styles.dim())
        .title(Line::from(vec![
            Span::raw(lines.horizontal),
            Span::styled(format!(" {title} "), styles.strong()),
        ]))
        .padding(Padding::horizontal(1));
    let inner = block.inner(area);
    Clear.render(area, painter.buffer);
    block.render(area, painter.buffer);
    inner
}
