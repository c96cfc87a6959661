//! What names and topics can be called: the tables by which a query is understood.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::index::Error;
use crate::index::analyze::{Stems, folded_words};
use crate::index::fields::Fields;
use crate::index::record::{ConditionOrd, PackRecord};
use crate::index::shelf::Shelf;
use crate::index::table::{TableWriter, key_hash};
use crate::model::{Condition, Topic};

use super::{Builder, table};

/// A name as it may be typed, and the conditions that are called so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct NameStored {
    /// Its folded words, parted by blanks.
    pub(crate) words: String,
    pub(crate) conditions: Vec<ConditionOrd>,
}

/// Writes which condition every name means, and the stemmed names of every condition, which ranking compares a query with.
///
/// Gives back the hash of every name with the condition that is called so, in order.
pub(super) fn names(shelf: &Shelf, builder: &mut Builder) -> Result<Vec<(u64, u32)>, Error> {
    let conditions = &builder.conditions;
    let mut terms = TableWriter::create(shelf, table::NAME_TERMS)?;
    let mut called: Vec<(u64, u32)> = Vec::new();
    for ordinal in 0..conditions.len() {
        let (pack, condition) = conditions
            .get::<(u32, Condition)>(ordinal)
            .unwrap_or_default();
        let language = builder
            .packs
            .get(pack as usize)
            .map(|p| p.pack.language.clone())
            .unwrap_or_default();
        let stems = builder
            .languages
            .entry(language.clone())
            .or_insert_with(|| Stems::of(&language));
        let folded: Vec<String> = condition
            .names()
            .map(folded_words)
            .filter(|words| !words.is_empty())
            .collect();
        called.extend(folded.iter().map(|words| (key_hash(words), ordinal)));
        let hashes: Vec<Vec<u8>> = folded
            .iter()
            .map(|name| {
                let stems = stems.stem_all(name);
                let hashes = stems.split(' ').map(term_hash);
                hashes.flat_map(u32::to_le_bytes).collect()
            })
            .collect();
        let names = folded.iter().zip(&hashes);
        let forms: Vec<NameForms<'_>> = names
            .map(|(folded, terms)| NameForms { folded, terms })
            .collect();
        terms.push(&forms)?;
    }
    terms.finish()?;
    called.sort_unstable();
    called.dedup();
    let mut table = TableWriter::create(shelf, table::NAMES)?;
    for same in called.chunk_by(|a, b| a.0 == b.0) {
        let first = conditions
            .get::<(u32, Condition)>(same[0].1)
            .map(|(_, condition)| condition)
            .unwrap_or_default();
        let words = first
            .names()
            .map(folded_words)
            .find(|words| key_hash(words) == same[0].0)
            .unwrap_or_default();
        let conditions = same
            .iter()
            .map(|&(_, condition)| ConditionOrd(condition))
            .collect();
        table.push_keyed(&words.clone(), &NameStored { words, conditions })?;
    }
    table.finish()?;
    Ok(called)
}

/// A name in the forms in which a query is compared with it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct NameForms<'a> {
    /// Its folded words, parted by blanks.
    pub(crate) folded: &'a str,
    /// The hashes of its stems, as they follow each other.
    terms: &'a [u8],
}

impl<'a> NameForms<'a> {
    /// The [hashes](term_hash) of its stems.
    pub(crate) fn terms(self) -> impl ExactSizeIterator<Item = u32> + use<'a> {
        let hashes = self.terms.as_chunks::<4>().0;
        hashes.iter().map(|hash| u32::from_le_bytes(*hash))
    }
}

/// The number by which a stem is compared with those of names. Two stems of the same number among the few of one query and
/// of the names that hold its words are too unlikely to matter.
pub(crate) fn term_hash(stem: &str) -> u32 {
    (key_hash(stem) >> 32) as u32
}

/// The conditions with the most entries among those of which a name begins so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct BeginningStored {
    pub(crate) letters: String,
    /// Most entries first, with their number.
    pub(crate) conditions: Vec<(ConditionOrd, u32)>,
}

/// What begins with so many letters is worked out beforehand in any case.
pub(crate) const SHORT_BEGINNING: usize = 3;
/// Longer beginnings, up to so many letters, ...
const LONG_BEGINNING: usize = 20;
/// ... where more names begin so: too many to look at them at every keystroke.
const MANY_NAMES: usize = 200;
/// So many conditions are kept of each.
pub(crate) const BEGINNING_CONDITIONS: usize = 40;

pub(super) fn beginnings(shelf: &Shelf, called: &[(u64, u32)]) -> Result<(), Error> {
    let mut table = TableWriter::create(shelf, table::BEGINNINGS)?;
    let mut open: Vec<Beginning> = vec![Beginning::default(); LONG_BEGINNING];
    let reader = tantivy::Index::open(shelf.clone())?.reader()?;
    if let Some(segment) = reader.searcher().segment_readers().first() {
        let names = segment.inverted_index(Fields::schema().1.whole)?;
        let mut stream = names.terms().stream()?;
        while stream.advance() {
            let Ok(name) = std::str::from_utf8(stream.key()) else {
                continue;
            };
            let entries = stream.value().doc_freq;
            let hash = key_hash(&name.replace(super::NAME_JOIN, " "));
            let first = called.partition_point(|(other, _)| *other < hash);
            let conditions = called[first..]
                .iter()
                .take_while(|(other, _)| *other == hash);
            let ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
            for (beginning, end) in open.iter_mut().zip(ends) {
                // Names come in their order, so those that begin alike stand together.
                if beginning.letters != name[..end] {
                    beginning.end(&mut table)?;
                    name[..end].clone_into(&mut beginning.letters);
                }
                let conditions = conditions.clone();
                beginning.add(conditions.map(|(_, condition)| (entries, *condition)));
            }
        }
    }
    for mut beginning in open {
        beginning.end(&mut table)?;
    }
    Ok(table.finish()?)
}

/// The letters that names begin with, and the conditions that are called so, with their entries before them.
#[derive(Debug, Clone, Default)]
struct Beginning {
    letters: String,
    /// How many names begin so.
    names: usize,
    conditions: Vec<(u32, u32)>,
}

impl Beginning {
    fn add(&mut self, conditions: impl Iterator<Item = (u32, u32)>) {
        self.names += 1;
        self.conditions.extend(conditions);
        if self.conditions.len() > 50 * BEGINNING_CONDITIONS {
            keep_most(&mut self.conditions);
        }
    }

    /// Writes it, and begins another.
    fn end(&mut self, table: &mut TableWriter) -> Result<(), Error> {
        let Self {
            letters,
            names,
            mut conditions,
        } = std::mem::take(self);
        let short = letters.chars().count() <= SHORT_BEGINNING;
        if conditions.is_empty() || !short && names <= MANY_NAMES {
            return Ok(());
        }
        keep_most(&mut conditions);
        let conditions = conditions
            .into_iter()
            .map(|(entries, c)| (ConditionOrd(c), entries))
            .collect();
        let key = letters.replace(super::NAME_JOIN, " ");
        let stored = BeginningStored {
            letters: key.clone(),
            conditions,
        };
        table.push_keyed(&key, &stored)?;
        Ok(())
    }
}

/// Keeps the conditions with the most entries, each once, in that order.
fn keep_most(conditions: &mut Vec<(u32, u32)>) {
    conditions.sort_unstable_by(|a, b| b.cmp(a));
    let mut seen = HashSet::new();
    conditions.retain(|(_, condition)| seen.insert(*condition));
    conditions.truncate(BEGINNING_CONDITIONS);
}

/// The topic that answers for `topic`: itself, or the nearest broader one that has entries, if there is one.
fn answered(topics: &[Topic], sizes: &[u32], topic: usize) -> usize {
    let broader = |&at: &usize| {
        topics
            .iter()
            .position(|other| other.id == topics[at].broader)
    };
    // Topics may name each other in a ring.
    let mut chain = std::iter::successors(Some(topic), broader).take(topics.len());
    chain.find(|&at| sizes[at] > 0).unwrap_or(topic)
}

/// A word or phrase that means a topic.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct PhraseStored {
    /// Its stems, parted by blanks.
    pub(crate) stems: String,
    pub(crate) topic: u32,
}

/// Writes which topic every word and phrase of the topics means, stemmed by English, in which the standard ones are written,
/// and by the packs' languages. `sizes` are the topics' entries.
pub(super) fn phrases(
    shelf: &Shelf,
    topics: &[Topic],
    sizes: &[u32],
    packs: &[PackRecord],
) -> Result<(), Error> {
    let mut languages: Vec<&str> = packs
        .iter()
        .map(|pack| pack.pack.language.as_str())
        .chain([""])
        .collect();
    languages.sort_unstable();
    languages.dedup();
    let mut phrases: Vec<PhraseStored> = Vec::new();
    let mut seen = HashSet::new();
    for language in languages {
        let mut stemmer = Stems::of(language);
        for (topic, ordinal) in topics.iter().zip(0..) {
            for phrase in topic.words.iter().chain([&topic.title]) {
                let stems = stemmer.stem_all(&folded_words(phrase));
                if !stems.is_empty() && seen.insert(stems.clone()) {
                    phrases.push(PhraseStored {
                        stems,
                        topic: answered(topics, sizes, ordinal) as u32,
                    });
                }
            }
        }
    }
    // In order, so that those that begin alike stand together.
    phrases.sort_unstable_by(|a, b| a.stems.cmp(&b.stems));
    let mut table = TableWriter::create(shelf, table::PHRASES)?;
    for phrase in phrases {
        table.push_keyed(&phrase.stems.clone(), &phrase)?;
    }
    Ok(table.finish()?)
}
