//! SQLite's FTS5 as an expert would set it up: stemmed, folded, weighted by column, with prefix indexes, the last
//! word as a prefix, all words first and any of them where that finds nothing.

use std::fs;
use std::io;
use std::path::Path;

use clinfaq::index::ConditionOrd;
use clinfaq::library::Library;
use rusqlite::{Connection, params_from_iter};

use crate::sets::LOOKED_AT;

/// Writes what is searched of each entry: id, name, other names, topic, question, answer. So that what FTS5 indexes needs no
/// reading of TOML.
pub(crate) fn write_texts(library: &Library, path: &Path) -> io::Result<()> {
    let conditions = (0..library.condition_count()).map(|at| Some(ConditionOrd(at)));
    let mut all: Vec<[String; 6]> = Vec::new();
    for condition in conditions.chain([None]) {
        let names = condition.map(|condition| library.condition(condition).condition);
        let names = names.unwrap_or_default();
        let others: Vec<&str> = names.names().skip(1).collect();
        for entry in library.entries(condition, None) {
            let topic = library.topic(library.head(entry).topic()).topic.title;
            let body = library.body(entry).entry;
            let asked = [&[body.question][..], &body.also_asked[..]].concat();
            all.push([
                body.id,
                names.name.clone(),
                others.join(" "),
                topic,
                asked.join(" "),
                [body.short_answer, body.answer].join("\n"),
            ]);
        }
    }
    fs::write(path, serde_json::to_vec(&all)?)
}

/// An index, open.
#[derive(Debug)]
pub(crate) struct Fts5 {
    connection: Connection,
}

/// Indexes a file of texts.
pub(crate) fn build(texts: &Path, index: &Path) -> io::Result<()> {
    let mut connection = Connection::open(index).map_err(io::Error::other)?;
    let schema = "CREATE VIRTUAL TABLE entries USING fts5(
        id UNINDEXED, name, alias, topic, question, answer,
        tokenize = 'porter unicode61 remove_diacritics 2', prefix = '1 2 3')";
    connection
        .execute_batch("PRAGMA synchronous = OFF")
        .map_err(io::Error::other)?;
    connection.execute_batch(schema).map_err(io::Error::other)?;
    let all = connection.transaction().map_err(io::Error::other)?;
    {
        let insert = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)";
        let mut insert = all.prepare(insert).map_err(io::Error::other)?;
        let texts: Vec<[String; 6]> = serde_json::from_slice(&fs::read(texts)?)?;
        for texts in texts {
            let row = params_from_iter(texts);
            insert.execute(row).map_err(io::Error::other)?;
        }
    }
    all.execute_batch("INSERT INTO entries(entries) VALUES ('optimize')")
        .map_err(io::Error::other)?;
    all.commit().map_err(io::Error::other)
}

impl Fts5 {
    pub(crate) fn open(index: &Path) -> io::Result<Self> {
        let connection = Connection::open(index).map_err(io::Error::other)?;
        Ok(Self { connection })
    }

    /// The ids of the best answers.
    pub(crate) fn search(&self, typed: &str) -> Vec<String> {
        let mut words: Vec<String> = typed
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| format!("\"{word}\""))
            .collect();
        if let Some(last) = words.last_mut()
            && typed.ends_with(char::is_alphanumeric)
        {
            last.push('*');
        }
        let all = self.ask(&words.join(" "));
        match all.is_empty() && words.len() > 1 {
            true => self.ask(&words.join(" OR ")),
            false => all,
        }
    }

    fn ask(&self, query: &str) -> Vec<String> {
        if query.is_empty() {
            return Vec::new();
        }
        let sql = "SELECT id FROM entries WHERE entries MATCH ?
            ORDER BY bm25(entries, 0.0, 3.0, 2.5, 1.0, 1.5, 1.0) LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql).unwrap();
        let rows = statement
            .query_map((query, LOOKED_AT as i64), |row| row.get(0))
            .unwrap();
        rows.map(Result::unwrap).collect()
    }
}
