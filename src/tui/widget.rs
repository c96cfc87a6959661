//! Small things that every view draws with.

mod brush;
mod input;
mod lines;

pub(crate) use brush::{Brush, Piece};
pub(crate) use input::draw_input;
pub(crate) use lines::{Marking, draw_lines};
