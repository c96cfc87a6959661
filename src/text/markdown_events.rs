//! The events of a Markdown text: which extensions are enabled, what HTML in it means, and where links lead.
//!
//! The builder of documents and the checks of references (which need positions in the text) get the same events.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

use super::clean::clean_line;
use super::document::{OWN, Style, Target};

/// The citations `[^id]` of a Markdown text: the place of each, in bytes, and the source it names. `[^own]` names none.
pub fn citations(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    // Most texts of a large library have none, and parsing takes long.
    if text.contains('[') {
        walk(text, &mut |event, range| match event {
            Event::FootnoteReference(id) if &*id != OWN => found.push((range, id.into_string())),
            _ => {}
        });
    }
    found
}

/// `text` with its citations replaced: `cite` returns the new id. Citations without a new id become plain text.
pub fn with_citations(text: &str, mut cite: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (range, id) in citations(text) {
        out.push_str(&text[end..range.start]);
        end = range.end;
        out.push_str(&match cite(&id) {
            Some(id) => format!("[^{id}]"),
            None => format!("\\{}", &text[range]),
        });
    }
    out.push_str(&text[end..]);
    out
}

/// The links of a Markdown text that lead somewhere: the place of each, in bytes, and where it leads.
pub fn links(text: &str) -> Vec<(Range<usize>, Target)> {
    let mut found = Vec::new();
    if text.contains(['[', '<']) {
        walk(text, &mut |event, range| {
            if let Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) = event
            {
                found.extend(target(&dest_url, link_type).map(|target| (range, target)));
            }
        });
    }
    found
}

/// Where an address leads, if its scheme is known.
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

/// The HTML in a Markdown text, by its places in bytes. Line breaks do not count: cells of a table have no other.
pub fn html(text: &str) -> Vec<Range<usize>> {
    let is_tagged = |tag: &str| {
        let mut names = tag
            .match_indices('<')
            .filter_map(|(at, _)| name(&tag[at..]));
        names.any(|name| name != "br")
    };
    let found = parser(text).filter(|(event, _)| match event {
        Event::Html(tag) | Event::InlineHtml(tag) => is_tagged(tag),
        _ => false,
    });
    found.map(|(_, range)| range).collect()
}

/// The rows of tables in a Markdown text with more cells than there are columns, by the places of the extra cells.
pub fn long_rows(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut end = 0;
    for (event, range) in parser(text) {
        match event {
            Event::End(TagEnd::TableCell) => end = range.end,
            Event::End(TagEnd::TableRow) => found.extend(extra_cells(text, end, range)),
            _ => {}
        }
    }
    found
}

/// What follows in a row after the end of its last column.
fn extra_cells(text: &str, end: usize, row: Range<usize>) -> Option<Range<usize>> {
    let start = end.max(row.start);
    let rest = text.get(start..row.end)?;
    let more = rest.trim_matches(['|', ' ', '\t', '\n', '\r']);
    let at = start + rest.find(more)?;
    (!more.is_empty()).then(|| at..at + more.len())
}

/// Calls `see` with each event of `text` and its position. Of HTML, it gets the content and the tags within a line.
pub(super) fn walk(text: &str, see: &mut dyn FnMut(Event<'_>, Range<usize>)) {
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
                if let Some(more) = extra_cells(text, cell_end, range.clone()) {
                    see_cells(&text[more.clone()], &more, see);
                }
                see(event, range);
            }
            Event::Start(Tag::HtmlBlock) => {}
            Event::Html(piece) => html.push_str(&piece),
            Event::End(TagEnd::HtmlBlock) => {
                for (event, _) in parser(&without_tags(&html)) {
                    match event {
                        Event::InlineHtml(tag) => see_tag(&tag, range.clone(), see),
                        // What still looks like HTML without its tags is text.
                        Event::Html(text) => see(Event::Text(text), range.clone()),
                        Event::Start(Tag::HtmlBlock) => {
                            see(Event::Start(Tag::Paragraph), range.clone())
                        }
                        Event::End(TagEnd::HtmlBlock) => {
                            see(Event::End(TagEnd::Paragraph), range.clone())
                        }
                        event => see(event, range.clone()),
                    }
                }
                html.clear();
            }
            Event::InlineHtml(tag) => see_tag(&tag, range, see),
            event => see(event, range),
        }
    }
}

/// Calls `see` for the cells that a row has beyond the columns of its table.
fn see_cells(cells: &str, range: &Range<usize>, see: &mut dyn FnMut(Event<'_>, Range<usize>)) {
    let columns = cells.matches('|').count() + 1;
    let (head, rule) = (" |".repeat(columns), "-|".repeat(columns));
    let mut inside = false;
    for (event, _) in parser(&format!("|{head}\n|{rule}\n|{cells}|")) {
        match event {
            Event::Start(Tag::TableRow) => inside = true,
            Event::End(TagEnd::TableRow) => inside = false,
            Event::InlineHtml(tag) if inside => see_tag(&tag, range.clone(), see),
            event if inside => see(event, range.clone()),
            _ => {}
        }
    }
}

/// Whether a text is part of a run of four or more stars, which marks nothing: what is left of `**a****b**`.
fn is_failed_emphasis(stars: &str, text: &str, at: usize) -> bool {
    if stars.is_empty() || stars.bytes().any(|byte| byte != b'*') {
        return false;
    }
    // Four are enough, and a text may be one long run.
    let (before, after) = (text[..at].bytes().rev(), text[at..].bytes());
    let is_star = |byte: &u8| *byte == b'*';
    let before = before.take(4).take_while(is_star).count();
    let after = after.take(4).take_while(is_star).count();
    let is_escaped = text[..at - before].ends_with('\\');
    before + after >= 4 && !is_escaped
}

fn parser(text: &str) -> OffsetIter<'_> {
    // Old-style footnotes need no definition: citations are defined by the table of sources.
    let options = Options::ENABLE_OLD_FOOTNOTES | Options::ENABLE_GFM | Options::ENABLE_TABLES;
    Parser::new_ext(text, options).into_offset_iter()
}

fn see_tag(tag: &str, range: Range<usize>, see: &mut dyn FnMut(Event<'_>, Range<usize>)) {
    match name(tag) {
        Some("br") => see(Event::HardBreak, range),
        Some(_) => see(Event::InlineHtml(tag.into()), range),
        None if tag.starts_with("<!") || tag.starts_with("<?") => {}
        None => see(Event::Text(tag.into()), range),
    }
}

/// `html` without its comments and known tags. The end of a block becomes a blank line.
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
        let end = rest[1..].find(['<', '>']).map_or(0, |end| end + 2);
        let tag = &rest[..end];
        match name(tag).filter(|_| tag.ends_with('>')) {
            None => {
                out.push('<');
                rest = &rest[1..];
            }
            Some(name) if style(name).is_some() => {
                out.push_str(tag);
                rest = &rest[end..];
            }
            Some(name) => {
                match name {
                    "td" | "th" if tag.starts_with("</") => out.push_str(" | "),
                    _ if BLOCKS.split(' ').any(|block| block == name) => out.push_str("\n\n"),
                    _ => {}
                }
                rest = rest[end..].trim_start_matches([' ', '\t']);
            }
        }
    }
    out.push_str(rest);
    out
}

/// How the text in an element within a line is shown.
pub(super) fn style(name: &str) -> Option<Style> {
    match name {
        "b" | "strong" => Some(Style::STRONG),
        "i" | "em" => Some(Style::EMPHASIS),
        "sup" => Some(Style::SUPERSCRIPT),
        "sub" => Some(Style::SUBSCRIPT),
        "del" | "s" | "strike" => Some(Style::STRUCK),
        _ => None,
    }
}

/// Elements that have lines of their own.
const BLOCKS: &str = "p div br li ul ol tr table section article details summary h1 h2 h3 h4 h5 h6 blockquote hr dl dt dd pre";

/// Elements within a line or a table.
const INLINES: &str = "a abbr b bdi bdo center cite code del dfn em figcaption figure font i img ins kbd mark nobr q s samp \
                       small span strike strong sub sup tbody td th thead time tt u var wbr";

/// The name of a known tag, in lower case. Unknown ones, such as `<condition>`, are shown as text.
pub(super) fn name(tag: &str) -> Option<&'static str> {
    let inner = tag.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric())?;
    let mut known = BLOCKS.split(' ').chain(INLINES.split(' '));
    known.find(|known| known.eq_ignore_ascii_case(&inner[..end]))
}
