//! One table -> the model's type, with every fault in it reported, not only the first.
//!
//! serde stops at the first fault. So what is at fault is taken out and the rest is read again, until it can be read or
//! nothing is left; a table with an error is then left out, unless the error is a date it can do without. Texts are
//! cleaned before they become values: nothing that leaves here can harm a terminal.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer, Error};

use crate::text::clean::{clean, clean_line, hostile};

use super::allow::{self, Allowed};
use super::findings::Findings;
use super::schema::{self, Kind, MAX_TEXT, is_date};
use super::segment::{Raw, shift};
use crate::model::{Diagnostic, PartialDate, Severity};
use crate::text::lines::{Lines, short};
use crate::text::suggest;

/// The hint for what is not a date.
pub(super) const BAD_DATE: &str =
    "write a date as 2016-10-24, or as \"2016-10\" or \"2016\" in quotes where no more is known";

/// How many faults of one table are reported: for each it is read once more.
const MOST_FAULTS: usize = 20;

/// A step from a table to a value in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(&'static str),
    At(usize),
}

impl From<&'static str> for Step {
    fn from(key: &'static str) -> Self {
        Self::Key(key)
    }
}

impl From<usize> for Step {
    fn from(at: usize) -> Self {
        Self::At(at)
    }
}

impl Raw<'_> {
    /// Where the value at `path` stands in the file; the table's header where there is none.
    pub(super) fn span(&self, path: &[Step]) -> Range<usize> {
        match locate(&self.table, path) {
            Some(value) => shift(value.span(), self.base),
            None => self.header.clone(),
        }
    }

    /// The text at `path`, as it was read.
    pub(super) fn text(&self, path: &[Step]) -> Option<&str> {
        locate(&self.table, path)?.get_ref().as_str()
    }

    /// The text of the table's `id`, as written.
    pub(super) fn id(&self) -> &str {
        self.word("id").unwrap_or("")
    }

    /// The text that the table itself has as `key`.
    pub(super) fn word(&self, key: &str) -> Option<&str> {
        self.table
            .get(key)
            .and_then(|value| value.get_ref().as_str())
    }
}

/// The value at `path`.
fn locate<'t, 'a>(table: &'t DeTable<'a>, path: &[Step]) -> Option<&'t Spanned<DeValue<'a>>> {
    let (first, rest) = path.split_first()?;
    let Step::Key(key) = first else {
        return None;
    };
    let mut value = table.get(*key)?;
    for step in rest {
        value = match (step, value.get_ref()) {
            (Step::Key(name), DeValue::Table(table)) => table.get(*name)?,
            (Step::At(at), DeValue::Array(array)) => array.get(*at)?,
            _ => return None,
        };
    }
    Some(value)
}

/// Reads `raw` as a `T`. What it allows comes with it; `None` where it has an error.
///
/// Its texts are cleaned in place, so that what is looked up in it later is what was read.
pub(super) fn read<T: DeserializeOwned>(
    raw: &mut Raw<'_>,
    lines: &Lines<'_>,
    findings: &mut Findings,
) -> Option<(T, Allowed)> {
    let before = findings.counts().errors;
    let (read, bad_dates) = read_parts(raw, lines, findings);
    read.filter(|_| !raw.faulty && findings.counts().errors == before + bad_dates)
}

/// The same, but with what is sound of a table that has errors.
pub(super) fn read_what_can_be<T: DeserializeOwned>(
    raw: &mut Raw<'_>,
    lines: &Lines<'_>,
    findings: &mut Findings,
) -> Option<(T, Allowed)> {
    read_parts(raw, lines, findings).0
}

/// What is sound of a table, and how many of its errors are dates that it can do without.
fn read_parts<T: DeserializeOwned>(
    raw: &mut Raw<'_>,
    lines: &Lines<'_>,
    findings: &mut Findings,
) -> (Option<(T, Allowed)>, usize) {
    let mut bad_dates = 0;
    let allowed = allow::take(raw, lines, findings);
    let mut tidy = Tidy {
        lines,
        findings,
        base: raw.base,
        allowed: allowed.clone(),
    };
    tidy.table(&mut raw.table);
    // The spans of all that was written are needed later, so what is at fault is taken out of a copy.
    let mut rest = raw.table.clone();
    for _ in 0..MOST_FAULTS {
        let error = match T::deserialize(Deserializer::from(Spanned::new(0..0, rest.clone()))) {
            Ok(value) => {
                Unknown::new(raw, &allowed, lines, findings).look_through(&rest);
                return (Some((value, allowed)), bad_dates);
            }
            Err(error) => error,
        };
        let span = error.span().unwrap_or_default();
        let key = cut(&mut rest, &span);
        findings.push(lines.file, fault(raw, &error, span, key.as_deref(), lines));
        match key {
            Some(key) => bad_dates += usize::from(is_date(&key)),
            None => break,
        }
    }
    (None, bad_dates)
}

/// Names the keys that nobody reads. They are looked for here and not while the table becomes a value: a reader that
/// notes what it passes over would be built for every type of the model anew.
struct Unknown<'r, 'l, 'a, 'f> {
    raw: &'r Raw<'a>,
    allowed: &'r Allowed,
    lines: &'l Lines<'a>,
    findings: &'f mut Findings,
    /// The keys above.
    above: Vec<String>,
    left: usize,
}

impl<'r, 'l, 'a, 'f> Unknown<'r, 'l, 'a, 'f> {
    fn new(
        raw: &'r Raw<'a>,
        allowed: &'r Allowed,
        lines: &'l Lines<'a>,
        findings: &'f mut Findings,
    ) -> Self {
        Self {
            raw,
            allowed,
            lines,
            findings,
            above: Vec::new(),
            left: MOST_FAULTS,
        }
    }

    fn look_through(&mut self, table: &DeTable<'_>) {
        let above: Vec<&str> = self.above.iter().map(String::as_str).collect();
        let known = self.raw.kind.fields(&above);
        for (key, value) in table.iter() {
            if !known.contains(&key.get_ref().as_ref()) {
                self.tell(key);
                continue;
            }
            let inner = match value.get_ref() {
                DeValue::Array(items) => &items[..],
                DeValue::Table(_) => std::slice::from_ref(value),
                _ => continue,
            };
            self.above.push(key.get_ref().to_string());
            for table in inner.iter().filter_map(|value| value.get_ref().as_table()) {
                self.look_through(table);
            }
            self.above.pop();
        }
    }

    fn tell(&mut self, key: &Spanned<Cow<'_, str>>) {
        if self.left == 0 || self.allowed.silences("unknown-key") {
            return;
        }
        self.left -= 1;
        let above: Vec<&str> = self.above.iter().map(String::as_str).collect();
        let kind = self.raw.kind;
        let home = match above.last() {
            Some(above) => format!("`{}` of {}", short(above), kind.header()),
            None => kind.header(),
        };
        let name = key.get_ref();
        self.findings.push(
            self.lines.file,
            Diagnostic::new(
                Severity::Warning,
                "unknown-key",
                format!("`{}` is no key of {home}; it is not read", short(name)),
                self.lines.site(shift(key.span(), self.raw.base), ""),
                suggest::hint(name, &kind.keys(&above)),
            ),
        );
    }
}

/// The key of the innermost value that holds `span`.
pub(super) fn key_at<'t>(table: &'t DeTable<'_>, span: &Range<usize>) -> Option<&'t str> {
    let mut values = table.iter();
    let (key, value) = values.find(|(key, value)| key.span() == *span || holds(value, span))?;
    let inner = match value.get_ref() {
        DeValue::Array(items) => &items[..],
        _ => std::slice::from_ref(value),
    };
    let tables = inner.iter().filter_map(|value| value.get_ref().as_table());
    let inner = tables.filter_map(|table| key_at(table, span)).next();
    inner.or(Some(key.get_ref()))
}

/// Takes the innermost value that holds `span` out of `table`, and gives the key it stood under.
pub(super) fn cut(table: &mut DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let key = table
        .iter()
        .find(|(key, value)| key.span() == *span || holds(value, span))
        .map(|(key, _)| key.get_ref().to_string())?;
    let value = table.get_mut(key.as_str())?;
    if value.span() != *span
        && let Some(inner) = cut_inside(value.get_mut(), span)
    {
        return Some(inner.unwrap_or(key));
    }
    table.remove(key.as_str());
    Some(key)
}

/// The same inside a value: `None` where nothing in it could be taken out, `Some(None)` where that had no key.
fn cut_inside(value: &mut DeValue<'_>, span: &Range<usize>) -> Option<Option<String>> {
    match value {
        DeValue::Table(table) => cut(table, span).map(Some),
        DeValue::Array(array) => {
            let at = array.iter().position(|item| holds(item, span))?;
            let item = array.get_mut(at)?;
            if item.span() != *span
                && let Some(inner) = cut_inside(item.get_mut(), span)
            {
                return Some(inner);
            }
            let items = std::mem::replace(array, DeArray::new())
                .into_iter()
                .enumerate();
            *array = items
                .filter(|(i, _)| *i != at)
                .map(|(_, item)| item)
                .collect();
            Some(None)
        }
        _ => None,
    }
}

/// Whether `span` lies in `value`. The span of a sub-table is its header alone, so what is below is asked, too.
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

/// The diagnostic for a value that is not what its key wants.
fn fault(
    raw: &Raw<'_>,
    error: &Error,
    span: Range<usize>,
    key: Option<&str>,
    lines: &Lines<'_>,
) -> Diagnostic {
    let message = error.message();
    let named = key.map_or_else(|| raw.kind.header(), |key| format!("`{}`", short(key)));
    let site = lines.site(shift(span, raw.base), "");
    let (rule, message, hint) = if let Some(rest) = message.strip_prefix("unknown variant `") {
        let (word, rest) = rest.split_once("`, expected").unwrap_or((rest, ""));
        let words: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        (
            "unknown-word",
            format!("`{}` is not a value of {named}", short(word)),
            suggest::hint(word, &words),
        )
    } else if message.contains("is not a date of") || message.contains("is not a day of") {
        (
            "bad-date",
            format!("{named}: {}", short(message)),
            BAD_DATE.to_owned(),
        )
    } else {
        let hint = if message.contains("expected a string") {
            "put it in quotes"
        } else if message.contains("expected a sequence") {
            "put it in square brackets: a list is wanted here"
        } else {
            ""
        };
        (
            "wrong-type",
            format!("{named}: {}", short(message)),
            hint.to_owned(),
        )
    };
    Diagnostic::new(
        Severity::Error,
        rule,
        format!("{message}; {}", cost(raw.kind, key)),
        site,
        hint,
    )
}

/// What is left out for an error under `key`. Without a pack nothing could be shown, so that one is read as far as it goes.
fn cost(kind: Kind, key: Option<&str>) -> String {
    match kind {
        Kind::Pack => "it is ignored".to_owned(),
        _ if key.is_some_and(is_date) => "it is ignored".to_owned(),
        kind => format!("this {} is left out", kind.word()),
    }
}

/// Makes a table fit to be read: dates become texts, texts become clean.
struct Tidy<'l, 'a, 'f> {
    lines: &'l Lines<'a>,
    findings: &'f mut Findings,
    base: usize,
    allowed: Allowed,
}

impl Tidy<'_, '_, '_> {
    fn table(&mut self, table: &mut DeTable<'_>) {
        for (key, value) in table.iter_mut() {
            self.value(value, key.get_ref());
        }
    }

    fn value(&mut self, value: &mut Spanned<DeValue<'_>>, key: &str) {
        let span = shift(value.span(), self.base);
        if let DeValue::Datetime(date) = value.get_ref() {
            *value.get_mut() = DeValue::String(Cow::Owned(date.to_string()));
        }
        match value.get_mut() {
            DeValue::String(text) => {
                if text.len() > MAX_TEXT {
                    self.too_long(span, text.len());
                    *text = Cow::Borrowed("");
                    return;
                }
                if is_date(key)
                    && let Some((day, time)) = text.split_at_checked(10)
                    && time.starts_with(['T', 't', ' '])
                    && PartialDate::parse(day).is_ok()
                {
                    self.time_of_day(span, key, day);
                    *text = Cow::Owned(day.to_owned());
                    return;
                }
                self.stray(span, text);
                let tidied = if schema::is_markdown(key) {
                    clean(text)
                } else {
                    clean_line(text)
                };
                if tidied != *text {
                    *text = Cow::Owned(tidied.into_owned());
                }
            }
            DeValue::Array(array) => {
                for item in array.iter_mut() {
                    self.value(item, key);
                }
            }
            DeValue::Table(table) => self.table(table),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {}
        }
    }

    fn time_of_day(&mut self, span: Range<usize>, key: &str, day: &str) {
        self.findings.push(
            self.lines.file,
            Diagnostic::new(
                Severity::Warning,
                "time-of-day",
                format!("`{key}` has a time of day, which is ignored; the date counts"),
                self.lines.site(span, ""),
                format!("write {day}"),
            ),
        );
    }

    fn too_long(&mut self, span: Range<usize>, length: usize) {
        let diagnostic = Diagnostic::new(
            Severity::Error,
            "too-long",
            format!(
                "this text has {} KB; what is longer than {} KB is left out",
                length >> 10,
                MAX_TEXT >> 10
            ),
            self.lines.site(span, ""),
            "divide it into several answers".to_owned(),
        );
        self.findings.push(self.lines.file, diagnostic);
    }

    fn stray(&mut self, span: Range<usize>, text: &str) {
        let Some((_, char)) = hostile(text).next() else {
            return;
        };
        if self.allowed.silences("stray-characters") {
            return;
        }
        // It may be in the file as itself or as an escape; then the text's beginning is near enough.
        let raw = self.lines.text.get(span.clone()).unwrap_or("");
        let place = match raw.find(char) {
            Some(at) => span.start + at..span.start + at + char.len_utf8(),
            None => span,
        };
        let diagnostic = Diagnostic::new(
            Severity::Warning,
            "stray-characters",
            format!(
                "there is a control or direction character here (U+{:04X}); it is taken out",
                u32::from(char)
            ),
            self.lines.site(place, ""),
            "take it out of the file".to_owned(),
        );
        self.findings.push(self.lines.file, diagnostic);
    }
}
