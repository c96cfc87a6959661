//! What the search library is given of an entry: its terms, field by field, and the entry itself.

use tantivy::TantivyDocument;

use crate::content::PackIndex;
use crate::index::Error;
use crate::index::analyze::{Stems, fold_code, folded_words};
use crate::index::impact::{self, weighted_terms};
use crate::index::ready::push_times;
use crate::index::record::{ConditionOrd, Head};
use crate::index::table::key_hash;
use crate::model::{Condition, Entry};

use super::Builder;

/// What all entries of a condition share in the search index.
#[derive(Debug, Default)]
pub(super) struct ConditionTerms {
    condition: Option<u32>,
    language: String,
    name: String,
    alias: String,
    surface: String,
    whole: String,
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
            let name = folded_words(&condition.name);
            let others: Vec<&str> = condition.names().skip(1).collect();
            let others = folded_words(&others.join(" \u{b7} "));
            terms.name = stems.stem_all(&name);
            terms.alias = stems.stem_all(&others);
            terms.surface = format!("{name} {others}");
            let whole: Vec<String> = condition
                .names()
                .map(|name| folded_words(name).replace(' ', NAME_JOIN))
                .collect();
            terms.whole = whole.join(" ");
            terms.code = code_terms(&condition);
        }
        self.terms = terms;
    }

    pub(super) fn document(
        &mut self,
        pack: PackIndex,
        entry: &Entry,
        head: &Head,
    ) -> Result<TantivyDocument, Error> {
        let mut document = TantivyDocument::default();
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
        let mut asked = folded_words(&entry.question);
        for other in &entry.also_asked {
            asked.push(' ');
            asked.push_str(&folded_words(other));
        }
        let answer = folded_words(&answer_text(entry));
        let asked_stems = stems.stem_all(&asked);
        // Words that were met lately stand in the field of surface forms already.
        let mut new = String::new();
        let spelt = &mut self.words_spelt;
        let answer_stems = stems.stem_each(&answer, &mut |word| {
            if spelt.insert(key_hash(word)) {
                new.push_str(word);
                new.push(' ');
            }
        });
        let topic_stems = stems.stem_all(&topic);
        let mut searched = String::with_capacity(2 * answer_stems.len());
        let weighted = weighted_terms(&[
            (impact::NAME, &self.terms.name),
            (impact::ALIAS, &self.terms.alias),
            (impact::TOPIC, &topic_stems),
            (impact::QUESTION, &asked_stems),
            (impact::ANSWER, &answer_stems),
        ]);
        for (stem, units) in weighted {
            push_times(&mut searched, stem, units);
        }
        document.add_text(self.fields.terms, searched);
        document.add_text(self.fields.asked, asked_stems);
        document.add_text(
            self.fields.surface,
            format!("{} {topic} {asked}", self.terms.surface),
        );
        if self.topics_spelt.insert(head.topic)
            && let Some(topic) = self.topics.get(head.topic as usize)
        {
            // Once is enough: this field only says which words there are, and how common they are in names.
            document.add_text(self.fields.surface, folded_words(&topic.words.join(" ")));
        }
        document.add_text(self.fields.surface, new);
        document.add_text(self.fields.whole, &self.terms.whole);
        document.add_text(self.fields.code, &self.terms.code);
        Ok(document)
    }
}

/// Joins the words of a whole name.
pub(crate) const NAME_JOIN: &str = "_";

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
