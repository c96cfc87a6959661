//! CSV for spreadsheets, with the columns that `clinfaq import sheet` reads: one row per answer.
//!
//! Answers are Markdown in which `[^2]` cites the second source of the row. Cells that a spreadsheet would take for a formula
//! begin with an apostrophe.

use std::io::Write;

use csv::{Terminator, WriterBuilder};
use serde_json::{Value, json};

use super::job::{Error, Job};
use super::record;
use crate::index::{ConditionOrd, EntryOrd};
use crate::model::{Column, MARKDOWN, Source, with_apostrophe};
use crate::text::with_citations;

/// Writes the file.
pub(super) fn write(job: &mut Job<'_>) -> Result<(), Error> {
    let mut file = job.staging.file()?;
    // Without the mark, some spreadsheets take the text for another encoding.
    file.write_all("\u{feff}".as_bytes())?;
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(file);
    let headings = Column::ALL.iter().map(|column| match column {
        Column::ShortAnswer | Column::Answer => format!("{}{MARKDOWN}", column.title()),
        column => column.title().to_owned(),
    });
    writer
        .write_record(headings)
        .map_err(std::io::Error::from)?;
    // An imported library has the same topics, but perhaps in another order.
    job.sort_by_topic_title();
    let mut above = None;
    job.each(|job, ord| {
        let condition = job.library.head(ord).condition;
        let is_first = above.replace(condition) != Some(condition);
        let row = Row::new(job, ord, condition, is_first);
        let cells = Column::ALL.iter().map(|column| row.cell(*column));
        let cells = cells.map(|cell| with_apostrophe(cell.trim_end()).into_owned());
        Ok(writer.write_record(cells).map_err(std::io::Error::from)?)
    })?;
    record::count_lost(job);
    Ok(writer.flush()?)
}

/// An answer with its condition and its sources, as tables of the library format.
struct Row {
    condition: Value,
    entry: Value,
    sources: Vec<Value>,
}

impl Row {
    /// Names of the condition are only in the first row about it.
    fn new(
        job: &mut Job<'_>,
        ord: EntryOrd,
        condition: Option<ConditionOrd>,
        is_first: bool,
    ) -> Self {
        let library = job.library;
        let head = library.head(ord);
        let mut entry = library.body(ord).entry;
        let mut condition = condition
            .map(|ord| library.condition(ord).condition)
            .unwrap_or_default();
        job.lost("notes", head.notes.len());
        job.lost("links to related answers", entry.related.len());
        job.lost(
            "links to translations",
            usize::from(!entry.translation_of.is_empty()),
        );
        job.lost(
            "counts of experiences",
            usize::from(entry.experiences.is_some()),
        );
        if is_first {
            job.lost("codes of conditions", condition.codes.len());
        } else {
            condition.abbreviation.clear();
            condition.alternate_names.clear();
        }
        for disagreement in &entry.disagreements {
            entry.answer.push_str(&record::disagreement(disagreement));
        }
        let mut ids: Vec<String> = Vec::new();
        let mut number = |id: &str| {
            let known = ids.iter().position(|known| known == id);
            let at = known.unwrap_or(ids.len());
            if known.is_none() {
                ids.push(id.to_owned());
            }
            Some((at + 1).to_string())
        };
        entry.short_answer = with_citations(&entry.short_answer, &mut number);
        entry.answer = with_citations(&entry.answer, &mut number);
        entry.sources.iter().for_each(|id| drop(number(id)));
        entry.topic = library.topic(head.topic()).topic.title;
        if entry.language.is_empty() {
            entry.language = library.pack(head.pack()).pack.language;
        }
        if let Some(suggestion) = entry.suggested_by.as_mut().filter(|it| it.name.is_empty()) {
            suggestion.name = "unknown".to_owned();
        }
        let source = |id: &String| {
            let found = library.find_source(head.pack(), id);
            let source = found
                .map(|ord| library.source(ord).source)
                .unwrap_or_else(|| Source {
                    title: id.clone(),
                    ..Source::default()
                });
            let mut fields = json!(source);
            if !source.date_as_printed.is_empty() {
                fields["last_updated"] = source.date_as_printed.into();
            }
            fields
        };
        Self {
            condition: json!(condition),
            sources: ids.iter().map(source).collect(),
            entry: json!(entry),
        }
    }

    fn cell(&self, column: Column) -> String {
        let (table, key) = column.place();
        match table {
            "condition" => text(&self.condition[key], "\n"),
            "entry" => text(&self.entry[key], "\n"),
            _ => {
                let lines = self.sources.iter().map(|source| text(&source[key], "; "));
                lines.collect::<Vec<_>>().join("\n")
            }
        }
    }
}

/// The text of a field; of a list or a person the parts.
fn text(value: &Value, separator: &str) -> String {
    let join = |parts: &mut dyn Iterator<Item = &Value>, separator| {
        let texts = parts.filter_map(Value::as_str);
        let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        texts.join(separator)
    };
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => join(&mut items.iter(), separator),
        Value::Object(fields) => join(&mut fields.values(), ", "),
        _ => String::new(),
    }
}
