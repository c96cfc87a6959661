//! Values of JSON-LD, which may be one or many, a text or a thing that has one.

use serde_json::{Map, Value};

use crate::import::html;
use crate::import::tally::Tally;
use crate::model::PartialDate;

/// Whether an item is of one of these types. They are written with and without the vocabulary's address.
pub(super) fn is(item: &Map<String, Value>, types: &[&str]) -> bool {
    each(item.get("@type"))
        .filter_map(Value::as_str)
        .any(|kind| {
            let kind = kind.rsplit(['/', '#', ':']).next().unwrap_or(kind);
            types.contains(&kind)
        })
}

/// A value that may be one or many.
pub(super) fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (one, many) = match value {
        Some(Value::Array(all)) => (None, all.as_slice()),
        other => (other, [].as_slice()),
    };
    one.into_iter().chain(many)
}

/// The text of a value: itself, its `@value`, its name, or the first of many.
pub(super) fn text(value: Option<&Value>) -> String {
    let found = each(value).next();
    match found {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Object(item)) => ["@value", "name", "text", "url", "@id"]
            .into_iter()
            .find_map(|key| {
                item.get(key)?
                    .as_str()
                    .or_else(|| item.get(key)?.get(0)?.as_str())
            })
            .unwrap_or("")
            .to_owned(),
        _ => String::new(),
    }
}

/// One line without markup.
pub(super) fn plain(text: &str) -> String {
    html::to_line(text, &mut Tally::default())
}

/// The day of `2024-05-01T10:00:00Z`.
pub(super) fn date(text: &str) -> Option<PartialDate> {
    let day = text.trim().split(['T', ' ']).next()?;
    PartialDate::parse(day).ok()
}
