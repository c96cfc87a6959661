//! What each action does.

use tui_input::Input;

use crate::clinic::What;
use crate::index::EntryOrd;
use crate::library::Listed;
use crate::nav::Subject;
use crate::text::{PackLink, Target};
use crate::tui::action::{Action, Context, Effect};

use super::browse::{Browse, Pane};
use super::command::remember;
use super::filter::Filter;
use super::page::PageView;
use super::search::Search;
use super::state::{App, Help, Jump, Overlay, Place, Prompt, Purpose};
use super::tree::Node;

impl App {
    /// Does `action`.
    pub(crate) fn update(&mut self, action: Action) -> Option<Effect> {
        self.message = None;
        // A digit may be part of the number.
        let count = match action {
            Action::Source(_) => 1,
            _ => std::mem::take(&mut self.count).max(1).cast_signed(),
        };
        match action {
            Action::Quit => return Some(Effect::Quit),
            Action::Suspend => return Some(Effect::Suspend),
            Action::Redraw => return Some(Effect::Redraw),
            Action::Help => self.help(),
            Action::Leave => self.leave(),
            Action::Search => self.search(),
            Action::Back => self.back(),
            Action::Forward => self.forward(),
            Action::Up => self.step(-count),
            Action::Down => self.step(count),
            Action::PageUp => self.step(-self.page_rows() * count),
            Action::PageDown => self.step(self.page_rows() * count),
            Action::First => self.step(isize::MIN / 2),
            Action::Last => self.step(isize::MAX / 2),
            Action::Choose => return self.choose(),
            Action::AddNote => return self.begin_writing(What::NewNote),
            Action::Edit => return self.edit(),
            Action::Original => self.go_to_original(),
            Action::OtherLanguage => self.go_to_translation(),
            Action::Theme => self.use_theme((self.theme + 1) % self.options.themes.len().max(1)),
            Action::Command => self.overlays.push(Overlay::Prompt(Prompt {
                input: Input::default(),
                purpose: Purpose::Command,
            })),
            Action::Run | Action::SaveNote => return self.accept_prompt(),
            Action::Bookmark => self.toggle_bookmark(),
            Action::Bookmarks => {
                if self.read_bookmarks() {
                    self.list_bookmarks(0);
                }
            }
            Action::Label | Action::Raise | Action::Lower | Action::Remove => {
                self.change_bookmark(action);
            }
            Action::Compare => self.compare(),
            Action::Changes => self.open_page(Subject::Changes, Vec::new()),
            Action::Copy => return self.copy(),
            Action::Code => self.show_code(),
            Action::Conditions => self.browse_conditions(),
            Action::Problems => self.open_page(Subject::Problems, Vec::new()),
            Action::About => self.open_page(Subject::About, Vec::new()),
            Action::Handout => self.handout(),
            Action::Packs => self.ask_packs(PackLink::List),
            Action::ConditionPage => self.condition_page(),
            Action::Open
            | Action::Expand
            | Action::Collapse
            | Action::SwitchPane
            | Action::TurnTree => self.browse(action),
            Action::Read => self.read_result(),
            Action::Group => {
                if let (Some(library), Place::Search(search)) =
                    (&self.library, self.history.current_mut())
                {
                    search.group(library);
                }
            }
            Action::Filter => {
                if let (Some(library), Place::Browse(browse)) =
                    (&self.library, self.history.current_mut())
                {
                    let filter = Filter::new(library, browse);
                    self.overlays.push(Overlay::Filter(filter));
                }
            }
            Action::Source(digit) => self.source_digit(digit.into()),
            Action::PreviewDown | Action::PreviewUp => {
                let half = (self.areas.preview.height / 2).max(1).cast_signed();
                let by = if action == Action::PreviewDown {
                    half
                } else {
                    -half
                };
                self.preview.scroll(by.into());
            }
            _ => self.update_page(action),
        }
        None
    }

    /// The rows of the text of a page on the screen.
    pub(super) fn text_height(&self) -> usize {
        self.areas.text.height.into()
    }

    /// The rows that PgDn moves by: one less than there are on the screen.
    fn page_rows(&self) -> isize {
        let areas = &self.areas;
        let rows = match (self.overlays.last(), self.place()) {
            (Some(Overlay::FullScreen(_)), _) => areas.screen.height.saturating_sub(1),
            (Some(Overlay::Filter(_)), _) => areas.tree.height,
            (Some(_), _) => areas.popup.height.saturating_sub(2),
            (None, Place::Page(_)) => areas.text.height,
            (None, place) if place.browse().is_some() && self.pane() == Pane::Tree => {
                areas.tree.height
            }
            (None, _) => areas.list.height,
        };
        rows.saturating_sub(1).max(1).cast_signed().into()
    }

    /// Moves by `by` rows.
    pub(super) fn step(&mut self, by: isize) {
        let height = self.text_height();
        match self.overlays.last_mut() {
            Some(Overlay::Help(help)) => help.top = help.top.saturating_add_signed(by),
            Some(Overlay::FullScreen(shown)) => shown.top = shown.top.saturating_add_signed(by),
            Some(Overlay::Menu(menu)) => menu.cursor.step(by, menu.items.len()),
            Some(Overlay::Find | Overlay::Prompt(_)) => {}
            Some(Overlay::Filter(_)) | None => match self.history.current_mut() {
                Place::Browse(browse) => browse.step(by),
                Place::Search(search) if search.is_blank() => {
                    // The first step leads from the box onto the selected row.
                    if by > 0 {
                        self.enter_tree();
                        self.step(by - 1);
                    } else {
                        self.recall();
                    }
                }
                Place::Search(search) if by < 0 && search.is_recalled() => self.recall(),
                Place::Search(search) => search.step(by),
                Place::Page(view) => view.scroll(by, height),
            },
        }
    }

    /// Goes from the empty search box into the tree below it.
    pub(super) fn enter_tree(&mut self) {
        let place = self.history.current_mut();
        if let Place::Search(search) = place
            && search.is_blank()
        {
            *place = Place::Browse(std::mem::take(&mut search.browse));
        }
    }

    fn browse(&mut self, action: Action) {
        let (Some(library), Place::Browse(browse)) = (&self.library, self.history.current_mut())
        else {
            return self.enter_tree();
        };
        let opened = match action {
            Action::Open => browse.toggle(library),
            Action::Expand => browse.expand(library),
            Action::SwitchPane => browse.switch_pane(),
            Action::Collapse => {
                browse.collapse();
                None
            }
            _ => {
                browse.turn(library);
                None
            }
        };
        let siblings = match opened {
            Some(Listed::Entry(_)) => browse.questions.clone(),
            _ => Vec::new(),
        };
        if let Some(listed) = opened {
            self.open_page(Subject::Listed(listed), siblings);
        }
    }

    fn read_result(&mut self) {
        let Place::Search(search) = self.history.current_mut() else {
            return;
        };
        if search.is_blank() {
            return self.enter_tree();
        }
        // After reading, the next character typed replaces the words.
        search.stale_words = true;
        remember(&mut self.searches, search.words());
        let hits = search.results.hits.iter();
        let siblings: Vec<EntryOrd> = hits.map(|hit| hit.entry).collect();
        if let Some(listed) = search.selected() {
            self.open_page(Subject::Listed(listed), siblings);
        } else if !siblings.is_empty() {
            let key = self.key(Action::Down).unwrap_or_default();
            self.say(format!("No answer. {key} chooses a related one."));
        }
    }

    /// Opens a page, unless it is open.
    pub(super) fn open_page(&mut self, subject: Subject, siblings: Vec<EntryOrd>) {
        let is_open = matches!(self.place(), Place::Page(view) if view.subject == subject);
        if self.library.is_some() && !is_open {
            self.go(Place::Page(Box::new(PageView::new(subject, siblings))));
        }
    }

    fn go(&mut self, place: Place) {
        self.unload();
        self.history.go(place);
    }

    /// A page that is not the current place keeps the position in it, not its text.
    fn unload(&mut self) {
        if let Place::Page(view) = self.history.current_mut() {
            view.laid_out = None;
        }
    }

    pub(super) fn choose(&mut self) -> Option<Effect> {
        let height = self.text_height();
        let overlay = self.overlays.pop();
        if let Some(Overlay::Menu(menu)) = &overlay
            && let Some((_, Jump::Bookmark(at))) = menu.items.get(menu.cursor.at)
        {
            self.open_bookmark(*at);
            return None;
        }
        match (overlay, self.history.current_mut(), &self.library) {
            (Some(Overlay::Filter(filter)), Place::Browse(browse), Some(library)) => {
                filter.choose(browse, library);
            }
            (Some(Overlay::Menu(menu)), Place::Page(view), _) => {
                match menu.items.get(menu.cursor.at) {
                    Some((_, Jump::Line(line))) => view.go_to(*line, height),
                    Some((_, Jump::Source(number))) => self.follow(&Target::Cite(*number)),
                    Some((_, Jump::Write(what))) => return self.begin_writing(*what),
                    Some((_, Jump::Deliver(delivery))) => return Some(Effect::Deliver(*delivery)),
                    _ => {}
                }
            }
            _ => {}
        }
        None
    }

    fn help(&mut self) {
        match self.context() {
            Context::Help => drop(self.overlays.pop()),
            context => self.overlays.push(Overlay::Help(Help {
                context,
                lines: Vec::new(),
                top: 0,
                words: Input::default(),
                is_typing: false,
            })),
        }
    }

    /// Goes to the search box: above the tree it is empty, over a page it holds the words of the last search.
    pub(super) fn search(&mut self) {
        self.close_overlays();
        match self.history.current_mut() {
            Place::Search(_) => {}
            Place::Browse(browse) => {
                let mut browse = std::mem::take(browse);
                browse.pane = Pane::Tree;
                *self.history.current_mut() = Place::Search(Box::new(Search::above(browse)));
            }
            Place::Page(_) => {
                let mut search = Search::above(self.last_tree());
                search.from_page = true;
                let last = self.history.newest_first().find_map(|place| match place {
                    Place::Search(search) => Some(search.words()),
                    _ => None,
                });
                search.set_words(last.unwrap_or_default());
                search.stale_words = !search.is_blank();
                self.go(Place::Search(Box::new(search)));
            }
        }
    }

    /// Closes the topmost overlay; `false` if there is none.
    fn close_overlay(&mut self) -> bool {
        let height = self.text_height();
        if let Some(Overlay::Help(help)) = self.overlays.last_mut()
            && std::mem::take(&mut help.is_typing)
        {
            help.words.reset();
            return true;
        }
        match (self.overlays.pop(), self.history.current_mut()) {
            (None, _) => return false,
            (Some(Overlay::Filter(filter)), Place::Browse(browse)) => filter.end(browse),
            (Some(Overlay::Find), Place::Page(view)) => view.cancel_find(height),
            (Some(Overlay::Prompt(prompt)), _) => {
                if let Purpose::Note(_) = prompt.purpose {
                    self.say("The note is kept as a draft.");
                }
            }
            _ => {}
        }
        true
    }

    pub(super) fn close_overlays(&mut self) {
        while self.close_overlay() {}
    }

    fn back(&mut self) {
        if !self.close_overlay() {
            self.unload();
            if !self.history.back() {
                self.say("This is where you began.");
            }
        }
    }

    fn forward(&mut self) {
        self.unload();
        if !self.history.forward() {
            self.say("There is nothing further ahead.");
        }
    }

    /// Closes an overlay, or forgets the words found in the page, or empties the search box, or goes back.
    fn leave(&mut self) {
        if self.close_overlay() {
            return;
        }
        match self.history.current_mut() {
            Place::Page(view) if view.found.is_some() => view.found = None,
            Place::Browse(browse) if browse.pane == Pane::Questions => browse.pane = Pane::Tree,
            Place::Search(search) if !search.from_page => match search.is_blank() {
                true => self.enter_tree(),
                false => {
                    remember(&mut self.searches, search.words());
                    search.set_words("");
                }
            },
            _ => {
                self.unload();
                self.history.back();
            }
        }
    }

    fn browse_conditions(&mut self) {
        if !matches!(self.place(), Place::Browse(_)) {
            self.go(Place::Browse(self.last_tree()));
        }
    }

    /// The tree as it was left last.
    fn last_tree(&self) -> Browse {
        let last = self.history.up_to_current().find_map(|place| match place {
            Place::Browse(browse) => Some(browse),
            Place::Search(search) => Some(&search.browse),
            Place::Page(_) => None,
        });
        last.cloned().unwrap_or_default()
    }

    /// Compares the current page or the selected item with the one on which this was asked for before.
    fn compare(&mut self) {
        match (self.compared.take(), self.listed()) {
            (_, None) => self.say("Nothing is selected."),
            (Some(first), Some(second)) if first != second => {
                self.open_page(Subject::Compare(first, second), Vec::new());
            }
            (Some(_), Some(_)) => self.say("This is the same one. Nothing is compared."),
            (None, first) => {
                self.compared = first;
                let key = self.key(Action::Compare).unwrap_or_default();
                self.say(format!("Open another; press {key} there to compare"));
            }
        }
    }

    /// Opens the page of the condition that the current or selected item is about.
    fn condition_page(&mut self) {
        let Some(library) = &self.library else {
            return;
        };
        let of_entry = |entry| library.head(entry).condition;
        let condition = match self.place() {
            Place::Browse(browse) => match (browse.pane, browse.tree.selected()) {
                (Pane::Tree, Some(Node::Condition(condition) | Node::Both(condition, _))) => {
                    condition
                }
                _ => browse.entry().and_then(of_entry),
            },
            Place::Search(search) => match search.selected() {
                Some(Listed::Condition(condition)) => Some(condition),
                Some(Listed::Entry(entry)) => of_entry(entry),
                _ => None,
            },
            Place::Page(view) => view.subject.entry().and_then(of_entry),
        };
        match condition {
            Some(ord) => self.open_page(Subject::Listed(Listed::Condition(ord)), Vec::new()),
            None => self.say("No condition here."),
        }
    }
}
