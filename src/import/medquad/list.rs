//! Lists whose items were run together in one line: ` - a - b - c`.

use crate::import::name::single_spaced;
use crate::text::{Block, Span};

/// A piece of a line.
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// An item, with the number of spaces before its dash; `None` at the beginning of a line.
    Item(&'a str, Option<usize>),
    /// A repetition of the list before, without its dashes, was left out here.
    Repetition,
}

/// An item and those nested in it.
struct Item {
    text: String,
    nested: Vec<String>,
}

impl Item {
    /// Whether the next item is nested in this one. In lists run together in one line, only an item that ends with a
    /// colon has nested items. They end at a wide gap, or where a capital follows lower case.
    fn holds(&self, next: &str, spaces: usize) -> bool {
        let is_announced = self.text.ends_with(':') && !next.ends_with(':');
        is_announced
            && self.nested.first().is_none_or(|first| {
                let is_capital =
                    first.starts_with(char::is_lowercase) && next.starts_with(char::is_uppercase);
                spaces <= MAX_NESTED_GAP && !is_capital
            })
    }
}

/// A list in the making.
#[derive(Default)]
pub(super) struct List(Vec<Item>);

/// More spaces than this come from the end of a nested list.
const MAX_NESTED_GAP: usize = 7;

impl List {
    /// Adds an item, or nests it in the last one.
    pub(super) fn push(&mut self, text: &str, spaces: Option<usize>) {
        let text = single_spaced(text);
        match self.0.last_mut() {
            Some(last) if spaces.is_some_and(|spaces| last.holds(&text, spaces)) => {
                last.nested.push(text);
            }
            _ => self.0.push(Item {
                text,
                nested: Vec::new(),
            }),
        }
    }

    pub(super) fn into_block(self) -> Block {
        let block = |text: String| vec![Block::Paragraph(vec![Span::plain(text)])];
        let list = |items: Vec<Vec<Block>>| Block::List { start: None, items };
        let items = self.0.into_iter().map(|item| {
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

/// Splits a line into text and items.
pub(super) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let dashes = list_dashes(line);
    let Some(first) = dashes.first() else {
        return vec![Piece::Text(line)];
    };
    let mut out = vec![Piece::Text(&line[..first.end])];
    let mut list: Vec<&str> = Vec::new();
    for (at, dash) in dashes.iter().enumerate() {
        let spaces = Some(dash.spaces).filter(|_| dash.end > 0);
        let next = dashes.get(at + 1);
        // Two dashes in a row have nothing between them.
        let end = next.map_or(line.len(), |next| next.end.max(dash.start));
        let segment = line[dash.start..end].trim();
        let repeated = repetition(&list, segment).filter(|_| next.is_none());
        if let Some((last, rest)) = repeated {
            out.extend([
                Piece::Item(last, spaces),
                Piece::Repetition,
                Piece::Text(rest),
            ]);
            break;
        }
        let (item, rest) = end_of_list(segment, next.is_none());
        out.extend([Piece::Item(item, spaces), Piece::Text(rest)]);
        list.push(item);
        if !rest.is_empty() {
            list.clear();
        }
    }
    out.retain(|piece| match piece {
        Piece::Text(text) | Piece::Item(text, _) => !text.trim().is_empty(),
        Piece::Repetition => true,
    });
    out
}

/// Every dash of a line with spaces around it.
fn dashes(line: &str) -> Vec<Dash> {
    let found = line.match_indices('-').filter_map(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + 1..]);
        let (text, rest) = (before.trim_end(), after.trim_start());
        let (left, right) = (before.len() - text.len(), after.len() - rest.len());
        if right == 0 || rest.is_empty() || (left == 0 && !text.is_empty()) {
            return None;
        }
        Some(Dash {
            end: text.len(),
            start: line.len() - rest.len(),
            spaces: left,
            certain: text.is_empty()
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
    let before = &line[..first.end];
    if before.is_empty() {
        return certain;
    }
    if certain.len() == 1 {
        return Vec::new();
    }
    // `Risk factors include - Smoking  - Obesity`: the first dash has lost its spaces.
    let earlier = dashes.iter().rev().find(|dash| {
        let between = line.get(dash.start..first.end).unwrap_or("");
        dash.start < first.start
            && before[..dash.end].ends_with(char::is_alphabetic)
            && !before.ends_with(':')
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
    let (list, text) = (single_spaced(&items.join(" ")), single_spaced(segment));
    let (last, rest) = text.split_once(&format!(" {list} "))?;
    rest.strip_prefix(last)?;
    let words = |text: &str| text.split(' ').count();
    let mut gaps = gaps(segment);
    let (end, ..) = gaps.nth(words(last) - 1)?;
    let rest = gaps.nth(words(&list) + words(last) - 1);
    Some((
        &segment[..end],
        rest.map_or("", |(.., start)| &segment[start..]),
    ))
}
