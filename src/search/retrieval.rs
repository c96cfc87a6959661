//! The entries that match, and what each of the best holds.
//!
//! A query becomes one query of the search library. Each word is a [`DisjunctionMaxQuery`] over the fields and over all
//! that the word may mean; filters, phrases and exclusions are clauses beside them, so that nothing is cut off before it is
//! filtered. BM25 scores it. Of the best matches it is then looked up which word each of them holds.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::collector::{Count, TopDocs};
use tantivy::postings::TermInfo;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, TERMINATED, Term};

use crate::index::{EntryOrd, Error, Index};

use super::interpretation::Interpretation;
use super::term_expansion::{Meaning, QUALITY_COMPLETED};

/// Of the fields and meanings in which a word is found, the best counts whole and the others this much.
const TIE: f32 = 0.2;
/// What a match of a code adds: an identifier is typed for nothing else.
const CODE_SCORE: f32 = 12.0;
/// What it adds that an entry is of the topic that is meant.
const TOPIC_SCORE: f32 = 4.0;
/// What it adds that the entry's condition is named, perhaps by a synonym.
const NAMED_SCORE: f32 = 2.0;
/// What it adds that a name of the entry's condition begins as the query does.
const BEGINNING_SCORE: f32 = 20.0;

/// A clause that narrows a search.
pub(super) type Clause = (Occur, Box<dyn Query>);

/// An entry that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) entry: EntryOrd,
    /// By BM25.
    pub(super) score: f32,
    /// Which words of the query it holds, a bit each.
    held: u64,
    /// Which of them its question, or how else it is asked, holds.
    asked: u64,
    /// Whether an identifier or gene of its condition was typed.
    pub(super) is_coded: bool,
}

impl Candidate {
    /// Whether it holds the word at this place of the query.
    pub(super) fn holds(&self, word: usize) -> bool {
        self.held & (1 << word) != 0
    }

    /// Whether its question, or how else it is asked, holds the word at this place of the query.
    pub(super) fn asks(&self, word: usize) -> bool {
        self.asked & (1 << word) != 0
    }
}

/// The entries that match.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// The best of them, best first.
    pub(super) best: Vec<Candidate>,
    /// How many there are.
    pub(super) total: usize,
    /// How much each word of the query tells: more, the fewer entries hold it, times the word's weight.
    pub(super) rarity: Vec<f32>,
    /// The same among the questions.
    pub(super) asked_rarity: Vec<f32>,
    /// In about how many entries each word occurs.
    pub(super) holding: Vec<u32>,
}

/// A stem in a field that has it.
struct Found {
    field: Field,
    boost: f32,
    stem: String,
    info: TermInfo,
    quality: f32,
}

/// A word with all in which it is found.
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
                held: 0,
                asked: 0,
                is_coded: false,
            })
            .collect();
        best.sort_unstable_by_key(|candidate| candidate.entry);
        terms.mark(&words, &mut best)?;
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
        queries.extend(word.code.as_ref().map(|_| {
            constant(
                Term::from_field_text(fields.code, &meaning.code),
                CODE_SCORE,
            )
        }));
    }
    for (condition, entries) in &interpretation.beginning {
        // The conditions with the most entries first: there are more that begin with one letter than are ranked.
        let score = BEGINNING_SCORE + (1.0 + *entries as f32).ln();
        content.push(constant(
            Term::from_field_u64(fields.condition, condition.0.into()),
            score,
        ));
    }
    content.extend(interpretation.by_synonym.iter().map(|condition| {
        constant(
            Term::from_field_u64(fields.condition, condition.0.into()),
            NAMED_SCORE,
        )
    }));
    other.extend(interpretation.topics().iter().map(|topic| {
        constant(
            Term::from_field_u64(fields.topic, topic.0.into()),
            TOPIC_SCORE,
        )
    }));
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
        let one = |found: &Found| -> Box<dyn Query> {
            let term = Term::from_field_text(found.field, &found.stem);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(
                Box::new(query),
                found.boost * found.quality * weight,
            ))
        };
        let queries: Vec<_> = self.found.iter().map(one).collect();
        (!queries.is_empty())
            .then(|| Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, TIE)) as _)
    }

    /// In about how many entries the most common of a word's meanings occurs.
    fn holding(&self, terms: &Terms, in_question: bool) -> u32 {
        let counted = self.found.iter().filter(|found| {
            !in_question || found.field == terms.question && found.quality != QUALITY_COMPLETED
        });
        let found = counted.map(|found| found.info.doc_freq).max().unwrap_or(0);
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
        for (stem, quality) in &word.terms {
            for (field, boost, terms) in &self.fields {
                let term = Term::from_field_text(*field, stem);
                if let Some(info) = terms.get_term_info(&term)? {
                    found.push(Found {
                        field: *field,
                        boost: *boost,
                        stem: stem.clone(),
                        info,
                        quality: *quality,
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

    /// Notes which words each of the candidates, sorted by entry, holds.
    fn mark(&self, words: &[Word], candidates: &mut [Candidate]) -> Result<(), Error> {
        let readers: HashMap<Field, &Arc<InvertedIndexReader>> = self
            .fields
            .iter()
            .map(|(field, _, terms)| (*field, terms))
            .collect();
        for (at, word) in words.iter().enumerate() {
            let bit = 1 << at;
            for found in &word.found {
                let asks = found.field == self.question && found.quality != QUALITY_COMPLETED;
                each_holding(
                    readers[&found.field],
                    &found.info,
                    candidates,
                    |candidate| {
                        candidate.held |= bit;
                        candidate.asked |= if asks { bit } else { 0 };
                    },
                )?;
            }
            if let Some(info) = &word.code {
                each_holding(&self.code, info, candidates, |candidate| {
                    candidate.held |= bit;
                    candidate.is_coded = true;
                })?;
            }
        }
        Ok(())
    }
}

/// Hands over each of the candidates, sorted by entry, that holds a term.
fn each_holding(
    terms: &InvertedIndexReader,
    info: &TermInfo,
    candidates: &mut [Candidate],
    mut note: impl FnMut(&mut Candidate),
) -> Result<(), Error> {
    let mut entries = terms.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    for candidate in candidates {
        if entries.doc() < candidate.entry.0 && entries.seek(candidate.entry.0) == TERMINATED {
            break;
        }
        if entries.doc() == candidate.entry.0 {
            note(candidate);
        }
    }
    Ok(())
}

/// The inverse document frequency of BM25.
fn idf(holding: u32, documents: u32) -> f32 {
    let (holding, documents) = (holding as f32, documents as f32);
    (1.0 + (documents - holding + 0.5) / (holding + 0.5)).ln()
}
