//! What a new version of a pack changes, and what the clinic has written about that.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use serde::Serialize;

use crate::content::{Bookmarks, Place, Record, load, scan};
use crate::model::{Id, Withdrawal, is_entry_id};
use crate::text::clean::clean_line;

/// An answer in the list of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The entry's id.
    pub id: Id,
    /// The question.
    pub question: String,
    /// A hash of the question and the answer.
    #[serde(skip)]
    pub(super) hash: u64,
}

/// The answers of a version, and those that it withdraws.
pub(super) type Answers<'a> = (&'a [Text], &'a [Withdrawal]);

/// What a version changes, compared with another one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The sequence of the version that it was compared with; `None` if there is none.
    pub since: Option<u64>,
    /// Answers that are new.
    pub added: Vec<Text>,
    /// Answers with another text.
    pub changed: Vec<Text>,
    /// Answers that are no longer there, but were not withdrawn.
    pub removed: Vec<Text>,
    /// Answers that are newly withdrawn, with the reason.
    pub withdrawn: Vec<Withdrawal>,
}

impl Changes {
    /// What changes from the version `old` with the sequence `since` to the version `new`.
    pub(super) fn between(since: Option<u64>, old: Answers<'_>, new: Answers<'_>) -> Self {
        let (old_texts, old_withdrawn) = old;
        let (new_texts, new_withdrawn) = new;
        let mut changes = Self {
            since,
            withdrawn: newly_withdrawn(old_withdrawn, new_withdrawn),
            ..Self::default()
        };
        let mut gone: HashMap<&str, &Text> = HashMap::new();
        gone.extend(old_texts.iter().map(|text| (&*text.id, text)));
        for text in new_texts {
            match gone.remove(&*text.id) {
                None => changes.added.push(text.clone()),
                Some(known) if known.hash != text.hash => changes.changed.push(text.clone()),
                Some(_) => {}
            }
        }
        for withdrawal in new_withdrawn {
            gone.remove(&*withdrawal.entry);
        }
        let removed = old_texts.iter().filter(|text| gone.contains_key(&*text.id));
        changes.removed = removed.cloned().collect();
        changes
    }

    /// The ids of answers that are no longer what they were.
    fn affected(&self) -> impl Iterator<Item = &str> {
        let texts = self.changed.iter().chain(&self.removed);
        let texts = texts.map(|text| text.id.as_str());
        texts.chain(self.withdrawn.iter().map(|it| it.entry.as_str()))
    }
}

/// The withdrawals in `new` of answers that are not in `old`.
pub(super) fn newly_withdrawn(old: &[Withdrawal], new: &[Withdrawal]) -> Vec<Withdrawal> {
    let mut known: HashSet<&str> = old.iter().map(|it| it.entry.as_str()).collect();
    let new = new.iter().filter(|it| known.insert(&it.entry));
    new.cloned().collect()
}

/// The list of answers as a file: a line each, sorted by id.
pub(super) fn write_texts(texts: &[Text]) -> String {
    let line = |text: &Text| format!("{}\t{:016x}\t{}\n", text.id, text.hash, text.question);
    texts.iter().map(line).collect()
}

/// Reads such a file; `None` if it is none or has more than `limit` answers.
pub(super) fn read_texts(list: &str, limit: usize) -> Option<Vec<Text>> {
    if list.lines().nth(limit).is_some() {
        return None;
    }
    let read = |line: &str| {
        let mut fields = line.splitn(3, '\t');
        let (id, hash, question) = (fields.next()?, fields.next()?, fields.next()?);
        let hash = u64::from_str_radix(hash, 16).ok()?;
        is_entry_id(id).then(|| Text {
            id: id.to_owned(),
            hash,
            question: clean_line(question).into_owned(),
        })
    };
    list.lines().map(read).collect()
}

/// The clinic's notes, replacements and bookmarks on answers that change, a line each.
pub fn noted(places: &[Place], changes: &Changes) -> Vec<String> {
    let affected: HashSet<&str> = changes.affected().collect();
    let mut places = places.iter();
    let clinic = places.find(|place| place.clinic().is_some());
    let mut lines = Vec::new();
    let Some((clinic, folder)) = clinic.and_then(|place| Some((place, place.folder()?))) else {
        return lines;
    };
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
    let scan = scan(std::slice::from_ref(clinic));
    let _ = load(&scan, None, &mut take, &mut |_| ControlFlow::Continue(()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_name_what_is_new_changed_removed_and_withdrawn() {
        let text = |id: &str, hash: u64| Text {
            id: id.to_owned(),
            question: "Why?".to_owned(),
            hash,
        };
        let withdrawn = |id: &str| Withdrawal {
            entry: id.to_owned(),
            ..Withdrawal::default()
        };
        let old = ["a/same", "a/changed", "a/gone", "a/taken-back"].map(|id| text(id, 1));
        let new = [text("a/same", 1), text("a/changed", 2), text("a/new", 1)];
        let changes = Changes::between(
            Some(1),
            (&old, &[withdrawn("a/before")]),
            (&new, &[withdrawn("a/before"), withdrawn("a/taken-back")]),
        );
        let ids = |texts: &[Text]| texts.iter().map(|text| text.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&changes.added), ["a/new"]);
        assert_eq!(ids(&changes.changed), ["a/changed"]);
        assert_eq!(ids(&changes.removed), ["a/gone"]);
        assert_eq!(changes.withdrawn, [withdrawn("a/taken-back")]);
        let list = write_texts(&new);
        assert_eq!(read_texts(&list, 3).as_deref(), Some(&new[..]));
        assert_eq!(read_texts(&list, 2), None);
        assert_eq!(read_texts("no list", 3), None);
    }
}
