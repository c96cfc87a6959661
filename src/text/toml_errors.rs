//! Errors in TOML -> diagnostics, and removal of faulty values so that the rest can be read.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Error};

use crate::model::{Diagnostic, Severity};

use super::lines::{Lines, short};

/// The diagnostic for text that is not TOML. The error's span is relative to byte `base`, and `cost` says what is left out because
/// of the error.
pub fn syntax_error(lines: &Lines<'_>, base: usize, error: &Error, cost: &str) -> Diagnostic {
    let span = error.span().unwrap_or_default();
    let span = span.start + base..span.end + base;
    let site = lines.site(span.clone(), "");
    let message = error.message();
    if !is_duplicate(error) {
        return Diagnostic::new(
            Severity::Error,
            "syntax",
            format!("this is not TOML: {}; {cost}", short(message)),
            site,
            likely_cause(message, lines.text, &span),
        );
    }
    let key = lines.text.get(span.clone()).unwrap_or("");
    let mut duplicate = Diagnostic::new(
        Severity::Error,
        "duplicate-key",
        format!("the key `{}` is here twice; {cost}", short(key)),
        site,
        "join the two, or take one out".to_owned(),
    );
    if let Some(first) = first_use(&lines.text[base..span.start], key) {
        let first = first.start + base..first.end + base;
        duplicate
            .sites
            .push(lines.site(first, "first written here"));
    }
    duplicate
}

/// Whether the error is a duplicate key.
pub fn is_duplicate(error: &Error) -> bool {
    error.message() == "duplicate key"
}

/// What usually causes what a TOML parser says of `span`.
fn likely_cause(message: &str, text: &str, span: &Range<usize>) -> String {
    let line = text[..text.floor_char_boundary(span.start)]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line = text[line..].lines().next().unwrap_or("");
    if line.contains(['“', '”', '„', '‘', '’']) && message.contains("quote") {
        "use straight quotes: \""
    } else if message.contains("must be quoted") || message.contains("invalid boolean") {
        "put text in quotes: \"...\""
    } else if message.contains("array") {
        "put commas between the items of a list, and ] at its end"
    } else if message.contains("multi-line") {
        "close the text with the three quotes with which it begins"
    } else if message.contains("string") && message.contains("escape") {
        "write a backslash twice in a text in double quotes"
    } else if message.contains("string") || line.matches('"').count() % 2 == 1 {
        "close the text with the quote with which it begins; write a quote inside it as \\\""
    } else {
        ""
    }
    .to_owned()
}

/// Where `key` is first set in `text`.
fn first_use(text: &str, key: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        if let Some(rest) = line.trim_start().strip_prefix(key)
            && rest.trim_start().starts_with('=')
        {
            let start = at + indent;
            return Some(start..start + key.len());
        }
        at += line.len();
    }
    None
}

/// Removes the innermost value that contains `span` from `table`, and returns its key.
pub fn cut(table: &mut DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let key = table
        .iter()
        .find(|(key, value)| key.span() == *span || holds(value, span))
        .map(|(key, _)| key.get_ref().to_string())?;
    let inner = cut_inside(table.get_mut(key.as_str())?, span);
    if inner.is_none() {
        table.remove(key.as_str());
    }
    Some(inner.flatten().unwrap_or(key))
}

/// The same inside a value: `None` if all of it must go, `Some(None)` if the removed value had no key.
fn cut_inside(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<Option<String>> {
    if value.span() == *span {
        return None;
    }
    match value.get_mut() {
        DeValue::Table(table) => cut(table, span).map(Some),
        DeValue::Array(array) => {
            let at = array.iter().position(|item| holds(item, span))?;
            let inner = cut_inside(array.get_mut(at)?, span);
            if inner.is_none() {
                let items = std::mem::replace(array, DeArray::new()).into_iter();
                let others = items.enumerate().filter(|(other, _)| *other != at);
                *array = others.map(|(_, item)| item).collect();
            }
            // A list without a valid item must not be read as an empty list.
            (!array.is_empty()).then(|| inner.flatten())
        }
        _ => None,
    }
}

/// Whether `span` is in `value`. The span of a sub-table is only its header, so what is below it is searched, too.
fn holds(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    let own = value.span();
    (own.start <= span.start && span.end <= own.end)
        || match value.get_ref() {
            DeValue::Table(table) => table
                .iter()
                .any(|(key, value)| key.span() == *span || holds(value, span)),
            DeValue::Array(array) => array.iter().any(|item| holds(item, span)),
            _ => false,
        }
}
