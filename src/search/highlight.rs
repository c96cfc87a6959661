//! Finds the words of a query in a text.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use crate::index::analyze::{Stems, words};

/// Marks, in any text, the words that a search was for: in their inflections, without regard to case and accents.
#[derive(Clone, Default)]
pub struct Highlighter {
    stems: HashSet<String>,
    /// The letters that these begin with.
    first_letters: Vec<char>,
    /// What the unfinished last word of the query begins with.
    beginning: Option<String>,
    stemmers: Vec<Stems>,
}

impl fmt::Debug for Highlighter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Highlighter")
            .field("stems", &self.stems)
            .finish_non_exhaustive()
    }
}

impl Highlighter {
    pub(super) fn new(
        stems: HashSet<String>,
        beginning: Option<String>,
        stemmers: &[Stems],
    ) -> Self {
        Self {
            first_letters: stems
                .iter()
                .filter_map(|stem| stem.chars().next())
                // "oedema" has the stem of "edema".
                .flat_map(|first| [Some(first), (first == 'e').then_some('o')])
                .flatten()
                .collect(),
            stems,
            beginning,
            stemmers: stemmers.to_vec(),
        }
    }

    /// The byte ranges of `text` to mark, in order, not overlapping.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        if self.stems.is_empty() && self.beginning.is_none() {
            return Vec::new();
        }
        let mut marked: Vec<Range<usize>> = Vec::new();
        for word in words(text) {
            let begun = self
                .beginning
                .as_ref()
                .is_some_and(|beginning| word.folded.starts_with(beginning.as_str()));
            // Stemming every word of a long answer is most of what marking costs.
            let first = word.folded.chars().next();
            let may_be = first.is_some_and(|first| self.first_letters.contains(&first));
            let found = |stemmer: &Stems| {
                (may_be || !stemmer.keeps_first_letter())
                    && self.stems.contains(&stemmer.stem(&word.folded))
            };
            if begun || self.stemmers.iter().any(found) {
                // Pairs of characters overlap in scripts without blanks; adjacent ones are marked as one.
                let together = |last: &Range<usize>| {
                    let between = text.get(last.end..word.range.start);
                    between.is_none_or(|between| matches!(between, "" | " "))
                };
                match marked.last_mut() {
                    Some(last) if together(last) => last.end = word.range.end,
                    _ => marked.push(word.range),
                }
            }
        }
        marked
    }
}
