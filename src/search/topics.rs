//! Which topics the words of a query mean.
//!
//! Runs of words are looked up as phrases that mean a topic, the longest first. The last words may be the beginning of such a
//! phrase. Words in a condition's full name mean no topic. Where nothing means a topic, a misspelt word may.

use std::ops::Range;

use crate::index::{Error, Index, TopicOrd};
use crate::model::EMPTY_WORDS;

use super::term_expansion::{
    BegunTopic, FUZZY_FROM, Lexicon, Meaning, QUALITY_ONE_ERROR, add, add_topic, longest_runs,
};

/// The longest phrase that is looked up as a topic, in words.
const PHRASE_WORDS: usize = 7;
/// Maximum number of topic phrases examined that begin with the last words.
const BEGUN_PHRASES: usize = 40;
/// What a word votes for a topic that it only begins to mean.
pub(super) const UNFINISHED_VOTE: f32 = 0.8;
/// What a word votes for a topic that it means if it is misspelt.
const MISSPELT_VOTE: f32 = 0.9;

/// A run of words that means a topic.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Vote {
    pub(super) topic: TopicOrd,
    pub(super) words: Range<usize>,
    /// From 0 to 1; less than 1 while the word that means it is unfinished.
    pub(super) strength: f32,
}

/// What the words of a query say about topics. Words that mean one are marked as topical; `unfinished` is the last word while
/// it is being typed, and `begins_name` says that the query is the beginning of a condition's name.
pub(super) fn votes(
    index: &Index,
    lexicon: &Lexicon<'_>,
    words: &mut [Meaning],
    unfinished: Option<&str>,
    begins_name: bool,
) -> Result<Vec<Vote>, Error> {
    let mut topics = Topics {
        index,
        lexicon,
        words,
        unfinished,
        votes: Vec::new(),
    };
    topics.find(begins_name);
    topics.find_misspelt()?;
    Ok(topics.votes)
}

/// The votes while they are collected.
struct Topics<'a> {
    index: &'a Index,
    lexicon: &'a Lexicon<'a>,
    words: &'a mut [Meaning],
    unfinished: Option<&'a str>,
    votes: Vec<Vote>,
}

impl Topics<'_> {
    /// Runs of words that mean a topic, the longest first. `begins_name`: the query is the beginning of a condition's name.
    fn find(&mut self, begins_name: bool) {
        let count = self.words.len();
        let words = self.words.iter();
        let stems = words.map(|word| self.lexicon.topic_stems(word.spelt()));
        let stems: Vec<Vec<String>> = stems.collect();
        let languages = stems.first().map_or(0, Vec::len);
        let mut taken = vec![false; count];
        longest_runs(&mut taken, PHRASE_WORDS, |run| {
            if self.words[run.clone()].iter().all(|word| word.in_long_name) {
                return false;
            }
            let meant = (0..languages).find_map(|language| {
                let phrase: Vec<&str> =
                    run.clone().map(|at| stems[at][language].as_str()).collect();
                self.index.topic_meant(&phrase.join(" "))
            });
            let Some(topic) = meant else {
                return false;
            };
            for word in &mut self.words[run.clone()] {
                word.topical = !word.in_long_name;
            }
            self.votes.push(Vote {
                topic,
                words: run,
                strength: 1.0,
            });
            true
        });
        // The beginning of a topic's word, after the name of a condition or some of it; but not what continues a name.
        let continues_name = self.unfinished.is_some() && begins_name;
        let last = count
            .checked_sub(1)
            .filter(|&last| last > 0 && !continues_name);
        if let Some(last) = last.filter(|&last| !taken[last] && !self.words[last].in_long_name) {
            let begun = std::mem::take(&mut self.words[last].begun);
            self.vote_for_begun(&begun, last..count);
            self.find_begun_phrase(&taken, &stems);
        }
    }

    /// Votes for the topics that `words` may become, each as common as it is compared with the most common one.
    fn vote_for_begun(&mut self, begun: &[BegunTopic], words: Range<usize>) {
        let most = begun.iter().map(|(_, common)| *common).fold(1, u32::max) as f32;
        for (topic, common) in begun {
            self.votes.push(Vote {
                topic: *topic,
                words: words.clone(),
                strength: UNFINISHED_VOTE * *common as f32 / most,
            });
        }
    }

    /// The last words may be the beginning of a phrase that means a topic: "how c" of "how common".
    fn find_begun_phrase(&mut self, taken: &[bool], stems: &[Vec<String>]) {
        let Some(unfinished) = self.unfinished else {
            return;
        };
        let last = stems.len() - 1;
        let languages = stems[last].len();
        for start in last.saturating_sub(PHRASE_WORDS - 1).max(1)..=last {
            // After a topic ("what is it"), a single stop word does not begin another ("it is hereditary").
            let is_settled = start == last && self.votes.iter().any(|vote| vote.strength >= 1.0);
            if taken[start..].contains(&true) || self.words[start].in_long_name || is_settled {
                continue;
            }
            let mut begun = Vec::new();
            for language in 0..languages {
                let mut typed = String::new();
                for stems in &stems[start..last] {
                    typed.push_str(&stems[language]);
                    typed.push(' ');
                }
                typed.push_str(unfinished);
                for (phrase, topic) in self.index.phrases_beginning(&typed, BEGUN_PHRASES) {
                    // Single words were handled above; here only the stop words with which phrases begin.
                    let first = phrase.split_once(' ').map(|(first, _)| first);
                    let is_phrase =
                        start < last || first.is_some_and(|first| EMPTY_WORDS.contains(&first));
                    if is_phrase {
                        add_topic(&mut begun, topic, self.index.topic_size(topic));
                    }
                }
            }
            self.vote_for_begun(&begun, start..last + 1);
            if !begun.is_empty() {
                return;
            }
        }
    }

    /// Where no word means a topic, a word that is not in the library may be a misspelt topic word: "ests" is likelier "tests"
    /// than "east". The last words come first, as people name the condition before they say what they want to know of it.
    fn find_misspelt(&mut self) -> Result<(), Error> {
        let count = self.words.len();
        if count < 2 || self.votes.iter().any(|vote| vote.strength >= 1.0) {
            return Ok(());
        }
        for at in (0..self.words.len()).rev() {
            let word = &mut self.words[at];
            let unfinished = self.unfinished.is_some() && at + 1 == count;
            if word.in_long_name
                || word.folded.chars().count() < FUZZY_FROM
                || self.votes.iter().any(|vote| vote.words.contains(&at))
                || (word.close.is_none() && !unfinished)
            {
                continue;
            }
            let Some((found, topic)) = self.lexicon.near_topic_word(&word.folded)? else {
                continue;
            };
            let mut strength = UNFINISHED_VOTE;
            let misspelt = word.close.is_some();
            if misspelt {
                let stems = self.lexicon.stems(&found);
                add(&mut word.terms, stems, QUALITY_ONE_ERROR);
                word.close = Some(found);
                word.topical = true;
                strength = MISSPELT_VOTE;
            }
            self.votes.push(Vote {
                topic,
                words: at..at + 1,
                strength,
            });
            if misspelt {
                break;
            }
        }
        Ok(())
    }
}
