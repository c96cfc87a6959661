//! Converts HTML and plain text in other people's data to Markdown.
//!
//! HTML becomes `tokens`, these a `tree` of elements, this `blocks`, and these Markdown. `sections` finds the questions that
//! a page shows. Plain text becomes blocks in `plain_text`.

mod blocks;
mod one_line;
mod plain_text;
mod sections;
mod table;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;

use std::borrow::Cow;

use crate::text::clean::clean_line;
use crate::text::{Block, plain_text};

use super::changes::{Change, Changes};
use super::markdown;
use super::name::single_spaced;

pub(super) use blocks::{markdown_of, text_of};
pub(super) use sections::{Wanted, sections};
pub(super) use tokens::{VOID, decode, has_entity};
pub(super) use tree::{Element, Node, parse_page};

use tokens::is_html;

/// How often a text may have been encoded again.
const MAX_ENCODED: usize = 3;

/// Makes Markdown of a text, HTML or plain, and counts what Markdown cannot express.
pub(super) fn to_markdown(text: &str, changes: &mut Changes) -> String {
    markdown::write(&to_blocks(text, changes))
}

/// Makes one line of plain text of a text, HTML or plain.
pub(super) fn to_line(text: &str, changes: &mut Changes) -> String {
    let markdown = to_markdown(text, changes);
    clean_line(&plain_text(&markdown)).into_owned()
}

/// Makes one clean line of a name or the like, in which markup is rare.
pub(super) fn line(text: &str) -> String {
    single_spaced(&match text.contains(['<', '&', '\\']) {
        true => to_line(text, &mut Changes::default()),
        false => clean_line(text).into_owned(),
    })
}

/// Whether a text is HTML is decided once for all of it: in plain text, `<` and `&` are just characters.
pub(super) fn to_blocks(text: &str, changes: &mut Changes) -> Vec<Block> {
    let mut text = Cow::Borrowed(text);
    if text.contains("\\n") && !text.contains('\n') {
        text = Cow::Owned(text.replace("\\r\\n", "\n").replace("\\n", "\n"));
    }
    for _ in 0..MAX_ENCODED {
        if is_html(&text) || !has_entity(&text) {
            break;
        }
        // Either HTML that was encoded as a whole, or plain text with encoded characters.
        text = Cow::Owned(decode(&text));
        changes.add(Change::Entity);
    }
    if !is_html(&text) {
        return plain_text::blocks(&text);
    }
    let nodes = tree::parse_text(&text);
    // If no tag ends a line, the text has its own: only a few words in it are bold or links.
    let keeps_lines = !nodes.iter().any(Node::ends_line);
    blocks::blocks(&nodes, keeps_lines, changes)
}
