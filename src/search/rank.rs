//! Puts the best candidates in order by what the search library can't see: whether one name of the condition is what was
//! asked for, and whether the topic is.
//!
//! The weights were set by hand while looking at one sample of known-item queries over MedQuAD; no second sample has
//! confirmed them.

use std::collections::HashMap;

use crate::index::{ConditionOrd, EntryOrd, Index, TopicOrd};

use super::Hit;
use super::candidates::Candidate;
use super::reading::{Reading, Vote};

const NAME_COVERAGE: f32 = 3.8;
const DOCUMENT_COVERAGE: f32 = 2.0;
const MATCH: f32 = 1.7;
/// A name that covers more of a query than this covers all of it; what is missing is rounding.
const ALL_OF_IT: f32 = 0.999;
const NAME_F1: f32 = 1.6;
const NAME_AND_TOPIC: f32 = 1.0;
const TOPIC: f32 = 0.75;
const FIRST_WORD: f32 = 0.35;
/// What is left of a word's vote for a topic when the condition's name holds it.
const NAME_WORD_VOTE: f32 = 0.2;
/// For an entry of a condition that was named in full: its words may be part of other names, too.
const NAMED: f32 = 2.0;
/// The same for an entry of a kind of the condition that was named: "HO after a hip replacement" names HO, and means its kind.
const NAMED_PARENT: f32 = 1.6;
/// How much a word of its name counts for the kind.
const OF_PARENTS_NAME: f32 = 0.9;
/// For an entry of a condition of which an identifier or gene was typed: it is typed for nothing else.
const CODED: f32 = 2.0;
/// For an entry of a condition of which a name begins as the query does.
const BEGINS: f32 = 2.5;
/// What the logarithm of the number of a condition's entries counts, while it is not settled which condition is meant.
const MANY_ENTRIES: f32 = 0.3;
/// What every earlier answer about the same condition and topic takes away.
const SAME_TOPIC: f32 = 1.0;
/// What the logarithm of a topic's share of all entries counts, while it is not settled which topic is meant.
const COMMON_TOPIC: f32 = 0.5;

/// The candidates as hits, best first; equal ones in the order of the library.
pub(super) fn rank(
    index: &Index,
    reading: &Reading,
    rarity: &[f32],
    candidates: Vec<Candidate>,
) -> Vec<Hit> {
    let priors = Priors::of(index, reading);
    let asked: f32 = rarity.iter().sum();
    let best = candidates
        .first()
        .map_or(1.0, |candidate| candidate.score)
        .max(f32::MIN_POSITIVE);
    let mut names: HashMap<ConditionOrd, NameMatch> = HashMap::new();
    let mut hits: Vec<Hit> = candidates
        .iter()
        .map(|candidate| {
            let condition = index.condition_of(candidate.entry);
            let name = condition.map_or(NameMatch::default(), |condition| {
                *names
                    .entry(condition)
                    .or_insert_with(|| best_name(index, condition, reading, rarity))
            });
            let held: f32 = (0..rarity.len())
                .filter(|&word| candidate.holds(word))
                .map(|word| rarity[word])
                .sum();
            let topic = match index.topic_of(candidate.entry) {
                Some(topic) if candidate.is_of_topic() => topic_vote(reading, topic, &name),
                _ => 0.0,
            };
            // Where a name is all that was typed, how often an answer repeats it says nothing.
            let only_named = reading.votes.is_empty() && name.coverage > ALL_OF_IT;
            let match_weight = if only_named { 0.0 } else { MATCH };
            let score = NAME_COVERAGE * name.coverage
                + DOCUMENT_COVERAGE * share(held, asked)
                + match_weight * candidate.score / best
                + NAME_F1 * name.f1
                + NAME_AND_TOPIC * name.coverage * topic
                + TOPIC * topic
                + FIRST_WORD * name.first
                + name.named
                + CODED * f32::from(u8::from(candidate.is_coded()))
                + BEGINS * name.begins
                + priors.of_entry(index, candidate.entry, condition);
            let close = reading
                .words
                .iter()
                .enumerate()
                .any(|(at, word)| word.close.is_some() && candidate.holds(at));
            Hit {
                entry: candidate.entry,
                score,
                close,
            }
        })
        .collect();
    best_first(&mut hits);
    if !reading.votes.iter().any(|vote| vote.strength >= 1.0) {
        spread_topics(index, &mut hits);
    }
    hits
}

/// Sorts by score; equal ones in the order of the library.
fn best_first(hits: &mut [Hit]) {
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
}

/// While no topic was asked for, one answer to each question about a condition comes before a second one from elsewhere: who
/// types a name sees what it is, its symptoms and its treatment, and not three times what it is.
fn spread_topics(index: &Index, hits: &mut [Hit]) {
    let mut seen: HashMap<(Option<ConditionOrd>, Option<TopicOrd>), u8> = HashMap::new();
    for hit in hits.iter_mut() {
        let about = (index.condition_of(hit.entry), index.topic_of(hit.entry));
        let before = seen.entry(about).or_default();
        hit.score -= SAME_TOPIC * f32::from(*before);
        *before = before.saturating_add(1);
    }
    best_first(hits);
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// How strongly the query means a topic, from 0 to 1: words that are part of the condition's name say little about it.
fn topic_vote(reading: &Reading, topic: TopicOrd, name: &NameMatch) -> f32 {
    let votes = reading.votes.iter().filter(|vote| vote.topic == topic);
    let strength = |vote: &Vote| {
        let words = vote.words.clone();
        let count = words.len() as f32;
        let said = words.map(|at| if name.holds(at) { NAME_WORD_VOTE } else { 1.0 });
        vote.strength * said.sum::<f32>() / count
    };
    votes.map(strength).fold(0.0, f32::max)
}

/// How well the best single name of a condition is what was asked for.
#[derive(Debug, Clone, Copy, Default)]
struct NameMatch {
    /// The share of the query that the name holds.
    coverage: f32,
    /// Harmonic mean of that and of the share of the name that was asked for.
    f1: f32,
    /// 1 where the first word of the query is the first word of the name.
    first: f32,
    /// 1 where a name begins as the query does.
    begins: f32,
    /// What it is worth that the condition, or one of which it is a kind, was named in full.
    named: f32,
    /// Which words of the query it holds.
    held: u64,
}

/// What is likely before anything is known of an entry but its condition and topic.
struct Priors {
    /// By topic.
    topics: Vec<f32>,
    /// By condition, of those that are likely to be meant.
    conditions: HashMap<ConditionOrd, f32>,
}

impl Priors {
    fn of(index: &Index, reading: &Reading) -> Self {
        let sizes: Vec<f32> = (0..index.topic_count())
            .map(|topic| index.topic_size(TopicOrd(topic)) as f32)
            .collect();
        let most = sizes.iter().copied().fold(1.0, f32::max);
        // The more strongly a topic is asked for, the less does it matter which are common.
        let asked = reading
            .votes
            .iter()
            .map(|vote| vote.strength)
            .fold(0.0, f32::max);
        let weight = COMMON_TOPIC * (1.0 - asked);
        let topics = sizes
            .iter()
            .map(|size| weight * ((1.0 + size) / (1.0 + most)).ln())
            .collect();
        let conditions = reading
            .beginning
            .iter()
            .map(|&(condition, entries)| (condition, MANY_ENTRIES * (1.0 + entries as f32).ln()))
            .collect();
        Self { topics, conditions }
    }

    fn of_entry(&self, index: &Index, entry: EntryOrd, condition: Option<ConditionOrd>) -> f32 {
        let topic = index
            .topic_of(entry)
            .and_then(|topic| self.topics.get(topic.index()));
        let condition = condition.and_then(|condition| self.conditions.get(&condition));
        topic.unwrap_or(&0.0) + condition.unwrap_or(&0.0)
    }
}

impl NameMatch {
    fn holds(&self, word: usize) -> bool {
        self.held & (1 << word) != 0
    }
}

fn best_name(
    index: &Index,
    condition: ConditionOrd,
    reading: &Reading,
    rarity: &[f32],
) -> NameMatch {
    let asked: f32 = rarity.iter().sum();
    let named = named(index, condition, reading);
    let names = index.name_forms(condition).unwrap_or_default();
    let mut best = NameMatch::default();
    let mut begins = 0.0;
    for name in &names {
        if !reading.typed.is_empty() && name.folded.starts_with(&reading.typed) {
            begins = 1.0;
        }
        let terms: Vec<&str> = name.stems.split(' ').collect();
        let mut met = vec![0.0f32; terms.len()];
        let mut held = 0.0;
        let mut first = 0.0;
        let mut first_content = true;
        let mut words = 0u64;
        for (at_word, (word, weight)) in reading.words.iter().zip(rarity).enumerate() {
            let found = word.terms.iter().find_map(|(stem, quality)| {
                terms
                    .iter()
                    .position(|term| term == stem)
                    .map(|at| (at, *quality))
            });
            if found.is_none() && word.calls && named == NAMED_PARENT {
                // "Ectopic bone after THA": the parent's name, and what tells its kind.
                held += weight * OF_PARENTS_NAME;
            }
            if let Some((at, quality)) = found {
                held += weight * quality;
                words |= 1 << at_word;
                met[at] = met[at].max(quality);
                first = f32::max(first, f32::from(u8::from(first_content && at == 0)));
            }
            first_content = first_content && word.weight == 0.0;
        }
        let coverage = share(held, asked);
        let precision = share(met.iter().sum(), terms.len() as f32);
        let f1 = share(2.0 * coverage * precision, coverage + precision);
        if (coverage, f1) > (best.coverage, best.f1) {
            best = NameMatch {
                coverage,
                f1,
                first,
                held: words,
                ..NameMatch::default()
            };
        }
    }
    NameMatch {
        begins,
        named,
        ..best
    }
}

fn named(index: &Index, condition: ConditionOrd, reading: &Reading) -> f32 {
    let is_named = |condition| reading.conditions.contains(condition);
    if reading.conditions.is_empty() {
        0.0
    } else if is_named(&condition) {
        NAMED
    } else if index
        .parents_of(condition)
        .unwrap_or_default()
        .iter()
        .any(is_named)
    {
        NAMED_PARENT
    } else {
        0.0
    }
}
