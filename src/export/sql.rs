//! SQL for PostgreSQL and SQLite: one table with the fields of a [record](record), and a full-text index.
//!
//! A script is one transaction, so it is loaded whole or not at all; loaded again, it replaces the table. Lists, and what has
//! parts, are JSON.

use std::io::{self, BufWriter, Write};

use serde_json::Value;

use super::fields::{FIELDS, Shape, searched};
use super::job::{Error, Job};
use super::record::{self, Record};

/// PostgreSQL's text search configurations, after the main part of the language's BCP 47 tag.
const LANGUAGES: &str = "ar=arabic da=danish de=german en=english es=spanish fi=finnish fr=french hu=hungarian it=italian \
                         nl=dutch no=norwegian pt=portuguese ro=romanian ru=russian sv=swedish tr=turkish";

/// Writes the script for PostgreSQL.
pub(super) fn postgresql(job: &mut Job<'_>) -> Result<(), Error> {
    let columns = searched().map(|(name, weight, shape)| {
        let text = match shape {
            Shape::Json => format!("coalesce({name}, '[]')"),
            // A tsvector holds up to 1 MB.
            _ => format!("left(coalesce({name}, ''), 200000)"),
        };
        format!("    setweight(to_tsvector(search_language, {text}), '{weight}')")
    });
    let columns = columns.collect::<Vec<_>>().join(" ||\n");
    let head = format!(
        "\
-- Answers for PostgreSQL. Load this file with: psql --set ON_ERROR_STOP=1 --dbname DATABASE --file FILE
-- Search them with: SELECT id, question, status, warnings FROM clinfaq_answers, websearch_to_tsquery('english', 'WORDS') words
--   WHERE search @@ words ORDER BY ts_rank(search, words) DESC LIMIT 10;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
BEGIN;
DROP TABLE IF EXISTS clinfaq_answers;
CREATE TABLE clinfaq_answers (
{},
  search_language regconfig NOT NULL DEFAULT 'simple',
  search tsvector GENERATED ALWAYS AS (
{columns}
  ) STORED,
  PRIMARY KEY (pack, id)
);",
        columns_as("jsonb")
    );
    let tail = "\
CREATE INDEX clinfaq_answers_search ON clinfaq_answers USING gin (search);
COMMIT;
ANALYZE clinfaq_answers;";
    script(job, &head, tail, |record| {
        let tag = record.get("language").and_then(Value::as_str);
        let main = tag.and_then(|tag| tag.split('-').next());
        let mut known = LANGUAGES.split(' ').filter_map(|one| one.split_once('='));
        if let Some((_, name)) = known.find(|(tag, _)| Some(*tag) == main) {
            record.insert("search_language".to_owned(), name.into());
        }
    })
}

/// Writes the script for SQLite.
pub(super) fn sqlite(job: &mut Job<'_>) -> Result<(), Error> {
    let english = job.library.languages().iter().all(|one| one == "en");
    let stemmer = if english { "porter " } else { "" };
    let names: Vec<&str> = searched().map(|(name, ..)| name).collect();
    let weights = searched().map(|(_, weight, _)| match weight {
        'A' => "10",
        'B' => "5",
        'C' => "3",
        _ => "1",
    });
    let head = format!(
        "\
-- Answers for SQLite (3.27 or later, with FTS5). Load this file with: sqlite3 -bail answers.db < FILE
-- Search them with: SELECT id, question, status, warnings FROM clinfaq_answers JOIN (SELECT rowid AS found, rank
--   FROM clinfaq_search WHERE clinfaq_search MATCH 'WORDS') ON found = clinfaq_answers.rowid ORDER BY rank LIMIT 10;
BEGIN;
DROP TABLE IF EXISTS clinfaq_search;
DROP TABLE IF EXISTS clinfaq_answers;
CREATE TABLE clinfaq_answers (
{},
  PRIMARY KEY (pack, id)
);",
        columns_as("text")
    );
    let tail = format!(
        "\
CREATE VIRTUAL TABLE clinfaq_search USING fts5 (
  {},
  content = 'clinfaq_answers', tokenize = '{stemmer}unicode61 remove_diacritics 2'
);
INSERT INTO clinfaq_search (clinfaq_search) VALUES ('rebuild');
INSERT INTO clinfaq_search (clinfaq_search, rank) VALUES ('rank', 'bm25({})');
COMMIT;",
        names.join(", "),
        weights.collect::<Vec<_>>().join(", "),
    );
    script(job, &head, &tail, |_| {})
}

/// The columns of the table; `json` is the type of those that hold JSON.
fn columns_as(json: &str) -> String {
    let columns = FIELDS.iter().map(|(name, _, shape)| match (*name, shape) {
        // A library without an id has none.
        ("id" | "pack", _) => format!("  {name} text NOT NULL DEFAULT ''"),
        (name, Shape::Text) => format!("  {name} text"),
        (name, Shape::Flag) => format!("  {name} boolean"),
        (name, Shape::Number) => format!("  {name} integer"),
        (name, Shape::Json) => format!("  {name} {json}"),
    });
    columns.collect::<Vec<_>>().join(",\n")
}

/// Writes the file: what comes before, a statement for each record after `complete` has seen it, and what comes after.
fn script(
    job: &mut Job<'_>,
    head: &str,
    tail: &str,
    complete: impl Fn(&mut Record),
) -> Result<(), Error> {
    let mut file = job.staging.file()?;
    writeln!(file, "{head}")?;
    job.each(|job, ord| Ok(insert(&mut file, record::answer(job, ord), &complete)?))?;
    for (pack, withdrawal) in &job.withdrawals {
        let record = record::withdrawal(job, *pack, withdrawal);
        insert(&mut file, record, &complete)?;
    }
    writeln!(file, "{tail}")?;
    record::count_lost(job);
    Ok(file.flush()?)
}

fn insert(
    file: &mut BufWriter<impl Write>,
    mut record: Record,
    complete: impl Fn(&mut Record),
) -> io::Result<()> {
    complete(&mut record);
    let names: Vec<&str> = record.keys().map(String::as_str).collect();
    let values: Vec<String> = record.values().map(literal).collect();
    let (names, values) = (names.join(", "), values.join(", "));
    writeln!(
        file,
        "INSERT INTO clinfaq_answers ({names}) VALUES ({values});"
    )
}

fn literal(value: &Value) -> String {
    let text = match value {
        Value::Bool(_) | Value::Number(_) | Value::Null => return value.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    format!("'{}'", text.replace('\'', "''"))
}
