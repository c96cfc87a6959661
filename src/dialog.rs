//! The library as a dialog, line by line: for screen readers, braille displays, teletypes and scripts.
//!
//! A line goes in, lines come out; nothing is drawn, and no state is shown by colour or position alone. [`Dialog`] is a
//! state machine over a [`Library`](crate::library::Library): it reads no input and writes no output. What it cannot do
//! itself, such as printing, it returns as a [`Task`]. `nav` keeps the reader's place, as it does for the browser, and
//! [`page`](crate::page) makes the pages.
//!
//! All commands are in one table (`command`), from which the help and the hints below a text are made. To add a command,
//! add a row, and the arm in `session` that runs it. To add a place to read, add it to `place` and to `view`.

mod bookmarks;
mod command;
mod commands;
mod help;
mod navigation;
mod place;
mod reading;
mod search;
mod session;
#[cfg(test)]
mod tests;
mod view;

pub use crate::nav::Packs;
pub use place::{Settings, WIDTHS};
pub use session::{Dialog, Reply, Task};
