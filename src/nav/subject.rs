//! What a reader reads: in this library and in a newer version of it.

use std::rc::Rc;

use crate::config::ClinicSettings;
use crate::index::{ConditionOrd, EntryOrd, SourceOrd, TopicOrd};
use crate::library::{Library, Listed};
use crate::model::{Clock, Diagnostic};
use crate::page::{self, Page};
use crate::text::Target;

/// What a page is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Something with an id.
    Listed(Listed),
    /// An answer that was withdrawn and is no longer in the library.
    Withdrawn(String),
    /// The library itself.
    About,
    /// Two things compared.
    Compare(Listed, Listed),
    /// What changed in the library.
    Changes,
    /// The handout of an answer, from this clinic.
    Handout(EntryOrd, Rc<ClinicSettings>),
    /// Problems in the settings and in the library's files.
    Problems,
    /// Packs, or one of them: a page as it was when it was asked for.
    Packs(Rc<Page>),
}

impl Subject {
    /// The answer, if it is one.
    pub(crate) fn entry(&self) -> Option<EntryOrd> {
        match self {
            Self::Listed(Listed::Entry(entry)) => Some(*entry),
            _ => None,
        }
    }

    /// The page to read about it; a comparison is in two columns or not.
    pub(crate) fn page(
        &self,
        library: &Library,
        clock: Clock,
        settings_problems: &[Diagnostic],
        in_columns: bool,
    ) -> Page {
        match self {
            Self::Listed(listed) => page::listed(library, *listed, clock),
            Self::Withdrawn(id) => page::withdrawn(library, id, clock).unwrap_or_default(),
            Self::Compare(first, second) => {
                let [first, second] = [first, second].map(|one| page::listed(library, *one, clock));
                page::compare(&first, &second, in_columns)
            }
            Self::Changes => page::changes_page(library, None, clock),
            Self::About => page::library(library, clock),
            Self::Handout(entry, clinic) => page::handout(library, &[*entry], clinic, clock),
            Self::Problems => page::problems(library, settings_problems),
            Self::Packs(page) => Page::clone(page),
        }
    }

    /// Where a link on `page` leads, within the library.
    pub(crate) fn of_link(library: &Library, page: &Page, target: &Target) -> Option<Self> {
        match (page.follow(library, target), target) {
            (Some(listed), _) => Some(Self::Listed(listed)),
            (None, Target::Entry(id)) if library.withdrawal(id).is_some() => {
                Some(Self::Withdrawn(id.clone()))
            }
            _ => None,
        }
    }
}

/// The question `by` places after `entry` in the list that it was opened from; an error message past the list's ends.
pub(crate) fn neighbor(
    list: &[EntryOrd],
    entry: EntryOrd,
    by: isize,
) -> Result<EntryOrd, &'static str> {
    let at = list.iter().position(|known| *known == entry);
    let next = at.and_then(|at| list.get(at.checked_add_signed(by)?));
    next.copied().ok_or(match by > 0 {
        true => "This is the last question of the list.",
        false => "This is the first question of the list.",
    })
}

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
            Subject::Compare(first, second) => Some(Subject::Compare(
                self.listed(*first)?,
                self.listed(*second)?,
            )),
            Subject::Handout(entry, clinic) => {
                Some(Subject::Handout(self.entry(*entry)?, Rc::clone(clinic)))
            }
            other => Some(other.clone()),
        }
    }
}
