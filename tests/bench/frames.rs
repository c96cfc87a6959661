//! The first frame and frames of each screen, drawn for a terminal of 80 columns and 24 rows and written to nowhere; and the
//! bytes that a keystroke sends to the terminal.

#[path = "../tui/keys.rs"]
mod keys;

use std::io::{self, Write};
use std::path::Path;

use clinfaq::library::Library;
use clinfaq::model::Clock;
use clinfaq::terminal::{Environment, Screen};
use clinfaq::tui::{App, Options};
use jiff::civil::date;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;

use keys::inputs;

use crate::child::Calls;
use crate::inputs as measured;

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
/// Terminals, one of each family that differs in what it is sent.
pub(crate) const TERMINALS: &[&str] = &[
    "linux",
    "xterm-256color",
    "screen",
    "vt220",
    "vt100",
    "ansi",
];
/// How many frames of each are drawn.
const FRAMES: usize = 30;

/// The names of what is drawn.
pub(crate) fn screens() -> impl Iterator<Item = &'static str> {
    SCREENS.iter().map(|(name, ..)| *name)
}

/// What is searched for where bytes are counted, letter by letter, and how far down the results.
const QUERIES: &[&str] = &[
    "treatment of diabetes",
    "what causes asthma",
    "symptoms of marfan syndrome",
    "is cystic fibrosis inherited",
    "how many people are affected by gout",
    "high blood pressure",
    "brest cancer tretment",
];
const ROWS_DOWN: usize = 12;

/// How often the browser is started.
const STARTS: usize = 20;

/// Starts the browser again and again: opens the index and draws the first frame.
pub(crate) fn start(library: &str, cache: &Path, calls: &mut Calls) -> io::Result<()> {
    for _ in 0..STARTS {
        calls.call(&mut || {
            let library = measured::opener(library, cache).at_once();
            let library = library.ok_or_else(|| io::Error::other("not indexed"))?;
            Browser::new(library, Environment::modern(), io::sink()).map(drop)
        })?;
    }
    Ok(())
}

/// Draws the frames of the screen with this name.
pub(crate) fn draw(library: Library, name: &str, calls: &mut Calls) -> io::Result<()> {
    let (_, way, keys) = SCREENS
        .iter()
        .find(|(known, ..)| *known == name)
        .ok_or_else(|| io::Error::other("no such screen"))?;
    let mut browser = Browser::new(library, Environment::modern(), io::sink())?;
    browser.app.feed(inputs(way));
    browser.draw()?;
    for key in keys.split(' ').cycle().take(FRAMES) {
        browser.app.feed(inputs(key));
        calls.call(&mut || browser.draw())?;
    }
    Ok(())
}

/// How many bytes each keystroke is answered with.
#[derive(Debug, Default)]
pub(crate) struct Bytes {
    /// Letters typed into the search.
    pub(crate) letters: Vec<usize>,
    /// Rows down the results.
    pub(crate) rows: Vec<usize>,
}

/// Searches and goes down the results, on the terminal named `term`.
pub(crate) fn bytes(library: &Library, term: &str) -> io::Result<Bytes> {
    let environment = Environment {
        term: term.into(),
        ..Environment::modern()
    };
    let mut browser = Browser::new(library.clone(), environment, Vec::new())?;
    let mut bytes = Bytes::default();
    let mut press = |keys: &str| -> io::Result<usize> {
        let before = browser.screen.get_ref().len();
        browser.app.feed(inputs(keys));
        browser.draw()?;
        Ok(browser.screen.get_ref().len() - before)
    };
    press("/")?;
    for query in QUERIES {
        for letter in query.chars() {
            bytes.letters.push(press(&format!("\"{letter}\""))?);
        }
        for _ in 0..ROWS_DOWN {
            bytes.rows.push(press("down")?);
        }
        press("ctrl-u")?;
    }
    Ok(bytes)
}

const SIZE: Size = Size::new(80, 24);

/// A browser and its screen.
struct Browser<W: Write> {
    app: App,
    screen: Screen<W>,
}

impl<W: Write> Browser<W> {
    /// A browser that has drawn its first frame to `out`.
    fn new(library: Library, environment: Environment, out: W) -> io::Result<Self> {
        let screen = Screen::new(out, &environment);
        let clock = Clock {
            today: date(2026, 11, 20),
        };
        let options = Options::new(clock, environment);
        let app = App::new(SIZE, Some(library), options);
        let mut browser = Self { app, screen };
        browser.draw()?;
        Ok(browser)
    }

    fn draw(&mut self) -> io::Result<()> {
        let draw = |buffer: &mut Buffer| self.app.draw(buffer);
        self.screen.draw(SIZE, draw)
    }
}
