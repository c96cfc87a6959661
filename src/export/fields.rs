//! The fields of a record, for formats that declare what they hold.

use Role::{Date, Searched, Shown, Word};
use Shape::{Flag, Json, Number, Text};

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Words to filter by, compared as a whole.
    Word,
    /// Dates to filter and sort by.
    Date,
    /// Text to search in: `A` matters most, `D` least.
    Searched(char),
    /// To be shown only.
    Shown,
}

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// A list of strings, or something with parts.
    Json,
}

/// Every field of a record.
pub(super) const FIELDS: &[(&str, Role, Shape)] = &[
    ("id", Word, Text),
    ("pack", Word, Text),
    ("status", Word, Text),
    ("condition", Word, Text),
    ("condition_name", Shown, Text),
    ("condition_names", Searched('B'), Json),
    ("condition_codes", Word, Json),
    ("topic", Word, Text),
    ("topic_title", Searched('C'), Text),
    ("question", Searched('A'), Text),
    ("also_asked", Searched('A'), Json),
    ("short_answer", Shown, Text),
    ("short_answer_text", Searched('B'), Text),
    ("answer", Shown, Text),
    ("answer_text", Searched('D'), Text),
    ("disagreement", Shown, Json),
    ("disagreement_text", Searched('D'), Text),
    ("notes", Shown, Json),
    ("notes_text", Searched('C'), Text),
    ("last_updated", Date, Text),
    ("last_reviewed", Date, Text),
    ("reviewed_by", Shown, Text),
    ("reviewer_role", Shown, Text),
    ("next_review_due", Date, Text),
    ("overdue_since", Date, Text),
    ("warnings", Shown, Json),
    ("certainty", Word, Text),
    ("audience", Word, Text),
    ("language", Word, Text),
    ("translation_of", Word, Text),
    ("replaces", Word, Text),
    ("related", Word, Json),
    ("links_only", Word, Flag),
    ("suggested_by", Shown, Text),
    ("suggestion_votes", Shown, Number),
    ("experiences", Shown, Json),
    ("sources", Shown, Json),
    ("pack_title", Shown, Text),
    ("pack_version", Shown, Text),
    ("publisher", Shown, Text),
    ("license", Word, Text),
    ("disclaimer", Shown, Text),
    ("exported", Date, Text),
    ("withdrawn_on", Date, Text),
    ("withdrawn_reason", Shown, Text),
];

/// The fields to search in, in the order of [`FIELDS`], each with its weight.
pub(super) fn searched() -> impl Iterator<Item = (&'static str, char, Shape)> {
    FIELDS.iter().filter_map(|(name, role, shape)| match role {
        Searched(weight) => Some((*name, *weight, *shape)),
        Word | Date | Shown => None,
    })
}
