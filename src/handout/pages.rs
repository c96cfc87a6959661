//! Lines -> pages for a line printer.

use crate::text::Line;

/// Columns at the left that stay empty: printers cannot reach the edge, and pages are punched there.
const MARGIN: &str = "     ";
/// Lines above the text.
const TOP: usize = 2;
/// Lines of a page that hold no text: those above it, two for the foot, and two that many printers cannot reach.
const EMPTY: usize = TOP + 4;

/// Lines on pages of `rows` lines. Each page ends with its number and a form feed.
pub(super) fn paged(lines: &[Line], rows: usize, title: &str) -> String {
    let pages = split(lines, rows - EMPTY);
    let mut text = String::new();
    for (at, page) in pages.iter().enumerate() {
        text.push_str(&"\n".repeat(TOP));
        for line in *page {
            text.push_str(format!("{MARGIN}{}", line.text()).trim_end());
            text.push('\n');
        }
        let (number, count) = (at + 1, pages.len());
        text.push_str(&"\n".repeat(rows - EMPTY - page.len() + 1));
        text.push_str(&format!("{MARGIN}{title}, page {number} of {count}\n\x0c"));
    }
    text
}

/// Pages of at most `most` lines. None begins with an empty line, or ends with a heading that belongs to the next.
fn split(mut lines: &[Line], most: usize) -> Vec<&[Line]> {
    let is_blank = |line: &Line| line.text().trim().is_empty();
    let headings: Vec<usize> = lines
        .iter()
        .filter(|line| line.heading.is_some())
        .map(|line| line.block)
        .collect();
    let mut pages = Vec::new();
    while let Some(start) = lines.iter().position(|line| !is_blank(line)) {
        lines = &lines[start..];
        let mut end = lines.len().min(most);
        if end < lines.len() {
            let is_loose = |line: &Line| is_blank(line) || headings.contains(&line.block);
            let kept = lines[..end].iter().rposition(|line| !is_loose(line));
            end = kept.map_or(end, |last| last + 1);
        }
        let (page, rest) = lines.split_at(end);
        pages.push(page);
        lines = rest;
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::text::Span;

    fn lines(texts: &[String]) -> Vec<Line> {
        let line = |(block, text): (usize, &String)| Line {
            spans: vec![Span::plain(text.clone())],
            block,
            heading: text.starts_with('#').then_some(2),
            ..Line::default()
        };
        texts.iter().enumerate().map(line).collect()
    }

    #[test]
    fn heading_is_kept_with_the_text_below_it() {
        let texts = ["a", "b", "", "# c", "", "d", "e"].map(str::to_owned);
        let lines = lines(&texts);
        let pages: Vec<Vec<String>> = split(&lines, 5)
            .into_iter()
            .map(|page| page.iter().map(Line::text).collect())
            .collect();
        assert_eq!(pages, [vec!["a", "b"], vec!["# c", "", "d", "e"]]);
    }

    proptest! {
        #[test]
        fn no_page_is_too_long_and_no_line_is_lost(texts in prop::collection::vec("#?[a-z]{0,2}", 0..300), rows in 10usize..70) {
            let text = paged(&lines(&texts), rows, "Clinic");
            for page in text.split_terminator('\x0c') {
                prop_assert!(page.lines().count() <= rows - 2);
            }
            let printed: Vec<&str> = text.lines().map(|line| line.trim_start_matches('\x0c').trim()).collect();
            let mut printed = printed.into_iter().filter(|line| !line.is_empty() && !line.starts_with("Clinic"));
            for line in texts.iter().filter(|line| !line.is_empty()) {
                prop_assert_eq!(printed.next(), Some(line.as_str()));
            }
            prop_assert_eq!(printed.next(), None);
        }
    }
}
