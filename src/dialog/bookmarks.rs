//! Bookmarks in the dialog.

use crate::content::{Bookmark, BookmarkError};
use crate::nav::bookmarks;
use crate::text::counted;

use super::place::{Goal, Item, Place, View};
use super::session::Dialog;
use super::view::Builder;

impl Dialog {
    /// Changes the bookmark for what is read here; shows the words for it, or the error.
    fn bookmark(
        &self,
        change: impl FnOnce(Bookmark) -> Result<String, BookmarkError>,
    ) -> Vec<String> {
        let subject = self.history.current().place.subject();
        let bookmark = subject.and_then(|it| bookmarks::of_subject(&self.library, &it));
        let Some(bookmark) = bookmark else {
            return Vec::new();
        };
        self.say(&change(bookmark).unwrap_or_else(|error| error.to_string()))
    }

    /// Adds a bookmark for what is read, or removes it.
    pub(super) fn mark(&self) -> Vec<String> {
        self.bookmark(|bookmark| {
            let is_added = self.bookmarks.toggle(&bookmark.id, &bookmark.title)?;
            Ok(match is_added {
                true => "Bookmarked. Type bookmarks to list all.".to_owned(),
                false => "Bookmark removed.".to_owned(),
            })
        })
    }

    /// Gives the bookmark for what is read another name, and adds it if there is none.
    pub(super) fn rename(&self, label: &str) -> Vec<String> {
        self.bookmark(|bookmark| {
            self.bookmarks.change(|all| {
                let at = all.iter().position(|one| one.id == bookmark.id);
                let at = at.unwrap_or_else(|| {
                    all.push(bookmark);
                    all.len() - 1
                });
                label.clone_into(&mut all[at].label);
            })?;
            Ok(format!("The bookmark is now called \"{label}\"."))
        })
    }

    /// Moves the bookmark for what is read to the position with this number.
    pub(super) fn move_bookmark(&self, number: usize) -> Vec<String> {
        self.bookmark(|bookmark| {
            let position = number.saturating_sub(1);
            Ok(match self.bookmarks.move_to(&bookmark.id, position)? {
                true => "Moved. Type bookmarks to list all.".to_owned(),
                false => "There is no bookmark for this. Type mark to add one.".to_owned(),
            })
        })
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
        let mut lines = vec![counted(items.len(), "bookmark")];
        if items.is_empty() {
            lines.push("Type mark where an answer is read to add one.".to_owned());
        }
        self.list("bookmarks", lines, items)
    }
}
