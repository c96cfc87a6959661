//! Which `<` begins a tag. In medical texts many are just signs: "if it is <100, or p<b".

use std::borrow::Cow;

use super::blocks::BULLETS;

/// Elements that have no end.
pub(in crate::import) const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements whose end may be left out.
const OPEN_ENDED: &[&str] = &[
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p",
    "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr",
];

/// Elements within a line, which have an end.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "blink", "button", "canvas", "cite",
    "code", "data", "del", "dfn", "em", "font", "i", "iframe", "ins", "kbd", "label", "mark",
    "math", "meter", "noscript", "nobr", "object", "output", "progress", "q", "rb", "ruby", "s",
    "samp", "script", "select", "slot", "small", "span", "strike", "strong", "style", "sub", "sup",
    "svg", "template", "textarea", "time", "title", "tt", "u", "var", "video",
];

/// Elements on lines of their own, which have an end.
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "legend",
    "main",
    "menu",
    "nav",
    "ol",
    "picture",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

/// Attributes that need no value.
const BARE: &[&str] = &[
    "allowfullscreen",
    "async",
    "checked",
    "compact",
    "controls",
    "default",
    "defer",
    "disabled",
    "download",
    "hidden",
    "inert",
    "itemscope",
    "loop",
    "multiple",
    "muted",
    "noshade",
    "nowrap",
    "open",
    "playsinline",
    "readonly",
    "required",
    "reversed",
    "selected",
];

/// Whether an element begins a line of its own.
pub(super) fn is_block(name: &str) -> bool {
    BLOCK.contains(&name) || name == "hr" || (OPEN_ENDED.contains(&name) && !is_ruby(name))
}

fn is_ruby(name: &str) -> bool {
    matches!(name, "rp" | "rt")
}

/// A tag, as it is written.
struct Tag {
    name: String,
    end: bool,
    /// Some attribute has a value.
    valued: bool,
    length: usize,
}

impl Tag {
    fn is_known(&self) -> bool {
        let name = self.name.as_str();
        // Elements with a hyphen are a page's own, those with a colon come from word processors.
        name.contains(['-', ':'])
            || [VOID, OPEN_ENDED, INLINE, BLOCK]
                .iter()
                .any(|all| all.contains(&name))
    }

    /// Whether it is a tag beyond doubt, without its other half. `a<b>c` may be a formula.
    fn is_certain(&self) -> bool {
        let name = self.name.as_str();
        self.is_known()
            && (self.end
                || self.valued
                || VOID.contains(&name)
                || OPEN_ENDED.contains(&name)
                || BLOCK.contains(&name))
    }
}

/// The open elements that end, without an end tag, where an element of this name begins, and those within which they are
/// looked for.
pub(in crate::import) fn ended_by(
    name: &str,
) -> Option<(&'static [&'static str], &'static [&'static str])> {
    let (ended, within): (&'static [&'static str], &'static [&'static str]) = match name {
        "li" => (&["li", "p"], &["ul", "ol", "menu", "dir", "td", "th"]),
        "dt" | "dd" => (&["dt", "dd", "p"], &["dl", "td", "th"]),
        "td" | "th" => (&["td", "th", "caption"], &["table"]),
        "tr" => (&["tr", "td", "th", "caption"], &["table"]),
        "tbody" | "thead" | "tfoot" => (
            &["tbody", "thead", "tfoot", "tr", "td", "th", "caption"],
            &["table"],
        ),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => (
            &["p", "h1", "h2", "h3", "h4", "h5", "h6"],
            &["li", "dd", "td", "th"],
        ),
        name if is_block(name) => (&["p"], &["li", "dd", "td", "th", "caption"]),
        _ => return None,
    };
    Some((ended, within))
}

/// Whether a text is HTML: it holds a tag of an element that HTML has.
pub(in crate::import) fn is_html(text: &str) -> bool {
    let comments_end = text.rfind("-->").unwrap_or(0);
    brackets(text).any(|(at, tag)| {
        (at < comments_end && text[at..].starts_with("<!--"))
            || tag.is_some_and(|tag| tag.is_certain())
    })
}

/// HTML in which each `<` that begins no tag is written as an entity, so that no words are taken for one.
pub(super) fn without_lone_brackets(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for (at, tag) in brackets(html) {
        let comment = html[at..].starts_with("<!") || html[at..].starts_with("<?");
        if !comment && !tag.is_some_and(|tag| tag.is_known()) {
            out.push_str(&html[done..at]);
            out.push_str("&lt;");
            done = at + 1;
        }
    }
    match done {
        0 => Cow::Borrowed(html),
        _ => Cow::Owned(out + &html[done..]),
    }
}

/// HTML in which each line break is a tag, where none was one: text of several lines with a few bold words or links in
/// it. A line with a bullet is an item; a line that begins with a small letter goes on from the one before.
pub(super) fn with_marked_lines(html: &str) -> Cow<'_, str> {
    let marks_lines = |(at, tag): (usize, Option<Tag>)| {
        tag.is_some_and(|tag| {
            tag.name == "br" || is_block(&tag.name) || html[at..at + tag.length].contains('\n')
        })
    };
    if !html.trim().contains('\n') || brackets(html).any(marks_lines) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + 64);
    let (mut in_item, mut after_gap) = (false, true);
    for line in html.trim().lines().map(str::trim) {
        let item = BULLETS
            .iter()
            .find_map(|bullet| line.strip_prefix(bullet))
            .filter(|item| !item.is_empty());
        out.push_str(match (item, in_item) {
            (None, _) if !after_gap && line.starts_with(char::is_lowercase) => " ",
            (Some(_), true) => "</li><li>",
            (Some(_), false) => "<li>",
            (None, true) => "</li>",
            (None, false) => "<br>",
        });
        let goes_on = out.ends_with(' ');
        in_item = item.is_some() || (in_item && goes_on);
        after_gap = line.is_empty();
        out.push_str(item.unwrap_or(line));
    }
    Cow::Owned(out)
}

/// Every `<` outside a tag, with the tag that it begins.
fn brackets(text: &str) -> impl Iterator<Item = (usize, Option<Tag>)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text[from..].find('<')?;
        let tag = tag(&text[at..]);
        from = at + tag.as_ref().map_or(1, |tag| tag.length);
        Some((at, tag))
    })
}

/// The tag at the beginning of a text: a name, and attributes as they are written in earnest.
fn tag(text: &str) -> Option<Tag> {
    let inner = text.strip_prefix('<')?;
    let (inner, end) = match inner.strip_prefix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
    let name = &inner[..inner.find(|c| !is_name(c)).unwrap_or(inner.len())];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut rest = &inner[name.len()..];
    let mut valued = false;
    loop {
        let blank = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        let gap = blank.len() < rest.len();
        rest = blank;
        if let Some(after) = rest.strip_prefix('>') {
            return Some(Tag {
                name: name.to_ascii_lowercase(),
                end,
                valued,
                length: text.len() - after.len(),
            });
        }
        if let Some(after) = rest.strip_prefix('/') {
            rest = after;
            continue;
        }
        let closes = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '/' | '=');
        let key = &rest[..rest.find(closes).unwrap_or(rest.len())];
        if key.is_empty() || end || !(gap || valued) {
            return None;
        }
        rest = &rest[key.len()..];
        match rest.trim_start().strip_prefix('=') {
            Some(value) => {
                rest = after_value(value.trim_start())?;
                valued = true;
            }
            None if key.contains('-') || BARE.contains(&key.to_ascii_lowercase().as_str()) => {}
            None => return None,
        }
    }
}

/// What follows the value of an attribute.
fn after_value(text: &str) -> Option<&str> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.find(quote).map(|end| &inner[end + 1..]);
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\''))?;
    (end > 0).then(|| &text[end..])
}
