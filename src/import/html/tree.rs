//! HTML -> a tree of its elements and texts. Omitted end tags are added; tags that overlap are nested.

use super::tokens::{Attributes, Piece, VOID, decode, is_block, pieces};
use crate::import::name::lists;
use crate::text::clean::clean;

/// Maximum depth of nested elements. What is deeper is read as if it were at this depth.
const MAX_DEPTH: usize = 100;

/// A part of the content of an element.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Text(String),
    Element(Element),
}

impl Node {
    pub(super) fn has_words(&self) -> bool {
        match self {
            Self::Text(text) => text.contains(char::is_alphanumeric),
            Self::Element(element) => element.has_words(),
        }
    }

    pub(super) fn ends_line(&self) -> bool {
        matches!(self, Self::Element(element) if element.ends_line())
    }
}

/// An element.
#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Attributes,
    pub(crate) children: Vec<Node>,
}

impl Element {
    /// What separates the text before it from that after it.
    pub(super) fn separator() -> Node {
        Node::Element(Self {
            name: "div".to_owned(),
            ..Self::default()
        })
    }

    pub(super) fn is_block(&self) -> bool {
        is_block(&self.name)
    }

    /// Whether it is on lines of its own, a line break, or an element within a line that holds such elements.
    pub(super) fn ends_line(&self) -> bool {
        self.is_block()
            || self.name == "br"
            || self.is_unfolding_button()
            || self.children.iter().any(Node::ends_line)
    }

    /// Whether it is a button that unfolds an answer.
    pub(super) fn is_unfolding_button(&self) -> bool {
        self.name == "button" && self.attributes.unfolds()
    }

    /// Whether a page never shows its content.
    pub(super) fn is_never_shown(&self) -> bool {
        lists("script style template noscript head title", &self.name)
    }

    /// What is written in place of an image.
    pub(super) fn image_text(&self) -> Option<&str> {
        let texts = ["alt", "title", "aria-label"].into_iter();
        let mut texts = texts.filter_map(|key| self.attributes.get(key));
        texts.find(|text| !text.is_empty())
    }

    /// Whether it has a letter or a digit, hidden ones included.
    pub(super) fn has_words(&self) -> bool {
        let has_words = match self.name.as_str() {
            "img" => self.image_text().is_some(),
            _ => self.children.iter().any(Node::has_words),
        };
        has_words && !self.is_never_shown()
    }

    /// 1 to 6, if it is a heading.
    pub(super) fn heading_level(&self) -> Option<u8> {
        match self.name.as_bytes() {
            [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
            _ => None,
        }
    }

    /// Whether it is the title of what follows.
    pub(super) fn is_title(&self) -> bool {
        self.heading_level().is_some() || self.name == "summary"
    }

    /// The nodes in it, and those in elements that only group others.
    pub(super) fn parts(&self, groups: &[&str]) -> Vec<&Node> {
        let parts = self.children.iter().flat_map(|node| match node {
            Node::Element(element) if groups.contains(&element.name.as_str()) => {
                element.parts(groups)
            }
            node => vec![node],
        });
        parts.collect()
    }

    /// The text directly in it.
    pub(crate) fn own_text(&self) -> String {
        let texts = self.children.iter().map(|node| match node {
            Node::Text(text) => text.as_str(),
            Node::Element(_) => "",
        });
        texts.collect()
    }
}

/// The open elements that end, without an end tag, where an element of this name begins.
fn ended_by(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["li", "p"],
        "dt" | "dd" => &["dt", "dd", "p"],
        "td" | "th" => &["td", "th", "caption"],
        "tr" => &["tr", "td", "th", "caption"],
        "tbody" | "thead" | "tfoot" => &["tbody", "thead", "tfoot", "tr", "td", "th", "caption"],
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => &["p", "h1", "h2", "h3", "h4", "h5", "h6"],
        name if is_block(name) => &["p"],
        _ => &[],
    }
}

/// The elements around one of this name at which the search for the element that a tag ends stops.
fn scope(name: &str) -> &'static [&'static str] {
    match name {
        "table" => &[],
        "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => &["table"],
        "li" => &["ul", "ol", "menu", "dir", "td", "th"],
        "dt" | "dd" => &["dl", "td", "th"],
        _ => &["td", "th", "caption"],
    }
}

/// The content of a whole page.
pub(crate) fn parse_page(html: &str) -> Vec<Node> {
    parse(pieces(html, true))
}

/// The content of a text with tags in it.
pub(super) fn parse_text(html: &str) -> Vec<Node> {
    parse(pieces(html, false))
}

fn parse(pieces: Vec<Piece>) -> Vec<Node> {
    let mut parser = Parser {
        open: vec![Element::default()],
        ignored: 0,
    };
    for piece in pieces {
        match piece {
            Piece::Start(name, attributes, closed) => parser.start(name, attributes, closed),
            Piece::End(name) => parser.end(&name),
            Piece::Text(text) => parser.text(&text),
            Piece::Comment => {}
        }
    }
    parser.close_from(1);
    let root = parser.open.pop();
    root.map(|root| root.children).unwrap_or_default()
}

struct Parser {
    /// The open elements; the first one holds everything.
    open: Vec<Element>,
    /// The number of open elements beyond the maximum depth.
    ignored: usize,
}

impl Parser {
    fn start(&mut self, name: String, attributes: Attributes, closed: bool) {
        let ended = ended_by(&name);
        let open = self.open_within(scope(&name));
        let outermost = open
            .filter(|(_, it)| ended.contains(&it.name.as_str()))
            .last();
        if let Some((at, _)) = outermost {
            self.close_from(at);
        }
        let is_block = is_block(&name);
        let has_content = is_block || matches!(&*name, "a" | "b" | "i" | "span" | "em" | "strong");
        // Old pages mark places with `<a name=x>` and never close it.
        let is_place = attributes.get("name").is_some() && attributes.get("href").is_none();
        // In SVG and MathML, elements may be closed at once.
        let is_empty =
            VOID.contains(&name.as_str()) || closed && !has_content || name == "a" && is_place;
        let element = Element {
            name,
            attributes,
            children: Vec::new(),
        };
        if is_empty {
            self.push(Node::Element(element));
        } else if self.open.len() <= MAX_DEPTH {
            self.open.push(element);
        } else {
            self.ignored += 1;
            if is_block {
                self.push(Element::separator());
            }
        }
    }

    fn end(&mut self, name: &str) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        let innermost = self
            .open_within(scope(name))
            .find(|(_, open)| open.name == name);
        match innermost.map(|(at, _)| at) {
            Some(at) => self.close_from(at),
            // It still separates what is before it from what is after it.
            None if is_block(name) || name == "br" => self.push(Element::separator()),
            None => {}
        }
    }

    /// The open elements from the innermost to the first of `within`.
    fn open_within(&self, within: &[&str]) -> impl Iterator<Item = (usize, &Element)> {
        let mut ended = false;
        let open = self.open.iter().enumerate().skip(1).rev();
        open.take_while(move |(_, open)| {
            !std::mem::replace(&mut ended, within.contains(&open.name.as_str()))
        })
    }

    /// Closes the open elements from this one on.
    fn close_from(&mut self, at: usize) {
        while self.open.len() > at.max(1) {
            if let Some(element) = self.open.pop() {
                self.push(Node::Element(element));
            }
        }
    }

    fn push(&mut self, node: Node) {
        if let Some(open) = self.open.last_mut() {
            open.children.push(node);
        }
    }

    fn text(&mut self, text: &str) {
        let is_script = self.open.last().is_some_and(|open| open.name == "script");
        self.push(Node::Text(match is_script {
            true => text.to_owned(),
            false => {
                // Entities may have been encoded again and again.
                let text = decode(&decode(text));
                let spaces = ['\u{a0}', '\u{2007}', '\u{202f}', '\t', '\u{c}'];
                clean(&text.replace(spaces, " ")).into_owned()
            }
        }));
    }
}
