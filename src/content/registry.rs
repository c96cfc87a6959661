//! What is known of a library between the passes: ids and where they stand. No texts: memory must not grow with them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::model::{GENERAL, Id, PartialDate};

use super::allow::Allowed;
use super::grade::Names;
use super::schema::Kind;
use super::sink::PackIndex;

pub(super) use super::asked::Asked;

/// A range in a file, by the file's place in the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    pub(super) file: u32,
    start: u32,
    end: u32,
}

impl Spot {
    /// What comes with the program stands in no file.
    pub(super) const NOWHERE: Self = Self {
        file: u32::MAX,
        start: 0,
        end: 0,
    };

    pub(super) fn new(file: usize, range: &Range<usize>) -> Self {
        // Files are at most 64 MB, and a scan of four thousand million files will not be seen.
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            file: number(file),
            start: number(range.start),
            end: number(range.end),
        }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What is known of a table with an id.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) pack: PackIndex,
    pub(super) spot: Spot,
    pub(super) allowed: Allowed,
    /// A source's own date.
    pub(super) date: Option<PartialDate>,
    /// The day a source was read.
    pub(super) accessed: Option<PartialDate>,
    /// A source's address, where it will be asked for.
    pub(super) url: Option<Box<str>>,
    /// Whether anything cites it.
    pub(super) cited: bool,
}

impl Known {
    pub(super) fn new(pack: PackIndex, spot: Spot, allowed: Allowed) -> Self {
        Self {
            pack,
            spot,
            allowed,
            date: None,
            accessed: None,
            url: None,
            cited: false,
        }
    }
}

/// A pack, and what its entries are judged by.
#[derive(Debug, Clone)]
pub(super) struct KnownPack {
    pub(super) id: Id,
    pub(super) spot: Spot,
    pub(super) review_after_months: Option<u16>,
    pub(super) withdrawn: HashSet<Id>,
}

/// Everything with an id.
#[derive(Debug, Default)]
pub(super) struct Registry {
    pub(super) packs: Vec<KnownPack>,
    /// By kind and, for what belongs to its pack, the pack.
    tables: HashMap<(Kind, Option<PackIndex>), HashMap<Id, Known>>,
    /// What conditions, genes, medicines, organisations and publishers are called, where it will be asked for.
    pub(super) names: Names,
    /// What the entries ask, where it will be asked for.
    pub(super) asked: Vec<Asked>,
    /// Ids of tables that are left out: what refers to them is not at fault.
    broken: HashMap<Kind, HashSet<Id>>,
}

impl Registry {
    /// In which pack alone the id counts; `None` where it counts in all.
    fn scope(kind: Kind, pack: PackIndex, id: &str) -> Option<PackIndex> {
        match kind {
            Kind::Condition => None,
            Kind::Entry if !is_general(id) => None,
            _ => Some(pack),
        }
    }

    /// Takes up `id`, or gives the place where it already stands.
    pub(super) fn add(&mut self, kind: Kind, id: &str, known: Known) -> Result<(), Known> {
        let scope = Self::scope(kind, known.pack, id);
        let tables = self.tables.entry((kind, scope)).or_default();
        if let Some(first) = tables.get(id) {
            return Err(first.clone());
        }
        tables.insert(id.to_owned(), known);
        Ok(())
    }

    /// What is known of `id`, as seen from `pack`.
    pub(super) fn get(&self, kind: Kind, pack: PackIndex, id: &str) -> Option<&Known> {
        self.tables
            .get(&(kind, Self::scope(kind, pack, id)))?
            .get(id)
    }

    pub(super) fn get_mut(&mut self, kind: Kind, pack: PackIndex, id: &str) -> Option<&mut Known> {
        self.tables
            .get_mut(&(kind, Self::scope(kind, pack, id)))?
            .get_mut(id)
    }

    /// Whether a topic is known to any pack or to the program.
    pub(super) fn has_topic(&self, id: &str) -> bool {
        self.tables
            .iter()
            .any(|((kind, _), topics)| *kind == Kind::Topic && topics.contains_key(id))
    }

    /// Notes a table that is left out.
    pub(super) fn broken(&mut self, kind: Kind, id: &str) {
        if !id.is_empty() {
            self.broken.entry(kind).or_default().insert(id.to_owned());
        }
    }

    /// Whether a table with this id was there and is left out.
    pub(super) fn is_broken(&self, kind: Kind, id: &str) -> bool {
        self.broken.get(&kind).is_some_and(|ids| ids.contains(id))
    }

    /// The ids of a kind that can be referred to from `pack`.
    pub(super) fn ids(&self, kind: Kind, pack: PackIndex) -> impl Iterator<Item = &str> {
        self.tables
            .iter()
            .filter(move |((k, scope), _)| *k == kind && scope.is_none_or(|scope| scope == pack))
            .flat_map(|(_, tables)| tables.keys().map(String::as_str))
    }

    /// The tables of a kind over all packs, with their ids.
    pub(super) fn all(&self, kind: Kind) -> impl Iterator<Item = (&str, &Known)> {
        self.tables
            .iter()
            .filter(move |((k, _), _)| *k == kind)
            .flat_map(|(_, tables)| tables.iter().map(|(id, known)| (id.as_str(), known)))
    }
}

/// Whether an entry's id is that of a general question.
fn is_general(id: &str) -> bool {
    id.strip_prefix(GENERAL)
        .is_some_and(|rest| rest.starts_with('/'))
}
