//! Parses XML into a tree of elements.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::html;
use crate::text::clean::clean_line;

/// Maximum number of elements of one text: empty ones take far more memory than they are long.
const MAX_ELEMENTS: usize = 200_000;

/// Maximum depth of nested elements.
const MAX_DEPTH: usize = 64;

/// An element with its content.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Without its prefix, in lower case.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    content: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    /// The only element of a text, or why there is none.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match parse(text)? {
            (_, Some(open)) => Err(format!("malformed XML: it ends within <{open}>")),
            (element, None) if element.name.is_empty() => Err("there is no XML in it".to_owned()),
            (element, None) => Ok(element),
        }
    }

    /// The first element of a text that breaks off.
    pub(super) fn parse_beginning(text: &str) -> Self {
        parse(text).unwrap_or_default().0
    }

    /// An attribute; empty if there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    /// The first attribute of these names.
    pub(super) fn either(&self, names: &[&str]) -> &str {
        let mut values = names.iter().map(|name| self.attribute(name));
        values.find(|value| !value.is_empty()).unwrap_or("")
    }

    /// The elements in it, in their order.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements at the end of a path such as `synonymlist/synonym`.
    pub(super) fn all(&self, path: &str) -> Vec<&Self> {
        path.split('/').fold(vec![self], |found, name| {
            let inner = found.into_iter().flat_map(Self::elements);
            inner.filter(|element| element.name == name).collect()
        })
    }

    /// The elements of these names in it, at any depth, but not those within one of them.
    pub(super) fn descendants(&self, names: &[&str]) -> Vec<&Self> {
        let found = self.elements().flat_map(|element| {
            if names.contains(&element.name.as_str()) {
                return vec![element];
            }
            element.descendants(names)
        });
        found.collect()
    }

    /// The text in it, markup aside.
    pub(super) fn text(&self) -> String {
        let parts = self.content.iter().map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => element.text(),
        });
        parts.collect()
    }

    /// The text of the first element at the end of a path as one line.
    pub(super) fn line(&self, path: &str) -> String {
        let first = self.all(path).into_iter().next();
        first.map_or_else(String::new, |element| html::line(&element.text()))
    }

    /// The texts of all elements at the end of a path as lines, without the empty ones.
    pub(super) fn lines(&self, path: &str) -> Vec<String> {
        let lines = self.all(path).into_iter().map(|it| html::line(&it.text()));
        lines.filter(|line| !line.is_empty()).collect()
    }

    /// The content of the first element at the end of a path as HTML, whether that is encoded in it or made of elements.
    pub(super) fn html(&self, path: &str) -> String {
        let first = self.all(path).into_iter().next();
        first.map_or_else(String::new, |element| match element.elements().next() {
            None => element.text(),
            Some(_) => element.content.iter().map(written).collect(),
        })
    }
}

fn written(node: &Node) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let element = match node {
        Node::Text(text) => return escaped(text),
        Node::Element(element) => element,
    };
    let attributes = element.attributes.iter();
    let attributes: String = attributes
        .map(|(key, value)| format!(" {key}=\"{}\"", escaped(value).replace('"', "&quot;")))
        .collect();
    let content: String = element.content.iter().map(written).collect();
    let name = &element.name;
    match html::VOID.contains(&name.as_str()) {
        true => format!("<{name}{attributes}>"),
        false => format!("<{name}{attributes}>{content}</{name}>"),
    }
}

/// The first element of a text, and the name of the element in which the text breaks off.
fn parse(text: &str) -> Result<(Element, Option<String>), String> {
    let mut reader = Reader::from_str(text);
    // A bare & is common, and no reason to reject the text.
    reader.config_mut().allow_dangling_amp = true;
    // The first one holds the document.
    let mut open = vec![Element::default()];
    let mut count = 0;
    loop {
        let at = reader.buffer_position();
        let event = reader
            .read_event()
            .map_err(|error| format!("malformed XML: {error} (at byte {at})"))?;
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                count += 1;
                if count > MAX_ELEMENTS || open.len() > MAX_DEPTH {
                    return Err("it has too many elements, or they are nested too deep".to_owned());
                }
                open.push(element(&tag)?);
                if empty {
                    close(&mut open);
                }
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(char)) => add(&mut open, char.encode_utf8(&mut [0; 4])),
                _ => add(&mut open, &html::decode(&format!("&{};", &*name))),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let unfinished = open.last().map(|element| element.name.clone());
    let unfinished = unfinished.filter(|name| !name.is_empty());
    while open.len() > 1 {
        close(&mut open);
    }
    let mut nodes = open.into_iter().flat_map(|document| document.content);
    let first = nodes.find_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    Ok((first.unwrap_or_default(), unfinished))
}

fn element(tag: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element {
        name: tag.local_name().as_ref().to_ascii_lowercase(),
        ..Element::default()
    };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| format!("malformed XML: {error}"))?;
        let key = attribute.key.local_name().as_ref().to_ascii_lowercase();
        let value = clean_line(html::decode(&attribute.value).trim()).into_owned();
        element.attributes.push((key, value));
    }
    Ok(element)
}

/// Moves the innermost open element into the one around it.
fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(element) = open.pop()
        && let Some(around) = open.last_mut()
    {
        around.content.push(Node::Element(element));
    }
}

fn add(open: &mut [Element], text: &str) {
    let Some(element) = open.last_mut() else {
        return;
    };
    match element.content.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => element.content.push(Node::Text(text.to_owned())),
    }
}
