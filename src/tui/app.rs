//! The state of the browser, and how actions change it.
//!
//! [`App::update`](state::App::update) does an action and returns what the loop has to do for it. Nothing here draws,
//! reads the terminal or waits. Before a frame, `prepare_frame` adapts the state to the size of the screen, so that
//! drawing changes nothing.

mod bookmarks;
mod browse;
mod command;
mod cursor;
mod filter;
mod full_screen;
mod input;
mod mouse;
mod notice;
mod packs;
mod page;
mod page_actions;
mod prepare;
mod preview;
mod search;
mod share;
mod state;
mod text_box;
mod tree;
mod update;
mod writing;

pub(crate) use browse::{Browse, Pane};
pub(crate) use cursor::Cursor;
pub(crate) use full_screen::Code;
pub(crate) use page::PageView;
pub(crate) use page_actions::source_label;
pub(crate) use search::Search;
pub use state::App;
pub(crate) use state::{Overlay, Place, Purpose};
pub(crate) use tree::{Node, Row};
