//! What was found for words, and a way to less of it.

use crate::library::Library;
use crate::page;
use crate::search::Understood;
use crate::text::Span;

use super::super::command::Offers;
use super::super::item::{Goal, Item, Tell, answers, condition_name};
use super::super::place::Place;
use super::{Maker, View};

/// Maximum number of answers to go on to; of more, the first line says how many there are.
const RESULTS: usize = 1_000;
/// Of more results than this one is told how to see less.
const LONG: usize = 12;

impl Maker<'_> {
    pub(super) fn found(&self, words: &str, grouped: bool) -> View {
        let library = self.library;
        let mut results = library.search(words, RESULTS);
        if grouped {
            results.group_by_condition(|entry| library.condition_of(entry));
        }
        let shown = results.hits.len();
        let named = !results.conditions.is_empty();
        let mut said = vec![match (results.total, shown) {
            (_, 0) if named => format!("No answers for \"{words}\""),
            (_, 0) => format!("Nothing found for \"{words}\""),
            (total, shown) if total > shown => {
                format!(
                    "The best {shown} of {} for \"{words}\"",
                    answers(total as u64)
                )
            }
            (total, _) => format!("{} for \"{words}\"", answers(total as u64)),
        }];
        said.extend(page::search_notes(&results));
        said.extend(understood(library, &results.understood));
        if library.damaged() {
            said.push("The index is damaged: not all of the library could be searched.".to_owned());
        }
        if grouped && shown > 0 {
            said.push("Answers on one condition stand together.".to_owned());
        }
        let about = match results.understood.conditions.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        if let Some(condition) = about {
            let name = page::short_name(library, Some(condition));
            said.push(format!("About {name} itself: facts, questions"));
        }
        let items: Vec<Item> = if shown > 0 || named {
            let hits = results.hits.iter().map(|hit| (hit.entry, hit.close));
            let hits: Vec<_> = hits.collect();
            let conditions = results.conditions.iter();
            let conditions = conditions.map(|ord| Item::Condition(*ord));
            let answers = Item::entries(library, &hits, Tell::ConditionAndTopic);
            conditions.chain(answers).collect()
        } else {
            said.push(match results.nearest.is_empty() {
                true => "Try fewer or other words; conditions names what there is.".to_owned(),
                false => "The nearest names:".to_owned(),
            });
            results
                .nearest
                .iter()
                .map(|ord| Item::Condition(*ord))
                .collect()
        };
        if shown > LONG {
            said.push("By condition and by topic: narrow".to_owned());
        }
        let word = if shown > 0 || named {
            "found"
        } else {
            "nothing found"
        };
        let mut view = self.list(word, said, items);
        view.about = about.map(Some);
        view.offers = view.offers.with(Offers::FOUND, shown > 1);
        view
    }

    /// The conditions and topics of what is found for `words`, the best first; each leads to what was found of it.
    pub(super) fn narrow(&self, words: &str) -> View {
        let library = self.library;
        let results = library.search(words, RESULTS);
        let hits = &results.hits;
        let mut conditions = Vec::new();
        let mut topics = Vec::new();
        for hit in hits {
            let head = library.head(hit.entry);
            if let Some(condition) = head.condition {
                count_in(&mut conditions, condition);
            }
            count_in(&mut topics, head.topic());
        }
        let item = |name: String, filter: String, count: u64| {
            let place = Place::Found {
                words: format!("{words} {filter}"),
                grouped: false,
            };
            let said = Span::plain(format!("{name}, {}", answers(count)));
            Item::Said(vec![said], Goal::Place(place))
        };
        let conditions = conditions.into_iter().map(|(ord, count)| {
            let filter = format!("condition:{}", library.condition(ord).condition.id);
            item(condition_name(library, Some(ord)), filter, count)
        });
        let topics = topics.into_iter().map(|(ord, count)| {
            let topic = library.topic(ord).topic;
            let filter = format!("topic:{}", topic.id);
            item(format!("Topic {}", topic.title), filter, count)
        });
        let items: Vec<Item> = conditions.chain(topics).collect();
        let shown = answers(hits.len() as u64);
        let shown = match results.total > hits.len() {
            true => format!("The best {shown}"),
            false => shown,
        };
        let said = format!("{shown} for \"{words}\" by condition, then by topic");
        self.list("narrow", vec![said], items)
    }
}

/// How the words of a query were taken, a line for each kind of thing to say.
fn understood(library: &Library, understood: &Understood) -> Vec<String> {
    let conditions = understood.conditions.iter();
    let conditions = conditions.map(|ord| page::short_name(library, Some(*ord)));
    let topics = understood.topics.iter();
    let topics = topics.map(|ord| library.topic(*ord).topic.title);
    let filters = understood.filters.iter().cloned();
    let taken: Vec<String> = conditions.chain(topics).chain(filters).collect();
    let mut said = Vec::new();
    if !taken.is_empty() {
        said.push(format!("Understood: {}", taken.join("; ")));
    }
    for close in &understood.close {
        said.push(format!(
            "Close match: {} for \"{}\"",
            close.found, close.typed
        ));
    }
    for filter in &understood.unknown_filters {
        said.push(format!("Not known and not applied: {filter}"));
    }
    said
}

/// Counts one more of `key`, at its place or as the last.
fn count_in<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K) {
    match counts.iter_mut().find(|(known, _)| *known == key) {
        Some((_, count)) => *count += 1,
        None => counts.push((key, 1)),
    }
}
