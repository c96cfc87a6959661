//! The browser on a screen.
//!
//! A keystroke goes: `terminal::Event` -> [`Keymap::resolve`] -> `App::update` -> [`Effect`] -> `App::prepare_frame` ->
//! `view::draw`. One receiver waits for everything; nothing here looks at a clock.

mod action;
mod app;
mod keymap;
mod layout;
mod options;
mod run;
mod view;

pub use crate::nav::{PackResult, Packs};
pub use action::{Action, Context, Effect};
pub use app::App;
pub use keymap::{KeySetting, Keymap};
pub use options::Options;
pub use run::{Error, run};
