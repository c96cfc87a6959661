//! Finds the documents that are about one condition.
//!
//! Two documents are joined when their names are the same except for spelling. Two documents of different collections
//! are also joined when they share a specific identifier *and* their names support it. An identifier alone is not enough,
//! because identifiers are often assigned by a program: in MedQuAD, small cell and non-small cell lung cancer share one.
//! Names support it when they have the same meaningful words, or when one page lists the other's name among its own, no
//! number or word that distinguishes kinds is in only one of the two, and neither is the name of a family of diseases. Two
//! names of one collection never become one condition. A translation is about the condition of its original.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{CodeMatch, Condition};

use super::document::Document;
use super::name;

/// An identifier with more names than this is not specific to a condition.
const MAX_NAMES: usize = 5;

/// Documents about one condition, by their index, in the order in which they were read.
pub(super) type Group = Vec<usize>;

/// How well each specific identifier (system and value) fits the condition of a page that has no other identifier.
pub(super) type Fits = HashMap<(String, String), CodeMatch>;

/// A document about a condition.
struct Page<'a> {
    document: usize,
    collection: &'a str,
    condition: &'a Condition,
    /// Of its name.
    key: String,
}

/// Groups the documents that have a condition.
pub(super) fn group(documents: &[Document]) -> (Vec<Group>, Fits) {
    let pages: Vec<Page<'_>> = documents
        .iter()
        .enumerate()
        .filter_map(|(at, document)| {
            let condition = document.condition.as_ref()?;
            Some(Page {
                document: at,
                collection: &document.collection,
                condition,
                key: name::key(&condition.name),
            })
        })
        .collect();
    let mut sets = Sets::new(&pages);
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, page) in pages.iter().enumerate() {
        sets.join(at, *first.entry(&page.key).or_insert(at));
    }
    let by_identity: HashMap<&str, usize> = (0..pages.len())
        .map(|at| (&*documents[pages[at].document].identity, at))
        .collect();
    for (at, page) in pages.iter().enumerate() {
        let original = documents[page.document].translates.as_str();
        if let Some(original) = by_identity.get(original).filter(|_| !original.is_empty()) {
            sets.join(at, *original);
        }
    }
    let codes = by_code(&pages);
    let names = |at: &[usize]| -> BTreeSet<&str> { at.iter().map(|at| &*pages[*at].key).collect() };
    let (mut same_words, mut listed) = (Vec::new(), Vec::new());
    for sharing in codes.values().filter(|at| names(at).len() <= MAX_NAMES) {
        for (nth, one) in sharing.iter().enumerate() {
            for other in &sharing[nth + 1..] {
                let (first, second) = (&pages[*one], &pages[*other]);
                if first.key == second.key || first.collection == second.collection {
                    continue;
                }
                if name::same_words(&first.condition.name, &second.condition.name) {
                    same_words.push((*one, *other));
                } else if lists_name(first, second) {
                    listed.push((*one, *other));
                }
            }
        }
    }
    for (one, other) in same_words.into_iter().chain(unambiguous(listed, &pages)) {
        sets.join(one, other);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..pages.len() {
        groups.entry(sets.root(at)).or_default().push(at);
    }
    let mut fits = Fits::new();
    for ((system, value), sharing) in &codes {
        let mut roots = sharing.iter().map(|at| sets.root(*at));
        let first = roots.next();
        let fit = match roots.all(|root| Some(root) == first) {
            true => CodeMatch::Exact,
            false => CodeMatch::Related,
        };
        if names(sharing).len() <= MAX_NAMES {
            fits.insert(((*system).to_owned(), (*value).to_owned()), fit);
        }
    }
    let groups = groups
        .into_values()
        .map(|group| group.into_iter().map(|at| pages[at].document).collect());
    (groups.collect(), fits)
}

/// Pages by identifier.
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

/// Drops the pairs in which a name would mean two names of one collection: it is that of a family of diseases.
fn unambiguous(pairs: Vec<(usize, usize)>, pages: &[Page<'_>]) -> Vec<(usize, usize)> {
    let mut meant: HashMap<(&str, &str), BTreeSet<&str>> = HashMap::new();
    for (one, other) in &pairs {
        for (one, other) in [(one, other), (other, one)] {
            let names = meant.entry((&pages[*one].key, pages[*other].collection));
            names.or_default().insert(&pages[*other].key);
        }
    }
    let single = |one: usize, other: usize| {
        let names = meant.get(&(pages[one].key.as_str(), pages[other].collection));
        names.is_some_and(|names| names.len() == 1)
    };
    let mut pairs = pairs;
    pairs.retain(|(one, other)| single(*one, *other) && single(*other, *one));
    pairs
}

/// Whether one of two pages lists the other's name among its own, so that both can mean one disease.
///
/// A name that has all words of the other and more (`osteogenesis imperfecta, Levin type`) is mostly that of a kind; such
/// two must list each other.
fn lists_name(one: &Page<'_>, other: &Page<'_>) -> bool {
    let (first, second) = (&one.condition.name, &other.condition.name);
    let lists = |page: &Page<'_>, wanted: &Page<'_>| {
        let mut names = page.condition.alternate_names.iter();
        names.any(|name| name::key(name) == wanted.key)
    };
    let (forth, back) = (lists(one, other), lists(other, one));
    name::markers(first) == name::markers(second)
        && match name::one_contains_the_other(first, second) {
            true => forth && back,
            false => forth || back,
        }
}

/// Disjoint sets of pages, none of which holds two names of one collection: its editors keep these apart.
struct Sets<'a> {
    parent: Vec<usize>,
    /// Collections and names below each root.
    names: Vec<BTreeSet<(&'a str, &'a str)>>,
}

impl<'a> Sets<'a> {
    fn new(pages: &'a [Page<'_>]) -> Self {
        let names = pages.iter().map(|page| (page.collection, &*page.key));
        Self {
            parent: (0..pages.len()).collect(),
            names: names.map(|name| BTreeSet::from([name])).collect(),
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// The root is the page that was read first.
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
        self.parent[second] = first;
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
        let documents = lines.iter().map(|line| {
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let codes = list(parts[3]).into_iter().map(|value| Code {
                value,
                ..Code::default()
            });
            Document {
                collection: parts[0].to_owned(),
                condition: Some(Condition {
                    name: parts[1].to_owned(),
                    alternate_names: list(parts[2]),
                    codes: codes.collect(),
                    ..Condition::default()
                }),
                ..Document::default()
            }
        });
        group(&documents.collect::<Vec<_>>()).0
    }

    #[test]
    fn documents_of_the_same_name_are_joined() {
        let pages = [
            "GARD | Peyronie disease | |",
            "NIDDK | Peyronie's Disease | |",
            "GARD | Peyronie disease | |",
        ];
        assert_eq!(grouped(&pages), [[0, 1, 2]]);
    }

    #[test]
    fn an_identifier_joins_documents_whose_names_support_it() {
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
    fn a_family_of_diseases_is_not_joined_with_its_members() {
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
    fn an_identifier_with_many_names_joins_nothing() {
        let mut pages: Vec<String> = (0..4)
            .map(|n| format!("GARD | Deafness with {n} | | C1"))
            .collect();
        pages.push("GARD | Ewing sarcoma | | C1".to_owned());
        pages.push("GHR | Sarcoma, Ewing | | C1".to_owned());
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        assert_eq!(grouped(&pages).len(), 6);
    }
}
