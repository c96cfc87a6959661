//! Bookmarks in the dialog.

use crate::content::Bookmark;
use crate::nav::bookmarks;

use super::place::{Goal, Item, Place, View};
use super::session::Dialog;
use super::view::Builder;

impl Dialog {
    /// A bookmark for what is read here.
    fn bookmark_here(&self) -> Option<Bookmark> {
        bookmarks::of_subject(&self.library, &self.history.current().place.subject()?)
    }

    /// Adds a bookmark for what is read, or removes it.
    pub(super) fn mark(&self) -> Vec<String> {
        let Some(bookmark) = self.bookmark_here() else {
            return Vec::new();
        };
        match self.bookmarks.toggle(&bookmark.id, &bookmark.title) {
            Ok(true) => self.say("Bookmarked. Type bookmarks to list all."),
            Ok(false) => self.say("Bookmark removed."),
            Err(error) => self.say(&error.to_string()),
        }
    }

    /// Gives the bookmark for what is read another name.
    pub(super) fn rename(&self, label: &str) -> Vec<String> {
        let Some(bookmark) = self.bookmark_here() else {
            return Vec::new();
        };
        let changed = self.bookmarks.change(|all| {
            let at = all.iter().position(|one| one.id == bookmark.id);
            let at = at.unwrap_or_else(|| {
                all.push(bookmark);
                all.len() - 1
            });
            label.clone_into(&mut all[at].label);
        });
        match changed {
            Ok(()) => self.say(&format!("The bookmark is now called \"{label}\".")),
            Err(error) => self.say(&error.to_string()),
        }
    }

    /// Moves the bookmark for what is read to the position with this number.
    pub(super) fn move_bookmark(&self, number: usize) -> Vec<String> {
        let Some(bookmark) = self.bookmark_here() else {
            return Vec::new();
        };
        match self
            .bookmarks
            .move_to(&bookmark.id, number.saturating_sub(1))
        {
            Ok(true) => self.say("Moved. Type bookmarks to list all."),
            Ok(false) => self.say("There is no bookmark for this. Type mark to add one."),
            Err(error) => self.say(&error.to_string()),
        }
    }
}

impl Builder<'_> {
    pub(super) fn bookmarked(&self) -> View {
        let all = match self.bookmarks.read() {
            Ok(all) => all,
            Err(error) => return self.list("bookmarks", vec![error.to_string()], Vec::new()),
        };
        let items = all.iter().map(|bookmark| {
            let label = bookmarks::label(self.library, bookmark);
            match bookmarks::subject(self.library, bookmark) {
                Some(subject) => Item::new(label, Place::of(subject)),
                None => Item {
                    goal: Goal::Nowhere(format!(
                        "{} is not in this library. Perhaps it has another id now: search for its title.",
                        bookmark.id
                    )),
                    ..Item::new(label, Place::Home)
                },
            }
        });
        let items: Vec<Item> = items.collect();
        let mut lines = vec![super::help::counted(items.len(), "bookmark", "bookmarks")];
        if items.is_empty() {
            lines.push("Type mark where an answer is read to add one.".to_owned());
        }
        self.list("bookmarks", lines, items)
    }
}
