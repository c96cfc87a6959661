//! Front matter: what a Markdown file says about itself in YAML or TOML above its text.

use serde_json::Value as Json;

use crate::import::faqpage::{HEAD, Items, full_address};
use crate::import::name::{lists, rows, single_spaced};

/// Maximum size of front matter in bytes.
const MAX_SIZE: usize = 64 << 10;

/// What is not said in terms of schema.org.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    pub(super) title: String,
    pub(super) condition: String,
    pub(super) other_names: Vec<String>,
    pub(super) topic: String,
    pub(super) is_draft: bool,
    /// The number of fields that have no meaning here.
    pub(super) unused: usize,
}

/// Names of fields, without case, hyphens and underscores, and the property of schema.org that they state.
const FIELDS: &str = include_str!("../../../assets/import/front-matter.txt");

/// Reads the front matter of a file into the item of its head, and gives the text below it.
pub(super) fn read<'t>(
    text: &'t str,
    items: &mut Items<'_>,
) -> Result<(FrontMatter, &'t str), String> {
    let mut front = FrontMatter::default();
    let Some((written, is_toml, body)) = split(text) else {
        return Ok((front, text));
    };
    if written.len() > MAX_SIZE {
        return Err("its front matter is longer than 64 KB".to_owned());
    }
    let fields = match is_toml {
        true => toml::from_str(written).map_err(|error| error.message().to_owned()),
        false => serde_saphyr::from_str(written).map_err(|error| {
            format!(
                "{}; text with a colon must be in quotes",
                error.without_snippet()
            )
        }),
    };
    let fields: Json = fields
        .map_err(|error| format!("mistake in its front matter: {}", single_spaced(&error)))?;
    let mut values = Vec::new();
    collect("", &fields, &mut values);
    let (mut dates, mut next_review) = (Vec::new(), String::new());
    for (name, value) in values {
        if name == "source.title" {
            items.push_text(HEAD, "headline", &value);
            continue;
        }
        let name = name.strip_prefix("source.").unwrap_or(&name);
        let name = name.strip_suffix(".name").unwrap_or(name);
        let property = rows(FIELDS).find(|(_, names)| lists(names, name));
        match (name, property) {
            ("published", _) if matches!(&*value, "true" | "false") => {
                front.is_draft |= value == "false"
            }
            (_, Some((property, _))) => items.push_text(HEAD, property, &value),
            ("title" | "name" | "question", _) if front.title.is_empty() => front.title = value,
            ("condition" | "disease" | "subject", _) if front.condition.is_empty() => {
                front.condition = value;
            }
            ("topic" | "category", _) if front.topic.is_empty() => front.topic = value,
            ("aliases" | "alsocalled" | "alsoknownas" | "alternatenames" | "synonyms", _) => {
                front.other_names.push(value);
            }
            ("source" | "sources", _) => match full_address(&value) {
                Some(address) => items.push_text(HEAD, "url", &address),
                None => items.push_text(HEAD, "headline", &value),
            },
            ("date", _) => dates.push(value),
            ("nextreview" | "nextreviewdue" | "reviewdue", _) => next_review = value,
            ("draft", _) => front.is_draft |= value == "true",
            ("status", _) => front.is_draft |= value == "draft",
            _ => front.unused += 1,
        }
    }
    if front.condition.is_empty() {
        front.unused += front.other_names.len();
    }
    // Where nothing says when the text last changed, its date does.
    let is_updated = items.has(HEAD, "dateModified");
    for date in dates {
        let property = if is_updated {
            "datePublished"
        } else {
            "dateModified"
        };
        items.push_text(HEAD, property, &date);
    }
    items.push_text(HEAD, "lastReviewed", &next_review);
    items.push_text(HEAD, "name", &front.title);
    Ok((front, body))
}

/// The front matter, whether it is TOML, and the text below it.
fn split(text: &str) -> Option<(&str, bool, &str)> {
    let text = text.trim_start();
    let first = text.lines().next()?.trim_end();
    let fence = ["---", "+++"].into_iter().find(|fence| first == *fence)?;
    let (front, below) = text[fence.len()..].split_once(&format!("\n{fence}"))?;
    let (end, body) = below.split_once('\n').unwrap_or((below, ""));
    end.trim()
        .is_empty()
        .then_some((front, fence == "+++", body))
}

/// The values of all fields, each with its name. That of a nested field follows the name of the field around it.
fn collect(name: &str, value: &Json, out: &mut Vec<(String, String)>) {
    match value {
        Json::Object(fields) => {
            for (field, value) in fields {
                let field = field.to_lowercase().replace(['-', '_', ' '], "");
                let is_date = field.starts_with("$toml");
                match name {
                    "" => collect(&field, value, out),
                    name if is_date => collect(name, value, out),
                    name => collect(&format!("{name}.{field}"), value, out),
                }
            }
        }
        Json::Array(values) => values.iter().for_each(|value| collect(name, value, out)),
        Json::String(text) => out.push((name.to_owned(), single_spaced(text))),
        Json::Null => {}
        other => out.push((name.to_owned(), other.to_string())),
    }
}
