//! Records in a file of their own: appended once, then read in any order straight from the memory map.
//!
//! The search library keeps documents in compressed blocks, which is right for answers and wrong for what every list
//! shows. A table holds small records uncompressed: a record costs one slice and its own decoding, however many there
//! are, and nothing is read at opening but the last bytes of the file.
//!
//! Layout, all numbers little-endian: the records; their end offsets (`u64` each); then for tables with keys the hashes
//! of the keys in ascending order (`u64` each) and the ordinals that belong to them (`u32` each); then the footer.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tantivy::Directory;
use tantivy::directory::{OwnedBytes, TerminatingWrite, WritePtr};

/// Marks a table's footer; changes with the layout.
const MAGIC: u64 = 0x3165_6c62_6174_6663; // "cftable1"
/// Magic, records, keys, position of the offsets, checksum of everything before the footer.
const FOOTER: usize = 8 + 8 + 8 + 8 + 8;

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
    checksum: crc32fast::Hasher,
    written: u64,
    /// Of each record. There may be millions, so no more is kept than must be.
    lengths: Vec<u32>,
    /// Of the records that have a key: all or none.
    hashes: Vec<u64>,
    buffer: Vec<u8>,
}

impl TableWriter {
    pub(crate) fn create(directory: &dyn Directory, name: &str) -> io::Result<Self> {
        let file = directory
            .open_write(Path::new(name))
            .map_err(io::Error::other)?;
        Ok(Self {
            file,
            checksum: crc32fast::Hasher::new(),
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
            .push(u32::try_from(record.len()).map_err(io::Error::other)?);
        self.write(record)?;
        Ok(ordinal)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.checksum.update(bytes);
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
        let checksum = u64::from(self.checksum.clone().finalize());
        for number in [
            MAGIC,
            records as u64,
            ordinals.len() as u64,
            offsets,
            checksum,
        ] {
            self.file.write_all(&number.to_le_bytes())?;
        }
        self.file.terminate()
    }
}

/// Reads a table.
#[derive(Clone)]
pub(crate) struct Table {
    bytes: OwnedBytes,
    records: usize,
    keys: usize,
    offsets: usize,
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
    pub(crate) fn open(directory: &dyn Directory, name: &str) -> io::Result<Self> {
        let file = directory
            .open_read(Path::new(name))
            .map_err(io::Error::other)?;
        let bytes = file.read_bytes()?;
        let footer = bytes
            .len()
            .checked_sub(FOOTER)
            .ok_or_else(|| damaged("table cut short"))?;
        let number =
            |at: usize| u64_at(&bytes, footer + 8 * at).and_then(|n| usize::try_from(n).ok());
        let (Some(magic), Some(records), Some(keys), Some(offsets)) =
            (u64_at(&bytes, footer), number(1), number(2), number(3))
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
            bytes,
            records,
            keys,
            offsets,
        })
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> u32 {
        self.records as u32 // checked at opening
    }

    /// The bytes of a record.
    pub(crate) fn bytes(&self, ordinal: u32) -> Option<&[u8]> {
        let ordinal = ordinal as usize;
        if ordinal >= self.records {
            return None;
        }
        let end = |at: usize| usize::try_from(u64_at(&self.bytes, self.offsets + 8 * at)?).ok();
        let start = if ordinal == 0 { 0 } else { end(ordinal - 1)? };
        self.bytes[..self.offsets].get(start..end(ordinal)?)
    }

    /// A record; `None` where there is none or it can't be decoded.
    pub(crate) fn get<T: DeserializeOwned>(&self, ordinal: u32) -> Option<T> {
        postcard::from_bytes(self.bytes(ordinal)?).ok()
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
        let hashes = self.offsets + 8 * self.records;
        let at = move |index: usize| u64_at(&self.bytes, hashes + 8 * index).unwrap_or(u64::MAX);
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
            .filter_map(move |index| u32_at(&self.bytes, hashes + 8 * self.keys + 4 * index))
    }

    /// Whether the bytes are those that were written.
    pub(crate) fn is_sound(&self) -> bool {
        let footer = self.bytes.len() - FOOTER;
        u64_at(&self.bytes, footer + 32) == Some(u64::from(crc32fast::hash(&self.bytes[..footer])))
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
    use tantivy::directory::RamDirectory;

    fn written(records: &[(String, Vec<u8>)]) -> RamDirectory {
        let directory = RamDirectory::create();
        let mut writer = TableWriter::create(&directory, "t").expect("created");
        for (key, record) in records {
            writer.push_keyed(key, record).expect("written");
        }
        writer.finish().expect("finished");
        directory
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_and_found(
            records in proptest::collection::vec(("[a-z]{1,4}", proptest::collection::vec(any::<u8>(), 0..20)), 0..30)
        ) {
            let table = Table::open(&written(&records), "t").expect("opened");
            prop_assert!(table.is_sound());
            prop_assert_eq!(table.len() as usize, records.len());
            for (ordinal, (key, record)) in records.iter().enumerate() {
                prop_assert_eq!(table.get::<Vec<u8>>(ordinal as u32), Some(record.clone()));
                prop_assert!(table.candidates(key).any(|found| found == ordinal as u32));
            }
            prop_assert_eq!(table.get::<Vec<u8>>(records.len() as u32), None);
            prop_assert_eq!(table.candidates("no such key").next(), None);
        }

        #[test]
        fn a_damaged_table_is_refused_or_seen_and_never_panics(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in 0usize..200) {
            let directory = written(&[("a".into(), vec![1, 2, 3]), ("b".into(), vec![4; 50])]);
            let mut bytes = directory.atomic_read(Path::new("t")).expect("there");
            let at = at.index(bytes.len());
            let changed = bytes[at] != byte;
            bytes[at] = byte;
            bytes.truncate(bytes.len().saturating_sub(cut.saturating_sub(100)));
            let cut = cut > 100;
            let broken = RamDirectory::create();
            broken.atomic_write(Path::new("t"), &bytes).expect("written");
            if let Ok(table) = Table::open(&broken, "t") {
                for ordinal in 0..table.len() {
                    let _ = table.get::<Vec<u8>>(ordinal);
                }
                let _ = table.candidates("a").count();
                prop_assert_eq!(table.is_sound(), !changed && !cut);
            }
        }
    }
}
