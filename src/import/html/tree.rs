//! HTML -> its blocks as a tree, and in them text with its style and link.
//!
//! Elements within a line are no nodes: they are the style of their text, so that no order of tags makes it wrong.

use std::collections::HashSet;

use crate::import::changes::Change;
use crate::text::clean::clean;
use crate::text::{Span, Style, Target};

use super::tags::{self, VOID};
use super::{ENCODED, Piece, decode, has_entity, pieces};

/// How deep elements may be nested. What is deeper is read as if it stood at this depth.
const DEPTH: usize = 64;

/// A part of the content of an element.
#[derive(Debug)]
pub(super) enum Node {
    Text(Span),
    Break,
    Element(Element),
}

/// An element on lines of its own.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

impl Element {
    pub(super) fn attribute(&self, key: &str) -> Option<&str> {
        attribute(&self.attributes, key)
    }

    /// An attribute that is a number.
    pub(super) fn number<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.attribute(key)?.trim().parse().ok()
    }

    /// The elements in it, without those that only hold others together.
    pub(super) fn parts<'a>(&'a self, through: &[&str], out: &mut Vec<&'a Node>) {
        for node in &self.children {
            match node {
                Node::Element(element) if through.contains(&element.name.as_str()) => {
                    element.parts(through, out);
                }
                node => out.push(node),
            }
        }
    }
}

/// The content of `html`; `hidden`: also what a browser would not show. What has no text is added to `losses`.
pub(super) fn parse(html: &str, hidden: bool, losses: &mut Vec<Change>) -> Vec<Node> {
    let mut parser = Parser {
        stack: vec![Open::default()],
        ignored: 0,
        hidden,
        spelt_out: HashSet::new(),
        losses,
    };
    parser.stack[0].element = Some(Element::default());
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

struct Parser<'a> {
    /// The open elements; the first one holds everything.
    stack: Vec<Open>,
    /// Elements that are open beyond the depth.
    ignored: usize,
    hidden: bool,
    /// What abbreviations stand for, once each.
    spelt_out: HashSet<String>,
    losses: &'a mut Vec<Change>,
}

/// An open element.
#[derive(Default)]
struct Open {
    name: String,
    style: Style,
    target: Option<Target>,
    /// Why its text is left out: as this, or silently.
    unseen: Option<Option<Change>>,
    /// Text at its end.
    tail: String,
    /// Where it is a node of its own.
    element: Option<Element>,
}

impl Parser<'_> {
    fn start(&mut self, name: String, attributes: Vec<(String, String)>, closed: bool) {
        self.imply_ends(&name);
        match name.as_str() {
            "br" => return self.push(Node::Break),
            "img" => return self.image(&attributes),
            "input" => {
                let kind = attribute(&attributes, "type").unwrap_or("text");
                if kind != "hidden" {
                    self.lose(Change::Field);
                }
                return;
            }
            "hr" => {
                return self.push(Node::Element(Element {
                    name,
                    ..Element::default()
                }));
            }
            name if VOID.contains(&name) => {
                if name == "embed" {
                    self.lose(Change::Media);
                }
                return;
            }
            _ => {}
        }
        let block = tags::is_block(&name);
        // In SVG and MathML, elements may be closed at once.
        if closed && !block && !matches!(name.as_str(), "a" | "b" | "i" | "span" | "em" | "strong")
        {
            return;
        }
        if self.stack.len() > DEPTH {
            if block {
                self.push(Node::Element(Element::default()));
            }
            self.ignored += 1;
            return;
        }
        let mut open = Open {
            style: style(&name),
            unseen: self.unseen(&name, &attributes),
            ..Open::default()
        };
        match name.as_str() {
            "a" => self.link(&attributes, &mut open),
            "q" => {
                self.text("“");
                open.tail = "”".to_owned();
            }
            "abbr" | "acronym" => {
                let title = attribute(&attributes, "title").unwrap_or("").trim();
                if !title.is_empty() && self.spelt_out.insert(title.to_owned()) {
                    open.tail = format!(" ({title})");
                }
            }
            "iframe" | "video" | "audio" | "object" | "canvas" => self.lose(Change::Media),
            "button" | "select" | "textarea" if open.unseen.is_some() => self.lose(Change::Field),
            "svg" if open.unseen != Some(Some(Change::Hidden)) => {
                let label = attribute(&attributes, "aria-label")
                    .unwrap_or("")
                    .to_owned();
                match label.trim().is_empty() {
                    true => self.lose(Change::Image),
                    false => self.text(&format!("[Image: {label}]")),
                }
            }
            _ => {}
        }
        if block {
            open.element = Some(Element {
                name: name.clone(),
                attributes,
                children: Vec::new(),
            });
        }
        open.name = name;
        self.stack.push(open);
    }

    /// Ends what the start of this element ends without saying so.
    fn imply_ends(&mut self, name: &str) {
        if name == "a" {
            return self.end_inline("a");
        }
        let Some((ended, within)) = tags::ended_by(name) else {
            return;
        };
        if let Some(at) = self.find(|open| ended.contains(&open), within, true) {
            self.close_from(at);
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
        if !tags::is_block(name) {
            return self.end_inline(name);
        }
        let within: &[&str] = match name {
            "table" => &[],
            "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => &["table"],
            "li" => &["ul", "ol", "menu", "dir", "td", "th"],
            "dt" | "dd" => &["dl", "td", "th"],
            _ => &["td", "th", "caption"],
        };
        match self.find(|open| open == name, within, false) {
            Some(at) => self.close_from(at),
            // It still parts what is before it from what is behind.
            None => self.push(Node::Element(Element::default())),
        }
    }

    /// Ends an element within a line, and nothing that was opened in it.
    fn end_inline(&mut self, name: &str) {
        let cell = ["td", "th", "caption"];
        if let Some(at) = self.find(|open| open == name, &cell, false) {
            let open = self.stack.remove(at);
            self.text(&open.tail);
        }
    }

    /// The innermost (or outermost) open element of this kind, looking no further than to one of `within`.
    fn find(&self, is: impl Fn(&str) -> bool, within: &[&str], outermost: bool) -> Option<usize> {
        let mut found = None;
        for (at, open) in self.stack.iter().enumerate().skip(1).rev() {
            if is(&open.name) {
                found = Some(at);
                if !outermost {
                    break;
                }
            } else if within.contains(&open.name.as_str()) {
                break;
            }
        }
        found
    }

    /// Closes the open elements from this one on.
    fn close_from(&mut self, at: usize) {
        while self.stack.len() > at.max(1) {
            let Some(open) = self.stack.pop() else { return };
            if !open.tail.is_empty() {
                self.text(&open.tail);
            }
            if let Some(element) = open.element
                && open.unseen.is_none()
            {
                self.push(Node::Element(element));
            }
        }
    }

    fn push(&mut self, node: Node) {
        let mut holders = self.stack.iter_mut().rev();
        let Some(open) = holders.find_map(|open| open.element.as_mut()) else {
            return;
        };
        let empty = |node: &Node| match node {
            Node::Element(element) => {
                element.children.is_empty()
                    && !matches!(element.name.as_str(), "td" | "th" | "li" | "hr")
            }
            _ => false,
        };
        if !(empty(&node) && open.children.last().is_some_and(empty)) {
            open.children.push(node);
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(why) = self.stack.iter().find_map(|open| open.unseen) {
            if let Some(loss) = why.filter(|_| !text.trim().is_empty()) {
                self.losses.push(loss);
                self.losses.dedup();
            }
            return;
        }
        let mut text = text.to_owned();
        for _ in 1..ENCODED {
            if has_entity(&text) {
                text = decode(&text);
            }
        }
        let blanks = ['\u{a0}', '\u{2007}', '\u{202f}', '\t', '\u{c}'];
        let text = clean(&text.replace(blanks, " ")).into_owned();
        let style = self
            .stack
            .iter()
            .fold(Style::PLAIN, |all, open| all | open.style);
        let target = self.stack.iter().rev().find_map(|open| open.target.clone());
        self.push(Node::Text(Span {
            text,
            style,
            target,
        }));
    }

    fn image(&mut self, attributes: &[(String, String)]) {
        let said = ["alt", "title", "aria-label"]
            .into_iter()
            .find_map(|key| attribute(attributes, key).filter(|text| !text.trim().is_empty()));
        let size = |key| attribute(attributes, key).map(str::trim);
        let is_pixel = ["width", "height"]
            .into_iter()
            .any(|key| matches!(size(key), Some("0" | "1")));
        // Without words on purpose: an ornament.
        let ornament = attribute(attributes, "alt").is_some() || is_hidden(attributes);
        match said {
            Some(_) if is_hidden(attributes) && !self.hidden => self.lose(Change::Hidden),
            Some(text) => self.text(&format!("[Image: {}]", text.trim())),
            None if is_pixel || ornament => {}
            None => self.lose(Change::Image),
        }
    }

    fn link(&mut self, attributes: &[(String, String)], open: &mut Open) {
        let address = attribute(attributes, "href").unwrap_or("").trim();
        let scheme = address
            .split_once(':')
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https" | "mailto" | "tel") => {
                open.target = Some(Target::Url(address.to_owned()));
                open.style = Style::LINK;
            }
            Some("javascript") => {}
            _ if address.is_empty() || address.starts_with('#') => {}
            _ => self.lose(Change::Link),
        }
    }

    /// Why the text of an element is left out, where it is.
    fn unseen(&self, name: &str, attributes: &[(String, String)]) -> Option<Option<Change>> {
        let titled = |open: &Open| matches!(open.name.as_bytes(), [b'h', b'1'..=b'6'] | b"summary");
        match name {
            "script" | "style" | "template" | "noscript" | "svg" | "head" | "title" => Some(None),
            "iframe" | "video" | "audio" | "object" | "canvas" => Some(None),
            // A heading that can be clicked is a heading.
            "button" if self.stack.iter().any(titled) => None,
            "button" | "select" | "textarea" => Some(None),
            "del" | "s" | "strike" => Some(Some(Change::Struck)),
            _ if is_struck(attributes) => Some(Some(Change::Struck)),
            _ if is_hidden(attributes) && !self.hidden => Some(Some(Change::Hidden)),
            _ => None,
        }
    }

    /// Something that is seen on the page has no text.
    fn lose(&mut self, loss: Change) {
        if self.stack.iter().all(|open| open.unseen.is_none()) {
            self.losses.push(loss);
            self.losses.dedup();
        }
    }
}

fn style(name: &str) -> Style {
    match name {
        "b" | "strong" | "summary" | "legend" => Style::STRONG,
        "i" | "em" | "cite" | "dfn" | "var" => Style::EMPHASIS,
        "sup" => Style::SUPERSCRIPT,
        "sub" => Style::SUBSCRIPT,
        _ => Style::PLAIN,
    }
}

fn attribute<'a>(attributes: &'a [(String, String)], key: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|(name, _)| name == key);
    found.map(|(_, value)| value.as_str())
}

/// Whether a rule in the `style` attribute has one of these values.
fn has_rule(attributes: &[(String, String)], rule: &str, value: &str) -> bool {
    let style = attribute(attributes, "style")
        .unwrap_or("")
        .to_ascii_lowercase();
    style.split(';').any(|declaration| {
        declaration
            .split_once(':')
            .is_some_and(|(key, set)| key.trim().starts_with(rule) && set.contains(value))
    })
}

fn is_hidden(attributes: &[(String, String)]) -> bool {
    attribute(attributes, "hidden").is_some_and(|value| value != "until-found")
        || attribute(attributes, "aria-hidden").is_some_and(|value| value.trim() == "true")
        || has_rule(attributes, "display", "none")
        || has_rule(attributes, "visibility", "hidden")
}

fn is_struck(attributes: &[(String, String)]) -> bool {
    has_rule(attributes, "text-decoration", "line-through")
}
