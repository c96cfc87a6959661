//! The names of all findings, with what they mean: for `check --explain`.

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
    /// Whether `allow` in the table concerned suppresses it.
    pub can_be_allowed: bool,
    /// Whether it is looked for at every loading, or by `check` alone.
    pub always: bool,
}

/// Every rule: what cannot load first, then the lints.
pub fn rules() -> impl Iterator<Item = Rule> {
    let groups = [
        (ERRORS, Severity::Error, false, true),
        (WARNINGS, Severity::Warning, false, true),
        (LOADING_LINTS, Severity::Warning, true, true),
        (CHECK_LINTS, Severity::Warning, true, false),
    ];
    groups
        .into_iter()
        .flat_map(|(rows, severity, can_be_allowed, always)| {
            rows.iter().map(move |&(name, explanation)| Rule {
                name,
                severity,
                explanation,
                can_be_allowed,
                always,
            })
        })
}

/// The names of the lints: the rules that a table can allow.
pub(super) fn lints() -> impl Iterator<Item = &'static str> {
    let lints = LOADING_LINTS.iter().chain(CHECK_LINTS);
    lints.map(|(name, _)| *name)
}

/// The rule of folders that hold no library.
pub const NO_LIBRARY: &str = "no-library";

/// Warnings at every loading that no table can allow.
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
        "file-changed",
        "A file was changed while the library was being read; open it again.",
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

/// Lints at every loading: a reader of the library is concerned.
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

/// Lints of `clinfaq check`. What each looks at is in the table of `lint`.
const CHECK_LINTS: &[(&str, &str)] = &[
    (
        "uncited-answer",
        "An active entry's answer cites no source and the entry lists none, so a reader cannot tell where it comes from.",
    ),
    (
        "uncited-claim",
        "A paragraph, list item or table of an answer, or a takeaway, names no source, though the rest of the answer does.",
    ),
    (
        "citation-on-own-advice",
        "A paragraph or list item cites a source though it is labelled as own advice, or only leads to another page.",
    ),
    (
        "question-without-condition",
        "An entry's question does not name its condition, so it makes no sense alone in a list of results.",
    ),
    (
        "source-never-cited",
        "A source that nothing cites makes the library look better founded than it is, or a citation was forgotten.",
    ),
    (
        "duplicate-source",
        "Two sources have the same address: they are one source, and an answer that cites both looks better founded than it is.",
    ),
    (
        "malformed-url",
        "An address without a scheme, with a space or with a typographic dash leads nowhere when it is typed in.",
    ),
    (
        "list-ends-at-colon",
        "A paragraph, heading, item or table ends with a colon and nothing follows: what it announces was lost.",
    ),
    (
        "no-date",
        "An entry without last_updated is shown with \"no date\": a reader cannot tell how old it is.",
    ),
    (
        "review-overdue",
        "The day by which an answer should have been reviewed is past; readers see it as overdue.",
    ),
    (
        "dates-older-than-source",
        "An entry says it last changed before its newest source did: the source, or the date, is newer than the text.",
    ),
    (
        "claim-newer-than-source",
        "A claim, a trial's status or a contact is dated later than the source it cites, which cannot have said so then.",
    ),
    (
        "undated-status",
        "A trial's status without the day on which it was so misleads: trials open, close and end.",
    ),
    (
        "stale-trial-status",
        "A trial's status that can still change was looked up more than 12 months ago: a reader may travel for nothing.",
    ),
    (
        "undiallable-telephone",
        "A telephone number is + and the country code, then digits and spaces; how the source prints it goes into telephone_as_printed.",
    ),
    (
        "raw-markup",
        "Markup that is not closed, or in a field without Markdown, is shown as it is written (`__GNAS`).",
    ),
    (
        "raw-html",
        "HTML tags are not shown, and struck-out text is left out; only superscripts, subscripts and emphasis are kept.",
    ),
    (
        "long-table-row",
        "A row of a table has more cells than the first row; the extra cells are shown without a heading.",
    ),
    (
        "short-answer-too-long",
        "A short answer of more than 60 words is not short: somebody in a hurry reads nothing else.",
    ),
    (
        "reading-grade",
        "An answer for patients or everyone is harder to read than grade 9 (Flesch-Kincaid 1975; names and codes count as one easy word).",
    ),
    (
        "near-duplicate-question",
        "Two entries of one condition ask the same or nearly the same: a reader finds two answers to one question.",
    ),
    (
        "to-fill-in",
        "A text still says FILL IN: `clinfaq new` left that place for the author to write.",
    ),
    (
        "phrase-too-long",
        "A synonym of more than 6 words, or an abbreviation of more than 3, is never found in a query.",
    ),
    (
        "everyday-abbreviation",
        "An abbreviation that is an everyday word turns questions with that word into something else; it needs `case` or `with`.",
    ),
    (
        "note-without-answer",
        "A note is on an answer that no open library has, or that was taken back; readers find it on the library's page.",
    ),
    (
        "replaces-nothing",
        "An entry replaces one that no open library has, or that was taken back; it is shown as an answer of its own.",
    ),
    (
        "unused-allow",
        "An `allow` has nothing to allow, and would hide the next finding of its kind.",
    ),
];
