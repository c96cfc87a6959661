//! What an unfinished word may become: worked out beforehand where so many words begin alike that they can't be looked
//! through at every keystroke.

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

/// A beginning whose words are streaming by.
struct Beginning {
    letters: String,
    words: Vec<(u32, String)>,
    count: usize,
}

impl Beginning {
    fn add(&mut self, entries: u32, word: &str) {
        self.count += 1;
        // Once cut, the list is sorted up to its limit: what is rarer than the last of these can't come in any more.
        let full = self.words.get(COMPLETIONS - 1);
        if self.count > 2 * COMPLETIONS && full.is_some_and(|(least, _)| entries < *least) {
            return;
        }
        self.words.push((entries, word.to_owned()));
        if self.words.len() == 2 * COMPLETIONS {
            keep_most_common(&mut self.words);
        }
    }

    fn end(mut self, table: &mut TableWriter) -> Result<(), Error> {
        if self.count > MANY {
            keep_most_common(&mut self.words);
            let letters = self.letters;
            let words = self.words;
            table.push_keyed(&letters.clone(), &CompletionsStored { letters, words })?;
        }
        Ok(())
    }
}

/// Keeps the most common words, most common first.
pub(crate) fn keep_most_common(words: &mut Vec<(u32, String)>) {
    words.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    words.truncate(COMPLETIONS);
}

pub(super) fn completions(shelf: &Shelf) -> Result<(), Error> {
    let mut table = TableWriter::create(shelf, table::COMPLETIONS)?;
    let reader = tantivy::Index::open(shelf.clone())?.reader()?;
    let mut open: Vec<Beginning> = Vec::new();
    for segment in reader.searcher().segment_readers() {
        let words = segment.inverted_index(Fields::schema().1.surface)?;
        let mut stream = words.terms().stream()?;
        while stream.advance() {
            let Ok(word) = std::str::from_utf8(stream.key()) else {
                continue;
            };
            // Words come in order, so a beginning that does not fit any more never will.
            while let Some(over) = open.pop_if(|last| !word.starts_with(&last.letters)) {
                over.end(&mut table)?;
            }
            let known = open.len();
            let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
            open.extend(ends.take(LONGEST).skip(known).map(|end| Beginning {
                letters: word[..end].to_owned(),
                words: Vec::new(),
                count: 0,
            }));
            for beginning in &mut open {
                beginning.add(stream.value().doc_freq, word);
            }
        }
    }
    for over in open.into_iter().rev() {
        over.end(&mut table)?;
    }
    Ok(table.finish()?)
}
