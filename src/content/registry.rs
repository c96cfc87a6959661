//! The ids of a library and where they are, for both passes. It keeps no texts, so that memory stays small.

use std::collections::{HashMap, HashSet};

use crate::model::{GENERAL, Id, Kind, PackIndex, PartialDate};
use crate::text::suggest;

use super::questions::Questions;
use super::raw::Spot;
use super::readability::Names;
use super::suppressions::Suppressions;

/// Where the id of a record is, and what lints ask about it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) spot: Spot,
    /// If lints are run.
    pub(super) details: Option<Box<Details>>,
}

impl Known {
    /// A record that lints ask nothing about.
    pub(super) fn at(spot: Spot) -> Self {
        Self {
            spot,
            details: None,
        }
    }
}

/// What lints ask about a record that they are not looking at.
#[derive(Debug, Clone, Default)]
pub(super) struct Details {
    pub(super) pack: PackIndex,
    pub(super) suppressions: Suppressions,
    /// Whether anything refers to it.
    pub(super) cited: bool,
    /// A source's own date.
    pub(super) date: Option<PartialDate>,
    /// The day a source was read.
    pub(super) accessed: Option<PartialDate>,
    /// A source's address, if it has one.
    pub(super) url: String,
    /// What a condition is called.
    pub(super) names: Vec<String>,
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
    records: HashMap<Scope, HashMap<Id, Known>>,
    /// What conditions, genes, medicines, organisations and publishers are called, if lints are run.
    pub(super) names: Names,
    /// The questions of the entries, if lints are run.
    pub(super) questions: Vec<Questions>,
    /// Conditions that mean something else in this pack than in an earlier one, with their new ids.
    apart: HashMap<PackIndex, HashMap<Id, Id>>,
    /// Entries that take the place of one with the same id in another pack.
    shadowing: HashSet<(PackIndex, Id)>,
    /// The pack of the clinic's own texts, which may cite the sources of all packs.
    pub(super) clinic: Option<PackIndex>,
    /// Ids of tables that are left out: references to them are not reported.
    broken: HashSet<(Kind, Id)>,
    /// How many ids have been compared for "did you mean" hints.
    compared: usize,
}

/// A kind, and the pack within which its ids are unique; `None` for all packs.
type Scope = (Kind, Option<PackIndex>);

/// Maximum number of ids compared for all "did you mean" hints of a library: well under a second's work.
const MAX_COMPARED: usize = 1_000_000;

impl Registry {
    fn scope(&self, kind: Kind, pack: PackIndex, id: &str) -> Scope {
        let general = id.strip_prefix(GENERAL);
        let scope = match kind {
            Kind::Condition => self.new_id(pack, id).map(|_| pack),
            Kind::Entry if self.is_shadowing(pack, id) => Some(pack),
            Kind::Entry if !general.is_some_and(|rest| rest.starts_with('/')) => None,
            _ => Some(pack),
        };
        (kind, scope)
    }

    /// Lets the entry `id` of `pack` take the place of one with the same id in another pack.
    pub(super) fn shadow(&mut self, pack: PackIndex, id: &str) {
        self.shadowing.insert((pack, id.to_owned()));
    }

    /// Whether the entry `id` of `pack` takes the place of one with the same id.
    pub(super) fn is_shadowing(&self, pack: PackIndex, id: &str) -> bool {
        !self.shadowing.is_empty() && self.shadowing.contains(&(pack, id.to_owned()))
    }

    /// Gives the condition `id` of `pack` the id `new`.
    pub(super) fn keep_apart(&mut self, pack: PackIndex, id: Id, new: Id) {
        self.apart.entry(pack).or_default().insert(id, new);
    }

    /// The new id of the condition `id` of `pack`, if it has one.
    pub(super) fn new_id(&self, pack: PackIndex, id: &str) -> Option<&str> {
        self.apart.get(&pack)?.get(id).map(String::as_str)
    }

    /// Adds `id`, or returns the spot where it already is. It may replace what comes with the program.
    pub(super) fn add(
        &mut self,
        kind: Kind,
        pack: PackIndex,
        id: &str,
        known: Known,
    ) -> Result<(), Spot> {
        let scope = self.scope(kind, pack, id);
        let records = self.records.entry(scope).or_default();
        match records.get(id) {
            Some(first) if first.spot != Spot::NOWHERE => Err(first.spot),
            _ => {
                records.insert(id.to_owned(), known);
                Ok(())
            }
        }
    }

    /// What is known of `id`, as seen from `pack`.
    pub(super) fn get(&self, kind: Kind, pack: PackIndex, id: &str) -> Option<&Known> {
        let in_scope = |scope| self.records.get(&scope)?.get(id);
        let borrows = kind == Kind::Source && self.clinic == Some(pack);
        let packs = (0..self.packs.len()).filter_map(|pack| PackIndex::try_from(pack).ok());
        in_scope(self.scope(kind, pack, id)).or_else(|| {
            let mut others = packs.filter(|_| borrows);
            others.find_map(|other| in_scope((kind, Some(other))))
        })
    }

    /// What lints ask about `id`, as seen from `pack`.
    pub(super) fn details(&self, kind: Kind, pack: PackIndex, id: &str) -> Option<&Details> {
        self.get(kind, pack, id)?.details.as_deref()
    }

    pub(super) fn details_mut(
        &mut self,
        kind: Kind,
        pack: PackIndex,
        id: &str,
    ) -> Option<&mut Details> {
        let scope = self.scope(kind, pack, id);
        let known = self.records.get_mut(&scope)?.get_mut(id)?;
        known.details.as_deref_mut()
    }

    /// Whether any pack has an entry with this id, `but_for` aside.
    pub(super) fn has_entry(&self, id: &str, but_for: Option<PackIndex>) -> bool {
        let mut entries = self.of_kind(Kind::Entry);
        entries.any(|(scope, records)| {
            (but_for.is_none() || scope != but_for) && records.contains_key(id)
        })
    }

    /// Whether a pack took back the entry with this id.
    pub(super) fn is_withdrawn(&self, id: &str) -> bool {
        self.packs.iter().any(|pack| pack.withdrawn.contains(id))
    }

    /// The ids of the topics of all packs and of the program.
    pub(super) fn topics(&self) -> impl Iterator<Item = &str> {
        let topics = self.of_kind(Kind::Topic);
        topics.flat_map(|(_, topics)| topics.keys().map(String::as_str))
    }

    /// Notes a table that is left out.
    pub(super) fn add_broken(&mut self, kind: Kind, id: &str) {
        self.broken.insert((kind, id.to_owned()));
    }

    /// Whether a table with this id was there and is left out.
    pub(super) fn is_broken(&self, kind: Kind, id: &str) -> bool {
        !id.is_empty() && self.broken.contains(&(kind, id.to_owned()))
    }

    /// The id nearest to one that does not exist, as seen from `pack`; `None` after very many have been compared.
    pub(super) fn nearest(&mut self, kind: Kind, pack: PackIndex, id: &str) -> Option<String> {
        let seen = self.of_kind(kind);
        let known: Vec<&str> = seen
            .filter(|(scope, _)| kind == Kind::Topic || scope.is_none_or(|scope| scope == pack))
            .flat_map(|(_, records)| records.keys().map(String::as_str))
            .collect();
        let compared = self.compared + known.len();
        let nearest = match compared > MAX_COMPARED {
            true => None,
            false => suggest::nearest(id, known).map(str::to_owned),
        };
        self.compared = compared;
        nearest
    }

    /// The records of a kind over all packs, with what lints ask about them.
    pub(super) fn all(&self, kind: Kind) -> impl Iterator<Item = (&Id, Spot, &Details)> {
        let records = self.of_kind(kind).flat_map(|(_, records)| records);
        records.filter_map(|(id, known)| Some((id, known.spot, known.details.as_deref()?)))
    }

    fn of_kind(
        &self,
        kind: Kind,
    ) -> impl Iterator<Item = (Option<PackIndex>, &HashMap<Id, Known>)> {
        let records = self.records.iter();
        let records = records.filter(move |((other, _), _)| *other == kind);
        records.map(|((_, scope), records)| (*scope, records))
    }
}
