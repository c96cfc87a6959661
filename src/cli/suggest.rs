//! Ids and names near one that does not exist.

use strsim::osa_distance;

use crate::index::analyze::fold;
use crate::index::{ConditionOrd, MedicationOrd, OrganizationOrd, SourceOrd, TopicOrd, TrialOrd};
use crate::library::Library;
use crate::model::GENERAL;

/// How many are suggested.
const MOST: usize = 5;

/// An id, and the names of what has it; the first is shown.
type Named = (String, Vec<String>);

/// Suggestions for an unknown id: ids with names.
pub(super) fn anything(library: &Library, id: &str) -> Vec<(String, String)> {
    let wanted = id.to_lowercase();
    let wanted = wanted.split_once(':').map_or(&*wanted, |(_, id)| id);
    let Some((condition, _)) = wanted.split_once('/') else {
        return nearest(wanted, everything_but_entries(library));
    };
    let ord = library.find_condition(condition);
    if ord.is_none() && condition != GENERAL {
        return nearest(condition, conditions(library));
    }
    let heads = library
        .entries(ord, None)
        .into_iter()
        .map(|ord| library.head(ord));
    nearest(wanted, heads.map(|head| (head.id, vec![head.question])))
}

/// What has this name or code, in upper or lower case, with or without accents: ids with names. If a condition has it,
/// nothing else is meant, such as a source of the same title.
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

pub(super) fn conditions(library: &Library) -> impl Iterator<Item = Named> + '_ {
    (0..library.condition_count()).map(|ord| {
        let condition = library.condition(ConditionOrd(ord)).condition;
        let names = condition.names().map(str::to_owned).collect();
        (condition.id, names)
    })
}

pub(super) fn topics(library: &Library) -> impl Iterator<Item = Named> + '_ {
    (0..library.topic_count()).map(|ord| {
        let topic = library.topic(TopicOrd(ord)).topic;
        (topic.id, vec![topic.title])
    })
}

fn everything_but_entries(library: &Library) -> impl Iterator<Item = Named> + '_ {
    let sources = (0..library.source_count()).map(|ord| {
        let source = library.source(SourceOrd(ord)).source;
        (format!("source:{}", source.id), vec![source.title])
    });
    let organizations = (0..library.organization_count()).map(|ord| {
        let it = library.organization(OrganizationOrd(ord)).0;
        (format!("organization:{}", it.id), vec![it.name])
    });
    let trials = (0..library.trial_count()).map(|ord| {
        let trial = library.trial(TrialOrd(ord)).0;
        (
            format!("trial:{}", trial.id),
            vec![trial.title, trial.registry_id],
        )
    });
    let medications = (0..library.medication_count()).map(|ord| {
        let it = library.medication(MedicationOrd(ord)).0;
        let names = [it.name].into_iter().chain(it.brands);
        (format!("medication:{}", it.id), names.collect())
    });
    let others = sources.chain(organizations).chain(trials);
    conditions(library).chain(others).chain(medications)
}

/// Those whose id or name is near `wanted`, the nearest first: ids with names.
pub(super) fn nearest(wanted: &str, all: impl Iterator<Item = Named>) -> Vec<(String, String)> {
    let wanted = wanted.to_lowercase();
    let near = all.filter_map(|(id, names)| {
        // The kind before a source's id is not what was mistyped.
        let bare = id.split_once(':').map_or(&*id, |(_, bare)| bare);
        let spelled = std::iter::once(bare).chain(names.iter().map(String::as_str));
        let best = spelled.filter_map(|name| distance(&wanted, &name.to_lowercase()));
        Some((
            best.min()?,
            id,
            names.into_iter().next().unwrap_or_default(),
        ))
    });
    let mut near: Vec<(usize, String, String)> = near.collect();
    near.sort();
    near.truncate(MOST);
    near.into_iter().map(|(_, id, name)| (id, name)).collect()
}

/// How far `name` is from `wanted`, from which it may differ by a few typing errors or by what comes around it or by the
/// order of words; `None` if it is too far.
fn distance(wanted: &str, name: &str) -> Option<usize> {
    let letters = wanted.chars().count();
    let allowed = letters / 3 + 1;
    if letters >= 3 && name.contains(wanted) {
        return Some(1);
    }
    if name.chars().count().abs_diff(letters) <= allowed {
        let edits = osa_distance(wanted, name);
        if edits <= allowed && edits < letters {
            return Some(edits);
        }
    }
    // All entries of a condition share the first part of the id, so it does not count.
    let words = |id: &str| -> Vec<String> {
        let last = id.rsplit('/').next().unwrap_or_default();
        last.split('-').map(str::to_owned).collect()
    };
    let (wanted, name) = (words(wanted), words(name));
    let shared = wanted
        .iter()
        .filter(|word| word.len() >= 3 && name.contains(word));
    match shared.count() {
        0 => None,
        shared => Some(100usize.saturating_sub(shared)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_comes_first_and_what_is_far_is_left_out() {
        let all = ["fop", "poh", "osteoma", "poh-gene"].map(|id| (id.to_owned(), Vec::new()));
        let near = nearest("pohh", all.into_iter());
        let ids: Vec<_> = near.into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["poh"]);
    }
}
