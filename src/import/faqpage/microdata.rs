//! Microdata -> the tree that JSON-LD would have given. The content of an item's property is kept as HTML.

use serde_json::{Map, Value};

use crate::import::html::{Piece, VOID};

use super::attribute;

/// An open element that means something.
struct Open {
    /// How many elements were open before it.
    depth: usize,
    /// The property that it is, of the item around it.
    property: Option<String>,
    /// The item that it is.
    item: Option<Map<String, Value>>,
    /// What was said in an attribute.
    value: Option<String>,
    /// Its content.
    html: String,
}

/// The items of a page that are no property of another.
pub(super) fn items(pieces: &[Piece]) -> Vec<Value> {
    let mut reader = Reader::default();
    for piece in pieces {
        match piece {
            Piece::Start(name, attributes, closed) => reader.start(name, attributes, *closed),
            Piece::End(name) => reader.end(name),
            Piece::Text(text) => reader.text(text),
        }
    }
    while !reader.elements.is_empty() {
        reader.pop();
    }
    reader.found
}

#[derive(Default)]
struct Reader {
    elements: Vec<String>,
    open: Vec<Open>,
    found: Vec<Value>,
}

impl Reader {
    fn start(&mut self, name: &str, attributes: &[(String, String)], closed: bool) {
        let tag = written(name, attributes);
        for open in &mut self.open {
            open.html.push_str(&tag);
        }
        let property = attribute(attributes, "itemprop").map(str::to_owned);
        let scope = attribute(attributes, "itemscope").is_some();
        if property.is_some() || scope {
            let value = ["content", "datetime", "href", "src"]
                .iter()
                .find_map(|key| attribute(attributes, key))
                .map(str::to_owned);
            let kind = attribute(attributes, "itemtype").unwrap_or("");
            let item = scope.then(|| {
                let kind = kind.rsplit(['/', '#']).next().unwrap_or(kind);
                Map::from_iter([("@type".to_owned(), Value::from(kind))])
            });
            self.open.push(Open {
                depth: self.elements.len(),
                property,
                item,
                value,
                html: String::new(),
            });
        }
        self.elements.push(name.to_owned());
        if closed || VOID.contains(&name) {
            self.pop();
        }
    }

    /// Closes the element and those that were left open inside it.
    fn end(&mut self, name: &str) {
        let Some(at) = self.elements.iter().rposition(|open| open == name) else {
            return;
        };
        while self.elements.len() > at + 1 {
            self.pop();
        }
        self.pop();
        for open in &mut self.open {
            open.html.push_str(&format!("</{name}>"));
        }
    }

    fn text(&mut self, text: &str) {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        for open in &mut self.open {
            open.html.push_str(&escaped);
        }
    }

    fn pop(&mut self) {
        self.elements.pop();
        if self
            .open
            .last()
            .is_none_or(|open| open.depth != self.elements.len())
        {
            return;
        }
        let Some(open) = self.open.pop() else {
            return;
        };
        let value = match (open.item, open.value) {
            (Some(item), _) => Value::Object(item),
            (None, Some(value)) => Value::String(value),
            (None, None) => Value::String(open.html),
        };
        let around = self
            .open
            .iter_mut()
            .rev()
            .find_map(|open| open.item.as_mut());
        match (open.property, around) {
            (Some(property), Some(item)) => {
                for property in property.split_whitespace() {
                    let all = item
                        .entry(property)
                        .or_insert_with(|| Value::Array(Vec::new()));
                    if let Value::Array(all) = all {
                        all.push(value.clone());
                    }
                }
            }
            _ if value.is_object() => self.found.push(value),
            _ => {}
        }
    }
}

/// A start tag, as far as an answer needs it.
fn written(name: &str, attributes: &[(String, String)]) -> String {
    match attribute(attributes, "href") {
        Some(href) => format!(
            "<{name} href=\"{}\">",
            href.replace('&', "&amp;").replace('"', "&quot;")
        ),
        None => format!("<{name}>"),
    }
}
