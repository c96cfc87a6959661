//! Text -> tables, one at a time, so that what is broken in one costs no other.
//!
//! A TOML parser that has lost its way in one table (a text whose closing quotes are missing swallows all that
//! follows) cannot be trusted with the next. So a file is divided at its headers first, `[[entry]]` at the start of a
//! line, and each part is parsed on its own. A header that is only an example inside a long text shows by the text
//! being open at that point; then the parts are joined again. And memory holds one part at a time, whatever the file.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::schema::Kind;
use super::table::{self, BAD_DATE};
use crate::model::{Diagnostic, Severity, is_entry_id};
use crate::text::lines::{Lines, short};
use crate::text::suggest;

/// How many parts a long text may reach over that looks like it holds headers.
const MOST_JOINED: usize = 8;

/// The longest table, in bytes: a parser can take hundreds of times a text's size (`[{},{},{},...]`).
const MAX_TABLE: usize = 3 << 20;

/// The longest broken table that is searched for all that is wrong with it: each fault takes memory.
const MAX_RECOVERED: usize = 256 << 10;

/// How many syntax errors of one part are told: most follow from the first.
const MOST_ERRORS: usize = 3;

/// How the parser calls a key that stands twice.
const DUPLICATE: &str = "duplicate key";

/// How the parser begins what it says of dates that are none.
const NO_DATE: &str = "invalid date";

/// One table of a file, read as TOML but not yet as what it means. Spans are bytes of the file.
#[derive(Debug, Clone)]
pub(super) struct Raw<'a> {
    pub(super) kind: Kind,
    /// Its header.
    pub(super) header: Range<usize>,
    pub(super) table: DeTable<'a>,
    /// Where the part begins that the spans in `table` count from.
    pub(super) base: usize,
    /// It has a fault that was told already: it is read for its other faults alone, and left out.
    pub(super) faulty: bool,
}

/// What a file holds.
#[derive(Debug)]
pub(super) enum Item<'a> {
    Table(Box<Raw<'a>>),
    /// `format = ...`, and where.
    Format(DeValue<'a>, Range<usize>),
    /// A table that is left out, so far as it could be made out: findings that follow from its absence help nobody.
    Broken(Kind, String),
    Problem(Diagnostic),
}

/// Walks a file part by part.
pub(super) struct Segments<'l, 'a> {
    lines: &'l Lines<'a>,
    parts: std::vec::IntoIter<Range<usize>>,
    /// The part that was read last.
    last: Range<usize>,
}

impl<'l, 'a> Segments<'l, 'a> {
    pub(super) fn new(lines: &'l Lines<'a>) -> Self {
        Self {
            lines,
            parts: divide(lines.text).into_iter(),
            last: 0..0,
        }
    }

    /// The id of the entry in the next part and where it stands, if that can be seen without parsing the part. Whoever wants
    /// no more of it [skips](Self::skip) the part, and its faults are for the next reader to tell.
    pub(super) fn peek_entry(&self) -> Option<(&'a str, Range<usize>)> {
        self.entry_in(self.parts.as_slice().first()?)
    }

    /// The same of the part that was read last.
    pub(super) fn last_entry(&self) -> Option<(&'a str, Range<usize>)> {
        self.entry_in(&self.last)
    }

    fn entry_in(&self, part: &Range<usize>) -> Option<(&'a str, Range<usize>)> {
        let (id, at) = entry_id(&self.lines.text[part.clone()])?;
        Some((id, shift(at, part.start)))
    }

    /// Leaves out the next part.
    pub(super) fn skip(&mut self) {
        self.parts.next();
    }

    /// What the next part holds, in the order in which it stands there.
    pub(super) fn next(&mut self) -> Option<Vec<Item<'a>>> {
        let part = self.parts.next()?;
        self.last = part.clone();
        let text = self.lines.text;
        if part.len() > MAX_TABLE {
            return Some(vec![Item::Problem(self.too_long(part))]);
        }
        let error = match DeTable::parse(&text[part.clone()]) {
            Ok(root) => return Some(self.items(root.into_inner(), part.start)),
            Err(error) => error,
        };
        if let Some((root, whole)) = self.joined(&part) {
            return Some(self.items(root, whole.start));
        }
        // All that is wrong, and what can still be named; where the part is long that may be too much to hold.
        if part.len() > MAX_RECOVERED {
            return Some(self.broken(DeTable::new(), part, &[error]));
        }
        let (root, errors) = DeTable::parse_recoverable(&text[part.clone()]);
        Some(self.broken(root.into_inner(), part, &errors))
    }

    /// `part` with those that follow, where only together they are TOML: a long text that looks like it holds headers.
    fn joined(&mut self, part: &Range<usize>) -> Option<(DeTable<'a>, Range<usize>)> {
        let text = self.lines.text;
        if !is_open(&text[part.clone()]) {
            return None;
        }
        for more in 0..self.parts.len().min(MOST_JOINED) {
            let whole = part.start..self.parts.as_slice()[more].end;
            if whole.len() > MAX_TABLE {
                return None;
            }
            if is_open(&text[whole.clone()]) {
                continue;
            }
            if let Ok(root) = DeTable::parse(&text[whole.clone()]) {
                self.parts.nth(more);
                return Some((root.into_inner(), whole));
            }
        }
        None
    }

    fn too_long(&self, part: Range<usize>) -> Diagnostic {
        Diagnostic::new(
            Severity::Error,
            "too-long",
            format!(
                "this table has {} MB; what is longer than {} MB is left out",
                part.len() >> 20,
                MAX_TABLE >> 20
            ),
            self.lines.site(part.start..part.start, ""),
            "divide it into several".to_owned(),
        )
    }

    fn items(&self, root: DeTable<'a>, base: usize) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        for (key, value) in root {
            let span = shift(key.span(), base);
            let word = key.into_inner();
            if word == "format" {
                let span = shift(value.span(), base);
                items.push((span.start, Item::Format(value.into_inner(), span)));
                continue;
            }
            let Some(kind) = Kind::from_word(&word) else {
                items.push((span.start, Item::Problem(self.unknown(&word, span))));
                continue;
            };
            for (header, table) in self.shape(kind, value, base) {
                let at = header.start;
                items.push((
                    at,
                    match table {
                        Some(table) => Item::Table(Box::new(Raw {
                            kind,
                            header,
                            table,
                            base,
                            faulty: false,
                        })),
                        None => Item::Problem(self.misshapen(kind, header)),
                    },
                ));
            }
        }
        items.sort_by_key(|(at, _)| *at);
        items.into_iter().map(|(_, item)| item).collect()
    }

    /// The tables under a top-level key; `None` in the place of what is none.
    fn shape(
        &self,
        kind: Kind,
        value: Spanned<DeValue<'a>>,
        base: usize,
    ) -> Vec<(Range<usize>, Option<DeTable<'a>>)> {
        let span = shift(value.span(), base);
        match value.into_inner() {
            DeValue::Table(table) if kind == Kind::Pack => vec![(span, Some(table))],
            DeValue::Array(array) if kind != Kind::Pack => array
                .into_iter()
                .map(|item| {
                    let span = shift(item.span(), base);
                    match item.into_inner() {
                        DeValue::Table(table) => (span, Some(table)),
                        _ => (span, None),
                    }
                })
                .collect(),
            _ => vec![(span, None)],
        }
    }

    fn unknown(&self, word: &str, span: Range<usize>) -> Diagnostic {
        let known: Vec<_> = Kind::ALL
            .iter()
            .map(|kind| kind.word())
            .chain(["format"])
            .collect();
        Diagnostic::new(
            Severity::Warning,
            "unknown-key",
            format!("`{}` is no table of the format", short(word)),
            self.lines.site(span, ""),
            suggest::hint(word, &known),
        )
    }

    fn misshapen(&self, kind: Kind, header: Range<usize>) -> Diagnostic {
        Diagnostic::new(
            Severity::Error,
            "wrong-table",
            format!("this is not a table of the kind `{}`", kind.header()),
            self.lines.site(header, "left out"),
            match kind {
                Kind::Pack => "write [pack] once, with single brackets".to_owned(),
                _ => format!(
                    "write {} with double brackets, and what belongs to it below",
                    kind.header()
                ),
            },
        )
    }

    /// The errors of a part, and what of its tables can still be named.
    ///
    /// A bad date or a double key leaves no doubt about the rest, so the table is read on for its other faults.
    fn broken(
        &self,
        mut root: DeTable<'a>,
        part: Range<usize>,
        errors: &[toml::de::Error],
    ) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        let mut last = None;
        for error in errors {
            let span = shift(error.span().unwrap_or_default(), part.start);
            let site = self.lines.site(span.clone(), "");
            if last.replace(site.line) == Some(site.line) || items.len() == MOST_ERRORS {
                continue;
            }
            items.push(Item::Problem(self.syntax(error, span, site, &part)));
        }
        let mild = errors.iter().all(|error| {
            error.message() == DUPLICATE
                || error.message().starts_with(NO_DATE)
                    && error
                        .span()
                        .is_some_and(|span| table::cut(&mut root, &span).is_some())
        });
        for item in self.items(root, part.start) {
            match item {
                Item::Table(mut raw) => {
                    items.push(Item::Broken(raw.kind, raw.id().to_owned()));
                    // Of a pack's table all that can be had is taken: the answers it withdraws must not come back.
                    if mild || raw.kind == Kind::Pack {
                        raw.faulty = true;
                        items.push(Item::Table(raw));
                    }
                }
                Item::Format(..) => items.push(item),
                Item::Broken(..) | Item::Problem(_) => {}
            }
        }
        items
    }

    fn syntax(
        &self,
        error: &toml::de::Error,
        span: Range<usize>,
        mut site: crate::model::Site,
        part: &Range<usize>,
    ) -> Diagnostic {
        let header = self.lines.text[part.clone()].lines().next().unwrap_or("");
        let cost = match header_word(header) {
            Some(word) => format!("this {} is left out", short(word)),
            None => "what stands here, before the first table, is left out".to_owned(),
        };
        let message = error.message();
        if message == DUPLICATE {
            let key = self.lines.text.get(span.clone()).unwrap_or("");
            let mut diagnostic = Diagnostic::new(
                Severity::Error,
                "duplicate-key",
                format!("the key `{}` stands here twice; {cost}", short(key)),
                site,
                "join the two, or take one out".to_owned(),
            );
            if let Some(first) = suggest::first_use(&self.lines.text[part.start..span.start], key) {
                let first = shift(first, part.start);
                diagnostic
                    .sites
                    .push(self.lines.site(first, "first written here"));
            }
            return diagnostic;
        }
        if let Some(what) = message.strip_prefix(NO_DATE) {
            let date = short(self.lines.text.get(span.clone()).unwrap_or(""));
            return Diagnostic::new(
                Severity::Error,
                "bad-date",
                format!("`{date}` is no date{what}; {cost}"),
                site,
                BAD_DATE.to_owned(),
            );
        }
        // Where a long text was opened helps; where the table ends with it still open does not.
        if message.contains("multi-line")
            && span.end >= part.end
            && let Some(open) = last_open(&self.lines.text[part.clone()])
        {
            site = self.lines.site(shift(open, part.start), "opened here");
        }
        Diagnostic::new(
            Severity::Error,
            "syntax",
            format!("this is not TOML: {}; {cost}", short(message)),
            site,
            suggest::syntax(message, self.lines.text, &span),
        )
    }
}

/// The parts of `text`: what stands before the first header, then header by header.
fn divide(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if at > start && header_word(line).is_some() {
            parts.push(start..at);
            start = at;
        }
        at += line.len();
    }
    parts.push(start..at);
    parts
}

/// The id of the entry in a part that begins with its header, and where it stands with its quotes. `None` where it takes a
/// parser to say.
fn entry_id(part: &str) -> Option<(&str, Range<usize>)> {
    let header = part.lines().next()?;
    if !header.starts_with("[[") || header_word(header) != Some(Kind::Entry.word()) || is_open(part)
    {
        return None;
    }
    let blank = [' ', '\t'];
    let mut at = 0;
    for line in part.split_inclusive('\n') {
        let begin = line.trim_start_matches(blank);
        // Below another header it is not the entry's, and a long text may hold a line that looks like an id.
        if at > 0 && begin.starts_with('[') || line.contains("\"\"\"") || line.contains("'''") {
            return None;
        }
        let value = begin
            .strip_prefix("id")
            .map(|rest| rest.trim_start_matches(blank));
        let value = value.and_then(|rest| rest.strip_prefix('='));
        if let Some(value) = value.map(|rest| rest.trim_start_matches(blank)) {
            let (id, _) = value.strip_prefix('"')?.split_once('"')?;
            let start = at + line.find('"')?;
            return is_entry_id(id).then(|| (id, start..start + id.len() + 2));
        }
        at += line.len();
    }
    None
}

/// The word in a line such as `[[entry]]` or `[pack]`, with a comment or without. A header with a dot belongs to the
/// table above it.
fn header_word(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '\t']);
    let inner = line.strip_prefix('[')?;
    let (inner, close) = match inner.strip_prefix('[') {
        Some(inner) => (inner, "]]"),
        None => (inner, "]"),
    };
    let (word, rest) = inner.split_once(close)?;
    let word = word.trim_matches([' ', '\t']);
    let rest = rest.trim();
    let is_word = !word.is_empty()
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    (is_word && (rest.is_empty() || rest.starts_with('#'))).then_some(word)
}

/// Whether a line of `text` is a header with this word.
pub(super) fn has_header(text: &str, word: &str) -> bool {
    text.lines().any(|line| header_word(line) == Some(word))
}

/// Where the long text begins that is open at the end of `part`.
fn last_open(part: &str) -> Option<Range<usize>> {
    let marks = ["\"\"\"", "'''"].into_iter();
    let open = marks.filter(|mark| part.matches(mark).count() % 2 == 1);
    let at = open.filter_map(|mark| part.rfind(mark)).max()?;
    Some(at..at + 3)
}

/// Whether a long text is open at the end of `part`, so far as its quotes tell.
fn is_open(part: &str) -> bool {
    part.matches("\"\"\"").count() % 2 == 1 || part.matches("'''").count() % 2 == 1
}

/// A range of a part as one of the file.
pub(super) fn shift(range: Range<usize>, base: usize) -> Range<usize> {
    range.start + base..range.end + base
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<String> {
        let lines = Lines::new(0, "a.toml", text);
        let mut segments = Segments::new(&lines);
        let mut out = Vec::new();
        while let Some(items) = segments.next() {
            out.extend(items.into_iter().map(|item| match item {
                Item::Table(raw) => {
                    let faulty = if raw.faulty { "faulty " } else { "" };
                    format!("{faulty}{} {}", raw.kind.word(), raw.id())
                }
                Item::Format(..) => "format".to_owned(),
                Item::Broken(kind, id) => format!("broken {} {id}", kind.word()),
                Item::Problem(problem) => {
                    format!("{} line {}", problem.rule, problem.sites[0].line)
                }
            }));
        }
        out
    }

    #[test]
    fn a_broken_table_costs_no_other() {
        let text = "format = 1\n[[entry]]\nid = \"a/b\"\nquestion = \"open\nanswer = 1\n[[entry]]\nid = \"a/c\"\n";
        assert_eq!(
            items(text),
            ["format", "syntax line 4", "broken entry a/b", "entry a/c"]
        );
    }

    #[test]
    fn an_id_is_seen_where_the_parser_would_find_it() {
        let peeked = |text: &str| {
            let lines = Lines::new(0, "a.toml", text);
            let mut segments = Segments::new(&lines);
            segments.next();
            let peeked = segments.peek_entry();
            if let (Some((id, at)), Some(items)) = (&peeked, segments.next()) {
                let Some(Item::Table(raw)) = items.first() else {
                    panic!("{items:?}")
                };
                assert_eq!((raw.id(), raw.span(&["id".into()])), (*id, at.clone()));
            }
            peeked.map(|(id, _)| id.to_owned())
        };
        let known = Some("a/b".to_owned());
        assert_eq!(peeked("\n[[entry]]\nid = \"a/b\"\n"), known);
        let later = "\n[[ entry ]] # here\nquestion = \"Why?\"\r\n\tid=\"a/b\" # there\n";
        assert_eq!(peeked(later), known);
        for unseen in [
            "\n[entry]\nid = \"a/b\"\n",
            "\n[[source]]\nid = \"a/b\"\n",
            "\n[[entry]]\nid = 'a/b'\n",
            "\n[[entry]]\nid = \"A b\"\n",
            "\n[[entry]]\nanswer = \"\"\"\nid = \"a/b\"\n\"\"\"\n",
            "\n[[entry]]\n[entry.more]\nid = \"a/b\"\n",
            "\n[[entry]]\nid = \"a/b\"\nanswer = \"\"\"\n",
        ] {
            assert_eq!(peeked(unseen), None, "{unseen}");
        }
    }

    #[test]
    fn an_open_text_does_not_swallow_what_follows() {
        let text = "[[entry]]\nid = \"a/b\"\nanswer = \"\"\"\ntext\n\n[[entry]]\nid = \"a/c\"\nanswer = \"\"\"\nmore\n\"\"\"\n[[entry]]\nid = \"a/d\"\n";
        let found = items(text);
        assert!(found.contains(&"entry a/c".to_owned()), "{found:?}");
        assert!(found.contains(&"entry a/d".to_owned()), "{found:?}");
        assert!(!found.contains(&"entry a/b".to_owned()), "{found:?}");
    }

    #[test]
    fn a_header_inside_a_text_is_text() {
        let text = "[[entry]]\nid = \"a/b\"\nanswer = \"\"\"\n[[entry]]\nid = \"no\"\n\"\"\"\n[[entry.disagreement]]\nabout = \"x\"\n[[source]]\nid = \"s\"\n";
        assert_eq!(items(text), ["entry a/b", "source s"]);
    }

    #[test]
    fn a_double_key_and_a_wrong_header_are_told() {
        let text = "[[entry]]\nid = \"a/b\"\nid = \"a/c\"\n[entry]\nid = \"a/d\"\n[[entrys]]\nid = \"a/e\"\n";
        assert_eq!(
            items(text),
            [
                "duplicate-key line 3",
                "broken entry a/b",
                "faulty entry a/b",
                "wrong-table line 4",
                "unknown-key line 6"
            ]
        );
    }
}
