//! Words found in a page: in any case, over the ends of lines.

use std::ops::Range;

use tui_input::Input;

use crate::text::{Glyphs, Line};

/// Words and where they stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) input: Input,
    /// Each place may go over several lines: line, and bytes of its text.
    pub(crate) places: Vec<Vec<(usize, Range<usize>)>>,
    /// The one that the cursor is on.
    pub(crate) at: usize,
    /// The line on top when the search began.
    pub(crate) from: usize,
}

impl Found {
    pub(crate) fn new(from: usize) -> Self {
        Self {
            from,
            ..Self::default()
        }
    }

    /// Looks for the words in `lines`, the first of which is line `first` of the page.
    pub(crate) fn search(&mut self, lines: &[Line], first: usize, glyphs: &Glyphs) {
        self.places = find(lines, self.input.value(), glyphs);
        for (line, _) in self.places.iter_mut().flatten() {
            *line += first;
        }
        self.at = self.at.min(self.places.len().saturating_sub(1));
    }

    /// Puts the cursor on the first place from where the search began.
    pub(crate) fn nearest(&mut self) {
        let after = |place: &Vec<(usize, Range<usize>)>| {
            place.first().is_some_and(|(line, _)| *line >= self.from)
        };
        self.at = self.places.iter().position(after).unwrap_or(0);
    }

    /// Goes to the next place or the one before, round the ends.
    pub(crate) fn step(&mut self, forward: bool) {
        let count = self.places.len();
        if count > 0 {
            self.at = (self.at + if forward { 1 } else { count - 1 }) % count;
        }
    }

    /// The line of the place that the cursor is on.
    pub(crate) fn line(&self) -> Option<usize> {
        self.places.get(self.at)?.first().map(|(line, _)| *line)
    }

    /// The marks on `line`: bytes of its text, and whether the cursor is there.
    pub(crate) fn marks(&self, line: usize) -> impl Iterator<Item = (Range<usize>, bool)> + '_ {
        self.places.iter().enumerate().flat_map(move |(i, place)| {
            place
                .iter()
                .filter(move |(at, _)| *at == line)
                .map(move |(_, range)| (range.clone(), i == self.at))
        })
    }
}

/// A character of the page, in lower case, and where it stands.
struct Letter {
    folded: char,
    line: usize,
    bytes: Range<usize>,
}

fn find(lines: &[Line], words: &str, glyphs: &Glyphs) -> Vec<Vec<(usize, Range<usize>)>> {
    let wanted: Vec<char> = words
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .flat_map(char::to_lowercase)
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let letters = letters(lines, glyphs);
    let mut places = Vec::new();
    let mut at = 0;
    while at + wanted.len() <= letters.len() {
        let here = &letters[at..at + wanted.len()];
        if here
            .iter()
            .map(|letter| letter.folded)
            .eq(wanted.iter().copied())
        {
            places.push(place(here));
            at += wanted.len();
        } else {
            at += 1;
        }
    }
    places
}

/// The text without indentation, the edges of boxes and line ends, runs of blanks as one.
fn letters(lines: &[Line], glyphs: &Glyphs) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for (line, content) in lines.iter().enumerate() {
        let text = content.text();
        let edge =
            |c: char| c.is_whitespace() || glyphs.bar.contains(c) || glyphs.quote.contains(c);
        let start = text.len() - text.trim_start_matches(edge).len();
        let blank = |letters: &mut Vec<Letter>, at: usize| {
            if letters.last().is_some_and(|last| last.folded != ' ') {
                letters.push(Letter {
                    folded: ' ',
                    line,
                    bytes: at..at + 1,
                });
            }
        };
        // A line's end parts words.
        blank(&mut letters, 0);
        for (at, c) in text[start..].char_indices() {
            let bytes = start + at..start + at + c.len_utf8();
            if c.is_whitespace() {
                blank(&mut letters, bytes.start);
                continue;
            }
            for folded in c.to_lowercase() {
                letters.push(Letter {
                    folded,
                    line,
                    bytes: bytes.clone(),
                });
            }
        }
    }
    letters
}

/// One range a line, without blanks at its ends.
fn place(letters: &[Letter]) -> Vec<(usize, Range<usize>)> {
    let mut ranges: Vec<(usize, Range<usize>)> = Vec::new();
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

    fn lines(texts: &[&str]) -> Vec<Line> {
        let line = |text: &&str| Line {
            spans: vec![Span::plain(*text)],
            ..Line::default()
        };
        texts.iter().map(line).collect()
    }

    fn marked(texts: &[&str], words: &str) -> Vec<Vec<String>> {
        find(&lines(texts), words, &Glyphs::UNICODE)
            .into_iter()
            .map(|place| {
                let piece = |(line, range): (usize, Range<usize>)| texts[line][range].to_owned();
                place.into_iter().map(piece).collect()
            })
            .collect()
    }

    #[test]
    fn words_are_found_in_any_case_and_over_line_ends() {
        let page = ["┃ If Extra", "┃ Bone grows", "bone"];
        assert_eq!(marked(&page, "extra bone"), [vec!["Extra", "Bone"]]);
        assert_eq!(marked(&page, "BONE"), [vec!["Bone"], vec!["bone"]]);
        assert_eq!(marked(&["Émile"], "é"), [vec!["É"]]);
        assert!(marked(&page, " ").is_empty());
        assert!(marked(&page, "xyz").is_empty());
    }
}
