//! `clinfaq [WORDS...]`: the browser, or the dialogue where there is no screen for it.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use crate::tui::{self, Environment, Options};

use super::args::spoken;
use super::output::Output;
use super::session::Session;
use super::{Failure, Outcome, read};

pub(super) fn run(
    words: &[OsString],
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let environment = Environment::detect();
    if !io::stdin().is_terminal() || !output.terminal || !environment.can_address_cursor() {
        return read::without_screen(words, session, output);
    }
    let mut options = Options::new(session.clock, environment);
    options.words = Some(spoken(words)).filter(|words| !words.trim().is_empty());
    tui::run(session.opener(), options)?;
    Ok(Outcome::Fine)
}
