//! The tree of an HTML text -> blocks.

use std::collections::BTreeSet;

use super::spans::{labelled, one_line, strong_line};
use super::table::{self, Cell, MAX_COLUMNS, Row};
use super::tree::{Element, Node, UNFOLD, visible};
use crate::import::changes::Change;
use crate::text::{Block, BoxKind, Inlines, Span};

/// The blocks of what a browser shows; of all, if that is nothing: an answer that is collapsed until it is clicked.
pub(super) fn shown(nodes: &[Node], losses: &mut BTreeSet<Change>) -> Vec<Block> {
    let made = blocks(&visible(nodes), losses);
    match made.is_empty() && losses.remove(&Change::Hidden) {
        true => blocks(nodes, losses),
        false => made,
    }
}

/// The blocks of the content of an element. What they cannot express is added to `losses`.
pub(super) fn blocks(nodes: &[Node], losses: &mut BTreeSet<Change>) -> Vec<Block> {
    let mut out = Vec::new();
    let mut line = Inlines::default();
    // An item without a list around it begins one.
    let mut in_items = false;
    for node in nodes {
        match node {
            Node::Text(span) => line.span(span),
            // Two of them end a paragraph.
            Node::Break if line.ends_line() => push_paragraph(line.take(), &mut out),
            Node::Break => line.hard_break(),
            Node::Lost(loss) => {
                losses.insert(*loss);
            }
            Node::Element(element) => {
                push_paragraph(line.take(), &mut out);
                let is_item = element.name == "li";
                if is_item {
                    let item = blocks(&element.children, losses);
                    match out.last_mut() {
                        Some(Block::List { items, .. }) if in_items => items.push(item),
                        _ => out.push(Block::List {
                            start: None,
                            items: vec![item],
                        }),
                    }
                } else {
                    element_blocks(element, &mut out, losses);
                }
                in_items = is_item || (in_items && element.children.is_empty());
            }
        }
    }
    push_paragraph(line.take(), &mut out);
    out
}

fn push_paragraph(content: Vec<Span>, out: &mut Vec<Block>) {
    if !content.is_empty() {
        out.push(Block::Paragraph(content));
    }
}

fn element_blocks(element: &Element, out: &mut Vec<Block>, losses: &mut BTreeSet<Change>) {
    let name = element.name.as_str();
    match name {
        "ul" | "ol" | "menu" | "dir" => return out.extend(list(element, losses)),
        "dl" => return out.extend(definitions(element, losses)),
        "table" => {
            let mut rows = Vec::new();
            read_rows(element, (false, 0), &mut rows, out, losses);
            let (blocks, as_list) = table::blocks(rows);
            out.extend(blocks);
            losses.extend(as_list.then_some(Change::TableAsList));
            return;
        }
        "pre" => {
            let mut text = String::new();
            verbatim(&element.children, &mut text, losses);
            let text = text.trim_matches('\n').trim_end();
            let text = Some(text.to_owned()).filter(|text| !text.is_empty());
            return out.extend(text.map(Block::Verbatim));
        }
        "hr" => return out.push(Block::Rule),
        UNFOLD => {
            losses.insert(Change::Field);
            return;
        }
        _ => {}
    }
    let content = blocks(&element.children, losses);
    match name {
        _ if content.is_empty() => {}
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let level = name.as_bytes()[1] - b'0';
            let content = one_line(&content, " ");
            if !content.is_empty() {
                out.push(Block::Heading {
                    // Below the question, which is the heading of the answer.
                    level: level.max(3),
                    content,
                });
            }
        }
        "blockquote" => {
            let class = element
                .attributes
                .get("class")
                .unwrap_or("")
                .to_ascii_uppercase();
            let mut kinds = BoxKind::ALL.into_iter();
            out.push(
                match kinds.find(|kind| class == format!("MARKDOWN-ALERT-{}", kind.label())) {
                    Some(kind) => Block::Alert { kind, content },
                    None => Block::Quote(content),
                },
            );
        }
        "dt" => push_paragraph(strong_line(&content), out),
        _ => out.extend(content),
    }
}

fn verbatim(nodes: &[Node], out: &mut String, losses: &mut BTreeSet<Change>) {
    for node in nodes {
        match node {
            Node::Text(span) => out.push_str(&span.text),
            Node::Break => out.push('\n'),
            Node::Element(element) => {
                out.push('\n');
                verbatim(&element.children, out, losses);
                out.push('\n');
            }
            Node::Lost(loss) => {
                losses.insert(*loss);
            }
        }
    }
}

/// The content of a part of an element.
fn part(node: &Node, losses: &mut BTreeSet<Change>) -> Vec<Block> {
    match node {
        Node::Element(part) => blocks(&part.children, losses),
        other => blocks(std::slice::from_ref(other), losses),
    }
}

/// A list. Numbers that Markdown cannot count are written before the items.
fn list(element: &Element, losses: &mut BTreeSet<Change>) -> Option<Block> {
    let is_item = |node: &Node| matches!(node, Node::Element(item) if item.name == "li");
    let reversed = element.attributes.get("reversed").is_some();
    let first = element
        .attributes
        .number("start")
        .unwrap_or(match reversed {
            true => element.children.iter().filter(|it| is_item(it)).count() as i64,
            false => 1,
        });
    let mut next: i64 = first;
    // Each item with its number and how that is written.
    type Item<'a> = (Option<(i64, &'a str)>, Vec<Block>);
    let mut items: Vec<Item<'_>> = Vec::new();
    for node in &element.children {
        match node {
            Node::Element(item) if item.name == "li" => {
                let number: i64 = item.attributes.number("value").unwrap_or(next);
                let kind = item.attributes.get("type");
                let kind = kind.or(element.attributes.get("type")).unwrap_or("1");
                next = number.saturating_add(if reversed { -1 } else { 1 });
                let content = blocks(&item.children, losses);
                if !content.is_empty() {
                    items.push((Some((number, kind)), content));
                }
            }
            // What is in no item belongs to the one before.
            other => {
                let content = blocks(std::slice::from_ref(other), losses);
                match items.last_mut() {
                    _ if content.is_empty() => {}
                    Some((_, item)) => item.extend(content),
                    None => items.push((None, content)),
                }
            }
        }
    }
    let ordered = element.name == "ol";
    let counted = items.iter().enumerate().all(|(at, (label, _))| {
        let number = first.saturating_add(at as i64);
        *label == Some((number, "1"))
    });
    let start = u64::try_from(first).ok();
    let start = start.filter(|first| ordered && counted && *first < 1_000_000_000);
    let items = items.into_iter().map(|(label, content)| match label {
        Some((number, kind)) if ordered && start.is_none() => {
            labelled(&format!("{}. ", written(number, kind)), content)
        }
        _ => content,
    });
    let items: Vec<Vec<Block>> = items.collect();
    (!items.is_empty()).then_some(Block::List { start, items })
}

/// A number as a list of this type shows it.
fn written(number: i64, kind: &str) -> String {
    let small = usize::try_from(number).unwrap_or(0);
    match kind {
        "a" if small > 0 => letters(small).to_ascii_lowercase(),
        "A" if small > 0 => letters(small),
        "i" if (1..4_000).contains(&small) => roman(small).to_ascii_lowercase(),
        "I" if (1..4_000).contains(&small) => roman(small),
        _ => number.to_string(),
    }
}

/// A, B ... Z, AA, AB ...
fn letters(number: usize) -> String {
    match number.checked_sub(1) {
        Some(number) => {
            let last = char::from(b'A' + (number % 26) as u8);
            format!("{}{last}", letters(number / 26))
        }
        None => String::new(),
    }
}

fn roman(number: usize) -> String {
    let digit = |place: usize, one: &str, five: &str, ten: &str| match number / place % 10 {
        4 => format!("{one}{five}"),
        9 => format!("{one}{ten}"),
        digit => five.repeat(digit / 5) + &one.repeat(digit % 5),
    };
    digit(1_000, "M", "", "")
        + &digit(100, "C", "D", "M")
        + &digit(10, "X", "L", "C")
        + &digit(1, "I", "V", "X")
}

/// Terms with what they mean: one item each.
fn definitions(element: &Element, losses: &mut BTreeSet<Change>) -> Option<Block> {
    let mut items: Vec<Vec<Block>> = Vec::new();
    // The last part was a term, and the item's text so far is terms only.
    let mut open = false;
    for node in element.parts(&["div"]) {
        let mut content = part(node, losses);
        if content.is_empty() {
            continue;
        }
        let is_term = matches!(node, Node::Element(part) if part.name == "dt");
        match items.last_mut() {
            Some(item) if is_term && open => {
                append(item, vec![Span::plain(", ")]);
                append(item, strong_line(&content));
            }
            _ if is_term => items.push(vec![Block::Paragraph(strong_line(&content))]),
            Some(item) => {
                if open {
                    let term = one_line(item, " ");
                    let ended = |span: &Span| span.text.ends_with([':', '?', '!', '.']);
                    let separator = if term.last().is_some_and(ended) {
                        " "
                    } else {
                        ": "
                    };
                    append(item, vec![Span::plain(separator)]);
                    if matches!(content.first(), Some(Block::Paragraph(_)))
                        && let Block::Paragraph(first) = content.remove(0)
                    {
                        append(item, first);
                    }
                }
                item.extend(content);
            }
            None => items.push(content),
        }
        open = is_term;
    }
    (!items.is_empty()).then_some(Block::List { start: None, items })
}

/// Adds text to the end of the first paragraph.
fn append(item: &mut [Block], spans: Vec<Span>) {
    if let Some(Block::Paragraph(text)) = item.first_mut() {
        text.extend(spans);
    }
}

/// Reads the rows of a table, or of its `part`: whether it is the head, and its number. What is in a table but not in a
/// cell comes before it.
fn read_rows(
    element: &Element,
    part: (bool, usize),
    rows: &mut Vec<Row>,
    out: &mut Vec<Block>,
    losses: &mut BTreeSet<Change>,
) {
    let row = |cells| Row {
        is_head: part.0,
        part: part.1,
        cells,
    };
    for node in &element.children {
        match node {
            Node::Element(inner) if matches!(&*inner.name, "thead" | "tbody" | "tfoot") => {
                let part = (inner.name == "thead", rows.len() + 1);
                read_rows(inner, part, rows, out, losses);
            }
            Node::Element(inner) if inner.name == "tr" => {
                let cells = inner.parts(&["form", "div"]).into_iter();
                let cells = cells.filter_map(|node| cell(node, losses));
                rows.push(row(cells.collect()));
            }
            // Without the row that should be around it.
            Node::Element(inner) if matches!(&*inner.name, "td" | "th") => {
                let cell = cell(node, losses);
                match rows.last_mut() {
                    Some(row) => row.cells.extend(cell),
                    None => rows.push(row(cell.into_iter().collect())),
                }
            }
            Node::Element(inner) if inner.name == "caption" => {
                push_paragraph(strong_line(&blocks(&inner.children, losses)), out);
            }
            other => out.extend(blocks(std::slice::from_ref(other), losses)),
        }
    }
}

fn cell(node: &Node, losses: &mut BTreeSet<Change>) -> Option<Cell> {
    let content = match node {
        Node::Text(span) if span.text.trim().is_empty() => return None,
        Node::Break => return None,
        Node::Lost(loss) => {
            losses.insert(*loss);
            return None;
        }
        node => Cell::new(part(node, losses)),
    };
    let Node::Element(element) = node else {
        return Some(content);
    };
    let columns = element.attributes.number("colspan").unwrap_or(1);
    Some(Cell {
        is_head: element.name == "th",
        columns: columns.clamp(1, MAX_COLUMNS + 1),
        rows: element.attributes.number("rowspan").unwrap_or(1),
        ..content
    })
}
