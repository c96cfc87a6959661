//! A file's text, and where in it something stands: byte ranges -> [`Site`]s.
//!
//! Everything that leaves here is clean: a diagnostic quotes the file, and the file may hold what harms a terminal.

use std::cell::OnceCell;
use std::ops::Range;

use crate::model::{Diagnostic, Severity, Site};

use super::clean::clean_line;

/// Longer lines are cut around the place that is meant, in bytes of the cleaned line.
const LONGEST: usize = 160;

/// A text with the name of its file. Line starts are looked for when the first site is asked for: most files need none.
#[derive(Debug)]
pub struct Lines<'a> {
    /// The file's place among those that are read together.
    pub file: usize,
    /// Its name in a diagnostic.
    pub name: &'a str,
    /// The whole of it.
    pub text: &'a str,
    starts: OnceCell<Vec<usize>>,
}

impl<'a> Lines<'a> {
    /// The text of a file; nothing is looked for yet.
    pub fn new(file: usize, name: &'a str, text: &'a str) -> Self {
        Self {
            file,
            name,
            text,
            starts: OnceCell::new(),
        }
    }

    /// The place of `range`, or of its part in the first line where it covers several.
    pub fn site(&self, range: Range<usize>, label: &str) -> Site {
        let starts = self.starts.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
            std::iter::once(0)
                .chain(breaks.map(|(at, _)| at + 1))
                .collect()
        });
        let at = floor(self.text, range.start);
        let line = starts.partition_point(|&start| start <= at).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0);
        let end = starts.get(line).map_or(self.text.len(), |next| next - 1);
        let raw = self.text[start..end].trim_end_matches('\r');
        let from = (at - start).min(raw.len());
        let to = floor(self.text, range.end)
            .saturating_sub(start)
            .clamp(from, raw.len());
        let (text, range) = excerpt(raw, from..to);
        Site {
            file: self.name.to_owned(),
            line: number(line),
            column: column(&raw[..from]),
            text,
            start: number(range.start),
            end: number(range.end),
            label: label.to_owned(),
        }
    }
}

/// The column after `before`, in characters. Past a megabyte bytes must do: nobody counts there, and counting for each
/// of a thousand findings would take minutes.
fn column(before: &str) -> u32 {
    number(
        1 + if before.len() > 1 << 20 {
            before.len()
        } else {
            before.chars().count()
        },
    )
}

/// The place of a whole file.
pub fn whole(name: &str) -> Site {
    Site {
        file: name.to_owned(),
        ..Site::default()
    }
}

/// A site in bytes that are not UTF-8: the text up to the first bad byte is all that can be shown.
pub fn bad_byte(name: &str, bytes: &[u8], at: usize) -> Site {
    let start = bytes[..at]
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |b| b + 1);
    let before = String::from_utf8_lossy(&bytes[start..at]);
    let end = bytes[at..]
        .iter()
        .position(|&b| b == b'\n')
        .map_or(bytes.len(), |b| at + b);
    let after = String::from_utf8_lossy(&bytes[at..end]);
    let line = format!("{before}{after}");
    let bad = after.chars().next().map_or(0, char::len_utf8);
    let (text, range) = excerpt(&line, before.len()..before.len() + bad);
    Site {
        file: name.to_owned(),
        line: number(bytes[..start].iter().filter(|&&b| b == b'\n').count() + 1),
        column: column(&before),
        text,
        start: number(range.start),
        end: number(range.end),
        label: String::new(),
    }
}

/// Bytes as text without a byte order mark. The error is the place of the first byte that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, usize> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(error.valid_up_to()),
    }
}

/// The finding for a file whose byte `at` is not UTF-8.
pub fn not_utf8(name: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let (message, hint) = if wide {
        (
            "this file is UTF-16; it is left out",
            "save it as UTF-8 (in Notepad: Save as, Encoding)",
        )
    } else {
        (
            "from here on this file is not UTF-8; it is left out",
            "save it as UTF-8",
        )
    };
    Diagnostic::new(
        Severity::Error,
        "not-utf-8",
        message.to_owned(),
        if wide {
            whole(name)
        } else {
            bad_byte(name, bytes, at)
        },
        hint.to_owned(),
    )
}

/// A piece of the file for use inside a message: clean and not long.
pub fn short(text: &str) -> String {
    let cut = floor(text, 120);
    let mut short = clean_line(&text[..cut]).into_owned();
    if cut < text.len() {
        short.push('…');
    }
    short
}

/// `line` cleaned and, where it is long, cut around `range`; and the range in what is left.
fn excerpt(line: &str, range: Range<usize>) -> (String, Range<usize>) {
    // A long line is cut before it is cleaned, with room to spare: it may be megabytes long.
    let (mut from, mut to) = (0, line.len());
    if line.len() > LONGEST {
        from = floor(line, range.start.saturating_sub(LONGEST / 2));
        to = floor(line, (from + LONGEST).min(line.len()));
    }
    let meant = range.start.min(to)..range.end.min(to);
    let mut text = String::new();
    if from > 0 {
        text.push('…');
    }
    text.push_str(&clean_line(&line[from..meant.start]));
    let start = text.len();
    text.push_str(&clean_line(&line[meant.clone()]));
    let end = text.len();
    text.push_str(&clean_line(&line[meant.end..to]));
    if to < line.len() {
        text.push('…');
    }
    // Pieces that are clean each can, joined, hold what is not: then the range gives way, not the cleanness.
    match clean_line(&text) {
        clean if clean == text => (text, start..end),
        clean => {
            let clean = clean.into_owned();
            let range = floor(&clean, start)..floor(&clean, end);
            (clean, range)
        }
    }
}

/// The nearest character boundary at or before `at`.
pub fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    // A character has at most four bytes, and the start is a boundary.
    (0..4)
        .filter_map(|back| at.checked_sub(back))
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// Files are at most 64 MB, so this never cuts.
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
