//! Removes from a text what could harm a terminal or deceive a reader.
//!
//! A library is written by strangers. A control character in it could move the cursor, retitle the window or turn a
//! number around; a pile of combining marks could cover the lines above. Every text is cleaned before it is shown, so a
//! clean text is only scanned, not copied.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// Maximum number of marks on one character: more than any living script needs.
const MARKS: u32 = 8;

/// `text` without control, escape and direction-override characters; line breaks become `\n`, a tab four spaces.
///
/// A complete escape sequence is removed as a whole; of a broken one only the escape character is, so that no text is
/// ever lost to it. Marks beyond the eighth on one character are removed, too.
pub fn clean(text: &str) -> Cow<'_, str> {
    // Without a branch for each byte, so that the compiler can vectorise it.
    let plain = |byte: u8| (b' '..0x7f).contains(&byte) | (byte == b'\n');
    if text.bytes().fold(true, |all, byte| all & plain(byte)) {
        return Cow::Borrowed(text);
    }
    replaced(text, false)
}

/// The same for text that must stay on one line: line breaks and tabs become spaces.
pub fn clean_line(text: &str) -> Cow<'_, str> {
    replaced(text, true)
}

/// What [`clean`] removes from `text`, by byte offset, for a warning to the author: of an escape sequence the character that
/// opens it; tabs and line breaks are not included.
pub fn hostile(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut found = Vec::new();
    edit(text, false, &mut |range, _| {
        let piece = &text[range.clone()];
        if !matches!(piece, "\t" | "\r\n" | "\r") {
            found.extend(piece.chars().next().map(|char| (range.start, char)));
        }
    });
    found.into_iter()
}

fn replaced(text: &str, line: bool) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    edit(text, line, &mut |range, with| {
        out.push_str(&text[done..range.start]);
        out.push_str(with);
        done = range.end;
    });
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Calls `replace` with each piece of the text that must go, and its replacement. In a `line`, line breaks and tabs become
/// spaces.
fn edit(text: &str, line: bool, replace: &mut dyn FnMut(Range<usize>, &'static str)) {
    let line_break = if line { " " } else { "\n" };
    let bytes = text.as_bytes();
    // Nearly all bytes of nearly all texts are of this kind.
    let plain = |byte: &u8| (b' '..0x7f).contains(byte) || (*byte == b'\n' && !line);
    let mut at = 0;
    // Marks so far on the current character.
    let mut marks = 0;
    while let Some(skipped) = bytes[at..].iter().position(|byte| !plain(byte)) {
        if skipped > 0 {
            marks = 0;
        }
        let start = at + skipped;
        let Some(char) = text[start..].chars().next() else {
            return;
        };
        at = start + char.len_utf8();
        let with = match char {
            '\t' if !line => "    ",
            '\r' if bytes.get(at) == Some(&b'\n') => {
                at += 1;
                line_break
            }
            '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => line_break,
            '\u{1b}' | '\u{80}'..='\u{9f}' => {
                at += sequence(char, &text[at..]).unwrap_or(0);
                ""
            }
            _ if is_hostile(char) => "",
            '\u{300}'.. if is_combining_mark(char) || matches!(char, '\u{200c}' | '\u{200d}') => {
                marks += 1;
                if marks <= MARKS {
                    continue;
                }
                ""
            }
            _ => {
                marks = 0;
                continue;
            }
        };
        if !with.is_empty() {
            marks = 0;
        }
        replace(start..at, with);
    }
}

/// Whether a character is always removed. Joiners are not: scripts and emoji need them.
fn is_hostile(char: char) -> bool {
    matches!(char,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' // controls
        | '\u{ad}'                      // soft hyphen: terminals disagree whether it is seen
        | '\u{61c}' | '\u{200e}' | '\u{200f}' // direction marks
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' // direction overrides and isolates
        | '\u{206a}'..='\u{206f}'       // deprecated format characters
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' // byte order mark, annotations
        | '\u{e0000}'..='\u{e007f}') // tags: invisible text
}

/// The bytes of `rest` that belong to the sequence that `opener` opens; `None` if it is not complete.
fn sequence(opener: char, rest: &str) -> Option<usize> {
    let mut body = rest.chars();
    let kind = match opener {
        '\u{1b}' => body.next()?,
        // A C1 control is ESC and a letter in one.
        control => char::from(u8::try_from(control).ok()? - 0x40),
    };
    let body = body.as_str();
    let length = match kind {
        // CSI: parameters, intermediates, a final byte.
        '[' => {
            let intermediates = body.trim_start_matches(|c| ('0'..='?').contains(&c));
            let last = intermediates.trim_start_matches(|c| (' '..='/').contains(&c));
            last.starts_with(|c| ('@'..='~').contains(&c))
                .then(|| body.len() - last.len() + 1)
        }
        // OSC, DCS, SOS, PM, APC: a string up to its terminator. Without one on the line it is no sequence.
        ']' | 'P' | 'X' | '^' | '_' => {
            let ends = |c| {
                matches!(
                    c,
                    '\u{7}' | '\u{1b}' | '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{80}'
                        ..='\u{9f}'
                )
            };
            let end = body.find(ends)?;
            let terminators = ["\u{7}", "\u{9c}", "\u{1b}\\"];
            let mut found = terminators
                .iter()
                .filter(|mark| body[end..].starts_with(**mark));
            found.next().map(|mark| end + mark.len())
        }
        // Choice of a character set, as terminals' own reset strings send it.
        '(' | ')' | '*' | '+' if opener == '\u{1b}' => {
            body.starts_with(['0', 'A', 'B']).then_some(1)
        }
        _ => None,
    };
    length.map(|length| rest.len() - body.len() + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn complete_sequences_are_removed_as_a_whole() {
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
    fn hostile_characters_are_removed_and_line_breaks_unified() {
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
    fn marks_are_limited_even_across_removed_characters() {
        let zalgo = format!("a{}b", "\u{301}".repeat(40));
        assert_eq!(clean(&zalgo), format!("a{}b", "\u{301}".repeat(8)));
        let split = format!("a{m}\u{feff}{m}b", m = "\u{301}".repeat(8));
        assert_eq!(clean(&split), format!("a{}b", "\u{301}".repeat(8)));
    }

    #[test]
    fn hostile_returns_positions() {
        let found: Vec<_> = hostile("a\tb\r\nc\u{202e}d\x1b[31me").collect();
        assert_eq!(found, [(6, '\u{202e}'), (10, '\u{1b}')]);
    }

    #[test]
    fn many_unterminated_sequences_take_linear_time() {
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
        fn nothing_hostile_is_left(text in dirty()) {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(|c| is_hostile(c) || (c.is_control() && c != '\n')));
            prop_assert_eq!(hostile(&cleaned).next(), None);
        }

        #[test]
        fn hostile_reports_what_clean_removes(text in dirty()) {
            let breaks = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
            prop_assert_eq!(hostile(&text).next().is_none(), clean(&text) == breaks);
            for (at, char) in hostile(&text) {
                prop_assert!(text[at..].starts_with(char));
            }
        }
    }
}
