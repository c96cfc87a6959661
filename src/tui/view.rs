//! Draws the state and changes nothing: one file per screen.

mod browse;
mod chrome;
mod page;
mod painter;
mod panes;
mod popup;
mod search;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;

use super::app::App;
use super::layout::Kind;

use painter::Painter;

impl App {
    /// Draws a frame into a buffer of its size; returns where the terminal's own cursor belongs: on the selected item.
    pub fn draw(&mut self, buffer: &mut Buffer) -> Position {
        self.prepare_frame();
        draw(self, buffer)
    }
}

fn draw(app: &App, buffer: &mut Buffer) -> Position {
    let screen = app.areas.screen;
    let painter = &mut Painter {
        buffer,
        styles: &app.styles,
    };
    painter.style(screen, app.styles.base());
    let cursor = match app.areas.kind {
        Kind::TooSmall => {
            painter.text(screen, "screen too small", Style::new());
            return Position::ORIGIN;
        }
        Kind::Preparing => chrome::preparing(app, painter),
        Kind::Browse { .. } => browse::draw(app, painter),
        Kind::Search => search::draw(app, painter),
        Kind::Page { .. } => page::draw(app, painter),
    };
    let typing = chrome::footer(app, painter);
    // Under the prompt for a label there is the list of bookmarks.
    let mut overlays = app.overlays.iter().rev();
    let over = overlays.find_map(|overlay| popup::draw(app, overlay, painter));
    let cursor = typing.or(over).unwrap_or(cursor);
    // A cursor outside the screen would be a request to scroll.
    Position {
        x: cursor.x.min(screen.right().saturating_sub(1)),
        y: cursor.y.min(screen.bottom().saturating_sub(1)),
    }
}
