//! What a frame is drawn on: a buffer, which is then handed to the screen whole.
//!
//! ratatui's own terminal compares each frame with the one before and hands over what differs. The screen knows what the
//! terminal shows and compares anyway: doing it twice took a fifth of a frame.

use ratatui::backend::{Backend, ClearType};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};

use super::screen::columns;

/// A buffer, and the screen that shows it.
#[derive(Debug)]
pub(super) struct Canvas<B: Backend> {
    screen: B,
    buffer: Buffer,
}

impl<B: Backend> Canvas<B> {
    pub(super) fn new(screen: B) -> Result<Self, B::Error> {
        let size = screen.size()?;
        Ok(Self {
            screen,
            buffer: Buffer::empty(of_size(size)),
        })
    }

    /// The size of the screen.
    pub(super) fn size(&self) -> Result<Size, B::Error> {
        self.screen.size()
    }

    /// Has a frame of this size drawn, and shows it; where the cursor is to stand comes back from who draws.
    pub(super) fn draw(
        &mut self,
        size: Size,
        draw: impl FnOnce(&mut Buffer) -> Position,
    ) -> Result<(), B::Error> {
        if self.buffer.area != of_size(size) {
            self.buffer.resize(of_size(size));
            self.clear()?;
        }
        self.buffer.reset();
        let cursor = draw(&mut self.buffer);
        self.screen.draw(seen(&self.buffer))?;
        self.screen.show_cursor()?;
        self.screen.set_cursor_position(cursor)?;
        self.screen.flush()
    }

    /// The next frame is written whole.
    pub(super) fn clear(&mut self) -> Result<(), B::Error> {
        self.screen.clear_region(ClearType::All)
    }

    pub(super) fn screen(&self) -> &B {
        &self.screen
    }

    pub(super) fn screen_mut(&mut self) -> &mut B {
        &mut self.screen
    }
}

fn of_size(size: Size) -> Rect {
    Rect::from((Position::ORIGIN, size))
}

/// The cells that are seen: not those that a wide character before them covers.
fn seen(buffer: &Buffer) -> impl Iterator<Item = (u16, u16, &Cell)> {
    let rows = buffer.content.chunks(usize::from(buffer.area.width).max(1));
    rows.zip(0..).flat_map(|(row, y)| {
        let mut free = 0;
        row.iter().zip(0u16..).filter_map(move |(cell, x)| {
            let covered = x < free;
            if !covered && cell.symbol().len() > 1 {
                free = x.saturating_add(columns(cell));
            }
            (!covered).then_some((x, y, cell))
        })
    })
}
