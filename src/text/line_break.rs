//! Breaks runs of text into lines: first fit, with styles and targets kept.
//!
//! Runs are concatenated in a [`Flow`], broken as one text (a word may change its style in the middle), and cut into spans
//! again.

use std::ops::Range;

use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_linebreak::linebreaks;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::charset::Charset;
use super::clean::clean;
use super::document::{Span, Style, Target};
use super::width::{is_simple, prefix, width};

/// Breaks `spans` into lines of at most `columns` columns (at least 1). A line break in a text is kept.
pub fn wrap_spans(spans: &[Span], columns: usize) -> Vec<Vec<Span>> {
    let mut flow = Flow::default();
    for span in spans {
        flow.push(span, Style::PLAIN);
    }
    let lines = flow.wrap(columns.max(1), false);
    lines.into_iter().map(|(_, spans)| spans).collect()
}

/// Runs of text to be broken together.
#[derive(Default)]
pub(super) struct Flow<'a> {
    text: String,
    runs: Vec<Run<'a>>,
    charset: Charset,
}

struct Run<'a> {
    end: usize,
    style: Style,
    target: Option<&'a Target>,
}

impl<'a> Flow<'a> {
    /// An empty flow for a terminal that shows these characters.
    pub(super) fn new(charset: Charset) -> Self {
        Self {
            charset,
            ..Self::default()
        }
    }

    /// Appends a span, with `style` added to its own.
    pub(super) fn push(&mut self, span: &'a Span, style: Style) {
        self.push_text(&span.text, span.style | style, span.target.as_ref());
    }

    /// Appends text. Whatever it holds, nothing that could harm a terminal gets in.
    pub(super) fn push_text(&mut self, text: &str, style: Style, target: Option<&'a Target>) {
        let start = self.text.len();
        self.text.push_str(&self.charset.show(&clean(text)));
        let end = self.text.len();
        if end == start {
            return;
        }
        if let Some(last) = self.runs.last_mut() {
            if last.style == style && last.target == target {
                last.end = end;
                return;
            }
            // A combining mark belongs to the run of the letter before it.
            last.end = character_boundary(&self.text, start);
            if last.end == end {
                return;
            }
        }
        self.runs.push(Run { end, style, target });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn chars(&self) -> usize {
        self.text.chars().count()
    }

    /// The columns of the text where it is not broken, and of its longest word.
    pub(super) fn measure(&self) -> (usize, usize) {
        let (mut widest, mut longest) = (0, 0);
        for line in self.text.lines() {
            let words = words(line, 0);
            let columns: usize = words.iter().map(|word| word.columns + word.space).sum();
            widest = widest.max(columns - words.last().map_or(0, |last| last.space));
            longest = words
                .iter()
                .map(|word| word.columns)
                .fold(longest, usize::max);
        }
        (widest, longest)
    }

    /// Lines of at most `columns` columns, each with the number of characters before it. `verbatim` keeps the spaces and
    /// breaks a line only where it is too long.
    pub(super) fn wrap(&self, columns: usize, verbatim: bool) -> Vec<(usize, Vec<Span>)> {
        let mut lines = Vec::new();
        let (mut start, mut counted, mut chars) = (0, 0, 0);
        for line in self.text.split_terminator('\n') {
            let words = match verbatim {
                true => vec![Word::new(line.trim_end_matches(is_space), start)],
                false => words(line, start),
            };
            let mut pieces = Vec::with_capacity(words.len());
            for word in words {
                word.split(&self.text, columns, &mut pieces);
            }
            for line in wrap_first_fit(&pieces, &[columns as f64]) {
                let from = line.first().map_or(start, |word| word.range.start);
                let to = line.last().map_or(start, |word| word.range.end);
                chars += self.text[counted..from].chars().count();
                counted = from;
                lines.push((chars, self.spans(from..to, columns)));
            }
            start += line.len() + 1;
        }
        lines
    }

    /// The spans of a line. No-break spaces become spaces; those at the end are removed.
    fn spans(&self, line: Range<usize>, columns: usize) -> Vec<Span> {
        let text = self.text[line.clone()].trim_end_matches(|c| is_space(c) || c == '\u{a0}');
        let end = line.start + text.len();
        let is_too_wide = width(text) > columns;
        // A single character may be wider than the line.
        let narrow = |char| if width(char) > columns { "?" } else { char };
        let mut spans = Vec::new();
        let mut at = line.start;
        let first = self.runs.partition_point(|run| run.end <= at);
        for run in &self.runs[first..] {
            let to = run.end.min(end);
            if at >= to {
                break;
            }
            spans.push(Span {
                text: match is_too_wide {
                    true => self.text[at..to].graphemes(true).map(narrow).collect(),
                    false => self.text[at..to].replace('\u{a0}', " "),
                },
                style: run.style,
                target: run.target.cloned(),
            });
            at = to;
        }
        spans
    }
}

/// A piece of text that is kept together on a line, and the columns of the spaces after it.
#[derive(Debug)]
struct Word {
    range: Range<usize>,
    columns: usize,
    space: usize,
}

impl Fragment for Word {
    fn width(&self) -> f64 {
        self.columns as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.space as f64
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

impl Word {
    fn new(text: &str, start: usize) -> Self {
        Self {
            range: start..start + text.len(),
            columns: width(text),
            space: 0,
        }
    }

    /// Appends it to `pieces`; one that is wider than a line divided after a no-break space or between two citations, and
    /// what is still too wide wherever the line is full.
    fn split(self, text: &str, columns: usize, pieces: &mut Vec<Self>) {
        if self.columns <= columns {
            return pieces.push(self);
        }
        let word = &text[self.range.clone()];
        let ends = word.char_indices().filter_map(|(at, char)| {
            let end = at + char.len_utf8();
            let divides = char == '\u{a0}' || char == ']' && word[end..].starts_with('[');
            divides.then_some(end)
        });
        let mut at = 0;
        for end in ends.chain([word.len()]) {
            let visible = at + word[at..end].trim_end_matches('\u{a0}').len();
            while at < visible {
                let rest = &word[at..visible];
                let fitting = match prefix(rest, columns).0.len() {
                    0 => rest.graphemes(true).next().map_or(rest.len(), str::len),
                    fitting => fitting,
                };
                let mut piece = Self::new(&rest[..fitting], self.range.start + at);
                piece.columns = piece.columns.min(columns);
                pieces.push(piece);
                at += fitting;
            }
            pieces.push(Self {
                range: self.range.start + at..self.range.start + end,
                columns: 0,
                space: width(&word[at..end]),
            });
            at = end;
        }
        if let Some(last) = pieces.last_mut() {
            last.space += self.space;
        }
    }
}

/// A line may be broken after these.
const HYPHENS: [char; 5] = ['-', '/', '‐', '–', '—'];

/// The words of `line`, which begins at byte `start` of the text.
fn words(line: &str, start: usize) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = start;
    for chunk in line.split_inclusive(is_space) {
        let text = chunk.trim_end_matches(is_space);
        let mut from = 0;
        // Most words cannot be broken, and applying Unicode's rules is slow.
        let divides = !text
            .bytes()
            .all(|byte| byte.is_ascii() && !matches!(byte, b'-' | b'/'));
        let opportunities: Vec<usize> = match divides {
            true => linebreaks(text).map(|(to, _)| to).collect(),
            false => Vec::new(),
        };
        // At the end of a line, the hyphen of an address could be taken for one of hyphenation.
        let is_address = divides && ["://", "www.", "@"].iter().any(|mark| text.contains(mark));
        for to in opportunities.into_iter().chain([text.len()]) {
            let ends = to == text.len() || may_break(&text[from..to], &text[to..], is_address);
            if from < to && ends {
                words.push(Word::new(&text[from..to], at + from));
                from = to;
            }
        }
        if let Some(last) = words.last_mut() {
            last.space += width(&chunk[text.len()..]);
        }
        at += chunk.len();
    }
    words
}

/// Whether to use an opportunity that Unicode (UAX 14) sees between two pieces of a word: in medical text of European
/// scripts only after a hyphen, dash or slash between letters (`blood-thinner`, not `2020-05-01`).
fn may_break(before: &str, after: &str, is_address: bool) -> bool {
    let mut last = before.chars().rev();
    let (Some(mark), Some(next)) = (last.next(), after.chars().next()) else {
        return false;
    };
    if !is_simple(mark) || !is_simple(next) {
        return true;
    }
    // A path may go on after a slash or digit: `https://example.org/2020/page`.
    let is_between = mark == '/'
        || HYPHENS.contains(&mark) && !is_address && last.next().is_some_and(char::is_alphabetic);
    is_between && next.is_alphabetic() && width(before) > 2
}

/// Whether a line may be broken at this character, which is then not shown.
fn is_space(char: char) -> bool {
    matches!(char,
        ' ' | '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200a}' | '\u{205f}' | '\u{3000}')
}

/// The first place from `at` on that is not within a character as a reader sees it.
fn character_boundary(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor
            .next_boundary(text, 0)
            .ok()
            .flatten()
            .unwrap_or(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;
    use proptest::prelude::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let spans = [Span::plain(text)];
        let text = |line: Vec<Span>| line.into_iter().map(|span| span.text).collect();
        wrap_spans(&spans, width).into_iter().map(text).collect()
    }

    #[test]
    fn breaks_at_spaces_and_after_hyphens_and_slashes() {
        assert_eq!(lines("one two  three", 7), ["one two", "three"]);
        assert_eq!(lines("a blood-thinner", 8), ["a blood-", "thinner"]);
        assert_eq!(lines("on 2020-05-01 it", 10), ["on", "2020-05-01", "it"]);
        assert_eq!(
            lines("https://example.org/some/page", 20),
            ["https://example.org/", "some/page"]
        );
        // A hyphen at the end of a line would be left out when the address is typed in.
        assert_eq!(
            lines("see https://example.org/a-page-of/two-words", 22),
            ["see https://", "example.org/a-page-of/", "two-words"]
        );
        assert_eq!(lines("fibrodysplasia", 5), ["fibro", "dyspl", "asia"]);
        assert_eq!(lines("a\nb\n", 5), ["a", "b"]);
        assert_eq!(lines("", 5), Vec::<String>::new());
    }

    #[test]
    fn a_citation_stays_with_its_word_while_that_fits() {
        let text = "lasting success\u{a0}[1][2].";
        assert_eq!(lines(text, 20), ["lasting", "success [1][2]."]);
        assert_eq!(lines(text, 11), ["lasting", "success [1]", "[2]."]);
        assert_eq!(lines(text, 7), ["lasting", "success", "[1][2]."]);
    }

    #[test]
    fn wide_characters_and_marks() {
        assert_eq!(lines("骨化が進む。病気", 9), ["骨化が進", "む。病気"]);
        assert_eq!(lines("骨化が進。病気", 8), ["骨化が", "進。病気"]);
        assert_eq!(lines("骨化", 1), ["?", "?"]);
        assert_eq!(
            lines("e\u{301}e\u{301}e\u{301}", 2),
            ["e\u{301}e\u{301}", "e\u{301}"]
        );
        assert_eq!(lines("👩\u{200d}🔬👩\u{200d}🔬", 3).len(), 2);
    }

    #[test]
    fn styles_and_targets_survive_a_break() {
        let spans = [
            Span::plain("see "),
            Span::link("the surgery page", Target::Entry("poh/surgery".into())),
        ];
        let wrapped = wrap_spans(&spans, 12);
        assert_eq!(wrapped.len(), 2);
        assert_eq!(wrapped[0][1].text, "the");
        assert_eq!(wrapped[1][0].target, spans[1].target);
    }

    /// Words, blanks and characters of many kinds.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            "[a-z]{1,12}",
            prop::sample::select(vec![
                " ",
                "  ",
                "\n",
                "-",
                "/",
                "\u{a0}",
                "[1]",
                "骨",
                "。",
                "「",
                "e\u{301}",
                "\u{301}",
                "👩\u{200d}🔬",
                "🇩🇪",
                "—",
                "\u{200b}",
                "\u{3000}",
                "ᄀᄀ",
                "क्ष",
                "\u{fe0f}",
            ])
            .prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    fn ink(text: &str) -> String {
        clean(text).chars().filter(|c| !c.is_whitespace()).collect()
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(parts in prop::collection::vec(text(), 1..4), columns in 1usize..50) {
            let styles = [Style::PLAIN, Style::STRONG, Style::CODE];
            let spans: Vec<Span> = parts.iter().zip(styles).map(|(t, s)| Span::styled(t, s)).collect();
            let mut seen = String::new();
            for line in wrap_spans(&spans, columns) {
                let text: String = line.iter().map(|span| span.text.as_str()).collect();
                prop_assert!(width(&text) <= columns, "{text:?}");
                prop_assert!(line.iter().map(|span| width(&span.text)).sum::<usize>() <= columns);
                prop_assert!(!text.ends_with(' '));
                seen.push_str(&text);
            }
            if !seen.contains('?') {
                let wanted: String = parts.iter().map(|part| ink(part)).collect();
                prop_assert_eq!(ink(&seen), wanted);
            }
        }
    }
}
