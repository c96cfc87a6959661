//! The fields of the search index.

use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

/// The tokenizer of every field: terms come ready, parted by blanks.
pub(crate) const READY_TERMS: &str = "whitespace";

/// Handles of the fields. Stemmed fields are searched and scored; the others only say which words there are.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The condition's name, stemmed.
    pub name: Field,
    /// Its abbreviation and other names, stemmed.
    pub alias: Field,
    /// The topic's title, stemmed.
    pub topic: Field,
    /// The question and how else it is asked, stemmed.
    pub question: Field,
    /// Short answer, answer and disagreements, stemmed.
    pub answer: Field,
    /// The words of names, topics and questions as they are written, and once each those of answers: what a typing error is
    /// compared with, and what an unfinished word is completed from.
    pub surface: Field,
    /// Whole names, their words joined by `_`: what a name that is being typed begins.
    pub whole: Field,
    /// Identifiers and genes without blanks and punctuation, alone and behind their system.
    pub code: Field,
}

impl Fields {
    /// The schema and its fields.
    pub(crate) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let text = |record, norms| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(READY_TERMS)
                    .set_index_option(record)
                    .set_fieldnorms(norms),
            )
        };
        // Positions would double the index; a quoted phrase is looked for in the stored text instead.
        let scored = text(IndexRecordOption::WithFreqs, true);
        let listed = text(IndexRecordOption::Basic, false);
        let fields = Self {
            name: schema.add_text_field("name", scored.clone()),
            alias: schema.add_text_field("alias", scored.clone()),
            topic: schema.add_text_field("topic", scored.clone()),
            question: schema.add_text_field("question", scored.clone()),
            answer: schema.add_text_field("answer", scored),
            surface: schema.add_text_field("surface", listed.clone()),
            whole: schema.add_text_field("whole", listed.clone()),
            code: schema.add_text_field("code", listed),
        };
        (schema.build(), fields)
    }
}
