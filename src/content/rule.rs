//! The names of all findings, with what they mean: for `check --explain`.

use super::lint::{Check, LINTS};
use crate::model::Severity;

/// What a finding's name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable and kebab-case.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One line.
    pub explanation: &'static str,
    /// Whether `allow` in the table concerned silences it.
    pub can_be_allowed: bool,
    /// Whether it is looked for at every loading, or by `check` alone.
    pub always: bool,
}

/// Every rule: what cannot load first, then the lints.
pub fn rules() -> impl Iterator<Item = Rule> {
    let fixed = |severity| {
        move |&(name, explanation): &(&'static str, &'static str)| Rule {
            name,
            severity,
            explanation,
            can_be_allowed: false,
            always: true,
        }
    };
    let errors = ERRORS.iter().map(fixed(Severity::Error));
    let warnings = WARNINGS.iter().map(fixed(Severity::Warning));
    let lints = LINTS.iter().map(|lint| Rule {
        name: lint.name,
        severity: Severity::Warning,
        explanation: lint.explanation,
        can_be_allowed: true,
        always: matches!(lint.check, Check::Reader),
    });
    errors.chain(warnings).chain(lints)
}

/// The rule of folders that hold no library.
pub const NO_LIBRARY: &str = "no-library";

/// Warnings at every loading that no table can allow.
const WARNINGS: &[(&str, &str)] = &[
    (
        "bad-allow",
        "An `allow` names no lint, or gives no reason; it allows nothing.",
    ),
    (
        "time-of-day",
        "A date has a time of day; only the date counts, as it is written.",
    ),
    (
        "link-skipped",
        "A symbolic link in a library's folder may lead out of it, so it is followed only with --follow-links.",
    ),
];

const ERRORS: &[(&str, &str)] = &[
    (
        "unreadable",
        "A file or folder cannot be read, or is no regular file.",
    ),
    (
        "file-too-large",
        "A file is larger than is read; divide it.",
    ),
    (
        "file-changed",
        "A file was changed while the library was being read; open it again.",
    ),
    (
        "not-utf-8",
        "A file is not UTF-8 text, so nothing in it can be trusted.",
    ),
    (
        "syntax",
        "What stands here is not TOML; the table it stands in is left out.",
    ),
    (
        "duplicate-key",
        "A key stands twice in one table; it is not clear which is meant, so the table is left out.",
    ),
    (
        "wrong-table",
        "A header has the wrong number of brackets, or a key of a table's name holds something else.",
    ),
    (
        NO_LIBRARY,
        "A folder that is named as a library has no table of one.",
    ),
    (
        "no-pack",
        "A library has one [pack], by habit in pack.toml; without it, it has no title, version or licence.",
    ),
    (
        "second-pack",
        "A library has one [pack]; the second is left out.",
    ),
    (
        "format",
        "A library says format = 1; a newer format is not read, as it may say what is not understood.",
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
        "An entry's id begins with its condition's id, or with general/ where it has none.",
    ),
    (
        "unknown-condition",
        "An entry names a condition that is not there, so it has no place and is left out.",
    ),
    (
        "unknown-topic",
        "An entry names a topic that is not there, so it has no place and is left out.",
    ),
    (
        "incomplete-disagreement",
        "A disagreement says what it is about and what at least two sources say.",
    ),
    (
        "wrong-type",
        "A value is of another type than its key wants; the table is left out.",
    ),
    (
        "unknown-word",
        "A value is none of the words that its key takes; the table is left out.",
    ),
    (
        "bad-date",
        "A date is not one of the calendar, or not written 2016-10-24, 2016-10 or 2016.",
    ),
    (
        "too-long",
        "A text or table is longer than is read; it is left out.",
    ),
    ("more", "There are more findings than are shown."),
];
