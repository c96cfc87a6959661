//! The browser without a terminal: input and notices in, frames out. Tests and benches run what a person runs.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};

use crate::config::{Start, Theme};
use crate::library::{Library, Notice};
use crate::model::{Clock, Diagnostic};
use crate::terminal::{Environment, Input, Look};

use super::app::App;
use super::effect::Effect;
use super::keymap::Keymap;
use super::layout::Layout;
use super::view;

/// What the browser is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Words to search for at once.
    pub words: Option<String>,
    /// Today.
    pub clock: Clock,
    /// What the terminal can show.
    pub environment: Environment,
    /// Colours.
    pub theme: Theme,
    /// Keys.
    pub keymap: Keymap,
    /// The order in which browsing begins.
    pub start: Start,
    /// Something to be said until the first key, already clean.
    pub notice: Option<String>,
    /// What is wrong with the settings file.
    pub settings_problems: Vec<Diagnostic>,
}

impl Options {
    /// The standard options.
    pub fn new(clock: Clock, environment: Environment) -> Self {
        Self {
            words: None,
            clock,
            environment,
            theme: Theme::default(),
            keymap: Keymap::default(),
            start: Start::default(),
            notice: None,
            settings_problems: Vec::new(),
        }
    }
}

/// The browser.
pub struct Session {
    app: App,
    /// Words were typed that have not been searched for.
    search_due: bool,
}

impl Session {
    /// A browser of this size, with the library that is there already.
    pub fn new(size: Size, library: Option<Library>, options: &Options) -> Self {
        let look = Look::new(&options.environment, &options.theme);
        let mut app = App::new(library, options.clock, look, size, options.start);
        app.previews.later = options.environment.slow();
        app.keymap = options.keymap.clone();
        app.settings_problems = options.settings_problems.as_slice().into();
        let mut session = Self {
            app,
            search_due: false,
        };
        if let Some(words) = &options.words {
            let effects = session.app.search_for(words);
            session.sort(effects);
        }
        if let Some(notice) = &options.notice {
            session.app.say(notice);
        }
        session
    }

    /// The size that the next frame is to have.
    pub fn resize(&mut self, size: Size) {
        self.app.size = size;
    }

    /// Takes a batch of input. What concerns the world outside comes back.
    pub fn feed(&mut self, inputs: Vec<Input>) -> Vec<Effect> {
        self.app.previews.rested = false;
        let mut outside = Vec::new();
        for input in inputs {
            outside.extend(self.take(input));
            if outside.contains(&Effect::Quit) {
                break;
            }
        }
        outside
    }

    fn take(&mut self, input: Input) -> Vec<Effect> {
        let effects = match input {
            Input::Paste(text) => self.app.paste(&text),
            Input::Mouse(what, column, row) => {
                self.settle();
                self.app.mouse(what, column, row)
            }
            Input::Key(key) => match self.app.keymap.resolve(self.app.context(), key) {
                Some(action) => {
                    // What was typed before is done before: Enter reads a result of all the words.
                    self.settle();
                    self.app.update(action)
                }
                None => self.app.type_key(key),
            },
        };
        self.sort(effects)
    }

    /// Keeps the search for later, so that of several only the last is done.
    fn sort(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let (searches, outside): (Vec<_>, Vec<_>) = effects
            .into_iter()
            .partition(|effect| *effect == Effect::Search);
        self.search_due |= !searches.is_empty();
        outside
    }

    fn settle(&mut self) {
        if std::mem::take(&mut self.search_due) {
            self.app.run_search();
        }
        self.app.settle();
    }

    /// Takes what the opener reports; says whether it is worth a frame.
    pub fn notice(&mut self, notice: Notice) -> bool {
        self.app.notice(notice)
    }

    /// Draws a frame into a buffer of its size; says where the cursor is to be.
    pub fn draw(&mut self, buffer: &mut Buffer) -> Position {
        self.settle();
        let layout = Layout::new(self.app.size, &self.app);
        view::draw(&self.app, &layout, buffer)
    }

    /// Whether the library was found to be damaged since the last time: what is to be done then.
    pub fn check(&mut self) -> Option<Effect> {
        self.app.check()
    }

    /// Whether something of the last frame was put off until no more keys come: on a slow line the list goes first.
    pub fn owes(&self) -> bool {
        self.app.previews.owed
    }

    /// No more keys have come for a while: the next frame is to show all.
    pub fn rest(&mut self) {
        self.app.previews.rested = true;
    }

    /// The library that is read.
    pub fn library(&self) -> Option<&Library> {
        self.app.library.as_ref()
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("size", &self.app.size)
            .finish_non_exhaustive()
    }
}
