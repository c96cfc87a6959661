//! One table of a file, parsed as TOML but not yet read as a record, and places in it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::Kind;
use crate::text::lines::Lines;

/// A table of a file. Its keys and values are named by paths such as `disagreement.0.claims.1.cite`.
#[derive(Debug, Clone)]
pub(super) struct Raw<'a> {
    pub(super) kind: Kind,
    /// Its header, in bytes of the file.
    pub(super) header: Range<usize>,
    pub(super) table: DeTable<'a>,
    /// Where the part of the file begins that the spans in `table` are relative to.
    pub(super) base: usize,
    /// An error in it has been reported already: it is read only to find more, and left out.
    pub(super) faulty: bool,
}

impl Raw<'_> {
    /// Where the value at `path` is in the file; the table's header if there is none.
    pub(super) fn span(&self, path: &str) -> Range<usize> {
        match self.locate(path) {
            Some(value) => shift(value.span(), self.base),
            None => self.header.clone(),
        }
    }

    /// The text at `path`.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.locate(path)?.get_ref().as_str()
    }

    /// The table's `id`, as written.
    pub(super) fn id(&self) -> &str {
        self.text("id").unwrap_or_default()
    }

    /// Calls `see` with the path, the key and the value of each text.
    pub(super) fn each_text<'r>(&'r self, see: &mut dyn FnMut(&str, &str, &'r str)) {
        for (key, value) in self.table.iter() {
            each_text(&mut key.get_ref().to_string(), key.get_ref(), value, see);
        }
    }

    fn locate(&self, path: &str) -> Option<&Spanned<DeValue<'_>>> {
        let mut steps = path.split('.');
        let mut value = self.table.get(steps.next()?)?;
        for step in steps {
            value = match value.get_ref() {
                DeValue::Table(table) => table.get(step)?,
                DeValue::Array(array) => array.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(value)
    }
}

/// Calls `see` for each text in `value`, which is at `path`, under `key`.
fn each_text<'v>(
    path: &mut String,
    key: &str,
    value: &'v Spanned<DeValue<'_>>,
    see: &mut dyn FnMut(&str, &str, &'v str),
) {
    let length = path.len();
    match value.get_ref() {
        DeValue::String(text) => see(path, key, text),
        DeValue::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push_str(&format!(".{at}"));
                each_text(path, key, item, see);
                path.truncate(length);
            }
        }
        DeValue::Table(table) => {
            for (key, value) in table.iter() {
                path.push_str(&format!(".{}", key.get_ref()));
                each_text(path, key.get_ref(), value, see);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

/// A position in a table: a value, or a piece of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) path: String,
    /// The piece, in bytes of the text as it was read.
    piece: Option<Range<usize>>,
}

impl Position {
    pub(super) fn value(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            piece: None,
        }
    }

    /// The piece at `piece` of the text at `path`.
    pub(super) fn piece(path: &str, piece: Range<usize>) -> Self {
        Self {
            path: path.to_owned(),
            piece: Some(piece),
        }
    }

    /// Where `words` are in `text`, which is the value at `path`; all of the value if they are not in it.
    pub(super) fn of(path: &str, text: &str, words: &str) -> Self {
        match text.find(words) {
            Some(at) => Self::piece(path, at..at + words.len()),
            None => Self::value(path),
        }
    }

    /// The key of the table that it is under.
    pub(super) fn key(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }

    /// The same in the file.
    ///
    /// Escapes and line breaks can make a text differ from what is written, so the piece is searched for: the third occurrence
    /// in the text is the third in the file. If that fails, the whole value is marked.
    pub(super) fn range(&self, raw: &Raw<'_>, lines: &Lines<'_>) -> Range<usize> {
        let span = raw.span(&self.path);
        let written = lines.text.get(span.clone()).unwrap_or("");
        let find = |range: &Range<usize>| {
            let text = raw.text(&self.path)?;
            let piece = text.get(range.clone())?.trim();
            let nth = text.get(..range.start)?.matches(piece).count();
            let (at, _) = written.match_indices(piece).nth(nth)?;
            (!piece.is_empty()).then(|| span.start + at..span.start + at + piece.len())
        };
        self.piece.as_ref().and_then(find).unwrap_or(span)
    }
}

/// A range in a file, by the file's position in the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    pub(super) file: u32,
    start: u32,
    end: u32,
}

impl Spot {
    /// What comes with the program is in no file.
    pub(super) const NOWHERE: Self = Self {
        file: u32::MAX,
        start: 0,
        end: 0,
    };

    pub(super) fn new(file: usize, range: &Range<usize>) -> Self {
        // Files are at most 64 MB, and no scan has four thousand million files.
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            file: number(file),
            start: number(range.start),
            end: number(range.end),
        }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A range in a part of a file that begins at `base`, as a range in the file.
pub(super) fn shift(range: Range<usize>, base: usize) -> Range<usize> {
    range.start + base..range.end + base
}
