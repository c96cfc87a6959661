//! `allow = [{ lint = "name", reason = "..." }]`: what an author has looked at and decided to keep.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::findings::Findings;
use super::lint;
use super::schema::ALLOW;
use super::segment::{Raw, shift};
use crate::model::{Diagnostic, Severity};
use crate::text::lines::{Lines, short};
use crate::text::suggest;

/// What a table allows. Copies of it know together which of its rows were of use.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowed(Option<Rc<Rows>>);

#[derive(Debug, Default)]
struct Rows {
    /// Places in the table of lints, and where each row stands.
    rows: Vec<(usize, Range<usize>)>,
    /// Lints that found something here, as bits by their places.
    used: Cell<u64>,
}

impl Allowed {
    /// Whether what the lint of this name has found here is to be kept silent. Asked about findings alone: a lint that is
    /// never asked about found nothing, and its row is of no use.
    pub(super) fn silences(&self, name: &str) -> bool {
        let (Some(rows), Some(at)) = (&self.0, lint::position(name)) else {
            return false;
        };
        let allowed = rows.rows.iter().any(|(row, _)| *row == at);
        if allowed {
            rows.used.set(rows.used.get() | 1 << at);
        }
        allowed
    }

    /// Counts as used here what was used when the same table was read before.
    pub(super) fn join(&self, before: &Self) {
        if let (Some(rows), Some(before)) = (&self.0, &before.0) {
            rows.used.set(rows.used.get() | before.used.get());
        }
    }

    /// Whether there is anything in it.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The rows that allowed nothing that was found: the lint's name, and where the row stands.
    pub(super) fn unused(&self) -> Vec<(&'static str, Range<usize>)> {
        let Some(rows) = &self.0 else {
            return Vec::new();
        };
        let unused = rows.rows.iter();
        let unused = unused.filter(|(at, _)| rows.used.get() & (1 << at) == 0);
        unused
            .map(|(at, span)| (lint::LINTS[*at].name, span.clone()))
            .collect()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Row {
    lint: String,
    reason: String,
}

/// Takes `allow` off a table and off those inside it, and says what is wrong with it.
pub(super) fn take(raw: &mut Raw<'_>, lines: &Lines<'_>, findings: &mut Findings) -> Allowed {
    let mut rows = Vec::new();
    strip(&mut raw.table, &mut rows);
    let mut allowed = Rows::default();
    for value in rows {
        let span = shift(value.span(), raw.base);
        let mut wrong = |message: String, hint: String| {
            findings.push(
                lines.file,
                Diagnostic::new(
                    Severity::Warning,
                    "bad-allow",
                    message,
                    lines.site(span.clone(), ""),
                    hint,
                ),
            );
        };
        let form = || "write allow = [{ lint = \"name\", reason = \"...\" }]".to_owned();
        let row = match Row::deserialize(ValueDeserializer::from(value)) {
            Ok(row) => row,
            Err(error) => {
                wrong(
                    format!("this allows nothing: {}", short(error.message())),
                    form(),
                );
                continue;
            }
        };
        match lint::position(&row.lint) {
            None => wrong(
                format!("`{}` is no lint that can be allowed", short(&row.lint)),
                suggest::hint(&row.lint, &lint::names()),
            ),
            Some(_) if row.reason.trim().is_empty() => wrong(
                format!("`{}` is allowed without a reason", row.lint),
                "add reason = \"...\": whoever comes after will ask".to_owned(),
            ),
            Some(at) => allowed.rows.push((at, span)),
        }
    }
    Allowed((!allowed.rows.is_empty()).then(|| Rc::new(allowed)))
}

/// Takes every `allow` out of `table`, at any depth.
fn strip<'a>(table: &mut DeTable<'a>, rows: &mut Vec<Spanned<DeValue<'a>>>) {
    if let Some(value) = table.remove(ALLOW) {
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(array) => rows.extend(array),
            other => rows.push(Spanned::new(span, other)),
        }
    }
    for (_, value) in table.iter_mut() {
        strip_value(value.get_mut(), rows);
    }
}

fn strip_value<'a>(value: &mut DeValue<'a>, rows: &mut Vec<Spanned<DeValue<'a>>>) {
    match value {
        DeValue::Table(table) => strip(table, rows),
        DeValue::Array(array) => {
            for item in array.iter_mut() {
                strip_value(item.get_mut(), rows);
            }
        }
        _ => {}
    }
}
