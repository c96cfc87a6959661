//! Breaks runs of text into lines: greedy, by grapheme clusters, with styles and targets kept.
//!
//! Runs are put one after the other into a [`Flow`], broken as one text (a word may change its style in the middle), and
//! cut into spans again. A line is a byte range until it is asked for, so nothing is copied while breaking.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::Repertoire;
use super::breaks::{atom, blanks, is_blank};
use super::width::{cluster, is_simple};
use super::{Span, Style, Target, clean::clean};

/// Breaks `spans` into lines of at most `width` columns (at least 1). A line break in a text is kept.
pub fn wrap_spans(spans: &[Span], width: usize) -> Vec<Vec<Span>> {
    let mut flow = Flow::default();
    for span in spans {
        flow.push(span, Style::PLAIN);
    }
    flow.wrap(width.max(1));
    (0..flow.len()).map(|line| flow.spans(line)).collect()
}

/// Runs of text to be broken together.
#[derive(Default)]
pub(super) struct Flow<'a> {
    text: String,
    runs: Vec<Run<'a>>,
    lines: Vec<Range<usize>>,
    /// Transliterate what is put in.
    repertoire: Repertoire,
}

struct Run<'a> {
    end: usize,
    style: Style,
    target: Option<&'a Target>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(repertoire: Repertoire) -> Self {
        Self {
            repertoire,
            ..Self::default()
        }
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.runs.clear();
        self.lines.clear();
    }

    /// Puts a span at the end, with `style` beside its own.
    pub(super) fn push(&mut self, span: &'a Span, style: Style) {
        self.push_text(&span.text, span.style | style, span.target.as_ref());
    }

    /// Puts text at the end. Whatever it holds, nothing that could harm a terminal gets in.
    pub(super) fn push_text(&mut self, text: &str, style: Style, target: Option<&'a Target>) {
        let start = self.text.len();
        let text = clean(text);
        self.text.push_str(&self.repertoire.show(&text));
        let end = self.text.len();
        if end == start {
            return;
        }
        if let Some(last) = self.runs.last_mut() {
            if last.style == style && last.target == target {
                last.end = end;
                return;
            }
            // A run must not begin within a character: a mark belongs to the run of the letter that it stands on.
            last.end = boundary(&self.text, start);
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

    /// How many lines the last [`wrap`](Self::wrap) made.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The characters before line `line`, or of the whole text for the line after the last; `known` is the count for
    /// the line before it.
    pub(super) fn chars_to(&self, line: usize, known: usize) -> usize {
        let from = match line
            .checked_sub(1)
            .and_then(|before| self.lines.get(before))
        {
            Some(range) => range.start,
            None => 0,
        };
        let to = match self.lines.get(line) {
            Some(range) => range.start,
            None => self.text.len(),
        };
        known + self.text[from..to].chars().count()
    }

    /// The spans of a line. No-break spaces have done their work and become blanks; none stays at the end.
    pub(super) fn spans(&self, line: usize) -> Vec<Span> {
        let Some(range) = self.lines.get(line) else {
            return Vec::new();
        };
        let text = self.text[range.clone()].trim_end_matches(|c| is_blank(c) || c == '\u{a0}');
        let end = range.start + text.len();
        let mut spans = Vec::new();
        let mut at = range.start;
        let mut run = self.runs.partition_point(|run| run.end <= at);
        while at < end {
            let Some(Run {
                end: run_end,
                style,
                target,
            }) = self.runs.get(run)
            else {
                break;
            };
            let to = (*run_end).min(end);
            let piece = &self.text[at..to];
            spans.push(Span {
                text: match piece.is_ascii() {
                    true => piece.to_owned(),
                    false => piece.replace('\u{a0}', " "),
                },
                style: *style,
                target: target.cloned(),
            });
            at = to;
            run += 1;
        }
        spans
    }

    /// The columns of the text where it is not broken, and of its longest piece that cannot be.
    pub(super) fn measure(&self) -> (usize, usize) {
        let (mut widest, mut longest, mut column, mut at) = (0, 0, 0, 0);
        loop {
            let (after, gap) = blanks(&self.text, at);
            match self.text.as_bytes().get(after) {
                None => return (widest, longest),
                Some(b'\n') => {
                    column = 0;
                    at = after + 1;
                }
                Some(_) => {
                    let (end, columns) = atom(&self.text, after);
                    column += columns + if column == 0 { 0 } else { gap };
                    widest = widest.max(column);
                    longest = longest.max(columns);
                    at = end;
                }
            }
        }
    }

    /// Breaks the text into lines of at most `width` columns.
    pub(super) fn wrap(&mut self, width: usize) {
        self.fitting(width, Self::break_words);
    }

    /// Breaks text whose blanks count: only where it is too long.
    pub(super) fn wrap_verbatim(&mut self, width: usize) {
        self.fitting(width, Self::break_anywhere);
    }

    /// Breaks, and where a single character was wider than the line puts `?` in its place and breaks again.
    fn fitting(&mut self, width: usize, breaking: fn(&mut Self, usize) -> bool) {
        self.lines.clear();
        if !breaking(self, width) {
            self.narrow(width);
            self.lines.clear();
            breaking(self, width);
        }
    }

    fn break_words(&mut self, width: usize) -> bool {
        let text = self.text.as_str();
        let lines = &mut self.lines;
        let mut fits = true;
        let mut at = 0;
        while at < text.len() {
            // The line so far: its bytes and its columns.
            let (mut start, mut end, mut column) = (at, at, 0);
            loop {
                let (after, gap) = blanks(text, at);
                at = after;
                if matches!(text.as_bytes().get(at), None | Some(b'\n')) {
                    break;
                }
                let (atom_end, columns) = atom(text, at);
                if end == start {
                    start = at;
                } else if column + gap + columns <= width {
                    column += gap;
                } else {
                    lines.push(start..end);
                    (start, column) = (at, 0);
                }
                if columns > width {
                    (start, column) = split(&text[..atom_end], start, width, lines, &mut fits);
                } else {
                    column += columns;
                }
                (at, end) = (atom_end, atom_end);
            }
            lines.push(start..end);
            at += 1;
        }
        fits
    }

    fn break_anywhere(&mut self, width: usize) -> bool {
        let mut fits = true;
        let mut at = 0;
        for line in self.text.split('\n') {
            let kept = at + line.trim_end_matches(is_blank).len();
            let start = pieces(&self.text[..kept], at, width, &mut self.lines, &mut fits).0;
            self.lines.push(start..kept);
            at += line.len() + 1;
        }
        fits
    }

    /// Puts `?` in the place of each character wider than `width`.
    fn narrow(&mut self, width: usize) {
        let wide = std::mem::take(&mut self.text);
        let mut runs = self.runs.iter_mut();
        let mut run = runs.next();
        for (at, grapheme) in wide.grapheme_indices(true) {
            match cluster(grapheme) > width {
                true => self.text.push('?'),
                false => self.text.push_str(grapheme),
            }
            let end = at + grapheme.len();
            while let Some(current) = run {
                if current.end > end {
                    run = Some(current);
                    break;
                }
                current.end = self.text.len();
                run = runs.next();
            }
        }
    }
}

/// Splits an atom that is wider than a line: after a no-break space or between two citations if there is one, else
/// wherever the line is full. Returns where the last piece begins and its columns.
fn split(
    text: &str,
    start: usize,
    width: usize,
    lines: &mut Vec<Range<usize>>,
    fits: &mut bool,
) -> (usize, usize) {
    let mut start = start;
    loop {
        let (mut column, mut before) = (0, "");
        let mut better = None;
        let mut full = None;
        for (at, grapheme) in text[start..].grapheme_indices(true) {
            let columns = cluster(grapheme);
            *fits &= columns <= width;
            if at > 0 && (before == "\u{a0}" || (before == "]" && grapheme == "[")) {
                better = Some(at);
            }
            // A no-break space at the end of a line is not seen.
            if at > 0 && column + columns > width && grapheme != "\u{a0}" {
                full = Some(at);
                break;
            }
            column += columns;
            before = grapheme;
        }
        let Some(full) = full else {
            return (start, column);
        };
        let cut = start + better.unwrap_or(full);
        lines.push(start..cut);
        start = cut;
    }
}

/// Splits text wherever the line is full. Returns where the last piece begins and its columns.
fn pieces(
    text: &str,
    start: usize,
    width: usize,
    lines: &mut Vec<Range<usize>>,
    fits: &mut bool,
) -> (usize, usize) {
    let (mut begin, mut column) = (start, 0);
    for (at, grapheme) in text[start..].grapheme_indices(true) {
        let columns = cluster(grapheme);
        *fits &= columns <= width;
        if column + columns > width && start + at > begin {
            lines.push(begin..start + at);
            (begin, column) = (start + at, 0);
        }
        column += columns;
    }
    (begin, column)
}

/// The first place from `at` on that is not within a character.
fn boundary(text: &str, at: usize) -> usize {
    let simple = |char: Option<char>| char.is_none_or(|c| c == '\n' || is_simple(c));
    if simple(text[at..].chars().next()) && simple(text[..at].chars().next_back()) {
        return at;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => match cursor.next_boundary(text, 0) {
            Ok(Some(next)) => next,
            _ => text.len(),
        },
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
    fn breaks_at_blanks_and_where_a_reader_would() {
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
