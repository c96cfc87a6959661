//! What can be found in a laid-out text: words, links, headings.

use std::ops::Range;

use crate::index::analyze::fold;
use crate::text::{Line, Target};

/// A piece of a text that may go over several lines: line, and bytes of that line's text.
pub(crate) type Match = Vec<(usize, Range<usize>)>;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) target: Target,
    pub(crate) pieces: Match,
    /// Its words.
    pub(crate) words: String,
}

impl Link {
    /// The line on which it begins.
    pub(crate) fn line(&self) -> usize {
        self.pieces.first().map_or(0, |(line, _)| *line)
    }
}

/// The links in reading order. A link whose style changes, or that goes on in the next line, is one link.
pub(crate) fn links(lines: &[Line]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    // Whether only indentation and the edges of boxes came after the last link.
    let mut touching = false;
    for (at, line) in lines.iter().enumerate() {
        let (mut begun, mut start) = (false, 0);
        for span in &line.spans {
            let bytes = start..start + span.text.len();
            start = bytes.end;
            let Some(target) = &span.target else {
                touching &= !begun && !span.text.contains(char::is_alphanumeric);
                continue;
            };
            match links.last_mut() {
                Some(last) if touching && last.target == *target => {
                    if !begun {
                        last.words.push(' ');
                    }
                    last.words.push_str(&span.text);
                    last.pieces.push((at, bytes));
                }
                _ => links.push(Link {
                    target: target.clone(),
                    pieces: vec![(at, bytes)],
                    words: span.text.clone(),
                }),
            }
            (begun, touching) = (true, true);
        }
        // A link goes on in the next line at most.
        touching &= begun;
    }
    links
}

/// The headings: line, level, words.
pub(crate) fn headings(lines: &[Line]) -> Vec<(usize, u8, String)> {
    let heading = |(at, line): (usize, &Line)| {
        let level = line.heading?;
        let words: Vec<String> = lines[at..]
            .iter()
            .take_while(|other| other.block == line.block)
            .map(|line| line.text().trim().to_owned())
            .take_while(|words| !words.is_empty())
            .collect();
        Some((at, level, words.join(" ")))
    };
    lines.iter().enumerate().filter_map(heading).collect()
}

/// A character of the text, folded, and where it is.
struct Letter {
    folded: char,
    line: usize,
    bytes: Range<usize>,
}

/// Finds `words` in `lines`: in either case, with or without accents, across line ends. `is_edge` says which
/// characters at the beginning of a line draw the edge of a box.
pub(crate) fn find(lines: &[Line], words: &str, is_edge: impl Fn(char) -> bool) -> Vec<Match> {
    let words: Vec<_> = words.split_whitespace().map(fold).collect();
    let wanted: Vec<char> = words.join(" ").chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let letters = letters(lines, is_edge);
    let mut matches = Vec::new();
    let mut rest = &letters[..];
    while rest.len() >= wanted.len() {
        let (here, after) = rest.split_at(wanted.len());
        let folded = here.iter().map(|letter| &letter.folded);
        rest = match folded.eq(&wanted) {
            true => {
                matches.push(merge(here));
                after
            }
            false => &rest[1..],
        };
    }
    matches
}

/// The text without indentation and the edges of boxes; spaces and line ends in a row are one space.
fn letters(lines: &[Line], is_edge: impl Fn(char) -> bool) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for (line, content) in lines.iter().enumerate() {
        let text = content.text();
        let edge = |c: char| c.is_whitespace() || is_edge(c);
        let start = text.len() - text.trim_start_matches(edge).len();
        let line_end = (start, ' ');
        let chars = text[start..].char_indices().map(|(at, c)| (start + at, c));
        for (at, c) in std::iter::once(line_end).chain(chars) {
            let bytes = at..at + c.len_utf8();
            if !c.is_whitespace() {
                letters.extend(
                    fold(c.encode_utf8(&mut [0; 4]))
                        .chars()
                        .map(|folded| Letter {
                            folded,
                            line,
                            bytes: bytes.clone(),
                        }),
                );
            } else if letters.last().is_some_and(|last| last.folded != ' ') {
                letters.push(Letter {
                    folded: ' ',
                    line,
                    bytes,
                });
            }
        }
    }
    letters
}

/// One range a line, without spaces at its ends.
fn merge(letters: &[Letter]) -> Match {
    let mut ranges: Match = Vec::new();
    for letter in letters.iter().filter(|letter| letter.folded != ' ') {
        match ranges.last_mut() {
            Some((line, range)) if *line == letter.line => range.end = letter.bytes.end,
            _ => ranges.push((letter.line, letter.bytes.clone())),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn words_are_found_in_either_case_without_accents_and_across_line_ends() {
        let page = ["┃ If Extra", "┃ Bone grows", "", "bone; Behçet's", "Émile"];
        let line = |text: &str| Line {
            spans: vec![Span::plain(text)],
            ..Line::default()
        };
        let lines = page.map(line);
        for (words, wanted) in [
            ("extra  bone", vec![vec!["Extra", "Bone"]]),
            ("BONE", vec![vec!["Bone"], vec!["bone"]]),
            ("grows bone", vec![vec!["grows", "bone"]]),
            ("behcet", vec![vec!["Behçet"]]),
            ("émile", vec![vec!["Émile"]]),
            (" ", vec![]),
            ("xyz", vec![]),
        ] {
            let found = find(&lines, words, |c| c == '┃');
            let text = |(line, range): &(usize, Range<usize>)| &page[*line][range.clone()];
            let found: Vec<Vec<&str>> = found
                .iter()
                .map(|found| found.iter().map(text).collect())
                .collect();
            assert_eq!(found, wanted, "{words}");
        }
        assert!(find(&[], "x", |_| false).is_empty());
    }

    fn line(spans: &[(&str, Option<usize>)]) -> Line {
        let span = |(text, cite): &(&str, Option<usize>)| Span {
            text: (*text).to_owned(),
            target: cite.map(Target::Cite),
            ..Span::default()
        };
        Line {
            spans: spans.iter().map(span).collect(),
            ..Line::default()
        }
    }

    #[test]
    fn a_link_over_two_lines_is_one_link() {
        let lines = [
            line(&[("see ", None), ("the long", Some(1))]),
            line(&[
                ("| ", None),
                ("name", Some(1)),
                (" and ", None),
                ("[2]", Some(2)),
            ]),
            line(&[("word ", None), ("[2]", Some(2))]),
        ];
        let found = links(&lines);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].pieces, [(0, 4..12), (1, 2..6)]);
        assert_eq!(found[0].words, "the long name");
        assert_eq!(found[1].pieces, [(1, 11..14)]);
    }
}
