//! Walks Markdown: one place that says which Markdown this is, what HTML in it means and where a link leads.
//!
//! The builder of documents and the checks of references (which need places in the text) see the same events.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::clean::clean_line;
use super::document::OWN;
use super::{Block, Citations, Span, Style, Target, markdown};

/// The citations `[^id]` of a Markdown text: where each stands, in bytes, and the source it names. `[^own]` names none.
pub fn citations(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    // Most texts of a large library have none, and a parser takes long to say so.
    if !text.contains('[') {
        return found;
    }
    walk(text, &mut |event, range| {
        if let Event::FootnoteReference(id) = event
            && &*id != OWN
        {
            found.push((range, id.into_string()));
        }
    });
    found
}

/// The links of a Markdown text that lead somewhere: where each stands, in bytes, and where it leads.
pub fn links(text: &str) -> Vec<(Range<usize>, Target)> {
    let mut found = Vec::new();
    if !text.contains('[') && !text.contains('<') {
        return found;
    }
    walk(text, &mut |event, range| {
        if let Event::Start(Tag::Link {
            link_type,
            dest_url,
            ..
        }) = event
            && let Some(target) = target(&dest_url, link_type)
        {
            found.push((range, target));
        }
    });
    found
}

/// The words of a Markdown text: no citations, no addresses, one line for each paragraph, item and row.
pub fn plain_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    blocks(&markdown(text, &mut Citations::default()).blocks, &mut out);
    out.truncate(out.trim_end().len());
    out
}

fn blocks(all: &[Block], out: &mut String) {
    for block in all {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => line(content, out),
            Block::List { items, .. } => items.iter().for_each(|item| blocks(item, out)),
            Block::Quote(content) | Block::Alert { content, .. } => blocks(content, out),
            Block::Table { header, rows } => {
                row(header, out);
                rows.iter().for_each(|cells| row(cells, out));
            }
            Block::Verbatim(text) => {
                out.push_str(text.trim_end());
                out.push('\n');
            }
            Block::Fields(fields) => {
                for (label, value) in fields {
                    out.push_str(label);
                    out.push_str(": ");
                    line(value, out);
                }
            }
            Block::Rule => {}
        }
    }
}

fn row(cells: &[Vec<Span>], out: &mut String) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push_str(" | ");
        }
        words(cell, out);
    }
    out.push('\n');
}

fn line(spans: &[Span], out: &mut String) {
    words(spans, out);
    out.push('\n');
}

fn words(spans: &[Span], out: &mut String) {
    let mut cited = false;
    for span in spans.iter().filter(|span| !span.is_own_advice()) {
        match span.target {
            // The blank that glued it to its word goes, too.
            Some(Target::Cite(_)) => {
                out.truncate(out.trim_end_matches('\u{a0}').len());
                cited = true;
            }
            Some(Target::Url(_)) if span.style.has(Style::DIM) => {}
            _ => {
                let begins = out.is_empty() || out.ends_with([' ', '\n']);
                out.push_str(match cited && begins {
                    true => span.text.trim_start(),
                    false => &span.text,
                });
                cited = false;
            }
        }
    }
}

/// Where an address leads, if it is one that is known here.
pub(super) fn target(address: &str, kind: LinkType) -> Option<Target> {
    let address = clean_line(address.trim());
    if kind == LinkType::Email {
        return Some(Target::Url(format!("mailto:{address}")));
    }
    let (scheme, rest) = address.split_once(':')?;
    if rest.is_empty() {
        return None;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "entry" => Some(Target::Entry(rest.to_owned())),
        "condition" => Some(Target::Condition(rest.to_owned())),
        "source" => Some(Target::Source(rest.to_owned())),
        "http" | "https" | "mailto" | "tel" => Some(Target::Url(address.into_owned())),
        _ => None,
    }
}

/// The HTML in a Markdown text, by its places in bytes. Line breaks are none: cells of a table have no other.
pub fn html(text: &str) -> Vec<Range<usize>> {
    let tagged = |tag: &str| {
        let starts = tag.match_indices('<').map(|(at, _)| name(&tag[at..]));
        starts.flatten().any(|name| name != "br")
    };
    let found = parser(text).filter(|(event, _)| match event {
        Event::Html(tag) | Event::InlineHtml(tag) => tagged(tag),
        _ => false,
    });
    found.map(|(_, range)| range).collect()
}

/// The rows of tables in a Markdown text with more cells than there are columns, by the places of the cells too many.
pub fn long_rows(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut end = 0;
    for (event, range) in parser(text) {
        match event {
            Event::End(TagEnd::TableCell) => end = range.end,
            Event::End(TagEnd::TableRow) => found.extend(cells_too_many(text, end, range)),
            _ => {}
        }
    }
    found
}

/// What follows in a row behind the end of its last column.
fn cells_too_many(text: &str, end: usize, row: Range<usize>) -> Option<Range<usize>> {
    let rest = text.get(end.max(row.start)..row.end)?;
    let more = rest.trim_matches(['|', ' ', '\t', '\n', '\r']);
    let at = end.max(row.start) + rest.find(more)?;
    (!more.is_empty()).then(|| at..at + more.len())
}

/// Gives `see` each event of `text` with its place. Of HTML, what it holds arrives, and the tags within a line.
pub(super) fn walk<'a>(text: &'a str, see: &mut dyn FnMut(Event<'_>, Range<usize>)) {
    let mut html = String::new();
    let mut cell_end = 0;
    let mut in_code = false;
    for (event, range) in parser(text) {
        match event {
            Event::Start(Tag::CodeBlock(_)) | Event::End(TagEnd::CodeBlock) => {
                in_code = !in_code;
                see(event, range);
            }
            Event::Text(stars) if !in_code && is_failed_emphasis(&stars, text, range.start) => {}
            Event::Text(words) if !in_code && words.contains("****") => {
                let kept = words.split("****").map(|part| part.trim_start_matches('*'));
                see(Event::Text(kept.collect::<String>().into()), range);
            }
            Event::End(TagEnd::TableCell) => {
                cell_end = range.end;
                see(event, range);
            }
            Event::End(TagEnd::TableRow) => {
                if let Some(more) = cells_too_many(text, cell_end, range.clone()) {
                    further_cells(&text[more.clone()], &more, see);
                }
                see(event, range);
            }
            Event::Html(piece) => html.push_str(&piece),
            Event::End(TagEnd::HtmlBlock) => {
                let held = without_tags(&html);
                html.clear();
                for (event, _) in parser(&held) {
                    match event {
                        Event::InlineHtml(tag) => inline(&tag, range.clone(), see),
                        event => see(within_html(event), range.clone()),
                    }
                }
            }
            Event::InlineHtml(tag) => inline(&tag, range, see),
            Event::Start(Tag::HtmlBlock) => {}
            event => see(event, range),
        }
    }
}

/// Gives `see` the cells of a row that has more of them than the head of its table.
fn further_cells(cells: &str, range: &Range<usize>, see: &mut dyn FnMut(Event<'_>, Range<usize>)) {
    let columns = cells.matches('|').count() + 1;
    let table = format!(
        "|{}\n|{}\n|{cells}|",
        " |".repeat(columns),
        "-|".repeat(columns)
    );
    let mut inside = false;
    for (event, _) in parser(&table) {
        match event {
            Event::Start(Tag::TableRow) => inside = true,
            Event::End(TagEnd::TableRow) => inside = false,
            Event::InlineHtml(tag) if inside => inline(&tag, range.clone(), see),
            event if inside => see(event, range.clone()),
            _ => {}
        }
    }
}

/// Whether a text is stars of a run of four or more, which marks nothing: what is left of `**a****b**`.
fn is_failed_emphasis(stars: &str, text: &str, at: usize) -> bool {
    const RUN: usize = 4;
    if stars.is_empty() || stars.bytes().any(|byte| byte != b'*') {
        return false;
    }
    let bytes = text.as_bytes();
    let count = |run: &mut dyn Iterator<Item = &u8>| {
        run.take_while(|byte| **byte == b'*').take(RUN).count()
    };
    let before = count(&mut bytes[..at].iter().rev());
    let after = count(&mut bytes[at..].iter());
    let meant = bytes[..at - before].last() == Some(&b'\\');
    before + after >= RUN && !meant
}

fn parser(text: &str) -> pulldown_cmark::OffsetIter<'_> {
    // Footnotes of the old kind need no definition: the definition of a citation is the table of sources.
    let options = Options::ENABLE_OLD_FOOTNOTES | Options::ENABLE_GFM | Options::ENABLE_TABLES;
    Parser::new_ext(text, options).into_offset_iter()
}

/// What still looks like HTML when the tags are gone is text.
fn within_html(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        event => event,
    }
}

fn inline(tag: &str, range: Range<usize>, see: &mut dyn FnMut(Event<'_>, Range<usize>)) {
    match name(tag) {
        Some("br") => see(Event::HardBreak, range),
        Some(_) => see(Event::InlineHtml(tag.into()), range),
        None if tag.starts_with("<!") || tag.starts_with("<?") => {}
        None => see(Event::Text(tag.into()), range),
    }
}

/// `html` without its comments and known tags. A block's end becomes a blank line, as it looks like one.
fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    // An unclosed comment is looked for once, not at each of its beginnings.
    let mut comments = true;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("<!--") && comments {
            match rest.find("-->") {
                Some(end) => {
                    rest = &rest[end + 3..];
                    continue;
                }
                None => comments = false,
            }
        }
        let end = rest[1..].find(['<', '>']).map(|end| end + 1);
        match end {
            Some(end) if rest[end..].starts_with('>') && name(&rest[..=end]).is_some() => {
                let tag = &rest[..=end];
                match name(tag) {
                    Some("td" | "th") if tag.starts_with("</") => out.push_str(" | "),
                    Some(name) if BLOCKS.contains(&name) => out.push_str("\n\n"),
                    Some(name) if SHOWN.contains(&name) => {
                        out.push_str(tag);
                        rest = &rest[end + 1..];
                        continue;
                    }
                    _ => {}
                }
                rest = rest[end + 1..].trim_start_matches([' ', '\t']);
            }
            _ => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Tags that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "section",
    "article",
    "details",
    "summary",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "hr",
    "dl",
    "dt",
    "dd",
    "pre",
];

/// Tags within a line that change how their text is shown.
const SHOWN: &[&str] = &["b", "strong", "i", "em", "sup", "sub", "del", "s", "strike"];

/// Tags within a line.
const INLINES: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "td",
    "th",
    "thead",
    "tbody",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    "center",
    "figure",
    "figcaption",
    "nobr",
];

/// The name of a known tag. `<condition>` is none: what an author wrote there is to be seen.
pub(super) fn name(tag: &str) -> Option<&'static str> {
    let inner = tag.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric())?;
    let written = &inner[..end];
    BLOCKS
        .iter()
        .chain(INLINES)
        .find(|known| known.eq_ignore_ascii_case(written))
        .copied()
}
