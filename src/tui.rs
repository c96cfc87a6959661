//! The screen: the only room that names ratatui and the crates behind the terminal.
//!
//! A keystroke goes: bytes -> terminal thread -> [`Event`] -> [`Keymap::resolve`] -> `App::update` -> [`Effect`] ->
//! `App::prepare_frame` -> `view::draw`. One receiver waits for everything; nothing here looks at a clock.

mod action;
mod app;
mod canvas;
mod capabilities;
mod claim;
#[cfg(unix)]
mod decode;
mod environment;
mod event;
mod keymap;
mod layout;
mod listen;
mod look;
mod panic;
mod run;
mod screen;
mod session;
#[cfg(unix)]
mod supervisor;
mod tty;
mod view;

pub use action::{Action, Context, Effect};

pub use environment::Environment;
pub use event::{Event, Input, Mouse, Signal};
pub use keymap::{KeySetting, Keymap, key_places};
pub use look::Lines;
pub use panic::end_on_panic;
pub use run::{Error, run};
pub use screen::Screen;
pub use session::{Options, Session};
#[cfg(unix)]
pub use supervisor::{Ended, end_with_parent, prepare_process, supervise};

/// The columns of the terminal behind standard output, where it says them.
pub fn columns() -> Option<usize> {
    tty::size().map(|(columns, _)| usize::from(columns))
}

/// Its rows.
pub fn rows() -> Option<usize> {
    tty::size().map(|(_, rows)| usize::from(rows))
}
