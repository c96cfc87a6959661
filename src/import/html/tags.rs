//! The elements of HTML, and which `<` begins a tag. In medical texts many are just signs: "if it is <100, or p<b".

use std::borrow::Cow;

use crate::import::name::lists;

/// Elements without content.
pub(crate) const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements whose end tag may be omitted.
const OPEN_ENDED: &str =
    "body caption colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr";

/// Elements within a line, which have an end tag.
const INLINE: &str = "a abbr acronym audio b bdi bdo big blink button canvas cite code data del dfn em font i \
    iframe ins kbd label mark math meter noscript nobr object output progress q rb ruby s samp \
    script select slot small span strike strong style sub sup svg template textarea time title \
    tt u var video";

/// Elements on lines of their own, which have an end tag.
const BLOCK: &str = "address article aside blockquote center details dialog dir div dl fieldset figcaption figure \
    footer form h1 h2 h3 h4 h5 h6 header hgroup legend main menu nav ol picture pre search \
    section summary table ul";

/// Attributes that need no value.
const BARE: &str = "allowfullscreen async checked compact controls default defer disabled download hidden inert \
    itemscope loop multiple muted noshade nowrap open playsinline readonly required reversed \
    selected";

/// Whether an element begins a new line.
pub(super) fn is_block(name: &str) -> bool {
    let is_ruby = matches!(name, "rp" | "rt");
    lists(BLOCK, name) || name == "hr" || (lists(OPEN_ENDED, name) && !is_ruby)
}

/// A tag, as it is written.
pub(super) struct Tag {
    pub(super) name: String,
    is_end: bool,
    /// An attribute has a value.
    has_value: bool,
    pub(super) length: usize,
}

impl Tag {
    fn is_known(&self) -> bool {
        // Elements with a hyphen are a page's own; those with a colon come from word processors.
        self.name.contains(['-', ':']) || is_standalone(&self.name) || lists(INLINE, &self.name)
    }

    /// Whether it is certainly a tag, even without its other half. `a<b>c` may be a formula.
    fn is_certain(&self) -> bool {
        is_standalone(&self.name) || self.is_known() && (self.is_end || self.has_value)
    }
}

/// Elements of which the start tag alone shows that a text is HTML.
fn is_standalone(name: &str) -> bool {
    VOID.contains(&name) || lists(OPEN_ENDED, name) || lists(BLOCK, name)
}

/// The open elements that end, without an end tag, where an element of this name begins, and those at which the search for
/// them stops.
pub(crate) fn ended_by(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
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

/// Whether a text is HTML: it has a tag of a known element.
pub(crate) fn is_html(text: &str) -> bool {
    let comments_end = text.rfind("-->").unwrap_or(0);
    brackets(text).any(|(at, tag)| {
        (at < comments_end && text[at..].starts_with("<!--"))
            || tag.is_some_and(|tag| tag.is_certain())
    })
}

/// HTML in which each `<` that begins no tag is an entity, so that no words are taken for a tag.
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

/// Every `<` outside a tag, with the tag that it begins.
pub(super) fn brackets(text: &str) -> impl Iterator<Item = (usize, Option<Tag>)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text[from..].find('<')?;
        let tag = tag(&text[at..]);
        from = at + tag.as_ref().map_or(1, |tag| tag.length);
        Some((at, tag))
    })
}

/// The tag at the beginning of a text: a name, and attributes that are written as such.
fn tag(text: &str) -> Option<Tag> {
    let inner = text.strip_prefix('<')?;
    let (inner, is_end) = match inner.strip_prefix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
    let name = &inner[..inner.find(|c| !is_name(c)).unwrap_or(inner.len())];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut rest = &inner[name.len()..];
    let mut has_value = false;
    loop {
        let blank = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        let gap = blank.len() < rest.len();
        rest = blank;
        if let Some(after) = rest.strip_prefix('>') {
            return Some(Tag {
                name: name.to_ascii_lowercase(),
                is_end,
                has_value,
                length: text.len() - after.len(),
            });
        }
        if let Some(after) = rest.strip_prefix('/') {
            rest = after;
            continue;
        }
        let closes = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '/' | '=');
        let key = &rest[..rest.find(closes).unwrap_or(rest.len())];
        if key.is_empty() || is_end || !(gap || has_value) {
            return None;
        }
        rest = &rest[key.len()..];
        match rest.trim_start().strip_prefix('=') {
            Some(value) => {
                rest = after_value(value.trim_start())?;
                has_value = true;
            }
            None if key.contains('-') || lists(BARE, &key.to_ascii_lowercase()) => {}
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
