//! What entries ask, as hashes of words: enough to find out whether two ask the same, without keeping texts in memory.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::{Entry, EntryStatus, Id, PackIndex};

use super::raw::Spot;
use super::suppressions::Suppressions;

/// Stop words of questions. `who`, `why`, `how`, `when`, `where` and `not` change what is asked.
const STOP: &[&str] = &[
    "a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "could", "did",
    "do", "does", "for", "from", "had", "has", "have", "i", "if", "in", "is", "it", "its", "may",
    "me", "might", "my", "of", "on", "or", "our", "s", "should", "some", "t", "that", "the",
    "their", "them", "there", "they", "this", "to", "was", "we", "were", "what", "which", "will",
    "with", "would", "you", "your",
];

/// The questions of one entry.
#[derive(Debug)]
pub(super) struct Questions {
    pub(super) id: Id,
    /// The same for all entries of a condition, and for all general entries of a pack.
    pub(super) group: u64,
    pub(super) questions: Vec<(Spot, Words)>,
    pub(super) suppressions: Suppressions,
}

impl Questions {
    /// What `entry` asks; `None` for a draft, which no search finds.
    pub(super) fn new(
        entry: &Entry,
        pack: PackIndex,
        suppressions: &Suppressions,
        spot: impl Fn(&str) -> Spot,
    ) -> Option<Self> {
        if entry.status != EntryStatus::Active {
            return None;
        }
        let other = entry.also_asked.iter().enumerate();
        let other = other.map(|(at, text)| (format!("also_asked.{at}"), text));
        let questions = std::iter::once(("question".to_owned(), &entry.question))
            .chain(other)
            .map(|(path, text)| (spot(&path), Words::of(text, &entry.condition)));
        let pack = entry.is_general().then_some(pack);
        Some(Self {
            id: entry.id.clone(),
            group: FxBuildHasher.hash_one((pack, &entry.condition)),
            questions: questions.collect(),
            suppressions: suppressions.clone(),
        })
    }
}

/// Whether a question has all words of one of these names.
pub(crate) fn names_one<'a>(question: &str, mut names: impl Iterator<Item = &'a str>) -> bool {
    let question = folded_words(question);
    names.any(|name| {
        let name = folded_words(name);
        !name.is_empty() && name.iter().all(|word| question.contains(word))
    })
}

/// The words of a text in lower case, without accents and apostrophes.
pub(super) fn folded_words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’'))
        .flat_map(char::to_lowercase)
        .collect();
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The set of a question's folded words without stop words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words(Box<[u64]>);

impl Words {
    /// The words of `text`, asked about `condition`: its id, mostly its abbreviation, does not count.
    fn of(text: &str, condition: &str) -> Self {
        let all = folded_words(text);
        let counts = |word: &&String| {
            !STOP.contains(&word.as_str()) && !condition.split('-').any(|part| part == *word)
        };
        let hash = |word: &String| FxBuildHasher.hash_one(word);
        let mut words: Vec<u64> = all.iter().filter(counts).map(hash).collect();
        if words.is_empty() {
            words = all.iter().map(hash).collect();
        }
        words.sort_unstable();
        words.dedup();
        Self(words.into())
    }

    /// Equal for equal sets.
    pub(super) fn key(&self) -> u64 {
        self.0.iter().fold(0, |sum, word| sum.wrapping_add(*word))
    }

    /// The keys of the sets that lack one word, where that still leaves enough of the question.
    pub(super) fn keys_with_one_less(&self) -> impl Iterator<Item = u64> {
        let whole = self.key();
        let enough = self.0.len() >= 4;
        let words = self.0.iter().filter(move |_| enough);
        words.map(move |word| whole.wrapping_sub(*word))
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn stop_words_do_not_distinguish_questions() {
        let key = |text| Words::of(text, "poh").key();
        assert_eq!(key("What is the cause of POH?"), key("cause of it"));
        assert_eq!(key("Does Gaucher's hurt?"), key("gauchers HURT"));
        assert_eq!(key("Kann das ändern"), key("kann das andern?"));
        assert_ne!(key("When is it taken out?"), key("How is it taken out?"));
        assert_ne!(key("What is POH?"), key("What is it?"));
    }

    #[test]
    fn only_long_questions_are_nearly_the_same_with_one_word_more() {
        let near = |long, short| {
            let short = Words::of(short, "poh").key();
            Words::of(long, "poh")
                .keys_with_one_less()
                .any(|key| key == short)
        };
        assert!(near("normal GNAS gene test", "normal GNAS test"));
        assert!(!near("GNAS gene test", "GNAS test"));
        assert!(!near("normal GNAS gene test", "normal ACVR1 gene"));
    }
}
