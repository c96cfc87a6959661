//! The rules of all findings, each with its name and explanation, for `check --explain`. Those of `clinfaq check` alone are in
//! the table of `lint`.

use crate::model::Severity;

use super::lint::CHECKS;

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable and kebab-case.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One line.
    pub explanation: &'static str,
    /// Whether `allow` in the table concerned suppresses it.
    pub can_be_allowed: bool,
    /// Whether every load checks it, or only `clinfaq check`.
    pub always: bool,
}

/// Every rule: what cannot load first, then the lints.
pub fn rules() -> impl Iterator<Item = Rule> {
    let rule = |severity, can_be_allowed, always| {
        move |&(name, explanation): &(&'static str, &'static str)| Rule {
            name,
            severity,
            explanation,
            can_be_allowed,
            always,
        }
    };
    let errors = ERRORS.iter().map(rule(Severity::Error, false, true));
    let warnings = WARNINGS.iter().map(rule(Severity::Warning, false, true));
    errors.chain(warnings).chain(lints())
}

/// The rules that a table can allow.
pub(super) fn lints() -> impl Iterator<Item = Rule> {
    let loading = LOADING_LINTS.iter().map(|lint| (lint.0, lint.1, true));
    let of_check = CHECKS.iter().map(|check| (check.0, check.1, false));
    let rule = |(name, explanation, always)| Rule {
        name,
        severity: Severity::Warning,
        explanation,
        can_be_allowed: true,
        always,
    };
    loading.chain(of_check).map(rule)
}

/// The rule of folders that hold no library.
pub const NO_LIBRARY: &str = "no-library";

/// Warnings at every load that no table can allow.
const WARNINGS: &[(&str, &str)] = &[
    (
        "bad-allow",
        "An `allow` names something that is not a lint, or gives no reason; it allows nothing.",
    ),
    ("time-of-day", "A date has a time of day, which is ignored."),
    (
        "link-skipped",
        "A symbolic link in a library's folder may lead out of it, so it is followed only with --follow-links.",
    ),
];

const ERRORS: &[(&str, &str)] = &[
    (
        "unreadable",
        "A file or folder cannot be read, or is not a regular file.",
    ),
    (
        "file-too-large",
        "A file is larger than 64 MB and is left out; divide it.",
    ),
    (
        "not-utf-8",
        "A file is not UTF-8 text, so nothing in it can be trusted.",
    ),
    (
        "syntax",
        "This is not TOML; the table that it is in is left out.",
    ),
    (
        "duplicate-key",
        "A key is twice in one table; it is not clear which is meant, so the table is left out.",
    ),
    (
        "wrong-table",
        "A header has the wrong number of brackets, or a key has the name of a table.",
    ),
    (
        NO_LIBRARY,
        "A folder was opened as a library, but its files hold no table of one.",
    ),
    (
        "no-pack",
        "A library has one [pack], usually in pack.toml; without it, there is no title, version or licence.",
    ),
    (
        "second-pack",
        "A library has one [pack]; the second is left out.",
    ),
    (
        "format",
        "A library says format = 1; a newer format is not read, as this program might misunderstand it.",
    ),
    (
        "missing-field",
        "A field that a table must have is absent or empty; the table is left out.",
    ),
    (
        "bad-id",
        "An id is lower-case letters, digits and single hyphens; an entry's is condition/name.",
    ),
    (
        "duplicate-id",
        "Two tables of a kind have the same id; the first counts.",
    ),
    (
        "two-conditions",
        "Two libraries have a condition of this id with different names; they are kept apart, and the second gets another id.",
    ),
    (
        "wrong-condition",
        "An entry's id begins with its condition's id, or with general/ if it has none.",
    ),
    (
        "unknown-condition",
        "An entry names a condition that does not exist, so it is left out.",
    ),
    (
        "unknown-topic",
        "An entry names a topic that does not exist, so it is left out.",
    ),
    (
        "incomplete-disagreement",
        "A disagreement says what it is about and what at least two sources say.",
    ),
    (
        "incomplete-synonym",
        "A synonym has at least two words that differ by more than case and punctuation; the table is left out.",
    ),
    (
        "wrong-type",
        "A value is not of the type that its key takes; the table is left out.",
    ),
    (
        "unknown-word",
        "A value is not one of the words that its key takes; the table is left out.",
    ),
    (
        "bad-date",
        "A date is not one of the calendar, or not written 2016-10-24, 2016-10 or 2016.",
    ),
    ("too-long", "A text or table is too long and is left out."),
    ("more", "There are more findings than are shown."),
];

/// Lints at every load: they concern readers, not only authors.
const LOADING_LINTS: &[(&str, &str)] = &[
    (
        "unknown-key",
        "A table or key that the format does not have is ignored; usually it is a typing error.",
    ),
    (
        "undefined-source",
        "A citation names a source that the library does not define, so a reader cannot follow it.",
    ),
    (
        "broken-link",
        "A link or reference names an entry or condition that does not exist.",
    ),
    (
        "stray-characters",
        "Control, escape and direction characters can harm a terminal or reverse a text; they are taken out.",
    ),
];
