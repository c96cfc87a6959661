//! What a search gives.

use crate::index::{ConditionOrd, EntryOrd, TopicOrd};

use super::highlight::Highlighter;
use super::score::Score;

/// The answer to a query.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// Conditions that are all that was asked for, by name; the best match first, and a few at most.
    pub conditions: Vec<ConditionOrd>,
    /// Best first.
    pub hits: Vec<Hit>,
    /// How many entries matched; at least as many as there are hits.
    pub total: usize,
    /// How many of the hits, from the top, match nearly as well as the first; the others are less likely to answer.
    pub likely: usize,
    /// Whether the hits answer the query.
    pub matching: Matching,
    /// Words of the query that name something which no answer is about, as typed.
    pub missing: Vec<String>,
    /// The language of the query, where it is not the library's.
    pub language: Option<QueryLanguage>,
    /// How the words were taken.
    pub understood: Understood,
    /// Where neither was found: conditions with the nearest names.
    pub nearest: Vec<ConditionOrd>,
    /// Marks the words that were searched for.
    pub highlighter: Highlighter,
}

/// Whether what was found answers a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Matching {
    /// The first hit probably answers it.
    #[default]
    Answer,
    /// The library does not have what was asked for: the hits only share words with the query.
    Related,
}

impl Matching {
    /// In one word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Related => "related",
        }
    }
}

/// A language that a query is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryLanguage {
    /// Its English name.
    pub name: String,
    /// "This library is in English." in that language.
    pub message: String,
}

/// An entry that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Which.
    pub entry: EntryOrd,
    /// Why it is ranked where it is.
    pub score: Score,
    /// What the score comes to; comparable within one search only.
    pub total: f32,
    /// Whether it was found through a close match only.
    pub close: bool,
}

impl Results {
    /// Whether less likely hits follow the likely ones.
    pub fn has_less_likely(&self) -> bool {
        self.matching == Matching::Answer && self.likely < self.hits.len()
    }

    /// Puts the answers on one condition together, the conditions in the order of their best answers.
    pub fn group_by_condition(&mut self, condition_of: impl Fn(EntryOrd) -> Option<ConditionOrd>) {
        let conditions: Vec<_> = self
            .hits
            .iter()
            .map(|hit| condition_of(hit.entry))
            .collect();
        let first = |at: usize| conditions.iter().position(|other| *other == conditions[at]);
        let mut order: Vec<usize> = (0..self.hits.len()).collect();
        order.sort_by_key(|&at| first(at));
        self.hits = order.into_iter().map(|at| self.hits[at]).collect();
        self.likely = self.hits.len();
    }
}

impl Hit {
    pub(super) fn new(entry: EntryOrd, score: Score, close: bool) -> Self {
        Self {
            entry,
            total: score.total(),
            score,
            close,
        }
    }
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

/// How one word of a query is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct WordTaken {
    /// As typed, without accents and in lower case.
    pub typed: String,
    /// What it was taken for.
    pub role: Role,
    /// What it was looked for as: stems with their quality from 0 to 1, the best first.
    pub terms: Vec<(String, f32)>,
    /// Its weight among the words.
    pub weight: f32,
}

/// What a word of a query was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It belongs to the name of a condition.
    Name,
    /// It says what one wants to know.
    Topic,
    /// It carries nothing of its own.
    Empty,
    /// A word to be found.
    Word,
}

/// A word that is not in the library, and the similar one that was searched for instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseMatch {
    /// As typed.
    pub typed: String,
    /// As found.
    pub found: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stand_in_the_order_of_their_best_and_keep_theirs() {
        let hits = |entries: &[u32]| -> Vec<Hit> {
            let hit = |&entry: &u32| Hit::new(EntryOrd(entry), Score::default(), false);
            entries.iter().map(hit).collect()
        };
        let mut results = Results {
            hits: hits(&[30, 11, 32, 20, 12, 31]),
            ..Results::default()
        };
        // The tens say which condition; of the twenties there is none.
        results
            .group_by_condition(|entry| (entry.0 / 10 != 2).then_some(ConditionOrd(entry.0 / 10)));
        assert_eq!(results.hits, hits(&[30, 32, 31, 11, 12, 20]));
    }
}
