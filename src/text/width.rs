//! How many columns a text takes, and cutting and padding to columns.
//!
//! A terminal shows one grapheme cluster in one or two cells. So a text is as wide as its clusters together, which can
//! be more than the width of the text as a whole in scripts with ligatures.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::document::Span;

/// The columns that `text` takes; a control character takes none.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| !byte.is_ascii_control()).count();
    }
    if is_one_cell_each(text) {
        return text.chars().count();
    }
    text.graphemes(true).map(cluster).sum()
}

/// `text` cut to at most `width` columns; where something was cut, it ends with `ellipsis`.
pub fn truncate<'a>(text: &'a str, width: usize, ellipsis: &str) -> Cow<'a, str> {
    if self::width(text) <= width {
        return Cow::Borrowed(text);
    }
    let (mark, taken) = prefix(ellipsis, width);
    let (kept, _) = prefix(text, width - taken);
    let mut cut = kept.trim_end().to_owned();
    cut.push_str(mark);
    Cow::Owned(cut)
}

/// The same for spans: as many as fit, the last one cut.
pub fn truncate_spans(spans: &[Span], width: usize, ellipsis: &str) -> Vec<Span> {
    let total: usize = spans.iter().map(|span| self::width(&span.text)).sum();
    if total <= width {
        return spans.to_vec();
    }
    let (mark, taken) = prefix(ellipsis, width);
    let mut left = width - taken;
    let mut kept = Vec::new();
    for span in spans {
        let (fits, columns) = prefix(&span.text, left);
        let whole = fits.len() == span.text.len();
        let text = match whole {
            true => fits.to_owned(),
            false => [fits.trim_end(), mark].concat(),
        };
        left -= columns;
        kept.push(Span {
            text,
            ..span.clone()
        });
        if !whole {
            break;
        }
    }
    kept
}

/// `text` with spaces after it so that it takes `width` columns; a longer one as it is.
pub fn pad(text: &str, width: usize) -> Cow<'_, str> {
    let taken = self::width(text);
    if taken >= width {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.to_owned() + &" ".repeat(width - taken))
}

/// The longest beginning of `text` that fits `width` columns, and its columns.
pub(super) fn prefix(text: &str, width: usize) -> (&str, usize) {
    let mut taken = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let columns = cluster(grapheme);
        if taken + columns > width {
            return (&text[..at], taken);
        }
        taken += columns;
    }
    (text, taken)
}

/// Maximum length of a cluster in bytes: more than any living script or emoji needs.
const LONGEST: usize = 96;

/// The columns of one grapheme cluster. An endless one, which could fill the memory behind a single cell, counts as
/// wider than any line, so that it is never shown.
fn cluster(grapheme: &str) -> usize {
    match grapheme.as_bytes() {
        [byte] => usize::from(!byte.is_ascii_control()),
        bytes if bytes.len() > LONGEST => 1 << 16,
        _ if grapheme.starts_with(char::is_control) => 0,
        // Terminals give these two Japanese marks a cell of their own, whatever precedes them.
        _ => grapheme.width() + grapheme.matches(['\u{ff9e}', '\u{ff9f}']).count(),
    }
}

/// Whether every character of `text` takes one cell.
pub(crate) fn is_one_cell_each(text: &str) -> bool {
    // Nearly all text, and quickly checked.
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    plain || text.chars().all(is_simple)
}

/// Whether a character takes one column and never forms a cluster with others like it: Latin, Greek and Cyrillic letters
/// and common punctuation. Such text need not be segmented.
pub(crate) fn is_simple(char: char) -> bool {
    matches!(char,
        ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{391}'..='\u{3a1}'
        | '\u{3a3}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{205e}' | '\u{2190}'..='\u{22ff}' | '\u{2500}'..='\u{257f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Target;
    use proptest::prelude::*;

    #[test]
    fn width_counts_what_a_reader_sees() {
        assert_eq!(width("plain"), 5);
        assert_eq!(width("naïve “x” – …"), 13);
        assert_eq!(width("骨化"), 4);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("👩\u{200d}🔬"), 2);
        assert_eq!(width("\u{7}a\u{1b}"), 1);
    }

    #[test]
    fn texts_are_cut_and_padded_by_columns() {
        assert_eq!(truncate("heterotopic", 8, "…"), "heterot…");
        assert_eq!(truncate("hetero topic", 8, "…"), "hetero…");
        assert_eq!(truncate("骨化症", 5, "…"), "骨化…");
        assert_eq!(truncate("骨化症", 4, "…"), "骨…");
        assert_eq!(truncate("骨化症", 6, "…"), "骨化症");
        assert_eq!(truncate("abcdef", 2, "..."), "..");
        assert_eq!(truncate("abcdef", 0, "…"), "");
        assert_eq!(pad("骨", 4), "骨  ");
        assert_eq!(pad("bone", 2), "bone");
    }

    #[test]
    fn simple_characters_take_one_column_and_are_clusters() {
        for char in (0..=0x2_ffff).filter_map(char::from_u32) {
            if is_simple(char) {
                let pair: String = [char, char].iter().collect();
                assert_eq!(pair.graphemes(true).count(), 2, "{char:?}");
                assert_eq!(char.to_string().width(), 1, "{char:?}");
            }
        }
    }

    #[test]
    fn the_span_that_is_too_long_is_cut() {
        let spans = [
            Span::plain("POH "),
            Span::link("Treatment", Target::Condition("poh".into())),
            Span::plain(" x"),
        ];
        assert_eq!(truncate_spans(&spans, 15, "…"), spans);
        let cut = truncate_spans(&spans, 8, "…");
        assert_eq!(cut.len(), 2);
        assert_eq!(cut[1].text, "Tre…");
        assert_eq!(cut[1].target, spans[1].target);
        let texts: Vec<_> = truncate_spans(&spans, 4, "…")
            .into_iter()
            .map(|s| s.text)
            .collect();
        assert_eq!(texts, ["POH…"]);
    }

    #[test]
    fn an_endless_cluster_is_not_shown() {
        let endless = "👩\u{200d}".repeat(100);
        assert_eq!(truncate(&endless, 80, "…"), "…");
        assert_eq!(width("👨🏽\u{200d}👩🏽\u{200d}👧🏽\u{200d}👦🏽"), 2);
    }

    proptest! {
        #[test]
        fn prefix_is_the_longest_that_fits(text in "([ -~]|é|世|e\u{301}|\\PC){0,12}", columns in 0usize..16) {
            let (fits, taken) = prefix(&text, columns);
            let clusters = text[..].graphemes(true).scan(0, |sum, grapheme| {
                *sum += cluster(grapheme);
                Some((grapheme.len(), *sum))
            });
            let most = clusters.take_while(|(_, sum)| *sum <= columns);
            let (bytes, sum) = most.fold((0, 0), |(bytes, _), (len, sum)| (bytes + len, sum));
            prop_assert_eq!((fits.len(), taken), (bytes, sum));
        }

        #[test]
        fn truncated_text_fits(text in "\\PC*", columns in 0usize..40) {
            prop_assert!(width(&truncate(&text, columns, "…")) <= columns);
            prop_assert_eq!(width(&pad(&text, columns)), width(&text).max(columns));
        }
    }
}
