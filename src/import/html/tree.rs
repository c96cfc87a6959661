//! HTML -> a tree of its blocks, and in them text with its style and link.
//!
//! Elements within a line are not nodes but styles of their text, so their tags may overlap in any way.

use std::collections::HashSet;

use super::tags::{VOID, ended_by, is_block};
use super::tokens::{Attributes, Piece, decode, pieces};
use crate::import::changes::Change;
use crate::text::clean::clean;
use crate::text::{Span, Style, Target};

/// Maximum depth of nested elements. What is deeper is read as if it were at this depth.
const MAX_DEPTH: usize = 64;

/// A part of the content of an element.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Text(Span),
    Break,
    Element(Element),
    /// Something that has no text, or whose text is left out.
    Lost(Change),
}

impl Node {
    /// Whether it has a letter or a digit, hidden ones included.
    pub(super) fn has_words(&self) -> bool {
        match self {
            Self::Text(span) => span.text.contains(char::is_alphanumeric),
            Self::Element(element) => element.children.iter().any(Self::has_words),
            Self::Break | Self::Lost(_) => false,
        }
    }
}

/// The nodes without elements that the page hides.
pub(super) fn visible(nodes: &[Node]) -> Vec<Node> {
    let nodes = nodes.iter().filter_map(|node| match node {
        Node::Element(element) if element.attributes.is_hidden() => {
            node.has_words().then_some(Node::Lost(Change::Hidden))
        }
        Node::Element(element) => Some(Node::Element(Element {
            name: element.name.clone(),
            attributes: element.attributes.clone(),
            children: visible(&element.children),
        })),
        node => Some(node.clone()),
    });
    nodes.collect()
}

/// An element on lines of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Attributes,
    pub(super) children: Vec<Node>,
}

impl Element {
    /// 1 to 6, if it is a heading.
    pub(super) fn heading_level(&self) -> Option<u8> {
        match self.name.as_bytes() {
            [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
            _ => None,
        }
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
}

/// The content of `html`, with the elements on lines of their own that a browser would not show.
pub(super) fn parse(html: &str) -> Vec<Node> {
    let mut parser = Parser {
        stack: vec![Open {
            element: Some(Element::default()),
            ..Open::default()
        }],
        ignored: 0,
        spelt_out: HashSet::new(),
    };
    for piece in pieces(html) {
        match piece {
            Piece::Start(name, attributes, closed) => parser.start(name, attributes, closed),
            Piece::End(name) => parser.end(&name),
            Piece::Text(text) => parser.text(&text),
        }
    }
    parser.close_from(1);
    let root = parser.stack.pop().and_then(|open| open.element);
    root.map(|root| root.children).unwrap_or_default()
}

/// The name given to a button that unfolds something.
pub(super) const UNFOLD: &str = "unfold";

/// Whether an element is the title of what follows.
fn is_title(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'] | b"summary")
}

struct Parser {
    /// The open elements; the first one holds everything.
    stack: Vec<Open>,
    /// The number of open elements beyond the maximum depth.
    ignored: usize,
    /// Meanings of abbreviations that were written out already.
    spelt_out: HashSet<String>,
}

/// An open element.
#[derive(Default)]
struct Open {
    name: String,
    style: Style,
    target: Option<Target>,
    /// Its text is left out, and perhaps counted.
    left_out: Option<Option<Change>>,
    /// Text at its end.
    tail: String,
    /// If it is a node of its own.
    element: Option<Element>,
}

impl Parser {
    fn start(&mut self, name: String, attributes: Attributes, closed: bool) {
        let in_title = self.stack.iter().any(|open| is_title(&open.name));
        let name = match name == "button" && attributes.unfolds() && !in_title {
            true => UNFOLD.to_owned(),
            false => name,
        };
        self.imply_ends(&name);
        match name.as_str() {
            "br" => self.push(Node::Break),
            "img" => self.image(&attributes),
            "input" if attributes.get("type") != Some("hidden") => self.lose(Change::Field),
            "embed" => self.lose(Change::Media),
            "hr" => self.push(Node::Element(Element {
                name: name.clone(),
                ..Element::default()
            })),
            _ => {}
        }
        let is_block = is_block(&name) || name == UNFOLD;
        let has_content = is_block || matches!(&*name, "a" | "b" | "i" | "span" | "em" | "strong");
        // In SVG and MathML, elements may be closed at once.
        if VOID.contains(&name.as_str()) || closed && !has_content {
            return;
        }
        if self.stack.len() > MAX_DEPTH {
            if is_block {
                self.push(Node::Element(Element::default()));
            }
            self.ignored += 1;
            return;
        }
        let mut open = Open {
            style: match name.as_str() {
                "b" | "strong" | "summary" | "legend" => Style::STRONG,
                "i" | "em" | "cite" | "dfn" | "var" => Style::EMPHASIS,
                "sup" => Style::SUPERSCRIPT,
                "sub" => Style::SUBSCRIPT,
                _ => Style::PLAIN,
            },
            left_out: self.left_out(&name, &attributes),
            ..Open::default()
        };
        match name.as_str() {
            "a" => self.link(&attributes, &mut open),
            "q" => {
                self.text("“");
                open.tail = "”".to_owned();
            }
            "abbr" | "acronym" => {
                let meaning = attributes.text(&["title"]).unwrap_or("");
                if !meaning.is_empty() && self.spelt_out.insert(meaning.to_owned()) {
                    open.tail = format!(" ({meaning})");
                }
            }
            "iframe" | "video" | "audio" | "object" | "canvas" => self.lose(Change::Media),
            "button" | "select" | "textarea" if open.left_out.is_some() => {
                self.lose(Change::Field);
            }
            "svg" if open.left_out != Some(Some(Change::Hidden)) => {
                match attributes.text(&["aria-label"]) {
                    None => self.lose(Change::Image),
                    Some(label) => self.text(&format!("[Image: {label}]")),
                }
            }
            _ => {}
        }
        if is_block {
            open.element = Some(Element {
                name: name.clone(),
                attributes,
                children: Vec::new(),
            });
        }
        open.name = name;
        self.stack.push(open);
    }

    /// Ends the elements that the start of this one ends without an end tag.
    fn imply_ends(&mut self, name: &str) {
        if name == "a" {
            return self.end_inline("a");
        }
        if let Some((ended, within)) = ended_by(name) {
            let open = self.open_within(within);
            let outermost = open
                .filter(|(_, open)| ended.contains(&open.name.as_str()))
                .last();
            if let Some((at, _)) = outermost {
                self.close_from(at);
            }
        }
    }

    fn end(&mut self, name: &str) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        if name == "br" {
            return self.push(Node::Break);
        }
        let is_unfold = name == "button" && self.stack.iter().any(|open| open.name == UNFOLD);
        let name = if is_unfold { UNFOLD } else { name };
        if !is_block(name) && !is_unfold {
            return self.end_inline(name);
        }
        let within: &[&str] = match name {
            "table" => &[],
            "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => &["table"],
            "li" => &["ul", "ol", "menu", "dir", "td", "th"],
            "dt" | "dd" => &["dl", "td", "th"],
            _ => &["td", "th", "caption"],
        };
        let innermost = self.open_within(within).find(|(_, open)| open.name == name);
        match innermost.map(|(at, _)| at) {
            Some(at) => self.close_from(at),
            // It still separates what is before it from what is after it.
            None => self.push(Node::Element(Element::default())),
        }
    }

    /// Ends an element within a line, and nothing that was opened in it.
    fn end_inline(&mut self, name: &str) {
        let mut open = self.open_within(&["td", "th", "caption"]);
        if let Some((at, _)) = open.find(|(_, open)| open.name == name) {
            drop(open);
            let open = self.stack.remove(at);
            self.text(&open.tail);
        }
    }

    /// The open elements from the innermost to the first of `within`.
    fn open_within(&self, within: &[&str]) -> impl Iterator<Item = (usize, &Open)> {
        let mut ended = false;
        let open = self.stack.iter().enumerate().skip(1).rev();
        open.take_while(move |(_, open)| {
            !std::mem::replace(&mut ended, within.contains(&open.name.as_str()))
        })
    }

    /// Closes the open elements from this one on.
    fn close_from(&mut self, at: usize) {
        while self.stack.len() > at.max(1) {
            let Some(open) = self.stack.pop() else { return };
            self.text(&open.tail);
            if let Some(element) = open.element.filter(|_| open.left_out.is_none()) {
                self.push(Node::Element(element));
            }
        }
    }

    fn push(&mut self, node: Node) {
        let holders = self.stack.iter_mut().rev();
        let mut holders = holders.filter(|open| open.left_out.is_none());
        let Some(open) = holders.find_map(|open| open.element.as_mut()) else {
            return;
        };
        // Several of them in a row separate no more than one.
        let is_empty = |node: &Node| {
            matches!(node, Node::Element(element) if element.children.is_empty()
                && !matches!(element.name.as_str(), "td" | "th" | "li" | "hr"))
        };
        if !(is_empty(&node) && open.children.last().is_some_and(is_empty)) {
            open.children.push(node);
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(change) = self.stack.iter().find_map(|open| open.left_out) {
            if let Some(change) = change.filter(|_| !text.trim().is_empty()) {
                self.push(Node::Lost(change));
            }
            return;
        }
        // Entities may have been encoded again and again.
        let text = decode(&decode(text));
        let spaces = ['\u{a0}', '\u{2007}', '\u{202f}', '\t', '\u{c}'];
        let styles = self.stack.iter().map(|open| open.style);
        self.push(Node::Text(Span {
            text: clean(&text.replace(spaces, " ")).into_owned(),
            style: styles.fold(Style::PLAIN, |all, style| all | style),
            target: self.stack.iter().rev().find_map(|open| open.target.clone()),
        }));
    }

    fn image(&mut self, attributes: &Attributes) {
        let is_pixel = ["width", "height"]
            .into_iter()
            .any(|key| matches!(attributes.text(&[key]), Some("0" | "1")));
        // An empty description says that it is decorative.
        let is_decorative = attributes.get("alt").is_some() || attributes.is_hidden();
        match attributes.text(&["alt", "title", "aria-label"]) {
            Some(_) if attributes.is_hidden() => self.lose(Change::Hidden),
            Some(text) => self.text(&format!("[Image: {text}]")),
            None if is_pixel || is_decorative => {}
            None => self.lose(Change::Image),
        }
    }

    fn link(&mut self, attributes: &Attributes, open: &mut Open) {
        let address = attributes.text(&["href"]).unwrap_or("");
        let scheme = address.split_once(':').map(|(scheme, _)| scheme);
        let scheme = scheme.filter(|scheme| !scheme.contains(['/', '?', '#']));
        match scheme.unwrap_or("").to_ascii_lowercase().as_str() {
            "http" | "https" | "mailto" | "tel" => {
                open.target = Some(Target::Url(address.to_owned()));
                open.style = Style::LINK;
            }
            "javascript" => {}
            _ if address.is_empty() || address.starts_with('#') => {}
            // To another file; `links` finds out which.
            "" if !address.starts_with("//") => {
                open.target = Some(Target::Url(format!("file:{address}")));
                open.style = Style::LINK;
            }
            _ => self.lose(Change::Link),
        }
    }

    /// Whether the text of an element is left out, and how that is counted.
    fn left_out(&self, name: &str, attributes: &Attributes) -> Option<Option<Change>> {
        match name {
            "script" | "style" | "template" | "noscript" | "svg" | "head" | "title" => Some(None),
            "iframe" | "video" | "audio" | "object" | "canvas" => Some(None),
            // A heading that can be clicked is a heading.
            "button" if self.stack.iter().any(|open| is_title(&open.name)) => None,
            "button" | "select" | "textarea" => Some(None),
            "del" | "s" | "strike" => Some(Some(Change::Struck)),
            _ if attributes.is_struck() => Some(Some(Change::Struck)),
            _ if attributes.is_hidden() && !is_block(name) => Some(Some(Change::Hidden)),
            _ => None,
        }
    }

    /// Counts something visible on the page that has no text.
    fn lose(&mut self, loss: Change) {
        if self.stack.iter().all(|open| open.left_out.is_none()) {
            self.push(Node::Lost(loss));
        }
    }
}
