//! Records in a file of their own: appended once, then read in any order.
//!
//! Tantivy keeps documents in compressed blocks, which is right for answers and wrong for what every list shows. A table
//! holds small records uncompressed: a record costs one read and its own decoding, however many there are.
//!
//! Layout, all numbers little-endian: the records, each followed by its checksum (`u32`); their end offsets (`u64` each);
//! then for tables with keys the hashes of the keys in ascending order (`u64` each) and the ordinals that belong to them
//! (`u32` each); then the footer. A record's checksum covers the name of the file and the record's ordinal as well: a
//! record that was read from the wrong place or from another table is refused like one whose bytes have changed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tantivy::directory::error::OpenWriteError;
use tantivy::directory::{FileSlice, OwnedBytes, TerminatingWrite, WritePtr};
use tantivy::{Directory, HasLen};

use super::shelf::{Damage, Shelf};

/// Marks a table's footer; changes with the layout.
const MAGIC: u64 = 0x3265_6c62_6174_6663; // "cftable2"
/// Magic, records, keys, position of the offsets.
const FOOTER: usize = 8 + 8 + 8 + 8;
/// The size of a record's checksum.
const CHECKSUM: usize = 4;

/// The checksum of a record. `table` is the checksum of the table's name.
fn checksum(table: u32, ordinal: u32, record: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(table.wrapping_add(ordinal));
    hasher.update(record);
    hasher.finalize()
}

/// The number by which a key is found. The hasher of the standard library may change from one release to the next; it
/// is part of the library's fingerprint, so that an index made with another one is never opened.
pub(crate) fn key_hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Writes a table.
pub(crate) struct TableWriter {
    file: WritePtr,
    /// The checksum of its name.
    name: u32,
    written: u64,
    /// Of each record. There may be millions, so no more is kept than must be.
    lengths: Vec<u32>,
    /// Of the records that have a key: all or none.
    hashes: Vec<u64>,
    buffer: Vec<u8>,
}

impl TableWriter {
    pub(crate) fn create(shelf: &Shelf, name: &str) -> io::Result<Self> {
        let file = shelf.open_write(Path::new(name)).map_err(|error| {
            // The reason alone: it is shown to the reader.
            match error {
                OpenWriteError::IoError { io_error, .. } => {
                    io::Error::new(io_error.kind(), io_error.to_string())
                }
                error => io::Error::other(error),
            }
        })?;
        Ok(Self {
            file,
            name: crc32fast::hash(name.as_bytes()),
            written: 0,
            lengths: Vec::new(),
            hashes: Vec::new(),
            buffer: Vec::new(),
        })
    }

    /// How many records there are: the ordinal of the next.
    pub(crate) fn len(&self) -> u32 {
        self.lengths.len() as u32 // `push_bytes` refuses more
    }

    /// Appends a record and returns its ordinal.
    pub(crate) fn push(&mut self, record: &impl Serialize) -> io::Result<u32> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let buffer = postcard::to_io(record, buffer).map_err(io::Error::other)?;
        let ordinal = self.push_bytes(&buffer);
        self.buffer = buffer;
        ordinal
    }

    /// Appends a record that is found by `key`. In such a table every record has one.
    pub(crate) fn push_keyed(&mut self, key: &str, record: &impl Serialize) -> io::Result<u32> {
        let ordinal = self.push(record)?;
        self.hashes.push(key_hash(key));
        Ok(ordinal)
    }

    /// Appends a record of bytes.
    pub(crate) fn push_bytes(&mut self, record: &[u8]) -> io::Result<u32> {
        let ordinal = u32::try_from(self.lengths.len()).map_err(io::Error::other)?;
        self.lengths
            .push(u32::try_from(record.len() + CHECKSUM).map_err(io::Error::other)?);
        self.write(record)?;
        self.write(&checksum(self.name, ordinal, record).to_le_bytes())?;
        Ok(ordinal)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    /// Ends the table; without this it can't be read.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let offsets = self.written;
        let lengths = std::mem::take(&mut self.lengths);
        let records = lengths.len();
        let mut end = 0;
        for length in lengths {
            end += u64::from(length);
            self.write(&end.to_le_bytes())?;
        }
        let hashes = std::mem::take(&mut self.hashes);
        if !hashes.is_empty() && hashes.len() != records {
            return Err(io::Error::other("a table in which some records have keys"));
        }
        let mut ordinals: Vec<u32> = (0..).take(hashes.len()).collect();
        ordinals.sort_unstable_by_key(|&ordinal| (hashes[ordinal as usize], ordinal));
        for &ordinal in &ordinals {
            self.write(&hashes[ordinal as usize].to_le_bytes())?;
        }
        for ordinal in &ordinals {
            self.write(&ordinal.to_le_bytes())?;
        }
        for number in [MAGIC, records as u64, ordinals.len() as u64, offsets] {
            self.file.write_all(&number.to_le_bytes())?;
        }
        self.file.terminate()
    }
}

/// Reads a table.
#[derive(Clone)]
pub(crate) struct Table {
    file: FileSlice,
    /// What stands behind the records: their end offsets, the hashes, the ordinals.
    directory: OwnedBytes,
    /// The checksum of its name.
    name: u32,
    records: usize,
    keys: usize,
    /// Where the records end.
    offsets: usize,
    damage: Damage,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table")
            .field("records", &self.records)
            .finish_non_exhaustive()
    }
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

impl Table {
    /// Opens a table and checks that its parts fit the file.
    pub(crate) fn open(shelf: &Shelf, name: &str) -> io::Result<Self> {
        let file = shelf.open_read(Path::new(name)).map_err(io::Error::other)?;
        let footer = file
            .len()
            .checked_sub(FOOTER)
            .ok_or_else(|| damaged("table cut short"))?;
        let numbers = file.read_bytes_slice(footer..file.len())?;
        let number = |at: usize| u64_at(&numbers, 8 * at).and_then(|n| usize::try_from(n).ok());
        let (Some(magic), Some(records), Some(keys), Some(offsets)) =
            (u64_at(&numbers, 0), number(1), number(2), number(3))
        else {
            return Err(damaged("table without a footer"));
        };
        let fits = records.checked_mul(8).and_then(|size| {
            size.checked_add(keys.checked_mul(12)?)?
                .checked_add(offsets)
        }) == Some(footer);
        if magic != MAGIC || !fits || u32::try_from(records).is_err() {
            return Err(damaged("table with a footer that does not fit"));
        }
        Ok(Self {
            directory: file.read_bytes_slice(offsets..footer)?,
            file,
            name: crc32fast::hash(name.as_bytes()),
            records,
            keys,
            offsets,
            damage: shelf.damage(),
        })
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> u32 {
        self.records as u32 // checked at opening
    }

    /// The bytes of a record; `None` where there is none, or where it is not what was written.
    pub(crate) fn bytes(&self, ordinal: u32) -> Option<OwnedBytes> {
        if ordinal as usize >= self.records {
            return None;
        }
        let sound = self.sound_bytes(ordinal);
        if sound.is_none() {
            self.damage.found();
        }
        sound
    }

    fn sound_bytes(&self, ordinal: u32) -> Option<OwnedBytes> {
        let end = |at: usize| usize::try_from(u64_at(&self.directory, 8 * at)?).ok();
        let start = match ordinal as usize {
            0 => 0,
            at => end(at - 1)?,
        };
        let end = end(ordinal as usize)?;
        let checksum_at = end.checked_sub(start)?.checked_sub(CHECKSUM)?;
        if end > self.offsets {
            return None;
        }
        let bytes = self.file.read_bytes_slice(start..end).ok()?;
        let expected = u32_at(&bytes, checksum_at)?;
        let record = bytes.slice(0..checksum_at);
        (checksum(self.name, ordinal, &record) == expected).then_some(record)
    }

    /// A record; `None` where there is none or it can't be decoded.
    pub(crate) fn get<T: DeserializeOwned>(&self, ordinal: u32) -> Option<T> {
        postcard::from_bytes(&self.bytes(ordinal)?).ok()
    }

    /// The ordinals of the records whose key may be `key`: usually one, seldom none, hardly ever two. The caller compares
    /// the key itself.
    pub(crate) fn candidates<'a>(&'a self, key: &str) -> impl Iterator<Item = u32> + use<'a> {
        self.candidates_of(key_hash(key))
    }

    /// The record that was written under `key`; `is_it` compares the key itself.
    pub(crate) fn find<T: DeserializeOwned>(
        &self,
        key: &str,
        is_it: impl Fn(&T) -> bool,
    ) -> Option<T> {
        self.candidates(key)
            .filter_map(|ordinal| self.get(ordinal))
            .find(is_it)
    }

    /// [`Table::candidates`] for the [hash](key_hash) of a key.
    pub(crate) fn candidates_of<'a>(&'a self, hash: u64) -> impl Iterator<Item = u32> + use<'a> {
        let hashes = 8 * self.records;
        let at =
            move |index: usize| u64_at(&self.directory, hashes + 8 * index).unwrap_or(u64::MAX);
        let (mut low, mut high) = (0, self.keys);
        while low < high {
            let middle = low + (high - low) / 2;
            if at(middle) < hash {
                low = middle + 1
            } else {
                high = middle
            }
        }
        (low..self.keys)
            .take_while(move |&index| at(index) == hash)
            .filter_map(move |index| u32_at(&self.directory, hashes + 8 * self.keys + 4 * index))
    }
}

/// A record that is an array of numbers.
pub(crate) fn numbers_to_bytes(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// The number at `index` of a record that is an array of numbers.
pub(crate) fn number(record: &[u8], index: usize) -> Option<u32> {
    u32_at(record, index.checked_mul(4)?)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(
        bytes.get(at..at.checked_add(8)?)?.try_into().ok()?,
    ))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(name: &str, records: &[(String, Vec<u8>)]) -> Shelf {
        let shelf = Shelf::in_memory();
        let mut writer = TableWriter::create(&shelf, name).expect("created");
        for (key, record) in records {
            writer.push_keyed(key, record).expect("written");
        }
        writer.finish().expect("finished");
        shelf
    }

    /// A shelf with one file.
    fn holding(name: &str, bytes: &[u8]) -> Shelf {
        let shelf = Shelf::in_memory();
        shelf.atomic_write(Path::new(name), bytes).expect("written");
        shelf
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_and_found(
            records in proptest::collection::vec(("[a-z]{1,4}", proptest::collection::vec(any::<u8>(), 0..20)), 0..30)
        ) {
            let shelf = written("t", &records);
            let table = Table::open(&shelf, "t").expect("opened");
            prop_assert_eq!(table.len() as usize, records.len());
            for (ordinal, (key, record)) in records.iter().enumerate() {
                prop_assert_eq!(table.get::<Vec<u8>>(ordinal as u32), Some(record.clone()));
                prop_assert!(table.candidates(key).any(|found| found == ordinal as u32));
            }
            prop_assert_eq!(table.get::<Vec<u8>>(records.len() as u32), None);
            prop_assert_eq!(table.candidates("no such key").next(), None);
            prop_assert!(!shelf.damage().was_found());
        }

        #[test]
        fn a_damaged_record_is_never_read(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in 0usize..200) {
            let records = [("a".into(), vec![1, 2, 3]), ("b".into(), vec![4; 50])];
            let mut bytes = written("t", &records).atomic_read(Path::new("t")).expect("there");
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes.truncate(bytes.len().saturating_sub(cut.saturating_sub(100)));
            let shelf = holding("t", &bytes);
            if let Ok(table) = Table::open(&shelf, "t") {
                for ordinal in 0..table.len() {
                    let read = table.get::<Vec<u8>>(ordinal);
                    let expected = &records[ordinal as usize].1;
                    prop_assert!(read.as_ref() == Some(expected) || (read.is_none() && shelf.damage().was_found()));
                }
                let _ = table.candidates("a").count();
            }
        }
    }

    #[test]
    fn records_of_a_table_with_another_name_are_refused() {
        let records = [("a".to_owned(), vec![1, 2, 3])];
        let bytes = written("names", &records).atomic_read(Path::new("names"));
        let shelf = holding("other", &bytes.expect("there"));
        let table = Table::open(&shelf, "other").expect("opened");
        assert_eq!(table.get::<Vec<u8>>(0), None);
        assert!(shelf.damage().was_found());
    }
}
