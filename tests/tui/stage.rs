//! A browser on a screen in memory, and the library that it shows.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::LazyLock;

use clinfaq::content::Place;
use clinfaq::library::{Library, Opener, Request};
use clinfaq::model::Clock;
use clinfaq::terminal::Environment;
use clinfaq::tui::{App, Effect, Options};
use jiff::civil::date;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use super::keys::inputs;

pub(crate) const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

/// Below the folder in which tests run: the page of problems names it.
pub(crate) const FOLDER: &str = "tests/tui";

static CACHE: LazyLock<tempfile::TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("a folder for the index"));

pub(crate) fn request(place: PathBuf) -> Request {
    Request {
        places: vec![Place::Folder(place)],
        cache: Some(CACHE.path().to_owned()),
    }
}

pub(crate) fn open(place: PathBuf) -> Library {
    Opener::new(request(place))
        .current(&mut |_| ())
        .expect("a library that opens")
}

pub(crate) static LIBRARY: LazyLock<Library> = LazyLock::new(|| open(FOLDER.into()));

/// A browser, and the last frame that it has drawn.
pub(crate) struct Stage {
    app: App,
    pub(crate) buffer: Buffer,
    pub(crate) cursor: Position,
}

impl Stage {
    /// Types these keys; what concerns the world outside comes back.
    pub(crate) fn keys(&mut self, keys: &str) -> Vec<Effect> {
        self.app.feed(inputs(keys))
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) {
        self.app.resize(Size::new(width, height));
        self.buffer.resize(Rect::new(0, 0, width, height));
    }

    /// Draws a frame. A damaged library is noticed then.
    pub(crate) fn draw(&mut self) -> Option<Effect> {
        self.buffer.reset();
        self.cursor = self.app.draw(&mut self.buffer);
        self.app.check_index()
    }
}

impl Deref for Stage {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl DerefMut for Stage {
    fn deref_mut(&mut self) -> &mut App {
        &mut self.app
    }
}

pub(crate) fn options() -> Options {
    let clock = Clock {
        today: date(2026, 11, 20),
    };
    Options::new(clock, Environment::modern())
}

pub(crate) fn stage_with(size: (u16, u16), library: Option<Library>, options: &Options) -> Stage {
    Stage {
        app: App::new(Size::new(size.0, size.1), library, options.clone()),
        buffer: Buffer::empty(Rect::new(0, 0, size.0, size.1)),
        cursor: Position::ORIGIN,
    }
}

pub(crate) fn stage(size: (u16, u16)) -> Stage {
    stage_with(size, Some(LIBRARY.clone()), &options())
}

/// The text of the screen, and where the cursor is.
pub(crate) fn screen(stage: &mut Stage) -> String {
    stage.draw();
    let cursor = stage.cursor;
    let mut out = rows(stage).join("\n");
    out.push_str(&format!("\n(cursor {},{})\n", cursor.x, cursor.y));
    out
}

pub(crate) fn rows(stage: &Stage) -> Vec<String> {
    let buffer = &stage.buffer;
    let area = buffer.area;
    (0..area.height)
        .map(|y| {
            let mut row = String::new();
            let mut skip = 0;
            for x in 0..area.width {
                let symbol = buffer[(x, y)].symbol();
                if skip == 0 {
                    row.push_str(symbol);
                }
                // The cell behind a wide character is not shown.
                skip = match skip {
                    0 => clinfaq::text::width(symbol).saturating_sub(1),
                    n => n - 1,
                };
            }
            row.trim_end().to_owned()
        })
        .collect()
}
