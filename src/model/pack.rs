//! The pack, which says what a library is, and the topics of its entries.

use serde::{Deserialize, Serialize};

use super::date::PartialDate;
use super::id::Id;

/// Which pack something belongs to: its position among the packs that are read together.
pub type PackIndex = u16;

/// What one library says about itself.
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
    /// Who is responsible for the text.
    pub publisher: String,
    /// SPDX licence expression.
    pub license: String,
    /// After this many months an answer counts as overdue for review.
    pub review_after_months: Option<u16>,
    /// What a reader must know before relying on any of it.
    pub disclaimer: String,
    /// Answers that were taken back.
    pub withdrawn: Vec<Withdrawal>,
    /// For packs that travel: a number that only grows.
    pub sequence: Option<u64>,
    /// The oldest version of the program that can read it, such as `0.2`. Empty for any.
    pub requires: String,
    /// Public keys of the publisher that must no longer be trusted.
    pub revoked_keys: Vec<String>,
}

/// An answer that was taken back: a notice is shown in its place, even if the entry is gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// Its position among the others; lower comes first.
    pub order: i32,
    /// Words and phrases that people type when they mean it.
    pub words: Vec<String>,
    /// The topic that its words mean in a library that has no answer to this one; empty if none is close.
    pub broader: Id,
}
