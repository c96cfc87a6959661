//! Actions and text, one by one.

use std::rc::Rc;

use crate::config::{Code, Key};
use crate::index::EntryOrd;
use crate::library::Listed;
use crate::text::Target;

use super::browse::Step;
use super::tree::Node;
use super::{
    App, Browse, Choice, Effect, Help, Jump, Overlay, PageView, Pane, Place, Search, Subject,
};
use crate::tui::action::{Action, Context};
use crate::tui::layout::Layout;

impl App {
    /// Does `action`.
    pub(crate) fn update(&mut self, action: Action) -> Vec<Effect> {
        self.message = None;
        match action {
            Action::Quit => return vec![Effect::Quit],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Help => self.help(),
            Action::Leave => self.leave(),
            Action::Search => return self.search(),
            Action::Back => self.back(),
            Action::Forward => self.forward(),
            Action::Up => self.step(-1),
            Action::Down => self.step(1),
            Action::PageUp => self.step(-self.page_rows()),
            Action::PageDown => self.step(self.page_rows()),
            Action::First => self.step(isize::MIN / 2),
            Action::Last => self.step(isize::MAX / 2),
            Action::Choose => self.choose(),
            Action::Conditions => self.go_to_conditions(),
            Action::Problems => {
                let settings = Rc::clone(&self.settings_problems);
                self.open_page(Subject::Problems(settings), Vec::new());
            }
            Action::About => self.open_page(Subject::About, Vec::new()),
            Action::ConditionPage => self.condition_page(),
            Action::Open
            | Action::Expand
            | Action::Collapse
            | Action::SwitchPane
            | Action::TurnTree => {
                self.browse(action);
            }
            Action::Read => self.read_result(),
            Action::Group => self.group_results(),
            Action::Filter => self.filter(),
            Action::Source(digit) => self.source_digit(digit),
            Action::PreviewDown => self.scroll_preview(1),
            Action::PreviewUp => self.scroll_preview(-1),
            _ => self.in_page(action),
        }
        Vec::new()
    }

    /// Takes a key that is no command, where text goes in.
    pub(crate) fn type_key(&mut self, key: Key) -> Vec<Effect> {
        self.message = None;
        let overlay = self.overlays.last_mut();
        if let Some(Overlay::Filter(filter)) = overlay {
            if super::search::edit(&mut filter.input, key) {
                self.apply_filter();
            }
            return Vec::new();
        }
        match (self.context(), self.history.current_mut()) {
            (Context::Search, Place::Search(search)) => {
                // No search begins with these two: they do what they do where letters are commands.
                if (search.is_blank() || search.stale_words)
                    && matches!(key.code, Code::Char('/' | '?'))
                    && let Some(action @ (Action::Search | Action::Help)) =
                        self.keymap.resolve(Context::Browse, key)
                {
                    return self.update(action);
                }
                match search.edit(key) {
                    true => vec![Effect::Search],
                    false => Vec::new(),
                }
            }
            (Context::Find, Place::Page(view)) => {
                let found = view.found.get_or_insert_default();
                if super::search::edit(&mut found.input, key) {
                    self.look_for();
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Takes pasted text, where text goes in; elsewhere it is what one wants to search for.
    pub(crate) fn paste(&mut self, text: &str) -> Vec<Effect> {
        self.message = None;
        if text.len() > super::search::MOST {
            self.warn("The pasted text is too long: only its beginning was taken.");
        }
        match self.context() {
            Context::Find => {
                if let Place::Page(view) = self.history.current_mut() {
                    let found = view.found.get_or_insert_default();
                    super::search::paste(&mut found.input, text);
                }
                self.look_for();
                return Vec::new();
            }
            Context::Filter => {
                if let Some(Overlay::Filter(filter)) = self.overlays.last_mut() {
                    super::search::paste(&mut filter.input, text);
                }
                self.apply_filter();
                return Vec::new();
            }
            Context::Search => {}
            _ => {
                self.search();
            }
        }
        let Place::Search(search) = self.history.current_mut() else {
            return Vec::new();
        };
        match search.paste(text) {
            true => vec![Effect::Search],
            false => Vec::new(),
        }
    }

    /// The rows that a page of the list or text in question has, less one to keep the thread.
    fn page_rows(&self) -> isize {
        let layout = Layout::new(self.size, self);
        let rows = match (self.overlays.last(), self.place()) {
            (Some(Overlay::Filter(_)), _) => layout.tree.height,
            (Some(_), _) => layout.overlay.height.saturating_sub(2),
            (None, Place::Page(_)) => layout.text.height,
            (None, place) => match place.browse() {
                Some(browse) if browse.pane == Pane::Tree => layout.tree.height,
                _ => layout.list.height,
            },
        };
        isize::from(i16::try_from(rows.saturating_sub(1).max(1)).unwrap_or(i16::MAX))
    }

    /// Moves by so many rows.
    pub(super) fn step(&mut self, by: isize) {
        let height = usize::from(Layout::new(self.size, self).text.height);
        match self.overlays.last_mut() {
            Some(Overlay::Help(help)) => help.top = help.top.saturating_add_signed(by),
            Some(Overlay::Menu(menu)) => menu.cursor.step(by, menu.items.len()),
            Some(Overlay::Find) => {}
            Some(Overlay::Filter(_)) | None => match self.history.current_mut() {
                Place::Browse(browse) => browse.step(by),
                Place::Search(search) if search.is_blank() => {
                    // The first step leads from the box onto the row that is selected.
                    if by > 0 {
                        self.enter_tree();
                        self.step(by - 1);
                    }
                }
                Place::Search(search) => search.cursor.step(by, search.len()),
                Place::Page(view) => view.scroll(by, height),
            },
        }
    }

    /// From the empty search box into the tree below it.
    pub(super) fn enter_tree(&mut self) {
        let place = self.history.current_mut();
        if let Place::Search(search) = place
            && search.is_blank()
        {
            *place = Place::Browse(std::mem::take(&mut search.browse));
        }
    }

    fn browse(&mut self, action: Action) {
        let Some(library) = self.library.clone() else {
            return;
        };
        let Place::Browse(browse) = self.history.current_mut() else {
            return self.enter_tree();
        };
        browse.follow(&library);
        let step = match action {
            Action::Open => browse.enter_key(&library),
            Action::Expand => browse.right(&library),
            Action::Collapse => browse.left(),
            Action::SwitchPane => browse.switch(),
            _ => {
                browse.turn(&library);
                Step::Done
            }
        };
        match step {
            Step::Read(entry) => {
                let siblings = browse.questions.clone();
                self.read(entry, siblings);
            }
            Step::Condition(ord) => {
                self.open_page(Subject::Listed(Listed::Condition(ord)), Vec::new());
            }
            Step::Done | Step::Nowhere => {}
        }
    }

    fn group_results(&mut self) {
        if let (Some(library), Place::Search(search)) = (&self.library, self.history.current_mut())
        {
            search.group(library);
        }
    }

    fn read_result(&mut self) {
        let Place::Search(search) = self.history.current_mut() else {
            return;
        };
        if search.is_blank() {
            return self.enter_tree();
        }
        // Whoever reads is done typing: on return the words are there to be typed over.
        search.stale_words = true;
        let siblings: Vec<EntryOrd> = search.results.hits.iter().map(|hit| hit.entry).collect();
        match search.selected() {
            Some(Choice::Entry(entry)) => self.read(entry, siblings),
            Some(Choice::Condition(condition)) => {
                self.open_page(Subject::Listed(Listed::Condition(condition)), Vec::new());
            }
            None => {}
        }
    }

    fn read(&mut self, entry: EntryOrd, siblings: Vec<EntryOrd>) {
        self.open_page(Subject::Listed(Listed::Entry(entry)), siblings);
    }

    /// Goes to a page, unless it is the one that is open.
    pub(super) fn open_page(&mut self, subject: Subject, siblings: Vec<EntryOrd>) {
        let is_open = matches!(self.place(), Place::Page(view) if view.subject == subject);
        if self.library.is_some() && !is_open {
            let view = PageView::new(subject, siblings);
            self.history.go(Place::Page(Box::new(view)));
        }
    }

    pub(super) fn choose(&mut self) {
        let menu = match self.overlays.pop() {
            Some(Overlay::Menu(menu)) => menu,
            Some(Overlay::Filter(filter)) => return self.choose_filtered(filter),
            _ => return,
        };
        let height = usize::from(Layout::new(self.size, self).text.height);
        match (menu.items.get(menu.cursor.at), self.history.current_mut()) {
            (Some((_, Jump::Line(line))), Place::Page(view)) => view.go(*line, height),
            (Some((_, Jump::Source(number))), _) => self.follow(&Target::Cite(*number)),
            _ => {}
        }
    }

    fn help(&mut self) {
        let context = self.context();
        if context == Context::Help {
            self.overlays.pop();
        } else {
            self.overlays.push(Overlay::Help(Help { context, top: 0 }));
        }
    }

    /// The search box: above the tree it is empty, over a page it holds the words of the last search.
    pub(super) fn search(&mut self) -> Vec<Effect> {
        self.close_overlays();
        let place = self.history.current_mut();
        match place {
            Place::Search(_) => return Vec::new(),
            Place::Browse(browse) => {
                let mut browse = std::mem::take(browse);
                browse.pane = Pane::Tree;
                *place = Place::Search(Box::new(Search::above(browse)));
                return Vec::new();
            }
            Place::Page(_) => {}
        }
        let mut search = Search::above(self.last_tree());
        search.from_page = true;
        let last = self.history.latest().find_map(|place| match place {
            Place::Search(search) => Some(search.words()),
            _ => None,
        });
        search.set_words(last.unwrap_or_default());
        search.stale_words = !search.is_blank();
        self.history.go(Place::Search(Box::new(search)));
        vec![Effect::Search]
    }

    /// Closes what lies on top; the tree is whole again.
    pub(super) fn close_overlays(&mut self) {
        while let Some(overlay) = self.overlays.pop() {
            if let Overlay::Filter(filter) = overlay {
                self.end_filter(filter);
            }
        }
    }

    fn back(&mut self) {
        match self.overlays.pop() {
            Some(Overlay::Filter(filter)) => return self.end_filter(filter),
            Some(_) => return,
            None => {}
        }
        if !self.history.back() {
            self.say("This is where you began.");
        }
    }

    fn forward(&mut self) {
        if !self.history.forward() {
            self.say("There is nothing further ahead.");
        }
    }

    /// Closes what lies on top, else the marks of a search in the page, else empties the box, else goes back.
    fn leave(&mut self) {
        let height = usize::from(Layout::new(self.size, self).text.height);
        match self.overlays.pop() {
            Some(Overlay::Find) => {
                if let Place::Page(view) = self.history.current_mut()
                    && let Some(found) = view.found.take()
                {
                    view.go(found.from, height);
                }
            }
            Some(Overlay::Filter(filter)) => self.end_filter(filter),
            Some(_) => {}
            None => match self.history.current_mut() {
                Place::Page(view) if view.found.is_some() => view.found = None,
                Place::Browse(browse) if browse.pane == Pane::Questions => {
                    browse.pane = Pane::Tree;
                }
                Place::Search(search) if !search.from_page => match search.is_blank() {
                    true => self.enter_tree(),
                    false => search.set_words(""),
                },
                _ => {
                    self.history.back();
                }
            },
        }
    }

    fn go_to_conditions(&mut self) {
        if matches!(self.place(), Place::Browse(_)) {
            return;
        }
        self.history.go(Place::Browse(self.last_tree()));
    }

    /// The tree as it was left last.
    fn last_tree(&self) -> Browse {
        let last = self.history.up_to_now().find_map(|place| match place {
            Place::Browse(browse) => Some(browse),
            Place::Search(search) => Some(&search.browse),
            Place::Page(_) => None,
        });
        last.cloned().unwrap_or_default()
    }

    /// The page of the condition that this is about.
    fn condition_page(&mut self) {
        let Some(library) = self.library.clone() else {
            return;
        };
        let of_entry = |entry: EntryOrd| library.head(entry).condition;
        let condition = match self.place() {
            Place::Browse(browse) => match (browse.pane, browse.tree.selected()) {
                (Pane::Tree, Some(Node::Condition(condition) | Node::Both(condition, _))) => {
                    condition
                }
                _ => browse.entry().and_then(of_entry),
            },
            Place::Search(search) => match search.selected() {
                Some(Choice::Condition(condition)) => Some(condition),
                Some(Choice::Entry(entry)) => of_entry(entry),
                None => None,
            },
            Place::Page(view) => view.entry().and_then(of_entry),
        };
        match condition {
            Some(ord) => self.open_page(Subject::Listed(Listed::Condition(ord)), Vec::new()),
            None => self.say("No condition here."),
        }
    }
}
