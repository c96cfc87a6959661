//! A file's text, and where in it something is: byte ranges -> [`Site`]s.
//!
//! Everything that leaves here is clean: a diagnostic quotes the file, and the file may hold what harms a terminal.

use std::cell::OnceCell;
use std::ops::Range;

use crate::model::{Diagnostic, Severity, Site};

use super::clean::clean_line;

/// Longer lines are cut around the marked place, in bytes.
const LONGEST: usize = 160;

/// A text with the name of its file. The starts of lines are looked up on the first use: most files need none.
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
    /// The text of a file.
    pub fn new(file: usize, name: &'a str, text: &'a str) -> Self {
        Self {
            file,
            name,
            text,
            starts: OnceCell::new(),
        }
    }

    /// The place of `range`; if it covers several lines, of its part in the first.
    pub fn site(&self, range: Range<usize>, label: &str) -> Site {
        let starts = self.starts.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        let at = self.text.floor_char_boundary(range.start);
        let line = starts.partition_point(|&start| start <= at);
        let start = starts[line - 1];
        let end = starts.get(line).map_or(self.text.len(), |next| next - 1);
        let raw = self.text[start..end].trim_end_matches('\r');
        let from = (at - start).min(raw.len());
        let to = self
            .text
            .floor_char_boundary(range.end)
            .saturating_sub(start);
        let (text, range) = excerpt(raw, from..to.clamp(from, raw.len()));
        Site {
            file: self.name.to_owned(),
            line: number(line),
            column: number(1 + raw[..from].chars().count()),
            text,
            start: number(range.start),
            end: number(range.end),
            label: label.to_owned(),
        }
    }
}

/// The place of a whole file.
pub fn whole(name: &str) -> Site {
    Site {
        file: name.to_owned(),
        ..Site::default()
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
    let (message, site, hint) = if wide {
        (
            "this file is UTF-16; it is left out",
            whole(name),
            "save it as UTF-8 (in Notepad: Save as, Encoding)",
        )
    } else {
        (
            "from here on this file is not UTF-8; it is left out",
            bad_byte(name, bytes, at),
            "save it as UTF-8",
        )
    };
    Diagnostic::new(
        Severity::Error,
        "not-utf-8",
        message.to_owned(),
        site,
        hint.to_owned(),
    )
}

/// The site of byte `at`, the first that is not UTF-8.
fn bad_byte(name: &str, bytes: &[u8], at: usize) -> Site {
    // The text before it is unchanged, so its position is the same.
    let text = String::from_utf8_lossy(bytes);
    let bad = char::REPLACEMENT_CHARACTER.len_utf8();
    Lines::new(0, name, &text).site(at..at + bad, "")
}

/// A piece of the file for use inside a message: clean and not long.
pub fn short(text: &str) -> String {
    let cut = text.floor_char_boundary(120);
    let mut short = clean_line(&text[..cut]).into_owned();
    if cut < text.len() {
        short.push('…');
    }
    short
}

/// `line` cleaned and, where it is long, cut around `range`; and the range in what is left.
fn excerpt(line: &str, range: Range<usize>) -> (String, Range<usize>) {
    let (mut from, mut to) = (0, line.len());
    if line.len() > LONGEST {
        from = line.floor_char_boundary(range.start.saturating_sub(LONGEST / 2));
        to = line.floor_char_boundary(from + LONGEST);
    }
    let ellipsis = |is_cut| if is_cut { "…" } else { "" };
    let meant = range.start.min(to)..range.end.min(to);
    let before = format!(
        "{}{}",
        ellipsis(from > 0),
        clean_line(&line[from..meant.start])
    );
    let inside = clean_line(&line[meant.clone()]);
    let after = clean_line(&line[meant.end..to]);
    let text = format!("{before}{inside}{after}{}", ellipsis(to < line.len()));
    // Clean pieces can, joined, hold what is not clean: then the range may be off, but the text is clean.
    let text = clean_line(&text).into_owned();
    let start = text.floor_char_boundary(before.len());
    let end = text.floor_char_boundary(before.len() + inside.len());
    (text, start..end)
}

/// Files are at most 64 MB, so this never cuts.
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
