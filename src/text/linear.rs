//! [`Document`] -> lines for a screen reader or a braille display.
//!
//! These have no columns and no boxes. So what a screen shows by position is put into words: a table row by row with the
//! head before each cell, a box with its kind before it and, if it is long, its end, a label with a colon. Headings,
//! paragraphs and lists remain, which [`layout()`] lays out without drawing anything.

use super::block_layout::{Line, layout};
use super::charset::{Glyphs, to_ascii};
use super::document::{Block, Document, Span, join};
use super::table_layout::short_heads;

/// Lays blocks out in lines of at most `width` columns (at least 1) without drawing characters. `ascii` transliterates.
pub fn linear(blocks: &[Block], width: usize, ascii: bool) -> Vec<Line> {
    let document = Document {
        blocks: spoken(blocks),
    };
    let glyphs = Glyphs {
        bullet: "-",
        ..if ascii {
            Glyphs::ASCII
        } else {
            Glyphs::UNICODE
        }
    };
    layout(&document, width, &glyphs)
}

/// A line of text in characters that can be shown.
pub fn linear_text(text: &str, ascii: bool) -> String {
    let text = in_words(text);
    match ascii {
        true => to_ascii(&text).into_owned(),
        false => text,
    }
}

fn spoken(blocks: &[Block]) -> Vec<Block> {
    let mut said = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Heading { level, content } => said.push(Block::Heading {
                level: *level,
                content: heading(content),
            }),
            Block::Paragraph(content) => said.push(Block::Paragraph(spans(content))),
            Block::List { start, items } => said.push(Block::List {
                start: *start,
                items: items.iter().map(|item| spoken(item)).collect(),
            }),
            Block::Quote(content) => said.extend(enclosed("Quotation", content)),
            Block::Alert { kind, content } => {
                let (first, rest) = kind.label().split_at(1);
                let label = format!("{first}{}", rest.to_ascii_lowercase());
                said.extend(enclosed(&label, content));
            }
            Block::Table { header, rows } if rows.is_empty() => {
                let heads = header.iter().filter(|head| has_text(head));
                said.extend(heads.map(|head| Block::Paragraph(spans(head))));
            }
            Block::Table { header, rows } => said.push(table(header, rows)),
            Block::Verbatim(text) => said.push(Block::Verbatim(without_carets(text))),
            Block::Fields(fields) => said.push(labelled(fields)),
            Block::Rule => {}
        }
    }
    said
}

/// Text whose separators are heard as pauses, not as names of characters.
fn in_words(text: &str) -> String {
    text.replace(" · ", "; ").replace("• ", "- ")
}

fn spans(content: &[Span]) -> Vec<Span> {
    let mut said: Vec<Span> = content.to_vec();
    for span in &mut said {
        span.text = in_words(&span.text);
    }
    // A conclusion, or what to do about something.
    if let Some(first) = said.first_mut()
        && let Some(rest) = first.text.strip_prefix("→ ")
    {
        first.text = format!("So: {rest}");
    }
    said
}

/// A heading with a mark at its end, which distinguishes it from running text.
fn heading(content: &[Span]) -> Vec<Span> {
    let mut said = spans(content);
    let text: String = said.iter().map(|span| span.text.as_str()).collect();
    let text = text.trim_end();
    if !text.is_empty() && !text.ends_with(['.', ':', '?', '!']) {
        said.push(Span::plain(":"));
    }
    said
}

/// The content of a box after its kind. The end is announced unless the box is a single paragraph.
fn enclosed(label: &str, content: &[Block]) -> Vec<Block> {
    let mut said = spoken(content);
    let is_paragraph = matches!(said.as_slice(), [Block::Paragraph(_)]);
    match said.first_mut() {
        Some(Block::Paragraph(first)) => first.insert(0, Span::plain(format!("{label}: "))),
        _ => said.insert(0, Block::Paragraph(vec![Span::plain(format!("{label}:"))])),
    }
    if !is_paragraph {
        let end = Span::plain(format!("End of {label}."));
        said.push(Block::Paragraph(vec![end]));
    }
    said
}

/// Maximum number of characters of a row, with its heads, in one line.
const ROW: usize = 120;

/// A table, row by row, with its head before each cell: a row in one line, or each cell in its own if rows are long.
fn table(header: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) -> Block {
    let chars = |row: &[Vec<Span>]| -> usize {
        let spans = row.iter().flatten();
        spans.map(|span| span.text.chars().count()).sum()
    };
    let is_short = rows.iter().all(|row| chars(header) + chars(row) <= ROW);
    let rows_in_words = match rows.len() {
        1 => "Table of 1 row.".to_owned(),
        count => format!("Table of {count} rows."),
    };
    let mut lines = vec![vec![Span::plain(rows_in_words)]];
    let repeated = short_heads(header, "...");
    for (at, row) in rows.iter().enumerate() {
        let header = if at == 0 { header } else { &repeated };
        let cells = row.iter().enumerate().filter(|(_, cell)| has_text(cell));
        let mut cells: Vec<Vec<Span>> = cells
            .map(
                |(column, cell)| match header.get(column).filter(|head| has_text(head)) {
                    Some(head) => [spans(head), vec![Span::plain(": ")], spans(cell)].concat(),
                    None => spans(cell),
                },
            )
            .collect();
        if let Some(first) = cells.first_mut() {
            first.insert(0, Span::plain(format!("Row {}. ", at + 1)));
        }
        match is_short {
            true => lines.push(join(cells, "; ")),
            false => lines.extend(cells),
        }
    }
    Block::Paragraph(join(lines, "\n"))
}

fn has_text(cell: &[Span]) -> bool {
    cell.iter().any(|span| !span.text.trim().is_empty())
}

/// `Label: value`, a line each; a number in brackets needs no colon.
fn labelled(fields: &[(String, Vec<Span>)]) -> Block {
    let lines = fields.iter().map(|(label, value)| {
        let colon = if label.ends_with([']', ':']) { "" } else { ":" };
        let label = Span::plain(format!("{label}{colon} "));
        [vec![label], spans(value)].concat()
    });
    Block::Paragraph(join(lines, "\n"))
}

/// Verbatim text without the carets below a line that mark a place in it; the label after the carets is kept.
fn without_carets(text: &str) -> String {
    let line = |line: &str| {
        let carets = line.trim_start();
        let said = carets.trim_start_matches('^');
        match said.len() == carets.len() {
            true => line.to_owned(),
            false => format!("  {}", said.trim_start()),
        }
    };
    let lines = text.lines().map(line);
    let lines: Vec<_> = lines.filter(|line| !line.trim().is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::text::{Citations, markdown, plain, plain_text, to_ascii, width};

    fn said(text: &str, width: usize) -> String {
        let document = markdown(text, &mut Citations::default());
        plain(&linear(&document.blocks, width, true))
    }

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[a-zé]{1,8}",
            4 => Just(" ".to_owned()),
            2 => prop::sample::select(vec![
                "\n\n", "\n", "\n- ", "\n1. ", "\n> ", "\n> [!CAUTION]\n> ", "\n## ", "**", "*", "[^a]", " · ", "→ ",
                "\n\n| a | b |\n|---|---|\n| ", " | ", "\n\n---\n\n", "\n```\n", "^^ ", "[x](entry:a/b)",
            ]).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ]
    }

    proptest! {
        #[test]
        fn any_text_is_complete_and_within_the_width(
            pieces in prop::collection::vec(piece(), 0..60),
            columns in 12usize..80,
            ascii: bool,
        ) {
            let text = pieces.concat();
            let document = markdown(&text, &mut Citations::default());
            let mut seen = String::new();
            for line in linear(&document.blocks, columns, ascii) {
                let line = line.text();
                prop_assert!(width(&line) <= columns, "{line:?}");
                prop_assert!(!line.chars().any(char::is_control), "{line:?}");
                prop_assert!(!ascii || line.is_ascii(), "{line:?}");
                seen.push_str(&line);
                seen.push(' ');
            }
            let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).collect::<String>();
            let seen = letters(&seen);
            for word in plain_text(&text).split_whitespace() {
                let word = if ascii { to_ascii(word) } else { word.into() };
                prop_assert!(seen.contains(&letters(&word)), "{word:?} of {text:?} in {seen:?}");
            }
        }
    }

    #[test]
    fn a_table_is_read_row_by_row() {
        insta::assert_snapshot!(said("| what | in whom | result |\n|-|-|-|\n| rest | all | good |\n| x | | none |", 40), @"
        Table of 2 rows.
        Row 1. what: rest; in whom: all; result:
        good
        Row 2. what: x; result: none
        ");
    }

    #[test]
    fn a_box_says_what_it_is_and_where_it_ends() {
        insta::assert_snapshot!(said("> [!CAUTION]\n> No biopsy.\n\n> [!NOTE]\n> One.\n>\n> - two\n\nAfter.\n\n> Located.", 40), @"
        Caution: No biopsy.

        Note: One.

        - two

        End of Note.

        After.

        Quotation: Located.
        ");
    }

    #[test]
    fn nothing_is_drawn() {
        let text = "## What is done\n\nA · B\n\n---\n\n```\nx = 1\n    ^ here\n```\n\n## Why?\n\n→ So it is.";
        insta::assert_snapshot!(said(text, 40), @"
        What is done:
        A; B

        x = 1
          here

        Why?
        So: So it is.
        ");
    }
}
