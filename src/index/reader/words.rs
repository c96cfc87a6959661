//! What the words of a query are called by in this library: names of conditions, phrases of topics, words that begin so.

use tantivy::directory::OwnedBytes;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use crate::index::Error;
use crate::index::build::{
    BEGINNING_CONDITIONS, BeginningStored, CommonStored, CompletionsStored, NAME_JOIN, NameForms,
    NameStored, PhraseStored, SHORT_BEGINNING, keep_most_common,
};
use crate::index::common::Choice;
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

    /// Which entries are taken of those that hold a common stem; `None` where it is not common.
    pub(crate) fn choice(&self, stem: &str) -> Option<Choice> {
        let is_it = |common: &CommonStored| common.stem == stem;
        Some(self.commons.find(stem, is_it)?.choice)
    }

    /// The most common words of names, topics and questions that begin with `prefix`, most common first, with the number of
    /// entries that they stand in.
    pub(crate) fn completions(&self, prefix: &str) -> Result<Vec<(u32, String)>, Error> {
        let is_it = |stored: &CompletionsStored| stored.letters == prefix;
        if let Some(stored) = self.completions.find(prefix, is_it) {
            return Ok(stored.words);
        }
        let Some(segment) = self.searcher.segment_readers().first() else {
            return Ok(Vec::new());
        };
        let words = segment.inverted_index(self.fields.surface)?;
        let mut found: Vec<(u32, String)> = Vec::new();
        let mut stream = words.terms().range().ge(prefix.as_bytes()).into_stream()?;
        while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
            if let Ok(word) = std::str::from_utf8(stream.key()) {
                found.push((stream.value().doc_freq, word.to_owned()));
            }
        }
        keep_most_common(&mut found);
        Ok(found)
    }

    /// The conditions of which a name begins with these folded words, the last of which may be unfinished: those with the
    /// most entries first, with their number.
    pub fn conditions_beginning(&self, words: &str) -> Result<Vec<(ConditionOrd, u32)>, Error> {
        let is_it = |stored: &BeginningStored| stored.letters == words;
        if let Some(stored) = self.beginnings.find(words, is_it) {
            return Ok(stored.conditions);
        }
        if words.chars().count() <= SHORT_BEGINNING {
            return Ok(Vec::new());
        }
        let Some(segment) = self.searcher.segment_readers().first() else {
            return Ok(Vec::new());
        };
        let names = segment.inverted_index(self.fields.whole)?;
        let beginning = words.replace(' ', NAME_JOIN);
        let mut called: Vec<(u32, TermInfo)> = Vec::new();
        let mut stream = names
            .terms()
            .range()
            .ge(beginning.as_bytes())
            .into_stream()?;
        while stream.advance() && stream.key().starts_with(beginning.as_bytes()) {
            called.push((stream.value().doc_freq, stream.value().clone()));
            if called.len() == 2 * MOST_NAMES {
                keep_likeliest(&mut called);
            }
        }
        keep_likeliest(&mut called);
        let mut found: Vec<(u32, u32)> = Vec::new();
        for (count, name) in &called {
            let mut entries = names.read_postings_from_terminfo(name, IndexRecordOption::Basic)?;
            while entries.doc() != TERMINATED {
                let condition = self.condition_of(EntryOrd(entries.doc()));
                found.extend(condition.map(|condition| (*count, condition.0)));
                entries.advance();
            }
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        let mut conditions: Vec<(ConditionOrd, u32)> = Vec::new();
        for (count, condition) in found {
            if conditions.len() < BEGINNING_CONDITIONS
                && !conditions.iter().any(|(c, _)| c.0 == condition)
            {
                conditions.push((ConditionOrd(condition), count));
            }
        }
        Ok(conditions)
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

/// So many names with one beginning are looked into for their conditions.
const MOST_NAMES: usize = 1_000;

/// Keeps the names that most entries have; of those that are as common, the first by the alphabet.
fn keep_likeliest(names: &mut Vec<(u32, TermInfo)>) {
    if names.len() > MOST_NAMES {
        names.sort_by_key(|(entries, _)| std::cmp::Reverse(*entries));
        names.truncate(MOST_NAMES);
    }
}
