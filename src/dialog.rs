//! The library as a dialog, line by line: for screen readers, braille displays, teletypes and scripts.
//!
//! A line goes in, lines come out; nothing is drawn, and no state is shown by colour or position alone. [`Dialog`] is a
//! state machine over a [`Library`](crate::library::Library): it reads no input and writes no output, so that tests run
//! what a person runs. Where a reader is, is kept by `nav`, which the browser uses as well; what a page says is made in
//! [`page`](crate::page).
//!
//! All commands are in one table, from which the help and the hints below a text are made. To add one, add a row and the
//! arm in `session` that runs it.

mod bookmarks;
mod command;
mod commands;
mod help;
mod navigation;
mod place;
mod search;
mod session;
#[cfg(test)]
mod tests;
mod view;

pub use crate::nav::Packs;
pub use place::{Settings, WIDTHS};
pub use session::{Dialog, Reply};
