//! Where bookmarks lead in the library that is open.

use crate::content::Bookmark;
use crate::index::PackOrd;
use crate::library::Library;

use super::subject::Subject;

/// Where a bookmark leads; `None` if the library has nothing of this id.
pub(crate) fn subject(library: &Library, bookmark: &Bookmark) -> Option<Subject> {
    if library.withdrawal(&bookmark.id).is_some() {
        return Some(Subject::Withdrawn(bookmark.id.clone()));
    }
    library.find(&bookmark.id).map(Subject::Listed)
}

/// A bookmark for this page; `None` if the page cannot be bookmarked.
pub(crate) fn of_subject(library: &Library, subject: &Subject) -> Option<Bookmark> {
    match subject {
        Subject::Listed(listed) => {
            let (id, title) = library.id_and_title(*listed);
            Some(Bookmark::new(id, title))
        }
        Subject::Withdrawn(id) => {
            let entry = library.find_entry(PackOrd(0), id);
            let question = entry.map_or(String::new(), |ord| library.head(ord).question);
            Some(Bookmark::new(id.clone(), question))
        }
        _ => None,
    }
}

/// Why it cannot be read; empty if it can.
pub(crate) fn state(library: &Library, bookmark: &Bookmark) -> &'static str {
    match subject(library, bookmark) {
        Some(Subject::Withdrawn(_)) => "withdrawn",
        Some(_) => "",
        None => "not in this library",
    }
}

/// A bookmark in a list: its label, its title as it is now, and its state if it leads to no answer.
pub(crate) fn label(library: &Library, bookmark: &Bookmark) -> String {
    let found = subject(library, bookmark);
    let now = found.as_ref().and_then(|found| of_subject(library, found));
    let titles = [
        now.map_or(String::new(), |now| now.title),
        bookmark.title.clone(),
    ];
    let title = titles.into_iter().find(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| bookmark.id.clone());
    let state = match state(library, bookmark) {
        "" => String::new(),
        state => format!(" ({state})"),
    };
    match bookmark.label.as_str() {
        "" => format!("{title}{state}"),
        label if label == title => format!("{title}{state}"),
        label => format!("{label}: {title}{state}"),
    }
}
