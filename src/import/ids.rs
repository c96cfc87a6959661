//! Gives out unique ids.

use std::collections::{HashMap, HashSet};

use super::name;
use crate::model::{Id, Source};

/// Ids of one kind, each of which is given once.
#[derive(Debug, Default)]
pub(super) struct Unique {
    given: HashSet<Id>,
    /// How often each was requested.
    requests: HashMap<Id, usize>,
}

impl Unique {
    /// `id`, or `id-b`, `id-c` ... if it is taken. Letters, because numbers have a meaning at the end of an entry's id.
    pub(super) fn next(&mut self, id: &str) -> Id {
        let requests = self.requests.entry(id.to_owned()).or_default();
        loop {
            let new = match u8::try_from(*requests) {
                Ok(0) => id.to_owned(),
                Ok(n) if n < 26 => format!("{id}-{}", char::from(b'a' + n)),
                _ => format!("{id}-x{requests}"),
            };
            *requests += 1;
            if self.given.insert(new.clone()) {
                return new;
            }
        }
    }
}

/// The ids of sources, by the identity of their documents.
#[derive(Debug, Default)]
pub(super) struct SourceIds {
    ids: Unique,
    given: HashMap<String, Id>,
}

impl SourceIds {
    /// Reserves an id.
    pub(super) fn reserve(&mut self, id: &str) {
        self.ids.next(id);
    }

    /// The id of the document with this identity: `wanted`, if it is free.
    pub(super) fn get(&mut self, identity: String, wanted: &str) -> Id {
        let given = self.given.entry(identity);
        given.or_insert_with(|| self.ids.next(wanted)).clone()
    }

    /// The id of a source that has none: made from its title, and the same for the same source.
    pub(super) fn of(&mut self, source: &Source) -> Id {
        let wanted = name::slug_or_hash(&source.title, "source");
        self.get(format!("{source:?}"), &wanted)
    }
}
