//! HTML in other people's data: what is HTML and what is not, its tokens, and its conversion to Markdown.

mod blocks;
mod table;
mod tags;
mod tree;

use std::borrow::Cow;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::text::clean::clean_line;
use crate::text::{Block, plain_text};

use super::changes::{Change, Changes};
use super::markdown;

pub(super) use tags::{VOID, ended_by, is_html};

/// A start or end of an element, or text.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Start(String, Vec<(String, String)>, bool),
    End(String),
    Text(String),
}

/// How often text may have been encoded over and over.
const ENCODED: usize = 3;

/// The tokens of a page. The content of scripts is one text.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece> + '_ {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Tokenizer::new_with_emitter(html, emitter).filter_map(move |token| match token {
        Ok(Token::StartTag(tag)) => {
            let attributes = tag.attributes.iter();
            let attributes = attributes.map(|(key, value)| (text(key), text(value)));
            Some(Piece::Start(
                text(&tag.name),
                attributes.collect(),
                tag.self_closing,
            ))
        }
        Ok(Token::EndTag(tag)) => Some(Piece::End(text(&tag.name))),
        Ok(Token::String(string)) => Some(Piece::Text(text(&string))),
        _ => None,
    })
}

/// Makes Markdown of a text, be it HTML or plain, and counts what Markdown cannot carry.
pub(super) fn to_markdown(text: &str, changes: &mut Changes) -> String {
    markdown::write(&to_blocks(text, changes))
}

/// One line of plain text of a text, be it HTML or plain.
pub(super) fn to_line(text: &str, changes: &mut Changes) -> String {
    let markdown = to_markdown(text, changes);
    clean_line(&plain_text(&markdown)).into_owned()
}

/// Whether a text is HTML is decided once for all of it: in plain text, `<` and `&` are just characters.
fn to_blocks(text: &str, changes: &mut Changes) -> Vec<Block> {
    let mut text = with_line_breaks(text);
    for _ in 0..ENCODED {
        if is_html(&text) || !has_entity(&text) {
            break;
        }
        // Either HTML that was encoded as a whole, or plain text with encoded characters.
        text = Cow::Owned(decode(&text));
        changes.add(Change::Entity);
    }
    if !is_html(&text) {
        return blocks::of_plain_text(&text);
    }
    let html = tags::with_marked_lines(&text);
    let html = tags::without_lone_brackets(&html);
    let mut losses = Vec::new();
    let mut made = blocks::of_tree(&tree::parse(&html, false, &mut losses), &mut losses);
    if made.is_empty() && losses.contains(&Change::Hidden) {
        // An answer that is folded up until it is clicked.
        losses.clear();
        made = blocks::of_tree(&tree::parse(&html, true, &mut losses), &mut losses);
    }
    losses.sort_unstable();
    losses.dedup();
    losses.into_iter().for_each(|loss| changes.add(loss));
    made
}

/// The text with real line breaks where all of them are written as `\n`.
fn with_line_breaks(text: &str) -> Cow<'_, str> {
    match text.contains("\\n") && !text.contains('\n') {
        true => Cow::Owned(text.replace("\\r\\n", "\n").replace("\\n", "\n")),
        false => Cow::Borrowed(text),
    }
}

/// Whether something in the text is written as an entity.
pub(super) fn has_entity(text: &str) -> bool {
    text.match_indices('&')
        .any(|(at, _)| entity(&text[at..]).is_some())
}

/// The text with its entities decoded.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((length, read)) => {
                out.push_str(&read);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// The entity at the beginning: its length, and what it stands for.
fn entity(text: &str) -> Option<(usize, String)> {
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    let name = text[1..end].strip_prefix('#').unwrap_or(&text[1..end]);
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let written = &text[..=end];
    let read: String = pieces(written)
        .map(|piece| match piece {
            Piece::Text(text) => text,
            _ => String::new(),
        })
        .collect();
    (read != written).then_some((end + 1, read))
}

#[cfg(test)]
mod tests;
