//! What a reader reads, and the question after it.

use crate::index::EntryOrd;
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
    /// Problems in the settings and in the library's files.
    Problems,
}

impl Subject {
    /// The answer, if it is one.
    pub(crate) fn entry(&self) -> Option<EntryOrd> {
        match self {
            Self::Listed(Listed::Entry(entry)) => Some(*entry),
            _ => None,
        }
    }

    /// The page to read about it.
    pub(crate) fn page(
        &self,
        library: &Library,
        clock: Clock,
        settings_problems: &[Diagnostic],
    ) -> Page {
        match self {
            Self::Listed(listed) => page::listed(library, *listed, clock),
            Self::Withdrawn(id) => page::withdrawn(library, id).unwrap_or_default(),
            Self::About => page::library(library, clock),
            Self::Problems => page::problems(library, settings_problems),
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
