//! The tree of an HTML text, or a plain text -> blocks.

use crate::import::changes::Change;
use crate::text::clean::clean;
use crate::text::{Block, Inlines, Span, Style};

use super::table::table;
use super::tree::{Element, Node};

/// The blocks of the content of an element. What blocks cannot carry is added to `losses`.
pub(super) fn of_tree(nodes: &[Node], losses: &mut Vec<Change>) -> Vec<Block> {
    let mut out = Vec::new();
    let mut line = Inlines::default();
    // An item without a list around it begins one.
    let mut in_items = false;
    for node in nodes {
        match node {
            Node::Text(span) => line.span(span),
            // Two of them end a paragraph.
            Node::Break if line.ends_line() => end_paragraph(&mut line, &mut out),
            Node::Break => line.hard_break(),
            Node::Element(element) => {
                end_paragraph(&mut line, &mut out);
                let is_item = element.name == "li";
                if is_item {
                    let item = of_tree(&element.children, losses);
                    match out.last_mut() {
                        Some(Block::List { items, .. }) if in_items => items.push(item),
                        _ => out.push(Block::List {
                            start: None,
                            items: vec![item],
                        }),
                    }
                } else {
                    of_element(element, &mut out, losses);
                }
                in_items = is_item || (in_items && element.children.is_empty());
            }
        }
    }
    end_paragraph(&mut line, &mut out);
    out
}

fn end_paragraph(line: &mut Inlines, out: &mut Vec<Block>) {
    let content = line.take();
    if !content.is_empty() {
        out.push(Block::Paragraph(content));
    }
}

fn of_element(element: &Element, out: &mut Vec<Block>, losses: &mut Vec<Change>) {
    match element.name.as_str() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let content = one_line(&of_tree(&element.children, losses), " ");
            // The question is the heading above the answer.
            let level = element.name.as_bytes()[1] - b'0';
            if !content.is_empty() {
                out.push(Block::Heading {
                    level: level.max(3),
                    content,
                });
            }
        }
        "ul" | "ol" | "menu" | "dir" => out.extend(list(element, losses)),
        "dl" => out.extend(definitions(element, losses)),
        "table" => table(element, out, losses),
        "blockquote" => {
            let content = of_tree(&element.children, losses);
            if !content.is_empty() {
                out.push(Block::Quote(content));
            }
        }
        "pre" => {
            let mut text = String::new();
            verbatim(&element.children, &mut text);
            let text = text.trim_matches('\n').trim_end();
            if !text.is_empty() {
                out.push(Block::Verbatim(text.to_owned()));
            }
        }
        "dt" => {
            let mut content = one_line(&of_tree(&element.children, losses), " ");
            strengthen(&mut content);
            if !content.is_empty() {
                out.push(Block::Paragraph(content));
            }
        }
        "hr" => out.push(Block::Rule),
        _ => out.extend(of_tree(&element.children, losses)),
    }
}

fn verbatim(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(span) => out.push_str(&span.text),
            Node::Break => out.push('\n'),
            Node::Element(element) => {
                out.push('\n');
                verbatim(&element.children, out);
                out.push('\n');
            }
        }
    }
}

/// An item of a list with its number and how that is written.
type Item<'a> = (Option<(i64, &'a str)>, Vec<Block>);

/// A list. Numbers that Markdown cannot count are written before the items.
fn list(element: &Element, losses: &mut Vec<Change>) -> Option<Block> {
    let mut parts = Vec::new();
    element.parts(&[], &mut parts);
    let ordered = element.name == "ol";
    let is_item = |node: &&&Node| matches!(node, Node::Element(item) if item.name == "li");
    let reversed = ordered && element.attribute("reversed").is_some();
    let first = element.number("start").unwrap_or(match reversed {
        true => parts.iter().filter(is_item).count() as i64,
        false => 1,
    });
    let mut next: i64 = first;
    let mut items: Vec<Item<'_>> = Vec::new();
    for node in parts {
        match node {
            Node::Element(item) if item.name == "li" => {
                let number: i64 = item.number("value").unwrap_or(next);
                let kind = item.attribute("type").or(element.attribute("type"));
                next = number.saturating_add(if reversed { -1 } else { 1 });
                let content = of_tree(&item.children, losses);
                if !content.is_empty() {
                    items.push((ordered.then_some((number, kind.unwrap_or("1"))), content));
                }
            }
            // What is in no item belongs to the one before.
            other => {
                let content = of_tree(std::slice::from_ref(other), losses);
                match items.last_mut() {
                    _ if content.is_empty() => {}
                    Some((_, item)) => item.extend(content),
                    None => items.push((None, content)),
                }
            }
        }
    }
    let counted = items
        .iter()
        .enumerate()
        .all(|(at, (label, _))| *label == Some((first.saturating_add(at as i64), "1")));
    let start = u64::try_from(first)
        .ok()
        .filter(|first| *first < 1_000_000_000);
    let start = start.filter(|_| counted && ordered);
    let items: Vec<Vec<Block>> = items
        .into_iter()
        .map(|(label, content)| match label {
            Some((number, kind)) if start.is_none() => {
                labelled(&format!("{}. ", written(number, kind)), content)
            }
            _ => content,
        })
        .collect();
    (!items.is_empty()).then_some(Block::List { start, items })
}

/// A number as a list of this type shows it.
fn written(number: i64, kind: &str) -> String {
    let small = usize::try_from(number).unwrap_or(0);
    let upper = match kind {
        "a" | "A" if small > 0 => letters(small),
        "i" | "I" if (1..4_000).contains(&small) => roman(small),
        _ => return number.to_string(),
    };
    match kind {
        "a" | "i" => upper.to_ascii_lowercase(),
        _ => upper,
    }
}

fn letters(mut number: usize) -> String {
    let mut out = Vec::new();
    while number > 0 {
        out.push(b'A' + ((number - 1) % 26) as u8);
        number = (number - 1) / 26;
    }
    out.iter().rev().map(|byte| char::from(*byte)).collect()
}

fn roman(mut number: usize) -> String {
    let mut out = String::new();
    for (value, sign) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}

/// Content with a label before its first words.
pub(super) fn labelled(label: &str, mut content: Vec<Block>) -> Vec<Block> {
    match content.first_mut() {
        Some(Block::Paragraph(first) | Block::Heading { content: first, .. }) => {
            first.insert(0, Span::plain(label));
        }
        _ => content.insert(0, Block::Paragraph(vec![Span::plain(label.trim_end())])),
    }
    content
}

/// Terms with what they mean: an item each.
fn definitions(element: &Element, losses: &mut Vec<Change>) -> Option<Block> {
    let mut parts = Vec::new();
    element.parts(&["div"], &mut parts);
    let mut items: Vec<Vec<Block>> = Vec::new();
    // The last part was a term, and the text of its item is the terms so far.
    let mut open = false;
    for node in parts {
        let (name, content) = match node {
            Node::Element(part) => (part.name.as_str(), of_tree(&part.children, losses)),
            other => ("", of_tree(std::slice::from_ref(other), losses)),
        };
        if content.is_empty() {
            continue;
        }
        match (name, items.last_mut()) {
            ("dt", last) => {
                let mut term = one_line(&content, " ");
                strengthen(&mut term);
                match last {
                    Some(item) if open => {
                        term.insert(0, Span::plain(", "));
                        append(item, term);
                    }
                    _ => items.push(vec![Block::Paragraph(term)]),
                }
            }
            (_, Some(item)) => {
                let mut content = content;
                if open {
                    let ended = one_line(item, " ");
                    let ended = ended
                        .last()
                        .is_some_and(|span| span.text.ends_with([':', '?', '!', '.']));
                    append(item, vec![Span::plain(if ended { " " } else { ": " })]);
                    if matches!(content.first(), Some(Block::Paragraph(_)))
                        && let Block::Paragraph(first) = content.remove(0)
                    {
                        append(item, first);
                    }
                }
                item.extend(content);
            }
            (_, None) => items.push(content),
        }
        open = name == "dt";
    }
    (!items.is_empty()).then_some(Block::List { start: None, items })
}

/// Puts text at the end of the first paragraph.
fn append(item: &mut [Block], spans: Vec<Span>) {
    if let Some(Block::Paragraph(text)) = item.first_mut() {
        text.extend(spans);
    }
}

pub(super) fn strengthen(spans: &mut [Span]) {
    for span in spans {
        span.style = span.style | Style::STRONG;
    }
}

/// Blocks in one line: `between` stands between those that end without a mark.
pub(super) fn one_line(blocks: &[Block], between: &str) -> Vec<Span> {
    let mut out = Vec::new();
    gather(blocks, between, &mut out);
    out
}

fn gather(blocks: &[Block], between: &str, out: &mut Vec<Span>) {
    for block in blocks {
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => {
                add(content, between, out)
            }
            Block::Verbatim(text) => add(&[Span::plain(text.as_str())], between, out),
            Block::List { start, items } => {
                for (at, item) in items.iter().enumerate() {
                    match start {
                        Some(start) => {
                            let number = format!("{}. ", start + at as u64);
                            gather(&labelled(&number, item.clone()), between, out);
                        }
                        None => gather(item, between, out),
                    }
                }
            }
            Block::Quote(content) | Block::Alert { content, .. } => gather(content, between, out),
            Block::Table { header, rows } => {
                let cells = std::iter::once(header).chain(rows).flatten();
                cells.for_each(|cell| add(cell, between, out));
            }
            Block::Fields(_) | Block::Rule => {}
        }
    }
}

fn add(spans: &[Span], between: &str, out: &mut Vec<Span>) {
    for (number, span) in spans.iter().enumerate() {
        for (line, text) in span.text.split('\n').enumerate() {
            if (line > 0 || number == 0) && !out.is_empty() {
                let ends = |last: &Span| last.text.ends_with(['.', ':', ';', ',', '!', '?', ' ']);
                let ended = out.last().is_some_and(ends);
                out.push(Span::plain(if ended { " " } else { between }));
            }
            if !text.is_empty() {
                out.push(Span {
                    text: text.to_owned(),
                    ..span.clone()
                });
            }
        }
    }
}

/// Plain text, as people write it: paragraphs, lines that begin with a dash or a number, lines that go on.
pub(super) fn of_plain_text(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut after_gap = true;
    for line in clean(text).replace('\u{a0}', " ").lines() {
        let indented = line.starts_with([' ', '\t']);
        let line = line.trim();
        if line.is_empty() {
            after_gap = true;
            continue;
        }
        let goes_on = !after_gap && line.starts_with(char::is_lowercase);
        let (number, rest) = item(line);
        match (number, out.last_mut()) {
            (Some(number), last) => {
                let content = vec![Block::Paragraph(one_span(rest))];
                match last {
                    Some(Block::List { start, items })
                        if number.is_some() == start.is_some()
                            && number.is_none_or(|n| {
                                start.is_some_and(|s| s + items.len() as u64 == n)
                            }) =>
                    {
                        items.push(content);
                    }
                    _ => out.push(Block::List {
                        start: number,
                        items: vec![content],
                    }),
                }
            }
            (None, Some(Block::List { items, .. })) if !after_gap && (goes_on || indented) => {
                if let Some(Block::Paragraph(spans)) =
                    items.last_mut().and_then(|item| item.last_mut())
                {
                    spans[0].text.push(' ');
                    spans[0].text.push_str(rest);
                }
            }
            (None, Some(Block::Paragraph(spans))) if !after_gap => {
                spans[0].text.push(if goes_on { ' ' } else { '\n' });
                spans[0].text.push_str(rest);
            }
            _ => out.push(Block::Paragraph(one_span(rest))),
        }
        after_gap = false;
    }
    out
}

fn one_span(text: &str) -> Vec<Span> {
    let words: Vec<&str> = text.split_whitespace().collect();
    vec![Span::plain(words.join(" "))]
}

/// What an item of a list begins with in plain text.
pub(super) const BULLETS: &[&str] = &["- ", "* ", "• ", "•", "– ", "— ", "· ", "▪ ", "● ", "‣ "];

/// Whether a line is an item, with its number if it has one, and its text.
fn item(line: &str) -> (Option<Option<u64>>, &str) {
    for bullet in BULLETS {
        if let Some(rest) = line.strip_prefix(bullet)
            && !rest.trim().is_empty()
        {
            return (Some(None), rest.trim_start());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')']).unwrap_or("");
    match line[..digits].parse() {
        // A year at the beginning of a line is no number of an item.
        Ok(number) if number < 1_000 && rest.starts_with(' ') => {
            (Some(Some(number)), rest.trim_start())
        }
        _ => (None, line),
    }
}
