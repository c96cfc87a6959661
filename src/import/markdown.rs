//! Blocks -> Markdown that shows exactly their text.

use crate::text::{Block, Span, Style, Target, plain_text};

use super::name::single_spaced;

/// The Markdown of some blocks.
pub(super) fn write(blocks: &[Block]) -> String {
    write_blocks(blocks, false)
}

/// `tight`: without blank lines between them.
fn write_blocks(blocks: &[Block], tight: bool) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut above: Option<&Block> = None;
    // Two lists in a row must not become one: the second one gets another marker.
    let mut other = false;
    for block in blocks {
        let same_kind = matches!((above, block), (Some(Block::List { start: a, .. }), Block::List { start: b, .. })
            if a.is_some() == b.is_some());
        let apart = same_kind && !other;
        let text = write_block(block, apart);
        if !text.is_empty() {
            texts.push(text);
            (above, other) = (Some(block), apart);
        }
    }
    texts.join(if tight { "\n" } else { "\n\n" })
}

/// `other`: with the other marker, for a list.
fn write_block(block: &Block, other: bool) -> String {
    match block {
        Block::Heading { level, content } => {
            let text = line(content);
            let mark = "#".repeat(usize::from(*level));
            // A # at its end would be taken for a part of the mark.
            match text.trim_end().strip_suffix('#') {
                _ if text.is_empty() => text,
                Some(text) => format!("{mark} {text}\\#"),
                None => format!("{mark} {text}"),
            }
        }
        Block::Paragraph(content) => paragraph(content),
        Block::List { start, items } => {
            let tight = is_tight(block);
            let items = items.iter().enumerate().filter_map(|(at, item)| {
                let text = write_blocks(item, tight);
                let marker = match (start, other) {
                    (Some(start), true) => format!("{}) ", start + at as u64),
                    (Some(start), false) => format!("{}. ", start + at as u64),
                    // Three bullets with no text between them would be a rule.
                    (None, _) if text.is_empty() => return None,
                    (None, true) => "+ ".to_owned(),
                    (None, false) => "- ".to_owned(),
                };
                Some(indented(&text, &marker, &" ".repeat(marker.len())))
            });
            let items: Vec<String> = items.collect();
            items.join(if tight { "\n" } else { "\n\n" })
        }
        Block::Quote(content) => indented(&write(content), "> ", "> "),
        Block::Table { header, rows } => table(header, rows),
        Block::Verbatim(text) => {
            let runs = text.split(|c| c != '`').map(str::len);
            let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
            format!("{fence}\n{text}\n{fence}")
        }
        Block::Rule => "***".to_owned(),
        Block::Alert { kind, content } => {
            let text = format!("[!{}]\n{}", kind.label(), write(content));
            indented(&text, "> ", "> ")
        }
        // No importer makes these.
        Block::Fields(_) => String::new(),
    }
}

/// Whether the items of a list need no blank lines between them and before the lists in them. (Only a list that begins
/// with 1 can directly follow a paragraph.)
fn is_tight(block: &Block) -> bool {
    let short = |item: &Vec<Block>| match item.as_slice() {
        [Block::Paragraph(_)] => true,
        [Block::Paragraph(_), list] => {
            !matches!(list, Block::List { start: Some(start), .. } if *start != 1) && is_tight(list)
        }
        _ => false,
    };
    matches!(block, Block::List { items, .. } if items.iter().all(short))
}

/// Text with `first` before its first line, and `rest` before the others.
fn indented(text: &str, first: &str, rest: &str) -> String {
    let lines = text.split('\n').enumerate().map(|(at, line)| {
        let indent = if at == 0 { first } else { rest };
        match (line, at) {
            ("", 1..) => indent.trim_end().to_owned(),
            _ => format!("{indent}{line}"),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn table(header: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) -> String {
    let row = |cells: &[Vec<Span>]| {
        let cells = cells.iter().map(|cell| line(cell).replace('|', "\\|"));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut lines = vec![row(header), format!("|{}", "---|".repeat(header.len()))];
    lines.extend(rows.iter().map(|cells| row(cells)));
    lines.join("\n")
}

/// A paragraph. Its text may have line breaks, and its lines must not begin another block.
fn paragraph(spans: &[Span]) -> String {
    shown_as_is(spans, "", |spans| {
        let lines = spans.split(|span| span.text == "\n");
        let lines = lines.map(|spans| match spans {
            // What would begin a block is at the beginning of plain text.
            [first, rest @ ..] if is_plain(first) => {
                inlines(escape_line(first.text.trim_start()), rest)
            }
            spans => inlines(String::new(), spans),
        });
        let lines = lines.filter(|line| !line.trim().is_empty());
        lines.collect::<Vec<_>>().join("\\\n")
    })
}

/// Text on one line that begins with something else.
fn line(spans: &[Span]) -> String {
    let on_one = |span: &Span| Span {
        text: span.text.replace('\n', " "),
        ..span.clone()
    };
    let spans: Vec<Span> = spans.iter().map(on_one).collect();
    shown_as_is(&spans, "x ", |spans| inlines(String::new(), spans))
}

/// The first way to write `spans` after `before` that shows their text and nothing else. The rules of emphasis depend on
/// the letters around it, so the only sure way is to read what was written.
fn shown_as_is(spans: &[Span], before: &str, write: impl Fn(&[Span]) -> String) -> String {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    let text = single_spaced(&format!("{before}{text}"));
    let mut markdown = String::new();
    for dropped in [
        Style::PLAIN,
        Style::EMPHASIS,
        Style::EMPHASIS | Style::STRONG,
    ] {
        let spans = tidied(spans, dropped | Style::LINK);
        markdown = write(&spans);
        let shown = || single_spaced(&plain_text(&format!("{before}{markdown}")));
        if spans.iter().all(is_plain) || shown() == text {
            break;
        }
    }
    markdown
}

fn is_plain(span: &Span) -> bool {
    span.style == Style::PLAIN && span.target.is_none() && span.text != "\n"
}

/// The same text without the `dropped` styles, in as few spans as possible. Line breaks are spans of their own; no style
/// begins or ends with a space.
fn tidied(spans: &[Span], dropped: Style) -> Vec<Span> {
    let spans: Vec<Span> = spans
        .iter()
        .map(|span| Span {
            style: span.style.without(dropped),
            ..span.clone()
        })
        .collect();
    let alike = |a: &Span, b: &Span| a.style == b.style && a.target == b.target;
    let mut parts = Vec::new();
    for run in spans.chunk_by(alike) {
        let text: String = run.iter().map(|span| span.text.as_str()).collect();
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                parts.push(Span::plain("\n"));
            }
            let inner = line.trim();
            let (before, rest) = line.split_at(line.len() - line.trim_start().len());
            parts.push(Span::plain(before));
            parts.push(Span {
                text: inner.to_owned(),
                ..run[0].clone()
            });
            parts.push(Span::plain(&rest[inner.len()..]));
        }
    }
    parts.retain(|part| !part.text.is_empty());
    let mut out: Vec<Span> = Vec::new();
    for part in parts {
        match out.last_mut() {
            Some(last) if last.text != "\n" && part.text != "\n" && alike(last, &part) => {
                last.text.push_str(&part.text);
            }
            _ => out.push(part),
        }
    }
    out
}

/// Text with its emphasis and links, after what is written already.
fn inlines(mut out: String, spans: &[Span]) -> String {
    for group in spans.chunk_by(|a, b| a.target == b.target) {
        let address = match &group[0].target {
            Some(Target::Url(url)) => Some(url),
            _ => None,
        };
        if address.is_some() {
            // ! and a link would be an image.
            if out.ends_with('!') {
                out.insert(out.len() - 1, '\\');
            }
            out.push('[');
        }
        for span in group {
            let mark = |style, mark| if span.style.has(style) { mark } else { "" };
            let (strong, emphasis) = (mark(Style::STRONG, "**"), mark(Style::EMPHASIS, "*"));
            let text = escape(&span.text);
            let text = match address {
                Some(_) => text.replace(']', "\\]"),
                None => text,
            };
            out.push_str(&format!("{strong}{emphasis}{text}{emphasis}{strong}"));
        }
        if let Some(address) = address {
            let mut address = address.replace('&', "&amp;").replace(' ', "%20");
            address = address.replace('<', "%3C").replace('>', "%3E");
            address = address.replace('\\', "%5C");
            address.retain(|c| !c.is_whitespace());
            out.push_str(&format!("](<{address}>)"));
        }
    }
    out
}

/// Text at the beginning of a line, so that Markdown shows every character of it.
fn escape_line(text: &str) -> String {
    let escaped = escape(text);
    match opener(text) {
        None => escaped,
        // The opener is before it: the same bytes in both.
        Some(at) => format!("{}\\{}", &escaped[..at], &escaped[at..]),
    }
}

/// Text within a line, so that Markdown shows every character of it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, char) in text.char_indices() {
        let rest = &text[at + char.len_utf8()..];
        // After the end of the text, something else may follow.
        let last = rest.is_empty();
        let after = rest.chars().next().unwrap_or(' ');
        let alone = before.is_whitespace() && after.is_whitespace() && at > 0 && !last;
        let special = match char {
            '\\' => last || after.is_ascii_punctuation() || after == '\n',
            '`' | '[' | '~' => true,
            '*' => !alone,
            // Within a word it is no markup.
            '_' => !(alone || before.is_alphanumeric() && after.is_alphanumeric()),
            '<' => after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?'),
            '&' => is_entity(rest),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(char);
        before = char;
    }
    out
}

/// If a line would begin a heading, a quote, a list, a table or a rule: where a backslash makes it text.
fn opener(text: &str) -> Option<usize> {
    let blank = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let rest = text.get(1..).unwrap_or("");
    match text.as_bytes().first()? {
        b'#' | b'>' | b'|' => Some(0),
        b'-' | b'+' if blank(rest) || rest.trim_matches(['-', ' ']).is_empty() => Some(0),
        b'=' if rest.trim_matches(['=', ' ']).is_empty() => Some(0),
        b'0'..=b'9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let mark = text[digits..].starts_with(['.', ')']);
            (mark && blank(&text[digits + 1..])).then_some(digits)
        }
        _ => None,
    }
}

/// Whether `&` and this would be read as one character.
fn is_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let letters = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    letters > 0 && letters <= 32 && name[letters..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Citations, markdown};
    use proptest::prelude::*;

    fn span() -> impl Strategy<Value = Span> {
        let styles = [
            Style::PLAIN,
            Style::STRONG,
            Style::EMPHASIS,
            Style::STRONG | Style::EMPHASIS,
        ];
        let targets = vec![
            None,
            None,
            None,
            Some(Target::Url("https://a.org/x?y=1&z=(2)".into())),
        ];
        (
            "[-a1 *_`~<>&;|#+=.!)(\\[\\]\\\\\"'/:^$é\n]{1,8}",
            prop::sample::select(styles.to_vec()),
            prop::sample::select(targets),
        )
            .prop_map(|(text, style, target)| Span {
                text,
                style,
                target,
            })
    }

    fn block() -> impl Strategy<Value = Block> {
        let spans = || prop::collection::vec(span(), 1..5);
        let leaf = prop_oneof![
            4 => spans().prop_map(Block::Paragraph),
            1 => spans().prop_map(|content| Block::Heading { level: 3, content }),
            1 => "[a`\\-#* ]{1,9}(\n[a`#]{1,9})?".prop_map(Block::Verbatim),
            1 => Just(Block::Rule),
            1 => prop::collection::vec(spans(), 4).prop_map(|mut cells| {
                let rows = vec![cells.split_off(2)];
                Block::Table { header: cells, rows }
            }),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            let several = || prop::collection::vec(inner.clone(), 1..3);
            prop_oneof![
                several().prop_map(Block::Quote),
                (
                    prop::option::of(0u64..12),
                    prop::collection::vec(several(), 1..3)
                )
                    .prop_map(|(start, items)| Block::List { start, items }),
            ]
        })
    }

    /// The words of blocks, and the kinds of the blocks around them.
    fn outline(blocks: &[Block]) -> String {
        let mut out = String::new();
        for block in blocks {
            let spans = |spans: &[Span]| {
                let shown = spans.iter().filter(|span| !span.style.has(Style::DIM));
                let text: String = shown.map(|span| span.text.as_str()).collect();
                text.chars()
                    .filter(|c| !c.is_whitespace())
                    .collect::<String>()
            };
            out.push_str(&match block {
                Block::Paragraph(content) if spans(content).is_empty() => String::new(),
                Block::Paragraph(content) => format!("p {}\n", spans(content)),
                Block::Heading { content, .. } if spans(content).is_empty() => String::new(),
                Block::Heading { content, .. } => format!("h {}\n", spans(content)),
                Block::List { start, items } => {
                    let mut items: Vec<String> = items.iter().map(|item| outline(item)).collect();
                    items.retain(|item| start.is_some() || !item.is_empty());
                    match items.is_empty() {
                        true => String::new(),
                        false => format!("{start:?} [{}]\n", items.join("|")),
                    }
                }
                Block::Quote(content) | Block::Alert { content, .. } => {
                    format!("> [{}]\n", outline(content))
                }
                Block::Table { header, rows } => {
                    let row = |cells: &Vec<Vec<Span>>| {
                        cells
                            .iter()
                            .map(|cell| spans(cell))
                            .collect::<Vec<_>>()
                            .join("|")
                    };
                    let rows: Vec<String> = std::iter::once(header).chain(rows).map(row).collect();
                    format!("t {}\n", rows.join("/"))
                }
                Block::Verbatim(text) => format!("v {text}\n"),
                Block::Rule => "---\n".to_owned(),
                Block::Fields(_) => String::new(),
            });
        }
        out
    }

    #[test]
    fn a_list_without_text_does_not_join_the_lists_around_it() {
        let list = |text: &str| Block::List {
            start: None,
            items: vec![vec![Block::Paragraph(vec![Span::plain(text)])]],
        };
        assert_eq!(write(&[list("a"), list(""), list("b")]), "- a\n\n+ b");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_back(blocks in prop::collection::vec(block(), 1..4)) {
            let text = write(&blocks);
            let read = markdown(&text, &mut Citations::default());
            prop_assert_eq!(outline(&read.blocks), outline(&blocks), "{}", text);
        }
    }

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        assert_eq!(
            escape_line("GNAS gene (20q13.32) 5 * 3 & a_b"),
            "GNAS gene (20q13.32) 5 * 3 & a_b"
        );
        assert_eq!(
            escape_line("HLA-B*27 __x__ [1] <i> &lt;"),
            "HLA-B\\*27 \\_\\_x\\_\\_ \\[1] \\<i> \\&lt;"
        );
        assert_eq!(escape_line("1. of many"), "1\\. of many");
        assert_eq!(escape_line("2016 was"), "2016 was");
        assert_eq!(escape_line("- a"), "\\- a");
        assert_eq!(escape_line("# a"), "\\# a");
        assert_eq!(table(&[vec![Span::plain("a|b")]], &[]), "| a\\|b |\n|---|");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn escaped_text_is_shown_unchanged(text in "[-a1 *_`~<>&;|#+=.!)(\\[\\]\\\\\"'/:^$é]{1,24}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            let text = words.join(" ");
            prop_assert_eq!(plain_text(&escape_line(&text)), text);
        }
    }
}
