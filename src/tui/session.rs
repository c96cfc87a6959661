//! The browser on any screen: input and notices in, frames out. Without threads and without a terminal, so that tests and
//! benches run what a person runs.

use ratatui::backend::Backend;

use crate::config::{Key, Start, Theme};
use crate::library::{Library, Notice};
use crate::model::{Clock, Diagnostic};

use super::action::Action;
use super::app::App;
use super::canvas::Canvas;
use super::effect::Effect;
use super::environment::Environment;
use super::event::Input;
use super::keymap::Keymap;
use super::layout::Layout;
use super::look::Look;
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

/// The browser on a screen.
pub struct Session<B: Backend> {
    app: App,
    canvas: Canvas<B>,
    /// Words were typed that have not been searched for.
    search_due: bool,
}

impl<B: Backend> Session<B> {
    /// A browser on `backend`, with the library that is there already. Nothing is drawn yet.
    pub fn new(backend: B, library: Option<Library>, options: &Options) -> Result<Self, B::Error> {
        let canvas = Canvas::new(backend)?;
        let size = canvas.size()?;
        let look = Look::new(&options.environment, &options.theme);
        let mut app = App::new(library, options.clock, look, size, options.start);
        app.previews.later = options.environment.slow();
        app.keymap = options.keymap.clone();
        app.settings_problems = options.settings_problems.as_slice().into();
        let mut session = Self {
            app,
            canvas,
            search_due: false,
        };
        if let Some(words) = &options.words {
            let effects = session.app.search_for(words);
            session.sort(effects);
        }
        if let Some(notice) = &options.notice {
            session.app.say(notice);
        }
        Ok(session)
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
            Input::Resize => Vec::new(), // the next frame asks for the size itself
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

    /// Does `action`, as its key would.
    pub fn act(&mut self, action: Action) -> Vec<Effect> {
        self.settle();
        let effects = self.app.update(action);
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
        if let Ok(size) = self.canvas.size() {
            self.app.size = size;
        }
        if std::mem::take(&mut self.search_due) {
            self.app.run_search();
        }
        self.app.settle();
    }

    /// Takes what the opener reports; says whether it is worth a frame.
    pub fn notice(&mut self, notice: Notice) -> bool {
        self.app.notice(notice)
    }

    /// Draws a frame: only what has changed is written. Afterwards the library may be found to be damaged.
    pub fn draw(&mut self) -> Result<Option<Effect>, B::Error> {
        self.settle();
        // One size for settling and drawing.
        let app = &self.app;
        let layout = Layout::new(app.size, app);
        self.canvas
            .draw(app.size, |buffer| view::draw(app, &layout, buffer))?;
        Ok(self.app.check())
    }

    /// Whether something of the last frame was put off until no more keys come: on a slow line the list goes first.
    pub fn owes(&self) -> bool {
        self.app.previews.owed
    }

    /// No more keys have come for a while: the next frame is to show all.
    pub fn rest(&mut self) {
        self.app.previews.rested = true;
    }

    /// Forgets what is on the screen: the next frame is written whole.
    pub fn redraw(&mut self) -> Result<(), B::Error> {
        self.canvas.clear()
    }

    /// The library that is read.
    pub fn library(&self) -> Option<&Library> {
        self.app.library.as_ref()
    }

    /// What is drawn on.
    pub fn backend(&self) -> &B {
        self.canvas.screen()
    }

    /// The same, to change it.
    pub fn backend_mut(&mut self) -> &mut B {
        self.canvas.screen_mut()
    }

    /// Feeds keys as they are written in a table of keys, parted by blanks; `"..."` is typed as text.
    pub fn keys(&mut self, keys: &str) -> Vec<Effect> {
        let mut inputs = Vec::new();
        for (i, part) in keys.split('"').enumerate() {
            if i % 2 == 1 {
                inputs.extend(part.chars().map(typed));
            } else {
                let keys = part.split_whitespace();
                inputs.extend(keys.filter_map(|key| Key::parse(key).ok()).map(Input::Key));
            }
        }
        self.feed(inputs)
    }
}

fn typed(c: char) -> Input {
    Input::Key(Key::plain(crate::config::Code::Char(c)))
}

impl<B: Backend> std::fmt::Debug for Session<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("size", &self.app.size)
            .finish_non_exhaustive()
    }
}
