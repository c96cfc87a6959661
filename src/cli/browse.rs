//! `clinfaq [WORDS...]`: the browser.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use crate::tui::{self, Environment, Options};

use super::args::spoken;
use super::preferences::Preferences;
use super::session::Session;
use super::{Failure, Outcome};

pub(super) fn run(
    words: &[OsString],
    session: &Session,
    preferences: Preferences,
) -> Result<Outcome, Failure> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Failure::told(
            "the browser needs a terminal, and there is none",
            "without one: clinfaq search WORDS, clinfaq show ID, clinfaq list conditions",
        ));
    }
    let settings = preferences.settings();
    let mut environment = Environment::detect();
    environment.settings = settings.terminal;
    let mut options = Options::new(session.clock, environment);
    options.theme = settings.theme();
    options.start = settings.start.unwrap_or_default();
    options.notice = preferences.notice();
    options.keymap = preferences.keymap;
    options.words = Some(spoken(words)).filter(|words| !words.trim().is_empty());
    tui::run(session.opener(), options)?;
    Ok(Outcome::Fine)
}
