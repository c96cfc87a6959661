//! Draws what is, and changes nothing: one file a screen.

mod browse;
mod chrome;
mod help;
mod menu;
mod page;
mod preview;
mod search;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;

use super::app::{App, Overlay};
use super::layout::{Kind, Layout};
use super::widget::Brush;

pub(crate) use help::help_lines;

/// Draws everything; gives back where the terminal's own cursor is to stand: on what is selected.
pub(crate) fn draw(app: &App, layout: &Layout, buffer: &mut Buffer) -> Position {
    let area = buffer.area;
    let brush = &mut Brush {
        buffer,
        look: &app.look,
    };
    brush.style(layout.area, app.look.base());
    let cursor = match layout.kind {
        Kind::TooSmall => {
            brush.text(0, 0, layout.area.width, "needs more room", Style::new());
            Position::ORIGIN
        }
        Kind::Preparing => chrome::preparing(app, layout, brush),
        Kind::Browse => browse::draw(app, layout, brush),
        Kind::Search => search::draw(app, layout, brush),
        Kind::Page => page::draw(app, layout, brush),
    };
    let mut cursor = cursor;
    if layout.kind != Kind::TooSmall {
        let typing = chrome::footer(app, layout, brush);
        cursor = typing.unwrap_or(cursor);
        match app.overlays.last() {
            Some(Overlay::Help(help)) => cursor = help::draw(app, help, layout, brush),
            Some(Overlay::Menu(menu)) => cursor = menu::draw(menu, layout, brush),
            Some(Overlay::Find | Overlay::Filter(_)) | None => {}
        }
    }
    // A cursor outside the screen would be a request to scroll.
    Position {
        x: cursor.x.min(area.right().saturating_sub(1)),
        y: cursor.y.min(area.bottom().saturating_sub(1)),
    }
}
