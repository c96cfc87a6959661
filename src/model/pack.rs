//! The pack, a library's cover, and the topics its entries are filed under.

use serde::{Deserialize, Serialize};

use super::{Id, PartialDate};

/// What one library says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pack {
    /// Unique among the libraries opened together.
    pub id: Id,
    /// Its name for people.
    pub title: String,
    /// Compared as dotted numbers, such as `2026.11.20`.
    pub version: String,
    /// BCP 47; chooses the stemmer. Empty means English.
    pub language: String,
    /// Who answers for the text.
    pub publisher: String,
    /// SPDX licence expression.
    pub license: String,
    /// After so many months an answer counts as overdue for review.
    pub review_after_months: Option<u16>,
    /// What a reader must know before relying on any of it.
    pub disclaimer: String,
    /// Answers that were taken back.
    pub withdrawn: Vec<Withdrawal>,
}

/// An answer taken back: its notice stands in its place, also when the entry is gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Withdrawal {
    /// The entry's id.
    pub entry: Id,
    /// The day it was withdrawn.
    pub on: Option<PartialDate>,
    /// Why, for the reader.
    pub reason: String,
}

/// A kind of question: treatment, diagnosis, inheritance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Topic {
    /// Unique.
    pub id: Id,
    /// Its name for people.
    pub title: String,
    /// Where it stands among the others; lower comes first.
    pub order: i32,
    /// Words and phrases that people type when they mean it.
    pub words: Vec<String>,
    /// The topic that its words mean in a library which answers nothing of its own; empty where none comes near.
    pub broader: Id,
}
