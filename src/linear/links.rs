//! What a text leads to, as a list: a voice cannot show which words are links.

use crate::library::{Library, Listed};
use crate::page::{Page, Part};
use crate::text::{Block, Span, Target};

use super::item::{Goal, Item};
use super::place::{Place, Subject};

/// The links of a page that lead elsewhere, each once: its citations are its sources and have a list of their own, and so
/// have its questions.
pub(super) fn links(library: &Library, page: &Page) -> Vec<Item> {
    let mut found: Vec<(String, &Target)> = Vec::new();
    let parts = [Part::Next, Part::Beside, Part::About].map(|part| page.part(part));
    for blocks in std::iter::once(page.text()).chain(parts) {
        collect(blocks, &mut found);
    }
    let mut items: Vec<(&Target, Item)> = Vec::new();
    for (words, target) in found {
        if !items.iter().any(|(known, _)| *known == target) {
            items.push((target, item(library, page, words, target)));
        }
    }
    items.into_iter().map(|(_, item)| item).collect()
}

fn item(library: &Library, page: &Page, words: String, target: &Target) -> Item {
    let kind = match target {
        Target::Url(url) => {
            let words = if words == *url { "" } else { words.trim() };
            let lead = if words.is_empty() { "" } else { ": " };
            let goal = Goal::Nowhere(format!(
                "An address on the web, shown and not opened: {url}"
            ));
            return Item::Said(vec![Span::plain(format!("{words}{lead}{url}"))], goal);
        }
        Target::Cite(_) | Target::Source(_) => "source",
        Target::Entry(_) => "answer",
        Target::Condition(_) => "condition",
        Target::Organization(_) => "organisation",
        Target::Trial(_) => "trial",
        Target::Medication(_) => "medicine",
    };
    let mut said = format!("{} ({kind})", words.trim());
    // The words of a link seldom are the question that it leads to.
    if let Some(Listed::Entry(entry)) = page.follow(library, target) {
        let question = library.head(entry).question;
        if question != words.trim() {
            said = format!("{}: {question} ({kind})", words.trim());
        }
    }
    Item::Said(vec![Span::plain(said)], goal(library, page, target))
}

/// Where a link of a page leads.
pub(super) fn goal(library: &Library, page: &Page, target: &Target) -> Goal {
    match (page.follow(library, target), target) {
        (Some(listed), _) => Goal::Place(Place::of(listed)),
        (None, Target::Entry(id)) if library.withdrawal(id).is_some() => {
            Goal::Place(Place::Text(Subject::Withdrawn(id.clone())))
        }
        (None, Target::Url(url)) => Goal::Nowhere(url.clone()),
        (None, Target::Cite(number)) => {
            Goal::Nowhere(format!("Source {number} is not defined in the library."))
        }
        (None, _) => Goal::Nowhere("The library does not hold what this leads to.".to_owned()),
    }
}

fn collect<'a>(blocks: &'a [Block], found: &mut Vec<(String, &'a Target)>) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => spans(content, found),
            Block::List { items, .. } => items.iter().for_each(|item| collect(item, found)),
            Block::Quote(content) | Block::Alert { content, .. } => collect(content, found),
            Block::Table { header, rows } => header
                .iter()
                .chain(rows.iter().flatten())
                .for_each(|cell| spans(cell, found)),
            Block::Fields(fields) => fields.iter().for_each(|(_, value)| spans(value, found)),
            Block::Verbatim(_) | Block::Rule => {}
        }
    }
}

/// A link may change its style in the middle: neighbours with one target are one link.
fn spans<'a>(content: &'a [Span], found: &mut Vec<(String, &'a Target)>) {
    let mut open = false;
    for span in content {
        match &span.target {
            None | Some(Target::Cite(_)) => open = false,
            Some(target) => {
                match found.last_mut() {
                    Some((words, last)) if open && *last == target => words.push_str(&span.text),
                    _ => found.push((span.text.clone(), target)),
                }
                open = true;
            }
        }
    }
}
