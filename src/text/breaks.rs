//! Where a line may be broken: at blanks, after hyphens and slashes between letters, beside wide characters.
//!
//! A small part of Unicode's line breaking (UAX 14): what medical text in any script needs, and quick for Latin, Greek
//! and Cyrillic, which are never taken apart into clusters.

use unicode_segmentation::UnicodeSegmentation;

use super::width::{cluster, is_simple};

/// Where the blanks from `at` on end, and their columns.
pub(super) fn blanks(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut at, mut columns) = (at, 0);
    loop {
        match bytes.get(at) {
            Some(b' ') => {
                at += 1;
                columns += 1;
            }
            Some(0x80..) => match text[at..].chars().next() {
                Some(char) if is_blank(char) => {
                    at += char.len_utf8();
                    columns += if char == '\u{3000}' { 2 } else { 1 };
                }
                _ => return (at, columns),
            },
            _ => return (at, columns),
        }
    }
}

/// Whether a line may be broken at this character, which is then not shown.
pub(super) fn is_blank(char: char) -> bool {
    matches!(char,
        ' ' | '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200a}' | '\u{205f}' | '\u{3000}')
}

/// The piece from `at` on that is not to be broken: where it ends, and its columns. It holds at least one character.
pub(super) fn atom(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut end, mut columns) = (at, 0);
    loop {
        match bytes.get(end) {
            None | Some(b' ' | b'\n') => return (end, columns),
            Some(byte) if byte.is_ascii() => {
                end += 1;
                columns += 1;
                if matches!(byte, b'-' | b'/') && columns > 2 && divides(text, end) {
                    return (end, columns);
                }
            }
            Some(_) => match text[end..].chars().next() {
                Some(char) if is_blank(char) => return (end, columns),
                Some(char) if is_simple(char) => {
                    end += char.len_utf8();
                    columns += 1;
                    if matches!(char, '‐' | '–' | '—') && columns > 2 && divides(text, end) {
                        return (end, columns);
                    }
                }
                _ => return atom_of_clusters(text, at),
            },
        }
    }
}

/// Whether the hyphen, dash or slash before `at` stands between letters: `blood-thinner`, not `2020-05-01`.
fn divides(text: &str, at: usize) -> bool {
    let after = text[at..].chars().next();
    let mut before = text[..at].chars().rev().skip(1);
    let letter = |char: Option<char>| char.is_some_and(|c| is_simple(c) && c.is_alphabetic());
    // A path may go on after a slash or digit: `https://example.org/2020/page`.
    let slash = text.as_bytes()[at - 1] == b'/';
    letter(after) && (slash || letter(before.next()) && !is_in_address(text, at))
}

/// Whether this is within an address, where a hyphen at the end of a line could be taken for one of hyphenation.
fn is_in_address(text: &str, at: usize) -> bool {
    /// Longer addresses are rare, and a text may be one long word.
    const LONGEST: usize = 300;
    let blank = |byte: &&u8| !byte.is_ascii_whitespace();
    let before = text.as_bytes()[..at].iter().rev().take(LONGEST);
    let start = at - before.take_while(blank).count();
    let after = text.as_bytes()[at..].iter().take(LONGEST);
    let end = at + after.take_while(blank).count();
    let word = &text.as_bytes()[start..end];
    let has = |mark: &[u8]| word.windows(mark.len()).any(|part| part == mark);
    has(b"://") || has(b"www.") || has(b"@")
}

/// The same for text of any script, cluster by cluster.
fn atom_of_clusters(text: &str, at: usize) -> (usize, usize) {
    let mut columns = 0;
    let mut before = "";
    for (offset, grapheme) in text[at..].grapheme_indices(true) {
        let stop = match grapheme.chars().next() {
            Some(char) if is_blank(char) || char == '\n' => offset > 0,
            _ => offset > 0 && parts(before, grapheme, text, at + offset, columns),
        };
        if stop {
            return (at + offset, columns);
        }
        columns += cluster(grapheme);
        before = grapheme;
    }
    (text.len(), columns)
}

/// Whether a line may be broken between two clusters: beside a wide character (Chinese, Japanese and Korean are written
/// without blanks), unless punctuation would be torn from its word.
fn parts(before: &str, after: &str, text: &str, at: usize, columns: usize) -> bool {
    if before == "\u{200b}" {
        return true;
    }
    if matches!(before, "-" | "/" | "‐" | "–" | "—") {
        return columns > 2 && divides(text, at);
    }
    let (Some(opens), Some(closes)) = (before.chars().next(), after.chars().next()) else {
        return false;
    };
    (cluster(before) > 1 || cluster(after) > 1) && !stays_before(opens) && !stays_behind(closes)
}

/// Characters that no line ends with.
fn stays_before(char: char) -> bool {
    matches!(
        char,
        '(' | '['
            | '{'
            | '“'
            | '‘'
            | '«'
            | '（'
            | '［'
            | '｛'
            | '「'
            | '『'
            | '【'
            | '〈'
            | '《'
            | '〔'
            | '\u{a0}'
            | '\u{202f}'
            | '\u{2007}'
            | '\u{2060}'
            | '$'
            | '¥'
            | '€'
            | '£'
            | '#'
    )
}

/// Characters that no line begins with.
fn stays_behind(char: char) -> bool {
    matches!(
        char,
        ')' | ']'
            | '}'
            | ','
            | '.'
            | ';'
            | ':'
            | '!'
            | '?'
            | '%'
            | '”'
            | '’'
            | '»'
            | '…'
            | '"'
            | '\''
            | '）'
            | '］'
            | '｝'
            | '」'
            | '』'
            | '】'
            | '〉'
            | '》'
            | '〕'
            | '、'
            | '。'
            | '，'
            | '．'
            | '：'
            | '；'
            | '！'
            | '？'
            | '・'
            | 'ー'
            | '々'
            | '％'
            | 'っ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ッ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
            | '\u{a0}'
            | '\u{202f}'
            | '\u{2007}'
            | '\u{2060}'
            | '\u{200b}'
    )
}
