//! TOML that a person wrote -> values, with every fault told: what, where, what next. Knows no file and no setting.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use crate::model::{Diagnostic, Severity, Site};
use crate::text::clean::clean_line;
use crate::text::lines::{Lines, short};
use crate::text::suggest;

/// So many faults are told: whoever reads on has opened the wrong file.
const MOST: usize = 50;

/// A value, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// Where it stands; empty where it stands in no file.
    pub site: Site,
}

/// Reads values of one text.
pub(super) struct Reader<'l> {
    lines: Lines<'l>,
    /// Where the part begins that spans count from.
    base: usize,
    problems: Vec<Diagnostic>,
    /// Lines that are no TOML: what was made of them is not worth a second word.
    broken: Vec<u32>,
    /// What the last of them was said to be.
    last_syntax: String,
}

/// A part of the text that was read on its own: the byte at which it begins, and its table.
pub(super) type Part<'l> = (usize, DeTable<'l>);

impl<'l> Reader<'l> {
    /// A reader of `text` in the file called `name`, and the parts of the text, so far as they are TOML.
    ///
    /// There is one part, unless something is no TOML: then each table is one, so that a bracket or a quote that is not
    /// closed costs no more than the table it stands in.
    pub(super) fn new(name: &'l str, text: &'l str) -> (Self, Vec<Part<'l>>) {
        let mut reader = Self {
            lines: Lines::new(0, name, text),
            base: 0,
            problems: Vec::new(),
            broken: Vec::new(),
            last_syntax: String::new(),
        };
        let whole = match DeTable::parse(text) {
            Ok(table) => return (reader, vec![(0, table.into_inner())]),
            Err(error) => error,
        };
        let mut parts = Vec::new();
        for part in divide(text) {
            reader.base = part.start;
            let (table, errors) = DeTable::parse_recoverable(&text[part.clone()]);
            for error in &errors {
                reader.syntax(error);
            }
            parts.push((part.start, table.into_inner()));
        }
        reader.base = 0;
        if reader.problems.is_empty() {
            reader.syntax(&whole);
        }
        (reader, parts)
    }

    /// Goes on with the part that begins at byte `base`: spans count from there.
    pub(super) fn turn_to(&mut self, base: usize) {
        self.base = base;
    }

    fn syntax(&mut self, error: &Error) {
        let span = error.span().unwrap_or_default();
        let span = span.start + self.base..span.end + self.base;
        let site = self.lines.site(span.clone(), "");
        // Most errors follow from the first of a line, or from the line before.
        let follows = self.broken.contains(&site.line)
            || self
                .broken
                .last()
                .is_some_and(|last| *last + 1 == site.line)
                && self.last_syntax == error.message();
        if !self.broken.contains(&site.line) {
            self.broken.push(site.line);
        }
        self.last_syntax = error.message().to_owned();
        if follows || self.problems.len() >= MOST {
            return;
        }
        let message = error.message();
        let problem = match message {
            "duplicate key" => {
                let key = self.lines.text.get(span.clone()).unwrap_or_default();
                let message = format!(
                    "the key `{}` stands here twice; the first counts",
                    short(key)
                );
                let mut problem = Diagnostic::new(
                    Severity::Error,
                    "duplicate-key",
                    message,
                    site.clone(),
                    "take one out".to_owned(),
                );
                let before = &self.lines.text[..span.start];
                if let Some(first) = suggest::first_use(before, key) {
                    problem
                        .sites
                        .push(self.lines.site(first, "first written here"));
                }
                problem
            }
            _ => Diagnostic::new(
                Severity::Error,
                "syntax",
                format!("this is not TOML: {}; the line is left out", short(message)),
                site.clone(),
                suggest::syntax(message, self.lines.text, &span),
            ),
        };
        self.problems.push(problem);
    }

    /// Whether what stands at `span` is no TOML: whatever was made of it is not what was meant.
    pub(super) fn is_broken(&self, span: &Range<usize>) -> bool {
        !self.broken.is_empty() && self.broken.contains(&self.site(span.clone()).line)
    }

    /// Where `span` is.
    pub(super) fn site(&self, span: Range<usize>) -> Site {
        self.lines
            .site(span.start + self.base..span.end + self.base, "")
    }

    /// Tells of something that cannot be used.
    pub(super) fn wrong(
        &mut self,
        site: Site,
        rule: &str,
        message: String,
        hint: impl Into<String>,
    ) {
        self.tell(Diagnostic::new(
            Severity::Error,
            rule,
            message,
            site,
            hint.into(),
        ));
    }

    /// Tells of something that is used, but that somebody should look at.
    pub(super) fn doubtful(
        &mut self,
        site: Site,
        rule: &str,
        message: String,
        hint: impl Into<String>,
    ) {
        self.tell(Diagnostic::new(
            Severity::Warning,
            rule,
            message,
            site,
            hint.into(),
        ));
    }

    /// Tells of `problem`, unless its line is no TOML or enough was told.
    fn tell(&mut self, problem: Diagnostic) {
        let line = problem.sites.first().map_or(0, |site| site.line);
        if self.problems.len() < MOST && !self.broken.contains(&line) {
            self.problems.push(problem);
        }
    }

    /// Tells of a key that means nothing in `home`.
    pub(super) fn unknown_key(
        &mut self,
        key: &Spanned<impl AsRef<str>>,
        home: &str,
        known: &[&str],
    ) {
        let word = key.get_ref().as_ref();
        let message = format!("`{}` is no key of {home}; it is not read", short(word));
        self.doubtful(
            self.site(key.span()),
            "unknown-key",
            message,
            suggest::hint(word, known),
        );
    }

    /// A text, cleaned.
    pub(super) fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(clean_line(text).into_owned()),
            other => {
                let message = format!("`{}` wants a text, not {}", short(key), kind(other));
                self.wrong(
                    self.site(value.span()),
                    "wrong-type",
                    message,
                    "put it in quotes",
                );
                None
            }
        }
    }

    /// A list of texts; a single text is a list of one.
    pub(super) fn texts(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Vec<Said<String>>> {
        let one = |reader: &mut Self, value: &Spanned<DeValue<'_>>| {
            let text = reader.text(key, value)?;
            Some(Said {
                value: text,
                site: reader.site(value.span()),
            })
        };
        match value.get_ref() {
            DeValue::Array(items) => {
                Some(items.iter().filter_map(|item| one(self, item)).collect())
            }
            DeValue::String(_) => one(self, value).map(|text| vec![text]),
            other => {
                let message = format!(
                    "`{}` wants a list of texts, not {}",
                    short(key),
                    kind(other)
                );
                let hint = "write it like [\"one\", \"two\"]";
                self.wrong(self.site(value.span()), "wrong-type", message, hint);
                None
            }
        }
    }

    /// Which of `words` the value is. Numbers and truth values may stand with quotes or without.
    pub(super) fn choice(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        words: &[&str],
    ) -> Option<usize> {
        let word = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Boolean(truth) => truth.to_string(),
            other => {
                let message = format!("`{}` wants a word, not {}", short(key), kind(other));
                self.wrong(
                    self.site(value.span()),
                    "wrong-type",
                    message,
                    suggest::hint("", words),
                );
                return None;
            }
        };
        let at = words.iter().position(|known| *known == word);
        if at.is_none() {
            let message = format!("`{}` is no value of `{}`", short(&word), short(key));
            self.wrong(
                self.site(value.span()),
                "unknown-word",
                message,
                suggest::hint(&word, words),
            );
        }
        at
    }

    /// A table.
    pub(super) fn table<'t, 'v>(
        &mut self,
        key: &str,
        value: &'t Spanned<DeValue<'v>>,
    ) -> Option<&'t DeTable<'v>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            other => {
                let message = format!("`{}` is a table, not {}", short(key), kind(other));
                let hint = format!("write [{}], and what belongs to it below", short(key));
                self.wrong(self.site(value.span()), "wrong-type", message, hint);
                None
            }
        }
    }

    /// What was wrong, in the order of the lines.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let line =
            |problem: &Diagnostic| problem.sites.first().map(|site| (site.line, site.column));
        self.problems.sort_by_key(line);
        self.problems
    }
}

/// The parts of `text`: what stands before the first header, then header by header. A header with a dot belongs to the
/// table above it.
fn divide(text: &str) -> Vec<Range<usize>> {
    let is_header = |line: &str| {
        let word = line.trim_start().strip_prefix('[');
        let word = word
            .and_then(|rest| rest.split_once(']'))
            .map(|(word, _)| word.trim());
        word.is_some_and(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        })
    };
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if at > start && is_header(line) {
            parts.push(start..at);
            start = at;
        }
        at += line.len();
    }
    parts.push(start..at);
    parts
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
