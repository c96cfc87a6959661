//! Lists whose items were run together in one line: ` - a - b - c`.

use crate::import::name::single_spaced;
use crate::text::{Block, Span};

/// A piece of a line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Item(&'a str, Mark),
    /// A repetition of the list before, without its dashes, was left out here.
    Twice,
}

/// Where an item's dash was.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    /// At the beginning of a line, after this number of spaces.
    Line(usize),
    /// Within a line, after this number of spaces.
    Run(usize),
}

/// An item and those nested in it.
#[derive(Default)]
struct Item {
    text: String,
    nested: Vec<String>,
}

/// A list in the making.
#[derive(Default)]
pub(super) struct List {
    items: Vec<Item>,
    /// The indentation of its last line.
    indent: Option<usize>,
    /// Spaces before a nested item, once there was a second one.
    gap: Option<usize>,
}

/// So many spaces within a line come from the end of a nested list.
const CLOSING: usize = 10;

impl List {
    /// Adds an item, nested in the one before if the layout shows it.
    ///
    /// In lists run together in one line, only an item that ends with a colon has others nested in it. These end where the
    /// spaces grow wider, as the end of a nested list left them, or where the first was lower case and one begins with a
    /// capital.
    pub(super) fn push(&mut self, text: String, mark: Mark) {
        let is_nested = self.is_nested(&text, mark);
        if let Some(item) = self.items.last_mut().filter(|_| is_nested) {
            if let (Mark::Run(gap), false) = (mark, item.nested.is_empty()) {
                self.gap = Some(self.gap.map_or(gap, |known| known.min(gap)));
            }
            item.nested.push(text);
            return;
        }
        self.gap = None;
        if let Mark::Line(indent) = mark {
            self.indent = Some(indent);
        }
        let nested = Vec::new();
        self.items.push(Item { text, nested });
    }

    fn is_nested(&self, text: &str, mark: Mark) -> bool {
        let Some(item) = self.items.last() else {
            return false;
        };
        let announced = item.text.ends_with(':') && !text.ends_with(':');
        match (mark, item.nested.first()) {
            (Mark::Line(indent), _) => self.indent.is_some_and(|outer| indent >= outer + 2),
            (Mark::Run(_), None) => announced,
            (Mark::Run(gap), Some(first)) => {
                let wider = gap > self.gap.map_or(CLOSING - 1, |known| known + 1);
                let capital =
                    first.starts_with(char::is_lowercase) && text.starts_with(char::is_uppercase);
                announced && !wider && !capital
            }
        }
    }

    /// The text that came last.
    pub(super) fn last(&mut self) -> Option<&mut String> {
        let item = self.items.last_mut()?;
        Some(item.nested.last_mut().unwrap_or(&mut item.text))
    }

    pub(super) fn into_block(self) -> Block {
        let block = |text: String| vec![Block::Paragraph(vec![Span::plain(text)])];
        let list = |items: Vec<Vec<Block>>| Block::List { start: None, items };
        let items = self.items.into_iter().map(|item| {
            let mut blocks = block(item.text);
            if !item.nested.is_empty() {
                blocks.push(list(item.nested.into_iter().map(block).collect()));
            }
            blocks
        });
        list(items.collect())
    }
}

/// Every run of spaces within a text: where it starts, its length, where it ends.
pub(super) fn gaps(text: &str) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_whitespace)?;
        let length = text[start..].len() - text[start..].trim_start().len();
        at = start + length;
        Some((start, text[start..at].chars().count(), at))
    })
}

/// A dash with spaces around it.
#[derive(Debug, Clone, Copy)]
struct Dash {
    /// Where the text before it ends, and where the text after it starts.
    end: usize,
    start: usize,
    /// How many spaces are before it.
    spaces: usize,
    /// It can only belong to a list.
    certain: bool,
}

/// Maximum distance of a list's first dash before the first certain one.
const NEAR: usize = 300;

/// Splits a line into text and items.
pub(super) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let dashes = list_dashes(line);
    let Some(first) = dashes.first() else {
        return vec![Piece::Text(line)];
    };
    let mut out = vec![Piece::Text(&line[..first.end])];
    let mut list: Vec<&str> = Vec::new();
    for (at, dash) in dashes.iter().enumerate() {
        let mark = match line[..dash.end].trim().is_empty() {
            true => Mark::Line(dash.spaces),
            false => Mark::Run(dash.spaces),
        };
        let next = dashes.get(at + 1);
        // Two dashes in a row have nothing between them.
        let end = next.map_or(line.len(), |next| next.end.max(dash.start));
        let segment = line[dash.start..end].trim();
        if next.is_none()
            && let Some((last, rest)) = repetition(&list, segment)
        {
            out.extend([Piece::Item(last, mark), Piece::Twice, Piece::Text(rest)]);
            break;
        }
        let (item, rest) = end_of_list(segment, next.is_none());
        out.extend([Piece::Item(item, mark), Piece::Text(rest)]);
        list.push(item);
        if !rest.is_empty() {
            list.clear();
        }
    }
    out.retain(|piece| match piece {
        Piece::Text(text) | Piece::Item(text, _) => !text.trim().is_empty(),
        Piece::Twice => true,
    });
    out
}

/// Every dash or bullet of a line with spaces around it.
fn dashes(line: &str) -> Vec<Dash> {
    let found = line.char_indices().filter_map(|(at, char)| {
        if !matches!(char, '-' | '•' | '▪' | '●' | '·' | '◦') {
            return None;
        }
        let (before, after) = (&line[..at], &line[at + char.len_utf8()..]);
        let (text, rest) = (before.trim_end(), after.trim_start());
        let (left, right) = (before.len() - text.len(), after.len() - rest.len());
        if right == 0 || (left == 0 && !text.is_empty()) || rest.is_empty() {
            return None;
        }
        Some(Dash {
            end: text.len(),
            start: line.len() - rest.len(),
            spaces: left,
            certain: text.is_empty()
                || char != '-'
                || left > 1
                || right > 1
                || text.ends_with(['.', ':', ';', '!', '?']),
        })
    });
    found.collect()
}

/// The dashes that begin the items of a list.
fn list_dashes(line: &str) -> Vec<Dash> {
    let dashes = dashes(line);
    let mut certain: Vec<Dash> = dashes.iter().copied().filter(|it| it.certain).collect();
    let Some(first) = certain.first().copied() else {
        return certain;
    };
    let at_start = first.end == 0;
    let after_colon = line[..first.end].ends_with(':');
    if certain.len() == 1 {
        let mut all = dashes;
        all.retain(|dash| dash.start >= first.start);
        // In a run of items only the first dash is certain.
        let more = all.len() - 1;
        return match (at_start, after_colon) {
            (true, _) if more > 1 => all,
            (true, _) => certain,
            (_, true) if more > 0 => all,
            _ => Vec::new(),
        };
    }
    // `Risk factors include - Smoking  - Obesity`: the first dash has lost its spaces.
    let earlier = dashes.iter().rev().find(|dash| {
        let between = line.get(dash.start..first.end).unwrap_or("");
        dash.start < first.start
            && line[..dash.end].ends_with(char::is_alphabetic)
            && between.len() < NEAR
            && !at_start
            && !after_colon
            && gaps(between).all(|(at, ..)| !between[..at].ends_with(['.', '?', '!', ':']))
    });
    certain.splice(0..0, earlier.copied());
    certain
}

/// An item and the text after its list. The list ends at three spaces, its last item at two.
fn end_of_list(segment: &str, last: bool) -> (&str, &str) {
    let enough = if last { 2 } else { 3 };
    let end = gaps(segment).find(|(_, length, end)| {
        *length >= enough && segment[*end..].starts_with(|c: char| !c.is_lowercase())
    });
    end.map_or((segment, ""), |(start, _, end)| {
        (&segment[..start], &segment[end..])
    })
}

/// If the whole list is repeated after its last item: that item, and the text after the repetition.
fn repetition<'a>(items: &[&str], segment: &'a str) -> Option<(&'a str, &'a str)> {
    let opening = items.first()?.split_whitespace().next()?;
    // The words and where they start.
    let words: Vec<(usize, &str)> = segment
        .split_whitespace()
        .map(|word| (word.as_ptr().addr() - segment.as_ptr().addr(), word))
        .collect();
    let known = items.iter().map(|item| single_spaced(item));
    let known = known.collect::<Vec<_>>().join(" ");
    let known: Vec<&str> = known.split(' ').collect();
    let text = |words: &[(usize, &'a str)]| -> Vec<&'a str> {
        words.iter().map(|(_, word)| *word).collect()
    };
    (1..words.len()).find_map(|at| {
        let length = known.len() + at;
        let again = words.get(at..at + length)?;
        let (first, last) = again.split_at(known.len());
        if words[at].1 != opening || text(first) != known || text(last) != text(&words[..at]) {
            return None;
        }
        let rest = words.get(at + length);
        let rest = rest.map_or(segment.len(), |(start, _)| *start);
        Some((segment[..words[at].0].trim_end(), &segment[rest..]))
    })
}
