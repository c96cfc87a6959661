//! What the search library is given of an entry: its terms, field by field, and the entry itself.

use std::io;

use tantivy::TantivyDocument;

use crate::content::PackIndex;
use crate::index::analyze::{Stems, fold_code, folded_words, indexed_words};
use crate::index::record::{ConditionOrd, Head};
use crate::index::table::key_hash;
use crate::index::{Error, day_number};
use crate::model::{Condition, Entry};

use super::Builder;

/// What all entries of a condition share in the search index.
#[derive(Debug, Default)]
pub(super) struct ConditionTerms {
    condition: Option<u32>,
    language: String,
    name: String,
    other_names: String,
    words: String,
    whole_names: String,
    code: String,
}

impl Builder {
    /// Brings `self.terms` up to date for the condition and language of an entry. Entries of one condition stand together
    /// in their file, so this is done about once a condition.
    fn update_terms(&mut self, condition: Option<ConditionOrd>, language: &str) {
        let condition = condition.map(|c| c.0);
        if self.terms.condition == condition
            && self.terms.language == language
            && !self.terms.name.is_empty()
        {
            return;
        }
        let stems = self
            .languages
            .entry(language.to_owned())
            .or_insert_with(|| Stems::of(language));
        let mut terms = ConditionTerms {
            condition,
            language: language.to_owned(),
            ..Default::default()
        };
        let record: Option<(u32, Condition)> =
            condition.and_then(|ordinal| self.conditions.get(ordinal));
        if let Some((_, condition)) = record {
            let name = indexed_words(&condition.name);
            let others: Vec<&str> = condition.names().skip(1).collect();
            let others = indexed_words(&others.join(" \u{b7} "));
            terms.name = stems.stem_all(&name);
            terms.other_names = stems.stem_all(&others);
            terms.words = format!("{name} {others}");
            let whole: Vec<String> = condition
                .names()
                .map(|name| joined(&folded_words(name)))
                .collect();
            terms.whole_names = whole.join(" ");
            terms.code = code_terms(&condition);
        }
        self.terms = terms;
    }

    pub(super) fn document(
        &mut self,
        pack: PackIndex,
        entry: &Entry,
        head: &Head,
        cited: &[String],
    ) -> Result<TantivyDocument, Error> {
        let mut document = TantivyDocument::default();
        let body = postcard::to_allocvec(&(entry, u32::from(pack))).map_err(io::Error::other)?;
        document.add_bytes(self.fields.body, &sealed(self.heads.len(), &body));
        if head.is_hidden() {
            return Ok(document); // kept, but found by no search
        }
        let language = self.language_of(pack, entry);
        self.update_terms(head.condition, &language);
        let stems = self
            .languages
            .entry(language.clone())
            .or_insert_with(|| Stems::of(&language));
        let topic = self
            .topics
            .get(head.topic as usize)
            .map_or("", |topic| &topic.title);
        let topic = folded_words(topic);
        let mut asked = indexed_words(&entry.question);
        for other in &entry.also_asked {
            asked.push(' ');
            asked.push_str(&indexed_words(other));
        }
        let answer = indexed_words(&answer_text(entry));
        document.add_text(self.fields.name, &self.terms.name);
        document.add_text(self.fields.other_names, &self.terms.other_names);
        document.add_text(self.fields.topic_title, stems.stem_all(&topic));
        document.add_text(self.fields.question, stems.stem_all(&asked));
        // Words that were met lately are in the field of words already.
        let mut new = String::new();
        let known = &mut self.known_words;
        let answer = stems.stem_each(&answer, &mut |word| {
            if known.insert(key_hash(word)) {
                new.push_str(word);
                new.push(' ');
            }
        });
        document.add_text(self.fields.answer, answer);
        document.add_text(
            self.fields.words,
            format!("{} {topic} {asked} {new}", self.terms.words),
        );
        if self.known_topics.insert(head.topic)
            && let Some(topic) = self.topics.get(head.topic as usize)
        {
            // Once is enough: this field only says which words there are, and how common they are in names.
            document.add_text(self.fields.words, folded_words(&topic.words.join(" ")));
        }
        document.add_text(self.fields.whole_names, &self.terms.whole_names);
        document.add_text(self.fields.source, cited.join(" "));
        document.add_u64(self.fields.topic, head.topic.into());
        if let Some(condition) = head.condition {
            document.add_u64(self.fields.condition, condition.0.into());
        }
        if let Some(date) = head.last_updated {
            document.add_u64(self.fields.updated, day_number(date.latest()).into());
        }
        document.add_text(self.fields.code, &self.terms.code);
        Ok(document)
    }
}

/// `words`, separated by spaces, as one term.
pub(crate) fn joined(words: &str) -> String {
    words.replace(' ', "_")
}

/// The body of the entry at `ordinal` behind its checksum.
fn sealed(ordinal: u32, body: &[u8]) -> Vec<u8> {
    let mut sealed = checksum(ordinal, body).to_le_bytes().to_vec();
    sealed.extend(body);
    sealed
}

/// The body of the entry at `ordinal`, if its checksum is right.
pub(crate) fn unsealed(ordinal: u32, sealed: &[u8]) -> Option<&[u8]> {
    let (written, body) = sealed.split_first_chunk()?;
    (checksum(ordinal, body) == u32::from_le_bytes(*written)).then_some(body)
}

fn checksum(ordinal: u32, body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&ordinal.to_le_bytes());
    hasher.update(body);
    hasher.finalize()
}

/// The text of an answer that is searched.
fn answer_text(entry: &Entry) -> String {
    let mut text = crate::text::plain_text(&entry.short_answer);
    let mut add = |more: &str| {
        text.push('\n');
        text.push_str(&crate::text::plain_text(more));
    };
    add(&entry.answer);
    for disagreement in &entry.disagreements {
        add(&disagreement.about);
        disagreement
            .claims
            .iter()
            .for_each(|claim| add(&claim.says));
        add(&disagreement.reading);
    }
    text
}

/// Codes and genes as they may be typed: `M61.1`, `ICD-10 M61.1`, `ORPHA:2762`, `GNAS`.
fn code_terms(condition: &Condition) -> String {
    let mut terms: Vec<String> = Vec::new();
    for code in &condition.codes {
        let (system, value) = (fold_code(&code.system), fold_code(&code.value));
        // Many write MONDO:0008153 whole, system and all.
        let bare = value.strip_prefix(&system).unwrap_or(&value).to_owned();
        terms.extend([format!("{system}{bare}"), system, bare]);
    }
    terms.extend(condition.genes.iter().map(|gene| fold_code(&gene.symbol)));
    terms.sort_unstable();
    terms.dedup();
    terms.join(" ")
}
