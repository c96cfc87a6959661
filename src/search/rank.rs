//! Ranks the best candidates by what BM25 does not see: whether one name of the condition, and the topic, are what was
//! asked for.

use rustc_hash::FxHashMap;

use crate::index::{ConditionOrd, Index, NameForms, TopicOrd};

use super::interpretation::{Interpretation, is_type_number};
use super::results::Hit;
use super::retrieval::{Candidate, Candidates, WordSet};
use super::score::{Reason, Score};
use super::topics::Vote;

/// What is left of a word's vote for a topic when the condition's name holds it.
const NAME_WORD_VOTE: f32 = 0.2;
/// What the name of a condition is worth to its kinds: "HO after a hip replacement" names HO, and means its kind.
const NAMED_PARENT: f32 = 0.8;
/// How much a word of its name counts for the kind.
const OF_PARENTS_NAME: f32 = 0.9;

/// A batch of candidates as hits, best first; equal ones in the order of the library.
pub(super) fn rank(
    index: &Index,
    interpretation: &Interpretation,
    candidates: &Candidates,
    batch: &[Candidate],
) -> Vec<Hit> {
    let mut ranking = Ranking::new(index, interpretation, candidates);
    let mut hits: Vec<Hit> = batch
        .iter()
        .map(|candidate| ranking.hit(candidate))
        .collect();
    best_first(&mut hits);
    if !interpretation.votes.iter().any(|vote| vote.strength >= 1.0) {
        spread_topics(index, &mut hits);
    }
    hits
}

/// What all candidates of a search are weighed with.
struct Ranking<'a> {
    index: &'a Index,
    interpretation: &'a Interpretation,
    candidates: &'a Candidates,
    /// Sum of the rarities of all words of the query among the questions.
    asked_of_questions: f32,
    /// The best match there is.
    best_match: f32,
    /// The names of conditions are all that was typed.
    only_names: bool,
    common_topics: Vec<f32>,
    comparison: Comparison<'a>,
    names: FxHashMap<ConditionOrd, NameMatch>,
}

impl<'a> Ranking<'a> {
    fn new(
        index: &'a Index,
        interpretation: &'a Interpretation,
        candidates: &'a Candidates,
    ) -> Self {
        let mut words = interpretation.words.iter();
        let best_match = candidates
            .best
            .first()
            .map_or(1.0, |candidate| candidate.score);
        Self {
            index,
            interpretation,
            candidates,
            asked_of_questions: candidates.asked_rarity.iter().sum(),
            best_match: best_match.max(f32::MIN_POSITIVE),
            only_names: interpretation.votes.is_empty()
                && words.all(|word| word.in_name || word.weight == 0.0),
            common_topics: common_topics(index, interpretation),
            comparison: Comparison::new(index, interpretation, &candidates.rarity),
            names: FxHashMap::default(),
        }
    }

    fn hit(&mut self, candidate: &Candidate) -> Hit {
        let name = self.name(candidate);
        let topic = self.index.topic_of(candidate.entry);
        let common_topic = topic.and_then(|topic| self.common_topics.get(topic.index()));
        let asked_topic = match topic {
            Some(topic) => topic_vote(self.interpretation, topic, &name),
            None => 0.0,
        };
        let held = rarity_of(&self.candidates.rarity, |word| {
            candidate.holds.contains(word)
        });
        let asked = rarity_of(&self.candidates.asked_rarity, |word| {
            candidate.asks.contains(word)
        });
        let follows = rarity_of(&self.candidates.rarity, |word| {
            candidate.follows.contains(word)
        });
        // Where a name is all that was typed, how often an answer repeats it says nothing.
        let matching = match self.only_names {
            true => 0.0,
            false => candidate.score / self.best_match,
        };
        let score = Score::default()
            .with(Reason::NameCoverage, name.coverage)
            .with(Reason::NameF1, name.f1)
            .with(Reason::Named, name.named)
            .with(Reason::MainName, whole(name.main))
            .with(Reason::Begins, whole(name.begins))
            .with(Reason::MainNameBegins, whole(name.main_begins))
            .with(Reason::Coded, whole(candidate.is_coded))
            .with(
                Reason::LinksOnly,
                whole(self.index.is_links_only(candidate.entry)),
            )
            .with(Reason::EntryCoverage, share(held, self.comparison.asked))
            .with(Reason::Asked, share(asked, self.asked_of_questions))
            .with(Reason::Match, matching)
            .with(Reason::Follows, share(follows, self.comparison.asked))
            .with(Reason::Topic, asked_topic)
            .with(Reason::NameAndTopic, name.coverage * asked_topic)
            .with(
                Reason::CommonTopic,
                common_topic.copied().unwrap_or_default(),
            )
            .with(Reason::AllNamed, whole(self.asks_all_named(candidate)))
            .with(Reason::OtherType, whole(name.other_type));
        let mut words = self.interpretation.words.iter().enumerate();
        let close = words.any(|(at, word)| word.close.is_some() && candidate.holds.contains(at));
        Hit::new(candidate.entry, score, close)
    }

    /// Whether the question names several conditions, all that the query names: "How does POH differ from FOP?"
    fn asks_all_named(&self, candidate: &Candidate) -> bool {
        let words = self.interpretation.words.iter().enumerate();
        let mut named = words.filter(|(_, word)| word.in_name);
        self.interpretation.names > 1 && named.all(|(at, _)| candidate.asks.contains(at))
    }

    /// How well the best name of a candidate's condition is what was asked for.
    fn name(&mut self, candidate: &Candidate) -> NameMatch {
        let Some(condition) = self.index.condition_of(candidate.entry) else {
            return NameMatch::default();
        };
        let comparison = &mut self.comparison;
        let found = self.names.entry(condition);
        *found.or_insert_with(|| comparison.best_name(condition))
    }
}

/// Sum of the rarities of the words for which `is_held` is true.
fn rarity_of(rarity: &[f32], is_held: impl Fn(usize) -> bool) -> f32 {
    let words = rarity.iter().enumerate();
    words
        .filter(|(word, _)| is_held(*word))
        .map(|(_, rarity)| rarity)
        .sum()
}

/// The amount of a reason that applies or does not.
fn whole(is_there: bool) -> f32 {
    f32::from(u8::from(is_there))
}

/// Sorts by score; equal ones in the order of the library.
fn best_first(hits: &mut [Hit]) {
    hits.sort_by(|a, b| b.total.total_cmp(&a.total).then(a.entry.cmp(&b.entry)));
}

/// While no topic was asked for, one answer to each question about a condition comes before a second one from elsewhere: who
/// types a name sees what it is, its symptoms and its treatment, and not three times what it is. General questions have nothing
/// in common but that they are about no condition.
fn spread_topics(index: &Index, hits: &mut [Hit]) {
    let mut seen: FxHashMap<(ConditionOrd, Option<TopicOrd>), u8> = FxHashMap::default();
    for hit in hits.iter_mut() {
        let Some(condition) = index.condition_of(hit.entry) else {
            continue;
        };
        let about = (condition, index.topic_of(hit.entry));
        let before = seen.entry(about).or_default();
        let score = hit.score.with(Reason::SameTopic, f32::from(*before));
        *hit = Hit::new(hit.entry, score, hit.close);
        *before = before.saturating_add(1);
    }
    best_first(hits);
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// How strongly the query means a topic, from 0 to 1: words that are part of the condition's name say little about it.
fn topic_vote(interpretation: &Interpretation, topic: TopicOrd, name: &NameMatch) -> f32 {
    let votes = interpretation
        .votes
        .iter()
        .filter(|vote| vote.topic == topic);
    let strength = |vote: &Vote| {
        let words = vote.words.clone();
        let count = words.len() as f32;
        let said = words.map(|at| {
            if name.holds.contains(at) {
                NAME_WORD_VOTE
            } else {
                1.0
            }
        });
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
    /// Whether a name begins as the query does.
    begins: bool,
    /// Whether the main name does.
    main_begins: bool,
    /// 1 where the condition was named in full, less where one was of which it is a kind.
    named: f32,
    /// Whether it was named by its main name.
    main: bool,
    /// Which words of the query it holds.
    holds: WordSet,
    /// Whether a numbered type was asked for and the main name says another.
    other_type: bool,
}

/// How common each topic is: the logarithm of its size compared with the largest one. Counts only as far as the query
/// leaves open which topic is meant.
fn common_topics(index: &Index, interpretation: &Interpretation) -> Vec<f32> {
    let sizes: Vec<f32> = (0..index.topic_count())
        .map(|topic| index.topic_size(TopicOrd(topic)) as f32)
        .collect();
    let most = sizes.iter().copied().fold(1.0, f32::max);
    let votes = interpretation.votes.iter().map(|vote| vote.strength);
    let open = 1.0 - votes.fold(0.0, f32::max);
    let common = |size: &f32| open * ((1.0 + size) / (1.0 + most)).ln();
    sizes.iter().map(common).collect()
}

/// The words of a query by the stems that they are looked for as, each with its quality.
fn words_by_stem(interpretation: &Interpretation) -> FxHashMap<&str, Vec<(usize, f32)>> {
    let mut words: FxHashMap<&str, Vec<(usize, f32)>> = FxHashMap::default();
    for (at, word) in interpretation.words.iter().enumerate() {
        for (stem, quality) in &word.terms {
            words.entry(stem).or_default().push((at, *quality));
        }
    }
    words
}

/// Compares names with a query.
struct Comparison<'a> {
    index: &'a Index,
    interpretation: &'a Interpretation,
    rarity: &'a [f32],
    /// Sum of the rarities of all words of the query.
    asked: f32,
    sought: FxHashMap<&'a str, Vec<(usize, f32)>>,
    /// By word: how well a name holds it.
    met: Vec<f32>,
}

impl<'a> Comparison<'a> {
    fn new(index: &'a Index, interpretation: &'a Interpretation, rarity: &'a [f32]) -> Self {
        Self {
            index,
            interpretation,
            rarity,
            asked: rarity.iter().sum(),
            sought: words_by_stem(interpretation),
            met: vec![0.0; rarity.len()],
        }
    }

    /// How well the best name of a condition is what was asked for.
    fn best_name(&mut self, condition: ConditionOrd) -> NameMatch {
        let named = named(self.index, condition, self.interpretation);
        let by_synonym = self.interpretation.by_synonym.contains(&condition);
        let mut best = NameMatch::default();
        let (mut begins, mut main_begins) = (false, false);
        let words = &self.interpretation.words;
        let asked_type = self.interpretation.numbered_type;
        let asked_type = asked_type.map(|at| words[at].folded.as_str());
        let (mut is_asked_type, mut other_type) = (false, false);
        for (at, name) in self.index.names_of(condition).iter().enumerate() {
            let typed = &self.interpretation.typed;
            if !typed.is_empty() && name.folded.starts_with(typed.as_str()) {
                begins = true;
                main_begins |= at == 0;
            }
            if let Some(asked) = asked_type {
                let mut types = types_in(&name.folded).peekable();
                other_type |= at == 0 && types.peek().is_some();
                is_asked_type |= types.any(|name| name == asked);
            }
            if let Some(found) = self.name(name, named, by_synonym)
                && (found.coverage, found.f1) > (best.coverage, best.f1)
            {
                best = found;
            }
        }
        NameMatch {
            begins,
            main_begins,
            named,
            main: self.interpretation.by_main_name.contains(&condition),
            other_type: other_type && !is_asked_type,
            ..best
        }
    }

    /// How well one name is what was asked for; `None` where it holds nothing of it.
    fn name(&mut self, name: &NameForms, named: f32, by_synonym: bool) -> Option<NameMatch> {
        let mut length = 0.0;
        let mut held_at_all = false;
        // What of the name was asked for.
        let mut asked_for = 0.0;
        self.met.fill(0.0);
        for stem in name.stems.split(' ') {
            length += 1.0;
            let claims = self.sought.get(stem).map_or(&[][..], Vec::as_slice);
            let mut best = 0.0;
            for &(word, quality) in claims {
                self.met[word] = quality.max(self.met[word]);
                best = quality.max(best);
            }
            held_at_all |= best > 0.0;
            asked_for += best;
        }
        if !held_at_all && named != NAMED_PARENT && !by_synonym {
            return None;
        }
        let mut found = NameMatch::default();
        let mut held = 0.0;
        let words = self
            .interpretation
            .words
            .iter()
            .zip(self.rarity)
            .zip(&self.met);
        for (at, ((word, rarity), &quality)) in words.enumerate() {
            if quality > 0.0 {
                held += rarity * quality;
                found.holds.insert(at);
            } else if word.in_name && named == NAMED_PARENT || word.by_synonym && by_synonym {
                // The name of the parent with a word for the kind ("ectopic bone after THA"), or a synonym of the name.
                held += rarity * OF_PARENTS_NAME;
            }
        }
        found.coverage = share(held, self.asked);
        let precision = share(asked_for, length);
        found.f1 = share(2.0 * found.coverage * precision, found.coverage + precision);
        Some(found)
    }
}

/// The numbers of types in a folded name: "2" of "usher syndrome type 2c", "3" of "spinal muscular atrophy 3".
fn types_in(name: &str) -> impl Iterator<Item = &str> + use<'_> {
    let words: Vec<&str> = name.split(' ').collect();
    (1..words.len()).filter_map(move |at| {
        let number = words[at].trim_end_matches(|c: char| c.is_ascii_lowercase());
        let is_type = words[at - 1] == "type" || at + 1 == words.len();
        (is_type && is_type_number(number)).then_some(number)
    })
}

fn named(index: &Index, condition: ConditionOrd, interpretation: &Interpretation) -> f32 {
    let is_named = |condition| interpretation.conditions.contains(condition);
    if interpretation.conditions.is_empty() {
        0.0
    } else if is_named(&condition) {
        1.0
    } else if index.parents_of(condition).iter().any(is_named) {
        NAMED_PARENT
    } else {
        0.0
    }
}
