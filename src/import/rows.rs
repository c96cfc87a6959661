//! Turns the rows of a sheet, or the objects of a JSON file, into documents: one for each condition.
//!
//! Rows that are left out are reported with their numbers and the reason, and so are cells that could not be kept.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::take;

use jiff::{ToSpan, civil};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::date;
use super::document::{Document, Notes};
use super::html::to_markdown;
use super::name::{self, single_spaced};
use super::template::EXAMPLE;
use crate::content::MAX_TEXT;
use crate::model::{
    Column, Condition, Entry, GENERAL, Id, PartialDate, Source, is_entry_id, without_apostrophe,
};
use crate::text::clean::{clean, clean_line};
use crate::text::with_citations;

/// The texts of a row.
pub(super) type Cells = BTreeMap<Column, String>;

/// Maximum number of row numbers named for one reason.
const NAMED: usize = 100;

/// Maximum number of lines of a cell that are read as a list.
const MAX_LINES: usize = 100;

/// What a spreadsheet shows for a formula that fails.
const FAILED: &[&str] = &[
    "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!",
];

/// Days since the end of 1899, as spreadsheets count: from 1954 to 2099.
const SERIAL: std::ops::RangeInclusive<i64> = 20_000..=73_050;

const UNCLEAR: &str = "a date can be read in two ways, or not at all; ";
const KEPT: &str = "kept as printed";

/// Collects the rows of one file.
pub(super) struct Rows<'a> {
    pub(super) notes: &'a mut Notes,
    /// Answers are Markdown, not plain text or HTML.
    pub(super) is_markdown: bool,
    /// What a row is called: `row`, `line`, `object`.
    pub(super) unit: &'static str,
    /// The file.
    file: &'a str,
    documents: Vec<Document>,
    /// Positions of documents by condition and language.
    positions: HashMap<(String, String), usize>,
    /// Hashes of questions with their answers.
    known: HashSet<u64>,
    /// The sources that each document has.
    cited: HashSet<(usize, Id)>,
    /// Numbers of rows, by reason or remark.
    left_out: BTreeMap<String, Numbers>,
    remarks: BTreeMap<String, Numbers>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(file: &'a str, unit: &'static str, notes: &'a mut Notes) -> Self {
        Self {
            notes,
            is_markdown: false,
            unit,
            file,
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

    /// Ends a part of the file, such as a sheet, and reports the remarks on its rows.
    pub(super) fn end_of(&mut self, part: &str) {
        for (reason, numbers) in take(&mut self.left_out) {
            let rows = numbers.text(self.unit);
            self.notes
                .damaged
                .push(format!("{part}{rows} left out: {reason}"));
        }
        for (remark, numbers) in take(&mut self.remarks) {
            let rows = numbers.text(self.unit);
            self.notes.remarks.push(format!("{part}{rows}: {remark}"));
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
    pub(super) fn take(&mut self, number: u64, cells: Cells) {
        if let Err(reason) = self.read(number, cells) {
            self.leave_out(number, reason);
        }
    }

    fn read(&mut self, number: u64, mut cells: Cells) -> Result<(), &'static str> {
        for (column, text) in &mut cells {
            *text = clean(without_apostrophe(text.trim_end())).into_owned();
            let is_failed = FAILED.contains(&text.as_str());
            match column {
                _ if text.len() > MAX_TEXT => {
                    return Err("a text is longer than the limit of 1 MB");
                }
                Column::Question | Column::ShortAnswer | Column::Answer if is_failed => {
                    return Err("a formula in it failed");
                }
                _ if is_failed => {
                    text.clear();
                    self.remark(number, "a formula failed in a cell, which is left out");
                }
                _ => {}
            }
        }
        let printed = line(cells.get(&Column::Updated));
        let mut entry: Entry = self.table(number, "entry", &cells);
        let mut condition: Condition = self.table(number, "condition", &cells);
        let mut sources = self.sources(number, &cells);
        match entry.question.as_str() {
            "" => return Err("no question"),
            EXAMPLE => return Err("the example of the template"),
            _ => {}
        }
        let is_undated = printed.is_empty();
        if entry.last_updated.is_none() && !is_undated {
            // An entry has no place for it, but its source has.
            match sources.iter_mut().find(|it| it.printed_date().is_none()) {
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
        let mut uncited: Vec<Id> = sources.iter().map(|source| source.id.clone()).collect();
        for text in [&mut entry.short_answer, &mut entry.answer] {
            if !self.is_markdown {
                *text = to_markdown(text, &mut self.notes.changes);
            }
            // A number cites a source of the row.
            *text = with_citations(text.trim(), |number| {
                let at = number.parse::<usize>().ok()?.checked_sub(1)?;
                let id = sources.get(at)?.id.clone();
                uncited.retain(|other| *other != id);
                Some(id)
            });
        }
        entry.sources = uncited;
        if entry.answer.is_empty() && entry.short_answer.is_empty() {
            return Err("no answer");
        }
        entry.topic = match entry.topic.as_str() {
            "" => self.notes.topics.of_question(&entry.question),
            title => self.notes.topics.of_type(title),
        };
        let id = take(&mut entry.id);
        entry.id = match id.split_once('/').filter(|_| is_entry_id(&id)) {
            Some((prefix, name)) => {
                condition.id = Some(prefix)
                    .filter(|it| *it != GENERAL)
                    .unwrap_or_default()
                    .to_owned();
                name.to_owned()
            }
            None => name::slug_or_hash(&entry.question, "question"),
        };
        let mut hasher = DefaultHasher::new();
        let texts = [
            &entry.id,
            &entry.question,
            &entry.answer,
            &entry.short_answer,
        ];
        (&condition.name, texts).hash(&mut hasher);
        if !self.known.insert(hasher.finish()) {
            return Err("another row has the same question and answer");
        }
        if sources.is_empty() {
            self.remark(number, "no source is named");
        }
        if entry.last_updated.is_none() && is_undated {
            self.remark(number, "no date says when the answer was last updated");
        }
        let at = self.document(condition, take(&mut entry.language));
        for source in sources {
            if self.cited.insert((at, source.id.clone())) {
                self.documents[at].further_sources.push(source);
            }
        }
        self.documents[at].entries.push(entry);
        Ok(())
    }

    /// The position of the document about a condition.
    fn document(&mut self, condition: Condition, language: String) -> usize {
        let key = (condition.name.clone(), language.clone());
        let at = *self.positions.entry(key).or_insert_with(|| {
            self.documents.push(Document {
                identity: format!("{}#{}", self.file, self.documents.len()),
                condition: (!condition.name.is_empty()).then(|| condition.clone()),
                language,
                ..Document::default()
            });
            self.documents.len() - 1
        });
        if let Some(known) = &mut self.documents[at].condition {
            for name in condition.alternate_names {
                if known.alternate_names.len() < MAX_LINES && !known.alternate_names.contains(&name)
                {
                    known.alternate_names.push(name);
                }
            }
            for (known, new) in [
                (&mut known.id, condition.id),
                (&mut known.abbreviation, condition.abbreviation),
            ] {
                if known.is_empty() {
                    *known = new;
                }
            }
        }
        at
    }

    /// The sources of a row. In each source column, the first line belongs to the first source, the second to the second.
    fn sources(&mut self, number: u64, cells: &Cells) -> Vec<Source> {
        let cells = cells
            .iter()
            .filter(|(column, _)| column.place().0 == "source");
        let cells: Vec<(Column, Vec<&str>)> = cells
            .map(|(column, text)| (*column, text.lines().take(MAX_LINES + 1).collect()))
            .collect();
        let count = cells
            .iter()
            .map(|(_, lines)| lines.len())
            .max()
            .unwrap_or(0);
        if count > MAX_LINES {
            self.remark(number, "only the first 100 sources are kept");
        }
        let mut sources = Vec::new();
        for at in 0..count.min(MAX_LINES) {
            let lines = cells
                .iter()
                .filter_map(|(column, lines)| Some((*column, (*lines.get(at)?).to_owned())));
            let lines: Cells = lines.collect();
            let mut source: Source = self.table(number, "source", &lines);
            if source.url.is_empty() {
                (source.title, source.url) = without_url(&source.title);
            }
            let unclear =
                [Column::SourceUpdated, Column::Published].map(|column| line(lines.get(&column)));
            let [updated, published] = unclear;
            source.date_as_printed = match (source.last_updated, source.published) {
                (None, _) if !updated.is_empty() => updated,
                (_, None) => published,
                _ => String::new(),
            };
            if source.title.is_empty() {
                let site = source.url.split("://").last().unwrap_or_default();
                let site = site.split('/').next().unwrap_or_default();
                source.title = match source.publisher.as_str() {
                    "" => site.to_owned(),
                    publisher => publisher.to_owned(),
                };
            }
            if !source.title.is_empty() {
                sources.push(source);
            }
        }
        sources
    }

    /// A condition, entry or source, from its columns. Values that do not fit are left out.
    fn table<T: DeserializeOwned + Default>(
        &mut self,
        number: u64,
        table: &str,
        cells: &Cells,
    ) -> T {
        let mut fields = Map::new();
        for (column, text) in cells {
            let (of, key) = column.place();
            if of != table || text.trim().is_empty() {
                continue;
            }
            let value = self.value(number, *column, text);
            match serde_json::from_value::<T>(json!({ key: value })) {
                Ok(_) => drop(fields.insert(key.to_owned(), value)),
                Err(_) => {
                    let remark = format!("unknown word for \"{}\"; left out", column.title());
                    self.remark(number, remark);
                }
            }
        }
        serde_json::from_value(Value::Object(fields)).unwrap_or_default()
    }

    fn value(&mut self, number: u64, column: Column, text: &str) -> Value {
        let list = |text: &str, separator| -> Value {
            let items = text
                .split(separator)
                .map(single_spaced)
                .filter(|item| !item.is_empty());
            items.take(MAX_LINES).collect()
        };
        let line = line(Some(text));
        match column {
            Column::Answer | Column::ShortAnswer => text.into(),
            Column::AlsoCalled | Column::AlsoAsked => list(text, '\n'),
            Column::Authors => list(text, ';'),
            Column::ReviewedBy | Column::SuggestedBy => json!({ "name": line }),
            Column::Kind | Column::SourceStatus | Column::Certainty | Column::Audience => {
                line.to_lowercase().replace(' ', "-").into()
            }
            Column::Updated | Column::Published | Column::SourceUpdated => {
                json!(self.date(number, &line, KEPT))
            }
            Column::Accessed | Column::Reviewed | Column::ReviewDue => {
                json!(self.date(number, &line, "left out"))
            }
            _ => line.into(),
        }
    }

    fn date(&mut self, number: u64, text: &str, consequence: &str) -> Option<PartialDate> {
        let days = text.split('.').next().unwrap_or("").parse().ok();
        if let Some(days) = days.filter(|days| SERIAL.contains(days)) {
            self.remark(
                number,
                "a date is a number, read as spreadsheets count days, from 1900: check one",
            );
            let date = civil::date(1899, 12, 30).checked_add(days.days());
            return date.ok().map(PartialDate::from);
        }
        let date = date::parse(text);
        if date.is_none() {
            self.remark(number, format!("{UNCLEAR}{consequence}"));
        }
        date
    }
}

/// The text as one line.
fn line(text: Option<impl AsRef<str>>) -> String {
    text.map_or_else(String::new, |text| {
        single_spaced(&clean_line(text.as_ref()))
    })
}

/// The text before an address in it, and the address.
fn without_url(text: &str) -> (String, String) {
    let at = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.find(scheme));
    let (before, rest) = text.split_at(at.unwrap_or(text.len()));
    let url = rest.split([' ', ')', '>', '"']).next().unwrap_or_default();
    let title = match at {
        Some(_) => before.trim_end_matches([' ', '(', '<', ':', '-', '–', ',']),
        None => text,
    };
    (
        title.to_owned(),
        url.trim_end_matches(['.', ',', ';']).to_owned(),
    )
}

/// Numbers of rows, as ranges.
#[derive(Debug, Default)]
struct Numbers(Vec<(u64, u64)>);

impl Numbers {
    fn add(&mut self, number: u64) {
        match self.0.last_mut() {
            Some((_, last)) if number <= *last + 1 => *last = number,
            _ => self.0.push((number, number)),
        }
    }

    /// `rows 3, 7-9`.
    fn text(&self, unit: &str) -> String {
        let ranges = self
            .0
            .iter()
            .take(NAMED)
            .map(|(first, last)| match first == last {
                true => first.to_string(),
                false => format!("{first}-{last}"),
            });
        let text = ranges.collect::<Vec<_>>().join(", ");
        let plural = if text.contains([',', '-']) { "s" } else { "" };
        let more: u64 = self
            .0
            .iter()
            .skip(NAMED)
            .map(|(first, last)| last - first + 1)
            .sum();
        match more {
            0 => format!("{unit}{plural} {text}"),
            more => format!("{unit}{plural} {text} and {more} more"),
        }
    }
}
