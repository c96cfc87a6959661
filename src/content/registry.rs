//! What is known of a library between the passes: ids and where they stand. No texts: memory must not grow with them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::model::{GENERAL, Id, PartialDate};

use super::allow::Allowed;
use super::compact::{Compact, hash_of};
use super::grade::Names;
use super::schema::Kind;
use super::sink::PackIndex;

pub(super) use super::asked::Asked;

/// A range in a file, by the file's place in the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    pub(super) file: u32,
    start: u32,
    /// [`Spot::UNKNOWN`] where it is to be looked up in the file.
    end: u32,
}

impl Spot {
    /// What comes with the program stands in no file.
    pub(super) const NOWHERE: Self = Self {
        file: u32::MAX,
        start: 0,
        end: 0,
    };

    /// No file is so long.
    const UNKNOWN: u32 = u32::MAX;

    pub(super) fn new(file: usize, range: &Range<usize>) -> Self {
        // Files are at most 64 MB, and a scan of four thousand million files will not be seen.
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            file: number(file),
            start: number(range.start),
            end: number(range.end),
        }
    }

    /// The range in its file's text; one whose end is not known is that of the quoted text which begins there. `None` where
    /// the file, which may have changed since, does not reach so far.
    pub(super) fn range(self, text: &str) -> Option<Range<usize>> {
        let start = self.start as usize;
        let end = match self.end {
            Self::UNKNOWN => {
                let rest = text.get(start..)?;
                let quote = rest.chars().next()?;
                let closing = rest.char_indices().skip(1).find(|(_, c)| *c == quote);
                start + closing.map_or(1, |(at, _)| at + 1)
            }
            end => end as usize,
        };
        (end <= text.len()).then_some(start..end)
    }
}

/// Where the id of a table stands: small, there may be millions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) file: u32,
    start: u32,
}

impl Known {
    pub(super) fn new(spot: Spot) -> Self {
        Self {
            file: spot.file,
            start: spot.start,
        }
    }

    /// The id's place.
    pub(super) fn spot(self) -> Spot {
        Spot {
            file: self.file,
            start: self.start,
            end: Spot::UNKNOWN,
        }
    }

    /// Whether it stands at `spot`.
    pub(super) fn is_at(self, spot: Spot) -> bool {
        (self.file, self.start) == (spot.file, spot.start)
    }
}

/// What lints ask of a table beside.
#[derive(Debug, Clone, Default)]
pub(super) struct Noted {
    pub(super) id: Id,
    pub(super) pack: PackIndex,
    pub(super) allowed: Allowed,
    /// Whether anything refers to it.
    pub(super) cited: bool,
    /// A source's own date.
    pub(super) date: Option<PartialDate>,
    /// The day a source was read.
    pub(super) accessed: Option<PartialDate>,
    /// A source's address.
    pub(super) url: Option<Box<str>>,
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

/// Everything with an id. An id is known by its hash.
#[derive(Debug, Default)]
pub(super) struct Registry {
    pub(super) packs: Vec<KnownPack>,
    /// By kind and, for what belongs to its pack, the pack.
    tables: HashMap<Scope, Tables>,
    /// What conditions, genes, medicines, organisations and publishers are called, where it will be asked for.
    pub(super) names: Names,
    /// What the entries ask, where it will be asked for.
    pub(super) asked: Vec<Asked>,
    /// Conditions that mean something else in this pack than in one before it: their own ids, and those they are kept under.
    apart: HashMap<PackIndex, HashMap<Id, Id>>,
    /// Ids of tables that are left out: what refers to them is not at fault.
    broken: HashMap<Kind, HashSet<Id>>,
}

/// A kind, and the pack in which alone the id counts; `None` where it counts in all.
type Scope = (Kind, Option<PackIndex>);

/// The tables of one scope.
#[derive(Debug, Default)]
struct Tables {
    known: Compact<Known>,
    /// Their ids, as long as they are few: for "did you mean".
    ids: Vec<Box<str>>,
    /// What lints ask of them, where they will.
    noted: HashMap<u64, Noted>,
}

/// Of more ids than this the names are forgotten: nobody waits until so many have been compared.
const MOST_NAMED: usize = 10_000;

impl Registry {
    fn scope(&self, kind: Kind, pack: PackIndex, id: &str) -> Scope {
        let scope = match kind {
            Kind::Condition => self.new_id(pack, id).map(|_| pack),
            Kind::Entry if !is_general(id) => None,
            _ => Some(pack),
        };
        (kind, scope)
    }

    /// From now on `id` in `pack` is a condition of its own, kept under the id `new`.
    pub(super) fn keep_apart(&mut self, pack: PackIndex, id: Id, new: Id) {
        self.apart.entry(pack).or_default().insert(id, new);
    }

    /// The id under which the condition `id` of `pack` is kept, where that is not its own.
    pub(super) fn new_id(&self, pack: PackIndex, id: &str) -> Option<&str> {
        self.apart.get(&pack)?.get(id).map(String::as_str)
    }

    /// Takes up `id`, or gives the place where it already stands.
    pub(super) fn add(
        &mut self,
        kind: Kind,
        pack: PackIndex,
        id: &str,
        known: Known,
    ) -> Result<(), Known> {
        let scope = self.scope(kind, pack, id);
        let tables = self.tables.entry(scope).or_default();
        let hash = hash_of(id);
        if let Some(first) = tables.known.get(hash) {
            return Err(*first);
        }
        tables.known.insert(hash, known);
        match tables.known.len() {
            0..=MOST_NAMED => tables.ids.push(id.into()),
            _ => tables.ids = Vec::new(),
        }
        Ok(())
    }

    /// What is known of `id`, as seen from `pack`.
    pub(super) fn get(&self, kind: Kind, pack: PackIndex, id: &str) -> Option<&Known> {
        let tables = self.tables.get(&self.scope(kind, pack, id))?;
        tables.known.get(hash_of(id))
    }

    pub(super) fn get_mut(&mut self, kind: Kind, pack: PackIndex, id: &str) -> Option<&mut Known> {
        let scope = self.scope(kind, pack, id);
        let tables = self.tables.get_mut(&scope)?;
        tables.known.get_mut(hash_of(id))
    }

    /// Notes what lints will ask of `id`.
    pub(super) fn note(&mut self, kind: Kind, noted: Noted) {
        let scope = self.scope(kind, noted.pack, &noted.id);
        let tables = self.tables.entry(scope).or_default();
        tables.noted.insert(hash_of(&noted.id), noted);
    }

    /// What was noted of `id`, as seen from `pack`.
    pub(super) fn noted(&self, kind: Kind, pack: PackIndex, id: &str) -> Option<&Noted> {
        let tables = self.tables.get(&self.scope(kind, pack, id))?;
        tables.noted.get(&hash_of(id))
    }

    pub(super) fn noted_mut(
        &mut self,
        kind: Kind,
        pack: PackIndex,
        id: &str,
    ) -> Option<&mut Noted> {
        let scope = self.scope(kind, pack, id);
        let tables = self.tables.get_mut(&scope)?;
        tables.noted.get_mut(&hash_of(id))
    }

    /// Whether a topic is known to any pack or to the program.
    pub(super) fn has_topic(&self, id: &str) -> bool {
        let hash = hash_of(id);
        self.tables
            .iter()
            .any(|((kind, _), topics)| *kind == Kind::Topic && topics.known.get(hash).is_some())
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

    /// The ids of a kind that can be referred to from `pack`; none where there are very many.
    pub(super) fn ids(&self, kind: Kind, pack: PackIndex) -> impl Iterator<Item = &str> {
        self.tables
            .iter()
            .filter(move |((k, scope), _)| *k == kind && scope.is_none_or(|scope| scope == pack))
            .flat_map(|(_, tables)| tables.ids.iter().map(AsRef::as_ref))
    }

    /// The ids of all topics.
    pub(super) fn topics(&self) -> impl Iterator<Item = &str> {
        self.tables
            .iter()
            .filter(|((kind, _), _)| *kind == Kind::Topic)
            .flat_map(|(_, tables)| tables.ids.iter().map(AsRef::as_ref))
    }

    /// The tables of a kind over all packs, with what was noted of them.
    pub(super) fn all(&self, kind: Kind) -> impl Iterator<Item = (&Known, &Noted)> {
        self.tables
            .iter()
            .filter(move |((k, _), _)| *k == kind)
            .flat_map(|(_, tables)| {
                let known = |hash: &u64| tables.known.get(*hash);
                tables
                    .noted
                    .iter()
                    .filter_map(move |(hash, noted)| Some((known(hash)?, noted)))
            })
    }
}

/// Whether an entry's id is that of a general question.
fn is_general(id: &str) -> bool {
    id.strip_prefix(GENERAL)
        .is_some_and(|rest| rest.starts_with('/'))
}
