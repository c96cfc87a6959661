//! JSON-LD -> items. Mistakes that search engines forgive are repaired.

use serde_json::{Deserializer, Map, Value as Json};

use super::items::{Items, Value};
use crate::import::html;

/// Reads a script or a file, which may hold several objects. What comes before a mistake is kept.
pub(super) fn read(text: &str, items: &mut Items<'_>) -> Result<(), serde_json::Error> {
    items.scripts += 1;
    let repaired = match text.contains('"') {
        true => repair(text),
        false => repair(&html::decode(text)), // `{&quot;@type&quot;: ...`
    };
    for json in Deserializer::from_str(&repaired).into_iter::<Json>() {
        roots(&json?, items);
    }
    Ok(())
}

/// Marks that hide a script from old browsers.
const WRAPPERS: &[&str] = &["<![CDATA[", "<!]]>", "]]>", "<!--", "-->"];

/// JSON without comments, wrappers, unusual spaces, semicolons and trailing commas; with line breaks and invalid escapes in
/// strings corrected. Valid JSON stays as it is.
fn repair(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut comma = false;
    let mut depth = 0_usize;
    let wrapper = |text: &str| WRAPPERS.iter().find(|mark| text.starts_with(**mark));
    while let Some(char) = rest.chars().next() {
        if let Some(wrapper) = wrapper(rest) {
            rest = &rest[wrapper.len()..];
            continue;
        }
        if let Some(comment) = rest.strip_prefix("//") {
            let comment = comment.trim_start_matches([' ', '\t']);
            rest = match wrapper(comment) {
                Some(_) => comment,
                None => comment.find('\n').map_or("", |end| &comment[end..]),
            };
            continue;
        }
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, rest)| rest);
            continue;
        }
        rest = &rest[char.len_utf8()..];
        match char {
            ',' => comma = depth > 0,
            ';' | '\u{feff}' => {}
            char if char.is_whitespace() => out.push(' '),
            char => {
                let closes = matches!(char, ']' | '}');
                depth = depth.saturating_sub(usize::from(closes));
                depth += usize::from(matches!(char, '[' | '{'));
                // Only now it is known whether the comma is a trailing one.
                if std::mem::take(&mut comma) && !closes {
                    out.push(',');
                }
                out.push(char);
                if char == '"' {
                    rest = string(rest, &mut out);
                }
            }
        }
    }
    out
}

/// Copies a string including its closing quote, and gives what follows.
fn string<'t>(text: &'t str, out: &mut String) -> &'t str {
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '"' => {
                out.push('"');
                return chars.as_str();
            }
            '\\' => match chars.next() {
                Some(escape @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => {
                    out.extend(['\\', escape]);
                }
                Some('u') if is_code(chars.as_str()) => out.push_str("\\u"),
                Some(other) => out.push(other),
                None => break,
            },
            '\0'..='\u{1f}' => out.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => out.push(char),
        }
    }
    ""
}

/// Whether a text begins with the code of a character.
fn is_code(text: &str) -> bool {
    let digits = text.as_bytes().get(..4);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Reads the items at the top of a document.
fn roots(json: &Json, items: &mut Items<'_>) {
    match json {
        Json::Array(all) => all.iter().for_each(|json| roots(json, items)),
        Json::Object(object) => {
            item(object, items);
        }
        _ => {}
    }
}

fn item(object: &Map<String, Json>, items: &mut Items<'_>) -> usize {
    let id = object.get("@id").and_then(Json::as_str);
    let item = items.add(id.unwrap_or(""));
    match object.get("@type") {
        Some(Json::Array(types)) => items.add_types(item, types.iter().filter_map(Json::as_str)),
        kind => items.add_types(item, kind.and_then(Json::as_str)),
    }
    for (key, json) in object {
        match key.as_str() {
            "@graph" => roots(json, items),
            key if key.starts_with('@') => {}
            key => {
                for value in values(json, items) {
                    items.push(item, key, value);
                }
            }
        }
    }
    item
}

/// The values of a property, which may be one or many.
fn values<'a>(json: &Json, items: &mut Items<'a>) -> Vec<Value<'a>> {
    match json {
        Json::Array(all) => all.iter().flat_map(|json| values(json, items)).collect(),
        Json::String(text) => vec![Value::Text(text.clone())],
        Json::Number(number) => vec![Value::Text(number.to_string())],
        Json::Object(object) => match object.get("@value") {
            Some(value) => values(value, items),
            None => vec![Value::Item(item(object, items))],
        },
        Json::Null | Json::Bool(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The JSON values of a repaired text, or the mistake in it.
    fn repaired(text: &str) -> Vec<Json> {
        let text = repair(text);
        let values = Deserializer::from_str(&text).into_iter();
        values.collect::<Result<_, _>>().unwrap_or_default()
    }

    #[test]
    fn common_mistakes_are_repaired() {
        let one = serde_json::json!({"a": ["x", 1]});
        for text in [
            "{\"a\": [\"x\", 1,],}",
            "{\"a\": [\"x\", 1]};",
            "\u{feff}{\"a\":\u{a0}[\"x\", 1]}",
            "// <![CDATA[\n{\"a\": [\"x\", 1]}\n// ]]>",
            "//<![CDATA[ {\"a\": [\"x\", 1]} //]]>",
            "/*<![CDATA[*/{\"a\": [\"x\", 1]}/*]]>*/",
            "<!--{\"a\": [\"x\", 1]}-->",
            "<!--//--><![CDATA[//><!--\n{\"a\": [\"x\", 1]}\n//--><!]]>",
            "/* faq */ {\"a\": [\"x\", // one\n 1]}",
        ] {
            assert_eq!(repaired(text), std::slice::from_ref(&one), "{text}");
        }
        let two = [one.clone(), one.clone()];
        assert_eq!(repaired("{\"a\": [\"x\", 1]}{\"a\": [\"x\", 1]}"), two);
        assert_eq!(repaired("{\"a\": [\"x\", 1]},\n{\"a\": [\"x\", 1]},"), two);
        for (text, expected) in [
            ("a\nb\tc", "a\nb\tc"),
            ("it\\'s \\d", "it's d"),
            ("\\ud83d\\ude00 \\u00e9 \\uXY", "😀 é uXY"),
            (
                "// no <!-- comment, ] /* here",
                "// no <!-- comment, ] /* here",
            ),
        ] {
            assert_eq!(repaired(&format!("\"{text}\"")), [Json::from(expected)]);
        }
    }

    fn json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Json::from),
            any::<i32>().prop_map(Json::from),
            "[-a/*<!>;,\\\\\"\n\\]}é😀\u{a0}]{0,12}".prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                proptest::collection::hash_map("[a,/]{1,3}", inner, 0..4)
                    .prop_map(|map| Json::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn valid_json_is_not_changed(json in json()) {
            prop_assert_eq!(repaired(&json.to_string()), vec![json]);
        }

        #[test]
        fn no_text_panics(text in "[\\[\\]{}\":,/*<!>;\\\\ua0-9é \n-]{0,60}") {
            let _ = read(&text, &mut Items::new());
        }
    }
}
