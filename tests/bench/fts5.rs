//! SQLite's FTS5, as those use it who know it well: stemmed, folded, weighted by column, with prefix indexes, the last
//! word as a prefix, all words first and any of them where that finds nothing.

use std::io;
use std::path::Path;

use rusqlite::{Connection, params_from_iter};

use crate::sets::LOOKED_AT;
use crate::texts;

/// An index, open.
#[derive(Debug)]
pub(crate) struct Fts5 {
    connection: Connection,
}

/// Makes an index of a file of texts.
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
        texts::each(texts, |texts| {
            insert
                .execute(params_from_iter(texts))
                .map(drop)
                .map_err(io::Error::other)
        })?;
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
