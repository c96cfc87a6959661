//! What the clinic has written about answers that a new version changes.

use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;

use crate::content::{Place, Record, load, scan};

use super::changes::Changes;

/// The clinic's file of bookmarks.
const BOOKMARKS: &str = "bookmarks.toml";

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
                lines.push(format!(
                    "{}, which stands in for {}",
                    entry.id, entry.replaces
                ));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    };
    let _ = load(&scan(&clinic), None, &mut take, &mut |_| {
        ControlFlow::Continue(())
    });
    let bookmarks = fs::read_to_string(folder.join(BOOKMARKS)).unwrap_or_default();
    let is_marked = |id: &&&str| bookmarks.contains(&format!("\"{id}\""));
    lines.extend(
        affected
            .iter()
            .filter(is_marked)
            .map(|id| format!("Bookmark on {id}")),
    );
    lines.sort_unstable();
    lines.dedup();
    lines
}
