//! What a word of a query can mean in this library.
//!
//! Each word gets the terms by which it is looked for, with a quality from 0 to 1: its own stem; while it is being typed,
//! the words that it begins; if it is not in the library, the words that differ from it by a typing error.

use std::ops::Range;

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{FuzzyTermQuery, PhraseQuery};
use tantivy::schema::Field;

use crate::index::analyze::{Stems, split_at_number};
use crate::index::{Error, Index, TopicOrd};
use crate::model::EMPTY_WORDS;

use super::query::Typed;
use super::vocabulary;

/// Words of one letter to this many are never corrected: too many others are near.
pub(super) const FUZZY_FROM: usize = 4;
/// Nor are words of more letters: the automaton that finds words near them grows with their length, to more than 100 MB
/// for 4,000 letters.
const FUZZY_TO: usize = 60;
/// Minimum number of letters of each part of a word that is written as one word or as two.
const SHORTEST_PART: usize = 3;
/// Words of at least this many letters may have two errors.
const TWO_ERRORS_FROM: usize = 8;
/// No word is looked for that differs by more.
pub(super) const MOST_ERRORS: u8 = 2;
/// An unfinished word of at least this many letters may be a misspelt beginning.
const FUZZY_PREFIX_FROM: usize = 5;
/// Maximum number of similar words examined for one that means a topic.
const NEAR_WORDS: usize = 200;
/// Maximum number of corrections of a misspelt word.
pub(super) const CORRECTIONS: usize = 12;
/// How much a completed, a once and a twice corrected word count.
pub(super) const QUALITY_COMPLETED: f32 = 0.85;
pub(super) const QUALITY_ONE_ERROR: f32 = 0.8;
const QUALITY_TWO_ERRORS: f32 = 0.6;

/// A word of the query and how it is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Meaning {
    /// As typed, folded.
    pub(super) folded: String,
    /// As a code.
    pub(super) code: String,
    /// Stems to look for, with their quality; the best first.
    pub(super) terms: Vec<(String, f32)>,
    /// The stems of phrases that mean the same; an entry must hold all of one.
    pub(super) phrases: Vec<Vec<String>>,
    /// What it was taken for, if it is not in the library itself.
    pub(super) close: Option<String>,
    /// How much it counts: 1, less for a word that only names a topic, 0 for an empty word.
    pub(super) weight: f32,
    /// Whether it means a topic.
    pub(super) topical: bool,
    /// Whether it is, or belongs to, the full name of a condition.
    pub(super) in_name: bool,
    /// Whether that name has several words, so that it means no topic: the first word of "hereditary angioedema" does not
    /// ask how the disease is inherited.
    pub(super) in_long_name: bool,
    /// Whether it is, or belongs to, a synonym of the name of a condition.
    pub(super) by_synonym: bool,
    /// Whether it is filler, such as a greeting.
    pub(super) ignored: bool,
    /// Whether an entry must hold it, or another such word, to answer the query.
    pub(super) content: bool,
    /// Topics meant by words that it begins, each with the number of entries with such a word.
    pub(super) begun: Vec<BegunTopic>,
}

impl Meaning {
    /// As it is written where it was found, or as typed.
    pub(super) fn spelt(&self) -> &str {
        self.close.as_deref().unwrap_or(&self.folded)
    }

    /// Whether it carries no content of its own.
    pub(super) fn is_empty(&self) -> bool {
        EMPTY_WORDS.contains(&self.folded.as_str())
    }
}

/// Offers `take` the runs of up to `longest` words, the longest first, but for those with a word of a run that it took.
pub(super) fn longest_runs(
    taken: &mut [bool],
    longest: usize,
    mut take: impl FnMut(Range<usize>) -> bool,
) {
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

/// Whether a library's language is English, as it is where none is named.
pub(super) fn is_english(language: &str) -> bool {
    language.is_empty() || language.starts_with("en")
}

/// Whether `word` may have a typing error.
fn may_have_error(word: &str) -> bool {
    (FUZZY_FROM..=FUZZY_TO).contains(&word.chars().count()) && !has_digit(word)
}

/// Whether `word` is a number or a code, which are never corrected.
fn has_digit(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
}

/// Whether `word` may have [`MOST_ERRORS`].
fn may_have_two_errors(word: &str) -> bool {
    may_have_error(word) && word.chars().count() >= TWO_ERRORS_FROM
}

/// Adds stems to look for, each with the best quality that it was added with.
pub(super) fn add(terms: &mut Vec<(String, f32)>, stems: Vec<String>, quality: f32) {
    for stem in stems {
        match terms.iter_mut().find(|(term, _)| *term == stem) {
            Some((_, known)) => *known = known.max(quality),
            None => terms.push((stem, quality)),
        }
    }
}

/// A topic that unfinished words may become, with how common what they become is.
pub(super) type BegunTopic = (TopicOrd, u32);

/// Adds a topic, or raises how common it is.
pub(super) fn add_topic(topics: &mut Vec<BegunTopic>, topic: TopicOrd, entries: u32) {
    match topics.iter_mut().find(|(known, _)| *known == topic) {
        Some((_, known)) => *known = entries.max(*known),
        None => topics.push((topic, entries)),
    }
}

/// The words that the library holds.
pub(super) struct Lexicon<'a> {
    index: &'a Index,
    /// Whether short unknown words may be typing errors: those of another language are not.
    corrects: bool,
    topic_stemmers: Vec<Stems>,
}

impl<'a> Lexicon<'a> {
    pub(super) fn new(index: &'a Index, corrects: bool) -> Self {
        // The standard topics' words are English in every library.
        let mut topic_stemmers = vec![Stems::of("")];
        let languages = index.languages().iter();
        let others = languages.filter(|language| !is_english(language));
        topic_stemmers.extend(others.map(|language| Stems::of(language)));
        Self {
            index,
            corrects,
            topic_stemmers,
        }
    }

    /// The stems of a word in the languages of the library.
    pub(super) fn stems(&self, folded: &str) -> Vec<String> {
        let stemmers = self.index.stems().iter();
        stemmers.map(|stemmer| stemmer.stem(folded)).collect()
    }

    /// One stem for each language that topic words may be in.
    pub(super) fn topic_stems(&self, folded: &str) -> Vec<String> {
        let stemmers = self.topic_stemmers.iter();
        stemmers.map(|stemmer| stemmer.stem(folded)).collect()
    }

    fn holds(&self, field: Field, term: &str) -> Result<bool, Error> {
        Ok(self.index.terms(field)?.terms().get(term)?.is_some())
    }

    /// Whether a word occurs in the library, in whatever spelling or inflection.
    fn knows(&self, folded: &str) -> Result<bool, Error> {
        let fields = *self.index.fields();
        if self.holds(fields.words, folded)? {
            return Ok(true);
        }
        for stem in self.stems(folded) {
            for (field, _) in fields.searched() {
                if self.holds(field, &stem)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Words that are typed as one ("post-partum") in one word where the library has it so, and a word that it does not
    /// have ("hayfever") as two where it has those one after the other.
    pub(super) fn respaced(&self, typed: Vec<Typed>) -> Result<Vec<Typed>, Error> {
        let mut words: Vec<Typed> = Vec::with_capacity(typed.len());
        for word in typed {
            match &word.compound {
                Some(compound) if self.knows(compound)? => {
                    words.truncate((words.len() + 1).saturating_sub(word.parts));
                    words.push(Typed {
                        folded: compound.clone(),
                        parts: 1,
                        ..word
                    });
                    continue;
                }
                _ => {}
            }
            match self.two_words(&word)? {
                Some(two) => words.extend(two.map(|folded| Typed {
                    folded,
                    ..word.clone()
                })),
                None => words.push(word),
            }
        }
        Ok(words)
    }

    /// A word that the library does not have, as two: a number and its unit, or two that follow each other in a name or a
    /// question.
    fn two_words(&self, word: &Typed) -> Result<Option<[String; 2]>, Error> {
        if let Some(parts) = split_at_number(&word.folded) {
            return Ok((!self.knows(&word.folded)?).then_some(parts));
        }
        let long = word.folded.len() >= 2 * SHORTEST_PART && word.folded.is_ascii();
        if !long || word.unfinished || has_digit(&word.folded) || self.knows(&word.folded)? {
            return Ok(None);
        }
        let fields = *self.index.fields();
        for at in SHORTEST_PART..=word.folded.len() - SHORTEST_PART {
            let (first, second) = word.folded.split_at(at);
            if !self.knows(first)? || !self.knows(second)? {
                continue;
            }
            for (first_stem, second_stem) in self.stems(first).iter().zip(self.stems(second)) {
                for field in [fields.name, fields.other_names, fields.question] {
                    let term = |stem: &str| Term::from_field_text(field, stem);
                    let phrase = PhraseQuery::new(vec![term(first_stem), term(&second_stem)]);
                    if self.index.searcher().search(&phrase, &Count)? > 0 {
                        return Ok(Some([first.to_owned(), second.to_owned()]));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Two words that the library has as one ("gall bladder") may each be that one.
    pub(super) fn add_joined_pairs(
        &self,
        typed: &[Typed],
        words: &mut [Meaning],
    ) -> Result<(), Error> {
        for at in 1..typed.len() {
            let (first, second) = (&typed[at - 1].folded, &typed[at].folded);
            let long = first.len() >= SHORTEST_PART && second.len() >= SHORTEST_PART;
            let empty = |word: &String| EMPTY_WORDS.contains(&word.as_str());
            let joined = format!("{first}{second}");
            if !long || empty(first) || empty(second) || !self.knows(&joined)? {
                continue;
            }
            let stems = self.stems(&joined);
            for word in &mut words[at - 1..=at] {
                add(&mut word.terms, stems.clone(), 1.0);
                word.close = None;
            }
        }
        Ok(())
    }

    /// How one word is looked for.
    pub(super) fn meaning(&self, typed: &Typed) -> Result<Meaning, Error> {
        let is_topic_word = self.topic_of(&typed.folded).is_some();
        let mut terms: Vec<(String, f32)> = Vec::new();
        add(&mut terms, self.stems(&typed.folded), 1.0);
        let known = self.knows(&typed.folded)?;
        let mut completed = false;
        let mut begun = Vec::new();
        if typed.unfinished {
            let completions = self.index.completions(&typed.folded)?;
            completed = !completions.is_empty();
            for (entries, word) in &completions {
                if let Some(topic) = self.topic_of(word) {
                    add_topic(&mut begun, topic, *entries);
                }
                add(&mut terms, self.stems(word), QUALITY_COMPLETED);
            }
        }
        let empty = EMPTY_WORDS.contains(&typed.folded.as_str());
        let mut close = None;
        // A word that is known is no typing error, even if the library does not have it: "worm" is not "form". Of another
        // language, only a long word may be the same word as one of the library: "osificacion" is, "piel" is not "pill".
        let is_word = vocabulary::is_word(&typed.folded)
            || !self.corrects && !may_have_two_errors(&typed.folded);
        if !known && !completed && !is_topic_word && !empty && !is_word {
            let corrections = self.corrections(&typed.folded, typed.unfinished)?;
            close = corrections.first().map(|(word, _)| word.clone());
            for (word, quality) in corrections {
                add(&mut terms, self.stems(&word), quality);
            }
        }
        terms.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(Meaning {
            folded: typed.folded.clone(),
            code: typed.code.clone(),
            terms,
            phrases: Vec::new(),
            close,
            weight: 1.0,
            topical: false,
            in_name: false,
            in_long_name: false,
            by_synonym: false,
            ignored: false,
            content: true,
            begun,
        })
    }

    /// The topic that a word means.
    fn topic_of(&self, word: &str) -> Option<TopicOrd> {
        let stems = self.topic_stems(word);
        stems.iter().find_map(|stem| self.index.topic_meant(stem))
    }

    /// What a word that is not in the library may have been, the likeliest first, with the quality of each.
    fn corrections(&self, word: &str, unfinished: bool) -> Result<Vec<(String, f32)>, Error> {
        let length = word.chars().count();
        if !may_have_error(word) {
            return Ok(Vec::new());
        }
        for (errors, quality) in [(1, QUALITY_ONE_ERROR), (MOST_ERRORS, QUALITY_TWO_ERRORS)] {
            if errors == MOST_ERRORS && !may_have_two_errors(word) {
                break;
            }
            let mut near = self.near(word, errors, false, CORRECTIONS)?;
            if near.is_empty() && unfinished && length >= FUZZY_PREFIX_FROM {
                near = self.near(word, errors, true, CORRECTIONS)?;
            }
            if !near.is_empty() {
                return Ok(near.into_iter().map(|(word, _)| (word, quality)).collect());
            }
        }
        Ok(Vec::new())
    }

    /// A word that means a topic, one error away from `word`; of several that of the largest topic.
    pub(super) fn near_topic_word(&self, word: &str) -> Result<Option<(String, TopicOrd)>, Error> {
        let near = self.near(word, 1, false, NEAR_WORDS)?.into_iter().rev();
        let topics = near.filter_map(|(near, _)| Some((near.clone(), self.topic_of(&near)?)));
        // The last one of the largest is the first in the order of `near`.
        Ok(topics.max_by_key(|(_, topic)| self.index.topic_size(*topic)))
    }

    /// Words of the library within `errors` errors of `word` (a swap of neighbours is
    /// one), or beginning so. Words with the same first letter come first, then the more common ones.
    pub(super) fn near(
        &self,
        word: &str,
        errors: u8,
        beginning: bool,
        most: usize,
    ) -> Result<Vec<(String, u32)>, Error> {
        if word.chars().count() > FUZZY_TO {
            return Ok(Vec::new());
        }
        let field = self.index.fields().words;
        let term = Term::from_field_text(field, word);
        let fuzzy = if beginning {
            FuzzyTermQuery::new_prefix(term, errors, true)
        } else {
            FuzzyTermQuery::new(term, errors, true)
        };
        let terms = self.index.terms(field)?;
        let mut found: Vec<(String, u32)> = Vec::new();
        let mut stream = terms.terms().search(fuzzy.automaton()?).into_stream()?;
        while stream.advance() {
            if let Ok(near) = std::str::from_utf8(stream.key()) {
                found.push((near.to_owned(), stream.value().doc_freq));
            }
        }
        let first = word.chars().next();
        found.sort_by_key(|(near, common)| {
            (near.chars().next() != first, std::cmp::Reverse(*common))
        });
        found.truncate(most);
        Ok(found)
    }
}
