//! `allow = [{ lint = "name", reason = "..." }]`: findings that an author has looked at and decided to keep.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::text::lines::{Lines, short};
use crate::text::suggest;

use super::findings::Findings;
use super::raw::{Raw, shift};
use super::rule::lints;
use super::schema::ALLOW;

/// The lints whose findings in a table are suppressed. Copies know together which of them had any.
#[derive(Debug, Clone, Default)]
pub(super) struct Suppressions(Rc<[Suppression]>);

#[derive(Debug)]
struct Suppression {
    lint: &'static str,
    /// Where it is in the file.
    span: Range<usize>,
    used: Cell<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Row {
    lint: String,
    reason: String,
}

impl Suppressions {
    /// Whether what this lint has found is to be suppressed. Only asked about findings: a lint that is never asked about
    /// found nothing, and its row is unused.
    pub(super) fn suppress(&self, lint: &str) -> bool {
        let mut rows = self.0.iter().filter(|row| row.lint == lint).peekable();
        let suppressed = rows.peek().is_some();
        rows.for_each(|row| row.used.set(true));
        suppressed
    }

    /// The rows that suppressed nothing: the lint's name, and where the row is.
    pub(super) fn unused(&self) -> Vec<(&'static str, Range<usize>)> {
        let unused = self.0.iter().filter(|row| !row.used.get());
        unused.map(|row| (row.lint, row.span.clone())).collect()
    }
}

/// Takes `allow` out of a table and those inside it, and reports what is wrong with it.
pub(super) fn take(raw: &mut Raw<'_>, lines: &Lines<'_>, findings: &mut Findings) -> Suppressions {
    const FORM: &str = "write allow = [{ lint = \"name\", reason = \"...\" }]";
    let mut rows = Vec::new();
    take_from_table(&mut raw.table, &mut rows);
    let rows = rows.into_iter().filter_map(|value| {
        let span = shift(value.span(), raw.base);
        let (message, hint) = match Row::deserialize(ValueDeserializer::from(value)) {
            Err(error) => (
                format!("this allows nothing: {}", short(error.message())),
                FORM.to_owned(),
            ),
            Ok(row) => match lints().find(|lint| *lint == row.lint) {
                None => (
                    format!("`{}` is not a lint that can be allowed", short(&row.lint)),
                    suggest::hint(&row.lint, &lints().collect::<Vec<_>>()),
                ),
                Some(_) if row.reason.trim().is_empty() => (
                    format!("`{}` is allowed without a reason", row.lint),
                    "add reason = \"...\": whoever comes after you will ask".to_owned(),
                ),
                Some(lint) => {
                    let used = Cell::new(false);
                    return Some(Suppression { lint, span, used });
                }
            },
        };
        findings.warning(lines, span, "bad-allow", message, hint);
        None
    });
    Suppressions(rows.collect())
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
