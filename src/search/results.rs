//! What a search gives.

use crate::index::{ConditionOrd, EntryOrd, TopicOrd};

use super::Highlighter;

/// The answer to a query.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// Best first.
    pub hits: Vec<Hit>,
    /// How many entries matched; at least as many as there are hits.
    pub total: usize,
    /// How the words were taken.
    pub understood: Understood,
    /// Where nothing was found: conditions with the nearest names.
    pub nearest: Vec<ConditionOrd>,
    /// Marks the words that were searched for.
    pub highlighter: Highlighter,
}

/// An entry that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Which.
    pub entry: EntryOrd,
    /// Higher is better; comparable within one search only.
    pub score: f32,
    /// Whether it was found through a close match only.
    pub close: bool,
}

/// How the words of a query were taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// Conditions that the words name.
    pub conditions: Vec<ConditionOrd>,
    /// Topics that the words mean.
    pub topics: Vec<TopicOrd>,
    /// Words taken for others.
    pub close: Vec<CloseMatch>,
    /// Filters in force, as typed, such as `topic:treatment`.
    pub filters: Vec<String>,
    /// Filters that name nothing known, as typed; they were not applied.
    pub unknown_filters: Vec<String>,
}

/// A word that stands nowhere, and the one that was searched for in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseMatch {
    /// As typed.
    pub typed: String,
    /// As found.
    pub found: String,
}
