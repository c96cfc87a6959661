//! Blocks -> Markdown that shows them as they are.

use crate::text::{Block, Span, Style, Target, plain_text};

use super::escape;

/// The Markdown of some blocks.
pub(super) fn write(blocks: &[Block]) -> String {
    write_blocks(blocks, false)
}

/// `tight`: without blank lines between them.
fn write_blocks(blocks: &[Block], tight: bool) -> String {
    let mut out = String::new();
    let mut above: Option<&Block> = None;
    // Two lists in a row must not become one: the second one has another mark.
    let mut other = false;
    for block in blocks {
        let apart = !other
            && matches!((above, block), (Some(Block::List { start: a, .. }), Block::List { start: b, .. }) if a.is_some() == b.is_some());
        let text = write_block(block, apart);
        if text.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if tight { "\n" } else { "\n\n" });
        }
        out.push_str(&text);
        (above, other) = (Some(block), apart);
    }
    out
}

fn write_block(block: &Block, other: bool) -> String {
    match block {
        Block::Heading { level, content } => match line(content) {
            text if text.is_empty() => text,
            text => {
                let mark = "#".repeat(usize::from(*level));
                // At its end it would be taken for a part of the mark.
                match text.trim_end().strip_suffix('#') {
                    Some(text) => format!("{mark} {text}\\#"),
                    None => format!("{mark} {text}"),
                }
            }
        },
        Block::Paragraph(content) => paragraph(content),
        Block::List { start, items } => {
            let tight = is_tight(block);
            let items = items.iter().enumerate().filter_map(|(at, item)| {
                let text = write_blocks(item, tight);
                let mark = match start {
                    Some(start) => {
                        format!("{}{} ", start + at as u64, if other { ')' } else { '.' })
                    }
                    // Three marks with no text between them would be a rule.
                    None if text.is_empty() => return None,
                    None => if other { "+ " } else { "- " }.to_owned(),
                };
                let indent = " ".repeat(mark.len());
                Some(format!("{mark}{}", indented(&text, "", &indent)))
            });
            items
                .collect::<Vec<_>>()
                .join(if tight { "\n" } else { "\n\n" })
        }
        Block::Quote(content) | Block::Alert { content, .. } => {
            indented(&write(content), "> ", "> ")
        }
        Block::Table { header, rows } => table(header, rows),
        Block::Verbatim(text) => {
            let runs = text.split(|c| c != '`').map(str::len);
            let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
            format!("{fence}\n{text}\n{fence}")
        }
        Block::Rule => "***".to_owned(),
        Block::Fields(_) => String::new(),
    }
}

/// Whether the items of a list need no blank lines between them and before the lists in them. (Only a list that begins
/// with 1 can follow a paragraph at once.)
fn is_tight(block: &Block) -> bool {
    let short = |item: &Vec<Block>| match item.as_slice() {
        [Block::Paragraph(_)] => true,
        [
            Block::Paragraph(_),
            list @ Block::List {
                start: None | Some(1),
                ..
            },
        ] => is_tight(list),
        _ => false,
    };
    matches!(block, Block::List { items, .. } if items.iter().all(short))
}

fn indented(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let indent = if at == 0 { first } else { rest };
        out.push_str(if line.is_empty() {
            indent.trim_end()
        } else {
            indent
        });
        out.push_str(line);
    }
    out
}

fn table(header: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) -> String {
    let row = |cells: &[Vec<Span>]| {
        let cells = cells.iter().map(|cell| line(cell).replace('|', "\\|"));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let below = format!("|{}", "---|".repeat(header.len()));
    let lines = [row(header), below].into_iter();
    let lines = lines.chain(rows.iter().map(|cells| row(cells)));
    lines.collect::<Vec<_>>().join("\n")
}

/// A paragraph. Its text may have line breaks, and its lines must not begin anything else.
fn paragraph(spans: &[Span]) -> String {
    shown_as_it_is(spans, "", |spans| {
        let lines = spans.split(|span| span.text == "\n");
        let lines = lines.map(|spans| match spans {
            // What would begin a block is at the beginning of plain text.
            [first, rest @ ..] if is_plain(first) => {
                inlines(escape::line_start(first.text.trim_start()), rest)
            }
            spans => inlines(String::new(), spans),
        });
        let lines = lines.filter(|line| !line.trim().is_empty());
        lines.collect::<Vec<_>>().join("\\\n")
    })
}

/// Text within one line that something else begins.
fn line(spans: &[Span]) -> String {
    let on_one = |span: &Span| Span {
        text: span.text.replace('\n', " "),
        ..span.clone()
    };
    let spans: Vec<Span> = spans.iter().map(on_one).collect();
    shown_as_it_is(&spans, "x ", |spans| inlines(String::new(), spans))
}

/// The first way to write `spans` behind `before` that shows their text and nothing else. Emphasis has rules that
/// depend on the letters around it, so the only sure way is to read what was written.
fn shown_as_it_is(spans: &[Span], before: &str, write: impl Fn(&[Span]) -> String) -> String {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    let text = words(&format!("{before}{text}"));
    let mut markdown = String::new();
    for dropped in [
        Style::PLAIN,
        Style::EMPHASIS,
        Style::EMPHASIS | Style::STRONG,
    ] {
        let spans = tidied(spans, dropped | Style::LINK);
        markdown = write(&spans);
        let sure = spans.iter().all(is_plain);
        if sure || words(&plain_text(&format!("{before}{markdown}"))) == text {
            break;
        }
    }
    markdown
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_plain(span: &Span) -> bool {
    span.style == Style::PLAIN && span.target.is_none() && span.text != "\n"
}

/// The same text without some styles, in as few spans as possible. Line breaks are spans of their own; no style begins or
/// ends with a blank.
fn tidied(spans: &[Span], dropped: Style) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut push = |text: &str, style: Style, target: &Option<Target>| match out.last_mut() {
        _ if text.is_empty() => {}
        Some(last)
            if text != "\n"
                && last.text != "\n"
                && last.style == style
                && last.target == *target =>
        {
            last.text.push_str(text);
        }
        _ => out.push(Span {
            text: text.to_owned(),
            style,
            target: target.clone(),
        }),
    };
    for (at, span) in spans.iter().enumerate() {
        let style = span.style.without(dropped);
        let same = |other: Option<&Span>| {
            other.is_some_and(|other| {
                other.style.without(dropped) == style && other.target == span.target
            })
        };
        for (number, text) in span.text.split('\n').enumerate() {
            if number > 0 {
                push("\n", Style::PLAIN, &None);
            }
            let start = match number == 0 && at > 0 && same(spans.get(at - 1)) {
                true => text,
                false => text.trim_start(),
            };
            let last = number == span.text.matches('\n').count();
            let inner = match last && same(spans.get(at + 1)) {
                true => start,
                false => start.trim_end(),
            };
            push(&text[..text.len() - start.len()], Style::PLAIN, &None);
            push(inner, style, &span.target);
            push(&start[inner.len()..], Style::PLAIN, &None);
        }
    }
    out
}

/// Text with its emphasis and links, behind what is written already.
fn inlines(mut out: String, spans: &[Span]) -> String {
    for group in spans.chunk_by(|a, b| a.target == b.target) {
        let address = match &group[0].target {
            Some(Target::Url(url)) => Some(url),
            _ => None,
        };
        if address.is_some() {
            // It would be an image.
            if out.ends_with('!') {
                out.insert(out.len() - 1, '\\');
            }
            out.push('[');
        }
        for span in group {
            let mark = match (
                span.style.has(Style::STRONG),
                span.style.has(Style::EMPHASIS),
            ) {
                (true, true) => "***",
                (true, false) => "**",
                (false, true) => "*",
                (false, false) => "",
            };
            let text = escape::inline(&span.text);
            out.push_str(mark);
            out.push_str(&match address {
                Some(_) => text.replace(']', "\\]"),
                None => text,
            });
            out.push_str(mark);
        }
        if let Some(address) = address {
            out.push_str("](<");
            for c in address.chars() {
                match c {
                    '<' => out.push_str("%3C"),
                    '>' => out.push_str("%3E"),
                    '\\' => out.push_str("%5C"),
                    ' ' => out.push_str("%20"),
                    '&' => out.push_str("&amp;"),
                    c if c.is_whitespace() => {}
                    c => out.push(c),
                }
            }
            out.push_str(">)");
        }
    }
    out
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
}
