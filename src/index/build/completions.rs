//! What an unfinished word may become: worked out beforehand where so many words begin alike that they can't be looked
//! through at every keystroke.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::index::Error;
use crate::index::fields::Fields;
use crate::index::shelf::Shelf;
use crate::index::table::TableWriter;

use super::table;

/// So many words are kept of each beginning; an unfinished word is looked for as no more than these.
pub(crate) const COMPLETIONS: usize = 60;
/// Beginnings that no more words than this share are looked up in the search library's own dictionary.
const MANY: usize = 200;
/// Longer beginnings, in letters, are never shared by many.
const LONGEST: usize = 6;

/// The most common words that begin so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct CompletionsStored {
    pub(crate) letters: String,
    /// In how many entries each stands, most first.
    pub(crate) words: Vec<(u32, String)>,
}

/// Words as they stream by, in order: those that begin alike stand together.
#[derive(Default)]
struct Words {
    text: String,
    /// In how many entries each stands, and where in `text`.
    words: Vec<(u32, Range<usize>)>,
}

impl Words {
    fn push(&mut self, entries: u32, word: &str) {
        let start = self.text.len();
        self.text.push_str(word);
        self.words.push((entries, start..self.text.len()));
    }

    fn clear(&mut self) {
        self.text.clear();
        self.words.clear();
    }

    /// Writes the completions of a beginning that is over, if they are many.
    fn end(&self, over: &Beginning, table: &mut TableWriter) -> Result<(), Error> {
        let words = &self.words[over.first..];
        if words.len() <= MANY {
            return Ok(());
        }
        let words = words.iter().map(|(n, at)| (*n, &self.text[at.clone()]));
        let mut words: Vec<(u32, &str)> = words.collect();
        keep_most_common(&mut words);
        let words = words.into_iter().map(|(n, word)| (n, word.to_owned()));
        let stored = CompletionsStored {
            letters: over.letters.clone(),
            words: words.collect(),
        };
        table.push_keyed(&over.letters, &stored)?;
        Ok(())
    }
}

/// A beginning whose words are streaming by.
struct Beginning {
    letters: String,
    /// Where its words begin.
    first: usize,
}

/// Keeps the most common words, most common first.
pub(crate) fn keep_most_common<W: Ord>(words: &mut Vec<(u32, W)>) {
    let order = |a: &(u32, W), b: &(u32, W)| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1));
    if words.len() > COMPLETIONS {
        words.select_nth_unstable_by(COMPLETIONS, order);
        words.truncate(COMPLETIONS);
    }
    words.sort_unstable_by(order);
}

pub(super) fn completions(shelf: &Shelf) -> Result<(), Error> {
    let mut table = TableWriter::create(shelf, table::COMPLETIONS)?;
    let reader = tantivy::Index::open(shelf.clone())?.reader()?;
    let mut open: Vec<Beginning> = Vec::new();
    let mut words = Words::default();
    for segment in reader.searcher().segment_readers() {
        let surface = segment.inverted_index(Fields::schema().1.surface)?;
        let mut stream = surface.terms().stream()?;
        while stream.advance() {
            let Ok(word) = std::str::from_utf8(stream.key()) else {
                continue;
            };
            // Words come in order, so a beginning that does not fit any more never will.
            while let Some(over) = open.pop_if(|last| !word.starts_with(&last.letters)) {
                words.end(&over, &mut table)?;
            }
            if open.is_empty() {
                words.clear();
            }
            let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
            let known = open.len();
            open.extend(ends.take(LONGEST).skip(known).map(|end| Beginning {
                letters: word[..end].to_owned(),
                first: words.words.len(),
            }));
            words.push(stream.value().doc_freq, word);
        }
    }
    for over in open.into_iter().rev() {
        words.end(&over, &mut table)?;
    }
    Ok(table.finish()?)
}
