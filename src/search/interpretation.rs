//! A query as a library understands it: what its words mean, which condition and which topic they name.
//!
//! Runs of words are looked up as names of conditions and as phrases that mean a topic, the longest first. Words in a
//! condition's full name means no topic, and where nothing means a topic, a misspelt word may.

use std::ops::Range;

use tantivy::Term;

use crate::index::analyze::folded_words;
use crate::index::{ConditionOrd, Error, Index, TopicOrd};
use crate::model::{EMPTY_WORDS, LONGEST_PHRASE, is_everyday};

use super::highlight::Highlighter;
use super::query::{Query, Typed};
use super::results::{CloseMatch, QueryLanguage, Role, Understood, WordTaken};
use super::term_expansion::{
    self, BegunTopic, CORRECTIONS, FUZZY_FROM, Lexicon, MOST_ERRORS, Meaning, QUALITY_ONE_ERROR,
    is_english,
};
use super::vocabulary;

/// The longest phrase that is looked up as a topic, in words.
const PHRASE_WORDS: usize = 7;
/// Maximum number of topic phrases examined that begin with the last words.
const BEGUN_PHRASES: usize = 40;
/// The longest name that is looked up as a condition, in words.
const NAME_WORDS: usize = 12;
/// What a word votes for a topic that it only begins to mean.
const UNFINISHED_VOTE: f32 = 0.8;
/// What a word votes for a topic that it means if it is misspelt.
const MISSPELT_VOTE: f32 = 0.9;
/// An unfinished word of this many letters has its full weight.
const LETTERS_THAT_TELL: f32 = 4.0;
/// A word that only says which topic is meant counts so much as a word to be found.
const TOPIC_WORD_WEIGHT: f32 = 0.25;
/// A word that few questions hold, such as "dentist", is looked for itself, whatever topic it means.
const RARE_TOPIC_WORD_WEIGHT: f32 = 0.7;
/// A word is rare if at most one question in this many holds it.
const RARE: u32 = 50;

/// Maximum number of synonyms of several words searched for with a word: those that medical texts use come first.
const MOST_PHRASES: usize = 4;

/// Quality of a synonym; that of the word itself is 1.
pub(super) const QUALITY_SYNONYM: f32 = 0.7;

/// Whether `name`, in lower case, is written in capitals as a name of this condition.
fn is_abbreviation(index: &Index, condition: ConditionOrd, name: &str) -> bool {
    let condition = index.condition(condition).condition;
    let mut written = condition
        .names()
        .filter(|written| folded_words(written) == name);
    written.any(|written| written.chars().filter(|c| c.is_uppercase()).count() >= 2)
}

/// Offers `take` the runs of up to `longest` words, the longest first, but for those with a word of a run that it took.
fn longest_runs(taken: &mut [bool], longest: usize, mut take: impl FnMut(Range<usize>) -> bool) {
    let count = taken.len();
    for length in (1..=longest.min(count)).rev() {
        for start in 0..=count - length {
            let run = start..start + length;
            if !taken[run.clone()].contains(&true) && take(run.clone()) {
                taken[run].fill(true);
            }
        }
    }
}

/// A run of words that means a topic.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Vote {
    pub(super) topic: TopicOrd,
    pub(super) words: Range<usize>,
    /// From 0 to 1; less than 1 while the word that means it is unfinished.
    pub(super) strength: f32,
}

/// A query as this library understands it.
#[derive(Debug, Clone, Default)]
pub(super) struct Interpretation {
    pub(super) words: Vec<Meaning>,
    pub(super) votes: Vec<Vote>,
    pub(super) conditions: Vec<ConditionOrd>,
    /// How many names of conditions the query holds; one name may be that of several conditions.
    pub(super) names: usize,
    /// The place of the number that says which type of a condition is meant: "2" in "gaucher type 2" and in "usher 2".
    pub(super) numbered_type: Option<usize>,
    /// Those of the conditions that were named by their main name.
    pub(super) by_main_name: Vec<ConditionOrd>,
    /// Those that were named by a synonym of their name.
    pub(super) by_synonym: Vec<ConditionOrd>,
    /// Conditions of which a name begins as the query does, with their number of entries.
    pub(super) beginning: Vec<(ConditionOrd, u32)>,
    /// The words of the query, separated by spaces.
    pub(super) typed: String,
    /// The language of the query, where it is not the library's.
    pub(super) language: Option<QueryLanguage>,
    unfinished: Option<String>,
}

impl Interpretation {
    /// `query` as `index` understands it. Its words are joined and split as the library writes them.
    pub(super) fn of(index: &Index, query: &mut Query) -> Result<Self, Error> {
        let mut languages = index.languages().iter();
        let language = match languages.all(|language| is_english(language)) {
            true => vocabulary::language(&query.words),
            false => None,
        };
        let lexicon = Lexicon::new(index, language.is_none());
        let words = vocabulary::written_out(index, std::mem::take(&mut query.words));
        query.words = lexicon.respaced(words)?;
        let mut words = Vec::new();
        for typed in &query.words {
            words.push(lexicon.meaning(typed)?);
        }
        lexicon.add_joined_pairs(&query.words, &mut words)?;
        for (typed, word) in query.words.iter().zip(&mut words) {
            if typed.is_misspelt() {
                word.close = Some(word.folded.clone());
            }
        }
        let mut interpretation = Self {
            numbered_type: numbered_type(&query.words),
            words,
            language,
            unfinished: query
                .words
                .last()
                .filter(|last| last.unfinished)
                .map(|last| last.folded.clone()),
            ..Self::default()
        };
        let typed: Vec<&str> = query
            .words
            .iter()
            .map(|word| word.folded.as_str())
            .collect();
        interpretation.typed = typed.join(" ");
        if !typed.is_empty() && typed.len() <= NAME_WORDS {
            interpretation.beginning = index.conditions_beginning(&interpretation.typed);
        }
        interpretation.find_conditions(index, &query.words);
        interpretation.find_synonyms(index, &lexicon);
        interpretation.find_topics(index, &lexicon);
        interpretation.find_misspelt_topic(&lexicon)?;
        interpretation.weigh(index)?;
        Ok(interpretation)
    }

    /// Whether there is nothing to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word as it is written where it was found, or as typed.
    fn spelt(&self, at: usize) -> &str {
        let word = &self.words[at];
        word.close.as_deref().unwrap_or(&word.folded)
    }

    /// A run of words, each as it is written where it was found.
    fn phrase(&self, run: Range<usize>) -> String {
        let words: Vec<&str> = run.map(|at| self.spelt(at)).collect();
        words.join(" ")
    }

    /// All words, each as it is written where it was found.
    pub(super) fn spelt_words(&self) -> Vec<&str> {
        (0..self.words.len()).map(|at| self.spelt(at)).collect()
    }

    /// Runs of words that are the name of a condition, the longest first; a word belongs to one name only.
    fn find_conditions(&mut self, index: &Index, typed: &[Typed]) {
        let mut taken = vec![false; self.words.len()];
        longest_runs(&mut taken, NAME_WORDS, |run| {
            let is_single = run.len() == 1;
            if is_single && self.words[run.start].is_empty() {
                return false;
            }
            let name = self.phrase(run.clone());
            let mut found = index.conditions_called(&name);
            let capitals =
                |typed: &Typed| typed.original.chars().filter(|c| c.is_uppercase()).count();
            if is_single && is_everyday(&name) && capitals(&typed[run.start]) < 2 {
                found.retain(|condition| !is_abbreviation(index, *condition, &name));
            }
            if found.is_empty() {
                return false;
            }
            self.names += 1;
            for word in &mut self.words[run] {
                word.in_name = true;
                // A single word that is a name may all the same mean a topic ("surgery", "diet").
                word.in_long_name = !is_single;
            }
            for condition in found {
                if !self.conditions.contains(&condition) {
                    self.conditions.push(condition);
                }
                let names = index.names_of(condition);
                if names.first().is_some_and(|main| main.folded == name) {
                    self.by_main_name.push(condition);
                }
            }
            true
        });
    }

    /// Adds the synonyms of each phrase to its words. A synonym that is the name of a condition names that condition. What
    /// is not found as it was typed is looked for without its little words and in other forms: "worms in your poop" as
    /// "worm stool".
    fn find_synonyms(&mut self, index: &Index, lexicon: &Lexicon<'_>) {
        let mut taken: Vec<bool> = self.words.iter().map(|word| word.close.is_some()).collect();
        longest_runs(&mut taken, LONGEST_PHRASE, |run| {
            let phrase = self.phrase(run.clone());
            let singular = phrase.strip_suffix('s').unwrap_or_default();
            let others: Vec<&str> = vocabulary::synonyms(index, &phrase)
                .chain(vocabulary::synonyms(index, singular))
                .filter(|other| *other != phrase)
                .collect();
            self.add_synonyms(index, lexicon, run.clone(), &others);
            run.len() > 1 && !others.is_empty()
        });
        let words = 0..self.words.len();
        let content: Vec<usize> = words.filter(|&at| !self.words[at].is_empty()).collect();
        let stems = content
            .iter()
            .map(|&at| lexicon.stems(self.spelt(at)).swap_remove(0));
        let stems: Vec<String> = stems.collect();
        let mut content_taken = vec![false; content.len()];
        longest_runs(&mut content_taken, LONGEST_PHRASE, |run| {
            let whole = content[run.start]..content[run.end - 1] + 1;
            if run.len() < 2 || taken[whole.clone()].contains(&true) {
                return false;
            }
            let others: Vec<&str> = vocabulary::of_gist(index, &stems[run]).collect();
            self.add_synonyms(index, lexicon, whole, &others);
            !others.is_empty()
        });
        for word in &mut self.words {
            word.terms.sort_by(|a, b| b.1.total_cmp(&a.1));
        }
    }

    /// Adds what a run of words may also be called, unless it names a condition itself.
    fn add_synonyms(
        &mut self,
        index: &Index,
        lexicon: &Lexicon<'_>,
        run: Range<usize>,
        others: &[&str],
    ) {
        if self.words[run.clone()].iter().all(|word| word.in_name) {
            return;
        }
        for other in others {
            for condition in index.conditions_called(other) {
                self.words[run.clone()]
                    .iter_mut()
                    .for_each(|word| word.by_synonym = true);
                self.by_synonym.push(condition);
                if !self.conditions.contains(&condition) {
                    self.conditions.push(condition);
                }
            }
            let words = other.split(' ').filter(|word| !EMPTY_WORDS.contains(word));
            let stems: Vec<Vec<String>> = words.map(|word| lexicon.stems(word)).collect();
            for word in &mut self.words[run.clone()] {
                if word.is_empty() {
                    continue;
                }
                match stems.as_slice() {
                    [one] => term_expansion::add(&mut word.terms, one.clone(), QUALITY_SYNONYM),
                    [] => {}
                    several if word.phrases.len() < MOST_PHRASES => {
                        let firsts = several.iter().map(|stems| stems[0].clone());
                        word.phrases.push(firsts.collect());
                    }
                    _ => {}
                }
            }
        }
    }

    /// Runs of words that mean a topic, the longest first.
    fn find_topics(&mut self, index: &Index, lexicon: &Lexicon<'_>) {
        let count = self.words.len();
        let spelt: Vec<String> = (0..count).map(|at| self.spelt(at).to_owned()).collect();
        let stems: Vec<Vec<String>> = spelt.iter().map(|word| lexicon.topic_stems(word)).collect();
        let languages = stems.first().map_or(0, Vec::len);
        let mut taken = vec![false; count];
        longest_runs(&mut taken, PHRASE_WORDS, |run| {
            if self.words[run.clone()].iter().all(|word| word.in_long_name) {
                return false;
            }
            let meant = (0..languages).find_map(|language| {
                let phrase: Vec<&str> =
                    run.clone().map(|at| stems[at][language].as_str()).collect();
                index.topic_meant(&phrase.join(" "))
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
        let continues_name = self.unfinished.is_some() && !self.beginning.is_empty();
        let last = count
            .checked_sub(1)
            .filter(|&last| last > 0 && !continues_name);
        if let Some(last) = last.filter(|&last| !taken[last] && !self.words[last].in_long_name) {
            let begun = std::mem::take(&mut self.words[last].begun);
            self.vote_for_begun(&begun, last..count);
            self.find_begun_phrase(index, &taken, &stems);
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
    fn find_begun_phrase(&mut self, index: &Index, taken: &[bool], stems: &[Vec<String>]) {
        let Some(unfinished) = self.unfinished.clone() else {
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
                typed.push_str(&unfinished);
                for (phrase, topic) in index.phrases_beginning(&typed, BEGUN_PHRASES) {
                    // Single words were handled above; here only the stop words with which phrases begin.
                    let first = phrase.split_once(' ').map(|(first, _)| first);
                    let is_phrase =
                        start < last || first.is_some_and(|first| EMPTY_WORDS.contains(&first));
                    if is_phrase {
                        term_expansion::add_topic(&mut begun, topic, index.topic_size(topic));
                    }
                }
            }
            self.vote_for_begun(&begun, start..last + 1);
            if !begun.is_empty() {
                return;
            }
        }
    }

    /// Where no word means a topic, a word that is not in the library may be a misspelt topic word: "ests" is likelier "tests" than
    /// "east". The last words come first, as people name the condition before they say what they want to know of it.
    fn find_misspelt_topic(&mut self, lexicon: &Lexicon<'_>) -> Result<(), Error> {
        if self.words.len() < 2 || self.votes.iter().any(|vote| vote.strength >= 1.0) {
            return Ok(());
        }
        for at in (0..self.words.len()).rev() {
            let word = &self.words[at];
            let unfinished = self.unfinished.is_some() && at + 1 == self.words.len();
            if word.in_long_name
                || word.folded.chars().count() < FUZZY_FROM
                || self.votes.iter().any(|vote| vote.words.contains(&at))
                || (word.close.is_none() && !unfinished)
            {
                continue;
            }
            let Some((found, topic)) = lexicon.near_topic_word(&word.folded)? else {
                continue;
            };
            let strength = if word.close.is_some() {
                MISSPELT_VOTE
            } else {
                UNFINISHED_VOTE
            };
            self.votes.push(Vote {
                topic,
                words: at..at + 1,
                strength,
            });
            let word = &mut self.words[at];
            if word.close.is_some() {
                term_expansion::add(&mut word.terms, lexicon.stems(&found), QUALITY_ONE_ERROR);
                word.close = Some(found);
                word.topical = true;
                break;
            }
        }
        Ok(())
    }

    /// Runs of words that say nothing about the subject, unless they name a condition or mean a topic.
    fn find_ignored(&mut self) {
        let words = self.words.iter();
        let mut taken: Vec<bool> = words.map(|word| word.in_name || word.topical).collect();
        longest_runs(&mut taken, LONGEST_PHRASE, |run| {
            let is_ignored = vocabulary::is_ignored(&self.typed_phrase(run.clone()));
            for word in &mut self.words[run] {
                word.ignored |= is_ignored;
            }
            is_ignored
        });
    }

    /// A run of words as typed.
    fn typed_phrase(&self, run: Range<usize>) -> String {
        let words: Vec<&str> = run.map(|at| self.words[at].folded.as_str()).collect();
        words.join(" ")
    }

    /// The names of medical subjects in the query that are not the name of a condition of the library, the longest first.
    pub(super) fn subjects(&self) -> Vec<Range<usize>> {
        let mut taken: Vec<bool> = self.words.iter().map(|word| word.in_name).collect();
        let mut subjects = Vec::new();
        longest_runs(&mut taken, LONGEST_PHRASE, |run| {
            let phrase = self.typed_phrase(run.clone());
            let singular = phrase.strip_suffix('s').unwrap_or_default();
            let is_subject = vocabulary::is_subject(&phrase) || vocabulary::is_subject(singular);
            if is_subject {
                subjects.push(run);
            }
            is_subject
        });
        subjects
    }

    /// Gives every word its weight. Where only empty words were typed, they are all there is to look for.
    fn weigh(&mut self, index: &Index) -> Result<(), Error> {
        self.find_ignored();
        let content = |word: &Meaning| !word.ignored && !word.is_empty();
        let any_content = self.words.iter().any(content);
        let any_free = self.words.iter().any(|word| content(word) && !word.topical);
        let count = self.words.len();
        let questions = index.terms(index.fields().question)?;
        let rare = |word: &Meaning| -> Result<bool, Error> {
            let (stem, _) = word
                .terms
                .first()
                .ok_or_else(|| std::io::Error::other("no term"))?;
            let term = Term::from_field_text(index.fields().question, stem);
            let held = questions
                .get_term_info(&term)?
                .map_or(0, |info| info.doc_freq);
            Ok(held > 0 && held * RARE <= index.all_entries())
        };
        for word in &mut self.words {
            word.weight = match (content(word), word.topical) {
                (false, _) if any_content => 0.0,
                (_, true) if any_free || !any_content => match rare(word)? {
                    true => RARE_TOPIC_WORD_WEIGHT,
                    false => TOPIC_WORD_WEIGHT,
                },
                _ => 1.0,
            };
        }
        for word in &mut self.words {
            word.content = word.weight >= 1.0;
        }
        // One letter can become any word, so it counts little after complete words.
        let unfinished = self.unfinished.is_some() && count > 1;
        if let Some(last) = self
            .words
            .last_mut()
            .filter(|last| unfinished && !last.in_name)
        {
            let letters = last.folded.chars().count() as f32;
            last.weight *= (letters / LETTERS_THAT_TELL).min(1.0);
        }
        Ok(())
    }

    /// The topics that are meant, in the order in which they were named.
    pub(super) fn topics(&self) -> Vec<TopicOrd> {
        let mut votes: Vec<&Vote> = self.votes.iter().collect();
        votes.sort_by_key(|vote| vote.words.start);
        let mut topics: Vec<TopicOrd> = Vec::new();
        for vote in votes {
            if !topics.contains(&vote.topic) {
                topics.push(vote.topic);
            }
        }
        topics
    }

    /// The topics that are shown to the reader: not every one that a letter or two may become.
    fn topics_said(&self) -> Vec<TopicOrd> {
        let mut topics = self.topics();
        topics.retain(|topic| {
            let votes = self.votes.iter().filter(|vote| vote.topic == *topic);
            votes.fold(0.0, |most, vote| f32::max(most, vote.strength)) >= UNFINISHED_VOTE
        });
        topics
    }

    pub(super) fn understood(&self, query: &Query) -> Understood {
        let close = self
            .words
            .iter()
            .zip(&query.words)
            .filter_map(|(word, typed)| {
                word.close.clone().map(|found| CloseMatch {
                    typed: typed.short.as_ref().unwrap_or(&typed.folded).clone(),
                    found,
                })
            });
        // Whose main name it is, that is meant; for the others it is a name among others.
        let conditions = match self.by_main_name.is_empty() {
            true => &self.conditions,
            false => &self.by_main_name,
        };
        Understood {
            conditions: conditions.clone(),
            topics: self.topics_said(),
            close: close.collect(),
            ..Understood::default()
        }
    }

    pub(super) fn words_taken(&self) -> Vec<WordTaken> {
        let taken = |word: &Meaning| WordTaken {
            typed: word.folded.clone(),
            role: match word {
                word if word.weight == 0.0 => Role::Empty,
                word if word.topical => Role::Topic,
                word if word.in_name => Role::Name,
                _ => Role::Word,
            },
            terms: word.terms.clone(),
            weight: word.weight,
        };
        self.words.iter().map(taken).collect()
    }

    pub(super) fn highlighter(&self, index: &Index) -> Highlighter {
        // What begins with the unfinished word is marked as such.
        let begun = |term: &str| {
            let typed = self.unfinished.as_deref();
            typed.is_some_and(|typed| term.starts_with(typed))
        };
        let stems = self
            .words
            .iter()
            .filter(|word| word.weight > 0.0)
            .flat_map(|word| &word.terms)
            .filter(|(term, _)| !begun(term))
            .map(|(term, _)| term.clone())
            .collect();
        Highlighter::new(stems, self.unfinished.clone(), index.stems())
    }

    /// Conditions with a name similar to a word that was not found.
    pub(super) fn nearest(&self, index: &Index) -> Result<Vec<ConditionOrd>, Error> {
        let lexicon = Lexicon::new(index, true);
        let mut near: Vec<ConditionOrd> = Vec::new();
        for word in self
            .words
            .iter()
            .filter(|word| word.folded.chars().count() >= 3)
            .filter(|word| word.folded.chars().all(char::is_alphabetic))
        {
            for (found, _) in lexicon.near(&word.folded, MOST_ERRORS, true, CORRECTIONS)? {
                for condition in index.conditions_called(&found) {
                    if !near.contains(&condition) {
                        near.push(condition);
                    }
                }
            }
        }
        near.truncate(5);
        Ok(near)
    }
}

/// The number of a type that was typed: not one of an abbreviation ("T2DM"), nor of a range ("types 1-6").
fn numbered_type(typed: &[Typed]) -> Option<usize> {
    let is_range = |word: &Typed| {
        word.original.starts_with(|c: char| c.is_ascii_digit()) && word.original.contains('-')
    };
    let is_number = |at: usize| is_type_number(&typed[at].folded) && !is_range(&typed[at]);
    (1..typed.len()).find(|&at| {
        let follows_name = typed[at - 1].folded == "type" || at + 1 == typed.len();
        follows_name && is_number(at) && !is_number(at - 1) && typed[at].short.is_none()
    })
}

/// Whether it can be the number of a type.
pub(super) fn is_type_number(word: &str) -> bool {
    (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}
