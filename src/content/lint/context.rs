//! What a lint gets, and what it reports.

use jiff::civil::Date;

use crate::content::raw::{Position, Spot};
use crate::content::record::Record;
use crate::content::registry::{KnownPack, Registry};
use crate::content::suppressions::Suppressions;
use crate::content::texts::Texts;
use crate::model::{Entry, PackIndex};

/// What a lint looks at.
pub(in crate::content) enum Check {
    /// Each table.
    Table(fn(&Context<'_>, &mut Vec<Note>)),
    /// Each entry.
    Entry(fn(&Entry, &Context<'_>, &mut Vec<Note>)),
    /// The library, once everything has been read.
    Library(fn(&Registry, &mut Vec<LibraryNote>)),
    /// After all other lints, what tables suppress, by their files.
    Suppressions(fn(&[(usize, Suppressions)], &mut Vec<LibraryNote>)),
}

/// What a lint gets.
pub(in crate::content) struct Context<'a> {
    pub(in crate::content) record: &'a Record,
    /// Its texts, and what it refers to.
    pub(in crate::content) texts: &'a Texts<'a>,
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

/// What a lint found in the library: spots, each with a label.
#[derive(Debug, Clone)]
pub(in crate::content) struct LibraryNote {
    pub(in crate::content) spots: Vec<(Spot, &'static str)>,
    pub(in crate::content) message: String,
    pub(in crate::content) hint: &'static str,
}
