//! Rows of a sheet, or objects of a JSON file, to documents: one for each condition.
//!
//! A row that is not taken is reported with its number and the reason, and so is whatever of a row could not be kept.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::{ToSpan, civil};

use super::date;
use super::document::{Document, Notes};
use super::html::to_markdown;
use super::name::{self, single_spaced};
use super::template::EXAMPLE;
use crate::content::MAX_TEXT;
use crate::model::{
    Audience, Certainty, Column, Condition, Entry, GENERAL, Id, PartialDate, Reviewer, Source,
    SourceKind, SourceStatus, Suggestion, is_entry_id, without_apostrophe,
};
use crate::text::clean::{clean, clean_line};
use crate::text::with_citations;

/// The texts of a row.
pub(super) type Cells = BTreeMap<Column, String>;

/// Maximum number of row numbers named for one reason.
const NAMED: usize = 100;

/// Maximum number of sources of a row.
const MAX_SOURCES: usize = 100;

/// What a spreadsheet shows for a formula that fails.
const FAILED: &[&str] = &[
    "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!",
];

/// Days since the end of 1899, as spreadsheets count: from 1954 to 2099.
const SERIAL: std::ops::RangeInclusive<i64> = 20_000..=73_050;

const NO_SOURCE: &str = "no source is named";
const NO_DATE: &str = "no date says when the answer was last updated";
const UNCLEAR: &str = "a date can be read in two ways, or not at all; kept as printed";
const UNCLEAR_REVIEW: &str = "a date of review can be read in two ways, or not at all; left out";
const FAILED_DETAIL: &str = "a formula failed in a cell, which is left out";
const UNKNOWN: &str =
    "a kind, status, certainty or audience is none of the words of the format; left out";
const TOO_MANY: &str = "only the first 100 sources are kept";
const COUNTED: &str = "a date is a number, read as spreadsheets count days, from 1900: check one";

/// Maximum number of other names of a condition.
const MAX_NAMES: usize = 200;

/// Collects the rows of one file.
pub(super) struct Rows<'a> {
    pub(super) notes: &'a mut Notes,
    /// Answers are Markdown, not plain text or HTML.
    pub(super) is_markdown: bool,
    /// The file.
    file: &'a str,
    /// What a row is called: `row`, `line`, `object`.
    pub(super) unit: &'static str,
    documents: Vec<Document>,
    /// Positions of documents by condition and language.
    positions: HashMap<(String, String), usize>,
    /// Hashes of questions with their answers.
    known: HashSet<u64>,
    /// The sources that each document has.
    cited: HashSet<(usize, Id)>,
    left_out: BTreeMap<String, Numbers>,
    remarks: BTreeMap<String, Numbers>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(file: &'a str, unit: &'static str, notes: &'a mut Notes) -> Self {
        Self {
            notes,
            is_markdown: false,
            file,
            unit,
            documents: Vec::new(),
            positions: HashMap::new(),
            known: HashSet::new(),
            cited: HashSet::new(),
            left_out: BTreeMap::new(),
            remarks: BTreeMap::new(),
        }
    }

    /// What was read.
    pub(super) fn finish(self) -> Vec<Document> {
        self.documents
    }

    /// Ends a part of the file, such as a sheet: reports what there is to say about its rows.
    pub(super) fn end_of(&mut self, part: &str) {
        let part = if part.is_empty() {
            String::new()
        } else {
            format!("{part}, ")
        };
        for (reason, numbers) in std::mem::take(&mut self.left_out) {
            let reason = format!("{part}{} left out: {reason}", numbers.text(self.unit));
            self.notes.damaged.push(reason);
        }
        for (remark, numbers) in std::mem::take(&mut self.remarks) {
            let remark = format!("{part}{}: {remark}", numbers.text(self.unit));
            self.notes.remarks.push(remark);
        }
    }

    /// Reports that a row is not taken.
    pub(super) fn leave_out(&mut self, number: u64, reason: impl Into<String>) {
        self.left_out.entry(reason.into()).or_default().add(number);
    }

    /// Reports something about a row that is taken.
    pub(super) fn remark(&mut self, number: u64, remark: impl Into<String>) {
        self.remarks.entry(remark.into()).or_default().add(number);
    }

    /// Takes a row.
    pub(super) fn take(&mut self, number: u64, mut cells: Cells) {
        const TEXTS: [Column; 3] = [Column::Question, Column::ShortAnswer, Column::Answer];
        for (column, text) in &mut cells {
            *text = without_apostrophe(text.trim_end()).to_owned();
            if FAILED.contains(&text.as_str()) && !TEXTS.contains(column) {
                text.clear();
                self.remark(number, FAILED_DETAIL);
            }
        }
        if let Err(reason) = self.read(number, &cells) {
            self.leave_out(number, reason);
        }
    }

    fn read(&mut self, number: u64, cells: &Cells) -> Result<(), String> {
        if cells.values().any(|text| text.len() > MAX_TEXT) {
            return Err("a text is longer than the limit of 1 MB".to_owned());
        }
        if cells.values().any(|text| FAILED.contains(&text.as_str())) {
            return Err("a formula in it failed".to_owned());
        }
        let question = line(cells, Column::Question);
        match question.as_str() {
            "" => return Err("no question".to_owned()),
            EXAMPLE => return Err("the example of the template".to_owned()),
            _ => {}
        }
        let mut sources = self.sources(number, cells);
        let updated = self.date(number, cells, Column::Updated, UNCLEAR);
        let printed = line(cells, Column::Updated);
        if updated.is_none() && !printed.is_empty() {
            // An entry has no place for it, but its source has.
            let place = sources.iter_mut().find(|it| it.printed_date().is_none());
            match place {
                Some(source) => source.date_as_printed = printed,
                None => sources.push(Source {
                    title: format!("Row in {}", self.file),
                    date_as_printed: printed,
                    ..Source::default()
                }),
            }
        }
        for source in &mut sources {
            source.id = self.notes.source_ids.of(source);
        }
        let mut cited = vec![false; sources.len()];
        let [short_answer, answer] = [Column::ShortAnswer, Column::Answer]
            .map(|column| self.markdown(cells, column, &sources, &mut cited));
        if answer.is_empty() && short_answer.is_empty() {
            return Err("no answer".to_owned());
        }
        let whole = sources.iter().zip(cited).filter(|(_, cited)| !cited);
        let whole = whole.map(|(source, _)| source.id.clone()).collect();
        let id = line(cells, Column::Id);
        let (prefix, name) = id
            .split_once('/')
            .filter(|_| is_entry_id(&id))
            .unwrap_or_default();
        let topic = line(cells, Column::Topic);
        let entry = Entry {
            id: match name {
                "" => name::slug_or_hash(&question, "question"),
                name => name.to_owned(),
            },
            topic: match topic.as_str() {
                "" => self.notes.topics.of_question(&question),
                topic => self.notes.topics.of_type(topic),
            },
            also_asked: lines(cells, Column::AlsoAsked)
                .filter(|it| !it.is_empty())
                .collect(),
            last_updated: updated,
            last_reviewed: self.date(number, cells, Column::Reviewed, UNCLEAR_REVIEW),
            next_review_due: self.date(number, cells, Column::ReviewDue, UNCLEAR_REVIEW),
            reviewed_by: Some(line(cells, Column::ReviewedBy))
                .filter(|name| !name.is_empty())
                .map(|name| Reviewer {
                    name,
                    ..Reviewer::default()
                }),
            certainty: self.word(number, &line(cells, Column::Certainty), Certainty::ALL),
            audience: self
                .word(number, &line(cells, Column::Audience), Audience::ALL)
                .unwrap_or_default(),
            suggested_by: Some(line(cells, Column::SuggestedBy))
                .filter(|name| !name.is_empty())
                .map(|name| Suggestion { name, votes: None }),
            sources: whole,
            question,
            short_answer,
            answer,
            ..Entry::default()
        };
        let condition = Condition {
            id: if prefix == GENERAL {
                String::new()
            } else {
                prefix.to_owned()
            },
            name: line(cells, Column::Condition),
            abbreviation: line(cells, Column::Abbreviation),
            alternate_names: lines(cells, Column::AlsoCalled)
                .filter(|it| !it.is_empty())
                .collect(),
            ..Condition::default()
        };
        self.check_new(&condition, &entry)?;
        if sources.is_empty() {
            self.remark(number, NO_SOURCE);
        }
        if entry.last_updated.is_none() && cells.get(&Column::Updated).is_none_or(String::is_empty)
        {
            self.remark(number, NO_DATE);
        }
        let language = line(cells, Column::Language);
        let at = self.document(condition, language);
        for source in sources {
            if self.cited.insert((at, source.id.clone())) {
                self.documents[at].further_sources.push(source);
            }
        }
        self.documents[at].entries.push(entry);
        Ok(())
    }

    /// Refuses a row that another row says already.
    fn check_new(&mut self, condition: &Condition, entry: &Entry) -> Result<(), String> {
        let mut hasher = DefaultHasher::new();
        let texts = [&entry.question, &entry.answer, &entry.short_answer];
        (&condition.name, &entry.id, texts).hash(&mut hasher);
        match self.known.insert(hasher.finish()) {
            true => Ok(()),
            false => Err("another row has the same question and answer".to_owned()),
        }
    }

    /// The position of the document about a condition.
    fn document(&mut self, condition: Condition, language: String) -> usize {
        let key = (condition.name.clone(), language.clone());
        let at = *self.positions.entry(key).or_insert_with(|| {
            self.documents.push(Document {
                language,
                condition: (!condition.name.is_empty()).then(|| condition.clone()),
                ..Document::default()
            });
            self.documents.len() - 1
        });
        if let Some(known) = &mut self.documents[at].condition {
            for name in condition.alternate_names {
                let is_new = !known.alternate_names.contains(&name);
                if is_new && known.alternate_names.len() < MAX_NAMES {
                    known.alternate_names.push(name);
                }
            }
            if known.abbreviation.is_empty() {
                known.abbreviation = condition.abbreviation;
            }
            if known.id.is_empty() {
                known.id = condition.id;
            }
        }
        at
    }

    /// An answer as Markdown. Numbers in it cite the sources of the row.
    fn markdown(
        &mut self,
        cells: &Cells,
        column: Column,
        sources: &[Source],
        cited: &mut [bool],
    ) -> String {
        let text = cells.get(&column).map_or("", String::as_str);
        if !self.is_markdown {
            let markdown = to_markdown(text, &mut self.notes.changes);
            return clean(&markdown).trim().to_owned();
        }
        let text = clean(text);
        with_citations(text.trim(), |number| {
            let at = number.parse::<usize>().ok()?.checked_sub(1);
            match at.and_then(|at| Some((cited.get_mut(at)?, &sources[at]))) {
                Some((cited, source)) => {
                    *cited = true;
                    Some(source.id.clone())
                }
                None => None,
            }
        })
    }

    /// The sources of a row. Their titles, publishers, addresses ... are on the same lines of their cells.
    fn sources(&mut self, number: u64, cells: &Cells) -> Vec<Source> {
        const COLUMNS: [Column; 10] = [
            Column::Source,
            Column::Publisher,
            Column::Link,
            Column::Kind,
            Column::Published,
            Column::SourceUpdated,
            Column::Accessed,
            Column::License,
            Column::SourceStatus,
            Column::Authors,
        ];
        let columns = COLUMNS.map(|column| {
            lines(cells, column)
                .take(MAX_SOURCES + 1)
                .collect::<Vec<_>>()
        });
        let count = columns[..3].iter().map(Vec::len).max().unwrap_or(0);
        if count > MAX_SOURCES {
            self.remark(number, TOO_MANY);
        }
        let mut sources = Vec::new();
        for n in 0..count.min(MAX_SOURCES) {
            let [
                title,
                publisher,
                link,
                kind,
                published,
                updated,
                accessed,
                license,
                status,
                authors,
            ] = columns
                .each_ref()
                .map(|lines| lines.get(n).cloned().unwrap_or_default());
            let (title, url) = match link.is_empty() {
                true => without_url(&title),
                false => (title, link),
            };
            let site = url
                .split("://")
                .last()
                .and_then(|rest| rest.split('/').next());
            let titles = [title.as_str(), publisher.as_str(), site.unwrap_or_default()];
            let Some(title) = titles.into_iter().find(|title| !title.is_empty()) else {
                continue;
            };
            let dates = [&updated, &published].map(|text| self.parse_date(number, text, UNCLEAR));
            let unclear = [updated, published]
                .into_iter()
                .zip(dates)
                .find(|(text, date)| !text.is_empty() && date.is_none());
            sources.push(Source {
                title: title.to_owned(),
                kind: self.word(number, &kind, SourceKind::ALL),
                last_updated: dates[0],
                published: dates[1],
                date_as_printed: unclear.map(|(text, _)| text).unwrap_or_default(),
                accessed: self.parse_date(number, &accessed, UNCLEAR_REVIEW),
                status: self
                    .word(number, &status, SourceStatus::ALL)
                    .unwrap_or_default(),
                authors: authors
                    .split(';')
                    .map(|name| name.trim().to_owned())
                    .filter(|name| !name.is_empty())
                    .collect(),
                license,
                publisher,
                url,
                ..Source::default()
            });
        }
        sources
    }

    fn date(
        &mut self,
        number: u64,
        cells: &Cells,
        column: Column,
        unclear: &str,
    ) -> Option<PartialDate> {
        self.parse_date(number, &line(cells, column), unclear)
    }

    fn parse_date(&mut self, number: u64, text: &str, unclear: &str) -> Option<PartialDate> {
        let days = text.split('.').next().unwrap_or("").parse().ok();
        if let Some(days) = days.filter(|days| SERIAL.contains(days)) {
            self.remark(number, COUNTED);
            let date = civil::date(1899, 12, 30).checked_add(days.days());
            return date.ok().map(PartialDate::from);
        }
        let date = date::parse(text);
        if date.is_none() && !text.is_empty() {
            self.remark(number, unclear);
        }
        date
    }

    /// A value that is a word of the format.
    fn word<T: Copy + std::fmt::Display + serde::Serialize>(
        &mut self,
        number: u64,
        text: &str,
        all: &[T],
    ) -> Option<T> {
        let text = text.to_lowercase();
        let names = |value: &T| {
            let word = serde_json::to_value(value).ok();
            value.to_string() == text || word.is_some_and(|word| word == text.as_str())
        };
        let value = all.iter().copied().find(names);
        if value.is_none() && !text.is_empty() {
            self.remark(number, UNKNOWN);
        }
        value
    }
}

/// A cell as one line.
fn line(cells: &Cells, column: Column) -> String {
    let text = cells.get(&column).map_or("", String::as_str);
    single_spaced(&clean_line(text))
}

/// The lines of a cell.
fn lines(cells: &Cells, column: Column) -> impl Iterator<Item = String> {
    let text = cells.get(&column).map_or("", String::as_str);
    text.lines().map(|line| single_spaced(&clean_line(line)))
}

/// The text before an address in it, and the address.
fn without_url(text: &str) -> (String, String) {
    let at = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.find(scheme));
    let Some(at) = at else {
        return (text.to_owned(), String::new());
    };
    let (before, rest) = text.split_at(at);
    let url = rest.split([' ', ')', '>', '"']).next().unwrap_or(rest);
    let title = before.trim_end_matches([' ', '(', '<', ':', '-', '–', ',']);
    (
        title.to_owned(),
        url.trim_end_matches(['.', ',', ';']).to_owned(),
    )
}

/// Numbers of rows, as ranges.
#[derive(Debug, Default)]
struct Numbers {
    ranges: Vec<(u64, u64)>,
    count: u64,
}

impl Numbers {
    fn add(&mut self, number: u64) {
        match self.ranges.last_mut() {
            Some((_, last)) if *last == number => return,
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => self.ranges.push((number, number)),
        }
        self.count += 1;
    }

    /// `rows 3, 7-9`.
    fn text(&self, unit: &str) -> String {
        let named = &self.ranges[..self.ranges.len().min(NAMED)];
        let text = named.iter().map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        });
        let text = text.collect::<Vec<_>>().join(", ");
        let plural = if self.count == 1 { "" } else { "s" };
        let named: u64 = named.iter().map(|(first, last)| last - first + 1).sum();
        match self.count - named {
            0 => format!("{unit}{plural} {text}"),
            more => format!("{unit}{plural} {text} and {more} more"),
        }
    }
}
