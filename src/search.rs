//! Words in, ranked entries out: query -> interpretation -> retrieval -> rank -> highlight.
//!
//! `query` parses what was typed; any text is a query. `term_expansion` says what each word can mean in this library:
//! itself, what it begins, what it may be misspelt from. `interpretation` says which conditions are meant, and `topics` which
//! topics. `retrieval` makes one tantivy query of all that, with the clauses of `filter`, and takes the best matches by BM25;
//! `rank` puts them in order by the reasons in `score`. `matching` says whether the first of them answers the query, and
//! `named` which conditions have the name that was typed. `highlight` finds the words again in any text.

mod filter;
mod highlight;
mod interpretation;
mod matching;
mod named;
mod query;
mod rank;
mod results;
mod retrieval;
mod score;
mod term_expansion;
#[cfg(test)]
mod tests;
mod topics;
mod vocabulary;

use tantivy::DocAddress;
use tantivy::collector::DocSetCollector;
use tantivy::query::BooleanQuery;

use crate::index::{Error, Index, language_terms};

use interpretation::Interpretation;
use query::Query;
use retrieval::{Candidates, Clause};

pub use highlight::Highlighter;
pub use results::{CloseMatch, Hit, Matching, QueryLanguage, Results, Role, Understood, WordTaken};
pub use score::{REASONS, Reason, Score, Weighted};

/// Matches are ranked in batches of this size. A larger limit adds batches and leaves the order of the first ones alone.
const RANKED: usize = 200;

/// A hit with a smaller share of the first one's score is less likely to answer.
const LIKELY: f32 = 0.5;

/// The best `limit` entries of `index` for `text`, those in the reader's `language` first. Any text is a query.
pub fn search(index: &Index, text: &str, limit: usize, language: &str) -> Result<Results, Error> {
    let mut query = Query::parse(text);
    let (mut clauses, filters) = filter::filters(index, &query)?;
    let interpretation = Interpretation::of(index, &mut query)?;
    let mut understood = interpretation.understood(&query);
    understood.filters = filters.applied;
    understood.unknown_filters = filters.unknown;
    let mut results = Results {
        understood,
        highlighter: interpretation.highlighter(index),
        ..Results::default()
    };
    results.language.clone_from(&interpretation.language);
    if interpretation.is_empty() {
        if !clauses.is_empty() {
            list_filtered(index, clauses, limit, &mut results)?;
        }
        return Ok(results);
    }
    clauses.extend(filter::phrases_and_exclusions(index, &query));
    let candidates = Candidates::gather(index, &interpretation, clauses, limit.max(RANKED))?;
    results.total = candidates.total;
    for batch in candidates.best.chunks(RANKED) {
        let ranked = rank::rank(index, &interpretation, &candidates, batch);
        results.hits.extend(ranked);
    }
    if query.filters.is_empty() && query.phrases.is_empty() && query.excluded.is_empty() {
        results.conditions = named::conditions(index, &interpretation, &results.hits);
    }
    (results.matching, results.missing) = matching::judge(
        index,
        &interpretation,
        &query.words,
        &candidates,
        &results.hits,
    )?;
    if !language.is_empty() && index.languages().len() > 1 {
        let is_foreign = |hit: &Hit| !is_language(&index.head(hit.entry).language, language);
        results.hits.sort_by_cached_key(is_foreign);
    }
    if results.hits.is_empty() && !results.conditions.is_empty() {
        // A condition without answers has these words in its name.
        results.missing.clear();
    }
    results.hits.truncate(limit);
    let least = results
        .hits
        .first()
        .map_or(0.0, |first| LIKELY * first.total);
    results.likely = results
        .hits
        .iter()
        .take_while(|hit| hit.total >= least)
        .count();
    if results.hits.is_empty() && results.conditions.is_empty() {
        results.nearest = interpretation.nearest(index)?;
    }
    Ok(results)
}

/// Whether a text in `language` is one for a reader of `wanted`: regional kinds of a language count as the language.
pub fn is_language(language: &str, wanted: &str) -> bool {
    language_terms(language)[0] == language_terms(wanted)[0]
}

/// How each word of `text` is looked for.
pub fn words_taken(index: &Index, text: &str) -> Result<Vec<WordTaken>, Error> {
    Ok(Interpretation::of(index, &mut Query::parse(text))?.words_taken())
}

/// What a query of filters alone gives: everything they admit, condition by condition.
fn list_filtered(
    index: &Index,
    clauses: Vec<Clause>,
    limit: usize,
    results: &mut Results,
) -> Result<(), Error> {
    let admitted = index
        .searcher()
        .search(&BooleanQuery::new(clauses), &DocSetCollector)?;
    results.total = admitted.len();
    let hits = index
        .entries_by_condition()
        .filter(|entry| admitted.contains(&DocAddress::new(0, entry.0)))
        .map(|entry| Hit::new(entry, Score::default(), false));
    results.hits = hits.take(limit).collect();
    results.likely = results.hits.len();
    Ok(())
}
