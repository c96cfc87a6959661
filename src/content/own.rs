//! The files of the clinic's own texts: what is in them, and whether a text is valid before it is saved.

use std::path::{Path, PathBuf};

use crate::model::{Diagnostic, Kind, Severity};
use crate::text::lines::Lines;

use super::author::FILL_IN;
use super::findings::Findings;
use super::parts::{Item, items};
use super::place::Place;
use super::raw::Spot;
use super::record::Record;
use super::registry::{Known, Registry};
use super::scan::scan;
use super::table;
use super::texts::Texts;
use super::verify::{complete_replacement, verify, verify_entry};

/// An entry or note in the clinic's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnText {
    /// The file that it is in.
    pub path: PathBuf,
    /// Whether it is a note.
    pub is_note: bool,
    /// An entry's id; empty for a note.
    pub id: String,
    /// The entry that a note is on, or that an entry replaces.
    pub of: String,
}

/// The entries and notes in `folder`, in the order in which they are read.
pub fn own_texts(folder: &Path) -> Vec<OwnText> {
    let mut found = Vec::new();
    for (at, file) in scan(&[Place::Folder(folder.to_owned())])
        .files
        .iter()
        .enumerate()
    {
        let Ok(text) = file.text() else { continue };
        for item in items(&Lines::new(at, &file.name(), &text)) {
            let Item::Table(raw) = item else { continue };
            let key = match raw.kind {
                Kind::Note => "entry",
                Kind::Entry => "replaces",
                _ => continue,
            };
            found.push(OwnText {
                path: file.path.clone(),
                is_note: raw.kind == Kind::Note,
                id: raw.id().to_owned(),
                of: raw.text(key).unwrap_or_default().to_owned(),
            });
        }
    }
    found
}

/// The errors in a text that is about to be saved in the clinic's folder. `None` if the text is blank: no table, or only notes
/// without text. Its entries may have these conditions and topics.
pub fn check_own(
    text: &str,
    conditions: impl Iterator<Item = String>,
    topics: impl Iterator<Item = String>,
) -> Option<Vec<Diagnostic>> {
    let lines = Lines::new(0, "", text);
    let mut findings = Findings::default();
    let mut registry = Registry::default();
    let conditions = conditions.map(|id| (Kind::Condition, id));
    for (kind, id) in conditions.chain(topics.map(|id| (Kind::Topic, id))) {
        let _ = registry.add(kind, 0, &id, Known::at(Spot::NOWHERE));
    }
    let mut read = Vec::new();
    let mut is_blank = true;
    for item in items(&lines) {
        match item {
            Item::Problem(problem) => {
                is_blank = false;
                findings.push(0, problem);
            }
            Item::Table(mut raw) => {
                let is_unwritten = raw.kind == Kind::Note
                    && raw.text("text").is_some_and(|text| text.trim().is_empty());
                is_blank &= is_unwritten;
                if let Some((record, _)) = table::read(&mut raw, &lines, &mut findings) {
                    let known = Known::at(Spot::NOWHERE);
                    let _ = registry.add(raw.kind, 0, record.id(), known);
                    read.push((record, raw));
                }
            }
            Item::Broken(..) => is_blank = false,
            Item::Format(..) => {}
        }
    }
    if is_blank {
        return None;
    }
    for (record, raw) in &mut read {
        verify(record, raw, false, &lines, &mut findings);
        if let Record::Entry(entry) = record {
            complete_replacement(entry);
            verify_entry(entry, raw, 0, &mut registry, &lines, &mut findings);
        }
        let texts = Texts::of(raw).markdown;
        if let Some((path, _)) = texts.iter().find(|(_, text)| text.contains(FILL_IN)) {
            let message = format!("there is a {FILL_IN} left");
            findings.error(
                &lines,
                raw.span(path),
                "to-fill-in",
                message,
                "write what belongs there",
            );
        }
    }
    let mut found = findings.finish().diagnostics;
    found.retain(|problem| problem.severity == Severity::Error);
    Some(found)
}

/// The text of the only note in a file; `None` if there is something else in it.
pub fn note_text(text: &str) -> Option<String> {
    let lines = Lines::new(0, "", text);
    let mut items = items(&lines);
    match (items.next(), items.next()) {
        (Some(Item::Table(raw)), None) if raw.kind == Kind::Note => {
            raw.text("text").map(str::to_owned)
        }
        _ => None,
    }
}
