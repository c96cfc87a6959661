//! Help and hints, made from the table of commands for the place one is in.

use crate::library::Library;
use crate::page::Examples;
use crate::text::{Block, Span};

use super::command::{Offers, Row, TABLE};
use super::view::View;

/// The help for a place: what a number and an empty line do there, then its commands, then those of every place.
pub(super) fn help(library: &Library, view: &View) -> Vec<Block> {
    let mut said = vec![format!("Help. You are here: {}", view.title)];
    if !view.items.is_empty() {
        let most = view.items.len();
        said.push(format!(
            "A number from 1 to {most} opens what it stands for."
        ));
    } else if view.offers.any(Offers::SOURCES) {
        said.push("A number opens the source of that number.".to_owned());
    }
    said.push("Enter goes on reading. Words that are no command are searched for.".to_owned());
    said.push(
        "For a command its first three letters will do, or the one character behind it.".to_owned(),
    );
    let mut blocks: Vec<Block> = vec![paragraph(said)];
    let here = TABLE
        .iter()
        .filter(|row| row.is_local() && view.offers.any(row.at));
    let here: Vec<String> = here.map(described).collect();
    if !here.is_empty() {
        blocks.push(heading("Here"));
        blocks.push(paragraph(here));
    }
    let everywhere = TABLE.iter().filter(|row| !row.is_local());
    blocks.push(heading("Everywhere"));
    blocks.push(paragraph(everywhere.map(described).collect()));
    blocks.push(heading("Searching"));
    let mut said = Vec::new();
    if let Some(examples) = Examples::of(library) {
        let Examples {
            words,
            phrase,
            filters,
        } = examples;
        said.push(format!(
            "{words}: a condition, and what you want to know about it"
        ));
        said.push(format!("\"{phrase}\": words that stand together"));
        let filters = filters
            .iter()
            .map(|(filter, about)| format!("{filter}: {about}"));
        said.extend(filters);
    }
    said.push("-word: without that word; codes and genes are found, too".to_owned());
    blocks.push(paragraph(said));
    blocks
}

/// What a command does.
pub(super) fn described(row: &Row) -> String {
    let letter = row.letter.map(|letter| format!(" ({letter})"));
    format!(
        "{}{}{}: {}.",
        row.name,
        row.takes.label(),
        letter.unwrap_or_default(),
        row.help
    )
}

/// What can be said at the end of a text, beside what can be said everywhere.
pub(super) fn hint(offers: Offers) -> String {
    let rows = TABLE.iter().filter(|row| row.hint && offers.any(row.at));
    let names: Vec<&str> = rows.map(|row| row.name).chain(["back"]).collect();
    format!("Type {}, or help.", names.join(", "))
}

fn heading(words: &str) -> Block {
    Block::Heading {
        level: 2,
        content: vec![Span::plain(words)],
    }
}

fn paragraph(lines: Vec<String>) -> Block {
    Block::Paragraph(vec![Span::plain(lines.join("\n"))])
}
