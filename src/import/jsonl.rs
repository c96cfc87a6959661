//! JSON and JSON Lines: objects with a question and its answer, and the SQuAD format.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, from_str};

use super::columns::Headings;
use super::document::{About, Document, Format, Notes};
use super::rows::{Cells, Rows};
use super::summary::file_name;
use crate::model::Column;

/// Maximum number of unread fields named.
const NAMED: usize = 12;

/// The format.
#[derive(Debug, Default)]
pub(super) struct Jsonl {
    /// Fields that the user named.
    pub(super) columns: Vec<(Column, String)>,
}

impl Format for Jsonl {
    fn wants(&self, name: &str) -> bool {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        matches!(extension, Some("json" | "jsonl" | "ndjson"))
    }

    fn max_size(&self) -> u64 {
        128 << 20
    }

    fn read(&self, name: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String> {
        let mut objects = Objects {
            headings: Headings::new(&self.columns),
            known: BTreeMap::new(),
            unread: BTreeSet::new(),
            rows: Rows::new(file_name(name), "object", notes),
        };
        match from_str::<&RawValue>(text) {
            Ok(whole) => objects.whole(whole)?,
            Err(error) => {
                let first = text.lines().find(|line| !line.trim().is_empty());
                if first.is_none_or(|line| from_str::<&RawValue>(line).is_err()) {
                    return Err(format!("malformed JSON: {error}"));
                }
                objects.lines(text);
            }
        }
        objects.finish()
    }

    fn about(&self, id: &str) -> About {
        About::unknown(
            id,
            "JSON files",
            "the file gives no date, or one that can be read in two ways",
        )
    }
}

/// Takes the objects of one file.
struct Objects<'a, 'h> {
    headings: Headings<'h>,
    /// What each field means.
    known: BTreeMap<String, Option<Column>>,
    unread: BTreeSet<String>,
    rows: Rows<'a>,
}

/// A SQuAD article.
#[derive(Deserialize)]
struct Article {
    #[serde(default)]
    title: String,
    paragraphs: Vec<Paragraph>,
}

#[derive(Deserialize)]
struct Paragraph {
    context: String,
    qas: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    question: String,
    #[serde(default)]
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    text: String,
    /// In characters.
    answer_start: Option<usize>,
}

impl Objects<'_, '_> {
    /// A file that is one value: a list of objects, or an object with lists of them.
    fn whole(&mut self, value: &RawValue) -> Result<(), String> {
        if let Ok(list) = from_str::<Vec<&RawValue>>(value.get()) {
            let first = list.first();
            if first.is_some_and(|first| from_str::<Article>(first.get()).is_ok()) {
                self.squad(&list);
            } else {
                self.list(&list);
            }
            return Ok(());
        }
        let Ok(fields) = from_str::<BTreeMap<String, &RawValue>>(value.get()) else {
            return Err("neither a list nor an object".to_owned());
        };
        let lists = fields.values().filter(|field| field.get().starts_with('['));
        for list in lists.filter(|list| {
            list.get()
                .trim_start_matches(['[', ' ', '\n', '\r', '\t'])
                .starts_with('{')
        }) {
            self.whole(list)?;
        }
        // The object itself, or objects by their ids.
        if fields
            .keys()
            .any(|key| self.headings.column(key) == Some(Column::Question))
        {
            self.list(&[value]);
        } else if fields.values().all(|field| field.get().starts_with('{')) {
            self.list(&fields.into_values().collect::<Vec<_>>());
        }
        Ok(())
    }

    fn list(&mut self, list: &[&RawValue]) {
        for (number, object) in (1..).zip(list) {
            self.object(number, object.get());
        }
    }

    fn lines(&mut self, text: &str) {
        self.rows.unit = "line";
        for (number, line) in (1..)
            .zip(text.lines())
            .filter(|(_, line)| !line.trim().is_empty())
        {
            self.object(number, line);
        }
    }

    fn object(&mut self, number: u64, text: &str) {
        match from_str::<Value>(text) {
            Ok(value @ Value::Object(_)) => {
                let mut cells = Cells::new();
                self.fields("", &value, &mut cells);
                self.rows.take(number, cells);
            }
            Ok(_) => self.rows.leave_out(number, "not an object"),
            Err(_) => self.rows.leave_out(number, "malformed JSON"),
        }
    }

    /// The fields of an object by their paths, such as `answer.text`; several values are lines.
    fn fields(&mut self, path: &str, value: &Value, cells: &mut Cells) {
        let text = match value {
            Value::Null => return,
            Value::Array(values) => {
                return values
                    .iter()
                    .for_each(|value| self.fields(path, value, cells));
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    self.fields(&path, value, cells);
                }
                return;
            }
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let headings = &self.headings;
        let last = path.rsplit('.').next().unwrap_or(path);
        let known = self.known.entry(path.to_owned());
        let column =
            known.or_insert_with(|| headings.column(path).or_else(|| headings.column(last)));
        let Some(column) = *column else {
            if self.unread.len() <= NAMED {
                self.unread.insert(path.to_owned());
            }
            return;
        };
        let cell = cells.entry(column).or_default();
        if !cell.lines().any(|line| line == text) {
            cell.push_str(if cell.is_empty() { "" } else { "\n" });
            cell.push_str(&text);
        }
    }

    fn squad(&mut self, articles: &[&RawValue]) {
        self.rows.unit = "question";
        let mut number = 0;
        for (at, article) in (1..).zip(articles) {
            let Ok(article) = from_str::<Article>(article.get()) else {
                self.rows
                    .notes
                    .damaged
                    .push(format!("article {at} left out: not in the SQuAD format"));
                continue;
            };
            for Paragraph { context, qas } in article.paragraphs {
                for question in qas {
                    number += 1;
                    self.question(number, &article.title, &context, question);
                }
            }
        }
    }

    /// A SQuAD question. Its answer is a span of a text, and is shown with the paragraph around it.
    fn question(&mut self, number: u64, title: &str, context: &str, question: Question) {
        let mut short: Vec<&str> = Vec::new();
        for answer in &question.answers {
            if !short.contains(&answer.text.as_str()) {
                short.push(&answer.text);
            }
        }
        let first = question.answers.first();
        let answer = first
            .map(|first| within(context, first))
            .unwrap_or_default();
        self.rows.take(
            number,
            Cells::from([
                (Column::Question, question.question),
                (Column::ShortAnswer, short.join("; ")),
                (Column::Answer, answer),
                (Column::Source, title.replace('_', " ")),
            ]),
        );
    }

    fn finish(mut self) -> Result<Vec<Document>, String> {
        if !self.unread.is_empty() {
            let more = if self.unread.len() > NAMED {
                ", ..."
            } else {
                ""
            };
            let named: Vec<_> = self.unread.into_iter().take(NAMED).collect();
            let remark = format!("fields not read: {}{more}", named.join(", "));
            self.rows.notes.remarks.push(remark);
        }
        self.rows.end_of("");
        let documents = self.rows.finish();
        if documents.is_empty() {
            return Err("no objects with a question and an answer; --question and --answer name their fields. (Pages with \
                        schema.org data: import faqpage)"
                .to_owned());
        }
        Ok(documents)
    }
}

/// The paragraph that contains an answer; the answer alone if the text does not contain it.
fn within(context: &str, answer: &Answer) -> String {
    let start = answer
        .answer_start
        .and_then(|start| context.char_indices().nth(start));
    let start = start
        .map(|(start, _)| start)
        .filter(|start| context[*start..].starts_with(&answer.text));
    let Some(start) = start else {
        return answer.text.clone();
    };
    let end = start + answer.text.len();
    let first = context[..start].rfind('\n').map_or(0, |at| at + 1);
    let last = context[end..]
        .find('\n')
        .map_or(context.len(), |at| end + at);
    context[first..last].to_owned()
}
