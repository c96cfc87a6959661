//! One model for JSON-LD, microdata and RDFa: schema.org items with types and properties.
//!
//! Items refer to each other by number, and items with the same id are one item. So a reference is resolved as soon as
//! it is read, wherever in the file the item is described.

use std::collections::{BTreeMap, HashMap};

use crate::import::name::lists;

/// How an item was written. A page may give the same information in two ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Syntax {
    #[default]
    JsonLd,
    Microdata,
    Rdfa,
    /// As headings and text.
    Visible,
}

/// The value of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) enum Value<'a> {
    /// A text, which may be HTML, and its language if it has its own.
    Text(String, String),
    /// The content of an element of the page.
    Html(&'a str),
    Markdown(String),
    /// Another item.
    Item(usize),
}

/// The items that hold each item.
pub(super) type Holders = HashMap<usize, Vec<usize>>;

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
pub(in crate::import) struct Items<'a> {
    items: Vec<Item<'a>>,
    ids: HashMap<String, usize>,
    /// The file's own prefixes for the vocabulary (`s:` for `http://schema.org/`) and names for its terms.
    prefixes: Vec<String>,
    terms: HashMap<String, String>,
    /// The page's address, against which `#id` is resolved.
    pub(super) base: String,
    /// The page's language.
    pub(super) language: String,
    /// Scripts read so far. An id such as `_:b0` is valid only within one of them.
    pub(super) scripts: usize,
    /// Items that are nested too deeply to be read.
    pub(super) too_deep: usize,
}

/// The item of what the head of the page says.
pub(in crate::import) const HEAD: usize = 0;

impl<'a> Items<'a> {
    /// No item but that of the head.
    pub(in crate::import) fn new() -> Self {
        Self {
            items: vec![Item::default()],
            ..Self::default()
        }
    }

    /// Adds a text to a property, unless it is blank.
    pub(in crate::import) fn push_text(&mut self, item: usize, property: &str, text: &str) {
        if !text.trim().is_empty() {
            self.push(item, property, Value::Text(text.to_owned(), String::new()));
        }
    }

    /// Adds an item, unless there is one with this id, and gives its number.
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

    /// Defines a prefix or a term of the file.
    pub(super) fn define(&mut self, term: &str, meaning: &str) {
        match without_address(meaning) {
            Some("") => self.prefixes.push(term.to_owned()),
            _ => {
                self.terms.insert(term.to_owned(), meaning.to_owned());
            }
        }
    }

    /// The name in schema.org of a type or property, or a keyword of JSON-LD, or a term of clinfaq's own with its prefix;
    /// `None` for one of another vocabulary.
    pub(super) fn name(&self, written: &str) -> Option<String> {
        let written = self.terms.get(written).map_or(written, String::as_str);
        if let Some(name) = without_address(written) {
            return Some(name.to_owned());
        }
        let name = match written.split_once(':') {
            None => written,
            Some(("schema", name)) => name,
            Some(("clinfaq", _)) => written,
            Some((prefix, name)) => {
                self.prefixes.iter().find(|own| *own == prefix)?;
                name
            }
        };
        Some(match name {
            // The vocabulary's own context renames these keywords.
            "id" | "type" => format!("@{name}"),
            name => name.to_owned(),
        })
    }

    /// The numbers of all items, in the order in which they were read.
    pub(super) fn all(&self) -> std::ops::Range<usize> {
        0..self.items.len()
    }

    /// Whether an item has one of these types, which are separated by spaces.
    pub(super) fn is(&self, item: usize, types: &str) -> bool {
        let own = &self.items[item].types;
        own.iter().any(|kind| lists(types, kind))
    }

    pub(super) fn id(&self, item: usize) -> &str {
        &self.items[item].id
    }

    pub(super) fn syntax(&self, item: usize) -> Syntax {
        self.items[item].syntax
    }

    /// The values of a property. A text that is the id of an item stands for that item.
    pub(in crate::import) fn values(
        &self,
        item: usize,
        property: &str,
    ) -> impl Iterator<Item = Value<'a>> {
        let values = self.items[item].properties.get(property);
        values.into_iter().flatten().map(|value| {
            let referenced = match value {
                Value::Text(id, _) => self.ids.get(id).or_else(|| {
                    let id = format!("{}{id}", self.base);
                    self.ids.get(&id).filter(|_| id.contains('#'))
                }),
                _ => None,
            };
            referenced.map_or_else(|| value.clone(), |item| Value::Item(*item))
        })
    }

    /// The items among the values of some properties.
    pub(super) fn things(&self, item: usize, properties: &[&str]) -> impl Iterator<Item = usize> {
        let values = properties.iter().flat_map(move |it| self.values(item, it));
        values.filter_map(|value| match value {
            Value::Item(item) => Some(item),
            _ => None,
        })
    }
}

/// What follows the vocabulary's address.
fn without_address(address: &str) -> Option<&str> {
    let rest = address.trim_start_matches("https:");
    let rest = rest.trim_start_matches("http:").strip_prefix("//")?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let rest = rest.strip_prefix("schema.org")?;
    Some(rest.trim_start_matches(['/', '#']))
}
