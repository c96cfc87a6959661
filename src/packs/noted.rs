//! What the clinic has written about answers that a new version changes.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::content::{Bookmarks, Place, Record, load, scan};

use super::changes::Changes;

/// The notes, replacements and bookmarks in the clinic's folder on answers that are no longer what they were, a line each.
pub fn noted(places: &[Place], changes: &Changes) -> Vec<String> {
    let affected: HashSet<&str> = changes.affected().collect();
    let clinic: Vec<Place> = places
        .iter()
        .filter(|place| place.clinic().is_some())
        .cloned()
        .collect();
    let Some(folder) = clinic.first().and_then(Place::folder) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if affected.is_empty() {
        return lines;
    }
    let mut take = |_, record| {
        match record {
            Record::Note(note) if affected.contains(&*note.entry) => {
                lines.push(format!("Note on {}", note.entry));
            }
            Record::Entry(entry) if affected.contains(&*entry.replaces) => {
                lines.push(format!("{}, which replaces {}", entry.id, entry.replaces));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    };
    let _ = load(&scan(&clinic), None, &mut take, &mut |_| {
        ControlFlow::Continue(())
    });
    match Bookmarks::new(Some(folder.to_owned()), false, true).read() {
        Ok(bookmarks) => {
            let ids = bookmarks.into_iter().map(|bookmark| bookmark.id);
            let marked = ids.filter(|id| affected.contains(&**id));
            lines.extend(marked.map(|id| format!("Bookmark on {id}")));
        }
        Err(error) => lines.push(error.to_string()),
    }
    lines.sort_unstable();
    lines.dedup();
    lines
}
