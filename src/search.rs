//! Words in, ranked entries out: query -> candidates -> rank -> highlight.
//!
//! `query` takes apart what was typed; any text is a query. `lexicon` says what each word can mean in this library:
//! itself, what it begins, what it may be misspelt from; `reading` which conditions and topics are meant.
//! `candidates` adds up how well each entry matches, word by word; `rank` puts the best of them in order, by the reasons in
//! `score`. `highlight` finds the words again in any text.

mod candidates;
mod highlight;
mod lexicon;
mod query;
mod rank;
mod reading;
mod results;
mod score;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::index::analyze::folded_words;
use crate::index::{ConditionOrd, EntryOrd, Error, Index, name_forms};

use candidates::Candidates;
use query::Query;
use reading::Reading;

pub use highlight::Highlighter;
pub use results::{CloseMatch, Hit, Results, Role, Understood, WordTaken};
pub use score::{REASONS, Reason, Score, Weighted};

/// Candidates are ranked in batches of this size. A larger limit adds batches and leaves the order of the first ones alone.
const RANKED: usize = 200;
/// Maximum number of conditions that stand before the answers.
const NAMED: usize = 3;
/// Number of hits whose conditions are looked at for names that hold all the words.
const NAMED_HITS: usize = 50;
/// So many candidates at the most are looked into for a quoted phrase.
const PHRASE_CHECKS: usize = 2000;

/// The best `limit` entries of `index` for `text`. Any text is a query.
pub fn search(index: &Index, text: &str, limit: usize) -> Result<Results, Error> {
    let query = Query::parse(text);
    let filter = Filter::of(index, &query);
    let reading = Reading::of(index, &query)?;
    let mut understood = reading.understood(&query);
    understood.filters = filter.applied.clone();
    understood.unknown_filters = filter.unknown.clone();
    let mut results = Results {
        understood,
        highlighter: reading.highlighter(index),
        ..Results::default()
    };

    if reading.is_empty() {
        if !filter.applied.is_empty() {
            list_filtered(index, &filter, limit, &mut results);
        }
        return Ok(results);
    }
    let mut candidates = Candidates::gather(index, &reading)?;
    if !filter.applied.is_empty() {
        candidates.keep(|entry| filter.admits(index, entry));
    }
    if !reading.excluded.is_empty() {
        candidates.exclude(index, &reading)?;
    }
    results.total = candidates.len();
    let wanted = limit.clamp(RANKED, candidates.len().max(RANKED));
    let mut best = candidates.best(match query.phrases.is_empty() {
        true => wanted,
        false => PHRASE_CHECKS,
    });
    if !query.phrases.is_empty() {
        best.retain(|candidate| holds_phrases(index, candidate.entry, &query.phrases));
        results.total = best.len();
        best.truncate(wanted);
    }
    for batch in best.chunks(RANKED) {
        let ranked = rank::rank(index, &reading, &candidates, batch);
        results.hits.extend(ranked);
    }
    if query.filters.is_empty() && query.phrases.is_empty() && query.excluded.is_empty() {
        results.conditions = named_conditions(index, &reading, &results.hits);
    }
    results.hits.truncate(limit);
    if results.hits.is_empty() && results.conditions.is_empty() {
        results.nearest = reading.nearest(index)?;
    }
    Ok(results)
}

/// The conditions that the query names and asks nothing of: one of their names holds every word, the last one perhaps
/// unfinished. First those with just that name, then those of which a name begins so.
fn named_conditions(index: &Index, reading: &Reading, hits: &[Hit]) -> Vec<ConditionOrd> {
    let words = reading.spelt_words();
    let name = words.join(" ");
    let names = |condition| -> Vec<String> {
        let stored = index.names_of(condition);
        let forms = stored.iter().flat_map(|names| name_forms(names));
        forms.map(|form| form.folded.to_owned()).collect()
    };
    let called = index.conditions_called(&name).into_iter();
    let begun = reading.beginning.iter().map(|(condition, _)| *condition);
    let found = hits.iter().take(NAMED_HITS);
    let found = found.filter_map(|hit| index.condition_of(hit.entry));
    let mut named: Vec<ConditionOrd> = Vec::new();
    for condition in called.chain(begun).chain(found) {
        let holds_all = || {
            names(condition).iter().any(|name| {
                let mut name = name.split(' ');
                // In their order, with others between them.
                words
                    .iter()
                    .all(|word| name.any(|part| part.starts_with(*word)))
            })
        };
        if !named.contains(&condition) && holds_all() {
            named.push(condition);
        }
    }
    let rank = |condition: &ConditionOrd| {
        let names = names(*condition);
        let begins = names.iter().any(|other| other.starts_with(&name));
        (!names.contains(&name), !begins)
    };
    named.sort_by_cached_key(rank);
    named.truncate(NAMED);
    named
}

/// How each word of `text` is looked for.
pub fn words_taken(index: &Index, text: &str) -> Result<Vec<WordTaken>, Error> {
    Ok(Reading::of(index, &Query::parse(text))?.words_taken())
}

/// Which entries a query's filters let through.
#[derive(Debug, Default)]
struct Filter {
    conditions: Option<HashSet<u32>>,
    topics: Option<HashSet<u32>>,
    cited_in: Option<HashSet<u32>>,
    after: Option<u32>,
    applied: Vec<String>,
    unknown: Vec<String>,
}

impl Filter {
    fn of(index: &Index, query: &Query) -> Self {
        let mut filter = Self::default();
        for wanted in &query.filters {
            let value = folded_words(&wanted.value);
            let known = match wanted.kind {
                query::FilterKind::Condition => {
                    let by_id = index
                        .find_condition(&wanted.value.to_lowercase())
                        .into_iter();
                    let found: HashSet<u32> = by_id
                        .chain(index.conditions_called(&value))
                        .map(|c| c.0)
                        .collect();
                    narrow(&mut filter.conditions, found)
                }
                query::FilterKind::Topic => {
                    let topics = (0..index.topic_count()).filter(|&topic| {
                        index
                            .topic(crate::index::TopicOrd(topic))
                            .is_some_and(|record| {
                                record.topic.id == wanted.value.to_lowercase()
                                    || folded_words(&record.topic.title) == value
                            })
                    });
                    let found = topics.collect();
                    narrow(&mut filter.topics, found)
                }
                query::FilterKind::Source => {
                    let mut found = HashSet::new();
                    for source in (0..index.source_count()).map(crate::index::SourceOrd) {
                        let Some(record) = index.source(source) else {
                            continue;
                        };
                        if record.source.id == wanted.value.to_lowercase()
                            || folded_words(&record.source.publisher) == value
                        {
                            found.extend(record.cited_by.iter().map(|entry| entry.0));
                        }
                    }
                    narrow(&mut filter.cited_in, found)
                }
                query::FilterKind::After => match query::after_day(&wanted.value) {
                    Some(day) => {
                        filter.after = filter.after.max(Some(day));
                        true
                    }
                    None => false,
                },
            };
            if known {
                &mut filter.applied
            } else {
                &mut filter.unknown
            }
            .push(wanted.typed.clone());
        }
        filter
    }

    fn admits(&self, index: &Index, entry: EntryOrd) -> bool {
        let among = |set: &Option<HashSet<u32>>, value: Option<u32>| {
            set.as_ref()
                .is_none_or(|set| value.is_some_and(|value| set.contains(&value)))
        };
        among(
            &self.conditions,
            index.condition_of(entry).map(|condition| condition.0),
        ) && among(&self.topics, index.topic_of(entry).map(|topic| topic.0))
            && among(&self.cited_in, Some(entry.0))
            && self.after.is_none_or(|day| {
                index
                    .updated_of(entry)
                    .is_some_and(|updated| updated >= day)
            })
    }
}

/// Adds what one filter admits to what others of its kind do; says whether it admits anything.
fn narrow(set: &mut Option<HashSet<u32>>, found: HashSet<u32>) -> bool {
    let known = !found.is_empty();
    if known {
        set.get_or_insert_default().extend(found);
    }
    known
}

/// What a query of filters alone gives: everything they admit, condition by condition.
fn list_filtered(index: &Index, filter: &Filter, limit: usize, results: &mut Results) {
    let conditions = index
        .conditions_by_name()
        .unwrap_or_default()
        .into_iter()
        .map(Some)
        .chain([None]);
    for entry in conditions.flat_map(|condition| index.entries(condition, None).unwrap_or_default())
    {
        if filter.admits(index, entry) {
            results.total += 1;
            if results.hits.len() < limit {
                results.hits.push(Hit::new(entry, Score::default(), false));
            }
        }
    }
}

/// Whether an entry's text holds every phrase, word for word.
fn holds_phrases(index: &Index, entry: EntryOrd, phrases: &[String]) -> bool {
    let Some(body) = index.body(entry) else {
        return false;
    };
    let entry = body.entry;
    let condition = index
        .find_condition(&entry.condition)
        .and_then(|found| index.condition_text(found));
    let names = condition
        .map(|(_, condition)| condition.names().collect::<Vec<_>>().join(" | "))
        .unwrap_or_default();
    let texts = [&names, &entry.question, &entry.short_answer, &entry.answer];
    let texts: Vec<String> = texts
        .into_iter()
        .chain(&entry.also_asked)
        .map(|text| format!(" {} ", folded_words(&crate::text::plain_text(text))))
        .collect();
    phrases.iter().all(|phrase| {
        let phrase = format!(" {phrase} ");
        texts.iter().any(|text| text.contains(&phrase))
    })
}
