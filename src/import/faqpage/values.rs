//! Values of items as text: Markdown, lines, names, addresses, languages.

use super::items::{Items, Value};
use crate::import::changes::Changes;
use crate::import::html;
use crate::import::name::single_spaced;
use crate::text::clean::clean;
use crate::text::plain_text;

/// Properties whose value may be an item that has only an address.
const ADDRESSES: &[&str] = &["url", "license", "mainEntityOfPage"];

impl Items<'_> {
    /// The first text of the properties, as one line.
    pub(super) fn line(&self, item: usize, properties: &[&str]) -> String {
        let mut lines = properties.iter().flat_map(|property| {
            let values = self.values(item, property);
            values.map(move |value| match value {
                Value::Item(thing) if ADDRESSES.contains(property) => self.id(thing).to_owned(),
                value => line(&value),
            })
        });
        lines.find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// The names of people or organisations, without addresses.
    pub(super) fn names(&self, item: usize, property: &str) -> Vec<String> {
        let names = self.values(item, property).map(|value| match value {
            Value::Item(thing) => self.line(thing, &["name", "legalName"]),
            value => line(&value),
        });
        names
            .filter(|name| !name.is_empty() && !name.contains("://"))
            .collect()
    }
}

/// A value as one line of plain text; empty for an item.
pub(super) fn line(value: &Value<'_>) -> String {
    match value {
        Value::Html(nodes) => html::text_of(nodes),
        value => html::line(source(value)),
    }
}

/// A value as Markdown; empty for an item.
pub(super) fn markdown(value: &Value<'_>, changes: &mut Changes) -> String {
    let markdown = match value {
        Value::Html(nodes) => html::markdown_of(nodes, changes),
        Value::Markdown(text) => text.clone(),
        value => html::to_markdown(source(value), changes),
    };
    clean(&markdown).trim().to_owned()
}

/// A value as it was written; empty for an item or a part of a page.
pub(super) fn source<'v>(value: &'v Value<'_>) -> &'v str {
    match value {
        Value::Text(text) | Value::Markdown(text) => text,
        Value::Html(_) | Value::Item(_) => "",
    }
}

/// The words of a Markdown text, by which two texts are compared.
pub(super) fn plain_words(markdown: &str) -> String {
    let text = plain_text(markdown).to_lowercase();
    single_spaced(&text.replace(|c: char| !c.is_alphanumeric(), " "))
}

/// A valid language tag.
pub(super) fn language(text: &str) -> Option<String> {
    let text = text.trim().replace('_', "-");
    let valid = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (valid && (2..=3).contains(&primary(&text).len()) && text.len() <= 35).then_some(text)
}

/// The language without its region: `fr` of `fr-CA`.
pub(super) fn primary(language: &str) -> String {
    let primary = language.split(['-', '_']).next();
    primary.unwrap_or("").to_ascii_lowercase()
}

/// A full address.
pub(in crate::import) fn full_address(address: &str) -> Option<String> {
    let full = address.starts_with("https://") || address.starts_with("http://");
    (full && !address.contains(char::is_whitespace)).then(|| address.to_owned())
}

/// A full address without the parts that do not distinguish pages; empty for others.
pub(super) fn same_page(address: &str) -> String {
    let address = full_address(address).unwrap_or_default();
    let address = address.split('#').next().unwrap_or("");
    let address = address.split("://").last().unwrap_or("");
    let address = address.trim_start_matches("www.");
    address.trim_end_matches('/').to_owned()
}
