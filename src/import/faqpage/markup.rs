//! Microdata and RDFa -> items, and what the head of a page says. The content of a property stays a part of the page.

use std::collections::HashSet;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::items::{HEAD, Items, Value, schema_name};
use super::values::full_address;
use crate::import::html::{VOID, ended_by};
use crate::import::name::{lists, rows};

/// Maximum number of open elements among which those that end without an end tag are searched.
const MAX_NEAR: usize = 64;

/// Maximum depth of elements in elements, the same as in browsers.
const MAX_DEPTH: usize = 512;

/// What a page says besides its items.
#[derive(Debug, Default)]
pub(in crate::import) struct Head<'a> {
    pub(super) language: String,
    pub(super) title: &'a str,
    /// Its own address.
    pub(super) canonical: String,
    /// Its JSON-LD.
    pub(super) scripts: Vec<&'a str>,
}

/// How far from the beginning of a file browsers write the address that it was saved from, in bytes.
const COMMENTS: usize = 4096;

/// How long a `<time>` tag with the words before it may be that say what happened then, in bytes.
const LABEL: usize = 160;

/// Names in `<meta>`, and the property that they state.
const META: &str = include_str!("../../../assets/import/page-metadata.txt");

/// Properties that are addresses. As the property of a link, they are its target, and any other is its text.
const ADDRESSES: &[&str] = &["url", "sameAs", "license", "mainEntityOfPage", "isPartOf"];

/// The property with the whole content of an item, for answers that name no text.
pub(super) const CONTENT: &str = "@content";

/// An open element.
struct Element {
    name: String,
    /// Where its content begins.
    start: usize,
    /// The item that it is.
    item: Option<usize>,
    /// The properties that it is, of the item around it.
    properties: Vec<String>,
    /// The value that its attributes give; without one, its content is the value.
    value: Option<Value<'static>>,
}

struct Reader<'a, 'i> {
    html: &'a str,
    items: &'i mut Items<'a>,
    head: Head<'a>,
    elements: Vec<Element>,
    /// Properties of items whose elements are open. Within itself a property is not read again.
    reading: HashSet<(usize, String)>,
    /// Where the content of the open title or JSON-LD script begins.
    content: Option<usize>,
}

/// Reads a page's markup into `items`.
pub(super) fn read<'a>(html: &'a str, items: &mut Items<'a>) -> Head<'a> {
    let mut reader = Reader {
        html,
        items,
        head: Head::default(),
        elements: Vec::new(),
        reading: HashSet::new(),
        content: None,
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
    reader.close_from(0, html.len());
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
    fn start(&mut self, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute = |key: &str| {
            let value = tag.attributes.get(key.as_bytes())?;
            Some(String::from_utf8_lossy(value).trim().to_owned())
        };
        self.head(&name, tag.span.end, attribute);
        let void = tag.self_closing || VOID.contains(&name.as_str());
        if self.elements.len() >= MAX_DEPTH && !void {
            return;
        }
        self.imply_ends(&name, tag.span.start);
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
        let names = property.iter().flat_map(|names| names.split_whitespace());
        let names = names.filter_map(schema_name).map(str::to_owned);
        let mut properties: Vec<String> = names.collect();
        let is_address = |name: &String| ADDRESSES.contains(&name.as_str());
        let value = attribute("content").or_else(|| match name.as_str() {
            "link" => attribute("href"),
            "a" | "area" if properties.iter().all(is_address) => attribute("href"),
            "time" => attribute("datetime"),
            "data" | "meter" => attribute("value"),
            "img" | "audio" | "video" | "source" | "embed" | "iframe" => attribute("src"),
            _ => None,
        });
        let mut value = value.map(|text| Value::Text(text));
        let around = self.around();
        let mut item = None;
        if is_item {
            let new = self.items.add(&id.unwrap_or_default());
            let kinds = kind.unwrap_or_default();
            self.items.add_types(new, kinds.split_whitespace());
            value = Some(Value::Item(new));
            // Without a property it is at least a part of the page.
            if let (true, Some(around)) = (properties.is_empty(), around) {
                self.items.push(around, "hasPart", Value::Item(new));
            }
            item = Some(new);
        } else {
            if let Some(id) = id.filter(|_| value.is_none()) {
                value = Some(Value::Item(self.items.add(&id)));
            }
            if let Some(around) = around {
                let reading = &mut self.reading;
                properties.retain(|name| reading.insert((around, name.clone())));
            }
        }
        self.elements.push(Element {
            name,
            start: tag.span.end,
            item,
            properties,
            value,
        });
        if void {
            self.close_from(self.elements.len() - 1, tag.span.end);
        }
    }

    /// The innermost open item.
    fn around(&self) -> Option<usize> {
        self.elements.iter().rev().find_map(|open| open.item)
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
            "meta" => {
                let keys = ["name", "property", "http-equiv"].map(&attribute);
                let keys = keys
                    .into_iter()
                    .flatten()
                    .map(|key| key.to_ascii_lowercase());
                let content = attribute("content").unwrap_or_default();
                for key in keys {
                    let known = rows(META).find(|(_, names)| lists(names, &key));
                    known.inspect(|(property, _)| self.say(property, &content));
                }
            }
            "link" | "a"
                if attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("license")) =>
            {
                self.say("license", &attribute("href").unwrap_or_default());
            }
            "time" => self.time(end, attribute),
            _ => {}
        }
    }

    /// Notes what the head says, unless it has said that before.
    fn say(&mut self, property: &str, text: &str) {
        if !self.items.has(HEAD, property) {
            self.items.push_text(HEAD, property, text);
        }
    }

    /// A date, if the words before it say of what.
    fn time(&mut self, end: usize, attribute: impl Fn(&str) -> Option<String>) {
        let before = &self.html[self.html.floor_char_boundary(end.saturating_sub(LABEL))..end];
        let label = before.to_lowercase();
        let label = label.rsplit("</time>").next().unwrap_or("");
        let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
        let property = match () {
            // A second date of review is that of the next one.
            () if says(&["next review", "review due"]) => "",
            () if says(&["review"]) => "lastReviewed",
            () if says(&["updat", "modif", "revis"]) => "dateModified",
            () if says(&["publi", "pubdate"]) => "datePublished",
            () => return,
        };
        let text = attribute("datetime").unwrap_or_else(|| {
            let rest = &self.html[end..];
            rest[..rest.find('<').unwrap_or(0)].trim().to_owned()
        });
        let is_reviewed = self.items.has(HEAD, "lastReviewed");
        match property {
            "" if is_reviewed => self.items.push_text(HEAD, "lastReviewed", &text),
            "" => {}
            property => self.say(property, &text),
        }
    }

    /// Closes the elements that the start of this one ends without an end tag.
    fn imply_ends(&mut self, name: &str, at: usize) {
        let Some((ended, within)) = ended_by(name) else {
            return;
        };
        let open = self.elements.iter().enumerate().rev().take(MAX_NEAR);
        let near = open.take_while(|(_, open)| !within.contains(&open.name.as_str()));
        let outermost = near
            .filter(|(_, open)| ended.contains(&open.name.as_str()))
            .last();
        if let Some((outermost, _)) = outermost {
            self.close_from(outermost, at);
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
        if let Some(element) = self.elements.iter().rposition(|open| open.name == name) {
            self.close_from(element, at);
        }
    }

    /// Closes the open elements from this one on, whose content ends at `end`.
    fn close_from(&mut self, first: usize, end: usize) {
        while self.elements.len() > first
            && let Some(element) = self.elements.pop()
        {
            let content = || Value::Html(self.html.get(element.start..end).unwrap_or(""));
            if let Some(item) = element.item {
                self.items.push(item, CONTENT, content());
            }
            let around = self.around();
            for property in element.properties {
                let value = element.value.clone().unwrap_or_else(content);
                if let Some(item) = around {
                    self.items.push(item, &property, value);
                    self.reading.remove(&(item, property));
                }
            }
        }
    }
}
