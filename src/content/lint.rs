//! The lints of `clinfaq check`: what is loaded, but should be looked at. To add one: a function in `lint/`, a row in [`CHECKS`],
//! and a good and a bad library for it in `tests/content/rules.rs`.
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

/// Every lint: its name, its explanation for `check --explain`, and how it works. Those about suppressions come last.
pub(super) const CHECKS: &[(&str, &str, Check)] = &[
    (
        "uncited-answer",
        "An active entry's answer cites no source and the entry lists none, so a reader cannot tell where it comes from.",
        Check::Entry(citations::uncited_answer),
    ),
    (
        "uncited-claim",
        "A paragraph, list item or table of an answer, or a takeaway, names no source, though the rest of the answer does.",
        Check::Table(citations::uncited_claim),
    ),
    (
        "citation-on-own-advice",
        "A paragraph or list item cites a source though it is labelled as own advice, or only leads to another page.",
        Check::Table(citations::citation_on_own_advice),
    ),
    (
        "question-without-condition",
        "An entry's question does not name its condition, so it makes no sense alone in a list of results.",
        Check::Entry(wording::question_without_condition),
    ),
    (
        "source-never-cited",
        "A source that nothing cites makes the library look better founded than it is, or a citation was forgotten.",
        Check::Library(library::source_never_cited),
    ),
    (
        "duplicate-source",
        "Two sources have the same address: they are one source, and an answer that cites both looks better founded than it is.",
        Check::Library(library::duplicate_source),
    ),
    (
        "malformed-url",
        "An address without a scheme, with a space or with a typographic dash leads nowhere when it is typed in.",
        Check::Table(addresses::malformed_url),
    ),
    (
        "list-ends-at-colon",
        "A paragraph, heading, item or table ends with a colon and nothing follows: what it announces was lost.",
        Check::Table(markup::list_ends_at_colon),
    ),
    (
        "no-date",
        "An entry without last_updated is shown with \"no date\": a reader cannot tell how old it is.",
        Check::Entry(dates::no_date),
    ),
    (
        "review-overdue",
        "The day by which an answer should have been reviewed is past; readers see it as overdue.",
        Check::Entry(dates::review_overdue),
    ),
    (
        "dates-older-than-source",
        "An entry says it last changed before its newest source did: the source, or the date, is newer than the text.",
        Check::Entry(dates::dates_older_than_source),
    ),
    (
        "claim-newer-than-source",
        "A claim, a trial's status or a contact is dated later than the source it cites, which cannot have said so then.",
        Check::Table(dates::claim_newer_than_source),
    ),
    (
        "undated-status",
        "A trial's status without the day on which it was so misleads: trials open, close and end.",
        Check::Table(dates::undated_status),
    ),
    (
        "stale-trial-status",
        "A trial's status that can still change was looked up more than 12 months ago: a reader may travel for nothing.",
        Check::Table(dates::stale_trial_status),
    ),
    (
        "undiallable-telephone",
        "A telephone number is + and the country code, then digits and spaces; how the source prints it goes into telephone_as_printed.",
        Check::Table(addresses::undiallable_telephone),
    ),
    (
        "raw-markup",
        "Markup that is not closed, or in a field without Markdown, is shown as it is written (`__GNAS`).",
        Check::Table(markup::raw_markup),
    ),
    (
        "raw-html",
        "HTML tags are not shown, and struck-out text is left out; only superscripts, subscripts and emphasis are kept.",
        Check::Table(markup::raw_html),
    ),
    (
        "long-table-row",
        "A row of a table has more cells than the first row; the extra cells are shown without a heading.",
        Check::Table(markup::long_table_row),
    ),
    (
        "short-answer-too-long",
        "A short answer of more than 60 words is not short: somebody in a hurry reads nothing else.",
        Check::Entry(wording::short_answer_too_long),
    ),
    (
        "reading-grade",
        "An answer for patients or everyone is harder to read than grade 9 (Flesch-Kincaid 1975; names and codes count as one easy word).",
        Check::Entry(wording::reading_grade),
    ),
    (
        "near-duplicate-question",
        "Two entries of one condition ask the same or nearly the same: a reader finds two answers to one question.",
        Check::Library(library::near_duplicate_question),
    ),
    (
        "to-fill-in",
        "A text still says FILL IN: `clinfaq new` left that place for the author to write.",
        Check::Table(wording::to_fill_in),
    ),
    (
        "phrase-too-long",
        "A synonym of more than 6 words, or an abbreviation of more than 3, is never found in a query.",
        Check::Table(vocabulary::phrase_too_long),
    ),
    (
        "everyday-abbreviation",
        "An abbreviation that is an everyday word turns questions with that word into something else; it needs `case` or `with`.",
        Check::Table(vocabulary::everyday_abbreviation),
    ),
    (
        "note-without-answer",
        "A note is on an answer that no open library has, or that was taken back; readers find it on the library's page.",
        Check::Table(own::note_without_answer),
    ),
    (
        "replaces-nothing",
        "An entry replaces one that no open library has, or that was taken back; it is shown as an answer of its own.",
        Check::Entry(own::replaces_nothing),
    ),
    (
        "unused-allow",
        "An `allow` has nothing to allow, and would hide the next finding of its kind.",
        Check::Suppressions(library::unused_allow),
    ),
];
