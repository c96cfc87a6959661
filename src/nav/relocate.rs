//! From an open library into a newer version of it.

use crate::index::{ConditionOrd, EntryOrd, SourceOrd, TopicOrd};
use crate::library::{Library, Listed};

use super::subject::Subject;

/// Finds in a new library, by id, what an ordinal meant in the old one. Everything is `None` that is no longer there.
pub(crate) struct Relocation<'a> {
    old: &'a Library,
    new: &'a Library,
    /// Both are indexes of the same files, so that ordinals mean the same. The old one may be damaged and must not be
    /// asked for ids.
    same_files: bool,
}

impl<'a> Relocation<'a> {
    pub(crate) fn new(old: &'a Library, new: &'a Library) -> Self {
        Self {
            old,
            new,
            same_files: new.has_files_of(old),
        }
    }

    pub(crate) fn listed(&self, listed: Listed) -> Option<Listed> {
        match self.same_files {
            true => Some(listed),
            false => self.old.same_in(self.new, listed),
        }
    }

    pub(crate) fn entry(&self, entry: EntryOrd) -> Option<EntryOrd> {
        match self.listed(Listed::Entry(entry))? {
            Listed::Entry(entry) => Some(entry),
            _ => None,
        }
    }

    /// Of these entries, those that are still there.
    pub(crate) fn entries(&self, entries: &[EntryOrd]) -> Vec<EntryOrd> {
        let entries = entries.iter();
        entries.filter_map(|entry| self.entry(*entry)).collect()
    }

    pub(crate) fn source(&self, source: SourceOrd) -> Option<SourceOrd> {
        match self.listed(Listed::Source(source))? {
            Listed::Source(source) => Some(source),
            _ => None,
        }
    }

    pub(crate) fn topic(&self, topic: TopicOrd) -> Option<TopicOrd> {
        match self.same_files {
            true => Some(topic),
            false => self.new.find_topic(&self.old.topic(topic).topic.id),
        }
    }

    /// The inner `None` stands for the questions about no condition, which are in every library.
    pub(crate) fn condition(
        &self,
        condition: Option<ConditionOrd>,
    ) -> Option<Option<ConditionOrd>> {
        let Some(condition) = condition else {
            return Some(None);
        };
        match self.listed(Listed::Condition(condition))? {
            Listed::Condition(condition) => Some(Some(condition)),
            _ => None,
        }
    }

    pub(crate) fn subject(&self, subject: &Subject) -> Option<Subject> {
        match subject {
            Subject::Listed(listed) => self.listed(*listed).map(Subject::Listed),
            other => Some(other.clone()),
        }
    }
}
