//! The conditions whose pages are offered before the answers.

use crate::index::{ConditionOrd, Index};

use super::interpretation::Interpretation;
use super::results::Hit;

/// Maximum number of conditions offered.
const NAMED: usize = 3;
/// Number of hits whose conditions are looked at for names that hold all the words.
const NAMED_HITS: usize = 50;

/// The conditions that the query names and asks nothing of: one of their names holds every word, the last one perhaps
/// unfinished. First those with just that name, then those of which a name begins so.
pub(super) fn conditions(
    index: &Index,
    interpretation: &Interpretation,
    hits: &[Hit],
) -> Vec<ConditionOrd> {
    let words = interpretation.spelt_words();
    let name = words.join(" ");
    let names = |condition| -> Vec<String> {
        let names = index.names_of(condition).into_iter();
        names.map(|name| name.folded).collect()
    };
    let called = index.conditions_called(&name);
    let begun = interpretation.beginning.iter().copied();
    let found = hits.iter().take(NAMED_HITS);
    let found = found.filter_map(|hit| index.condition_of(hit.entry));
    let mut named: Vec<ConditionOrd> = Vec::new();
    let all = called.iter().copied().chain(begun).chain(found);
    for condition in all {
        let holds_all = || {
            names(condition).iter().any(|name| {
                let mut name = name.split(' ');
                // In their order, with others between them.
                words
                    .iter()
                    .all(|word| name.any(|part| part.starts_with(*word)))
            })
        };
        // What it is called may be a code, too.
        if !named.contains(&condition) && (called.contains(&condition) || holds_all()) {
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
