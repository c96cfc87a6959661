//! The browser on a screen.
//!
//! A keystroke: `terminal::Event` -> [`Keymap::resolve`] -> `App::update` -> [`Effect`]s -> `App::settle` -> `Layout` ->
//! `view::draw`. One receiver waits for everything; nothing here looks at a clock.

mod action;
mod app;
mod effect;
mod keymap;
mod layout;
mod run;
mod session;
mod view;
mod widget;

pub use action::{Action, Context};
pub use effect::Effect;
pub use keymap::{KeySetting, Keymap, key_places, key_table_markdown};
pub use run::{Error, run};
pub use session::{Options, Session};
