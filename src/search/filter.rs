//! What narrows a search: filters, quoted phrases and exclusions, as clauses of the search library's query.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query as Matches, RangeQuery, TermSetQuery,
};
use tantivy::schema::Field;

use crate::index::analyze::{Stems, folded_words};
use crate::index::{Error, Index, PackOrd, TopicOrd, source_term};

use super::query::{FilterKind, Query, after_day};
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
    let fields = index.fields();
    let mut filters = Filters::default();
    let mut admitted: Vec<(Field, Vec<Term>)> = Vec::new();
    let mut after = None;
    for wanted in &query.filters {
        let value = folded_words(&wanted.value);
        let (field, terms): (_, Vec<Term>) = match wanted.kind {
            FilterKind::Condition => {
                let by_id = index.find_condition(&wanted.value.to_lowercase());
                let found = by_id.into_iter().chain(index.conditions_called(&value));
                let term = |at: u32| Term::from_field_u64(fields.condition, at.into());
                (fields.condition, found.map(|found| term(found.0)).collect())
            }
            FilterKind::Topic => {
                let found = (0..index.topic_count()).filter(|&at| {
                    let topic = index.topic(TopicOrd(at)).topic;
                    topic.id == wanted.value.to_lowercase() || folded_words(&topic.title) == value
                });
                let term = |at: u32| Term::from_field_u64(fields.topic, at.into());
                (fields.topic, found.map(term).collect())
            }
            FilterKind::Source => {
                let term = Term::from_field_text(fields.source, &source_term(&wanted.value));
                let known = index.terms(fields.source)?.get_term_info(&term)?.is_some();
                (fields.source, known.then_some(term).into_iter().collect())
            }
            FilterKind::Pack => {
                let wanted = wanted.value.to_lowercase();
                let found = (0..index.pack_count()).filter(|&at| {
                    let pack = index.pack(PackOrd(at)).pack;
                    pack.id == wanted || folded_words(&pack.title) == value
                });
                let term = |at: u32| Term::from_field_u64(fields.pack, at.into());
                (fields.pack, found.map(term).collect())
            }
            FilterKind::Language => {
                let term = Term::from_field_text(fields.language, &wanted.value.to_lowercase());
                let terms = index.terms(fields.language)?;
                let known = terms.get_term_info(&term)?.is_some();
                (fields.language, known.then_some(term).into_iter().collect())
            }
            FilterKind::After => {
                let day = after_day(&wanted.value);
                after = after.max(day);
                let term = day.map(|day| Term::from_field_u64(fields.updated, day.into()));
                (fields.updated, term.into_iter().collect())
            }
        };
        if terms.is_empty() {
            filters.unknown.push(wanted.typed.clone());
            continue;
        }
        filters.applied.push(wanted.typed.clone());
        match admitted.iter_mut().find(|(known, _)| *known == field) {
            Some((_, known)) => known.extend(terms),
            None => admitted.push((field, terms)),
        }
    }
    let mut clauses: Vec<Clause> = Vec::new();
    for (field, terms) in admitted {
        let query: Box<dyn Matches> = match after.filter(|_| field == fields.updated) {
            Some(day) => {
                let first = Term::from_field_u64(field, day.into());
                Box::new(RangeQuery::new(Bound::Included(first), Bound::Unbounded))
            }
            None => Box::new(TermSetQuery::new(terms)),
        };
        clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0))));
    }
    Ok((clauses, filters))
}

/// The clauses of what must be there word for word, and of what must not be there.
pub(super) fn phrases_and_exclusions(index: &Index, query: &Query) -> Vec<Clause> {
    let mut stemmers: Vec<Stems> = index
        .languages()
        .iter()
        .map(|language| Stems::of(language))
        .collect();
    let fields = index.fields().searched().map(|(field, _)| field);
    let mut clauses: Vec<Clause> = Vec::new();
    for phrase in &query.phrases {
        let mut anywhere: Vec<Box<dyn Matches>> = Vec::new();
        for stems in stemmers.iter_mut().map(|stems| stems.stem_all(phrase)) {
            for field in fields {
                let terms = stems
                    .split(' ')
                    .map(|stem| Term::from_field_text(field, stem));
                anywhere.push(Box::new(PhraseQuery::new(terms.collect())));
            }
        }
        let anywhere = Box::new(BooleanQuery::union(anywhere));
        clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(anywhere, 0.0))));
    }
    let stems: Vec<String> = stemmers
        .iter_mut()
        .flat_map(|stems| {
            query
                .excluded
                .iter()
                .map(|word| stems.stem(word))
                .collect::<Vec<_>>()
        })
        .collect();
    if !stems.is_empty() {
        let terms = fields.into_iter().flat_map(|field| {
            stems
                .iter()
                .map(move |stem| Term::from_field_text(field, stem))
        });
        clauses.push((Occur::MustNot, Box::new(TermSetQuery::new(terms))));
    }
    clauses
}
