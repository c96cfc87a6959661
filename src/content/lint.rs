//! The lints: what is loaded, but should be looked at. To add one: a file, and a row in [`LINTS`].
//!
//! A lint looks at one table, or at what is known of the whole library; it says where and what, and knows nothing of
//! files, spans or how a finding is shown. Each can be allowed in the table it concerns.

mod citation_on_own_advice;
mod claim_newer_than_source;
mod dates_older_than_source;
mod duplicate_source;
mod list_ends_at_colon;
mod long_table_row;
mod malformed_url;
mod near_duplicate_question;
mod no_date;
mod question_without_condition;
mod raw_html;
mod raw_markup;
mod reading_grade;
mod review_overdue;
mod short_answer_too_long;
mod source_never_cited;
mod stale_trial_status;
mod to_fill_in;
mod uncited_answer;
mod uncited_claim;
mod undated_status;
mod undiallable_telephone;
mod unused_allow;

use jiff::civil::Date;

use super::allow::Allowed;
use super::reference::{Place, Reference, Subject};
use super::registry::{KnownPack, Registry, Spot};
use super::sink::PackIndex;

/// A lint.
pub(super) struct Lint {
    /// Stable and kebab-case: files name it in `allow`.
    pub(super) name: &'static str,
    /// One line for `check --explain`.
    pub(super) explanation: &'static str,
    pub(super) check: Check,
}

/// How a lint finds what it finds.
pub(super) enum Check {
    /// The reader meets it on its way, at every loading: a reader of the library is concerned.
    Reader,
    /// Each table is shown to it.
    Table(fn(&Context<'_>, &mut Vec<Note>)),
    /// It looks at the library when all is read.
    Library(fn(&Registry, &mut Vec<LibraryNote>)),
    /// It looks, after all others, at what tables allow, by the files they stand in.
    Allows(fn(&[(usize, Allowed)], &mut Vec<LibraryNote>)),
}

/// Every lint. `allow` is kept as bits by these places, so there may be 64.
pub(super) const LINTS: &[Lint] = &[
    Lint {
        name: "unknown-key",
        explanation: "A table or key that the format does not have is not read; mostly it is a slip of the pen.",
        check: Check::Reader,
    },
    Lint {
        name: "undefined-source",
        explanation: "A citation names a source that the library does not define, so a reader cannot follow it.",
        check: Check::Reader,
    },
    Lint {
        name: "broken-link",
        explanation: "A link or reference names an entry or condition that is not there.",
        check: Check::Reader,
    },
    Lint {
        name: "stray-characters",
        explanation: "Control, escape and direction characters can harm a terminal or turn a text around; they are taken out.",
        check: Check::Reader,
    },
    uncited_answer::LINT,
    uncited_claim::LINT,
    citation_on_own_advice::LINT,
    question_without_condition::LINT,
    source_never_cited::LINT,
    duplicate_source::LINT,
    malformed_url::LINT,
    list_ends_at_colon::LINT,
    no_date::LINT,
    review_overdue::LINT,
    dates_older_than_source::LINT,
    claim_newer_than_source::LINT,
    undated_status::LINT,
    stale_trial_status::LINT,
    undiallable_telephone::LINT,
    raw_markup::LINT,
    raw_html::LINT,
    long_table_row::LINT,
    short_answer_too_long::LINT,
    reading_grade::LINT,
    near_duplicate_question::LINT,
    to_fill_in::LINT,
    unused_allow::LINT,
];

/// What a lint is shown.
pub(super) struct Context<'a> {
    pub(super) subject: Subject<'a>,
    /// What the subject refers to.
    pub(super) references: &'a [Reference],
    pub(super) registry: &'a Registry,
    pub(super) pack: PackIndex,
    pub(super) today: Date,
}

impl Context<'_> {
    /// The pack that the subject belongs to.
    pub(super) fn pack(&self) -> Option<&KnownPack> {
        self.registry.packs.get(usize::from(self.pack))
    }
}

/// What a lint found in a table.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) hint: String,
}

impl Note {
    pub(super) fn new(place: Place, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            place,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// What a lint found in the library, by spots with what they have to do with it.
#[derive(Debug, Clone)]
pub(super) struct LibraryNote {
    pub(super) spots: Vec<(Spot, &'static str)>,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

/// A lint's place in the table.
pub(super) fn position(name: &str) -> Option<usize> {
    LINTS.iter().position(|lint| lint.name == name)
}

/// The names of all lints.
pub(super) fn names() -> Vec<&'static str> {
    LINTS.iter().map(|lint| lint.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::is_kebab;

    #[test]
    fn names_are_kebab_case_and_fit_the_bits() {
        assert!(LINTS.len() <= 64);
        for (at, lint) in LINTS.iter().enumerate() {
            assert!(is_kebab(lint.name), "{}", lint.name);
            assert_eq!(position(lint.name), Some(at), "{} stands twice", lint.name);
            assert!(lint.explanation.ends_with('.') && !lint.explanation.contains('\n'));
        }
    }
}
