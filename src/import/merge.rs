//! Which documents are about one condition.
//!
//! Two documents are joined when their names are the same but for spelling. Two documents of different collections are
//! joined, too, when they share a specific identifier *and* their names bear it out: an identifier alone is not enough,
//! because such identifiers are often given by a program (in MedQuAD, small cell and non-small cell lung cancer share
//! one). The names bear it out when they have the same telling words, or when one page gives the other's name as another
//! name of its own, no number or word that tells kinds apart stands in one of the two alone, and neither is the name of a
//! family of diseases. Two names of one collection never become one condition.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::Condition;

use super::name;

/// An identifier that stands with more names than this means no one condition.
pub(super) const SPECIFIC: usize = 5;

/// Documents about one condition, by their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// In the order in which they were read.
    pub(super) members: Vec<usize>,
    /// Several documents have its name.
    pub(super) by_name: bool,
    /// Its documents have several names, and an identifier that joins them.
    pub(super) by_code: bool,
}

/// A document, as far as it matters here.
pub(super) struct Page<'a> {
    pub(super) collection: &'a str,
    pub(super) condition: &'a Condition,
}

/// Puts documents about one condition together.
pub(super) fn groups(pages: &[Page<'_>]) -> Vec<Group> {
    let keys: Vec<String> = pages
        .iter()
        .map(|page| name::key(&page.condition.name))
        .collect();
    let mut sets = Sets::new(pages, &keys);
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, key) in keys.iter().enumerate() {
        sets.join(at, *first.entry(key).or_insert(at));
    }
    let (words, named) = candidates(pages, &keys);
    for (one, other) in words.into_iter().chain(unambiguous(named, pages, &keys)) {
        sets.join(one, other);
    }
    let mut found: BTreeMap<usize, Group> = BTreeMap::new();
    for at in 0..pages.len() {
        found.entry(sets.root(at)).or_default().members.push(at);
    }
    for group in found.values_mut() {
        let names: BTreeSet<&str> = group.members.iter().map(|at| keys[*at].as_str()).collect();
        group.by_code = names.len() > 1;
        group.by_name = names.len() < group.members.len();
    }
    found.into_values().collect()
}

/// Two documents.
type Pair = (usize, usize);

/// Documents of different collections and names that share a specific identifier: those whose names have the same words,
/// and those of which one is called by the other's name.
fn candidates(pages: &[Page<'_>], keys: &[String]) -> (Vec<Pair>, Vec<Pair>) {
    let (mut words, mut named) = (Vec::new(), Vec::new());
    for sharing in by_code(pages).into_values() {
        let names: BTreeSet<&str> = sharing.iter().map(|at| keys[*at].as_str()).collect();
        if names.len() > SPECIFIC {
            continue;
        }
        for (nth, one) in sharing.iter().enumerate() {
            for other in &sharing[nth + 1..] {
                let (first, second) = (&pages[*one], &pages[*other]);
                if keys[*one] == keys[*other] || first.collection == second.collection {
                    continue;
                }
                if name::same_words(&first.condition.name, &second.condition.name) {
                    words.push((*one, *other));
                } else if called_so(first, second) {
                    named.push((*one, *other));
                }
            }
        }
    }
    (words, named)
}

/// Without the pairs in which a name would stand for two names of one collection: then it is that of a family of
/// diseases, of which each may be called so.
fn unambiguous(pairs: Vec<Pair>, pages: &[Page<'_>], keys: &[String]) -> Vec<Pair> {
    let mut reached: HashMap<(&str, &str), BTreeSet<&str>> = HashMap::new();
    for (one, other) in pairs
        .iter()
        .flat_map(|(one, other)| [(*one, *other), (*other, *one)])
    {
        let names = reached.entry((&keys[one], pages[other].collection));
        names.or_default().insert(&keys[other]);
    }
    let single = |one: usize, other: usize| {
        let names = reached.get(&(keys[one].as_str(), pages[other].collection));
        names.is_some_and(|names| names.len() == 1)
    };
    let clear = |(one, other): &Pair| single(*one, *other) && single(*other, *one);
    pairs.into_iter().filter(clear).collect()
}

/// Documents by identifier.
fn by_code<'a>(pages: &[Page<'a>]) -> BTreeMap<(&'a str, &'a str), Vec<usize>> {
    let mut found: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate() {
        for code in &page.condition.codes {
            let code = (code.system.as_str(), code.value.as_str());
            found.entry(code).or_default().push(at);
        }
    }
    found
}

/// How many names stand with each identifier.
pub(super) fn names_of_codes<'a>(pages: &[Page<'a>]) -> HashMap<(&'a str, &'a str), usize> {
    let count = |sharing: Vec<usize>| {
        let names = sharing
            .iter()
            .map(|at| name::key(&pages[*at].condition.name));
        names.collect::<BTreeSet<_>>().len()
    };
    by_code(pages)
        .into_iter()
        .map(|(code, sharing)| (code, count(sharing)))
        .collect()
}

/// Whether one of two pages gives the other's name as another name of its own, so that both can mean one disease.
///
/// A name that holds all words of the other and more (`osteogenesis imperfecta, Levin type`) is mostly that of a kind;
/// such two must name each other.
fn called_so(one: &Page<'_>, other: &Page<'_>) -> bool {
    let (first, second) = (&one.condition.name, &other.condition.name);
    let says = |page: &Page<'_>, wanted: &str| {
        let key = name::key(wanted);
        let mut names = page.condition.alternate_names.iter();
        names.any(|name| name::key(name) == key)
    };
    if name::markers(first) != name::markers(second) {
        return false;
    }
    match name::one_holds_the_other(first, second) {
        true => says(one, second) && says(other, first),
        false => says(one, second) || says(other, first),
    }
}

/// Disjoint sets, none of which holds two names of one collection: what its editors keep apart is not joined.
struct Sets<'a> {
    up: Vec<usize>,
    /// Collections and names below each root.
    names: Vec<BTreeSet<(&'a str, &'a str)>>,
}

impl<'a> Sets<'a> {
    fn new(pages: &[Page<'a>], keys: &'a [String]) -> Self {
        let names = pages.iter().zip(keys);
        Self {
            up: (0..pages.len()).collect(),
            names: names
                .map(|(page, key)| BTreeSet::from([(page.collection, key.as_str())]))
                .collect(),
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.up[at] != at {
            self.up[at] = self.up[self.up[at]];
            at = self.up[at];
        }
        at
    }

    /// The root is the one that was read first.
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (first, second) = (one.min(other), one.max(other));
        let mut apart = self.names[second].iter().flat_map(|(collection, name)| {
            let mine = self.names[first].iter();
            mine.map(move |(other, another)| collection == other && name != another)
        });
        if first == second || apart.any(|apart| apart) {
            return;
        }
        let names = std::mem::take(&mut self.names[second]);
        self.names[first].extend(names);
        self.up[second] = first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Code;

    /// `collection | name | other names | identifiers`.
    fn grouped(lines: &[&str]) -> Vec<Vec<usize>> {
        let list = |text: &str| -> Vec<String> {
            let parts = text.split(';').map(str::trim);
            parts
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let conditions: Vec<(String, Condition)> = lines
            .iter()
            .map(|line| {
                let parts: Vec<&str> = line.split('|').map(str::trim).collect();
                let condition = Condition {
                    name: parts[1].to_owned(),
                    alternate_names: list(parts[2]),
                    codes: list(parts[3])
                        .into_iter()
                        .map(|value| Code {
                            value,
                            ..Code::default()
                        })
                        .collect(),
                    ..Condition::default()
                };
                (parts[0].to_owned(), condition)
            })
            .collect();
        let pages: Vec<Page<'_>> = conditions
            .iter()
            .map(|(collection, condition)| Page {
                collection,
                condition,
            })
            .collect();
        groups(&pages)
            .into_iter()
            .map(|group| group.members)
            .collect()
    }

    #[test]
    fn the_same_name_is_the_same_condition() {
        let pages = [
            "GARD | Peyronie disease | |",
            "NIDDK | Peyronie's Disease | |",
            "GARD | Peyronie disease | |",
        ];
        assert_eq!(grouped(&pages), [[0, 1, 2]]);
    }

    #[test]
    fn an_identifier_joins_what_the_names_bear_out() {
        let same_words = [
            "GARD | Ewing sarcoma | | C1",
            "CancerGov | Sarcoma, Ewing | | C1",
        ];
        assert_eq!(grouped(&same_words), [[0, 1]]);
        let other_name = [
            "GARD | Lafora disease | | C1",
            "GHR | progressive myoclonus epilepsy | Lafora disease; EPM2 | C1",
        ];
        assert_eq!(grouped(&other_name), [[0, 1]]);
        let both = [
            "GARD | Lafora disease | Lafora progressive myoclonic epilepsy | C1",
            "GHR | Lafora progressive myoclonic epilepsy | Lafora disease | C1",
        ];
        assert_eq!(grouped(&both), [[0, 1]]);
    }

    #[test]
    fn an_identifier_alone_joins_nothing() {
        for pages in [
            // Different diseases that a program gave one identifier.
            [
                "CancerGov | Small Cell Lung Cancer | | C1",
                "GARD | Non-small cell lung cancer | | C1",
            ],
            ["GHR | headache | | C1", "GARD | SUNCT headache | | C1"],
            // A kind of it, though it is called so for short.
            [
                "NINDS | Neurofibromatosis | | C1",
                "GHR | neurofibromatosis type 1 | neurofibromatosis | C1",
            ],
            [
                "NINDS | Pancreatitis | | C1",
                "GHR | hereditary pancreatitis | pancreatitis | C1",
            ],
            [
                "GHR | osteogenesis imperfecta | | C1",
                "GARD | Osteogenesis imperfecta Levin type | osteogenesis imperfecta | C1",
            ],
            // One collection keeps them apart.
            [
                "GHR | Lafora disease | EPM2 | C1",
                "GHR | EPM2 | Lafora disease | C1",
            ],
        ] {
            assert_eq!(grouped(&pages), [[0], [1]], "{pages:?}");
        }
    }

    #[test]
    fn a_family_of_diseases_is_not_one_of_them() {
        let pages = [
            "GARD | Iron accumulation | | C1",
            "GHR | Pantothenate disease | Iron accumulation | C1",
            "GHR | Membrane disease | Iron accumulation | C1",
        ];
        assert_eq!(grouped(&pages), [[0], [1], [2]]);
        let pages = [
            "NINDS | Scleroderma | | C1",
            "GARD | Hardening of skin | Scleroderma | C1",
            "GARD | Scleroderma | | C1",
        ];
        assert_eq!(grouped(&pages), [vec![0, 2], vec![1]]);
    }

    #[test]
    fn another_name_without_an_identifier_joins_nothing() {
        let pages = [
            "GARD | Lafora disease | | C1",
            "GHR | EPM2 | Lafora disease | C2",
        ];
        assert_eq!(grouped(&pages), [[0], [1]]);
    }

    #[test]
    fn an_identifier_of_many_names_joins_nothing() {
        let mut pages: Vec<String> = (0..4)
            .map(|n| format!("GARD | Deafness with {n} | | C1"))
            .collect();
        pages.push("GARD | Ewing sarcoma | | C1".to_owned());
        pages.push("GHR | Sarcoma, Ewing | | C1".to_owned());
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        assert_eq!(grouped(&pages).len(), 6);
    }
}
