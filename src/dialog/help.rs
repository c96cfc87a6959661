//! Help and hints, made from the table of commands.

use crate::library::Library;
use crate::page::Examples;
use crate::text::{Block, Span, counted};

use super::command::{Offer, Row, TABLE};
use super::place::View;

/// The help for a place: what a number and an empty line do there, then its commands, then those of every place.
pub(super) fn help(library: &Library, view: &View) -> Vec<Block> {
    let mut intro = vec![format!("Help. You are here: {}", view.title)];
    if !view.items.is_empty() {
        let count = view.items.len();
        intro.push(format!(
            "Type a number from 1 to {count} to open that item."
        ));
    } else if view.offers.contains(&Offer::Sources) {
        intro.push("Type a number to open the source with that number.".to_owned());
    }
    intro.push("Press Enter to read on. Words that are not a command are searched for.".to_owned());
    intro.push(
        "A command can be shortened to three letters, or to the character in brackets.".to_owned(),
    );
    let mut blocks = vec![paragraph(intro)];
    let local = |row: &&Row| row.is_local() && view.offers.contains(&row.needs);
    let here: Vec<String> = TABLE.iter().filter(local).map(describe).collect();
    if !here.is_empty() {
        blocks.extend([heading("Here"), paragraph(here)]);
    }
    let everywhere = TABLE.iter().filter(|row| !row.is_local());
    blocks.push(heading("Everywhere"));
    blocks.push(paragraph(everywhere.map(describe).collect()));
    let mut searching = Vec::new();
    if let Some(examples) = Examples::of(library) {
        let (words, phrase) = (examples.words, examples.phrase);
        searching.push(format!(
            "{words}: a condition, and what you want to know about it"
        ));
        searching.push(format!("\"{phrase}\": exactly these words in a row"));
        let filters = examples.filters.iter();
        searching.extend(filters.map(|(filter, about)| format!("{filter}: {about}")));
    }
    searching.push("-word: without that word; codes and genes are found, too".to_owned());
    blocks.extend([heading("Searching"), paragraph(searching)]);
    blocks
}

/// What a command does.
pub(super) fn describe(row: &Row) -> String {
    let letter = row
        .letter
        .map_or(String::new(), |letter| format!(" ({letter})"));
    format!("{}{}{letter}: {}.", row.name, row.takes.label(), row.help)
}

/// The most useful commands at the end of a text.
pub(super) fn hint(offers: &[Offer]) -> String {
    let rows = TABLE
        .iter()
        .filter(|row| row.hint && offers.contains(&row.needs));
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

/// `3 lines`.
pub(super) fn lines(count: usize) -> String {
    counted(count, "line")
}
