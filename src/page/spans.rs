//! Small pieces of pages: labelled fields, runs of spans with something between them, Markdown within a line.

use crate::text::{Block, Span, Style, Target};

/// Labels with what they label. What is empty is left out.
#[derive(Default)]
pub(super) struct Fields(pub(super) Vec<(String, Vec<Span>)>);

impl Fields {
    pub(super) fn add(&mut self, label: impl Into<String>, spans: Vec<Span>) {
        if spans.iter().any(|span| !span.text.is_empty()) {
            self.0.push((label.into(), spans));
        }
    }

    pub(super) fn text(&mut self, label: impl Into<String>, text: impl Into<String>) {
        self.add(label, vec![Span::plain(text)]);
    }

    pub(super) fn url(&mut self, label: impl Into<String>, url: &str) {
        self.add(label, vec![Span::link(url, Target::Url(url.to_owned()))]);
    }
}

/// The parts that are not empty, with dots between them.
pub(super) fn dots<const N: usize>(parts: [String; N]) -> Vec<Span> {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    match parts.is_empty() {
        true => Vec::new(),
        false => vec![Span::plain(parts.join(" · "))],
    }
}

/// Runs of spans with commas between them.
pub(super) fn commas(parts: impl IntoIterator<Item = Vec<Span>>) -> Vec<Span> {
    between(parts, ", ")
}

/// Runs of spans, each on a line of its own.
pub(super) fn lines(parts: impl IntoIterator<Item = Vec<Span>>) -> Vec<Span> {
    between(parts, "\n")
}

/// Runs of spans with a mark between them; those without text are left out.
pub(super) fn between(parts: impl IntoIterator<Item = Vec<Span>>, mark: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let has_text = |part: &Vec<Span>| part.iter().any(|span| !span.text.is_empty());
    for part in parts.into_iter().filter(has_text) {
        if !spans.is_empty() {
            spans.push(Span::plain(mark));
        }
        spans.extend(part);
    }
    spans
}

/// `3 answers`, `1 answer`.
pub(super) fn counted(count: impl Into<u64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The spans of blocks that were meant to stand within a line.
pub(super) fn flatten(blocks: Vec<Block>, spans: &mut Vec<Span>) {
    for block in blocks {
        if !spans.is_empty() {
            spans.push(Span::plain("\n"));
        }
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => spans.extend(content),
            Block::Verbatim(text) => spans.push(Span::styled(text, Style::CODE)),
            Block::Quote(blocks) => flatten_within(blocks, spans),
            Block::Alert { kind, content } => {
                spans.push(Span::styled(format!("{} ", kind.label()), Style::WARN));
                flatten_within(content, spans);
            }
            Block::List { items, .. } => {
                for (at, item) in items.into_iter().enumerate() {
                    spans.push(Span::plain(if at == 0 { "• " } else { "\n• " }));
                    flatten_within(item, spans);
                }
            }
            Block::Table { header, rows } => {
                let rows = std::iter::once(header).chain(rows);
                spans.extend(lines(rows.map(|row| between(row, " | "))));
            }
            Block::Fields(fields) => {
                spans.extend(lines(fields.into_iter().map(|(label, mut content)| {
                    content.insert(0, Span::plain(format!("{label}  ")));
                    content
                })));
            }
            Block::Rule => {}
        }
    }
}

fn flatten_within(blocks: Vec<Block>, spans: &mut Vec<Span>) {
    let mut inner = Vec::new();
    flatten(blocks, &mut inner);
    spans.append(&mut inner);
}
