//! What names and topics can be called: the tables by which a query is understood.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::index::Error;
use crate::index::analyze::{Stems, folded_words, joined_words};
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
pub(super) fn names(shelf: &Shelf, builder: &mut Builder) -> Result<(), Error> {
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
            .flat_map(spellings)
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
            .flat_map(spellings)
            .find(|words| key_hash(words) == same[0].0)
            .unwrap_or_default();
        let conditions = same
            .iter()
            .map(|&(_, condition)| ConditionOrd(condition))
            .collect();
        table.push_keyed(&words.clone(), &NameStored { words, conditions })?;
    }
    Ok(table.finish()?)
}

/// A name as it is written and, where that differs, with its compounds in one word.
fn spellings(name: &str) -> impl Iterator<Item = String> {
    let (written, joined) = (folded_words(name), joined_words(name));
    let differs = joined != written;
    [written].into_iter().chain(differs.then_some(joined))
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
