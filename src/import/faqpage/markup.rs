//! Microdata and RDFa -> items, and what the head of a page says. The content of a property stays a part of the page.

use std::collections::{HashMap, HashSet};

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::items::{Items, Syntax, Value};
use crate::import::html::{VOID, ended_by};

/// Items in items are read so far; what is nested more deeply is counted.
const DEEPEST: usize = 64;

/// Elements in elements are read so far; a browser ends at 512.
const MOST_OPEN: usize = 1_000;

/// What a page says besides its items.
#[derive(Debug, Default)]
pub(super) struct Head<'a> {
    pub(super) language: String,
    pub(super) title: &'a str,
    /// Its own address.
    pub(super) canonical: String,
    /// Its JSON-LD.
    pub(super) scripts: Vec<&'a str>,
    /// It has a list of questions in a form that is not read.
    pub(super) plain: Option<&'static str>,
}

/// Properties that are addresses: of a link, they are where it leads. Any other is its text.
const ADDRESSES: &[&str] = &["url", "sameAs", "license", "mainEntityOfPage", "isPartOf"];

/// The property by which an item has its whole content, for answers that name no text.
pub(super) const CONTENT: &str = "@content";

/// An open element.
struct Element {
    name: String,
    /// Where its content begins.
    start: usize,
    /// It is an item.
    is_item: bool,
    /// The properties that it is, of the item around it.
    properties: Vec<String>,
    /// The value that its attributes give; else its content is the value.
    value: Option<Value<'static>>,
    /// It has an id.
    has_id: bool,
}

struct Reader<'a, 'i> {
    html: &'a str,
    items: &'i mut Items<'a>,
    head: Head<'a>,
    elements: Vec<Element>,
    /// How many elements of each name are open.
    open: HashMap<String, usize>,
    /// The open items.
    inside: Vec<usize>,
    /// Their properties whose elements are open. In itself a property is not read again.
    reading: HashSet<(usize, String)>,
    /// Where the content of the open title or JSON-LD script begins.
    content: Option<usize>,
    /// The ids of the open elements.
    ids: Vec<String>,
    /// Properties outside of any item, by the ids of the elements around them.
    loose: HashMap<String, Vec<(String, Value<'a>)>>,
    /// Items and the ids of elements that hold more of their properties.
    references: Vec<(usize, String)>,
    /// There are such items.
    itemref: bool,
}

/// Reads a page's markup into `items`.
pub(super) fn read<'a>(html: &'a str, items: &mut Items<'a>) -> Head<'a> {
    let mut reader = Reader {
        html,
        items,
        head: Head::default(),
        elements: Vec::new(),
        open: HashMap::new(),
        inside: Vec::new(),
        reading: HashSet::new(),
        content: None,
        ids: Vec::new(),
        loose: HashMap::new(),
        references: Vec::new(),
        itemref: html.contains("itemref"),
    };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => reader.start(&tag),
            Ok(Token::EndTag(tag)) => {
                reader.end(&String::from_utf8_lossy(&tag.name), tag.span.start)
            }
            _ => {}
        }
    }
    while !reader.elements.is_empty() {
        reader.pop(html.len());
    }
    for (item, id) in std::mem::take(&mut reader.references) {
        for (property, value) in reader.loose.get(&id).into_iter().flatten() {
            reader.items.push(item, property, value.clone());
        }
    }
    reader.head
}

impl<'a> Reader<'a, '_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute = |key: &str| {
            let value = tag.attributes.get(key.as_bytes())?;
            Some(String::from_utf8_lossy(value).trim().to_owned())
        };
        self.head(&name, tag.span.end, attribute);
        let void = tag.self_closing || VOID.contains(&name.as_str());
        if self.elements.len() >= MOST_OPEN && !void {
            let lost = attribute("itemscope").or_else(|| attribute("typeof"));
            self.items.too_deep += usize::from(lost.is_some());
            return;
        }
        self.imply_ends(&name, tag.span.start);
        let microdata = ["itemscope", "itemprop", "itemtype"];
        let syntax = match microdata.iter().any(|key| attribute(key).is_some()) {
            true => Syntax::Microdata,
            false => Syntax::Rdfa,
        };
        let (kind, property, id) = match syntax {
            Syntax::Microdata => (
                attribute("itemtype"),
                attribute("itemprop"),
                attribute("itemid"),
            ),
            _ => {
                let about = attribute("about").or_else(|| attribute("resource"));
                self.prefixes(attribute("prefix"));
                (attribute("typeof"), attribute("property"), about)
            }
        };
        let scope = match syntax {
            Syntax::Microdata => attribute("itemscope").is_some(),
            _ => kind.is_some() || id.is_some() && property.is_none(),
        };
        let mut properties: Vec<String> = property
            .iter()
            .flat_map(|names| names.split_whitespace())
            .filter_map(|name| self.items.name(name))
            .collect();
        let value = attribute("content").or_else(|| match name.as_str() {
            "link" => attribute("href"),
            "a" | "area"
                if properties
                    .iter()
                    .all(|name| ADDRESSES.contains(&name.as_str())) =>
            {
                attribute("href")
            }
            "time" => attribute("datetime"),
            "data" | "meter" => attribute("value"),
            "img" | "audio" | "video" | "source" | "embed" | "iframe" => attribute("src"),
            _ => None,
        });
        let mut value = value.map(|text| Value::Text(text, String::new()));
        let around = self.inside.last().copied();
        if scope {
            let deep = self.inside.len() >= DEEPEST;
            self.items.too_deep += usize::from(deep);
            let id = id.filter(|_| !deep).unwrap_or_default();
            let new = self.items.add(&id, syntax);
            if !deep {
                self.items
                    .add_types(new, kind.unwrap_or_default().split_whitespace());
                let more = attribute("itemref").unwrap_or_default();
                let more = more.split_whitespace().map(|id| (new, id.to_owned()));
                self.references.extend(more);
                value = Some(Value::Item(new));
                // Without a property it is a part of the page at least.
                if let (true, Some(around)) = (properties.is_empty(), around) {
                    self.items.push(around, "hasPart", Value::Item(new));
                }
            }
            self.inside.push(new);
        } else if let Some(id) = id.filter(|_| value.is_none()) {
            value = Some(Value::Item(self.items.add(&id, syntax)));
        }
        if let (Some(around), false) = (around, scope) {
            let reading = &mut self.reading;
            properties.retain(|name| reading.insert((around, name.clone())));
        }
        *self.open.entry(name.clone()).or_default() += 1;
        let id = attribute("id");
        let has_id = id.is_some();
        self.ids.extend(id);
        self.elements.push(Element {
            name,
            start: tag.span.end,
            is_item: scope,
            properties,
            value,
            has_id,
        });
        if void {
            self.pop(tag.span.end);
        }
    }

    /// What an element of the head says.
    fn head(&mut self, name: &str, end: usize, attribute: impl Fn(&str) -> Option<String>) {
        match name {
            "title" if self.head.title.is_empty() => self.content = Some(end),
            "script" => {
                let kind = attribute("type").unwrap_or_default().to_ascii_lowercase();
                self.content = kind.starts_with("application/ld+json").then_some(end);
            }
            "html" if self.head.language.is_empty() => {
                let language = attribute("lang").or_else(|| attribute("xml:lang"));
                self.head.language = language.unwrap_or_default();
            }
            "link" if attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.head.canonical = attribute("href").unwrap_or_default();
            }
            "details" => self.head.plain = Some("details"),
            "dl" if self.head.plain.is_none() => self.head.plain = Some("dl"),
            _ => {}
        }
    }

    fn prefixes(&mut self, prefixes: Option<String>) {
        let prefixes = prefixes.unwrap_or_default();
        let mut words = prefixes.split_whitespace();
        while let (Some(prefix), Some(meaning)) = (words.next(), words.next()) {
            self.items.define(prefix.trim_end_matches(':'), meaning);
        }
    }

    /// Closes what the start of this element ends without saying so.
    fn imply_ends(&mut self, name: &str, at: usize) {
        let Some((ended, within)) = ended_by(name) else {
            return;
        };
        let open = self.elements.iter().rev().take(DEEPEST);
        let near = open.take_while(|open| !within.contains(&open.name.as_str()));
        let found = near
            .enumerate()
            .filter(|(_, open)| ended.contains(&open.name.as_str()));
        for _ in 0..found.last().map_or(0, |(outermost, _)| outermost + 1) {
            self.pop(at);
        }
    }

    /// Closes an element and those that were left open inside it.
    fn end(&mut self, name: &str, at: usize) {
        if let ("title" | "script", Some(start)) = (name, self.content) {
            self.content = None;
            let content = self.html.get(start..at).unwrap_or("");
            match name {
                "title" => self.head.title = content,
                _ => self.head.scripts.push(content),
            }
        }
        if self.open.get(name).is_none_or(|open| *open == 0) {
            return;
        }
        while let Some(last) = self.elements.last() {
            let found = last.name == name;
            self.pop(at);
            if found {
                return;
            }
        }
    }

    /// Closes the innermost element, whose content ends at `end`.
    fn pop(&mut self, end: usize) {
        let Some(element) = self.elements.pop() else {
            return;
        };
        if let Some(open) = self.open.get_mut(&element.name) {
            *open -= 1;
        }
        let content = || Value::Html(self.html.get(element.start..end).unwrap_or(""));
        if element.is_item
            && let Some(item) = self.inside.pop()
        {
            self.items.push(item, CONTENT, content());
        }
        let around = self.inside.last().copied();
        for property in element.properties {
            let value = element.value.clone().unwrap_or_else(content);
            match around {
                Some(item) => {
                    self.items.push(item, &property, value);
                    self.reading.remove(&(item, property));
                }
                None if self.itemref => {
                    for id in self.ids.iter().rev().take(DEEPEST) {
                        let loose = self.loose.entry(id.clone()).or_default();
                        loose.push((property.clone(), value.clone()));
                    }
                }
                None => {}
            }
        }
        if element.has_id {
            self.ids.pop();
        }
    }
}
