//! The browser's state: everything that there is to know for drawing.

use ratatui::layout::Size;
use tui_input::Input;

use crate::clinic::{Draft, What};
use crate::config::Theme;
use crate::content::{Bookmark, Progress};
use crate::handout::Delivery;
use crate::library::{Library, Listed};
use crate::nav::History;
use crate::page::Examples;
use crate::terminal::Styles;
use crate::text::{Line, PackLink};
use crate::tui::action::{Action, Context};
use crate::tui::layout::Areas;
use crate::tui::options::Options;

use super::browse::{Browse, Pane};
use super::cursor::Cursor;
use super::filter::Filter;
use super::full_screen::FullScreen;
use super::page::PageView;
use super::preview::Preview;
use super::search::Search;

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
    /// The context of its keys while no overlay is open.
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
#[derive(Debug)]
pub(crate) enum Overlay {
    Help(Help),
    Menu(Menu),
    /// The box for words to find; the words are the page's.
    Find,
    /// The box for a part of a name, while the tree lists the names that match.
    Filter(Filter),
    /// The box for something else.
    Prompt(Prompt),
    /// Text to select, or a code.
    FullScreen(FullScreen),
}

/// A box in the footer for one line of text.
#[derive(Debug)]
pub(crate) struct Prompt {
    pub(crate) input: Input,
    pub(crate) purpose: Purpose,
}

/// What the text in a prompt is for.
#[derive(Debug)]
pub(crate) enum Purpose {
    Command,
    /// The label of the bookmark with this id.
    Label(String),
    /// A note of one paragraph, where no editor is set.
    Note(Draft),
}

/// The keys of a context.
#[derive(Debug)]
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
#[derive(Debug)]
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
    /// What to do with the handout.
    Deliver(Delivery),
}

/// Something shown until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) is_warning: bool,
}

/// What is going on with packs.
#[derive(Debug, Clone, Default)]
pub(crate) enum PackJob {
    #[default]
    None,
    /// Not started yet.
    Waiting(PackLink),
    Running,
}

/// The browser without a terminal: input and notices in, frames out. Tests and benches run what a person runs.
#[derive(Debug)]
pub struct App {
    pub(crate) options: Options,
    /// The library; `None` until one is open.
    pub(crate) library: Option<Library>,
    pub(crate) styles: Styles,
    /// The theme in use, one of the options'.
    pub(super) theme: usize,
    /// The size of the next frame.
    pub(super) size: Size,
    /// Where everything is on the screen, as of the last frame.
    pub(crate) areas: Areas,
    pub(super) history: History<Place>,
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) preview: Preview,
    /// No key has come for a while.
    pub(super) is_idle: bool,
    pub(crate) message: Option<Message>,
    /// The number typed before a key that moves: how many times it moves.
    pub(super) count: usize,
    /// Words that were searched for, the oldest first. Never written to disk.
    pub(super) searches: Vec<String>,
    /// The bookmarks as they were read last.
    pub(super) bookmarked: Vec<Bookmark>,
    /// The first of the two things to compare.
    pub(super) compared: Option<Listed>,
    /// How far indexing has come, while it goes on.
    pub(super) progress: Option<Progress>,
    /// Why there is no library, or no newer one.
    pub(crate) failure: Option<String>,
    /// Words that find something in the library, for the empty search box.
    pub(crate) example: Option<String>,
    /// A new index was asked for because this one is damaged.
    pub(super) is_rebuilding: bool,
    /// The draft to open in an editor.
    pub(super) draft: Option<Draft>,
    pub(super) pack_job: PackJob,
    /// A text was saved or packs have changed: the library must be opened again.
    pub(super) has_changed: bool,
}

impl App {
    /// A browser of this size, with the library if one is open already.
    pub fn new(size: Size, library: Option<Library>, options: Options) -> Self {
        let browse = library.as_ref();
        let browse = browse.map(|library| Browse::new(library, options.start));
        let mut search = Search::above(browse.unwrap_or_default());
        search.set_words(options.words.as_deref().unwrap_or_default());
        let is_used = |(_, theme): &(String, Theme)| *theme == options.theme;
        let mut app = Self {
            library,
            styles: Styles::new(&options.environment, &options.theme),
            theme: options.themes.iter().position(is_used).unwrap_or(0),
            size,
            areas: Areas::default(),
            history: History::new(Place::Search(Box::new(search))),
            overlays: Vec::new(),
            preview: Preview::default(),
            is_idle: false,
            message: None,
            count: 0,
            searches: Vec::new(),
            bookmarked: Vec::new(),
            compared: None,
            progress: None,
            failure: None,
            example: None,
            is_rebuilding: false,
            draft: None,
            pack_job: PackJob::None,
            has_changed: false,
            options,
        };
        app.find_example();
        app.read_bookmarks();
        app.resume();
        if let Some(notice) = app.options.notice.take() {
            app.say(notice);
        }
        app
    }

    /// The library that is read.
    pub fn library(&self) -> Option<&Library> {
        self.library.as_ref()
    }

    /// Sets the size of the next frame.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
    }

    /// Whether a part of the last frame waits until no more keys come: on a slow line the list goes first.
    pub fn has_put_off(&self) -> bool {
        self.preview.is_due
    }

    /// No more keys have come for a while: the next frame is to show all.
    pub fn rest(&mut self) {
        self.is_idle = true;
    }

    pub(super) fn find_example(&mut self) {
        let examples = self.library.as_ref().and_then(Examples::of);
        self.example = examples.map(|examples| examples.words);
    }

    /// The key of `action` at the current place, whatever overlay is open; `None` if it has none.
    pub(crate) fn key(&self, action: Action) -> Option<String> {
        self.key_in(self.place().context(), action)
    }

    /// The key of `action` in `context`.
    pub(crate) fn key_in(&self, context: Context, action: Action) -> Option<String> {
        self.options
            .keymap
            .first(context, action, self.styles.marks.arrows)
    }

    pub(crate) fn place(&self) -> &Place {
        self.history.current()
    }

    /// The pane that has the focus while browsing.
    pub(crate) fn pane(&self) -> Pane {
        self.place()
            .browse()
            .map_or_else(Pane::default, |browse| browse.pane)
    }

    /// The context of the keys: the topmost overlay, or else the current place.
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
            Some(Overlay::Prompt(prompt)) => match prompt.purpose {
                Purpose::Note(_) => Context::Write,
                Purpose::Command | Purpose::Label(_) => Context::Prompt,
            },
            Some(Overlay::FullScreen(_)) => Context::FullScreen,
            None => self.place().context(),
        }
    }

    /// How much of the library is indexed, in percent, while that goes on.
    pub(crate) fn percent_indexed(&self) -> Option<u64> {
        let progress = self.progress?;
        Some(progress.done.saturating_mul(100) / progress.total.max(1)).map(|n| n.min(100))
    }

    /// Shows a message until the next key.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            is_warning: false,
        });
    }

    /// Shows a warning until the next key.
    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            is_warning: true,
        });
    }
}
