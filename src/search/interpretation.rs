//! A query as a library understands it: what its words mean, which conditions they name, what else these may be called, and
//! how much each word counts. `topics` says which topics they mean.

use std::ops::Range;

use tantivy::Term;

use crate::index::analyze::folded_words;
use crate::index::{ConditionOrd, Error, Index, TopicOrd};
use crate::model::{EMPTY_WORDS, LONGEST_PHRASE, is_everyday};

use super::highlight::Highlighter;
use super::query::{MOST_WORDS, Query, Typed};
use super::results::{CloseMatch, QueryLanguage, Role, Understood, WordTaken};
use super::term_expansion::{
    self, CORRECTIONS, Lexicon, MOST_ERRORS, Meaning, is_english, longest_runs,
};
use super::topics::{self, UNFINISHED_VOTE, Vote};
use super::vocabulary;

/// The longest name that is looked up as a condition, in words.
const NAME_WORDS: usize = 12;
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
    /// Conditions of which a name begins as the query does, those with the most entries first.
    pub(super) beginning: Vec<ConditionOrd>,
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
        query.words.truncate(MOST_WORDS);
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
        interpretation.votes = topics::votes(
            index,
            &lexicon,
            &mut interpretation.words,
            interpretation.unfinished.as_deref(),
            !interpretation.beginning.is_empty(),
        )?;
        interpretation.weigh(index)?;
        Ok(interpretation)
    }

    /// Whether there is nothing to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A run of words, each as it is written where it was found.
    fn phrase(&self, run: Range<usize>) -> String {
        let words: Vec<&str> = self.words[run].iter().map(Meaning::spelt).collect();
        words.join(" ")
    }

    /// All words, each as it is written where it was found.
    pub(super) fn spelt_words(&self) -> Vec<&str> {
        self.words.iter().map(Meaning::spelt).collect()
    }

    /// Runs of words that are the name of a condition, the longest first; a word belongs to one name only.
    fn find_conditions(&mut self, index: &Index, typed: &[Typed]) {
        let mut taken = vec![false; self.words.len()];
        longest_runs(&mut taken, NAME_WORDS, |run| {
            let is_single = run.len() == 1;
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
            .map(|&at| lexicon.stems(self.words[at].spelt()).swap_remove(0));
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
            let is_subject = vocabulary::is_subject(&phrase);
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
        if let Some(last) = self.words.last_mut().filter(|_| unfinished) {
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
