//! `clinfaq [WORDS...]`: the browser.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use crate::tui::{self, Environment, Options};

use super::args::spoken;
use super::session::Session;
use super::{Failure, Outcome};

pub(super) fn run(words: &[OsString], session: &Session) -> Result<Outcome, Failure> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Failure::told(
            "the browser needs a terminal, and there is none",
            "without one: clinfaq search WORDS, clinfaq show ID, clinfaq list conditions",
        ));
    }
    let mut options = Options::new(session.clock, Environment::detect());
    options.words = Some(spoken(words)).filter(|words| !words.trim().is_empty());
    tui::run(session.opener(), options)?;
    Ok(Outcome::Fine)
}
