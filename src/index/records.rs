//! The file of records: everything of an index that tantivy does not hold, in one file, read record by record.
//!
//! Tantivy keeps documents in compressed blocks, which is right for answers and wrong for what every list shows. Here each
//! record is encoded by postcard and read alone, however many there are. Records of one [`Kind`] are numbered from 0.
//!
//! Layout: the records, kind after kind; the directory, which has the end (`u32`) and the checksum (`u32`) of each; the
//! footer, which has the number of records of each kind, the checksum of the directory and of these numbers, and the format
//! (all `u32`, little-endian). Opening verifies the directory, and reading a record verifies the record.
//!
//! Ids, names and phrases are found through a finite-state map from [keys](Key) to ordinals, which is a record itself.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tantivy::directory::{FileSlice, OwnedBytes, TerminatingWrite};
use tantivy::{Directory, HasLen};
use tantivy_fst::{IntoStreamer, Map, MapBuilder, Streamer};

use crate::model::GENERAL;

use super::error::damaged;
use super::schema::FORMAT;

/// The name of the file.
pub(super) const RECORDS: &str = "records";

/// The kinds of records, with their type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One `Meta`.
    Meta,
    /// `PackRecord`.
    Pack,
    /// `TopicRecord`.
    Topic,
    /// `TopicEntries`.
    TopicEntries,
    /// `ConditionHead`, then `ConditionRecord`; in the order of their names.
    Condition,
    /// `EntriesByTopic` of each condition, and at the end that of the general questions.
    ConditionEntries,
    /// One list of conditions that are not kinds of another.
    Roots,
    /// `NameForms` of each condition.
    NameForms,
    /// `SourceRecord`.
    Source,
    /// `Organization` and its pack.
    Organization,
    /// `Trial` and its pack.
    Trial,
    /// `Medication` and its pack.
    Medication,
    /// `Head` of each entry.
    Head,
    /// `NoteRecord`.
    Note,
    /// `Diagnostic`.
    Problem,
    /// The map of keys.
    Keys,
}

/// How many kinds there are.
const KINDS: usize = Kind::Keys as usize + 1;
/// The size of the footer.
const FOOTER: usize = 4 * (KINDS + 2);

/// What can be looked up. Each key begins with one of these.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    /// An entry by its key; of one that is replaced, its replacement.
    Entry,
    /// An entry that is replaced, by its key.
    Original,
    /// An entry by the id of the one that it translates; several may translate one.
    Translation,
    /// A condition by its id.
    Condition,
    /// A topic by its id.
    Topic,
    /// A source by its pack and id.
    Source,
    /// An organisation by its pack and id.
    Organization,
    /// A trial by its pack and id.
    Trial,
    /// A medicine by its pack and id.
    Medication,
    /// A condition by one of its names; several may have it.
    Name,
    /// A topic by a phrase that means it.
    Phrase,
}

impl Key {
    fn with(self, text: &str) -> Vec<u8> {
        [&[self as u8], text.as_bytes()].concat()
    }
}

/// The key text of something that belongs to its pack.
pub(super) fn scoped(pack: u32, id: &str) -> String {
    format!("{pack}:{id}")
}

/// The key text of an entry: general questions belong to their pack, the others are unique over all.
pub(super) fn entry_key(pack: u32, id: &str) -> String {
    match id.split_once('/') {
        Some((GENERAL, _)) => scoped(pack, id),
        _ => id.to_owned(),
    }
}

/// Collects the records of an index in memory.
#[derive(Default)]
pub(super) struct RecordWriter {
    kinds: [Section; KINDS],
    keys: BTreeMap<Vec<u8>, u32>,
}

/// The records of one kind.
#[derive(Default)]
struct Section {
    bytes: Vec<u8>,
    /// Length and checksum of each.
    records: Vec<(u32, u32)>,
}

impl RecordWriter {
    /// Appends a record and returns its ordinal.
    pub(super) fn push(&mut self, kind: Kind, record: &impl Serialize) -> io::Result<u32> {
        let section = &mut self.kinds[kind as usize];
        let start = section.bytes.len();
        let bytes = std::mem::take(&mut section.bytes);
        section.bytes = postcard::to_extend(record, bytes).map_err(io::Error::other)?;
        let record = &section.bytes[start..];
        let length = u32::try_from(record.len()).map_err(io::Error::other)?;
        section.records.push((length, crc32fast::hash(record)));
        Ok(section.records.len() as u32 - 1)
    }

    /// Appends records that are all of one kind.
    pub(super) fn extend(&mut self, kind: Kind, records: &[impl Serialize]) -> io::Result<()> {
        records
            .iter()
            .try_for_each(|record| self.push(kind, record).map(drop))
    }

    /// Makes a record findable. Of several with one key the first counts.
    pub(super) fn key(&mut self, key: Key, text: &str, ordinal: u32) {
        self.keys.entry(key.with(text)).or_insert(ordinal);
    }

    /// Makes a record findable by a text that others may share: the text is followed by a zero byte and the ordinal.
    pub(super) fn shared_key(&mut self, key: Key, text: &str, ordinal: u32) {
        let mut key = key.with(text);
        key.push(0);
        key.extend(ordinal.to_be_bytes());
        self.keys.insert(key, ordinal);
    }

    /// Writes the file.
    pub(super) fn write(mut self, directory: &dyn Directory) -> io::Result<()> {
        let mut keys = MapBuilder::memory();
        for (key, ordinal) in &self.keys {
            keys.insert(key, (*ordinal).into())
                .map_err(io::Error::other)?;
        }
        let keys = keys.into_inner().map_err(io::Error::other)?;
        self.kinds[Kind::Keys as usize] = Section {
            records: vec![(keys.len() as u32, crc32fast::hash(&keys))],
            bytes: keys,
        };
        let mut numbers = Vec::new();
        let mut end = 0_u32;
        for (length, checksum) in self.kinds.iter().flat_map(|section| &section.records) {
            let next = end.checked_add(*length);
            end = next.ok_or_else(|| io::Error::other("the library is larger than 4 GB"))?;
            numbers.extend([end, *checksum]);
        }
        numbers.extend(
            self.kinds
                .iter()
                .map(|section| section.records.len() as u32),
        );
        let mut directory_bytes: Vec<u8> = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
        let checksum = crc32fast::hash(&directory_bytes);
        directory_bytes.extend([checksum, FORMAT].into_iter().flat_map(u32::to_le_bytes));
        let mut file = directory
            .open_write(Path::new(RECORDS))
            .map_err(io::Error::other)?;
        for section in &self.kinds {
            file.write_all(&section.bytes)?;
        }
        file.write_all(&directory_bytes)?;
        file.terminate()
    }
}

/// Reads the records of an index.
pub(super) struct Records {
    file: FileSlice,
    /// End and checksum of each record.
    directory: OwnedBytes,
    /// Where in the directory each kind begins, and where the last one ends.
    firsts: [usize; KINDS + 1],
}

impl Records {
    /// Opens the file and verifies its directory.
    pub(super) fn open(file: FileSlice) -> io::Result<Self> {
        let cut_short = || damaged("the file of records is cut short");
        let footer_at = file.len().checked_sub(FOOTER).ok_or_else(cut_short)?;
        let footer = file.read_bytes_slice(footer_at..file.len())?;
        let mut firsts = [0; KINDS + 1];
        for kind in 0..KINDS {
            firsts[kind + 1] = firsts[kind] + number(&footer, kind) as usize;
        }
        let size = firsts[KINDS].checked_mul(8).ok_or_else(cut_short)?;
        let directory_at = footer_at.checked_sub(size).ok_or_else(cut_short)?;
        let directory = file.read_bytes_slice(directory_at..footer_at)?;
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&directory);
        hasher.update(&footer[..4 * KINDS]);
        let sound = [hasher.finalize(), FORMAT] == [KINDS, KINDS + 1].map(|at| number(&footer, at));
        if !sound {
            return Err(damaged("the directory of the records is damaged"));
        }
        Ok(Self {
            file,
            directory,
            firsts,
        })
    }

    /// How many records of a kind there are.
    pub(super) fn count(&self, kind: Kind) -> u32 {
        (self.firsts[kind as usize + 1] - self.firsts[kind as usize]) as u32
    }

    /// The bytes of a record; `None` where there is none, or where it is not what was written.
    pub(super) fn bytes(&self, kind: Kind, ordinal: u32) -> Option<OwnedBytes> {
        let at = self.firsts[kind as usize].checked_add(ordinal as usize)?;
        (at < self.firsts[kind as usize + 1])
            .then(|| self.bytes_at(at))
            .flatten()
    }

    fn bytes_at(&self, at: usize) -> Option<OwnedBytes> {
        let start = at
            .checked_sub(1)
            .map_or(0, |at| number(&self.directory, 2 * at));
        let end = number(&self.directory, 2 * at);
        let bytes = self
            .file
            .read_bytes_slice(start as usize..end as usize)
            .ok()?;
        (crc32fast::hash(&bytes) == number(&self.directory, 2 * at + 1)).then_some(bytes)
    }

    /// A record, or what its record begins with.
    pub(super) fn get<T: DeserializeOwned>(&self, kind: Kind, ordinal: u32) -> Option<T> {
        postcard::from_bytes(&self.bytes(kind, ordinal)?).ok()
    }

    /// Whether all records are what was written.
    pub(super) fn are_sound(&self) -> bool {
        (0..self.firsts[KINDS]).all(|at| self.bytes_at(at).is_some())
    }
}

/// Finds records by their keys.
pub(super) struct Keys(Map<OwnedBytes>);

impl Keys {
    /// Opens the map.
    pub(super) fn open(records: &Records) -> io::Result<Self> {
        let keys = records.bytes(Kind::Keys, 0);
        let keys = keys.ok_or_else(|| damaged("the map of keys is damaged"))?;
        let map = tantivy_fst::raw::Fst::new(keys).map_err(io::Error::other)?;
        Ok(Self(Map::from(map)))
    }

    /// The ordinal that belongs to a key.
    pub(super) fn find(&self, key: Key, text: &str) -> Option<u32> {
        self.0.get(key.with(text)).map(|ordinal| ordinal as u32)
    }

    /// The ordinals that belong to a text that several may have.
    pub(super) fn all(&self, key: Key, text: &str) -> Vec<u32> {
        let found = self.beginning(key, &format!("{text}\0"), usize::MAX);
        found.into_iter().map(|(_, ordinal)| ordinal).collect()
    }

    /// The first `most` keys of this kind that begin with `text`, in order, with their ordinals.
    pub(super) fn beginning(&self, key: Key, text: &str, most: usize) -> Vec<(String, u32)> {
        let beginning = key.with(text);
        let mut found = Vec::new();
        let mut stream = self.0.range().ge(&beginning).into_stream();
        while found.len() < most
            && let Some((key, ordinal)) = stream.next()
            && key.starts_with(&beginning)
        {
            let text = String::from_utf8_lossy(&key[1..]).into_owned();
            found.push((text, ordinal as u32));
        }
        found
    }
}

/// The number at `index` of an array of numbers that is long enough.
fn number(bytes: &[u8], index: usize) -> u32 {
    let numbers = bytes.as_chunks::<4>().0;
    numbers.get(index).copied().map_or(0, u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::directory::RamDirectory;

    use super::*;

    fn written(texts: &[String]) -> Vec<u8> {
        let mut writer = RecordWriter::default();
        for (text, at) in texts.iter().zip(0..) {
            writer.push(Kind::Head, text).expect("pushed");
            writer.key(Key::Entry, text, at);
            writer.shared_key(Key::Name, text, at);
        }
        let directory = RamDirectory::create();
        writer.write(&directory).expect("written");
        directory.atomic_read(Path::new(RECORDS)).expect("there")
    }

    fn opened(bytes: Vec<u8>) -> io::Result<Records> {
        Records::open(FileSlice::from(bytes))
    }

    proptest! {
        #[test]
        fn records_are_read_back_and_found_by_key(texts in prop::collection::vec("[a-c]{0,3}", 0..12)) {
            let records = opened(written(&texts)).expect("opened");
            let keys = Keys::open(&records).expect("opened");
            prop_assert_eq!(records.count(Kind::Head) as usize, texts.len());
            for (text, at) in texts.iter().zip(0..) {
                prop_assert_eq!(&records.get::<String>(Kind::Head, at).unwrap_or_default(), text);
                let first = texts.iter().position(|other| other == text).map(|at| at as u32);
                prop_assert_eq!(keys.find(Key::Entry, text), first);
                let called = keys.all(Key::Name, text);
                prop_assert!(called.contains(&at));
                prop_assert!(called.iter().all(|found| texts[*found as usize] == *text));
            }
            prop_assert_eq!(records.get::<String>(Kind::Head, texts.len() as u32), None);
            prop_assert!(records.are_sound());
        }

        #[test]
        fn a_damaged_record_is_not_read(
            texts in prop::collection::vec("[a-z]{0,9}", 1..9),
            at in any::<prop::sample::Index>(),
            bit in 0..8_u8,
            cut in any::<bool>(),
        ) {
            let mut bytes = written(&texts);
            let at = at.index(bytes.len());
            match cut {
                true => bytes.truncate(at),
                false => bytes[at] ^= 1 << bit,
            }
            if let Ok(records) = opened(bytes) {
                prop_assert!(!records.are_sound());
                for (text, at) in texts.iter().zip(0..) {
                    let read = records.get::<String>(Kind::Head, at);
                    prop_assert!(read.is_none() || read.as_ref() == Some(text));
                }
            }
        }
    }
}
