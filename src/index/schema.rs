//! The tantivy schema: the fields by which an entry is searched, filtered, ranked and stored.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};

/// Grows with every change of what is written into an index folder, so that no folder is read by other rules than those
/// it was written by.
pub(crate) const FORMAT: u32 = 15;

/// A day as a number that grows with it: 20201231.
pub(crate) fn day_number(day: jiff::civil::Date) -> u32 {
    let [year, month, day] = [
        i32::from(day.year()),
        i32::from(day.month()),
        i32::from(day.day()),
    ];
    u32::try_from((year * 100 + month) * 100 + day).unwrap_or(0)
}

/// `words`, separated by spaces, as one term.
pub(super) fn joined(words: &str) -> String {
    words.replace(' ', "_")
}

/// Handles of the fields. Texts are folded and stemmed by [`super::analyze`], in the language of the entry, and handed
/// over as terms separated by spaces.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Stems of the condition's name.
    pub name: Field,
    /// Stems of its other names.
    pub other_names: Field,
    /// Stems of the topic's title.
    pub topic_title: Field,
    /// Stems of the question and of how else it is asked.
    pub question: Field,
    /// Stems of the answer.
    pub answer: Field,
    /// Unstemmed words: all those of names, topics and questions, and each of the answers' words once in the library. They
    /// correct typing errors and complete unfinished words.
    pub words: Field,
    /// Whole names, their words joined by `_`: they complete an unfinished name.
    pub whole_names: Field,
    /// Codes and genes without spaces and punctuation; codes also with their system in front.
    pub code: Field,
    /// The condition's number.
    pub condition: Field,
    /// The topic's number.
    pub topic: Field,
    /// Ids and publishers of the sources, their words joined by `_`.
    pub source: Field,
    /// The day of the last change, as a number (20201231).
    pub updated: Field,
    /// The pack's number.
    pub pack: Field,
    /// The language, as `es-mx` and as `es`.
    pub language: Field,
    /// Whether the answer is only a list of addresses.
    pub links_only: Field,
    /// The whole entry.
    pub body: Field,
}

impl Fields {
    /// The schema and its fields.
    pub(crate) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let text = |record| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("whitespace")
                    .set_index_option(record),
            )
        };
        // Positions are for quoted phrases.
        let searched = text(IndexRecordOption::WithFreqsAndPositions);
        let listed = text(IndexRecordOption::Basic);
        let fields = Self {
            name: schema.add_text_field("name", searched.clone()),
            other_names: schema.add_text_field("other_names", searched.clone()),
            topic_title: schema.add_text_field("topic_title", searched.clone()),
            question: schema.add_text_field("question", searched.clone()),
            answer: schema.add_text_field("answer", searched),
            words: schema.add_text_field("words", listed.clone()),
            whole_names: schema.add_text_field("whole_names", listed.clone()),
            code: schema.add_text_field("code", listed.clone()),
            condition: schema.add_u64_field("condition", INDEXED | FAST),
            topic: schema.add_u64_field("topic", INDEXED | FAST),
            source: schema.add_text_field("source", listed.clone()),
            pack: schema.add_u64_field("pack", INDEXED),
            language: schema.add_text_field("language", listed),
            updated: schema.add_u64_field("updated", FAST),
            links_only: schema.add_bool_field("links_only", FAST),
            body: schema.add_text_field("body", STORED),
        };
        (schema.build(), fields)
    }

    /// The fields that words are looked for in, with how much a match in each counts.
    pub(crate) fn searched(&self) -> [(Field, f32); 5] {
        [
            (self.name, 3.0),
            (self.other_names, 2.5),
            (self.question, 1.5),
            (self.topic_title, 1.0),
            (self.answer, 1.0),
        ]
    }
}
