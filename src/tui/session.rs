//! The browser without a terminal: input and notices in, frames out. Tests and benches run what a person runs.

use std::rc::Rc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};

use crate::clinic::{Clinic, Draft, Finished, WriteError};
use crate::config::{ClinicSettings, Settings, Start, Theme};
use crate::content::Bookmarks;
use crate::handout::Delivery;
use crate::library::{Library, Notice};
use crate::model::{Clock, Diagnostic};
use crate::nav::{PackResult, Packs};
use crate::terminal::{Environment, Input, ScreenLink};

use super::action::Effect;
use super::app::App;
use super::keymap::Keymap;
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
    /// The themes to choose from, by name.
    pub themes: Vec<(String, Theme)>,
    /// Keys.
    pub keymap: Keymap,
    /// Where bookmarks are kept.
    pub bookmarks: Bookmarks,
    /// The id of the page to begin with if there are no words.
    pub resume: Option<String>,
    /// The order in which browsing begins.
    pub start: Start,
    /// The clinic, for the head of handouts.
    pub clinic: ClinicSettings,
    /// The packs on this computer and on sticks.
    pub packs: Packs,
    /// Something to be said until the first key, already clean.
    pub notice: Option<String>,
    /// Where the clinic's own texts are written.
    pub clinic_texts: Clinic,
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
            themes: Settings::default().themes(),
            keymap: Keymap::default(),
            bookmarks: Bookmarks::default(),
            resume: None,
            start: Start::default(),
            clinic: ClinicSettings::default(),
            packs: Packs::default(),
            notice: None,
            clinic_texts: Clinic::default(),
            settings_problems: Vec::new(),
        }
    }
}

/// The browser.
pub struct Session {
    app: App,
    /// The size of the next frame.
    size: Size,
}

impl Session {
    /// A browser of this size, with the library that is there already.
    pub fn new(size: Size, library: Option<Library>, options: &Options) -> Self {
        let styles = (&options.environment, &options.theme);
        let mut app = App::new(library, options.clock, styles, options.start);
        let is_used = |(_, theme): &(String, Theme)| *theme == options.theme;
        app.theme = options.themes.iter().position(is_used).unwrap_or(0);
        app.themes = options.themes.clone();
        app.bookmarks = options.bookmarks.clone();
        app.read_bookmarks();
        app.is_line_slow = options.environment.slow();
        app.keymap = options.keymap.clone();
        app.clinic_texts = options.clinic_texts.clone();
        app.clinic = Rc::new(options.clinic.clone());
        app.packs = options.packs.clone();
        app.settings_problems = options.settings_problems.as_slice().into();
        match &options.words {
            Some(words) => app.search_for(words),
            None => app.resume_at = options.resume.clone(),
        }
        app.resume();
        if let Some(notice) = &options.notice {
            app.say(notice);
        }
        Self { app, size }
    }

    /// Sets the size of the next frame.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
    }

    /// Takes a batch of input; returns what the loop has to do.
    pub fn feed(&mut self, inputs: Vec<Input>) -> Vec<Effect> {
        self.app.is_idle = false;
        let mut effects = Vec::new();
        for input in inputs {
            effects.extend(self.take(input));
            if self.app.has_pack_job() {
                effects.push(Effect::Pack);
            }
            if effects.contains(&Effect::Quit) {
                break;
            }
        }
        effects
    }

    fn take(&mut self, input: Input) -> Option<Effect> {
        match input {
            Input::Paste(text) => self.app.paste(&text),
            Input::Mouse(what, column, row) => {
                self.app.prepare_frame(self.size);
                return self.app.mouse(what, column, row);
            }
            Input::Key(key) => match self.app.keymap.resolve(self.app.context(), key) {
                Some(action) => {
                    // What was typed before counts: Enter reads a result of all the words.
                    self.app.prepare_frame(self.size);
                    return self.app.update(action);
                }
                None => self.app.type_key(key),
            },
        }
        None
    }

    /// What [`Effect::Deliver`] stands for; what it returns is for [`delivered`](Self::delivered).
    pub fn deliver(
        &mut self,
        delivery: Delivery,
    ) -> Option<impl FnOnce() -> Result<String, String> + Send + use<>> {
        self.app.deliver(delivery)
    }

    /// Takes what came of a handout.
    pub fn delivered(&mut self, ended: Result<String, String>) {
        self.app.delivered(ended);
    }

    /// Takes what the opener reports; says whether anything on the screen may have changed.
    pub fn notice(&mut self, notice: Notice) -> bool {
        self.app.notice(notice)
    }

    /// Draws a frame into a buffer of its size; returns where the cursor belongs.
    pub fn draw(&mut self, buffer: &mut Buffer) -> Position {
        self.app.prepare_frame(self.size);
        view::draw(&self.app, buffer)
    }

    /// The links of the last frame, in a terminal that opens links.
    pub(crate) fn links(&self) -> Vec<ScreenLink> {
        self.app.links()
    }

    /// The id of the page that is read.
    pub fn place_id(&self) -> Option<String> {
        self.app.place_id()
    }

    /// What to do if the library has been found to be damaged.
    pub fn check(&mut self) -> Option<Effect> {
        self.app.check_index()
    }

    /// What [`Effect::Pack`] stands for; what it returns is for [`packs_done`](Self::packs_done).
    pub fn pack_job(&mut self) -> Option<impl FnOnce() -> PackResult + Send + use<>> {
        self.app.pack_job()
    }

    /// Takes what came of something that was done with packs.
    pub fn packs_done(&mut self, result: PackResult) {
        self.app.packs_done(result);
    }

    /// Whether a part of the last frame waits until no more keys come: on a slow line the list goes first.
    pub fn owes(&self) -> bool {
        self.app.preview.is_due
    }

    /// No more keys have come for a while: the next frame is to show all.
    pub fn rest(&mut self) {
        self.app.is_idle = true;
    }

    /// What is to be written in an editor, and the library that it is checked with.
    pub fn take_draft(&mut self) -> Option<(Rc<Draft>, Library)> {
        self.app.take_draft()
    }

    /// Takes how writing ended.
    pub fn written(&mut self, ended: Result<Finished, WriteError>) {
        self.app.written(ended);
    }

    /// The library that is read.
    pub fn library(&self) -> Option<&Library> {
        self.app.library.as_ref()
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
