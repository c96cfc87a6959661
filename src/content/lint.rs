//! The lints: what is loaded, but should be looked at. To add one: a function in `lint/`, a row in [`CHECKS`], and an
//! explanation in `rule`.
//!
//! A lint looks at one table, or at what is known of the whole library; it says where and what, and knows nothing of
//! files, spans or how a finding is shown. Each can be allowed in the table it concerns.

mod addresses;
mod citations;
mod context;
mod dates;
mod library;
mod markup;
mod own;
mod vocabulary;
mod wording;

pub(super) use context::{Check, Context, LibraryNote};

/// Every lint of `clinfaq check` by its name, and how it finds what it finds. Those about suppressions come last.
pub(super) const CHECKS: &[(&str, Check)] = &[
    ("uncited-answer", Check::Entry(citations::uncited_answer)),
    ("uncited-claim", Check::Table(citations::uncited_claim)),
    (
        "citation-on-own-advice",
        Check::Table(citations::citation_on_own_advice),
    ),
    (
        "question-without-condition",
        Check::Entry(wording::question_without_condition),
    ),
    (
        "source-never-cited",
        Check::Library(library::source_never_cited),
    ),
    (
        "duplicate-source",
        Check::Library(library::duplicate_source),
    ),
    ("malformed-url", Check::Table(addresses::malformed_url)),
    (
        "list-ends-at-colon",
        Check::Table(markup::list_ends_at_colon),
    ),
    ("no-date", Check::Entry(dates::no_date)),
    ("review-overdue", Check::Entry(dates::review_overdue)),
    (
        "dates-older-than-source",
        Check::Entry(dates::dates_older_than_source),
    ),
    (
        "claim-newer-than-source",
        Check::Table(dates::claim_newer_than_source),
    ),
    ("undated-status", Check::Table(dates::undated_status)),
    (
        "stale-trial-status",
        Check::Table(dates::stale_trial_status),
    ),
    (
        "undiallable-telephone",
        Check::Table(addresses::undiallable_telephone),
    ),
    ("raw-markup", Check::Table(markup::raw_markup)),
    ("raw-html", Check::Table(markup::raw_html)),
    ("long-table-row", Check::Table(markup::long_table_row)),
    (
        "short-answer-too-long",
        Check::Entry(wording::short_answer_too_long),
    ),
    ("reading-grade", Check::Entry(wording::reading_grade)),
    (
        "near-duplicate-question",
        Check::Library(library::near_duplicate_question),
    ),
    ("to-fill-in", Check::Table(wording::to_fill_in)),
    ("phrase-too-long", Check::Table(vocabulary::phrase_too_long)),
    (
        "everyday-abbreviation",
        Check::Table(vocabulary::everyday_abbreviation),
    ),
    (
        "note-without-answer",
        Check::Table(own::note_without_answer),
    ),
    ("replaces-nothing", Check::Entry(own::replaces_nothing)),
    ("unused-allow", Check::Suppressions(library::unused_allow)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::rule::rules;

    #[test]
    fn every_lint_of_check_has_a_rule_and_a_check() {
        let mut lints: Vec<_> = rules()
            .filter(|rule| !rule.always)
            .map(|rule| rule.name)
            .collect();
        let mut checks: Vec<_> = CHECKS.iter().map(|(name, _)| *name).collect();
        lints.sort_unstable();
        checks.sort_unstable();
        assert_eq!(lints, checks);
    }
}
