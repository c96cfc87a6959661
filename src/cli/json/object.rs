//! A JSON object that leaves out what is empty, and cleans every text.

use serde_json::{Map, Value};

use crate::model::PartialDate;
use crate::text::clean::clean;
use crate::text::{Block, Citations, Document, Glyphs, layout, markdown};

/// A JSON object in the making.
#[derive(Debug, Clone)]
pub(super) struct Object(pub(super) Map<String, Value>);

impl Object {
    pub(super) fn new() -> Self {
        Self(Map::new())
    }

    /// One with a type of schema.org.
    pub(super) fn typed(name: &str) -> Self {
        Self::new().text("@type", name)
    }

    /// The outermost object: it says whose terms these are.
    pub(super) fn with_context(self) -> Value {
        self.text("@context", "https://schema.org").into()
    }

    pub(super) fn value(mut self, key: &str, value: Value) -> Self {
        self.0.insert(key.to_owned(), value);
        self
    }

    pub(super) fn text(self, key: &str, text: &str) -> Self {
        match text.is_empty() {
            true => self,
            false => self.value(key, clean(text).into_owned().into()),
        }
    }

    pub(super) fn date(self, key: &str, date: Option<PartialDate>) -> Self {
        match date {
            None => self,
            Some(date) => self.text(key, &date.to_string()),
        }
    }

    pub(super) fn object(self, key: &str, object: Self) -> Self {
        // A type alone says nothing.
        match object.0.keys().all(|key| key == "@type") {
            true => self,
            false => self.value(key, object.into()),
        }
    }

    pub(super) fn list(self, key: &str, items: impl Iterator<Item = Value>) -> Self {
        let items: Vec<Value> = items.collect();
        match items.is_empty() {
            true => self,
            false => self.value(key, items.into()),
        }
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

/// Texts as values.
pub(super) fn strings<S: AsRef<str>>(
    texts: impl IntoIterator<Item = S>,
) -> impl Iterator<Item = Value> {
    texts
        .into_iter()
        .map(|text| clean(text.as_ref()).into_owned().into())
}

/// Markdown as plain text; its citations are numbered on.
pub(super) fn plain(text: &str, citations: &mut Citations) -> String {
    let mut document: Document = markdown(text, citations);
    document.blocks.retain(|block| *block != Block::Rule);
    // Wide enough that no line is wrapped: where lines break is for whoever shows it to say.
    let lines = layout(&document, 100_000, &Glyphs::UNICODE);
    let lines = lines.into_iter().map(|line| {
        let text: String = line.spans.into_iter().map(|span| span.text).collect();
        text.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}
