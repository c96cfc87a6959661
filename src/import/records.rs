//! Splits a large XML file into its records, so that only one is in memory and a damaged one does not affect the others.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

/// Maximum size of a record, and of what comes before the first one.
const MAX_RECORD: u64 = 4 << 20;

/// A part of a file.
pub(super) struct Record<'a> {
    /// Everything before the first record: the encoding, the date, the licence.
    pub(super) head: &'a [u8],
    pub(super) bytes: &'a [u8],
    /// How many records come before it.
    pub(super) position: usize,
}

/// Why no more records were read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// There are none.
    File,
    /// The file ends within a record.
    Cut,
    /// A record, or what comes before the first one, is too large.
    TooLarge,
    /// `take` stopped the reading.
    Stopped,
}

/// Passes the elements of these names to `take`, one at a time, until it stops the reading.
pub(super) fn read(
    file: &mut dyn BufRead,
    names: &[&str],
    take: &mut dyn FnMut(Record<'_>) -> ControlFlow<()>,
) -> io::Result<End> {
    let (mut head, mut bytes) = (None, Vec::new());
    // The name of the record that is being read, and how many elements of this name are open.
    let mut record: Option<(&str, usize)> = None;
    let mut position = 0;
    loop {
        let before = bytes.len();
        let left = MAX_RECORD.saturating_sub(before as u64);
        Read::take(&mut *file, left).read_until(b'>', &mut bytes)?;
        if bytes.len() == before || bytes.last() != Some(&b'>') {
            return Ok(match record {
                _ if bytes.len() as u64 >= MAX_RECORD => End::TooLarge,
                Some(_) => End::Cut,
                None => End::File,
            });
        }
        let start = bytes[before..].iter().rposition(|byte| *byte == b'<');
        let start = before + start.unwrap_or(0);
        let tag = &bytes[start..];
        let begun = names.iter().copied().find(|name| begins(tag, name));
        let Some((name, open)) = record.or(begun.map(|name| (name, 0))) else {
            // What is between records is not kept.
            if head.is_some() {
                bytes.clear();
            }
            continue;
        };
        let closed = tag.ends_with(b"/>");
        let open = open + usize::from(begins(tag, name) && !closed) - usize::from(ends(tag, name));
        if record.is_none() {
            let before: Vec<u8> = bytes.drain(..start).collect();
            head.get_or_insert(before);
        }
        record = (open > 0).then_some((name, open));
        if record.is_none() {
            let whole = Record {
                head: head.as_deref().unwrap_or_default(),
                bytes: &bytes,
                position,
            };
            if take(whole).is_break() {
                return Ok(End::Stopped);
            }
            position += 1;
            bytes.clear();
        }
    }
}

/// Whether a tag begins an element of this name.
fn begins(tag: &[u8], name: &str) -> bool {
    let rest = tag.strip_prefix(b"<");
    let rest = rest.and_then(|tag| tag.strip_prefix(name.as_bytes()));
    let next = rest.and_then(|rest| rest.first());
    next.is_some_and(|next| next.is_ascii_whitespace() || matches!(next, b'>' | b'/'))
}

/// Whether a tag ends an element of this name.
fn ends(tag: &[u8], name: &str) -> bool {
    let rest = tag.strip_prefix(b"</");
    let rest = rest.and_then(|tag| tag.strip_prefix(name.as_bytes()));
    rest.is_some_and(|rest| rest.trim_ascii_start() == b">")
}
