//! The entries that match, and which words of the query each of the best holds.
//!
//! A query becomes one tantivy query. Each word is a [`DisjunctionMaxQuery`] over the fields and over all
//! that the word may mean; filters, phrases and exclusions are clauses of the same query: nothing is cut off before it is
//! filtered. BM25 scores it. Then it is looked up which words each of the best matches holds.

use std::sync::Arc;

use tantivy::collector::{Count, TopDocs};
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EnableScoring, Occur,
    PhraseQuery, Query, Scorer, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, TERMINATED, Term};

use crate::index::{EntryOrd, Error, Index};

use super::interpretation::{Interpretation, QUALITY_SYNONYM};
use super::term_expansion::{Meaning, QUALITY_COMPLETED};

/// Of the fields and meanings in which a word is found, the best counts whole and the others this much.
const TIE: f32 = 0.2;
/// What a match of a code adds: an identifier is typed for nothing else.
const CODE_SCORE: f32 = 12.0;
/// What an entry of the topic that is meant gets in addition.
const TOPIC_SCORE: f32 = 4.0;
/// What an entry gets whose condition is named by a synonym.
const NAMED_SCORE: f32 = 2.0;
/// What an entry gets if a name of its condition begins as the query does.
const BEGINNING_SCORE: f32 = 20.0;

/// Maximum distance between the words of a synonym of several words.
const APART: u32 = 3;

/// A clause that narrows a search.
pub(super) type Clause = (Occur, Box<dyn Query>);

/// Words of a query, by their places in it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct WordSet(u64);

impl WordSet {
    pub(super) fn contains(self, word: usize) -> bool {
        self.0 & (1 << word) != 0
    }

    pub(super) fn insert(&mut self, word: usize) {
        self.0 |= 1 << word;
    }
}

/// An entry that matches.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Candidate {
    pub(super) entry: EntryOrd,
    /// The BM25 score.
    pub(super) score: f32,
    /// Which words of the query it holds.
    pub(super) holds: WordSet,
    /// Which of them its question, or how else it is asked, holds.
    pub(super) asks: WordSet,
    /// Whether an identifier or gene of its condition was typed.
    pub(super) is_coded: bool,
    /// Which words of the query follow the one before them in its question or answer, as in the query.
    pub(super) follows: WordSet,
}

/// The entries that match.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// The best of them, best first.
    pub(super) best: Vec<Candidate>,
    /// How many there are.
    pub(super) total: usize,
    /// The rarity of each word: its inverse document frequency times its weight.
    pub(super) rarity: Vec<f32>,
    /// The same among the questions.
    pub(super) asked_rarity: Vec<f32>,
    /// In about how many entries each word occurs.
    pub(super) holding: Vec<u32>,
}

/// The stems of one meaning of a word, in a field that has all of them.
struct Found {
    field: Field,
    boost: f32,
    /// One, or several that must be near each other in the field.
    stems: Vec<(String, TermInfo)>,
    quality: f32,
}

impl Found {
    /// In about how many entries it occurs.
    fn holding(&self) -> u32 {
        let each = self.stems.iter().map(|(_, info)| info.doc_freq);
        each.min().unwrap_or(0)
    }

    fn query(&self) -> Box<dyn Query> {
        let term = |(stem, _): &(String, TermInfo)| Term::from_field_text(self.field, stem);
        match self.stems.as_slice() {
            [one] => Box::new(TermQuery::new(term(one), IndexRecordOption::WithFreqs)),
            several => {
                let mut phrase = PhraseQuery::new(several.iter().map(term).collect());
                phrase.set_slop(APART);
                Box::new(phrase)
            }
        }
    }
}

/// Everything that a word of the query is found as.
#[derive(Default)]
struct Word {
    found: Vec<Found>,
    code: Option<TermInfo>,
}

impl Candidates {
    /// The best `most` entries that match `interpretation` and all of `clauses`.
    pub(super) fn gather(
        index: &Index,
        interpretation: &Interpretation,
        mut clauses: Vec<Clause>,
        most: usize,
    ) -> Result<Self, Error> {
        let terms = Terms::open(index)?;
        let words: Vec<Word> = interpretation
            .words
            .iter()
            .map(|word| terms.find(word))
            .collect::<Result<_, _>>()?;
        let Some(matching) = matching(index, interpretation, &words) else {
            return Ok(Self {
                holding: vec![0; words.len()],
                ..Self::default()
            });
        };
        clauses.push((Occur::Must, matching));
        let query = BooleanQuery::new(clauses);
        let collector = (TopDocs::with_limit(most).order_by_score(), Count);
        let (top, total) = index.searcher().search(&query, &collector)?;
        let mut best: Vec<Candidate> = top
            .into_iter()
            .map(|(score, address)| Candidate {
                entry: EntryOrd(address.doc_id),
                score,
                ..Candidate::default()
            })
            .collect();
        best.sort_unstable_by_key(|candidate| candidate.entry);
        terms.mark(index, &words, &mut best)?;
        mark_neighbors(index, interpretation, &mut best)?;
        best.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        let documents = index.all_entries();
        let rarity = |in_question: bool| {
            let weighed = interpretation.words.iter().zip(&words);
            weighed
                .map(|(meaning, word)| {
                    meaning.weight * idf(word.holding(&terms, in_question), documents)
                })
                .collect()
        };
        Ok(Self {
            best,
            total,
            holding: words
                .iter()
                .map(|word| word.holding(&terms, false))
                .collect(),
            rarity: rarity(false),
            asked_rarity: rarity(true),
        })
    }
}

/// What an entry must match: a word that says what is asked for, or, where there is none, any word or topic.
fn matching(
    index: &Index,
    interpretation: &Interpretation,
    words: &[Word],
) -> Option<Box<dyn Query>> {
    let fields = index.fields();
    let mut content = Vec::new();
    let mut other = Vec::new();
    for (meaning, word) in interpretation.words.iter().zip(words) {
        if meaning.weight == 0.0 {
            continue;
        }
        let queries = if meaning.content {
            &mut content
        } else {
            &mut other
        };
        queries.extend(word.query(meaning.weight));
        if word.code.is_some() {
            let code = Term::from_field_text(fields.code, &meaning.code);
            queries.push(constant(code, CODE_SCORE));
        }
    }
    let number = |field, at: u32| Term::from_field_u64(field, at.into());
    let beginning = interpretation.beginning.iter();
    let beginning = beginning.map(|it| constant(number(fields.condition, it.0), BEGINNING_SCORE));
    let by_synonym = interpretation.by_synonym.iter();
    let by_synonym = by_synonym.map(|it| constant(number(fields.condition, it.0), NAMED_SCORE));
    content.extend(beginning.chain(by_synonym));
    let topics = interpretation.topics().into_iter();
    other.extend(topics.map(|it| constant(number(fields.topic, it.0), TOPIC_SCORE)));
    let only_topics = interpretation
        .words
        .iter()
        .all(|word| !word.content || word.topical);
    if content.is_empty() || only_topics {
        content.append(&mut other);
    }
    if content.is_empty() {
        return None;
    }
    let mut clauses: Vec<Clause> = vec![(Occur::Must, Box::new(BooleanQuery::union(content)))];
    clauses.extend(other.into_iter().map(|query| (Occur::Should, query)));
    Some(Box::new(BooleanQuery::new(clauses)))
}

fn constant(term: Term, score: f32) -> Box<dyn Query> {
    let query = TermQuery::new(term, IndexRecordOption::Basic);
    Box::new(ConstScoreQuery::new(Box::new(query), score))
}

impl Word {
    /// `None` where no field holds it.
    fn query(&self, weight: f32) -> Option<Box<dyn Query>> {
        let boosted = |found: &Found| -> Box<dyn Query> {
            let boost = found.boost * found.quality * weight;
            Box::new(BoostQuery::new(found.query(), boost))
        };
        let queries: Vec<_> = self.found.iter().map(boosted).collect();
        (!queries.is_empty())
            .then(|| Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, TIE)) as _)
    }

    /// In about how many entries the most common of a word's meanings occurs.
    fn holding(&self, terms: &Terms, in_question: bool) -> u32 {
        let counted = self.found.iter().filter(|found| {
            !in_question || found.field == terms.question && found.quality != QUALITY_COMPLETED
        });
        let found = counted.map(Found::holding).max().unwrap_or(0);
        let coded = self.code.as_ref().filter(|_| !in_question);
        found.max(coded.map_or(0, |info| info.doc_freq))
    }
}

/// The terms of the fields that are searched.
struct Terms {
    fields: Vec<(Field, f32, Arc<InvertedIndexReader>)>,
    code: Arc<InvertedIndexReader>,
    code_field: Field,
    question: Field,
}

impl Terms {
    fn open(index: &Index) -> Result<Self, Error> {
        let fields = index.fields();
        let open = |(field, boost)| Ok((field, boost, index.terms(field)?));
        Ok(Self {
            fields: fields
                .searched()
                .into_iter()
                .map(open)
                .collect::<Result<_, Error>>()?,
            code: index.terms(fields.code)?,
            code_field: fields.code,
            question: fields.question,
        })
    }

    /// In which fields a word's meanings occur.
    fn find(&self, word: &Meaning) -> Result<Word, Error> {
        let mut found = Vec::new();
        if word.weight == 0.0 {
            return Ok(Word::default());
        }
        let single = word.terms.iter();
        let single = single.map(|(stem, quality)| (std::slice::from_ref(stem), *quality));
        let phrases = word
            .phrases
            .iter()
            .map(|stems| (stems.as_slice(), QUALITY_SYNONYM));
        for (stems, quality) in single.chain(phrases) {
            for (field, boost, terms) in &self.fields {
                let mut held = Vec::with_capacity(stems.len());
                for stem in stems {
                    let term = Term::from_field_text(*field, stem);
                    held.extend(terms.get_term_info(&term)?.map(|info| (stem.clone(), info)));
                }
                if held.len() == stems.len() {
                    found.push(Found {
                        field: *field,
                        boost: *boost,
                        stems: held,
                        quality,
                    });
                }
            }
        }
        let code = Term::from_field_text(self.code_field, &word.code);
        Ok(Word {
            found,
            code: self.code.get_term_info(&code)?,
        })
    }

    /// The entries in which a field holds a term.
    fn postings(&self, field: Field, info: &TermInfo) -> Result<SegmentPostings, Error> {
        let mut fields = self.fields.iter();
        let terms = fields.find(|(known, ..)| *known == field);
        let terms = terms.map_or(&self.code, |(.., terms)| terms);
        Ok(terms.read_postings_from_terminfo(info, IndexRecordOption::Basic)?)
    }

    /// Notes which words each of the candidates, sorted by entry, holds.
    fn mark(
        &self,
        index: &Index,
        words: &[Word],
        candidates: &mut [Candidate],
    ) -> Result<(), Error> {
        for (at, word) in words.iter().enumerate() {
            for found in &word.found {
                let asks = found.field == self.question && found.quality != QUALITY_COMPLETED;
                let note = |candidate: &mut Candidate| {
                    candidate.holds.insert(at);
                    if asks {
                        candidate.asks.insert(at);
                    }
                };
                match found.stems.as_slice() {
                    [(_, info)] => each_in(self.postings(found.field, info)?, candidates, note),
                    _ => each_in(scorer(index, found.query().as_ref())?, candidates, note),
                }
            }
            if let Some(info) = &word.code {
                let entries = self.postings(self.code_field, info)?;
                each_in(entries, candidates, |candidate| {
                    candidate.holds.insert(at);
                    candidate.is_coded = true;
                });
            }
        }
        Ok(())
    }
}

/// Notes which words of the query follow each other in the text of the candidates, sorted by entry; little words between
/// them are passed over.
fn mark_neighbors(
    index: &Index,
    interpretation: &Interpretation,
    candidates: &mut [Candidate],
) -> Result<(), Error> {
    let fields = index.fields();
    let words = interpretation.words.iter().enumerate();
    let content: Vec<(usize, &Meaning)> = words.filter(|(_, word)| word.weight > 0.0).collect();
    for pair in content.windows(2) {
        let [(before, first), (at, second)] = pair else {
            continue;
        };
        let (Some((first, _)), Some((second, _))) = (first.terms.first(), second.terms.first())
        else {
            continue;
        };
        for field in [fields.question, fields.answer] {
            let term = |stem: &str| Term::from_field_text(field, stem);
            let mut phrase = PhraseQuery::new(vec![term(first), term(second)]);
            phrase.set_slop((at - before - 1) as u32);
            each_in(scorer(index, &phrase)?, candidates, |candidate| {
                candidate.follows.insert(*at);
            });
        }
    }
    Ok(())
}

/// The entries that match a query.
fn scorer(index: &Index, query: &dyn Query) -> Result<Box<dyn Scorer>, Error> {
    let scoring = EnableScoring::disabled_from_searcher(index.searcher());
    Ok(query.weight(scoring)?.scorer(index.segment(), 1.0)?)
}

/// Calls `note` for each of the candidates, sorted by entry, that is among `entries`.
fn each_in(
    mut entries: impl DocSet,
    candidates: &mut [Candidate],
    mut note: impl FnMut(&mut Candidate),
) {
    for candidate in candidates {
        if entries.doc() < candidate.entry.0 && entries.seek(candidate.entry.0) == TERMINATED {
            break;
        }
        if entries.doc() == candidate.entry.0 {
            note(candidate);
        }
    }
}

/// The inverse document frequency of BM25.
fn idf(holding: u32, documents: u32) -> f32 {
    let (holding, documents) = (holding as f32, documents as f32);
    (1.0 + (documents - holding + 0.5) / (holding + 0.5)).ln()
}
