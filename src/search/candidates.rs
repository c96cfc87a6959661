//! How well each entry matches, added up word by word.
//!
//! One number an entry and word: the best of the fields, and a share of the others (a disjunction maximum with a tie
//! breaker, as in Lucene). Term by term, so that it is known afterwards which entry holds which word.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use crate::index::{EntryOrd, Error, Index};

use super::lexicon::Meaning;
use super::reading::Reading;

/// What a word found in another field than the best adds.
const TIE: f32 = 0.2;
/// What a match of a code adds: an identifier is typed for nothing else.
const CODE_SCORE: f32 = 12.0;
/// What it adds that an entry is of the topic that is meant.
const TOPIC_SCORE: f32 = 4.0;
/// What it adds that a name of the entry's condition begins as the query does.
const BEGINNING_SCORE: f32 = 20.0;
/// Marks, among the words that an entry holds, that a name of its condition begins as the query does.
const BEGINNING_BIT: u64 = 1 << 62;
/// Marks, among the words that an entry holds, that an identifier or gene of its condition was typed.
const CODE_BIT: u64 = 1 << 61;
/// Marks, among the words that an entry holds, that it is of the topic that is meant.
const TOPIC_BIT: u64 = 1 << 63;

/// An entry that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) entry: EntryOrd,
    pub(super) score: f32,
    held: u64,
}

impl Candidate {
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
}

/// Scores by document number, and which documents have one.
struct Tally {
    best: Vec<f32>,
    sum: Vec<f32>,
    touched: Vec<u32>,
}

impl Tally {
    fn new(documents: usize) -> Self {
        Self {
            best: vec![0.0; documents],
            sum: vec![0.0; documents],
            touched: Vec::new(),
        }
    }

    fn add(&mut self, document: u32, score: f32) {
        let at = document as usize;
        if self.sum[at] == 0.0 {
            self.touched.push(document);
        }
        self.sum[at] += score;
        self.best[at] = self.best[at].max(score);
    }

    fn len(&self) -> usize {
        self.touched.len()
    }

    /// Hands over every document with its score, and forgets them.
    fn drain(&mut self, mut take: impl FnMut(u32, f32)) {
        for document in self.touched.drain(..) {
            let at = document as usize;
            let best = std::mem::take(&mut self.best[at]);
            let sum = std::mem::take(&mut self.sum[at]);
            take(document, best + TIE * (sum - best));
        }
    }
}

impl Candidates {
    /// Looks every word of `reading` up.
    pub(super) fn gather(index: &Index, reading: &Reading) -> Result<Self, Error> {
        let documents = index.all_entries() as usize;
        let fields = scored(index)?;
        let mut word_tally = Tally::new(documents);
        let mut scores = vec![0.0f32; documents];
        let mut held = vec![0u64; documents];
        let mut touched = Vec::new();
        let mut rarity = vec![0.0; reading.words.len()];
        let mut note = |document: u32, score: f32, bit: u64| {
            let at = document as usize;
            if held[at] == 0 {
                touched.push(document);
            }
            held[at] |= bit;
            scores[at] += score;
        };
        for (at, word) in reading
            .words
            .iter()
            .enumerate()
            .filter(|(_, word)| word.weight > 0.0)
        {
            look_up(&fields, word, &mut |document, score| {
                word_tally.add(document, score)
            })?;
            let coded = coded(index, &word.code)?;
            coded
                .iter()
                .for_each(|&document| word_tally.add(document, CODE_SCORE));
            rarity[at] = word.weight * rarity_of(word_tally.len(), documents);
            word_tally.drain(|document, score| note(document, word.weight * score, 1 << at));
            // The name of a system, "ICD-10", is a code of nearly everything and tells nothing.
            if coded.len() * 2 < documents {
                coded
                    .iter()
                    .for_each(|&document| note(document, 0.0, CODE_BIT));
            }
        }
        for topic in reading.topics() {
            for entry in index.topic_entries(topic).unwrap_or_default() {
                note(entry.0, TOPIC_SCORE, TOPIC_BIT);
            }
        }
        for &(condition, entries) in &reading.beginning {
            // The conditions with the most entries first: there are more that begin with one letter than are ranked.
            let score = BEGINNING_SCORE + (1.0 + entries as f32).ln();
            for entry in index.entries(Some(condition), None).unwrap_or_default() {
                note(entry.0, score, BEGINNING_BIT);
            }
        }
        let words = reading.words.iter().zip(0..);
        let content = words
            .filter(|(word, _)| word.content)
            .fold(BEGINNING_BIT, |content, (_, at)| content | 1 << at);
        let kept = content
            | if reading.conditions.is_empty() {
                TOPIC_BIT
            } else {
                0
            };
        let any_content = touched
            .iter()
            .any(|&document| held[document as usize] & content != 0);
        let found = touched
            .into_iter()
            .map(|document| Candidate {
                entry: EntryOrd(document),
                score: scores[document as usize],
                held: held[document as usize],
            })
            // Where a condition was named, an entry of the right topic on another condition answers nothing.
            .filter(|candidate| !any_content || candidate.held & kept != 0)
            .collect();
        Ok(Self { found, rarity })
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
        let mut excluded = std::collections::HashSet::new();
        for field in scored(index)? {
            for stem in &reading.excluded {
                field.each(stem, &mut |document, _| {
                    excluded.insert(document);
                })?;
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
        if self.found.len() > most {
            self.found.select_nth_unstable_by(most, order);
            self.found.truncate(most);
        }
        self.found.sort_unstable_by(order);
        std::mem::take(&mut self.found)
    }
}

/// The inverse document frequency of BM25.
fn rarity_of(holding: usize, documents: usize) -> f32 {
    let (holding, documents) = (holding as f32, documents as f32);
    (1.0 + (documents - holding + 0.5) / (holding + 0.5)).ln()
}

/// The fields that are scored, with their weights.
fn scored(index: &Index) -> Result<Vec<ScoredField>, Error> {
    let fields = index.fields();
    let weights = [
        (fields.name, 3.0),
        (fields.alias, 2.5),
        (fields.question, 1.5),
        (fields.topic, 1.0),
        (fields.answer, 1.0),
    ];
    let segment = index.searcher().segment_readers().first();
    let open = segment
        .into_iter()
        .flat_map(|segment| weights.map(|(field, boost)| (segment, field, boost)));
    open.map(|(segment, field, boost)| ScoredField::open(segment, field, boost))
        .collect()
}

/// A field with what scoring a term in it needs, found out once a query.
struct ScoredField {
    field: Field,
    boost: f32,
    terms: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    /// BM25 for a term as rare as can be; the score of any other is in proportion to its rarity.
    rarest: Bm25Weight,
    documents: usize,
}

impl ScoredField {
    fn open(segment: &SegmentReader, field: Field, boost: f32) -> Result<Self, Error> {
        let terms = segment.inverted_index(field)?;
        let documents = segment.max_doc() as usize;
        let average = terms.total_num_tokens() as f32 / documents.max(1) as f32;
        Ok(Self {
            field,
            boost,
            lengths: segment.get_fieldnorms_reader(field)?,
            rarest: Bm25Weight::for_one_term_without_explain(0, documents as u64, average),
            terms,
            documents,
        })
    }

    /// Hands over every document that holds `term`, with its score.
    fn each(&self, term: &str, take: &mut dyn FnMut(u32, f32)) -> Result<(), Error> {
        let Some(info) = self
            .terms
            .get_term_info(&Term::from_field_text(self.field, term))?
        else {
            return Ok(());
        };
        let rarity =
            rarity_of(info.doc_freq as usize, self.documents) / rarity_of(0, self.documents);
        let mut postings = self
            .terms
            .read_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
        while postings.doc() != TERMINATED {
            let length = self.lengths.fieldnorm_id(postings.doc());
            take(
                postings.doc(),
                self.boost * rarity * self.rarest.score(length, postings.term_freq()),
            );
            postings.advance();
        }
        Ok(())
    }
}

/// Hands over every document that holds the word in one of its meanings, once a field and term.
fn look_up(
    fields: &[ScoredField],
    word: &Meaning,
    take: &mut dyn FnMut(u32, f32),
) -> Result<(), Error> {
    for (term, quality) in &word.terms {
        for field in fields {
            field.each(term, &mut |document, score| take(document, score * quality))?;
        }
    }
    Ok(())
}

/// Every document with this identifier or gene.
fn coded(index: &Index, code: &str) -> Result<Vec<u32>, Error> {
    let mut found = Vec::new();
    let Some(segment) = index.searcher().segment_readers().first() else {
        return Ok(found);
    };
    let field = index.fields().code;
    let term = Term::from_field_text(field, code);
    let codes = segment.inverted_index(field)?;
    if let Some(mut postings) = codes.read_postings(&term, IndexRecordOption::Basic)? {
        while postings.doc() != TERMINATED {
            found.push(postings.doc());
            postings.advance();
        }
    }
    Ok(found)
}
