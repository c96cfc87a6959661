//! One model for JSON-LD, microdata and RDFa: schema.org items with types and properties.
//!
//! Items refer to each other by number, and items with the same id are one item. So a reference is resolved as soon as
//! it is read, wherever in the file the item is described.

use std::collections::{BTreeMap, HashMap};

use crate::import::html::Node;
use crate::import::name::lists;

/// The value of a property.
#[derive(Debug, Clone)]
pub(in crate::import) enum Value<'a> {
    /// A text, which may be HTML.
    Text(String),
    /// The content of an element of the page.
    Html(&'a [Node]),
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
    properties: BTreeMap<String, Vec<Value<'a>>>,
}

/// The items of a file.
#[derive(Debug)]
pub(in crate::import) struct Items<'a> {
    items: Vec<Item<'a>>,
    ids: HashMap<String, usize>,
    /// The page's address, against which `#id` is resolved.
    pub(super) base: String,
    /// Scripts read so far. An id such as `_:b0` is valid only within one of them.
    pub(super) scripts: usize,
}

/// The item for what the head of the page says.
pub(in crate::import) const HEAD: usize = 0;

impl<'a> Items<'a> {
    /// Only the item of the head.
    pub(in crate::import) fn new() -> Self {
        Self {
            items: vec![Item::default()],
            ids: HashMap::new(),
            base: String::new(),
            scripts: 0,
        }
    }

    /// Adds an item, unless there is one with this id, and returns its number.
    pub(super) fn add(&mut self, id: &str) -> usize {
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
            ..Item::default()
        });
        at
    }

    /// Adds an item with this type and no id.
    pub(super) fn add_new(&mut self, kind: &str) -> usize {
        let item = self.add("");
        self.add_types(item, [kind]);
        item
    }

    /// Adds types, written with or without the vocabulary's address.
    pub(super) fn add_types<'t>(&mut self, item: usize, types: impl IntoIterator<Item = &'t str>) {
        let types = types.into_iter().filter_map(schema_name);
        self.items[item].types.extend(types.map(str::to_owned));
    }

    /// Adds a value to a property, whose name is written with or without the vocabulary's address.
    pub(super) fn push(&mut self, item: usize, property: &str, value: Value<'a>) {
        if let Some(name) = schema_name(property) {
            let properties = &mut self.items[item].properties;
            properties.entry(name.to_owned()).or_default().push(value);
        }
    }

    /// Adds a text to a property, unless it is blank.
    pub(in crate::import) fn push_text(&mut self, item: usize, property: &str, text: &str) {
        if !text.trim().is_empty() {
            self.push(item, property, Value::Text(text.to_owned()));
        }
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

    /// Whether an item has this property.
    pub(in crate::import) fn has(&self, item: usize, property: &str) -> bool {
        self.items[item].properties.contains_key(property)
    }

    /// The values of a property. A text that is the id of an item stands for that item.
    pub(super) fn values(&self, item: usize, property: &str) -> impl Iterator<Item = Value<'a>> {
        let values = self.items[item].properties.get(property);
        values.into_iter().flatten().map(|value| {
            let referenced = match value {
                Value::Text(id) => self.ids.get(id).or_else(|| {
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

/// The name in schema.org of a type or property, or a term of clinfaq's own with its prefix; `None` for one of another
/// vocabulary.
pub(super) fn schema_name(written: &str) -> Option<&str> {
    if let Some((scheme, rest)) = written.split_once("//")
        && matches!(scheme, "" | "http:" | "https:")
    {
        let rest = rest.strip_prefix("www.").unwrap_or(rest);
        let name = rest.strip_prefix("schema.org")?;
        return Some(name.trim_start_matches(['/', '#']));
    }
    match written.split_once(':') {
        None | Some(("clinfaq", _)) => Some(written),
        Some(("schema", name)) => Some(name),
        Some(_) => None,
    }
}
