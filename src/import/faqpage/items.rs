//! One model for JSON-LD, microdata and RDFa: items of schema.org with types and properties.
//!
//! Items refer to each other by number, and items with the same id are one item. So a reference is resolved as soon as
//! it is read, wherever in the file the item is described.

use std::collections::{BTreeMap, HashMap};

/// How an item was written. A page may say the same thing in two ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Syntax {
    #[default]
    JsonLd,
    Microdata,
    Rdfa,
}

/// The value of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A text, which may hold HTML, and its language where it has one of its own.
    Text(String, String),
    /// The content of an element of the page.
    Html(&'a str),
    /// Another item.
    Item(usize),
}

/// A thing with types and properties.
#[derive(Debug, Default)]
struct Item<'a> {
    types: Vec<String>,
    id: String,
    syntax: Syntax,
    properties: BTreeMap<String, Vec<Value<'a>>>,
}

/// The items of a file.
#[derive(Debug, Default)]
pub(super) struct Items<'a> {
    items: Vec<Item<'a>>,
    ids: HashMap<String, usize>,
    /// What the file's contexts call the vocabulary (`s:` for `http://schema.org/`) and its terms.
    prefixes: Vec<String>,
    terms: HashMap<String, String>,
    /// The page's address, against which `#id` is resolved.
    pub(super) base: String,
    /// Scripts read so far. What one calls `_:b0` is nothing to the others.
    pub(super) scripts: usize,
    /// Items that are nested too deeply to be read.
    pub(super) too_deep: usize,
}

impl<'a> Items<'a> {
    /// A new item; the same one again for an id that is known.
    pub(super) fn add(&mut self, id: &str, syntax: Syntax) -> usize {
        let id = match id {
            id if id.starts_with('#') => format!("{}{id}", self.base),
            id if id.starts_with("_:") => format!("{id} of script {}", self.scripts),
            id => id.to_owned(),
        };
        if let Some(known) = self.ids.get(&id) {
            return *known;
        }
        let at = self.items.len();
        if !id.is_empty() {
            self.ids.insert(id.clone(), at);
        }
        self.items.push(Item {
            id,
            syntax,
            ..Item::default()
        });
        at
    }

    /// Adds types, written with or without the vocabulary's address.
    pub(super) fn add_types<'t>(&mut self, item: usize, types: impl Iterator<Item = &'t str>) {
        let types: Vec<String> = types.filter_map(|kind| self.name(kind)).collect();
        self.items[item].types.extend(types);
    }

    /// Adds a value to a property, whose name is written with or without the vocabulary's address.
    pub(super) fn push(&mut self, item: usize, property: &str, value: Value<'a>) {
        if let Some(name) = self.name(property) {
            let properties = &mut self.items[item].properties;
            properties.entry(name).or_default().push(value);
        }
    }

    /// Learns what a prefix or a term of the file means.
    pub(super) fn define(&mut self, term: &str, meaning: &str) {
        match local(meaning) {
            Some("") => self.prefixes.push(term.to_owned()),
            _ => {
                self.terms.insert(term.to_owned(), meaning.to_owned());
            }
        }
    }

    /// The name in schema.org of a type or property, or a keyword of JSON-LD; `None` for one of another vocabulary.
    pub(super) fn name(&self, written: &str) -> Option<String> {
        let written = self.terms.get(written).map_or(written, String::as_str);
        if let Some(name) = local(written) {
            return Some(name.to_owned());
        }
        let name = match written.split_once(':') {
            None => written,
            Some((prefix, name)) => {
                let known = prefix == "schema" || self.prefixes.iter().any(|own| own == prefix);
                Some(name).filter(|_| known)?
            }
        };
        // The vocabulary's own context calls the keywords so.
        Some(match name {
            "id" => "@id".to_owned(),
            "type" => "@type".to_owned(),
            name => name.to_owned(),
        })
    }

    /// The numbers of all items, in the order in which they were met.
    pub(super) fn all(&self) -> std::ops::Range<usize> {
        0..self.items.len()
    }

    pub(super) fn is(&self, item: usize, types: &[&str]) -> bool {
        let own = &self.items[item].types;
        own.iter().any(|kind| types.contains(&kind.as_str()))
    }

    pub(super) fn id(&self, item: usize) -> &str {
        &self.items[item].id
    }

    pub(super) fn syntax(&self, item: usize) -> Syntax {
        self.items[item].syntax
    }

    /// The values of a property. A text that is the id of an item is that item.
    pub(super) fn values(&self, item: usize, property: &str) -> impl Iterator<Item = Value<'a>> {
        let values = self.items[item].properties.get(property);
        values.into_iter().flatten().map(|value| match value {
            Value::Text(id, _) => match self.ids.get(id.as_str()) {
                Some(item) => Value::Item(*item),
                None => self.relative(id).unwrap_or_else(|| value.clone()),
            },
            value => value.clone(),
        })
    }

    fn relative(&self, id: &str) -> Option<Value<'a>> {
        let id = format!("{}{id}", self.base);
        let known = id.contains('#').then(|| self.ids.get(&id))??;
        Some(Value::Item(*known))
    }

    /// The items among the values of a property.
    pub(super) fn things(&self, item: usize, property: &str) -> impl Iterator<Item = usize> {
        self.values(item, property).filter_map(|value| match value {
            Value::Item(item) => Some(item),
            _ => None,
        })
    }
}

/// What stands behind the vocabulary's address.
fn local(address: &str) -> Option<&str> {
    let rest = address.trim_start_matches("https:");
    let rest = rest.trim_start_matches("http:").strip_prefix("//")?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let rest = rest.strip_prefix("schema.org")?;
    Some(rest.trim_start_matches(['/', '#']))
}
