//! How well each entry matches, added up word by word.
//!
//! One number an entry and word: how rare the word is times its [impact](crate::index::impact) there. Term by term, so
//! that it is known afterwards which entry holds which word.

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, Term};

use crate::index::common::{COMMON, Choice, TAKEN};
use crate::index::impact::{TIE, UNIT};
use crate::index::{EntryOrd, Error, Index};

use super::RANKED;
use super::lexicon::{Meaning, QUALITY_COMPLETED};
use super::reading::Reading;

/// What a match of a code adds: an identifier is typed for nothing else.
const CODE_SCORE: f32 = 12.0;
/// What it adds that an entry is of the topic that is meant.
const TOPIC_SCORE: f32 = 4.0;
/// What it adds that a name of the entry's condition begins as the query does.
const BEGINNING_SCORE: f32 = 20.0;
/// Marks, among the words that an entry holds, that it is of the topic that is meant.
const TOPIC_BIT: u32 = 1 << 31;
/// Marks, among the words that an entry holds, that a name of its condition begins as the query does.
const BEGINNING_BIT: u32 = 1 << 30;
/// Marks, among the words that an entry holds, that an identifier or gene of its condition was typed.
const CODE_BIT: u32 = 1 << 29;
/// So many words of a query can be told apart.
pub(super) const MOST_WORDS: usize = 29;
/// Of the words that an unfinished or misspelt one may be, the most common are looked up until they stand in so many
/// entries: past that they tell nothing any more, and in a library of a million they would cost the most.
const MOST_GUESSED: u32 = 30_000;

/// A common word tells little of the many entries that hold it, so it is looked up last: in full only of the entries that
/// other words have found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limits {
    /// A term that more entries hold is common.
    common: u32,
    /// Of the entries that no other word has found, so many are taken, those where the term weighs most.
    taken: u32,
}

/// Those for which the index knows what to take.
const LIMITS: Limits = Limits {
    common: COMMON,
    taken: TAKEN,
};

/// An entry that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) entry: EntryOrd,
    pub(super) score: f32,
    held: u32,
    asked: u32,
}

impl Candidate {
    /// Whether its question, or how else it is asked, holds the word at this place of the query.
    pub(super) fn asks(&self, word: usize) -> bool {
        self.asked & (1 << word) != 0
    }

    /// Whether it holds the word at this place of the query.
    pub(super) fn holds(&self, word: usize) -> bool {
        self.held & (1 << word) != 0
    }

    /// Whether an identifier or gene of its condition was typed.
    pub(super) fn is_coded(&self) -> bool {
        self.held & CODE_BIT != 0
    }

    /// Whether it is of the topic that is meant.
    pub(super) fn is_of_topic(&self) -> bool {
        self.held & TOPIC_BIT != 0
    }
}

/// The entries that match.
#[derive(Debug)]
pub(super) struct Candidates {
    found: Vec<Candidate>,
    /// How much each word of the query tells: more, the fewer entries hold it, times the word's weight.
    pub(super) rarity: Vec<f32>,
    /// The same among the questions.
    pub(super) asked_rarity: Vec<f32>,
}

/// What is known of an entry while a query's words are looked up.
#[derive(Debug, Default, Clone, Copy)]
struct Slot {
    score: f32,
    held: u32,
    asked: u32,
}

/// What is known of an entry while the meanings of one word are looked up.
#[derive(Debug, Default, Clone, Copy)]
struct WordSlot {
    best: f32,
    sum: f32,
}

/// A slot for every entry, and which of them are in use. All others are empty, also between two searches.
#[derive(Debug, Default)]
struct Slots<T> {
    slots: Vec<T>,
    used: Vec<u32>,
}

impl<T: Default + Copy> Slots<T> {
    fn fit(&mut self, documents: usize) {
        if self.slots.len() < documents {
            self.slots.resize(documents, T::default());
        }
    }

    /// Hands over what is in use, and empties it.
    fn drain(&mut self, mut take: impl FnMut(u32, T)) {
        for document in self.used.drain(..) {
            take(document, std::mem::take(&mut self.slots[document as usize]));
        }
    }
}

impl Slots<Slot> {
    #[inline]
    fn add(&mut self, document: u32, score: f32, mark: u32) {
        let slot = &mut self.slots[document as usize];
        if slot.held == 0 {
            self.used.push(document);
        }
        slot.score += score;
        slot.held |= mark;
    }
}

impl Slots<WordSlot> {
    #[inline]
    fn add(&mut self, document: u32, score: f32) {
        let slot = &mut self.slots[document as usize];
        if slot.sum == 0.0 {
            self.used.push(document);
        }
        slot.sum += score;
        slot.best = slot.best.max(score);
    }
}

/// The slots of a search.
#[derive(Debug, Default)]
struct Tally {
    entries: Slots<Slot>,
    word: Slots<WordSlot>,
}

impl Tally {
    /// Does `work` with empty slots for so many entries. They are kept from one search to the next, so that a keystroke
    /// costs by what is found and not by how large the library is. Should the work panic, they are given up.
    fn with<T>(documents: usize, work: impl FnOnce(&mut Self) -> T) -> T {
        thread_local! {
            static KEPT: RefCell<Tally> = RefCell::default();
        }
        let mut tally = KEPT.take();
        tally.entries.fit(documents);
        tally.word.fit(documents);
        let done = work(&mut tally);
        // What an error left behind.
        tally.entries.drain(|_, _| ());
        tally.word.drain(|_, _| ());
        KEPT.set(tally);
        done
    }
}

impl Candidates {
    /// Looks every word of `reading` up.
    pub(super) fn gather(index: &Index, reading: &Reading) -> Result<Self, Error> {
        Self::gather_within(index, reading, LIMITS)
    }

    fn gather_within(index: &Index, reading: &Reading, limits: Limits) -> Result<Self, Error> {
        Tally::with(index.all_entries() as usize, |tally| {
            let rarity = look_up_words(index, reading, limits, tally)?;
            let asked_rarity = look_up_questions(index, reading, &mut tally.entries)?;
            Ok(Self {
                found: weigh_topics(index, reading, &mut tally.entries),
                rarity,
                asked_rarity,
            })
        })
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// Keeps the entries that `admits` lets through.
    pub(super) fn keep(&mut self, admits: impl Fn(EntryOrd) -> bool) {
        self.found.retain(|candidate| admits(candidate.entry));
    }

    /// Drops the entries that hold an excluded word.
    pub(super) fn exclude(&mut self, index: &Index, reading: &Reading) -> Result<(), Error> {
        let mut excluded = HashSet::new();
        if let Some(terms) = Terms::open(index, index.fields().terms)? {
            for stem in &reading.excluded {
                if let Some(info) = terms.find(stem)? {
                    terms.each_entry(&info, |entry| {
                        excluded.insert(entry);
                    })?;
                }
            }
        }
        self.found
            .retain(|candidate| !excluded.contains(&candidate.entry.0));
        Ok(())
    }

    /// The best `most`, best first; equal ones in the order of the library.
    pub(super) fn best(&mut self, most: usize) -> Vec<Candidate> {
        let order =
            |a: &Candidate, b: &Candidate| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry));
        let mut best: Vec<Candidate> = Vec::with_capacity(2 * most);
        let mut least = f32::MIN;
        for candidate in std::mem::take(&mut self.found) {
            if candidate.score < least {
                continue;
            }
            best.push(candidate);
            if best.len() == 2 * most {
                best.select_nth_unstable_by(most - 1, order);
                best.truncate(most);
                least = best.last().map_or(least, |last| last.score);
            }
        }
        best.sort_unstable_by(order);
        best.truncate(most);
        best
    }
}

/// Looks the words of `reading` up, and the conditions of which a name begins as it does. Gives back how much each word
/// tells.
fn look_up_words(
    index: &Index,
    reading: &Reading,
    limits: Limits,
    tally: &mut Tally,
) -> Result<Vec<f32>, Error> {
    let Tally {
        entries,
        word: slots,
    } = tally;
    let documents = index.all_entries();
    let mut rarity = vec![0.0; reading.words.len()];
    let Some(terms) = Terms::open(index, index.fields().terms)? else {
        return Ok(rarity);
    };
    let words = reading.words.iter().enumerate();
    let words = words.filter(|(_, word)| word.weight > 0.0);
    let mut words: Vec<_> = words
        .map(|(at, word)| Ok((terms.meanings(word)?, at, word)))
        .collect::<Result<_, Error>>()?;
    words.sort_by_key(|(found, ..)| Some(most_held(found)).filter(|most| *most > limits.common));
    for (found, at, word) in words {
        let mark = 1 << at;
        let coded = coded(index, &word.code)?;
        let most = most_held(&found);
        let before = (most > limits.common).then(|| Bits::of(&entries.used, documents));
        let known = |entry| before.as_ref().is_none_or(|before| before.holds(entry));
        if let ([meaning], []) = (found.as_slice(), coded.as_slice()) {
            rarity[at] = word.weight * rarity_of(most, documents);
            let unit = rarity[at] * meaning.quality * UNIT;
            let mut choice = terms.choice(index, meaning, limits)?;
            terms.each(&meaning.info, |entry, units| {
                if choice.takes(units) || known(entry) {
                    entries.add(entry, unit * units as f32, mark);
                }
            })?;
            continue;
        }
        for meaning in &found {
            let unit = rarity_of(meaning.info.doc_freq, documents) * meaning.quality * UNIT;
            let mut choice = terms.choice(index, meaning, limits)?;
            terms.each(&meaning.info, |entry, units| {
                if choice.takes(units) || known(entry) {
                    slots.add(entry, unit * units as f32);
                }
            })?;
        }
        coded.iter().for_each(|&entry| slots.add(entry, CODE_SCORE));
        let holding = most.max(slots.used.len() as u32);
        rarity[at] = word.weight * rarity_of(holding, documents);
        slots.drain(|entry, slot| {
            let score = slot.best + TIE * (slot.sum - slot.best);
            entries.add(entry, word.weight * score, mark);
        });
        // The name of a system, "ICD-10", is a code of nearly everything and tells nothing.
        if coded.len() * 2 < documents as usize {
            coded
                .iter()
                .for_each(|&entry| entries.add(entry, 0.0, CODE_BIT));
        }
    }
    for &(condition, count) in &reading.beginning {
        // The conditions with the most entries first: there are more that begin with one letter than are ranked.
        let score = BEGINNING_SCORE + (1.0 + count as f32).ln();
        for entry in index.entries(Some(condition), None).unwrap_or_default() {
            entries.add(entry.0, score, BEGINNING_BIT);
        }
    }
    Ok(rarity)
}

/// In how many entries the most common of a word's meanings stands.
fn most_held(found: &[Found<'_>]) -> u32 {
    let held = found.iter().map(|meaning| meaning.info.doc_freq);
    held.max().unwrap_or(0)
}

/// Marks, of the entries that were found, those whose question holds a word. What an unfinished word may become is left out:
/// it is a guess, and costs the most. Gives back how much each word tells among the questions.
fn look_up_questions(
    index: &Index,
    reading: &Reading,
    entries: &mut Slots<Slot>,
) -> Result<Vec<f32>, Error> {
    let documents = index.all_entries();
    let mut rarity = vec![0.0; reading.words.len()];
    let Some(questions) = Terms::open(index, index.fields().asked)? else {
        return Ok(rarity);
    };
    let found = Bits::of(&entries.used, documents);
    let words = reading.words.iter().enumerate();
    for (at, word) in words.filter(|(_, word)| word.weight > 0.0) {
        let mut holding = 0;
        for (stem, _) in word
            .terms
            .iter()
            .filter(|(_, quality)| *quality != QUALITY_COMPLETED)
        {
            if let Some(info) = questions.find(stem)? {
                holding += info.doc_freq;
                questions.each_entry(&info, |entry| {
                    if found.holds(entry) {
                        entries.slots[entry as usize].asked |= 1 << at;
                    }
                })?;
            }
        }
        rarity[at] = word.weight * rarity_of(holding.min(documents), documents);
    }
    Ok(rarity)
}

/// Brings in the topics that are meant, and hands over what answers the query.
fn weigh_topics(index: &Index, reading: &Reading, entries: &mut Slots<Slot>) -> Vec<Candidate> {
    let words = reading.words.iter().zip(0..);
    let content = words
        .filter(|(word, _)| word.content)
        .fold(BEGINNING_BIT, |content, (_, at)| content | 1 << at);
    let topics = reading.topics();
    let only_topics = !reading
        .words
        .iter()
        .any(|word| word.content && !word.topical);
    let slots = &entries.slots;
    let any_content = entries
        .used
        .iter()
        .any(|&entry| slots[entry as usize].held & content != 0);
    // All entries of a topic answer a query that says no more. Beside little else, and while no condition was named, they
    // are better than nothing: "are these phone numbers right" asks for organisations, whatever else stands in them.
    let little = reading.conditions.is_empty() && entries.used.len() < RANKED;
    if only_topics || !any_content || little {
        for &topic in &topics {
            for entry in index.topic_entries(topic).unwrap_or_default() {
                entries.add(entry.0, 0.0, TOPIC_BIT);
            }
        }
    }
    let mut of_topic = vec![false; index.topic_count() as usize];
    for topic in &topics {
        of_topic[topic.index()] = true;
    }
    let topic_of = index.entry_topics();
    let mut found = Vec::with_capacity(entries.used.len());
    entries.drain(|entry, mut slot| {
        let topic = topic_of.get(entry).unwrap_or(u32::MAX) as usize;
        if of_topic.get(topic).is_some_and(|asked| *asked) {
            slot.held |= TOPIC_BIT;
            slot.score += TOPIC_SCORE;
        }
        let answers = !any_content || slot.held & content != 0 || only_topics || little;
        if answers {
            found.push(Candidate {
                entry: EntryOrd(entry),
                score: slot.score,
                held: slot.held,
                asked: slot.asked,
            });
        }
    });
    found
}

/// The inverse document frequency of BM25.
fn rarity_of(holding: u32, documents: u32) -> f32 {
    let (holding, documents) = (holding as f32, documents as f32);
    (1.0 + (documents - holding + 0.5) / (holding + 0.5)).ln()
}

/// A meaning of a word that stands in the library.
struct Found<'a> {
    stem: &'a str,
    info: TermInfo,
    quality: f32,
}

/// Entries, a bit each: of a million they fit where the processor finds them at once.
struct Bits(Vec<u64>);

impl Bits {
    fn of(entries: &[u32], documents: u32) -> Self {
        let mut bits = vec![0; (documents as usize).div_ceil(64)];
        for &entry in entries {
            bits[entry as usize / 64] |= 1 << (entry % 64);
        }
        Self(bits)
    }

    #[inline]
    fn holds(&self, entry: u32) -> bool {
        self.0[entry as usize / 64] & (1 << (entry % 64)) != 0
    }
}

/// The terms of a field.
struct Terms {
    field: Field,
    terms: Arc<InvertedIndexReader>,
}

impl Terms {
    fn open(index: &Index, field: Field) -> Result<Option<Self>, Error> {
        let Some(segment) = index.searcher().segment_readers().first() else {
            return Ok(None);
        };
        let terms = segment.inverted_index(field)?;
        Ok(Some(Self { field, terms }))
    }

    fn find(&self, stem: &str) -> Result<Option<TermInfo>, Error> {
        let term = Term::from_field_text(self.field, stem);
        Ok(self.terms.get_term_info(&term)?)
    }

    /// The meanings of a word that stand in the library, with their quality.
    fn meanings<'a>(&self, word: &'a Meaning) -> Result<Vec<Found<'a>>, Error> {
        let mut found = Vec::with_capacity(word.terms.len());
        let mut guessed = 0;
        for (stem, quality) in &word.terms {
            let Some(info) = self.find(stem)? else {
                continue;
            };
            if *quality < 1.0 {
                guessed += info.doc_freq;
                if guessed > MOST_GUESSED && !found.is_empty() {
                    break;
                }
            }
            found.push(Found {
                stem,
                info,
                quality: *quality,
            });
        }
        Ok(found)
    }

    /// All entries of a term, or of a common one those where it weighs most.
    fn choice(&self, index: &Index, meaning: &Found<'_>, limits: Limits) -> Result<Choice, Error> {
        if meaning.info.doc_freq <= limits.common {
            return Ok(Choice::ALL);
        }
        match index.choice(meaning.stem) {
            Some(choice) if limits == LIMITS => Ok(choice),
            _ => Choice::of(&self.terms, &meaning.info, limits.taken),
        }
    }

    /// Hands over every entry that holds the term.
    fn each_entry(&self, info: &TermInfo, mut take: impl FnMut(u32)) -> Result<(), Error> {
        let option = IndexRecordOption::Basic;
        let mut blocks = self.terms.read_block_postings_from_terminfo(info, option)?;
        while blocks.block_len() > 0 {
            blocks.docs().iter().for_each(|&entry| take(entry));
            blocks.advance();
        }
        Ok(())
    }

    /// Hands over every entry that holds the term, with the units of its impact there.
    #[inline]
    fn each(&self, info: &TermInfo, mut take: impl FnMut(u32, u32)) -> Result<(), Error> {
        let option = IndexRecordOption::WithFreqs;
        let mut blocks = self.terms.read_block_postings_from_terminfo(info, option)?;
        while blocks.block_len() > 0 {
            for (&entry, &units) in blocks.docs().iter().zip(blocks.freqs()) {
                take(entry, units);
            }
            blocks.advance();
        }
        Ok(())
    }
}

/// Every entry with this identifier or gene.
fn coded(index: &Index, code: &str) -> Result<Vec<u32>, Error> {
    let mut found = Vec::new();
    if let Some(codes) = Terms::open(index, index.fields().code)?
        && let Some(info) = codes.find(code)?
    {
        codes.each_entry(&info, |entry| found.push(entry))?;
    }
    Ok(found)
}
