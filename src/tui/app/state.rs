//! Everything that there is to know for drawing.

use std::rc::Rc;

use tui_input::Input;

use crate::clinic::{Clinic, Draft, What};
use crate::config::{ClinicSettings, Start, Theme};
use crate::content::{Bookmark, Bookmarks, Progress};
use crate::handout::Delivery;
use crate::library::{Library, Listed};
use crate::model::{Clock, Diagnostic};
use crate::nav::{History, Packs};
use crate::page::Examples;
use crate::terminal::{Environment, Styles};
use crate::text::{Line, PackLink};
use crate::tui::action::{Action, Context};
use crate::tui::keymap::Keymap;
use crate::tui::layout::Areas;

use super::browse::{Browse, Pane};
use super::cursor::Cursor;
use super::filter::Filter;
use super::page::PageView;
use super::preview::Preview;
use super::search::Search;
use super::shown::Shown;

/// Where a reader can be.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// The tree and its questions.
    Browse(Browse),
    /// The search box, and its results or, while it is empty, the tree.
    Search(Box<Search>),
    /// Something to read.
    Page(Box<PageView>),
}

impl Place {
    /// Where keys are pressed when nothing lies over it.
    pub(crate) fn context(&self) -> Context {
        match self {
            Self::Browse(_) => Context::Browse,
            Self::Search(_) => Context::Search,
            Self::Page(_) => Context::Page,
        }
    }

    /// The tree on the screen: also the one below an empty search box.
    pub(crate) fn browse(&self) -> Option<&Browse> {
        match self {
            Self::Browse(browse) => Some(browse),
            Self::Search(search) if search.is_blank() => Some(&search.browse),
            Self::Search(_) | Self::Page(_) => None,
        }
    }

    /// The same, to change it.
    pub(crate) fn browse_mut(&mut self) -> Option<&mut Browse> {
        match self {
            Self::Browse(browse) => Some(browse),
            Self::Search(search) if search.is_blank() => Some(&mut search.browse),
            Self::Search(_) | Self::Page(_) => None,
        }
    }

    /// The search, while there is something to search for.
    pub(crate) fn results(&self) -> Option<&Search> {
        match self {
            Self::Search(search) if !search.is_blank() => Some(search),
            _ => None,
        }
    }
}

/// Something over the current place.
#[derive(Debug, Clone)]
pub(crate) enum Overlay {
    Help(Help),
    Menu(Menu),
    /// The box for words to find; the words are the page's.
    Find,
    /// The box for a part of a name, while the tree lists the names that match.
    Filter(Filter),
    /// The box for a note of one paragraph, where no editor is set.
    Note(Rc<Draft>, Input),
    /// The box for a command, or for a label.
    Prompt(Prompt),
    /// Text to select, or a code.
    Shown(Shown),
}

/// The box for a command, or for the label of the bookmark with this id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prompt {
    pub(crate) input: Input,
    pub(super) label: Option<String>,
}

impl Prompt {
    /// What is before the box.
    pub(crate) fn mark(&self) -> &'static str {
        if self.label.is_some() { "Label " } else { ":" }
    }
}

/// The keys of a context.
#[derive(Debug, Clone)]
pub(crate) struct Help {
    pub(crate) context: Context,
    pub(crate) lines: Vec<Line>,
    /// The first line on the screen.
    pub(crate) top: usize,
    /// Only what matches these words is shown.
    pub(crate) words: Input,
    /// Whether the words are being typed.
    pub(crate) is_typing: bool,
}

/// A list to choose from.
#[derive(Debug, Clone)]
pub(crate) struct Menu {
    pub(crate) title: &'static str,
    pub(crate) items: Vec<(String, Jump)>,
    pub(crate) cursor: Cursor,
    /// The number typed so far, digit by digit.
    pub(crate) typed: usize,
}

/// Where an item of a menu leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Jump {
    /// A line of the page.
    Line(usize),
    /// The source with this number.
    Source(usize),
    /// Something of the clinic's own to write.
    Write(What),
    /// The bookmark at this position.
    Bookmark(usize),
    /// What is to become of the handout.
    Deliver(Delivery),
}

/// Something shown until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) is_warning: bool,
}

/// What is being done with packs.
#[derive(Debug, Clone, Default)]
pub(crate) enum PackJob {
    #[default]
    None,
    /// To be begun.
    Waiting(PackLink),
    Running,
}

/// The browser's state.
#[derive(Debug, Clone)]
pub(crate) struct App {
    /// What is read; `None` until there is one.
    pub(crate) library: Option<Library>,
    pub(crate) clock: Clock,
    pub(crate) styles: Styles,
    pub(crate) keymap: Keymap,
    /// The order in which browsing begins.
    pub(super) start: Start,
    /// Where everything is on the screen, as of the last frame.
    pub(crate) areas: Areas,
    pub(super) history: History<Place>,
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) preview: Preview,
    /// On a slow line the preview is drawn only when no key has come for a while.
    pub(crate) is_line_slow: bool,
    /// No key has come for a while.
    pub(crate) is_idle: bool,
    pub(crate) message: Option<Message>,
    /// The number typed before a key that moves: how many times it moves.
    pub(super) count: usize,
    /// Words that were searched for, the oldest first. Never written to disk.
    pub(super) searches: Vec<String>,
    pub(super) environment: Environment,
    pub(crate) bookmarks: Bookmarks,
    /// The bookmarks as they were read last.
    pub(super) bookmarked: Vec<Bookmark>,
    /// The themes to choose from, by name.
    pub(crate) themes: Vec<(String, Theme)>,
    /// The theme in use.
    pub(crate) theme: usize,
    /// What the next thing is compared with.
    pub(super) compared: Option<Listed>,
    /// The id of the page to begin with, until there is a library.
    pub(crate) resume_at: Option<String>,
    /// How far indexing has come, while it goes on.
    pub(super) progress: Option<Progress>,
    /// Why there is no library, or no newer one.
    pub(crate) failure: Option<String>,
    /// Words that find something in the library, for the empty search box.
    pub(crate) example: Option<String>,
    /// A new index was asked for because this one is damaged.
    pub(super) is_rebuilding: bool,
    /// Where the clinic's own texts are written.
    pub(crate) clinic_texts: Clinic,
    /// What is to be written in an editor.
    pub(super) draft: Option<Rc<Draft>>,
    /// The clinic, for the head of handouts.
    pub(crate) clinic: Rc<ClinicSettings>,
    pub(crate) packs: Packs,
    pub(super) pack_job: PackJob,
    /// A text was saved, or other packs are to be read from now on.
    pub(super) has_changed: bool,
    /// Problems in the settings file.
    pub(crate) settings_problems: Rc<[Diagnostic]>,
}

impl App {
    pub(crate) fn new(
        library: Option<Library>,
        clock: Clock,
        (environment, theme): (&Environment, &Theme),
        start: Start,
    ) -> Self {
        let browse = library.as_ref().map(|library| Browse::new(library, start));
        let search = Search::above(browse.unwrap_or_default());
        let mut app = Self {
            library,
            clock,
            styles: Styles::new(environment, theme),
            keymap: Keymap::default(),
            start,
            areas: Areas::default(),
            history: History::new(Place::Search(Box::new(search))),
            overlays: Vec::new(),
            preview: Preview::default(),
            is_line_slow: false,
            is_idle: false,
            message: None,
            count: 0,
            searches: Vec::new(),
            environment: environment.clone(),
            bookmarks: Bookmarks::default(),
            bookmarked: Vec::new(),
            compared: None,
            resume_at: None,
            themes: Vec::new(),
            theme: 0,
            progress: None,
            failure: None,
            example: None,
            is_rebuilding: false,
            clinic_texts: Clinic::default(),
            draft: None,
            clinic: Rc::default(),
            packs: Packs::default(),
            pack_job: PackJob::None,
            has_changed: false,
            settings_problems: Rc::default(),
        };
        app.find_example();
        app
    }

    pub(super) fn find_example(&mut self) {
        let examples = self.library.as_ref().and_then(Examples::of);
        self.example = examples.map(|examples| examples.words);
    }

    /// Begins with a search for `words`.
    pub(crate) fn search_for(&mut self, words: &str) {
        if let Place::Search(search) = self.history.current_mut() {
            search.set_words(words);
        }
    }

    /// The key of `action` at the current place, whatever lies over it; `None` if it has none.
    pub(crate) fn key(&self, action: Action) -> Option<String> {
        self.key_in(self.place().context(), action)
    }

    /// The key of `action` in `context`.
    pub(crate) fn key_in(&self, context: Context, action: Action) -> Option<String> {
        self.keymap.first(context, action, self.styles.marks.arrows)
    }

    pub(crate) fn place(&self) -> &Place {
        self.history.current()
    }

    /// The pane of the tree that has the keys.
    pub(crate) fn pane(&self) -> Pane {
        self.place()
            .browse()
            .map_or_else(Pane::default, |browse| browse.pane)
    }

    /// What is on top of the screen.
    pub(crate) fn context(&self) -> Context {
        match self.overlays.last() {
            Some(Overlay::Help(help)) if help.is_typing => Context::Find,
            Some(Overlay::Help(_)) => Context::Help,
            Some(Overlay::Menu(menu)) => match menu.items.first() {
                Some((_, Jump::Bookmark(_))) => Context::Bookmarks,
                _ => Context::Menu,
            },
            Some(Overlay::Find) => Context::Find,
            Some(Overlay::Filter(_)) => Context::Filter,
            Some(Overlay::Note(..)) => Context::Write,
            Some(Overlay::Prompt(_)) => Context::Prompt,
            Some(Overlay::Shown(_)) => Context::Shown,
            None => self.place().context(),
        }
    }

    /// How much of the library is indexed, in percent, while that goes on.
    pub(crate) fn percent_indexed(&self) -> Option<u64> {
        let progress = self.progress?;
        Some(progress.done.saturating_mul(100) / progress.total.max(1)).map(|n| n.min(100))
    }

    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            is_warning: false,
        });
    }

    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            is_warning: true,
        });
    }
}
