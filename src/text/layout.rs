//! [`Document`] -> lines no wider than asked.
//!
//! What a view and a pipe have in common: lines with meaning, without colours. A line knows its block and how far into
//! it it begins, so that a reader keeps the place when the width changes.

use super::setting::Setter;
use super::{Document, Repertoire, Span, width};
use std::borrow::Cow;

/// The characters used for drawing: the real ones, or ASCII where a terminal has nothing better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// The characters of text.
    pub repertoire: Repertoire,
    /// Before a list item.
    pub bullet: &'static str,
    /// Left edge of a box.
    pub bar: &'static str,
    /// Left edge of a quotation.
    pub quote: &'static str,
    /// One column of a line across.
    pub rule: &'static str,
    /// Where text was cut.
    pub ellipsis: &'static str,
    /// Leads to a conclusion.
    pub arrow: &'static str,
}

impl Glyphs {
    /// For terminals that show Unicode.
    pub const UNICODE: Self = Self {
        repertoire: Repertoire::Unicode,
        bullet: "•",
        bar: "┃",
        quote: "│",
        rule: "─",
        ellipsis: "…",
        arrow: "→",
    };
    /// For the others.
    pub const ASCII: Self = Self {
        repertoire: Repertoire::Ascii,
        bullet: "*",
        bar: "|",
        quote: ">",
        rule: "-",
        ellipsis: "...",
        arrow: "->",
    };

    /// For the Linux console.
    pub const CONSOLE: Self = Self {
        repertoire: Repertoire::CodePage437,
        bullet: "•",
        bar: "│",
        quote: "│",
        rule: "─",
        ellipsis: "...",
        arrow: "→",
    };

    /// `text` as the terminal can show it. [`layout`] does this itself.
    pub fn show<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.repertoire.show(text)
    }
}

/// A line of a laid-out document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its runs, left to right; together no wider than the width asked for.
    pub spans: Vec<Span>,
    /// The top-level block that it belongs to.
    pub block: usize,
    /// Where in that block it begins, in characters of the block's text: the same place at every width.
    pub offset: usize,
    /// Its level, where it begins a heading.
    pub heading: Option<u8>,
}

impl Line {
    /// Its characters.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Its columns.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| width(&span.text)).sum()
    }
}

/// Lays `document` out in lines of at most `width` columns (at least 1), one blank line between blocks.
///
/// Whatever the document holds, no line holds a character that could harm a terminal. With [`Glyphs::ASCII`] the text is
/// transliterated before it is broken.
pub fn layout(document: &Document, width: usize, glyphs: &Glyphs) -> Vec<Line> {
    layout_top(document, width, glyphs, usize::MAX)
}

/// The first `most` of these lines, at less cost: what follows is not laid out.
pub fn layout_top(document: &Document, width: usize, glyphs: &Glyphs, most: usize) -> Vec<Line> {
    let mut setter = Setter::new(width.max(1), glyphs);
    setter.document(&document.blocks, most);
    let mut lines = setter.finish();
    lines.truncate(most);
    lines
}

/// The line that shows the place `offset` of `block`: where to go on reading after the width has changed.
pub fn reflow_position(lines: &[Line], block: usize, offset: usize) -> usize {
    let place = |line: &Line| (line.block, line.offset);
    let after = lines.partition_point(|line| place(line) <= (block, offset));
    match after.checked_sub(1) {
        // Several lines may show one place, as those of a table's row do: the first of them.
        Some(last) => lines.partition_point(|line| place(line) < place(&lines[last])),
        None => 0,
    }
}

/// The characters of `lines`, each line with its line break.
pub fn plain(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        for span in &line.spans {
            out.push_str(&span.text);
        }
        out.push('\n');
    }
    out
}
