//! Lists whose items were run together in one line: ` - a - b - c`.

use super::answer::{gaps, words};

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Item(&'a str, Mark),
    /// Here the list before was said again, without its dashes.
    Twice,
}

/// Where an item's dash stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// At the beginning of a line, behind so many blanks.
    Line(usize),
    /// Within a line, behind so many.
    Run(usize),
}

/// An item and those below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) text: String,
    pub(super) below: Vec<String>,
}

/// A list in the making.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) items: Vec<Item>,
    /// How far its last line was indented.
    indent: Option<usize>,
    /// Blanks before an item below another, once a second one was seen.
    gap: Option<usize>,
}

/// So many blanks within a line are those of a list that ended below another.
const CLOSING: usize = 10;

impl List {
    /// Adds an item, below the one before where the layout shows it.
    ///
    /// Of lists run together in one line only an item that ends with a colon has others below it. They end where the blanks
    /// grow wider, as a list's end left them, or where they began small and one begins with a capital.
    pub(super) fn push(&mut self, text: String, mark: Mark) {
        let deeper = self.is_below(&text, mark);
        match self.items.last_mut().filter(|_| deeper) {
            Some(item) => {
                if let (Mark::Run(gap), false) = (mark, item.below.is_empty()) {
                    self.gap = Some(self.gap.map_or(gap, |known| known.min(gap)));
                }
                item.below.push(text);
            }
            None => {
                self.gap = None;
                if let Mark::Line(indent) = mark {
                    self.indent = Some(indent);
                }
                let below = Vec::new();
                self.items.push(Item { text, below });
            }
        }
    }

    fn is_below(&self, text: &str, mark: Mark) -> bool {
        let Some(item) = self.items.last() else {
            return false;
        };
        match (mark, item.below.first()) {
            (Mark::Line(indent), _) => self.indent.is_some_and(|outer| indent >= outer + 2),
            (Mark::Run(_), None) => item.text.ends_with(':') && !text.ends_with(':'),
            (Mark::Run(gap), Some(first)) => {
                let wider = gap > self.gap.map_or(CLOSING - 1, |known| known + 1);
                let capital =
                    first.starts_with(char::is_lowercase) && text.starts_with(char::is_uppercase);
                !wider && !capital && !text.ends_with(':') && item.text.ends_with(':')
            }
        }
    }

    /// The text that came last.
    pub(super) fn last(&mut self) -> Option<&mut String> {
        let item = self.items.last_mut()?;
        Some(item.below.last_mut().unwrap_or(&mut item.text))
    }
}

/// A dash with blanks around it.
#[derive(Debug, Clone, Copy)]
struct Dash {
    /// Where the item before ends, and where the one behind begins.
    end: usize,
    start: usize,
    /// How many blanks stand before it.
    blanks: usize,
    /// It can only be a list's.
    strong: bool,
}

/// So far may a list's first dash stand before the first that can only be a list's.
const NEAR: usize = 300;

/// Takes a line apart.
pub(super) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let dashes = items(line, &dashes(line));
    let Some(first) = dashes.first() else {
        return vec![Piece::Text(line)];
    };
    let mut out = Vec::new();
    push(&mut out, Piece::Text(&line[..first.end]));
    let mut list: Vec<&str> = Vec::new();
    let mark = |dash: &Dash| match line[..dash.end].trim().is_empty() {
        true => Mark::Line(dash.blanks),
        false => Mark::Run(dash.blanks),
    };
    for (at, dash) in dashes.iter().enumerate() {
        let next = dashes.get(at + 1);
        // Two dashes in a row have nothing between them.
        let end = next.map_or(line.len(), |next| next.end.max(dash.start));
        let segment = line[dash.start..end].trim();
        if next.is_none()
            && let Some((last, rest)) = said_again(&list, segment)
        {
            push(&mut out, Piece::Item(last, mark(dash)));
            out.push(Piece::Twice);
            push(&mut out, Piece::Text(rest));
            break;
        }
        let (item, rest) = end_of_list(segment, next.is_none());
        push(&mut out, Piece::Item(item, mark(dash)));
        list.push(item);
        if !rest.is_empty() {
            push(&mut out, Piece::Text(rest));
            list.clear();
        }
    }
    out
}

fn push<'a>(out: &mut Vec<Piece<'a>>, piece: Piece<'a>) {
    let (Piece::Text(text) | Piece::Item(text, _)) = piece else {
        return;
    };
    if !text.trim().is_empty() {
        out.push(piece);
    }
}

/// Every dash or bullet of a line with blanks around it.
fn dashes(line: &str) -> Vec<Dash> {
    let mut found = Vec::new();
    for (at, char) in line.char_indices() {
        if !matches!(char, '-' | '•' | '▪' | '●' | '·' | '◦') {
            continue;
        }
        let (before, behind) = (&line[..at], &line[at + char.len_utf8()..]);
        let (text, rest) = (before.trim_end(), behind.trim_start());
        let (left, right) = (before.len() - text.len(), behind.len() - rest.len());
        if right == 0 || (left == 0 && !text.is_empty()) || rest.is_empty() {
            continue;
        }
        let strong = text.is_empty()
            || char != '-'
            || left > 1
            || right > 1
            || text.ends_with(['.', ':', ';', '!', '?']);
        found.push(Dash {
            end: text.len(),
            start: line.len() - rest.len(),
            blanks: left,
            strong,
        });
    }
    found
}

/// Those dashes that part the items of a list.
fn items(line: &str, dashes: &[Dash]) -> Vec<Dash> {
    let strong: Vec<Dash> = dashes.iter().copied().filter(|dash| dash.strong).collect();
    let Some(first) = strong.first() else {
        return Vec::new();
    };
    let weak_behind = || {
        dashes
            .iter()
            .filter(|dash| !dash.strong && dash.start > first.start)
    };
    let at_start = first.end == 0;
    let after_colon = line[..first.end].ends_with(':');
    if strong.len() == 1 {
        let run = match (at_start, after_colon) {
            (true, _) => weak_behind().count() > 1,
            (_, true) => weak_behind().count() > 0,
            _ => return Vec::new(),
        };
        let all = dashes
            .iter()
            .copied()
            .filter(|dash| dash.start >= first.start);
        return match (run, at_start) {
            (true, _) => all.collect(),
            (false, true) => strong,
            (false, false) => Vec::new(),
        };
    }
    // `Risk factors include - Smoking  - Obesity`: the first dash has lost its blanks.
    let earlier = dashes.iter().rev().find(|dash| {
        let between = line.get(dash.start..first.end).unwrap_or("");
        dash.start < first.start
            && line[..dash.end].ends_with(char::is_alphabetic)
            && between.len() < NEAR
            && !at_start
            && !after_colon
            && gaps(between).all(|(at, ..)| !between[..at].ends_with(['.', '?', '!', ':']))
    });
    earlier.copied().into_iter().chain(strong).collect()
}

/// An item and the text behind its list. The list is over at three blanks, and for its last item at two.
fn end_of_list(segment: &str, last: bool) -> (&str, &str) {
    let enough = if last { 2 } else { 3 };
    let end = gaps(segment).find(|(_, blanks, end)| {
        *blanks >= enough && segment[*end..].starts_with(|c: char| !c.is_lowercase())
    });
    match end {
        Some((start, _, end)) => (&segment[..start], &segment[end..]),
        None => (segment, ""),
    }
}

/// The last item, where the whole list is said again behind it, and the text behind that.
fn said_again<'a>(items: &[&str], segment: &'a str) -> Option<(&'a str, &'a str)> {
    let first = items.first()?;
    // Word for word, whatever the blanks.
    let spots: Vec<(usize, &str)> = {
        let mut at = 0;
        segment
            .split_whitespace()
            .filter_map(|word| {
                let found = at + segment[at..].find(word)?;
                at = found + word.len();
                Some((found, word))
            })
            .collect()
    };
    let known: Vec<String> = items.iter().map(|item| words(item)).collect();
    let head: Vec<&str> = known.iter().flat_map(|item| item.split(' ')).collect();
    let opening = first.split_whitespace().next()?;
    (1..spots.len()).find_map(|at| {
        let again = head
            .iter()
            .copied()
            .chain(spots[..at].iter().map(|(_, word)| *word));
        let length = head.len() + at;
        let same = spots[at].1 == opening
            && spots.len() >= at + length
            && again.eq(spots[at..at + length].iter().map(|(_, word)| *word));
        same.then(|| {
            let rest = spots
                .get(at + length)
                .map_or(segment.len(), |(start, _)| *start);
            (segment[..spots[at].0].trim_end(), &segment[rest..])
        })
    })
}
