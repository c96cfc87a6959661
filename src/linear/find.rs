//! Words found in a text: in any case, with or without accents, over the ends of lines.

use crate::index::analyze::fold;
use crate::text::Line;

/// The lines on which a place begins where `words` stand, in order; a line once for each place.
pub(super) fn find(lines: &[Line], words: &str) -> Vec<usize> {
    let wanted: Vec<_> = words.split_whitespace().map(fold).collect();
    let wanted = wanted.join(" ");
    if wanted.is_empty() {
        return Vec::new();
    }
    // All lines as one text, and where in it each begins.
    let mut text = String::new();
    let mut begins = Vec::with_capacity(lines.len());
    for line in lines {
        begins.push(text.len());
        for word in line.text().split_whitespace() {
            text.push_str(&fold(word));
            text.push(' ');
        }
    }
    text.match_indices(&wanted)
        .map(|(at, _)| begins.partition_point(|begin| *begin <= at) - 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn over_line_ends_and_in_any_case() {
        let line = |text: &str| Line {
            spans: vec![Span::plain(text)],
            ..Line::default()
        };
        let lines = ["Bone in the", "", "  skin; Behçet's bone", "ends"].map(line);
        assert_eq!(find(&lines, "the SKIN"), [0]);
        assert_eq!(find(&lines, "bone"), [0, 2]);
        assert_eq!(find(&lines, "bone  ends"), [2]);
        assert_eq!(find(&lines, "behcet"), [2]);
        assert_eq!(find(&lines, " "), Vec::<usize>::new());
        assert_eq!(find(&[], "x"), Vec::<usize>::new());
    }
}
