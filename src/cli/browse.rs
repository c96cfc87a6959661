//! `clinfaq [WORDS...]`: the browser, or the dialogue where there is no screen for it.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use crate::tui::{self, Environment, Options};

use super::args::spoken;
use super::output::{Output, say};
use super::preferences::Preferences;
use super::session::Session;
use super::{Failure, Outcome, read};

pub(super) fn run(
    words: &[OsString],
    session: &Session,
    preferences: Preferences,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let settings = preferences.settings();
    let mut environment = Environment::detect();
    environment.settings = settings.terminal;
    if !io::stdin().is_terminal() || !output.terminal || !environment.can_address_cursor() {
        if let Some(notice) = preferences.notice() {
            say(&format!("clinfaq: {notice}"));
        }
        return read::without_screen(words, session, output);
    }
    let mut options = Options::new(session.clock, environment);
    options.theme = settings.theme();
    options.start = settings.start.unwrap_or_default();
    options.notice = preferences.notice();
    options.keymap = preferences.keymap();
    options.words = Some(spoken(words)).filter(|words| !words.trim().is_empty());
    tui::run(session.opener(), options)?;
    Ok(Outcome::Fine)
}
