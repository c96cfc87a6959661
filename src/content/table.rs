//! One table -> a record, with every fault in it reported, not only the first.
//!
//! serde stops at the first fault. So the faulty value is removed and the rest is read again, until no fault is left. A
//! table with an error is left out, unless the error is a date it can do without. Texts are cleaned before they become values:
//! nothing that leaves here can harm a terminal.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use crate::model::{Kind, PartialDate};
use crate::text::clean::{clean, clean_line, hostile};
use crate::text::lines::{Lines, short};
use crate::text::suggest;
use crate::text::toml_errors::cut;

use super::allow;
use super::findings::Findings;
use super::raw::{Raw, shift};
use super::record::Record;
use super::schema::{BAD_DATE, MAX_TEXT, is_date, is_markdown};
use super::suppressions::Suppressions;

/// Maximum number of faults reported for a table: it is read again for each.
const MOST_FAULTS: usize = 20;

/// Reads `raw` and the lints that it suppresses. `None` if it has an error, except for a pack, of which the valid part is used.
///
/// Its texts are cleaned in place, so that later lookups in `raw` find the same text as in the record.
pub(super) fn read(
    raw: &mut Raw<'_>,
    lines: &Lines<'_>,
    findings: &mut Findings,
) -> Option<(Record, Suppressions)> {
    let before = findings.errors();
    let suppressions = allow::take(raw, lines, findings);
    let mut reading = Reading {
        kind: raw.kind,
        base: raw.base,
        suppressions,
        lines,
        findings,
    };
    reading.tidy_table(&mut raw.table);
    // The spans of all values are needed later, so faulty values are removed from a copy.
    let mut rest = raw.table.clone();
    let mut bad_dates = 0;
    for _ in 0..MOST_FAULTS {
        let error = match Record::read(raw.kind, rest.clone()) {
            Ok(record) => {
                let mut left = MOST_FAULTS;
                reading.unknown_keys(&rest, &mut Vec::new(), &mut left);
                let sound = raw.kind == Kind::Pack
                    || !raw.faulty && reading.findings.errors() == before + bad_dates;
                return sound.then_some((record, reading.suppressions));
            }
            Err(error) => error,
        };
        let key = cut(&mut rest, &error.span().unwrap_or_default());
        reading.fault(&error, key.as_deref());
        bad_dates += usize::from(is_date(&key?));
    }
    None
}

/// A table that is being read.
struct Reading<'r, 'a> {
    kind: Kind,
    base: usize,
    suppressions: Suppressions,
    lines: &'r Lines<'a>,
    findings: &'r mut Findings,
}

impl Reading<'_, '_> {
    /// Makes values fit to be read: dates become texts, texts become clean.
    fn tidy_table(&mut self, table: &mut DeTable<'_>) {
        for (key, value) in table.iter_mut() {
            self.tidy(value, key.get_ref());
        }
    }

    fn tidy(&mut self, value: &mut Spanned<DeValue<'_>>, key: &str) {
        let span = shift(value.span(), self.base);
        if let DeValue::Datetime(date) = value.get_ref() {
            *value.get_mut() = DeValue::String(Cow::Owned(date.to_string()));
        }
        match value.get_mut() {
            DeValue::String(text) => {
                if let Some(tidy) = self.tidy_text(text, key, span) {
                    *text = Cow::Owned(tidy);
                }
            }
            DeValue::Array(array) => array.iter_mut().for_each(|item| self.tidy(item, key)),
            DeValue::Table(table) => self.tidy_table(table),
            _ => {}
        }
    }

    /// The cleaned text, if cleaning changes it.
    fn tidy_text(&mut self, text: &str, key: &str, span: Range<usize>) -> Option<String> {
        if text.len() > MAX_TEXT {
            let message = format!(
                "this text has {} KB; texts longer than {} KB are left out",
                text.len() >> 10,
                MAX_TEXT >> 10
            );
            let hint = "divide it into several answers";
            self.findings
                .error(self.lines, span, "too-long", message, hint);
            return Some(String::new());
        }
        if is_date(key)
            && let Some((day, time)) = text.split_at_checked(10)
            && time.starts_with(['T', 't', ' '])
            && PartialDate::parse(day).is_ok()
        {
            let message = format!("`{key}` has a time of day, which is ignored; the date counts");
            let hint = format!("write {day}");
            self.findings
                .warning(self.lines, span, "time-of-day", message, hint);
            return Some(day.to_owned());
        }
        self.stray_characters(text, span);
        let tidy = match is_markdown(key) {
            true => clean(text),
            false => clean_line(text),
        };
        (tidy != text).then(|| tidy.into_owned())
    }

    fn stray_characters(&mut self, text: &str, span: Range<usize>) {
        let Some((_, char)) = hostile(text).next() else {
            return;
        };
        if self.suppressions.suppress("stray-characters") {
            return;
        }
        // In the file it may be written as an escape; then the whole text is marked.
        let written = self.lines.text.get(span.clone()).unwrap_or("");
        let place = match written.find(char) {
            Some(at) => span.start + at..span.start + at + char.len_utf8(),
            None => span,
        };
        let message = format!(
            "there is a control or direction character here (U+{:04X}); it is taken out",
            u32::from(char)
        );
        let hint = "take it out of the file";
        self.findings
            .warning(self.lines, place, "stray-characters", message, hint);
    }

    /// Reports unknown keys. `above` are the keys of the enclosing tables, and `left` is how many may still be reported.
    fn unknown_keys<'t>(
        &mut self,
        table: &'t DeTable<'_>,
        above: &mut Vec<&'t str>,
        left: &mut usize,
    ) {
        let fields = self.kind.fields(above);
        for (key, value) in table.iter() {
            let name: &str = key.get_ref();
            if fields.contains(&name) {
                above.push(name);
                for table in items(value)
                    .iter()
                    .filter_map(|item| item.get_ref().as_table())
                {
                    self.unknown_keys(table, above, left);
                }
                above.pop();
            } else if *left > 0 && !self.suppressions.suppress("unknown-key") {
                *left -= 1;
                let home = match above.last() {
                    Some(above) => format!("`{}` of {}", short(above), self.kind.title()),
                    None => self.kind.title().to_owned(),
                };
                let message = format!("`{}` is not a key of {home}; it is ignored", short(name));
                let hint = suggest::hint(name, &self.kind.keys(above));
                let span = shift(key.span(), self.base);
                self.findings
                    .warning(self.lines, span, "unknown-key", message, hint);
            }
        }
    }

    /// Reports an invalid value.
    fn fault(&mut self, error: &Error, key: Option<&str>) {
        let message = error.message();
        let named = key.map_or_else(
            || self.kind.title().to_owned(),
            |key| format!("`{}`", short(key)),
        );
        let mut said = format!("{named}: {}", short(message));
        let (rule, hint) = if let Some(rest) = message.strip_prefix("unknown variant `") {
            let (word, rest) = rest.split_once("`, expected").unwrap_or((rest, ""));
            let words: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
            said = format!("`{}` is not a value of {named}", short(word));
            ("unknown-word", suggest::hint(word, &words))
        } else if message.contains("is not a date of") || message.contains("is not a day of") {
            ("bad-date", BAD_DATE.to_owned())
        } else if message.contains("expected a string") {
            ("wrong-type", "put it in quotes".to_owned())
        } else if message.contains("expected a sequence") {
            (
                "wrong-type",
                "put it in square brackets: this is a list".to_owned(),
            )
        } else {
            ("wrong-type", String::new())
        };
        // Without a pack nothing could be shown, so its valid part is used.
        let cost = match self.kind {
            Kind::Pack => "it is ignored".to_owned(),
            _ if key.is_some_and(is_date) => "it is ignored".to_owned(),
            kind => format!("this {} is left out", kind.word()),
        };
        let span = shift(error.span().unwrap_or_default(), self.base);
        self.findings
            .error(self.lines, span, rule, format!("{said}; {cost}"), hint);
    }
}

/// The items of a list; any other value is a list of one.
fn items<'v, 'a>(value: &'v Spanned<DeValue<'a>>) -> &'v [Spanned<DeValue<'a>>] {
    match value.get_ref() {
        DeValue::Array(items) => items,
        _ => std::slice::from_ref(value),
    }
}
