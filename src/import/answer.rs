//! Answers that lost their shape on the way, back into Markdown: head, paragraphs, lists, tables.
//!
//! Only what the data shows is put back. A dash between two words may be a dash; it becomes a list's where several stand
//! in the way of a list: at the beginning of lines, after a colon, or with the wide blanks that the list's layout left
//! behind.

use crate::text::clean as safe;

use super::table;
use super::tally::{Dirt, Tally};
use super::{escape, list, repeat};

/// An answer in Markdown, and the form of its question that stood at its head.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) asked: Option<String>,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(String),
    List(list::List),
    /// Rows of a name and a value, under a header.
    Table([&'static str; 2], Vec<(String, String)>),
}

/// Makes Markdown of the plain text `raw`, which answers `question` about a condition of these `names`. `None` where
/// there is no text.
pub(super) fn clean(
    raw: &str,
    question: &str,
    names: &[&str],
    tally: &mut Tally,
) -> Option<Answer> {
    let text = characters(raw, tally);
    let (text, references) = without_references(&text);
    tally.note(Dirt::Reference, references);
    let mut text = text.trim();
    if let Some(rest) = text.strip_prefix("Summary :") {
        tally.add(Dirt::Label);
        text = rest.trim_start();
    }
    let mut asked = None;
    if let Some((head, rest)) = repeat::split(text, question, names) {
        tally.add(Dirt::Repeated);
        let head = words(head);
        asked = Some(head).filter(|head| *head != question);
        text = rest;
    }
    if text.is_empty() {
        return None;
    }
    tally.note(Dirt::Blanks, text.contains("  "));
    let text = markdown(&blocks(text, tally), tally);
    Some(Answer { text, asked })
}

/// One line of plain text: characters cleaned, blanks made single.
pub(super) fn one_line(raw: &str, tally: &mut Tally) -> String {
    words(&characters(raw, tally))
}

/// The text without what harms, with plain blanks, entities that were written twice over read.
fn characters(raw: &str, tally: &mut Tally) -> String {
    let mut text = raw.replace(['\u{a0}', '\u{2007}', '\u{202f}'], " ");
    if super::html::has_entity(&text) {
        tally.add(Dirt::Entity);
        text = super::html::decode(&text).replace('\u{a0}', " ");
    }
    tally.note(Dirt::Control, safe::hostile(&text).next().is_some());
    safe::clean(&text).into_owned()
}

/// Takes out `[1]` and `[1, 2]` right behind a word or a sentence: here a number in brackets is a citation, and these
/// lead nowhere.
fn without_references(text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        // Without an end in sight it is no reference, and nobody looks for the end again and again.
        let end = from.bytes().take(100).position(|byte| byte == b']');
        let inside = end.map_or("", |end| &from[1..end]);
        let numbers = inside.starts_with(|c: char| c.is_ascii_digit())
            && inside
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-'));
        let behind = out.ends_with(|c: char| !c.is_whitespace() && c != '(');
        let length = if numbers && behind {
            inside.len() + 2
        } else {
            0
        };
        out.push_str(if length == 0 { "[" } else { "" });
        rest = &from[length.max(1)..];
    }
    let found = out.len() + rest.len() != text.len();
    (out + rest, found)
}

/// The text's blocks.
fn blocks(text: &str, tally: &mut Tally) -> Vec<Block> {
    if let Some((before, rows, after)) = table::find(text) {
        tally.add(Dirt::Frequencies);
        let mut all = blocks(before, tally);
        all.push(rows);
        all.extend(blocks(after, tally));
        return all;
    }
    let wide = wide_ends_paragraph(text);
    let mut all = Vec::new();
    let mut after_gap = true;
    let mut found = (false, false, false);
    for line in text.lines() {
        if line.trim().is_empty() {
            after_gap = true;
            continue;
        }
        let pieces = list::pieces(line);
        found.0 |= pieces
            .iter()
            .filter(|piece| matches!(piece, list::Piece::Item(..)))
            .count()
            > 1;
        for piece in pieces {
            match piece {
                list::Piece::Item(item, mark) => push_item(&mut all, words(item), mark),
                list::Piece::Twice => found.1 = true,
                list::Piece::Text(text) => {
                    let parts = paragraphs(text, wide);
                    found.2 |= parts.len() > 1;
                    for part in parts {
                        push_text(&mut all, words(part), after_gap);
                        after_gap = true;
                    }
                }
            }
            after_gap = true;
        }
        after_gap = false;
    }
    tally.note(Dirt::List, found.0);
    tally.note(Dirt::Twice, found.1);
    tally.note(Dirt::Paragraph, found.2);
    all
}

fn push_item(blocks: &mut Vec<Block>, item: String, mark: list::Mark) {
    if item.is_empty() {
        return;
    }
    if !matches!(blocks.last(), Some(Block::List(_))) {
        blocks.push(Block::List(list::List::default()));
    }
    if let Some(Block::List(list)) = blocks.last_mut() {
        list.push(item, mark);
    }
}

/// A line is a paragraph, but for one that goes on with the sentence of the line before.
fn push_text(blocks: &mut Vec<Block>, text: String, after_gap: bool) {
    let goes_on = !after_gap && text.starts_with(char::is_lowercase);
    let before = match blocks.last_mut() {
        Some(Block::Paragraph(before)) => Some(before),
        Some(Block::List(list)) => list.last(),
        _ => None,
    };
    match before {
        _ if text.is_empty() => {}
        Some(before) if goes_on && !before.ends_with(['.', '!', '?', ':']) => {
            before.push(' ');
            before.push_str(&text);
        }
        _ => blocks.push(Block::Paragraph(text)),
    }
}

/// Whether two blanks behind a sentence end a paragraph here: they do where most sentences have one, and are a habit of
/// whoever typed it where most have two.
fn wide_ends_paragraph(text: &str) -> bool {
    let (mut one, mut two) = (0, 0);
    for (_, blanks, _) in sentence_ends(text) {
        match blanks {
            1 => one += 1,
            2 => two += 1,
            _ => {}
        }
    }
    two > 0 && two <= one
}

/// Every run of blanks between a sentence and what may be the next: where it begins, how long it is, where it ends.
fn sentence_ends(text: &str) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    gaps(text).filter(|(start, _, end)| {
        let ends = text[..*start].ends_with(['.', '?', '!', ')', ':', '"', '”']);
        ends && text[*end..].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    })
}

/// Every run of blanks within a line.
pub(super) fn gaps(text: &str) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_whitespace)?;
        let length = text[start..].len() - text[start..].trim_start().len();
        at = start + length;
        Some((start, text[start..at].chars().count(), at))
    })
}

/// A line's paragraphs: parted by three blanks and more, and by two where that is what they are for.
fn paragraphs(line: &str, wide: bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (start, blanks, end) in gaps(line) {
        let new_sentence = line[end..].starts_with(|c: char| !c.is_lowercase());
        let ends = line[..start].ends_with(['.', '?', '!', ')', ':', '"', '”']);
        if new_sentence && (blanks > 2 || blanks == 2 && wide && ends) {
            parts.push(&line[from..start]);
            from = end;
        }
    }
    parts.push(&line[from..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// Single blanks between the words.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn markdown(blocks: &[Block], tally: &mut Tally) -> String {
    let mut out = String::new();
    let mut escaped = false;
    let mut safe = |text: &str, how: fn(&str) -> String| {
        let safe = how(text);
        escaped |= safe != text;
        safe
    };
    for block in blocks {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        match block {
            Block::Paragraph(text) => out.push_str(&safe(text, escape::line)),
            Block::List(list) => {
                let mut lines = Vec::new();
                for item in &list.items {
                    lines.push(format!("- {}", safe(&item.text, escape::line)));
                    let below = item.below.iter();
                    lines.extend(below.map(|text| format!("  - {}", safe(text, escape::line))));
                }
                out.push_str(&lines.join("\n"));
            }
            Block::Table([name, value], rows) => {
                out.push_str(&format!("| {name} | {value} |\n|---|---|"));
                for (name, value) in rows {
                    let (name, value) = (safe(name, escape::cell), safe(value, escape::cell));
                    out.push_str(&format!("\n| {name} | {value} |"));
                }
            }
        }
    }
    tally.note(Dirt::Escaped, escaped);
    out
}
