//! Whole entries in compressed blocks: written as they come, read one at a time.
//!
//! Tantivy could store them, but it would copy them all once more whenever segments are merged. A block is a record of a
//! [`Table`], so that its checksum is verified whenever it is unpacked; the last record says which entry each block
//! begins with.

use std::io;
use std::sync::{Mutex, PoisonError};

use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tantivy::directory::OwnedBytes;

use super::shelf::Shelf;
use super::table::{Table, TableWriter, number, numbers_to_bytes};

/// A block is closed when it has reached so many bytes: small enough to be unpacked for one answer, large enough for
/// what answers have in common to be written once.
const BLOCK: usize = 16 << 10;
/// An unpacked block of more bytes is not kept: one very long answer should not be in memory twice.
const MOST_KEPT: usize = 4 * BLOCK;
/// The format of the blocks packs no byte into less than a 255th: what claims to hold more is damaged.
const MOST_PACKED: usize = 255;

/// Writes bodies.
pub(crate) struct BodyWriter {
    table: TableWriter,
    /// Bodies of the open block, one after the other, and where each ends.
    block: Vec<u8>,
    ends: Vec<u32>,
    /// The entry that each block begins with.
    firsts: Vec<u32>,
    written: u32,
}

impl BodyWriter {
    pub(crate) fn create(shelf: &Shelf, name: &str) -> io::Result<Self> {
        Ok(Self {
            table: TableWriter::create(shelf, name)?,
            block: Vec::new(),
            ends: Vec::new(),
            firsts: Vec::new(),
            written: 0,
        })
    }

    /// Appends the body of the next entry.
    pub(crate) fn push(&mut self, body: &impl Serialize) -> io::Result<()> {
        let block = std::mem::take(&mut self.block);
        self.block = postcard::to_extend(body, block).map_err(io::Error::other)?;
        let end = u32::try_from(self.block.len()).map_err(io::Error::other)?;
        self.ends.push(end);
        if self.block.len() >= BLOCK {
            self.close_block()?;
        }
        Ok(())
    }

    /// A block: how many bodies, where each ends, the bodies.
    fn close_block(&mut self) -> io::Result<()> {
        if self.ends.is_empty() {
            return Ok(());
        }
        let count = self.ends.len() as u32; // bodies are counted in u32 throughout
        let mut block = numbers_to_bytes(&[count]);
        block.extend(numbers_to_bytes(&self.ends));
        block.append(&mut self.block);
        self.table.push_bytes(&compress_prepend_size(&block))?;
        self.firsts.push(self.written);
        self.written += count;
        self.ends.clear();
        Ok(())
    }

    /// Ends the file; without this it can't be read.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.close_block()?;
        self.firsts.push(self.written);
        self.table.push_bytes(&numbers_to_bytes(&self.firsts))?;
        self.table.finish()
    }
}

/// Reads bodies.
#[derive(Debug)]
pub(crate) struct Bodies {
    table: Table,
    /// The entry that each block begins with, and behind the last block, how many there are.
    firsts: OwnedBytes,
    /// How many there are.
    count: u32,
    /// The block that was read last, unpacked: the answers on one condition are neighbours, and they are found together.
    last: Mutex<Option<(u32, Vec<u8>)>>,
}

impl Bodies {
    pub(crate) fn open(shelf: &Shelf, name: &str) -> io::Result<Self> {
        let table = Table::open(shelf, name)?;
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "no list of blocks");
        let blocks = table.len().checked_sub(1).ok_or_else(damaged)?;
        let firsts = table.bytes(blocks).ok_or_else(damaged)?;
        let count = number(&firsts, blocks as usize).ok_or_else(damaged)?;
        Ok(Self {
            table,
            firsts,
            count,
            last: Mutex::default(),
        })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> u32 {
        self.count
    }

    /// The body of an entry; `None` where there is none or it can't be decoded.
    pub(crate) fn get<T: DeserializeOwned>(&self, entry: u32) -> Option<T> {
        let blocks = self.table.len().checked_sub(1)?;
        let firsts = &self.firsts;
        let (mut low, mut high) = (0, blocks as usize);
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if number(firsts, middle)? <= entry {
                low = middle;
            } else {
                high = middle;
            }
        }
        let at = entry.checked_sub(number(firsts, low)?)? as usize;
        let wanted = low as u32;
        // Locked to take it and to put it back: whoever unpacks holds up nobody.
        let last = || self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = last().take().filter(|(known, _)| *known == wanted);
        let block = match kept {
            Some((_, block)) => block,
            None => unpacked(&self.table.bytes(wanted)?)?,
        };
        let body = body_in(&block, at).and_then(|body| postcard::from_bytes(body).ok());
        if block.len() <= MOST_KEPT {
            *last() = Some((wanted, block));
        }
        body
    }
}

/// The bytes of the body at this place of a block.
fn body_in(block: &[u8], at: usize) -> Option<&[u8]> {
    let bodies = number(block, 0)? as usize;
    if at >= bodies {
        return None;
    }
    let start = match at {
        0 => 0,
        at => number(block, at)? as usize,
    };
    let end = number(block, at + 1)? as usize;
    block.get(4 * (bodies + 1)..)?.get(start..end)
}

/// A block's bytes.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let size = number(packed, 0)? as usize;
    if size > packed.len().checked_mul(MOST_PACKED)? {
        return None;
    }
    decompress_size_prepended(packed).ok()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use tantivy::Directory;

    use super::*;

    fn written(bodies: &[String]) -> Shelf {
        let shelf = Shelf::in_memory();
        let mut writer = BodyWriter::create(&shelf, "b").expect("created");
        for body in bodies {
            writer.push(body).expect("written");
        }
        writer.finish().expect("finished");
        shelf
    }

    fn bodies() -> impl Strategy<Value = Vec<String>> {
        // Short ones many to a block, long ones a block each.
        let body = ("[a-z ]{0,40}", 0_usize..600).prop_map(|(text, times)| text.repeat(times));
        proptest::collection::vec(body, 0..20)
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(bodies in bodies()) {
            let read = Bodies::open(&written(&bodies), "b").expect("opened");
            prop_assert_eq!(read.len() as usize, bodies.len());
            for (entry, body) in (0..).zip(&bodies) {
                prop_assert_eq!(read.get::<String>(entry), Some(body.clone()));
            }
            prop_assert_eq!(read.get::<String>(bodies.len() as u32), None);
            prop_assert_eq!(read.get::<String>(u32::MAX), None);
        }

        #[test]
        fn a_damaged_body_is_never_read(bodies in bodies(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = written(&bodies).atomic_read(Path::new("b")).expect("there");
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let broken = Shelf::in_memory();
            broken.atomic_write(Path::new("b"), &bytes).expect("written");
            if let Ok(read) = Bodies::open(&broken, "b") {
                for (entry, body) in (0..).zip(&bodies) {
                    let read = read.get::<String>(entry);
                    prop_assert!(read.is_none() || read.as_ref() == Some(body));
                }
                let _ = read.get::<String>(bodies.len() as u32);
            }
        }
    }
}
