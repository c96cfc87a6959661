//! What a word of a query can mean in this library.
//!
//! Each word gets the terms by which it is looked for, with a quality from 0 to 1: its own stem; while it is being typed,
//! the words that it begins; if it is not in the library, the words that differ from it by a typing error.

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
    /// Whether it is known that nothing in the library begins within [two errors](MOST_ERRORS) of it.
    pub(super) alone: bool,
    /// How much it counts: 1, less for a word that only names a topic, 0 for an empty word.
    pub(super) weight: f32,
    /// Whether it means a topic.
    pub(super) topical: bool,
    /// Whether it belongs to the full name of a condition, and so means no topic: the first word of "hereditary
    /// angioedema" does not ask how the disease is inherited.
    pub(super) named: bool,
    /// Whether it is, or belongs to, the full name of a condition.
    pub(super) calls: bool,
    /// Whether it is, or belongs to, a synonym of the name of a condition.
    pub(super) by_synonym: bool,
    /// Whether it is filler, such as a greeting.
    pub(super) ignored: bool,
    /// Whether an entry must hold it, or another such word, to answer the query.
    pub(super) content: bool,
    /// Topics meant by words that it begins, each with how common that word is compared with the most common one.
    pub(super) begun: Vec<(TopicOrd, f32)>,
}

impl Meaning {
    /// Whether it carries no content of its own.
    pub(super) fn is_empty(&self) -> bool {
        EMPTY_WORDS.contains(&self.folded.as_str())
    }
}

/// Whether `word` may hold an error.
fn bears_errors(word: &str) -> bool {
    (FUZZY_FROM..=FUZZY_TO).contains(&word.chars().count()) && !bears_no_errors(word)
}

/// Codes and numbers are what they are.
fn bears_no_errors(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
}

/// Whether `word` may hold [`MOST_ERRORS`].
fn bears_most_errors(word: &str) -> bool {
    bears_errors(word) && word.chars().count() >= TWO_ERRORS_FROM
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

/// The topics that an unfinished word begins to mean, with how common the words are that it begins.
#[derive(Debug, Default)]
struct Begun(Vec<(TopicOrd, u32)>);

impl Begun {
    fn note(&mut self, topic: TopicOrd, entries: u32) {
        match self.0.iter_mut().find(|(known, _)| *known == topic) {
            Some((_, known)) => *known = entries.max(*known),
            None => self.0.push((topic, entries)),
        }
    }

    /// Each compared with the most common one.
    fn shares(self) -> Vec<(TopicOrd, f32)> {
        let most = self.0.iter().map(|(_, common)| *common).fold(1, u32::max) as f32;
        let share = |(topic, common)| (topic, common as f32 / most);
        self.0.into_iter().map(share).collect()
    }
}

/// The words that the library holds.
pub(super) struct Lexicon<'a> {
    index: &'a Index,
    /// Whether short unknown words may be typing errors: those of another language are not.
    corrects: bool,
    stemmers: Vec<Stems>,
    topic_stemmers: Vec<Stems>,
    /// Topic words and all others have the same stems.
    only_english: bool,
}

impl<'a> Lexicon<'a> {
    pub(super) fn open(index: &'a Index, corrects: bool) -> Result<Self, Error> {
        let stemmers: Vec<Stems> = if index.languages().is_empty() {
            vec![Stems::of("")]
        } else {
            index
                .languages()
                .iter()
                .map(|language| Stems::of(language))
                .collect()
        };
        // The standard topics' words are English in every library.
        let english = std::iter::once(String::new());
        let others = index
            .languages()
            .iter()
            .filter(|language| !language.is_empty() && !language.starts_with("en"));
        let topic_stemmers = english
            .chain(others.cloned())
            .map(|language| Stems::of(&language))
            .collect();
        Ok(Self {
            only_english: index
                .languages()
                .iter()
                .all(|language| language.is_empty() || language.starts_with("en")),
            index,
            corrects,
            stemmers,
            topic_stemmers,
        })
    }

    /// The stems of a word in the languages of the library.
    pub(super) fn stems(&mut self, folded: &str) -> Vec<String> {
        let mut stems: Vec<String> = self
            .stemmers
            .iter_mut()
            .map(|stemmer| stemmer.stem(folded))
            .collect();
        stems.dedup();
        stems
    }

    /// One stem for each language that topic words may be in.
    pub(super) fn topic_stems(&mut self, folded: &str) -> Vec<String> {
        self.topic_stemmers
            .iter_mut()
            .map(|stemmer| stemmer.stem(folded))
            .collect()
    }

    fn holds(&self, field: Field, term: &str) -> Result<bool, Error> {
        Ok(self.index.terms(field)?.terms().get(term)?.is_some())
    }

    /// Whether a word occurs in the library, in whatever spelling or inflection.
    fn knows(&mut self, folded: &str) -> Result<bool, Error> {
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
    pub(super) fn respaced(&mut self, typed: Vec<Typed>) -> Result<Vec<Typed>, Error> {
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
    fn two_words(&mut self, word: &Typed) -> Result<Option<[String; 2]>, Error> {
        if let Some(parts) = split_at_number(&word.folded) {
            return Ok((!self.knows(&word.folded)?).then_some(parts));
        }
        let long = word.folded.len() >= 2 * SHORTEST_PART && word.folded.is_ascii();
        if !long || word.unfinished || bears_no_errors(&word.folded) || self.knows(&word.folded)? {
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
        &mut self,
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
    pub(super) fn meaning(&mut self, typed: &Typed) -> Result<Meaning, Error> {
        let fields = *self.index.fields();
        let stems = self.stems(&typed.folded);
        let is_topic_word = self.topic_of(&typed.folded, &stems).is_some();
        let mut terms: Vec<(String, f32)> = stems.into_iter().map(|stem| (stem, 1.0)).collect();
        let known = self.knows(&typed.folded)? || self.holds(fields.code, &typed.code)?;
        let mut completed = false;
        let mut begun = Begun::default();
        if typed.unfinished {
            let completions = self.index.completions(&typed.folded)?;
            completed = !completions.is_empty();
            for (entries, word) in &completions {
                let stems = self.stems(word);
                if let Some(topic) = self.topic_of(word, &stems) {
                    begun.note(topic, (*entries).min(self.index.topic_size(topic)));
                }
                add(&mut terms, stems, QUALITY_COMPLETED);
            }
        }
        let empty = EMPTY_WORDS.contains(&typed.folded.as_str());
        let (mut close, mut alone) = (None, false);
        // A word that is known is no typing error, even if the library does not have it: "worm" is not "form". Of another
        // language, only a long word may be the same word as one of the library: "osificacion" is, "piel" is not "pill".
        let is_word = vocabulary::is_word(&typed.folded)
            || !self.corrects && !bears_most_errors(&typed.folded);
        if !known && !completed && !is_topic_word && !empty && !is_word {
            let corrections = self.corrections(&typed.folded, typed.unfinished)?;
            close = corrections.first().map(|(word, _)| word.clone());
            alone = corrections.is_empty() && typed.unfinished && bears_most_errors(&typed.folded);
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
            alone,
            weight: 1.0,
            topical: false,
            named: false,
            calls: false,
            by_synonym: false,
            ignored: false,
            content: true,
            begun: begun.shares(),
        })
    }

    /// The topic that a word means; `stems` are its stems in the languages of the library.
    fn topic_of(&mut self, word: &str, stems: &[String]) -> Option<TopicOrd> {
        let index = self.index;
        let meant = |stems: &[String]| stems.iter().find_map(|stem| index.topic_meant(stem));
        if self.only_english {
            meant(stems)
        } else {
            meant(&self.topic_stems(word))
        }
    }

    /// What a word that is not in the library may have been, the likeliest first, with the quality of each.
    fn corrections(&mut self, word: &str, unfinished: bool) -> Result<Vec<(String, f32)>, Error> {
        let length = word.chars().count();
        if !bears_errors(word) {
            return Ok(Vec::new());
        }
        for (errors, quality) in [(1, QUALITY_ONE_ERROR), (MOST_ERRORS, QUALITY_TWO_ERRORS)] {
            if errors == MOST_ERRORS && !bears_most_errors(word) {
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
    pub(super) fn near_topic_word(
        &mut self,
        word: &str,
    ) -> Result<Option<(String, TopicOrd)>, Error> {
        let mut best: Option<(u32, String, TopicOrd)> = None;
        for (near, _) in self.near(word, 1, false, NEAR_WORDS)? {
            let stems = self.stems(&near);
            if let Some(topic) = self.topic_of(&near, &stems) {
                let size = self.index.topic_size(topic);
                if best.as_ref().is_none_or(|(known, _, _)| size > *known) {
                    best = Some((size, near, topic));
                }
            }
        }
        Ok(best.map(|(_, word, topic)| (word, topic)))
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
        // A word of very different length is no misspelling of this one, only a short word near every short word.
        found.retain(|(near, _)| near.chars().count() >= 3);
        let first = word.chars().next();
        found.sort_by_key(|(near, common)| {
            (near.chars().next() != first, std::cmp::Reverse(*common))
        });
        found.truncate(most);
        Ok(found)
    }
}
