//! Makes a tantivy document of an entry: its terms, field by field, and the entry itself.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use tantivy::TantivyDocument;

use crate::index::analyze::{Stems, fold_code, folded_words, indexed_words};
use crate::index::record::{ConditionOrd, Head, SourceOrd, TopicOrd};
use crate::index::schema::{Fields, day_number, joined};
use crate::model::{Condition, Entry};

use super::catalogue::Catalogue;

/// Makes documents.
pub(super) struct Documents {
    fields: Fields,
    languages: HashMap<String, Stems>,
    /// Topics whose words are in a document.
    known_topics: HashSet<TopicOrd>,
    /// Hashes of the words of answers that are in a document unstemmed.
    known_words: HashSet<u64>,
    /// Those of the last document: entries of one condition follow each other.
    terms: ConditionTerms,
}

/// The terms that all entries of a condition share.
#[derive(Debug, Default)]
struct ConditionTerms {
    /// Of which condition, in which language.
    of: Option<(ConditionOrd, String)>,
    name: String,
    other_names: String,
    words: String,
    whole_names: String,
    code: String,
}

impl Documents {
    pub(super) fn new(fields: Fields) -> Self {
        Self {
            fields,
            languages: HashMap::new(),
            known_topics: HashSet::new(),
            known_words: HashSet::new(),
            terms: ConditionTerms::default(),
        }
    }

    /// The languages that were met.
    pub(super) fn languages(&self) -> Vec<String> {
        let mut languages: Vec<String> = self.languages.keys().cloned().collect();
        languages.sort_unstable();
        languages
    }

    /// The stemmer of a language.
    pub(super) fn stems(&mut self, language: &str) -> &mut Stems {
        self.languages
            .entry(language.to_owned())
            .or_insert_with(|| Stems::of(language))
    }

    /// Brings `self.terms` up to date for the condition and language of an entry.
    fn update_terms(
        &mut self,
        condition: Option<ConditionOrd>,
        language: &str,
        catalogue: &Catalogue,
    ) {
        let of = condition.map(|condition| (condition, language.to_owned()));
        if self.terms.of == of {
            return;
        }
        self.terms = ConditionTerms::default();
        if let Some((condition, _)) = condition.map(|at| &catalogue.conditions[at.index()]) {
            let name = indexed_words(&condition.name);
            let others: Vec<&str> = condition.names().skip(1).collect();
            let others = indexed_words(&others.join(" \u{b7} "));
            let whole = condition.names().map(|name| joined(&folded_words(name)));
            let stems = self.stems(language);
            self.terms = ConditionTerms {
                name: stems.stem_all(&name),
                other_names: stems.stem_all(&others),
                words: format!("{name} {others}"),
                whole_names: whole.collect::<Vec<_>>().join(" "),
                code: code_terms(condition),
                of,
            };
        }
    }

    /// The document of an entry with the text of the `notes` on it, which cites `cited`; `body` is what is stored of it.
    pub(super) fn document(
        &mut self,
        entry: &Entry,
        notes: &str,
        head: &Head,
        cited: &[SourceOrd],
        catalogue: &Catalogue,
        body: &[u8],
    ) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        let fields = self.fields;
        // As text, a character a byte: tantivy reads a field of bytes with a call for each of them.
        document.add_text(
            fields.body,
            body.iter()
                .map(|byte| char::from(*byte))
                .collect::<String>(),
        );
        if head.is_hidden() {
            return document; // kept, but found by no search
        }
        let language = head.language.as_str();
        self.update_terms(head.condition, language, catalogue);
        let topic = &catalogue.topics[head.topic().index()];
        let topic_title = folded_words(&topic.title);
        let asked: Vec<String> = [&entry.question]
            .into_iter()
            .chain(&entry.also_asked)
            .map(|asked| indexed_words(asked))
            .collect();
        let asked = asked.join(" ");
        let answer = indexed_words(&answer_text(entry, notes));
        let mut new = String::new();
        let mut known = std::mem::take(&mut self.known_words);
        let stems = self.stems(language);
        document.add_text(fields.topic_title, stems.stem_all(&topic_title));
        document.add_text(fields.question, stems.stem_all(&asked));
        let answer = stems.stem_each(&answer, &mut |word| {
            if known.insert(FxBuildHasher.hash_one(word)) {
                new.push_str(word);
                new.push(' ');
            }
        });
        self.known_words = known;
        document.add_text(fields.answer, answer);
        let terms = &self.terms;
        document.add_text(fields.name, &terms.name);
        document.add_text(fields.other_names, &terms.other_names);
        document.add_text(fields.whole_names, &terms.whole_names);
        document.add_text(fields.code, &terms.code);
        let words = format!("{} {topic_title} {asked} {new}", terms.words);
        document.add_text(fields.words, words);
        if self.known_topics.insert(head.topic()) {
            // In one document only: this field says which words there are, and how common they are in names.
            document.add_text(fields.words, folded_words(&topic.words.join(" ")));
        }
        let cited = cited.iter().map(|at| &catalogue.sources[at.index()].source);
        for source in cited {
            for name in [&source.id, &source.publisher] {
                document.add_text(fields.source, source_term(name));
            }
        }
        document.add_u64(fields.pack, head.pack.into());
        document.add_text(fields.language, language_terms(&head.language).join(" "));
        document.add_u64(fields.topic, head.topic.into());
        if let Some(condition) = head.condition {
            document.add_u64(fields.condition, condition.0.into());
        }
        if let Some(date) = head.last_updated {
            document.add_u64(fields.updated, day_number(date.latest()).into());
        }
        document.add_bool(fields.links_only, head.links_only);
        document
    }
}

/// An id or a publisher as a filter names it.
pub(crate) fn source_term(text: &str) -> String {
    joined(&folded_words(text))
}

/// A language as a filter may name it: `es-mx`, `es`. Where none is given, it is English.
pub(crate) fn language_terms(language: &str) -> Vec<String> {
    let whole = match language {
        "" => "en".to_owned(),
        language => language.to_lowercase(),
    };
    let first = whole.split('-').next().unwrap_or_default().to_owned();
    let mut terms = vec![first, whole];
    terms.dedup();
    terms
}

/// The text of an answer that is searched.
fn answer_text(entry: &Entry, notes: &str) -> String {
    let mut text = crate::text::plain_text(&entry.short_answer);
    let mut add = |more: &str| {
        text.push('\n');
        text.push_str(&crate::text::plain_text(more));
    };
    add(&entry.answer);
    add(notes);
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
