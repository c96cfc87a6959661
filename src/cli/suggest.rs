//! Ids near one that names nothing.

use crate::index::analyze::fold;
use crate::index::{ConditionOrd, MedicationOrd, OrganizationOrd, SourceOrd, TopicOrd, TrialOrd};
use crate::library::Library;
use crate::model::GENERAL;

/// More than so many help nobody.
const MOST: usize = 5;

/// An id, and the names of what it stands for; the first is shown.
type Named = (String, Vec<String>);

/// What `show` could have meant: ids with names.
pub(super) fn anything(library: &Library, id: &str) -> Vec<(String, String)> {
    let wanted = id.to_lowercase();
    let wanted = wanted.split_once(':').map_or(&*wanted, |(_, id)| id);
    let Some((condition, _)) = wanted.split_once('/') else {
        return nearest(wanted, everything_but_entries(library));
    };
    let ord = library.find_condition(condition);
    if ord.is_none() && condition != GENERAL {
        return conditions(library, condition);
    }
    let entries = library.entries(ord, None).into_iter();
    let entries = entries.map(|entry| library.head(entry));
    nearest(wanted, entries.map(|head| (head.id, vec![head.question])))
}

/// What is called `name`, or has it for a code, in any case and with or without accents: ids with names. Conditions go
/// first: where one is called so, a source of the same title is not what was meant.
pub(super) fn called(library: &Library, name: &str) -> Vec<(String, String)> {
    let wanted = fold(name);
    let codes = (0..library.condition_count()).map(|ord| {
        let condition = library.condition(ConditionOrd(ord)).condition;
        let mut names = vec![condition.name];
        for code in condition.codes {
            names.push(format!("{}:{}", code.system, code.value));
            names.push(code.value);
        }
        (condition.id, names)
    });
    let mut called: Vec<(String, String)> = everything_but_entries(library)
        .chain(codes)
        .filter(|(_, names)| names.iter().any(|name| fold(name) == wanted))
        .filter_map(|(id, names)| Some((id, names.into_iter().next()?)))
        .collect();
    called.sort();
    called.dedup();
    let is_condition = |(id, _): &(String, String)| !id.contains(':');
    if called.iter().any(is_condition) {
        called.retain(is_condition);
    }
    called
}

/// Conditions near an id.
pub(super) fn conditions(library: &Library, id: &str) -> Vec<(String, String)> {
    let all = (0..library.condition_count()).map(|ord| condition(library, ConditionOrd(ord)));
    nearest(&id.to_lowercase(), all)
}

/// Topics near an id.
pub(super) fn topics(library: &Library, id: &str) -> Vec<(String, String)> {
    let all = (0..library.topic_count()).map(|ord| library.topic(TopicOrd(ord)).topic);
    nearest(
        &id.to_lowercase(),
        all.map(|topic| (topic.id, vec![topic.title])),
    )
}

fn condition(library: &Library, ord: ConditionOrd) -> Named {
    let condition = library.condition(ord).condition;
    let names = condition.names().map(str::to_owned).collect();
    (condition.id, names)
}

fn everything_but_entries(library: &Library) -> impl Iterator<Item = Named> + '_ {
    let conditions =
        (0..library.condition_count()).map(|ord| condition(library, ConditionOrd(ord)));
    let sources = (0..library.source_count()).map(|ord| {
        let source = library.source(SourceOrd(ord)).source;
        (format!("source:{}", source.id), vec![source.title])
    });
    let organizations = (0..library.organization_count()).map(|ord| {
        let (organization, _) = library.organization(OrganizationOrd(ord));
        (
            format!("organization:{}", organization.id),
            vec![organization.name],
        )
    });
    let trials = (0..library.trial_count()).map(|ord| {
        let (trial, _) = library.trial(TrialOrd(ord));
        (
            format!("trial:{}", trial.id),
            vec![trial.title, trial.registry_id],
        )
    });
    let medications = (0..library.medication_count()).map(|ord| {
        let (medication, _) = library.medication(MedicationOrd(ord));
        let mut names = vec![medication.name];
        names.extend(medication.brands);
        (format!("medication:{}", medication.id), names)
    });
    conditions
        .chain(sources)
        .chain(organizations)
        .chain(trials)
        .chain(medications)
}

/// Those whose id or name is `wanted`, holds it, or is a few typing errors from it; the nearest first.
fn nearest(wanted: &str, all: impl Iterator<Item = Named>) -> Vec<(String, String)> {
    let letters = wanted.chars().count();
    let mut near: Vec<(usize, String, String)> = Vec::new();
    for (id, names) in all {
        // The kind before a source's id is not what was mistyped.
        let bare = id.split_once(':').map_or(&*id, |(_, bare)| bare);
        let spelled = std::iter::once(bare).chain(names.iter().map(String::as_str));
        let best = spelled.filter_map(|name| distance(wanted, letters, &name.to_lowercase()));
        if let Some(best) = best.min() {
            let name = names.into_iter().next().unwrap_or_default();
            near.push((best, id, name));
        }
    }
    near.sort();
    near.truncate(MOST);
    near.into_iter().map(|(_, id, name)| (id, name)).collect()
}

/// How far `name` is from `wanted`; `None` where too far.
fn distance(wanted: &str, letters: usize, name: &str) -> Option<usize> {
    let allowed = letters / 3 + 1;
    if letters >= 3 && name.contains(wanted) {
        return Some(1);
    }
    if name.chars().count().abs_diff(letters) <= allowed {
        let edits = edits(wanted, name);
        if edits <= allowed && edits < letters {
            return Some(edits);
        }
    }
    // Ids are made of words, which may stand in another order or among others.
    // The condition before an entry's name says nothing: all its entries share it.
    let last = |id: &'_ str| id.rsplit('/').next().map_or(String::new(), str::to_owned);
    let (wanted, name) = (last(wanted), last(name));
    let shared = wanted
        .split('-')
        .filter(|word| word.len() >= 3 && name.split('-').any(|other| other == *word));
    match shared.count() {
        0 => None,
        shared => Some(100usize.saturating_sub(shared)),
    }
}

/// Letters to insert, drop, change, or swap with the next.
fn edits(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for i in 1..=from.len() {
        let mut next = vec![i];
        for j in 1..=to.len() {
            let changed = usize::from(from[i - 1] != to[j - 1]);
            let mut best = (row[j] + 1).min(next[j - 1] + 1).min(row[j - 1] + changed);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_errors_are_counted() {
        assert_eq!(edits("poh", "poh"), 0);
        assert_eq!(edits("pho", "poh"), 1, "neighbours swapped");
        assert_eq!(edits("treatmnt", "treatment"), 1);
        assert_eq!(edits("", "poh"), 3);
    }

    #[test]
    fn the_nearest_stands_first_and_what_is_far_is_left_out() {
        let all = ["fop", "poh", "osteoma", "poh-gene"].map(|id| (id.to_owned(), Vec::new()));
        let near = nearest("pohh", all.into_iter());
        let ids: Vec<_> = near.into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["poh"]);
    }
}
