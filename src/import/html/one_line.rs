//! Blocks as the text of one line, and text added to blocks.

use crate::text::{Block, Span, Style};

/// Blocks as one line of bold text.
pub(super) fn strong_line(blocks: &[Block]) -> Vec<Span> {
    let mut spans = one_line(blocks, " ");
    for span in &mut spans {
        span.style = span.style | Style::STRONG;
    }
    spans
}

/// Blocks as one line, with `between` after those that end without a punctuation mark.
pub(super) fn one_line(blocks: &[Block], between: &str) -> Vec<Span> {
    let mut out = Vec::new();
    add_blocks(blocks, between, &mut out);
    out
}

fn add_blocks(blocks: &[Block], between: &str, out: &mut Vec<Span>) {
    for block in blocks {
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => {
                add_spans(content, between, out);
            }
            Block::Verbatim(text) => add_spans(&[Span::plain(text.as_str())], between, out),
            Block::List { start, items } => {
                for (at, item) in items.iter().enumerate() {
                    if let Some(start) = start {
                        let number = format!("{}. ", start + at as u64);
                        add_spans(&[Span::plain(number)], between, out);
                    }
                    add_blocks(item, between, out);
                }
            }
            Block::Quote(content) | Block::Alert { content, .. } => {
                add_blocks(content, between, out);
            }
            Block::Table { header, rows } => {
                let cells = std::iter::once(header).chain(rows).flatten();
                cells.for_each(|cell| add_spans(cell, between, out));
            }
            Block::Fields(_) | Block::Rule => {}
        }
    }
}

fn add_spans(spans: &[Span], between: &str, out: &mut Vec<Span>) {
    for (number, span) in spans.iter().enumerate() {
        for (line, text) in span.text.split('\n').enumerate() {
            if let (true, Some(last)) = (line > 0 || number == 0, out.last()) {
                let ended = last.text.ends_with(['.', ':', ';', ',', '!', '?', ' ']);
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
