//! What a new version of a pack changes.

use std::collections::HashMap;

use serde::Serialize;

use crate::model::{Id, Withdrawal, is_entry_id};
use crate::text::clean::clean_line;

/// An answer in the list of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The entry's id.
    pub id: Id,
    /// The question.
    pub question: String,
    /// Changes with question and answer.
    #[serde(skip)]
    pub(super) hash: String,
}

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
    /// What changes from `old` to `new`.
    pub(super) fn between(
        old: &[Text],
        old_withdrawn: &[Withdrawal],
        new: &[Text],
        new_withdrawn: &[Withdrawal],
    ) -> Self {
        let mut before: HashMap<&str, &Text> =
            old.iter().map(|text| (text.id.as_str(), text)).collect();
        let mut changes = Self::default();
        for text in new {
            match before.remove(text.id.as_str()) {
                None => changes.added.push(text.clone()),
                Some(known) if known.hash != text.hash => changes.changed.push(text.clone()),
                Some(_) => {}
            }
        }
        let is_withdrawn = |id: &str| new_withdrawn.iter().any(|it| it.entry == id);
        let gone = old
            .iter()
            .filter(|text| before.contains_key(text.id.as_str()) && !is_withdrawn(&text.id));
        changes.removed = gone.cloned().collect();
        let is_new = |it: &&Withdrawal| !old_withdrawn.iter().any(|old| old.entry == it.entry);
        changes.withdrawn = new_withdrawn.iter().filter(is_new).cloned().collect();
        changes
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.changed.is_empty()
            && self.removed.is_empty()
            && self.withdrawn.is_empty()
    }

    /// The ids of answers that are no longer what they were.
    pub fn affected(&self) -> impl Iterator<Item = &str> {
        let texts = self.changed.iter().chain(&self.removed);
        let texts = texts.map(|text| text.id.as_str());
        texts.chain(self.withdrawn.iter().map(|it| it.entry.as_str()))
    }
}

/// The list of answers as a file: a line each, sorted by id.
pub(super) fn write_texts(texts: &[Text]) -> String {
    let line = |text: &Text| format!("{}\t{}\t{}\n", text.id, text.hash, text.question);
    texts.iter().map(line).collect()
}

/// Reads such a file; `None` if it is none.
pub(super) fn read_texts(list: &str) -> Option<Vec<Text>> {
    let read = |line: &str| {
        let mut fields = line.splitn(3, '\t');
        let (id, hash, question) = (fields.next()?, fields.next()?, fields.next()?);
        is_entry_id(id).then(|| Text {
            id: id.to_owned(),
            hash: hash.to_owned(),
            question: clean_line(question).into_owned(),
        })
    };
    list.lines().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_name_what_is_new_changed_removed_and_withdrawn() {
        let text = |id: &str, hash: &str| Text {
            id: id.to_owned(),
            question: "Why?".to_owned(),
            hash: hash.to_owned(),
        };
        let withdrawn = |id: &str| Withdrawal {
            entry: id.to_owned(),
            ..Withdrawal::default()
        };
        let old = ["a/same", "a/changed", "a/gone", "a/taken-back"].map(|id| text(id, "1"));
        let new = [
            text("a/same", "1"),
            text("a/changed", "2"),
            text("a/new", "1"),
        ];
        let changes = Changes::between(
            &old,
            &[withdrawn("a/before")],
            &new,
            &[withdrawn("a/before"), withdrawn("a/taken-back")],
        );
        let ids = |texts: &[Text]| texts.iter().map(|text| text.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&changes.added), ["a/new"]);
        assert_eq!(ids(&changes.changed), ["a/changed"]);
        assert_eq!(ids(&changes.removed), ["a/gone"]);
        assert_eq!(changes.withdrawn, [withdrawn("a/taken-back")]);
        let list = write_texts(&new);
        assert_eq!(read_texts(&list).as_deref(), Some(&new[..]));
        assert_eq!(read_texts("no list"), None);
    }
}
