//! CSV for spreadsheets, with the columns that `clinfaq import sheet` reads: one row per answer.
//!
//! Answers are Markdown in which `[^2]` cites the second source of the row. Cells that a spreadsheet would take for a formula
//! begin with an apostrophe.

use std::io::Write;

use csv::{Terminator, WriterBuilder};

use super::error::Error;
use super::job::Job;
use super::record;
use crate::index::{ConditionOrd, EntryOrd};
use crate::model::{Column, Disagreement, Entry, MARKDOWN, PartialDate, Source, with_apostrophe};
use crate::text::with_citations;

/// Writes the file.
pub(super) fn write(job: &mut Job<'_>) -> Result<(), Error> {
    let mut file = job.file()?;
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

/// An answer with what belongs to it.
struct Row {
    entry: Entry,
    sources: Vec<Source>,
    condition: String,
    abbreviation: String,
    /// Only in the first row about the condition.
    other_names: Vec<String>,
    topic: String,
    language: String,
}

impl Row {
    fn new(
        job: &mut Job<'_>,
        ord: EntryOrd,
        condition: Option<ConditionOrd>,
        is_first: bool,
    ) -> Self {
        let library = job.library;
        let head = library.head(ord);
        let mut entry = library.body(ord).entry;
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
        let condition = condition
            .map(|ord| library.condition(ord).condition)
            .unwrap_or_default();
        if is_first {
            job.lost("codes of conditions", condition.codes.len());
        }
        for disagreement in &entry.disagreements {
            entry.answer.push_str(&as_answer(disagreement));
        }
        let mut ids: Vec<String> = Vec::new();
        let mut number = |id: &str| {
            let at = ids.iter().position(|known| known == id);
            at.unwrap_or_else(|| {
                ids.push(id.to_owned());
                ids.len() - 1
            }) + 1
        };
        for text in [&mut entry.short_answer, &mut entry.answer] {
            *text = with_citations(text, |id| Some(number(id).to_string()));
        }
        for id in &entry.sources {
            number(id);
        }
        let source = |id: String| match library.find_source(head.pack(), &id) {
            Some(ord) => library.source(ord).source,
            None => Source {
                title: id,
                ..Source::default()
            },
        };
        let language = match entry.language.as_str() {
            "" => library.pack(head.pack()).pack.language,
            language => language.to_owned(),
        };
        Self {
            sources: ids.into_iter().map(source).collect(),
            topic: library.topic(head.topic()).topic.title,
            condition: condition.name,
            abbreviation: if is_first {
                condition.abbreviation
            } else {
                String::new()
            },
            other_names: if is_first {
                condition.alternate_names
            } else {
                Vec::new()
            },
            language,
            entry,
        }
    }

    fn cell(&self, column: Column) -> String {
        let entry = &self.entry;
        let date =
            |date: &Option<PartialDate>| date.map_or_else(String::new, |date| date.to_string());
        let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
        match column {
            Column::Condition => self.condition.clone(),
            Column::Abbreviation => self.abbreviation.clone(),
            Column::AlsoCalled => self.other_names.join("\n"),
            Column::Topic => self.topic.clone(),
            Column::Question => entry.question.clone(),
            Column::AlsoAsked => entry.also_asked.join("\n"),
            Column::ShortAnswer => entry.short_answer.clone(),
            Column::Answer => entry.answer.clone(),
            Column::Source => self.lines(|source| source.title.clone()),
            Column::Publisher => self.lines(|source| source.publisher.clone()),
            Column::Authors => self.lines(|source| source.authors.join("; ")),
            Column::Link => self.lines(|source| source.url.clone()),
            Column::Kind => self.lines(|source| word(source.kind.map(|kind| kind.word()))),
            Column::Published => self.lines(|source| date(&source.published)),
            Column::SourceUpdated => self.lines(|source| match source.date_as_printed.as_str() {
                "" => date(&source.last_updated),
                printed => printed.to_owned(),
            }),
            Column::Accessed => self.lines(|source| date(&source.accessed)),
            Column::License => self.lines(|source| source.license.clone()),
            Column::SourceStatus => self.lines(|source| {
                let is_usual = source.status == Source::default().status;
                word((!is_usual).then(|| source.status.word()))
            }),
            Column::Updated => date(&entry.last_updated),
            Column::Reviewed => date(&entry.last_reviewed),
            Column::ReviewedBy => {
                let reviewer = entry.reviewed_by.clone().unwrap_or_default();
                let parts = [reviewer.name, reviewer.role];
                let parts = parts.into_iter().filter(|part| !part.is_empty());
                parts.collect::<Vec<_>>().join(", ")
            }
            Column::ReviewDue => date(&entry.next_review_due),
            Column::Certainty => word(entry.certainty.map(|certainty| certainty.word())),
            Column::Audience => {
                let is_usual = entry.audience == Entry::default().audience;
                word((!is_usual).then(|| entry.audience.word()))
            }
            Column::Language => self.language.clone(),
            Column::SuggestedBy => entry.suggested_by.as_ref().map_or_else(String::new, |by| {
                let name = if by.name.is_empty() {
                    "unknown"
                } else {
                    &by.name
                };
                let votes = by.votes.map(|votes| format!(" ({votes} votes)"));
                format!("{name}{}", votes.unwrap_or_default())
            }),
            Column::Id => entry.id.clone(),
        }
    }

    /// A line for each source; nothing if all are empty.
    fn lines(&self, text: impl Fn(&Source) -> String) -> String {
        let lines = self
            .sources
            .iter()
            .map(|source| text(source).replace('\n', " "));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Statements that differ, as part of the answer.
fn as_answer(disagreement: &Disagreement) -> String {
    let mut text = format!("\n\n### Sources disagree: {}\n\n", disagreement.about);
    for claim in &disagreement.claims {
        let as_of = claim
            .as_of
            .map_or_else(|| "no date".to_owned(), |date| format!("as of {date}"));
        let cite = if claim.cite.is_empty() {
            String::new()
        } else {
            format!("[^{}]", claim.cite)
        };
        text.push_str(&format!("- {} ({as_of}){cite}\n", claim.says.trim()));
    }
    format!("{text}\n{}", disagreement.reading.trim())
}
