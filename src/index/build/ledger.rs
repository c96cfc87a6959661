//! A table that is written first and read from then on, while the index is still being made.
//!
//! A library may have more ids than a small machine should hold in memory; in a table they lie in the disk's cache, which
//! the system takes back when it must.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::index::Error;
use crate::index::shelf::Shelf;
use crate::index::table::{Table, TableWriter, key_hash};

pub(super) struct Ledger {
    shelf: Shelf,
    name: &'static str,
    /// Until it is complete.
    writer: Option<TableWriter>,
    /// From then on.
    written: Option<Table>,
}

impl Ledger {
    pub(super) fn create(shelf: &Shelf, name: &'static str) -> Result<Self, Error> {
        Ok(Self {
            shelf: shelf.clone(),
            name,
            writer: Some(TableWriter::create(shelf, name)?),
            written: None,
        })
    }

    /// Appends a record that is found by `key`.
    pub(super) fn push(&mut self, key: &str, record: &impl Serialize) -> Result<(), Error> {
        let writer = self.writer.as_mut();
        let writer = writer.ok_or_else(|| io::Error::other("this table is complete"))?;
        writer.push_keyed(key, record)?;
        Ok(())
    }

    /// Ends the writing.
    pub(super) fn complete(&mut self) -> Result<(), Error> {
        if let Some(writer) = self.writer.take() {
            writer.finish()?;
            self.written = Some(Table::open(&self.shelf, self.name)?);
        }
        Ok(())
    }

    /// How many records there are.
    pub(super) fn len(&self) -> u32 {
        let written = self.written.as_ref().map_or(0, Table::len);
        self.writer.as_ref().map_or(written, TableWriter::len)
    }

    /// A record. None are seen, here and below, until it is complete.
    pub(super) fn get<T: DeserializeOwned>(&self, ordinal: u32) -> Option<T> {
        self.written.as_ref()?.get(ordinal)
    }

    /// The ordinal of the record that is found by `key`. Keys are told apart by their hashes alone.
    pub(super) fn ordinal(&self, key: &str) -> Option<u32> {
        self.ordinal_of(key_hash(key))
    }

    /// The same for the [hash](key_hash) of a key.
    pub(super) fn ordinal_of(&self, hash: u64) -> Option<u32> {
        self.written.as_ref()?.candidates_of(hash).next()
    }
}
