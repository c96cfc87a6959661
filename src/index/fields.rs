//! The fields of the search index.

use super::ready::READY_TERMS;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

/// Handles of the fields. `terms` is searched and scored; the others only say which words there are.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The stems of all that is searched, each repeated as often as its impact has units (see `index::impact`): the
    /// frequency of a term in an entry is its impact.
    pub terms: Field,
    /// The stems of the question and how else it is asked.
    pub asked: Field,
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
        // Positions would double the index; a quoted phrase is looked for in the stored text instead.
        let text = |record| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(READY_TERMS)
                    .set_index_option(record)
                    .set_fieldnorms(false),
            )
        };
        let listed = text(IndexRecordOption::Basic);
        let fields = Self {
            terms: schema.add_text_field("terms", text(IndexRecordOption::WithFreqs)),
            asked: schema.add_text_field("asked", listed.clone()),
            surface: schema.add_text_field("surface", listed.clone()),
            whole: schema.add_text_field("whole", listed.clone()),
            code: schema.add_text_field("code", listed),
        };
        (schema.build(), fields)
    }
}
