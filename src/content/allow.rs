//! `allow = [{ lint = "name", reason = "..." }]` in a table, read into its [`Suppressions`].

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::text::lines::{Lines, short};
use crate::text::suggest;

use super::findings::Findings;
use super::raw::{Raw, shift};
use super::rule::lints;
use super::schema::ALLOW;
use super::suppressions::Suppressions;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Row {
    lint: String,
    reason: String,
}

/// Takes `allow` out of a table and those inside it, and reports what is wrong with it.
pub(super) fn take(raw: &mut Raw<'_>, lines: &Lines<'_>, findings: &mut Findings) -> Suppressions {
    const FORM: &str = "write allow = [{ lint = \"name\", reason = \"...\" }]";
    let mut rows = Vec::new();
    take_from_table(&mut raw.table, &mut rows);
    if rows.is_empty() {
        return Suppressions::default();
    }
    let names: Vec<_> = lints().map(|lint| lint.name).collect();
    let rows = rows.into_iter().filter_map(|value| {
        let span = shift(value.span(), raw.base);
        let (message, hint) = match Row::deserialize(ValueDeserializer::from(value)) {
            Err(error) => (
                format!("this allows nothing: {}", short(error.message())),
                FORM.to_owned(),
            ),
            Ok(row) => match names.iter().find(|name| **name == row.lint) {
                None => (
                    format!("`{}` is not a lint that can be allowed", short(&row.lint)),
                    suggest::hint(&row.lint, &names),
                ),
                Some(_) if row.reason.trim().is_empty() => (
                    format!("`{}` is allowed without a reason", row.lint),
                    "add reason = \"...\" for those who maintain this after you".to_owned(),
                ),
                Some(name) => return Some((*name, span)),
            },
        };
        findings.warning(lines, span, "bad-allow", message, hint);
        None
    });
    Suppressions::new(rows)
}

fn take_from_table<'a>(table: &mut DeTable<'a>, rows: &mut Vec<Spanned<DeValue<'a>>>) {
    if let Some(value) = table.remove(ALLOW) {
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(array) => rows.extend(array),
            other => rows.push(Spanned::new(span, other)),
        }
    }
    for (_, value) in table.iter_mut() {
        take_from_value(value, rows);
    }
}

fn take_from_value<'a>(value: &mut Spanned<DeValue<'a>>, rows: &mut Vec<Spanned<DeValue<'a>>>) {
    match value.get_mut() {
        DeValue::Table(table) => take_from_table(table, rows),
        DeValue::Array(array) => array
            .iter_mut()
            .for_each(|item| take_from_value(item, rows)),
        _ => {}
    }
}
