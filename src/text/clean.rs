//! Takes out of a text what could harm a terminal or deceive a reader.
//!
//! A library is written by strangers. A control character in it could move the cursor, retitle the window or turn a
//! number around; a pile of combining marks could cover the lines above. Every text passes here before it is shown, so
//! the way of a text that has nothing of the kind is one look at each byte and no copy. Nothing here knows Markdown
//! or a screen.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// How many marks may stand on one character: more than any living script needs.
const MARKS: u32 = 8;

/// `text` without control, escape and direction-override characters; line breaks become `\n`, a tab four blanks.
///
/// An escape sequence that is whole goes as a whole; of a broken one goes the escape character alone, so that no text
/// is ever lost to it. Marks beyond the eighth on one character go, too.
pub fn clean(text: &str) -> Cow<'_, str> {
    // Without a branch a byte, so that many are looked at together.
    let plain = |byte: u8| (b' '..0x7f).contains(&byte) | (byte == b'\n');
    if text.bytes().fold(true, |all, byte| all & plain(byte)) {
        return Cow::Borrowed(text);
    }
    apply(text, Edits::new(text, false))
}

/// The same for text that must stay on one line: line breaks and tabs become blanks.
pub fn clean_line(text: &str) -> Cow<'_, str> {
    apply(text, Edits::new(text, true))
}

/// What [`clean`] takes out of `text`, by byte offset: what an author should hear about. Of an escape sequence the
/// character that opens it; ordinary tabs and line breaks are not meant.
pub fn hostile(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    Edits::new(text, false)
        .filter(|edit| {
            !matches!(
                &text.as_bytes()[edit.range.clone()],
                b"\t" | b"\r\n" | b"\r"
            )
        })
        .map(|edit| (edit.range.start, edit.char))
}

fn apply<'a>(text: &'a str, mut edits: Edits<'a>) -> Cow<'a, str> {
    let Some(first) = edits.next() else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in std::iter::once(first).chain(edits) {
        out.push_str(&text[done..edit.range.start]);
        out.push_str(edit.with);
        done = edit.range.end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// A piece of the text, and what stands in its place.
struct Edit {
    range: Range<usize>,
    char: char,
    with: &'static str,
}

/// Walks a text from edit to edit.
struct Edits<'a> {
    text: &'a str,
    at: usize,
    /// Line breaks and tabs are to be single blanks.
    line: bool,
    /// Marks so far on the present character.
    marks: u32,
}

impl<'a> Edits<'a> {
    fn new(text: &'a str, line: bool) -> Self {
        Self {
            text,
            at: 0,
            line,
            marks: 0,
        }
    }
}

impl Iterator for Edits<'_> {
    type Item = Edit;

    fn next(&mut self) -> Option<Edit> {
        let bytes = self.text.as_bytes();
        loop {
            // Nearly all bytes of nearly all texts are of this kind.
            let plain = |byte: &u8| (b' '..0x7f).contains(byte) || (*byte == b'\n' && !self.line);
            let start = self.at + bytes[self.at..].iter().position(|byte| !plain(byte))?;
            if start > self.at {
                self.at = start;
                self.marks = 0;
            }
            let char = self.text[start..].chars().next()?;
            self.at += char.len_utf8();
            let with = match char {
                '\n' => " ",
                '\t' if self.line => " ",
                '\t' => "    ",
                '\r' => {
                    if bytes.get(self.at) == Some(&b'\n') {
                        self.at += 1;
                    }
                    if self.line { " " } else { "\n" }
                }
                '\u{2028}' | '\u{2029}' => {
                    if self.line {
                        " "
                    } else {
                        "\n"
                    }
                }
                '\u{1b}' | '\u{80}'..='\u{9f}' => {
                    self.at += sequence(char, &self.text[self.at..]);
                    ""
                }
                _ if is_hostile(char) => "",
                _ if char < '\u{300}' => {
                    self.marks = 0;
                    continue;
                }
                _ if is_combining_mark(char) || matches!(char, '\u{200c}' | '\u{200d}') => {
                    self.marks += 1;
                    if self.marks <= MARKS {
                        continue;
                    }
                    ""
                }
                _ => {
                    self.marks = 0;
                    continue;
                }
            };
            if !with.is_empty() {
                self.marks = 0;
            }
            return Some(Edit {
                range: start..self.at,
                char,
                with,
            });
        }
    }
}

/// Whether a character is taken out wherever it stands. Joiners are none: scripts and emoji need them.
fn is_hostile(char: char) -> bool {
    matches!(char,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' // controls
        | '\u{ad}'                      // soft hyphen: terminals disagree whether it is seen
        | '\u{61c}' | '\u{200e}' | '\u{200f}' // direction marks
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' // direction overrides and isolates
        | '\u{206a}'..='\u{206f}'       // deprecated format characters
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' // byte order mark, annotations
        | '\u{e0000}'..='\u{e007f}') // tags: text that nobody sees
}

/// How many bytes of `rest` belong to the sequence that `opener` opens; 0 where it is not whole.
fn sequence(opener: char, rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let (kind, skip) = match (opener, bytes.first()) {
        ('\u{1b}', Some(&byte)) => (byte, 1),
        ('\u{1b}', None) => return 0,
        // A C1 control is ESC and a letter in one.
        (c1, _) => ((c1 as u32 as u8).wrapping_sub(0x40), 0),
    };
    match kind {
        // CSI: parameters, intermediates, a final byte.
        b'[' => {
            let parameters = count(&bytes[skip..], 0x30..0x40);
            let intermediates = count(&bytes[skip + parameters..], 0x20..0x30);
            let last = skip + parameters + intermediates;
            match bytes.get(last) {
                Some(0x40..=0x7e) => last + 1,
                _ => 0,
            }
        }
        // OSC, DCS, SOS, PM, APC: a string up to its terminator. Without one on the line it is no sequence.
        b']' | b'P' | b'X' | b'^' | b'_' => {
            let mut chars = rest[skip..].char_indices();
            while let Some((at, char)) = chars.next() {
                match char {
                    '\u{7}' | '\u{9c}' => return skip + at + char.len_utf8(),
                    '\u{1b}' => {
                        return match chars.next() {
                            Some((at, '\\')) => skip + at + 1,
                            _ => 0,
                        };
                    }
                    '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{80}'..='\u{9f}' => return 0,
                    _ => {}
                }
            }
            0
        }
        // Choice of a character set, as terminals' own reset strings send it.
        b'(' | b')' | b'*' | b'+' if skip == 1 => match bytes.get(1) {
            Some(b'0' | b'A' | b'B') => 2,
            _ => 0,
        },
        _ => 0,
    }
}

fn count(bytes: &[u8], of: Range<u8>) -> usize {
    bytes.iter().take_while(|byte| of.contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sequences_go_as_a_whole() {
        for (dirty, wanted) in [
            ("a\x1b[31mred\x1b[0m", "ared"),
            ("a\x1b[?25l\x1b[1;2 qb", "ab"),
            ("a\u{9b}31mb", "ab"),
            ("\x1b]0;title\x07text", "text"),
            ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
            ("\x1bPq#0\u{9c}after", "after"),
            ("\u{9d}0;t\u{9c}x", "x"),
            ("\x1b(Bplain", "plain"),
            ("lone \x1b stays", "lone  stays"),
            ("\x1b]unterminated\nnext", "]unterminated\nnext"),
            ("\x1b[31", "[31"),
            ("\x1b[é", "[é"),
            ("end\x1b", "end"),
            ("\x1b]a\x1b]b\x07c", "]ac"),
        ] {
            assert_eq!(clean(dirty), wanted, "{dirty:?}");
        }
    }

    #[test]
    fn characters_go_and_breaks_become_one_kind() {
        assert_eq!(
            clean("a\r\nb\rc\u{2028}d\u{2029}e\tf"),
            "a\nb\nc\nd\ne    f"
        );
        assert_eq!(clean_line("a\r\nb\nc\td"), "a b c d");
        assert_eq!(
            clean("dose \u{202e}05\u{202c} mg\u{ad}\u{feff}\u{7f}\u{0}"),
            "dose 05 mg"
        );
        assert_eq!(
            clean("👩\u{200d}🔬 می\u{200c}خواهم"),
            "👩\u{200d}🔬 می\u{200c}خواهم"
        );
        assert_eq!(clean("a\u{e0041}b\u{206a}c\u{fff9}d"), "abcd");
    }

    #[test]
    fn marks_are_capped_also_across_what_is_taken_out() {
        let zalgo = format!("a{}b", "\u{301}".repeat(40));
        assert_eq!(clean(&zalgo), format!("a{}b", "\u{301}".repeat(8)));
        let split = format!("a{m}\u{feff}{m}b", m = "\u{301}".repeat(8));
        assert_eq!(clean(&split), format!("a{}b", "\u{301}".repeat(8)));
    }

    #[test]
    fn hostile_names_the_place() {
        let found: Vec<_> = hostile("a\tb\r\nc\u{202e}d\x1b[31me").collect();
        assert_eq!(found, [(6, '\u{202e}'), (10, '\u{1b}')]);
    }

    #[test]
    fn an_unterminated_string_in_each_place_costs_no_square() {
        let text = "\x1b]\u{9d}x".repeat(50_000);
        assert_eq!(clean(&text), "]x".repeat(50_000));
    }

    /// Random text rich in what matters here.
    fn dirty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            "[ -~]{0,4}",
            prop::sample::select(vec![
                "\x1b[",
                "\x1b]",
                "\x1bP",
                "\x1b\\",
                "\x07",
                "\u{9b}",
                "\u{9c}",
                "\u{9d}",
                "31m",
                "\r",
                "\n",
                "\t",
                "\u{2028}",
                "\u{202e}",
                "\u{2066}",
                "\u{feff}",
                "\u{ad}",
                "\u{301}\u{301}\u{301}",
                "\u{200d}",
                "é",
                "\u{e0020}",
                "\x1b(",
                "B",
            ])
            .prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in dirty()) {
            let once = clean(&text).into_owned();
            prop_assert!(matches!(clean(&once), Cow::Borrowed(_)));
            let line = clean_line(&text).into_owned();
            prop_assert!(matches!(clean_line(&line), Cow::Borrowed(_)));
            prop_assert!(!line.contains('\n'));
        }

        #[test]
        fn nothing_hostile_stays(text in dirty()) {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(|c| is_hostile(c) || (c.is_control() && c != '\n')));
            prop_assert_eq!(hostile(&cleaned).next(), None);
        }

        #[test]
        fn hostile_tells_what_clean_does(text in dirty()) {
            let breaks = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
            prop_assert_eq!(hostile(&text).next().is_none(), clean(&text) == breaks);
            for (at, char) in hostile(&text) {
                prop_assert!(text[at..].starts_with(char));
            }
        }
    }
}
