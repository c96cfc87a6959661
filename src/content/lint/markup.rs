//! Markdown that is not shown as its author meant it.

use crate::content::raw::Position;
use crate::text::lines::short;
use crate::text::{self, Block, Citations, Span, Style, Target};

use super::context::{Context, Note};

/// Marks that are visible only if markup failed.
const LEFT_OVER: [&str; 6] = ["**", "__", "~~", "`", "](", "[^"];

/// Markup that is not closed is printed as it is written, and looks like a fault in the text.
pub(super) fn raw_markup(context: &Context<'_>, notes: &mut Vec<Note>) {
    let mut report = |path: &str, text: &str, word: &str| {
        notes.push(Note::new(
            Position::of(path, text, word),
            format!("`{}` is shown as it is written", short(word)),
            "close the markup, or put a backslash before it if it is meant",
        ));
    };
    for (path, text) in &context.texts.markdown {
        if text.contains(['*', '_', '~', '`', '[']) {
            let mut runs = Vec::new();
            gather(&blocks(text), &mut runs);
            if let Some(word) = runs.iter().find_map(|run| left_over(run)) {
                report(path, text, word);
            }
        }
    }
    for (path, text) in &context.texts.plain {
        if let Some(word) = left_over(text) {
            report(path, text, word);
        }
    }
}

fn blocks(text: &str) -> Vec<Block> {
    text::markdown(text, &mut Citations::default()).blocks
}

/// The first word of shown text that holds failed markup.
fn left_over(shown: &str) -> Option<&str> {
    shown.split_whitespace().find(|word| {
        // A star before a word opened emphasis that never closed; within a word it is an allele's (HLA-B*27).
        let star = word
            .strip_prefix('*')
            .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        star || LEFT_OVER.iter().any(|mark| word.contains(mark))
    })
}

/// The text of each paragraph, heading and cell that is neither code nor an address.
fn gather(blocks: &[Block], runs: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => runs.push(words(content)),
            Block::List { items, .. } => items.iter().for_each(|item| gather(item, runs)),
            Block::Quote(content) | Block::Alert { content, .. } => gather(content, runs),
            Block::Table { header, rows } => {
                runs.extend(header.iter().map(|cell| words(cell)));
                runs.extend(rows.iter().flatten().map(|cell| words(cell)));
            }
            Block::Verbatim(_) | Block::Fields(_) | Block::Rule => {}
        }
    }
}

fn words(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        let shown = !span.style.has(Style::CODE)
            && !matches!(span.target, Some(Target::Cite(_) | Target::Url(_)));
        out.push_str(if shown { &span.text } else { " " });
    }
    out
}

/// Text that was copied from a page without the list that it announces.
pub(super) fn list_ends_at_colon(context: &Context<'_>, notes: &mut Vec<Note>) {
    for (path, text) in &context.texts.markdown {
        if text.contains(':') {
            let mut ends = Vec::new();
            open_ends(&blocks(text), &mut ends);
            for end in ends {
                let position = match text.rfind(&end) {
                    Some(at) => Position::piece(path, at..at + end.len()),
                    None => Position::value(path),
                };
                notes.push(Note::new(
                    position,
                    "this ends with a colon, and nothing follows",
                    "add what it announces, or end the sentence",
                ));
            }
        }
    }
}

/// The last words of paragraphs, headings and tables that announce something that is missing.
fn open_ends(blocks: &[Block], ends: &mut Vec<String>) {
    for (at, block) in blocks.iter().enumerate() {
        let next = blocks.get(at + 1);
        match block {
            Block::Paragraph(spans)
                if matches!(next, None | Some(Block::Heading { .. } | Block::Rule)) =>
            {
                ends.extend(open_end(spans));
            }
            Block::Heading { level, content } => {
                // A smaller heading below it is what it announces.
                let empty = match next {
                    Some(Block::Heading { level: next, .. }) => next <= level,
                    next => matches!(next, None | Some(Block::Rule)),
                };
                ends.extend(open_end(content).filter(|_| empty));
            }
            // Cells before the last are followed by the next: "Gene: | GNAS".
            Block::Table { rows, .. } => {
                let last = rows.iter().filter_map(|row| row.last());
                ends.extend(last.filter_map(|cell| open_end(cell)));
            }
            Block::List { items, .. } => items.iter().for_each(|item| open_ends(item, ends)),
            Block::Quote(content) | Block::Alert { content, .. } => open_ends(content, ends),
            _ => {}
        }
    }
}

/// The last word of a paragraph that ends with a colon, citations aside.
fn open_end(spans: &[Span]) -> Option<String> {
    let words: String = spans
        .iter()
        .filter(|span| !matches!(span.target, Some(Target::Cite(_))))
        .map(|span| span.text.as_str())
        .collect();
    let words = words.trim_end();
    let last = words.rsplit(char::is_whitespace).next()?;
    words.ends_with(':').then(|| last.to_owned())
}

/// Of most HTML tags only the text is shown.
pub(super) fn raw_html(context: &Context<'_>, notes: &mut Vec<Note>) {
    for (path, text) in &context.texts.markdown {
        if text.contains('<')
            && let Some(range) = text::html(text).into_iter().next()
        {
            notes.push(Note::new(
                Position::piece(path, range.clone()),
                format!("`{}` is HTML", short(&text[range])),
                "write it in Markdown (`10⁹`, `1 1/2`, `**bold**`), or put a backslash before `<` to show it",
            ));
        }
    }
}

/// A row with more cells than its table has heads: often a `|` that was meant as a character.
pub(super) fn long_table_row(context: &Context<'_>, notes: &mut Vec<Note>) {
    for (path, text) in &context.texts.markdown {
        if text.contains('|') {
            for range in text::long_rows(text) {
                notes.push(Note::new(
                    Position::piece(path, range.clone()),
                    format!("`{}` has no column in the table's first row", short(&text[range])),
                    "add a column to the first row and to the line below it, or write `\\|` if the character is meant",
                ));
            }
        }
    }
}
