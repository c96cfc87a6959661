//! Bookmarks: one for the current page or the selected item, and the list of all.

use tui_input::Input;

use crate::content::{Bookmark, BookmarkError};
use crate::nav::{Subject, bookmarks};
use crate::tui::action::{Action, Context};

use super::state::{App, Jump, Overlay, Place, Prompt, Purpose};

impl App {
    /// The current page or the selected item, as something that can be bookmarked.
    fn subject(&self) -> Option<Subject> {
        match self.place() {
            Place::Page(view) => Some(view.subject.clone()),
            _ => self.listed().map(Subject::Listed),
        }
    }

    /// Adds a bookmark for the current page or the selected item, or removes it.
    pub(super) fn toggle_bookmark(&mut self) {
        let subject = self.library.as_ref().zip(self.subject());
        let made = subject.and_then(|(library, subject)| bookmarks::of_subject(library, &subject));
        let Some(bookmark) = made else {
            return self.say("Nothing to bookmark is selected.");
        };
        let toggled = self.options.bookmarks.toggle(&bookmark.id, &bookmark.title);
        let list = self.key_in(Context::Page, Action::Bookmarks);
        match toggled {
            Ok(true) => {
                let list = list.map_or(String::new(), |key| format!(" {key} lists all bookmarks."));
                self.say(format!("Bookmarked.{list}"));
            }
            Ok(false) => self.say("Bookmark removed."),
            Err(error) => self.warn(error.to_string()),
        }
        self.read_bookmarks();
    }

    /// Reads the bookmarks again; says whether that was possible.
    pub(super) fn read_bookmarks(&mut self) -> bool {
        match self.options.bookmarks.read() {
            Ok(bookmarks) => self.bookmarked = bookmarks,
            Err(error) => {
                self.warn(error.to_string());
                return false;
            }
        }
        true
    }

    /// The id of the current page.
    pub fn place_id(&self) -> Option<String> {
        let (Place::Page(view), Some(library)) = (self.place(), &self.library) else {
            return None;
        };
        bookmarks::of_subject(library, &view.subject).map(|here| here.id)
    }

    /// Opens the page that was left last, once there is a library.
    pub(super) fn resume(&mut self) {
        if let Some(library) = &self.library
            && self.options.words.is_none()
            && let Some(id) = self.options.resume.take()
            && let Some(subject) = bookmarks::subject(library, &Bookmark::new(id, String::new()))
        {
            self.open_page(subject, Vec::new());
        }
    }

    /// Whether there is a bookmark for the current page.
    pub(crate) fn is_bookmarked(&self) -> bool {
        // Most readers have no bookmarks, and then there is nothing to look up.
        let is_known = |id| self.bookmarked.iter().any(|known| known.id == id);
        !self.bookmarked.is_empty() && self.place_id().is_some_and(is_known)
    }

    /// Lists all bookmarks, with the one at `at` selected.
    pub(super) fn list_bookmarks(&mut self, at: usize) {
        let Some(library) = &self.library else { return };
        let labels = self.bookmarked.iter().enumerate();
        let items = labels.map(|(at, one)| (bookmarks::label(library, one), Jump::Bookmark(at)));
        let items: Vec<(String, Jump)> = items.collect();
        let key = self.key_in(Context::Page, Action::Bookmark);
        let hint = key.map_or(String::new(), |key| format!(" {key} adds one."));
        let last = items.len().saturating_sub(1);
        self.menu(
            "Bookmarks",
            items,
            at.min(last),
            &format!("No bookmarks.{hint}"),
        );
    }

    /// Opens the bookmark at `at`. If nothing has its id any more, searches for its title: the id may have changed.
    pub(super) fn open_bookmark(&mut self, at: usize) {
        let (Some(library), Some(bookmark)) = (&self.library, self.bookmarked.get(at)) else {
            return;
        };
        match bookmarks::subject(library, bookmark) {
            Some(subject) => self.open_page(subject, Vec::new()),
            None => {
                let words = bookmark.title.clone();
                let message = format!("\"{}\" is not in this library: a search.", bookmark.id);
                self.search();
                if let Place::Search(search) = self.history.current_mut() {
                    search.set_words(&words);
                }
                self.warn(message);
            }
        }
    }

    /// Removes the selected bookmark of the list, moves it, or asks for its label.
    pub(super) fn change_bookmark(&mut self, action: Action) {
        let Some(Overlay::Menu(menu)) = self.overlays.last() else {
            return;
        };
        let at = menu.cursor.at;
        let Some(bookmark) = self.bookmarked.get(at) else {
            return;
        };
        let id = bookmark.id.clone();
        if action == Action::Label {
            let input = Input::new(bookmark.label.clone());
            let purpose = Purpose::Label(id);
            return self
                .overlays
                .push(Overlay::Prompt(Prompt { input, purpose }));
        }
        let to = match action {
            Action::Raise => at.saturating_sub(1),
            Action::Lower => at + 1,
            _ => at,
        };
        let changed = match action {
            Action::Raise | Action::Lower => self.options.bookmarks.move_to(&id, to).map(drop),
            _ => self
                .options
                .bookmarks
                .change(|all| all.retain(|one| one.id != id)),
        };
        self.show_changed(changed, to);
    }

    /// Gives the bookmark with this id a label.
    pub(super) fn label_bookmark(&mut self, id: &str, label: &str) {
        let changed = self.options.bookmarks.change(|all| {
            for bookmark in all.iter_mut().filter(|one| one.id == id) {
                bookmark.label = label.to_owned();
            }
        });
        let at = self.bookmarked.iter().position(|one| one.id == id);
        self.show_changed(changed, at.unwrap_or(0));
    }

    /// Shows the list again after a change, or why there was none.
    fn show_changed(&mut self, changed: Result<(), BookmarkError>, at: usize) {
        self.overlays.pop();
        self.read_bookmarks();
        self.list_bookmarks(at);
        if let Err(error) = changed {
            self.warn(error.to_string());
        }
    }
}
