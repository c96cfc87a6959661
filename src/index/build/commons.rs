//! Which entries a search takes of those that hold a common term.

use serde::{Deserialize, Serialize};

use crate::index::Error;
use crate::index::common::{COMMON, Choice, TAKEN};
use crate::index::fields::Fields;
use crate::index::shelf::Shelf;
use crate::index::table::TableWriter;

use super::table;

/// A common term.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CommonStored {
    pub(crate) stem: String,
    pub(crate) choice: Choice,
}

pub(super) fn commons(shelf: &Shelf) -> Result<(), Error> {
    let mut table = TableWriter::create(shelf, table::COMMONS)?;
    let reader = tantivy::Index::open(shelf.clone())?.reader()?;
    for segment in reader.searcher().segment_readers() {
        let terms = segment.inverted_index(Fields::schema().1.terms)?;
        let mut stream = terms.terms().stream()?;
        while stream.advance() {
            let term = stream.value();
            if term.doc_freq <= COMMON {
                continue;
            }
            let stem = String::from_utf8_lossy(stream.key()).into_owned();
            let choice = Choice::of(&terms, term, TAKEN)?;
            table.push_keyed(&stem.clone(), &CommonStored { stem, choice })?;
        }
    }
    Ok(table.finish()?)
}
