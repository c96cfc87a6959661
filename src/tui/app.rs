//! What is shown, and how it changes: `update` takes an action and gives back what is to be done outside.
//!
//! Nothing here draws, reads the terminal or waits. After a batch of input [`App::settle`] brings everything in line
//! with the size of the screen; drawing then changes nothing any more.

mod browse;
mod cursor;
mod filter;
mod find;
mod history;
mod mouse;
mod page;
mod reading;
mod rows;
mod search;
mod settle;
mod swap;
mod tree;
mod update;

use std::rc::Rc;

use ratatui::layout::Size;

use crate::config::Start;
use crate::content::Progress;
use crate::library::Library;
use crate::model::{Clock, Diagnostic};
use crate::page::Examples;
use crate::text::Line;

use super::action::{Action, Context};
use super::effect::Effect;
use super::keymap::Keymap;
use super::look::Look;

pub(crate) use browse::{Browse, Pane};
pub(crate) use cursor::Cursor;
pub(crate) use filter::Filter;
pub(crate) use history::{History, Place};
pub(crate) use page::{Laid, PageView, Subject};
pub(crate) use rows::ResultRow;
pub(crate) use search::{Choice, Search};
pub(crate) use settle::source_label;
pub(crate) use tree::{Node, Row};

/// Something over the place that one is at.
#[derive(Debug, Clone)]
pub(crate) enum Overlay {
    /// The keys, scrolled by so many lines, for the context below.
    Help(Help),
    /// A list to choose from.
    Menu(Menu),
    /// The box for words to find; the words are the page's.
    Find,
    /// The box for a part of a name, while the tree lists the names that match.
    Filter(Filter),
}

/// The help.
#[derive(Debug, Clone)]
pub(crate) struct Help {
    pub(crate) context: Context,
    pub(crate) top: usize,
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

impl Menu {
    /// The columns of its widest item.
    pub(crate) fn widest(&self) -> usize {
        let widths = self
            .items
            .iter()
            .map(|(label, _)| crate::text::width(label));
        widths.max().unwrap_or(0).max(self.title.len())
    }
}

/// Where an item of a list leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Jump {
    /// A line of the page.
    Line(usize),
    /// The source with this number.
    Source(usize),
}

/// Something said once, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) warning: bool,
}

/// The answer beside a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Preview {
    choice: Option<Choice>,
    /// The size of the pane that it is made for.
    size: Size,
    words: String,
    pub(crate) title: String,
    /// As many as fit below `top`, and one more where the answer is longer.
    pub(crate) lines: Vec<Line>,
    /// Whether these are all lines.
    whole: bool,
    /// The first line on the screen.
    pub(crate) top: usize,
}

/// When the answer beside a list is looked up.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Previews {
    /// Not until no more keys come: the line is slow.
    pub(crate) later: bool,
    /// No more keys have come for a while.
    pub(crate) rested: bool,
    /// The one that is shown is not that of the selected row.
    pub(crate) owed: bool,
}

/// Everything there is to know for drawing.
#[derive(Debug, Clone)]
pub(crate) struct App {
    /// What is read; `None` until there is one.
    pub(crate) library: Option<Library>,
    pub(crate) clock: Clock,
    pub(crate) look: Look,
    pub(crate) keymap: Keymap,
    /// The order in which browsing begins.
    start: Start,
    pub(crate) size: Size,
    history: History,
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) preview: Preview,
    pub(crate) previews: Previews,
    pub(crate) message: Option<Message>,
    /// How far indexing has come, while it goes on.
    progress: Option<Progress>,
    /// Why there is no library, or no newer one.
    pub(crate) failure: Option<String>,
    /// Words that find something in the library, for the empty search box.
    pub(crate) example: Option<String>,
    /// A new index was asked for, because this one is damaged.
    rebuilding: bool,
    /// What is wrong with the settings file.
    pub(crate) settings_problems: Rc<[Diagnostic]>,
}

impl App {
    pub(crate) fn new(
        library: Option<Library>,
        clock: Clock,
        look: Look,
        size: Size,
        start: Start,
    ) -> Self {
        let begin = |library: &Library| Browse::new(library, start);
        let browse = library.as_ref().map(begin).unwrap_or_default();
        let mut app = Self {
            library,
            clock,
            look,
            keymap: Keymap::default(),
            start,
            size,
            history: History::new(Place::Search(Box::new(Search::above(browse)))),
            overlays: Vec::new(),
            preview: Preview::default(),
            previews: Previews::default(),
            message: None,
            progress: None,
            failure: None,
            example: None,
            rebuilding: false,
            settings_problems: Rc::default(),
        };
        app.find_example();
        app
    }

    fn find_example(&mut self) {
        let examples = self.library.as_ref().and_then(Examples::of);
        self.example = examples.map(|examples| examples.words);
    }

    /// Begins with a search for `words`.
    pub(crate) fn search_for(&mut self, words: &str) -> Vec<Effect> {
        if let Place::Search(search) = self.history.current_mut() {
            search.set_words(words);
        }
        vec![Effect::Search]
    }

    /// Does what [`Effect::Search`] asks for.
    pub(crate) fn run_search(&mut self) {
        let Some(library) = self.library.clone() else {
            return;
        };
        if let Place::Search(search) = self.history.current_mut() {
            search.run(&library);
        }
    }

    /// The key of `action` at the place where one is, whatever lies over it, for a hint; `None` where it has none.
    pub(crate) fn key(&self, action: Action) -> Option<String> {
        self.key_in(self.place().context(), action)
    }

    /// The key of `action` in `context`, for a hint.
    pub(crate) fn key_in(&self, context: Context, action: Action) -> Option<String> {
        self.keymap.first(context, action, self.look.marks.arrows)
    }

    /// Where one is.
    pub(crate) fn place(&self) -> &Place {
        self.history.current()
    }

    /// Which pane of the tree has the keys.
    pub(crate) fn pane(&self) -> Pane {
        self.place()
            .browse()
            .map_or_else(Pane::default, |browse| browse.pane)
    }

    /// What lies on top of the screen.
    pub(crate) fn context(&self) -> Context {
        match self.overlays.last() {
            Some(Overlay::Help(_)) => Context::Help,
            Some(Overlay::Menu(_)) => Context::Menu,
            Some(Overlay::Find) => Context::Find,
            Some(Overlay::Filter(_)) => Context::Filter,
            None => self.place().context(),
        }
    }

    /// What is previewed beside a list.
    fn previewed(&self) -> Option<Choice> {
        match self.place() {
            Place::Search(search) if !search.is_blank() => search.selected(),
            place => place.browse()?.entry().map(Choice::Entry),
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
            warning: false,
        });
    }

    fn warn(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            warning: true,
        });
    }
}
