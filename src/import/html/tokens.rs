//! The tokens of HTML, the elements that they begin and end, and entities.
//!
//! In texts about medicine many `<` are just signs: "if it is <100, or p<b". Outside of whole pages, only what is written
//! like a tag of an element that HTML has is taken for a tag.

use html5gum::{DefaultEmitter, Span, StartTag, Token, Tokenizer};

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

/// Words in the classes of lines that are the title of what follows.
pub(super) const TITLES: &[&str] = &[
    "question",
    "accordion",
    "faq",
    "toggle",
    "collaps",
    "title",
    "heading",
    "header",
    "trigger",
];

/// Whether an element begins a new line.
pub(super) fn is_block(name: &str) -> bool {
    let is_ruby = matches!(name, "rp" | "rt");
    lists(BLOCK, name) || name == "hr" || (lists(OPEN_ENDED, name) && !is_ruby)
}

/// Whether an element is HTML's. Those with a hyphen are a page's own; those with a colon come from word processors.
fn is_known(name: &str) -> bool {
    let is_own = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
    let has_own_name = name.contains(['-', ':']) && name.chars().all(is_own);
    has_own_name && !name.ends_with(':') || is_standalone(name) || lists(INLINE, name)
}

/// Elements of which the start tag alone shows that a text is HTML.
fn is_standalone(name: &str) -> bool {
    VOID.contains(&name) || lists(OPEN_ENDED, name) || lists(BLOCK, name)
}

/// A start or end of an element, text, or a comment.
#[derive(Debug)]
pub(super) enum Piece {
    /// Name, attributes, and whether it is closed at once.
    Start(String, Attributes, bool),
    End(String),
    Text(String),
    Comment,
}

/// The attributes of an element.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attributes(Vec<(String, String)>);

impl Attributes {
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.trim())
    }

    /// An attribute that is a number.
    pub(super) fn number<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key)?.parse().ok()
    }

    /// Whether a rule in the `style` attribute has this value.
    fn has_rule(&self, rule: &str, value: &str) -> bool {
        let style = self.get("style").unwrap_or("").to_ascii_lowercase();
        let mut rules = style.split(';').filter_map(|rule| rule.split_once(':'));
        rules.any(|(key, set)| key.trim().starts_with(rule) && set.contains(value))
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.get("hidden")
            .is_some_and(|value| value != "until-found")
            || self.get("aria-hidden") == Some("true")
            || self.has_rule("display", "none")
            || self.has_rule("visibility", "hidden")
    }

    /// Whether a click on the element unfolds something.
    pub(super) fn unfolds(&self) -> bool {
        let mut keys = [
            "aria-expanded",
            "aria-controls",
            "data-toggle",
            "data-bs-toggle",
        ]
        .iter();
        keys.any(|key| self.get(key).is_some()) || self.has_class(TITLES)
    }

    /// Whether a class has a name with one of these words in it.
    pub(super) fn has_class(&self, words: &[&str]) -> bool {
        let class = self.get("class").unwrap_or("").to_ascii_lowercase();
        words.iter().any(|word| class.contains(word))
    }

    pub(super) fn is_struck(&self) -> bool {
        self.has_rule("text-decoration", "line-through")
    }
}

/// The tokens of HTML. The content of a script is one text. In a whole page, everything that is written like a tag is one.
pub(super) fn pieces(html: &str, is_page: bool) -> Vec<Piece> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let source = |span: Span<usize>| html.get(span.start..span.end).unwrap_or("").to_owned();
    let mut pieces = Vec::new();
    let mut end = 0;
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        let (span, piece) = match token {
            Token::StartTag(tag) if is_page || is_tag(html, &tag) => {
                let attributes = tag.attributes.iter();
                let attributes = attributes.map(|(key, value)| (text(key), text(value)));
                let attributes = Attributes(attributes.collect());
                let start = Piece::Start(text(&tag.name), attributes, tag.self_closing);
                (tag.span, start)
            }
            Token::StartTag(tag) => (tag.span, Piece::Text(source(tag.span))),
            Token::EndTag(tag) => match text(&tag.name) {
                name if is_page || is_known(&name) => (tag.span, Piece::End(name)),
                _ => (tag.span, Piece::Text(source(tag.span))),
            },
            Token::String(string) => (string.span, Piece::Text(text(&string))),
            Token::Comment(comment) => (comment.span, Piece::Comment),
            Token::Doctype(_) | Token::Error(_) => continue,
        };
        end = span.end;
        pieces.push(piece);
    }
    // The beginning of a tag that never ends.
    let rest = html.get(end..).unwrap_or("");
    if !is_page && rest.starts_with('<') {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

/// Whether what looks like a tag is one: an element's name, and attributes that are written as such.
fn is_tag(html: &str, tag: &StartTag<usize>) -> bool {
    let has_value = |name: &[u8], span: Span<usize>| {
        let after = html.get(span.start + name.len()..).unwrap_or("");
        after.trim_start().starts_with('=')
    };
    let mut attributes = tag.attributes.iter();
    is_known(&String::from_utf8_lossy(&tag.name))
        && attributes.all(|(name, value)| {
            let key = String::from_utf8_lossy(name);
            let is_own = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let is_bare = key.contains('-') && key.chars().all(is_own) || lists(BARE, &key);
            !value.is_empty() || is_bare || has_value(name, value.span)
        })
}

/// Whether a text is HTML: it has a comment or certainly a tag. `a<b>c` may be a formula.
pub(crate) fn is_html(text: &str) -> bool {
    text.contains('<')
        && pieces(text, false).iter().any(|piece| match piece {
            Piece::Start(name, Attributes(attributes), _) => {
                is_standalone(name) || attributes.iter().any(|(_, value)| !value.is_empty())
            }
            Piece::End(_) | Piece::Comment => true,
            Piece::Text(_) => false,
        })
}

/// Whether something in the text is written as an entity.
pub(crate) fn has_entity(text: &str) -> bool {
    let mut entities = text.match_indices('&').map(|(at, _)| entity(&text[at..]));
    entities.any(|entity| entity.is_some())
}

/// The text with its entities decoded.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (length, read) = entity(&rest[at..]).unwrap_or((1, "&".to_owned()));
        out.push_str(&read);
        rest = &rest[at + length..];
    }
    out + rest
}

/// The entity at the beginning: its length, and its character.
fn entity(text: &str) -> Option<(usize, String)> {
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    let name = text[1..end].strip_prefix('#').unwrap_or(&text[1..end]);
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let written = &text[..=end];
    let texts = pieces(written, true).into_iter().map(|piece| match piece {
        Piece::Text(text) => text,
        _ => String::new(),
    });
    let read: String = texts.collect();
    (read != written).then_some((end + 1, read))
}
