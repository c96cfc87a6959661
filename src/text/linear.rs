//! [`Document`] -> lines to be heard or felt, one after the other.
//!
//! A voice and a row of braille cells have no columns, no boxes and no place on a screen. So what a screen shows by
//! position is said here in words: a table row by row with the head before each cell, a box with its kind before it and
//! its end where that is not plain, a label with a colon. What is left are headings, paragraphs and lists, which
//! [`layout()`] sets without drawing anything.

use super::{Block, Document, Glyphs, Line, Span, layout};

/// Nothing is drawn with these but the dash of a list.
const UNICODE: Glyphs = Glyphs {
    bullet: "-",
    ..Glyphs::UNICODE
};
/// The same where there is only ASCII.
const ASCII: Glyphs = Glyphs {
    bullet: "-",
    ..Glyphs::ASCII
};

/// Lays blocks out in lines of at most `width` columns (at least 1) without a drawn character. `ascii` transliterates.
pub fn linear(blocks: &[Block], width: usize, ascii: bool) -> Vec<Line> {
    let document = Document {
        blocks: spoken(blocks),
    };
    layout(&document, width, if ascii { &ASCII } else { &UNICODE })
}

/// A line of text in characters that can be shown.
pub fn linear_text(text: &str, ascii: bool) -> String {
    let text = in_words(text);
    match ascii {
        true => super::to_ascii(&text).into_owned(),
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
            Block::Quote(content) => said.extend(enclosed("Quotation", spoken(content))),
            Block::Alert { kind, content } => {
                let label = kind.label();
                let (first, rest) = label.split_at(1);
                let label = format!("{first}{}", rest.to_ascii_lowercase());
                said.extend(enclosed(&label, spoken(content)));
            }
            Block::Table { header, rows } => said.extend(table(header, rows)),
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

/// The words of a heading, which is told from running text by the mark at its end.
fn heading(content: &[Span]) -> Vec<Span> {
    let mut said = spans(content);
    let ended = said
        .iter()
        .rev()
        .find_map(|span| span.text.trim_end().chars().next_back())
        .is_none_or(|last| matches!(last, '.' | ':' | '?' | '!'));
    if !ended {
        said.push(Span::plain(":"));
    }
    said
}

/// What stands in a box: its kind first. A single paragraph ends by itself, anything longer needs to be told.
fn enclosed(label: &str, mut content: Vec<Block>) -> Vec<Block> {
    let lead = Span::plain(format!("{label}: "));
    let one = matches!(content.as_slice(), [Block::Paragraph(_)]);
    match content.first_mut() {
        Some(Block::Paragraph(first)) => first.insert(0, lead),
        _ => content.insert(0, Block::Paragraph(vec![Span::plain(format!("{label}:"))])),
    }
    if !one {
        let end = format!("End of {label}.");
        content.push(Block::Paragraph(vec![Span::plain(end)]));
    }
    content
}

/// A table whose rows are no longer than this, in characters, says each in one line.
const ROW: usize = 120;

/// A table, row by row, each cell with its head before it: in one line, or where they are long each on its own.
fn table(header: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) -> Vec<Block> {
    let filled = |cell: &[Span]| cell.iter().any(|span| !span.text.trim().is_empty());
    let mut said = Vec::new();
    if rows.is_empty() {
        said.extend(
            header
                .iter()
                .filter(|cell| filled(cell))
                .map(|cell| Block::Paragraph(spans(cell))),
        );
        return said;
    }
    let count = |row: &Vec<Vec<Span>>| -> usize {
        let texts = row.iter().flatten().map(|span| span.text.chars().count());
        texts.sum()
    };
    let heads = count(&header.to_vec());
    let short = rows.iter().all(|row| heads + count(row) <= ROW);
    let mut lines: Vec<Vec<Span>> = Vec::new();
    lines.push(vec![Span::plain(match rows.len() {
        1 => "Table of 1 row.".to_owned(),
        count => format!("Table of {count} rows."),
    })]);
    let repeated = super::table::short_heads(header, "...");
    for (at, row) in rows.iter().enumerate() {
        let header = if at == 0 { header } else { &repeated };
        let mut number = Some(Span::plain(format!("Row {}. ", at + 1)));
        let mut began = false;
        for (column, cell) in row.iter().enumerate() {
            if !filled(cell) {
                continue;
            }
            let mut line: Vec<Span> = number.take().into_iter().collect();
            if let Some(head) = header.get(column).filter(|head| filled(head)) {
                line.extend(spans(head));
                line.push(Span::plain(": "));
            }
            line.extend(spans(cell));
            match lines.last_mut() {
                Some(last) if short && began => {
                    last.push(Span::plain("; "));
                    last.extend(line);
                }
                _ => lines.push(line),
            }
            began = true;
        }
    }
    said.push(Block::Paragraph(joined(lines)));
    said
}

/// `Label: value`, a line each; a number in brackets needs no colon.
fn labelled(fields: &[(String, Vec<Span>)]) -> Block {
    let line = |(label, value): &(String, Vec<Span>)| {
        let mark = if label.ends_with([']', ':']) {
            " "
        } else {
            ": "
        };
        let mut line = vec![Span::plain(format!("{label}{mark}"))];
        line.extend(spans(value));
        line
    };
    Block::Paragraph(joined(fields.iter().map(line).collect()))
}

fn joined(lines: Vec<Vec<Span>>) -> Vec<Span> {
    let mut all = Vec::new();
    for line in lines {
        if !all.is_empty() {
            all.push(Span::plain("\n"));
        }
        all.extend(line);
    }
    all
}

/// Verbatim text without the carets below a line that show a place in it: only what they say is kept.
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
        fn any_text_is_said_whole_and_within_the_width(
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
        insta::assert_snapshot!(said("> [!CAUTION]\n> No biopsy.\n\n> [!NOTE]\n> One.\n>\n> - two\n\nAfter.\n\n> Said.", 40), @"
        Caution: No biopsy.

        Note: One.

        - two

        End of Note.

        After.

        Quotation: Said.
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
