//! Plain text -> blocks: paragraphs, items, lines that continue others.

use crate::import::name::single_spaced;
use crate::text::clean::clean;
use crate::text::{Block, Span};

/// What an item of a list begins with.
const BULLETS: &[&str] = &["- ", "* ", "• ", "•", "– ", "— ", "· ", "▪ ", "● ", "‣ "];

/// The text after a bullet.
fn after_bullet(line: &str) -> Option<&str> {
    let mut items = BULLETS
        .iter()
        .filter_map(|bullet| line.strip_prefix(bullet));
    items.find(|item| !item.trim().is_empty())
}

/// The number of a numbered item, and its text. A year at the beginning of a line is not such a number.
fn after_number(line: &str) -> Option<(u64, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let text = line[digits..].strip_prefix(['.', ')'])?;
    let number = line[..digits].parse().ok()?;
    (number < 1_000 && text.starts_with(' ')).then_some((number, text))
}

/// The blocks of a plain text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut after_gap = true;
    for line in clean(text).replace('\u{a0}', " ").lines() {
        let indented = line.starts_with([' ', '\t']);
        let line = line.trim();
        if line.is_empty() {
            after_gap = true;
            continue;
        }
        let continues = !after_gap && line.starts_with(char::is_lowercase);
        let item = match after_bullet(line) {
            Some(text) => Some((None, text)),
            None => after_number(line).map(|(number, text)| (Some(number), text)),
        };
        if let Some((number, text)) = item {
            let content = vec![paragraph(text)];
            match out.last_mut() {
                Some(Block::List { start, items })
                    if number == start.map(|start| start + items.len() as u64) =>
                {
                    items.push(content);
                }
                _ => out.push(Block::List {
                    start: number,
                    items: vec![content],
                }),
            }
        } else {
            let separator = match out.last() {
                Some(Block::Paragraph(_)) if !continues => '\n',
                _ => ' ',
            };
            let before = match out.last_mut() {
                Some(Block::List { items, .. }) if continues || indented => {
                    items.last_mut().and_then(|item| item.last_mut())
                }
                paragraph @ Some(Block::Paragraph(_)) => paragraph,
                _ => None,
            };
            match before {
                Some(Block::Paragraph(spans)) if !after_gap => {
                    spans[0].text.push(separator);
                    spans[0].text.push_str(line);
                }
                _ => out.push(paragraph(line)),
            }
        }
        after_gap = false;
    }
    out
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Span::plain(single_spaced(text))])
}
