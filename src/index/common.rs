//! Terms that stand in so many entries that a search takes only some of them.
//!
//! In a library of a million the word "disease" stands in most entries and tells little of any. Where its impact must be
//! for an entry to be among the ones that are taken is worked out when the index is made.

use serde::{Deserialize, Serialize};
use tantivy::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

use super::Error;
use super::impact::MOST_UNITS;

/// A term that more entries hold is common.
pub(crate) const COMMON: u32 = 30_000;
/// Of the entries that hold a common term so many are taken, those where it weighs most.
pub(crate) const TAKEN: u32 = 20_000;

/// Which entries are taken of those that hold a term: where its impact has more units than this, and some of those where
/// it has as many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Choice {
    units: u32,
    left: u32,
}

impl Choice {
    /// Every entry.
    pub(crate) const ALL: Self = Self {
        units: 0,
        left: u32::MAX,
    };

    /// About `taken` entries of a term.
    pub(crate) fn of(
        terms: &InvertedIndexReader,
        term: &TermInfo,
        taken: u32,
    ) -> Result<Self, Error> {
        let mut entries = [0; MOST_UNITS as usize + 1];
        let option = IndexRecordOption::WithFreqs;
        let mut blocks = terms.read_block_postings_from_terminfo(term, option)?;
        while blocks.block_len() > 0 {
            for &units in blocks.freqs() {
                entries[(units as usize).min(MOST_UNITS as usize)] += 1;
            }
            blocks.advance();
        }
        let mut choice = Self {
            units: MOST_UNITS as u32,
            left: taken,
        };
        while choice.units > 0 && entries[choice.units as usize] < choice.left {
            choice.left -= entries[choice.units as usize];
            choice.units -= 1;
        }
        Ok(choice)
    }

    /// Whether the next entry is taken, in which the term's impact has so many units.
    #[inline]
    pub(crate) fn takes(&mut self, units: u32) -> bool {
        if units == self.units && self.left > 0 {
            self.left -= 1;
            return true;
        }
        units > self.units
    }
}
