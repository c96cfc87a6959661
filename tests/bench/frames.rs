//! What a frame costs: drawn for a terminal of 80 columns and 24 rows, by its codes, and written to nowhere.

use std::io;
use std::path::Path;

use clinfaq::model::Clock;
use clinfaq::tui::{Environment, Options, Screen, Session};
use jiff::civil::date;
use ratatui::layout::Size;

use crate::{child, inputs};

/// What is drawn: its name, the keys that lead there, and those of which each leads to one more frame.
const SCREENS: &[(&str, &str, &str)] = &[
    ("a list of results, a row down", "/ \"disease\"", "down"),
    ("an answer, a line down", "/ \"glaucoma\" enter", "j"),
    (
        "an answer, a page down or up",
        "/ \"glaucoma\" enter",
        "pgdn pgup",
    ),
    ("the conditions, a row down", "", "j"),
];
/// So many frames of each are drawn.
const FRAMES: usize = 30;

/// The names of what is drawn.
pub(crate) fn screens() -> impl Iterator<Item = &'static str> {
    SCREENS.iter().map(|(name, ..)| *name)
}

/// Draws the frames of the screen with this name.
pub(crate) fn draw(library: &str, cache: &str, name: &str) -> io::Result<()> {
    let library = inputs::open(Path::new(library), Path::new(cache))?;
    let (_, way, keys) = SCREENS
        .iter()
        .find(|(known, ..)| *known == name)
        .ok_or_else(|| io::Error::other("no such screen"))?;
    let environment = Environment::modern();
    let size = || Size::new(80, 24);
    let screen = Screen::new(io::sink(), size, &environment);
    let clock = Clock {
        today: date(2026, 11, 20),
    };
    let options = Options::new(clock, environment);
    let mut session = Session::new(screen, Some(library), &options)?;
    session.draw()?;
    session.keys(way);
    session.draw()?;
    for key in keys.split(' ').cycle().take(FRAMES) {
        session.keys(key);
        child::one_frame(|| session.draw().map(drop))?;
    }
    Ok(())
}
