//! Microdata and RDFa -> items, and what the head of a page says. The content of a property stays a part of the page.

use std::collections::HashSet;

use super::items::{HEAD, Items, Value, schema_name};
use super::values::full_address;
use crate::import::html::{self, Element, Node};
use crate::import::name::{lists, rows, single_spaced};

/// What a page says besides its items.
#[derive(Debug, Default)]
pub(in crate::import) struct Head {
    pub(super) language: String,
    pub(super) title: String,
    /// Its own address.
    pub(super) canonical: String,
    /// Its JSON-LD.
    pub(super) scripts: Vec<String>,
}

/// How far from the beginning of a file browsers write the address that it was saved from, in bytes.
const COMMENTS: usize = 4096;

/// Maximum length of the text before a `<time>` that says what happened then, in bytes.
const LABEL: usize = 60;

/// Names in `<meta>`, and the property that they state.
const META: &str = include_str!("../../../assets/import/page-metadata.txt");

/// Properties that are addresses. As the property of a link, they are its target, and any other is its text.
const ADDRESSES: &[&str] = &["url", "sameAs", "license", "mainEntityOfPage", "isPartOf"];

/// The property with the whole content of an item, for answers that name no text.
pub(super) const CONTENT: &str = "@content";

struct Reader<'a, 'i> {
    items: &'i mut Items<'a>,
    head: Head,
    /// The text since the last `<time>`.
    label: String,
    /// Properties of items whose elements are open. Within itself a property is not read again.
    reading: HashSet<(usize, String)>,
}

/// Reads the markup of a page, whose content is `nodes`, into `items`.
pub(super) fn read<'a>(html: &str, nodes: &'a [Node], items: &mut Items<'a>) -> Head {
    let mut reader = Reader {
        items,
        head: Head::default(),
        label: String::new(),
        reading: HashSet::new(),
    };
    reader.nodes(nodes, None);
    let Reader {
        items, mut head, ..
    } = reader;
    let comments = &html[..html.floor_char_boundary(COMMENTS)];
    let said = |before: &str| {
        let rest = comments.split_once(before)?.1;
        let end = rest.find(['\n', '\r']).or(rest.find(" -->"))?;
        Some(rest[..end].trim_end_matches("-->").trim())
    };
    if let Some(day) = said("saved date:") {
        items.push_text(HEAD, "@accessed", day);
    }
    if head.canonical.is_empty() {
        let own = items.line(HEAD, &["url"]);
        let saved = said("saved from url=").and_then(|url| url.split_once(')'));
        let saved = saved.map(|(_, url)| url).or_else(|| said("url:"));
        let saved = saved.and_then(full_address).unwrap_or_default();
        head.canonical = full_address(&own).unwrap_or(saved);
    }
    head
}

impl<'a> Reader<'a, '_> {
    /// Reads elements; `around` is the item that they are in.
    fn nodes(&mut self, nodes: &'a [Node], around: Option<usize>) {
        for node in nodes {
            match node {
                Node::Text(text) => self.label.push_str(text),
                Node::Element(element) => {
                    self.head(element);
                    self.element(element, around);
                }
            }
        }
    }

    fn element(&mut self, element: &'a Element, around: Option<usize>) {
        let attribute = |key: &str| element.attributes.get(key);
        let microdata = ["itemscope", "itemprop", "itemtype"];
        let (kind, property, id, is_item);
        if microdata.iter().any(|key| attribute(key).is_some()) {
            (kind, property) = (attribute("itemtype"), attribute("itemprop"));
            id = attribute("itemid");
            is_item = attribute("itemscope").is_some();
        } else {
            (kind, property) = (attribute("typeof"), attribute("property"));
            id = attribute("about").or_else(|| attribute("resource"));
            is_item = kind.is_some() || id.is_some() && property.is_none();
        }
        let names = property.unwrap_or("").split_whitespace();
        let mut properties: Vec<&str> = names.filter_map(schema_name).collect();
        let content = || Value::Html(&element.children);
        let mut inner = around;
        let value = if is_item {
            let item = self.items.add(id.unwrap_or(""));
            let kinds = kind.unwrap_or("");
            self.items.add_types(item, kinds.split_whitespace());
            self.items.push(item, CONTENT, content());
            // Without a property it is at least a part of the page.
            if properties.is_empty() {
                properties.push("hasPart");
            }
            inner = Some(item);
            Value::Item(item)
        } else {
            let is_address = |name: &&str| ADDRESSES.contains(name);
            let text = attribute("content").or_else(|| match element.name.as_str() {
                "link" => attribute("href"),
                "a" | "area" if properties.iter().all(is_address) => attribute("href"),
                "time" => attribute("datetime"),
                "data" | "meter" => attribute("value"),
                "img" | "audio" | "video" | "source" | "embed" | "iframe" => attribute("src"),
                _ => None,
            });
            match (text, id) {
                (Some(text), _) => Value::Text(text.to_owned()),
                (None, Some(id)) => Value::Item(self.items.add(id)),
                (None, None) => content(),
            }
        };
        let Some(around) = around else {
            return self.nodes(&element.children, inner);
        };
        if !is_item {
            let reading = &mut self.reading;
            properties.retain(|name| reading.insert((around, (*name).to_owned())));
        }
        for property in &properties {
            self.items.push(around, property, value.clone());
        }
        self.nodes(&element.children, inner);
        for property in properties {
            self.reading.remove(&(around, property.to_owned()));
        }
    }

    /// What an element says about the page.
    fn head(&mut self, element: &Element) {
        let attribute = |key: &str| element.attributes.get(key).unwrap_or("");
        let rel = attribute("rel");
        match element.name.as_str() {
            "title" if self.head.title.is_empty() => {
                self.head.title = html::text_of(&element.children);
            }
            "script"
                if attribute("type")
                    .to_ascii_lowercase()
                    .starts_with("application/ld+json") =>
            {
                self.head.scripts.push(element.own_text());
            }
            "html" if self.head.language.is_empty() => {
                let language = [attribute("lang"), attribute("xml:lang")];
                let language = language.into_iter().find(|it| !it.is_empty());
                self.head.language = language.unwrap_or("").to_owned();
            }
            "link" if rel.eq_ignore_ascii_case("canonical") => {
                self.head.canonical = attribute("href").to_owned();
            }
            "link" | "a" if rel.eq_ignore_ascii_case("license") => {
                self.say("license", attribute("href"));
            }
            "meta" => {
                for key in ["name", "property", "http-equiv"].map(attribute) {
                    let key = key.to_ascii_lowercase();
                    let known = rows(META).find(|(_, names)| lists(names, &key));
                    known.inspect(|(property, _)| self.say(property, attribute("content")));
                }
            }
            "time" => self.time(element),
            _ => {}
        }
    }

    /// Notes what the head says, unless it has said that before.
    fn say(&mut self, property: &str, text: &str) {
        if !self.items.has(HEAD, property) {
            self.items.push_text(HEAD, property, text);
        }
    }

    /// A date, if its class or the words before it say of what.
    fn time(&mut self, element: &Element) {
        let label = single_spaced(&std::mem::take(&mut self.label));
        let from = label.floor_char_boundary(label.len().saturating_sub(LABEL));
        let class = element.attributes.get("class").unwrap_or("");
        let label = format!("{} {class}", &label[from..]).to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
        let text = match element.attributes.get("datetime") {
            Some(text) => text.to_owned(),
            None => element.own_text(),
        };
        match () {
            // A second date of review is that of the next one.
            () if says(&["next review", "review due"]) => {
                if self.items.has(HEAD, "lastReviewed") {
                    self.items.push_text(HEAD, "lastReviewed", &text);
                }
            }
            () if says(&["review"]) => self.say("lastReviewed", &text),
            () if says(&["updat", "modif", "revis"]) => self.say("dateModified", &text),
            () if says(&["publi"]) => self.say("datePublished", &text),
            () => {}
        }
    }
}
