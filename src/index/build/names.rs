//! What conditions and topics are called: the keys by which a query is understood.

use crate::index::analyze::{Stems, folded_words, joined_words};
use crate::index::error::Error;
use crate::index::record::NameForms;
use crate::index::records::{Key, Kind, RecordWriter};
use crate::model::Topic;

use super::catalogue::{Catalogue, Sizes};
use super::document::Documents;

/// Writes the names of conditions and the phrases that mean topics.
pub(super) fn write(
    catalogue: &Catalogue,
    sizes: &Sizes,
    documents: &mut Documents,
    records: &mut RecordWriter,
) -> Result<(), Error> {
    for ((condition, pack), at) in catalogue.conditions.iter().zip(0..) {
        let language = &catalogue.packs[pack.index()].pack.language;
        let stems = documents.stems(language);
        let names = condition.names().flat_map(spellings);
        let names = names.filter(|words| !words.is_empty());
        let mut forms = Vec::new();
        for folded in names {
            records.shared_key(Key::Name, &folded, at);
            let stems = stems.stem_all(&folded);
            forms.push(NameForms { folded, stems });
        }
        // The codes of others are found through their answers.
        let has_answers = sizes.conditions[at as usize] > 0;
        let codes = condition.codes.iter().filter(|_| !has_answers);
        for code in codes {
            let words = folded_words(&format!("{} {}", code.system, code.value));
            records.shared_key(Key::Name, &words, at);
            if code.value.contains(|char: char| char.is_alphabetic()) {
                records.shared_key(Key::Name, &folded_words(&code.value), at);
            }
        }
        records.push(Kind::NameForms, &forms)?;
    }
    phrases(catalogue, &sizes.topics, records);
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
        let stemmer = Stems::of(language);
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
