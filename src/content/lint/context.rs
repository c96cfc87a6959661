//! What a lint is shown, and what it says.

use jiff::civil::Date;

use crate::content::raw::{Position, Spot};
use crate::content::record::{Record, Reference};
use crate::content::registry::{KnownPack, Registry};
use crate::content::suppressions::Suppressions;
use crate::model::{Entry, PackIndex};

/// How a lint finds what it finds.
pub(in crate::content) enum Check {
    /// Each table is shown to it.
    Table(fn(&Context<'_>, &mut Vec<Note>)),
    /// Each entry is shown to it.
    Entry(fn(&Entry, &Context<'_>, &mut Vec<Note>)),
    /// It looks at the library once everything has been read.
    Library(fn(&Registry, &mut Vec<LibraryNote>)),
    /// It looks, after all others, at what tables suppress, by their files.
    Suppressions(fn(&[(usize, Suppressions)], &mut Vec<LibraryNote>)),
}

/// What a lint is shown.
pub(in crate::content) struct Context<'a> {
    pub(in crate::content) record: &'a Record,
    /// What the record refers to.
    pub(in crate::content) references: &'a [Reference],
    pub(in crate::content) registry: &'a Registry,
    pub(in crate::content) pack: PackIndex,
    pub(in crate::content) today: Date,
}

impl Context<'_> {
    /// The pack that the record belongs to.
    pub(super) fn pack(&self) -> &KnownPack {
        &self.registry.packs[usize::from(self.pack)]
    }
}

/// What a lint found in a table.
#[derive(Debug, Clone)]
pub(in crate::content) struct Note {
    pub(in crate::content) position: Position,
    pub(in crate::content) message: String,
    pub(in crate::content) hint: String,
}

impl Note {
    pub(super) fn new(
        position: Position,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            position,
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// About the value of a key.
    pub(super) fn at(key: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Position::value(key), message, hint)
    }
}

/// What a lint found in the library, by spots, each with its part in the finding.
#[derive(Debug, Clone)]
pub(in crate::content) struct LibraryNote {
    pub(in crate::content) spots: Vec<(Spot, &'static str)>,
    pub(in crate::content) message: String,
    pub(in crate::content) hint: &'static str,
}
