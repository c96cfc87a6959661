//! Answers that lost their layout, restored as Markdown: paragraphs, lists, tables.
//!
//! Only what the data shows is restored. A dash between two words may be a dash; it marks a list where several look like
//! one: at the beginning of lines, after a colon, or with the wide spaces that the list's layout left behind.

use crate::import::changes::{Change, Changes};
use crate::import::markdown;
use crate::import::name::single_spaced;
use crate::text::{Block, Span, clean as safe};

use super::list::{List, Piece, gaps, pieces};
use super::question;

/// An answer in Markdown, and the form of its question that it began with.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) also_asked: Option<String>,
}

/// A part of an answer.
enum Part {
    Paragraph(String),
    List(List),
}

/// Makes Markdown of the plain text `raw`, which answers `question` about a condition of these `names`. `None` if there is
/// no text.
pub(super) fn clean(
    raw: &str,
    question: &str,
    names: &[&str],
    changes: &mut Changes,
) -> Option<Answer> {
    let text = characters(raw, changes);
    let text = without_references(&text, changes);
    let mut text = text.trim();
    if let Some(rest) = text.strip_prefix("Summary :") {
        changes.add(Change::Label);
        text = rest.trim_start();
    }
    let mut also_asked = None;
    if let Some((repeated, rest)) = question::split_repeated(text, question, names) {
        changes.add(Change::Repeated);
        also_asked = Some(single_spaced(repeated)).filter(|repeated| repeated != question);
        text = rest;
    }
    if text.is_empty() {
        return None;
    }
    Some(Answer {
        text: markdown::write(&blocks(text, changes)),
        also_asked,
    })
}

/// The text without harmful characters, and with plain spaces.
pub(super) fn characters(raw: &str, changes: &mut Changes) -> String {
    let text = raw.replace(['\u{a0}', '\u{2007}', '\u{202f}'], " ");
    changes.add_if(Change::Control, safe::hostile(&text).next().is_some());
    safe::clean(&text).into_owned()
}

/// Removes `[1]` and `[1, 2]` directly after a word or a sentence: numbers in brackets would be taken for citations, and
/// these lead nowhere.
fn without_references(text: &str, changes: &mut Changes) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once('[') {
        out.push_str(before);
        // Looking only so far keeps the time linear.
        let end = inside.bytes().take(100).position(|byte| byte == b']');
        let numbers = |inside: &str| {
            let mut chars = inside.chars();
            inside.starts_with(|c: char| c.is_ascii_digit())
                && chars.all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-'))
        };
        let after_word = out.ends_with(|c: char| !c.is_whitespace() && c != '(');
        match end.filter(|end| after_word && numbers(&inside[..*end])) {
            Some(end) => rest = &inside[end + 1..],
            None => {
                out.push('[');
                rest = inside;
            }
        }
    }
    out.push_str(rest);
    changes.add_if(Change::Reference, out.len() != text.len());
    out
}

fn blocks(text: &str, changes: &mut Changes) -> Vec<Block> {
    if let Some((before, table, after)) = frequencies(text) {
        changes.add(Change::Frequencies);
        return [blocks(before, changes), vec![table], blocks(after, changes)].concat();
    }
    let wide = wide_spaces_end_paragraphs(text);
    let mut parts = Vec::new();
    let (mut list, mut repeated, mut paragraph) = (false, false, false);
    for line in text.lines() {
        let pieces = pieces(line);
        let items = pieces.iter().filter(|it| matches!(it, Piece::Item(..)));
        list |= items.count() > 1;
        for piece in pieces {
            match piece {
                Piece::Item(item, spaces) => {
                    if !matches!(parts.last(), Some(Part::List(_))) {
                        parts.push(Part::List(List::default()));
                    }
                    if let Some(Part::List(list)) = parts.last_mut() {
                        list.push(item, spaces);
                    }
                }
                Piece::Repetition => repeated = true,
                Piece::Text(text) => {
                    let texts = paragraphs(text, wide);
                    paragraph |= texts.len() > 1;
                    parts.extend(texts.into_iter().map(single_spaced).map(Part::Paragraph));
                }
            }
        }
    }
    changes.add_if(Change::List, list);
    changes.add_if(Change::RepeatedList, repeated);
    changes.add_if(Change::Paragraph, paragraph);
    let blocks = parts.into_iter().map(|part| match part {
        Part::Paragraph(text) => Block::Paragraph(vec![Span::plain(text)]),
        Part::List(list) => list.into_block(),
    });
    blocks.collect()
}

/// Whether a sentence ends at this place, by its last character.
fn ends_sentence(before: &str) -> bool {
    before.ends_with(['.', '?', '!', ')', ':', '"', '”'])
}

/// Whether two spaces after a sentence end a paragraph here. They do if most sentences have one, and are only a typist's
/// habit if most have two.
fn wide_spaces_end_paragraphs(text: &str) -> bool {
    let count = |spaces: usize| {
        let sentences = gaps(text).filter(|(start, length, end)| {
            let begins = |c: char| c.is_uppercase() || c.is_ascii_digit();
            *length == spaces && ends_sentence(&text[..*start]) && text[*end..].starts_with(begins)
        });
        sentences.count()
    };
    (1..=count(1)).contains(&count(2))
}

/// A line's paragraphs: separated by three spaces and more, or by two if `wide`.
fn paragraphs(line: &str, wide: bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (start, length, end) in gaps(line) {
        let new_sentence = line[end..].starts_with(|c: char| !c.is_lowercase());
        let enough = length > 2 || length == 2 && wide && ends_sentence(&line[..start]);
        if new_sentence && enough {
            parts.push(&line[from..start]);
            from = end;
        }
    }
    parts.push(&line[from..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// What surrounds the frequency tables of the rare diseases' collection: `Areflexia - Ataxia 90% ...`.
const TABLE_BEGINS: &str = "Signs and Symptoms Approximate number of patients (when available)";
const TABLE_ENDS: &str = "The Human Phenotype Ontology (HPO) has collected";

/// The text before such a table, the table, and the text after it.
fn frequencies(text: &str) -> Option<(&str, Block, &str)> {
    let (before, rest) = text.split_once(TABLE_BEGINS)?;
    let (rows, after) = rest.split_at(rest.find(TABLE_ENDS)?);
    let cells = |cells: [&str; 2]| cells.map(|cell| vec![Span::plain(cell)]).to_vec();
    let words = rows.split_whitespace();
    let mut rows = Vec::new();
    let mut name: Vec<&str> = Vec::new();
    for word in words {
        if is_frequency(word) && !name.is_empty() {
            rows.push(cells([&name.join(" "), word.trim_matches('-')]));
            name.clear();
        } else {
            name.push(word);
        }
    }
    if !name.is_empty() {
        rows.push(cells([&name.join(" "), ""]));
    }
    let header = cells(["Sign or symptom", "Approximate number of patients"]);
    (!rows.is_empty()).then_some((before.trim_end(), Block::Table { header, rows }, after))
}

/// Whether a word is `90%`, `7.5%`, `12/15`, or the dash for what is not known.
fn is_frequency(word: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '%');
    word == "-"
        || word.starts_with(|c: char| c.is_ascii_digit())
            && word.contains(['/', '%'])
            && word.chars().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_with_their_values() {
        let text = format!(
            "It is rare. {TABLE_BEGINS} Onion bulb 7.5% Areflexia - Ataxia 12/15 {TABLE_ENDS} more."
        );
        let (before, table, after) = frequencies(&text).expect("a table");
        assert_eq!(before, "It is rare.");
        assert!(after.starts_with("The Human"));
        let table = markdown::write(&[table]);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        let expected = [
            "| Onion bulb | 7.5% |",
            "| Areflexia |  |",
            "| Ataxia | 12/15 |",
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn without_head_or_tail_there_is_no_table() {
        assert!(frequencies("Areflexia - Ataxia 90%").is_none());
        assert!(frequencies(&format!("{TABLE_BEGINS} Areflexia -")).is_none());
    }
}
