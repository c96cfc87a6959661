//! What narrows a search: filters, quoted phrases and exclusions, as clauses of tantivy's query.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query as Matches, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::index::analyze::folded_words;
use crate::index::{Error, Index, PackOrd, TopicOrd, source_term};

use super::query::{FilterKind, FilterTyped, Query, after_day};
use super::retrieval::Clause;

/// The filters of a query, as they were typed.
#[derive(Debug, Default)]
pub(super) struct Filters {
    /// In force.
    pub(super) applied: Vec<String>,
    /// Those that name nothing known; they are not applied.
    pub(super) unknown: Vec<String>,
}

/// The clauses of a query's filters. Several of one kind admit what either of them does.
pub(super) fn filters(index: &Index, query: &Query) -> Result<(Vec<Clause>, Filters), Error> {
    let mut filters = Filters::default();
    let mut admitted: Vec<(FilterKind, Vec<Box<dyn Matches>>)> = Vec::new();
    for wanted in &query.filters {
        let matches = matches(index, wanted)?;
        if matches.is_empty() {
            filters.unknown.push(wanted.typed.clone());
            continue;
        }
        filters.applied.push(wanted.typed.clone());
        match admitted.iter_mut().find(|(kind, _)| *kind == wanted.kind) {
            Some((_, known)) => known.extend(matches),
            None => admitted.push((wanted.kind, matches)),
        }
    }
    let clauses = admitted.into_iter().map(|(_, matches)| must(matches));
    Ok((clauses.collect(), filters))
}

/// What a filter admits; nothing where it names nothing known.
fn matches(index: &Index, wanted: &FilterTyped) -> Result<Vec<Box<dyn Matches>>, Error> {
    let fields = index.fields();
    let id = wanted.value.to_lowercase();
    let title = folded_words(&wanted.value);
    let number = |field, at: u32| Term::from_field_u64(field, at.into());
    let known = |field, text: &str| -> Result<Vec<Term>, Error> {
        let term = Term::from_field_text(field, text);
        let found = index.terms(field)?.get_term_info(&term)?;
        Ok(found.map(|_| term).into_iter().collect())
    };
    let terms: Vec<Term> = match wanted.kind {
        FilterKind::Condition => {
            let found = index.find_condition(&id).into_iter();
            let found = found.chain(index.conditions_called(&title));
            found.map(|at| number(fields.condition, at.0)).collect()
        }
        FilterKind::Topic => {
            let found = (0..index.topic_count()).filter(|&at| {
                let topic = index.topic(TopicOrd(at)).topic;
                topic.id == id || folded_words(&topic.title) == title
            });
            found.map(|at| number(fields.topic, at)).collect()
        }
        FilterKind::Pack => {
            let found = (0..index.pack_count()).filter(|&at| {
                let pack = index.pack(PackOrd(at)).pack;
                pack.id == id || folded_words(&pack.title) == title
            });
            found.map(|at| number(fields.pack, at)).collect()
        }
        FilterKind::Source => known(fields.source, &source_term(&wanted.value))?,
        FilterKind::Language => known(fields.language, &id)?,
        FilterKind::After => {
            let first = after_day(&wanted.value).map(|day| number(fields.updated, day));
            let after = |first| RangeQuery::new(Bound::Included(first), Bound::Unbounded);
            return Ok(first
                .map(|first| Box::new(after(first)) as _)
                .into_iter()
                .collect());
        }
    };
    let query = |term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as _;
    Ok(terms.into_iter().map(query).collect())
}

/// A clause that one of `matches` must meet, whatever their scores.
fn must(matches: Vec<Box<dyn Matches>>) -> Clause {
    let any = Box::new(BooleanQuery::union(matches));
    (Occur::Must, Box::new(ConstScoreQuery::new(any, 0.0)))
}

/// The clauses of quoted phrases, which an entry must hold word for word, and of words that it must not hold.
pub(super) fn phrases_and_exclusions(index: &Index, query: &Query) -> Vec<Clause> {
    let fields = index.fields().searched().map(|(field, _)| field);
    let mut clauses: Vec<Clause> = Vec::new();
    for phrase in &query.phrases {
        let mut anywhere: Vec<Box<dyn Matches>> = Vec::new();
        for stems in index.stems().iter().map(|stems| stems.stem_all(phrase)) {
            for field in fields {
                let terms = stems
                    .split(' ')
                    .map(|stem| Term::from_field_text(field, stem));
                anywhere.push(Box::new(PhraseQuery::new(terms.collect())));
            }
        }
        clauses.push(must(anywhere));
    }
    let mut excluded = Vec::new();
    for stem in index.stems() {
        for word in query.excluded.iter().map(|word| stem.stem(word)) {
            excluded.extend(fields.map(|field| Term::from_field_text(field, &word)));
        }
    }
    if !excluded.is_empty() {
        clauses.push((Occur::MustNot, Box::new(TermSetQuery::new(excluded))));
    }
    clauses
}
