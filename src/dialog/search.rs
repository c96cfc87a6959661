//! What was found for words, and how to narrow it down.

use crate::index::EntryOrd;
use crate::page;
use crate::search::Understood;

use super::place::{Item, Place, View};
use super::view::{Builder, Context, answers, counted_item};

/// Maximum number of answers to list; if there are more, the first line says how many.
const MAX_RESULTS: usize = 1_000;
/// Above a list of more results than this, a hint says how to narrow it down.
const MANY_RESULTS: usize = 12;

impl Builder<'_> {
    pub(super) fn found(&self, words: &str, grouped: bool) -> View {
        let library = self.library;
        let mut results = library.search(words, MAX_RESULTS);
        if grouped {
            results.group_by_condition(|entry| library.condition_of(entry));
        }
        let shown = results.hits.len();
        let nothing = shown == 0 && results.conditions.is_empty();
        let mut lines = vec![match (results.total, shown) {
            (_, 0) if nothing => format!("Nothing found for \"{words}\""),
            (_, 0) => format!("No answers for \"{words}\""),
            (total, _) if total > shown => {
                format!("The best {shown} of {} for \"{words}\"", answers(total))
            }
            (total, _) => format!("{} for \"{words}\"", answers(total)),
        }];
        lines.extend(page::search_notes(&results));
        lines.extend(self.understood(&results.understood));
        if library.damaged() {
            lines.push("The index is damaged; some answers may be missing.".to_owned());
        }
        if results.has_less_likely() {
            let likely = answers(results.likely);
            lines.push(format!(
                "The first {likely} match best; the others are less likely."
            ));
        }
        if grouped && shown > 0 {
            lines.push("Answers are grouped by condition.".to_owned());
        }
        let about = match results.understood.conditions.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        if about.is_some() {
            let name = page::short_name(library, about);
            lines.push(format!("About {name}: type facts or questions."));
        }
        if nothing {
            lines.push(match results.nearest.is_empty() {
                true => "Try fewer or other words, or type conditions to list all.".to_owned(),
                false => "Similar names:".to_owned(),
            });
        }
        if shown > MANY_RESULTS {
            lines.push("To narrow this down by condition or topic, type narrow.".to_owned());
        }
        let conditions = match nothing {
            true => &results.nearest,
            false => &results.conditions,
        };
        let conditions = conditions.iter().map(|ord| self.condition_item(*ord));
        let entries: Vec<EntryOrd> = results.hits.iter().map(|hit| hit.entry).collect();
        let distinctions = page::distinctions(library, &entries);
        let hits = results
            .hits
            .iter()
            .zip(distinctions)
            .map(|(hit, distinction)| {
                self.entry(
                    hit.entry,
                    Context::ConditionAndTopic,
                    &distinction,
                    hit.close,
                )
            });
        let word = if nothing { "nothing found" } else { "found" };
        let mut view = self.list(word, lines, conditions.chain(hits).collect());
        view.about = about.map(Some);
        view
    }

    /// The conditions and topics of what is found for `words`, the best first; each leads to what was found on it.
    pub(super) fn narrow(&self, words: &str) -> View {
        let library = self.library;
        let results = library.search(words, MAX_RESULTS);
        let mut conditions = Vec::new();
        let mut topics = Vec::new();
        for hit in &results.hits {
            let head = library.head(hit.entry);
            if let Some(condition) = head.condition {
                count_in(&mut conditions, condition);
            }
            count_in(&mut topics, head.topic());
        }
        let item = |name: &str, filter: String, count| {
            counted_item(name, count, Place::found(format!("{words} {filter}")))
        };
        let conditions = conditions.into_iter().map(|(ord, count)| {
            let filter = format!("condition:{}", library.condition(ord).condition.id);
            item(&self.name(Some(ord)), filter, count)
        });
        let topics = topics.into_iter().map(|(ord, count)| {
            let topic = library.topic(ord).topic;
            let name = format!("Topic {}", topic.title);
            item(&name, format!("topic:{}", topic.id), count)
        });
        let items: Vec<Item> = conditions.chain(topics).collect();
        let shown = answers(results.hits.len());
        let shown = match results.total > results.hits.len() {
            true => format!("The best {shown}"),
            false => shown,
        };
        let line = format!("{shown} for \"{words}\" by condition, then by topic");
        self.list("narrow", vec![line], items)
    }

    /// How the words of a query were understood, a line for each kind of thing to say.
    fn understood(&self, understood: &Understood) -> Vec<String> {
        let conditions = understood.conditions.iter();
        let conditions = conditions.map(|ord| page::short_name(self.library, Some(*ord)));
        let topics = understood.topics.iter();
        let topics = topics.map(|ord| self.library.topic(*ord).topic.title);
        let filters = understood.filters.iter().cloned();
        let parts: Vec<String> = conditions.chain(topics).chain(filters).collect();
        let mut lines = Vec::new();
        if !parts.is_empty() {
            lines.push(format!("Understood: {}", parts.join("; ")));
        }
        let close = understood.close.iter();
        lines.extend(
            close.map(|close| format!("Close match: {} for \"{}\"", close.found, close.typed)),
        );
        let unknown = understood.unknown_filters.iter();
        lines.extend(unknown.map(|filter| format!("Unknown filter ignored: {filter}")));
        lines
    }
}

/// Counts one more of `key`, at its place or as the last.
fn count_in<K: PartialEq>(counts: &mut Vec<(K, u32)>, key: K) {
    match counts.iter_mut().find(|(known, _)| *known == key) {
        Some((_, count)) => *count += 1,
        None => counts.push((key, 1)),
    }
}
