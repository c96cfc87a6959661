//! What conditions and topics are called: the keys by which a query is understood.

use std::collections::HashSet;

use crate::index::analyze::{Stems, folded_words, joined_words};
use crate::index::error::Error;
use crate::index::record::{NameForms, term_hash};
use crate::index::records::{Key, Kind, RecordWriter};
use crate::model::Topic;

use super::catalogue::Catalogue;
use super::document::Documents;

/// Writes the names of conditions and the phrases that mean topics. `sizes` are the numbers of entries of the topics.
pub(super) fn write(
    catalogue: &Catalogue,
    sizes: &[u32],
    documents: &mut Documents,
    records: &mut RecordWriter,
) -> Result<(), Error> {
    let answered = catalogue.entries.iter().filter_map(|it| it.condition);
    let answered: HashSet<u32> = answered.map(|condition| condition.0).collect();
    for ((condition, pack), at) in catalogue.conditions.iter().zip(0..) {
        let language = &catalogue.packs[pack.index()].pack.language;
        let stems = documents.stems(language);
        let folded: Vec<String> = condition
            .names()
            .flat_map(spellings)
            .filter(|words| !words.is_empty())
            .collect();
        let mut hashes: Vec<Vec<u8>> = Vec::new();
        for name in &folded {
            records.shared_key(Key::Name, name, at);
            let stems = stems.stem_all(name);
            let terms = stems.split(' ').map(term_hash);
            hashes.push(terms.flat_map(u32::to_le_bytes).collect());
        }
        // The codes of others are found through their answers.
        let codes = condition.codes.iter().filter(|_| !answered.contains(&at));
        for code in codes {
            let words = folded_words(&format!("{} {}", code.system, code.value));
            records.shared_key(Key::Name, &words, at);
            if code.value.contains(|char: char| char.is_alphabetic()) {
                records.shared_key(Key::Name, &folded_words(&code.value), at);
            }
        }
        let names = folded.iter().zip(&hashes);
        let forms: Vec<NameForms<'_>> = names
            .map(|(folded, terms)| NameForms { folded, terms })
            .collect();
        records.push(Kind::NameForms, &forms)?;
    }
    phrases(catalogue, sizes, records);
    Ok(())
}

/// A name as it is written and, where that differs, with its compounds in one word.
fn spellings(name: &str) -> impl Iterator<Item = String> {
    let (written, joined) = (folded_words(name), joined_words(name));
    let differs = joined != written;
    [written].into_iter().chain(differs.then_some(joined))
}

/// Stems the words and phrases of topics by English, in which the standard ones are written, and by the packs' languages.
fn phrases(catalogue: &Catalogue, sizes: &[u32], records: &mut RecordWriter) {
    let packs = catalogue.packs.iter();
    let mut languages: Vec<&str> = packs.map(|pack| pack.pack.language.as_str()).collect();
    languages.push("");
    languages.sort_unstable();
    languages.dedup();
    for language in languages {
        let mut stemmer = Stems::of(language);
        for (at, topic) in catalogue.topics.iter().enumerate() {
            let answered = answered(&catalogue.topics, sizes, at) as u32;
            for phrase in topic.words.iter().chain([&topic.title]) {
                let stems = stemmer.stem_all(&folded_words(phrase));
                if !stems.is_empty() {
                    records.key(Key::Phrase, &stems, answered);
                }
            }
        }
    }
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
