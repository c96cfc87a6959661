//! What the words of a query are called by in this library: names of conditions, phrases of topics, words that begin so.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::directory::OwnedBytes;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::TermOrdinal;
use tantivy::{DocSet, TERMINATED};

use crate::index::Error;
use crate::index::build::{NameForms, NameStored, PhraseStored, joined};
use crate::index::record::{ConditionOrd, EntryOrd, TopicOrd};

use super::Index;

impl Index {
    /// The conditions that are called exactly so: `words` are folded and parted by blanks.
    pub fn conditions_called(&self, words: &str) -> Vec<ConditionOrd> {
        let stored = self
            .names
            .candidates(words)
            .filter_map(|name| self.names.get::<NameStored>(name));
        stored
            .filter(|name| name.words == words)
            .flat_map(|name| name.conditions)
            .collect()
    }

    /// The names of a condition in the forms in which a query is compared with them: [`name_forms`] reads them.
    pub(crate) fn names_of(&self, condition: ConditionOrd) -> Option<OwnedBytes> {
        self.name_terms.bytes(condition.0)
    }

    /// The most common words of names, topics and questions that begin with `prefix`, most common first, with the number of
    /// entries that they occur in.
    pub(crate) fn completions(&self, prefix: &str) -> Result<Vec<(u32, String)>, Error> {
        let begun = self.most_common(self.fields.words, prefix, COMPLETIONS)?;
        Ok(begun
            .into_iter()
            .map(|(info, word)| (info.doc_freq, word))
            .collect())
    }

    /// The conditions of which a name begins with these folded words, the last of which may be unfinished: those with the
    /// most entries first, with their number.
    pub fn conditions_beginning(&self, words: &str) -> Result<Vec<(ConditionOrd, u32)>, Error> {
        let names = self.terms(self.fields.whole_names)?;
        let begun = self.most_common(self.fields.whole_names, &joined(words), BEGUN_NAMES)?;
        let mut found: Vec<(ConditionOrd, u32)> = Vec::new();
        for (info, _) in begun {
            let mut entries = names.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            while entries.doc() != TERMINATED {
                let condition = self.condition_of(EntryOrd(entries.doc()));
                if let Some(condition) = condition
                    && found.iter().all(|(other, _)| *other != condition)
                {
                    found.push((condition, info.doc_freq));
                }
                entries.advance();
            }
        }
        Ok(found)
    }

    /// The terms of a field that begin with `prefix`: those that most entries hold, most common first, then by the
    /// alphabet.
    fn most_common(
        &self,
        field: Field,
        prefix: &str,
        most: usize,
    ) -> Result<Vec<(TermInfo, String)>, Error> {
        let terms = self.terms(field)?;
        let mut stream = terms.terms().range().ge(prefix.as_bytes()).into_stream()?;
        let mut found: BinaryHeap<Reverse<(u32, Reverse<TermOrdinal>)>> = BinaryHeap::new();
        while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
            let rank = Reverse((stream.value().doc_freq, Reverse(stream.term_ord())));
            if found.len() < most {
                found.push(rank);
            } else if let Some(mut least) = found.peek_mut()
                && rank < *least
            {
                *least = rank;
            }
        }
        let in_order = found.into_sorted_vec().into_iter();
        in_order
            .filter_map(|Reverse((_, Reverse(ordinal)))| {
                let mut word = Vec::new();
                let known = terms.terms().ord_to_term(ordinal, &mut word);
                let info = known.and_then(|_| terms.terms().get(&word)).transpose()?;
                let word = String::from_utf8_lossy(&word).into_owned();
                Some(info.map(|info| (info, word)).map_err(Error::from))
            })
            .collect()
    }

    /// The topic that a word or phrase means: `stems` are parted by blanks.
    pub fn topic_meant(&self, stems: &str) -> Option<TopicOrd> {
        let is_it = |phrase: &PhraseStored| phrase.stems == stems;
        let found = self.phrases.find(stems, is_it)?;
        Some(TopicOrd(found.topic))
    }

    /// The phrases that mean a topic and begin with `stems`, the last of which may be unfinished, in order.
    pub(crate) fn phrases_beginning(
        &self,
        stems: &str,
    ) -> impl Iterator<Item = (String, TopicOrd)> + use<'_> {
        let at = |ordinal: u32| self.phrases.get::<PhraseStored>(ordinal);
        let (mut low, mut high) = (0, self.phrases.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if at(middle).is_some_and(|phrase| phrase.stems.as_str() < stems) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let beginning = stems.to_owned();
        (low..self.phrases.len())
            .map_while(at)
            .take_while(move |phrase| phrase.stems.starts_with(&beginning))
            .map(|phrase| (phrase.stems, TopicOrd(phrase.topic)))
    }
}

/// The names in a record of [`Index::names_of`].
pub(crate) fn name_forms(names: &[u8]) -> Vec<NameForms<'_>> {
    postcard::from_bytes(names).unwrap_or_default()
}

/// An unfinished word is looked for as no more words than these.
const COMPLETIONS: usize = 60;
/// So many names are taken of those that begin as a query does.
const BEGUN_NAMES: usize = 40;
