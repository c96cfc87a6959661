//! The browser on a screen.
//!
//! A keystroke goes: `terminal::Event` -> [`Keymap::resolve`] -> `App::update` -> [`Effect`] -> `App::prepare_frame` ->
//! `view::draw`. One receiver waits for everything; nothing here looks at a clock.

mod action;
mod app;
mod keymap;
mod layout;
mod run;
mod session;
mod view;

pub use crate::nav::{PackResult, Packs};
pub use action::{Action, Context, Effect};
pub use keymap::{KeySetting, Keymap, key_places};
pub use run::{Error, run};
pub use session::{Options, Session};
