//! Text -> TOML tables, one part of the file at a time, so that a mistake in one table drops no other and memory does not
//! grow with the file.
//!
//! The lexer of the TOML parser finds the headers, so what only looks like one inside a text or a list is none. Each
//! `[[entry]]`, with the tables inside it that follow, is then parsed on its own. That reads any TOML as it is meant, but
//! for tables inside one that is further up or down: a file with such headers is parsed as a whole.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::schema::{Kind, is_date};
use super::table::{self, BAD_DATE};
use crate::model::{Diagnostic, Severity};
use crate::text::lines::{Lines, short};
use crate::text::suggest;
use crate::text::toml_errors::syntax_error;

/// The longest part, in bytes.
const MAX_PART: usize = 16 << 20;

/// The most tokens of a part: each takes the parser some hundred bytes.
const MAX_TOKENS: usize = 600_000;

/// The longest broken part that is searched for all that is wrong with it: each fault takes memory.
const MAX_RECOVERED: usize = 256 << 10;

/// How many syntax errors of one part are reported: most follow from the first.
const MAX_ERRORS: usize = 3;

/// How many bad dates of one part are looked for.
const MAX_BAD_DATES: usize = 100;

/// The parser's message for a key that is there twice.
const DUPLICATE: &str = "duplicate key";

/// One table of a file, read as TOML but not yet as what it means. Spans are bytes of the file.
#[derive(Debug, Clone)]
pub(super) struct Raw<'a> {
    pub(super) kind: Kind,
    /// Its header.
    pub(super) header: Range<usize>,
    pub(super) table: DeTable<'a>,
    /// Where the part begins that the spans in `table` count from.
    pub(super) base: usize,
    /// An error in it was reported already: it is read for other errors only, and left out.
    pub(super) faulty: bool,
}

/// What a file holds.
#[derive(Debug)]
pub(super) enum Item<'a> {
    Table(Box<Raw<'a>>),
    /// `format = ...`, and where.
    Format(DeValue<'a>, Range<usize>),
    /// The kind and id of a table that is left out: errors that follow from its absence are not reported.
    Broken(Kind, String),
    Problem(Diagnostic),
}

/// Reads a file part by part.
pub(super) struct Segments<'l, 'a> {
    lines: &'l Lines<'a>,
    /// Where the next part begins.
    at: usize,
    /// Whether the file must be parsed as a whole.
    whole: bool,
}

impl<'l, 'a> Segments<'l, 'a> {
    pub(super) fn new(lines: &'l Lines<'a>) -> Self {
        let mut at = 0;
        let mut whole = false;
        while at < lines.text.len() && !whole {
            let part = next_part(&lines.text[at..]);
            whole = part.continues;
            at += part.length;
        }
        Self {
            lines,
            at: 0,
            whole,
        }
    }

    /// What the next part holds, in the order in which it is written.
    pub(super) fn next(&mut self) -> Option<Vec<Item<'a>>> {
        let text = self.lines.text;
        let rest = text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (length, tokens) = match self.whole {
            true => (
                rest.len(),
                Source::new(rest).lex().take(MAX_TOKENS + 1).count(),
            ),
            false => {
                let part = next_part(rest);
                (part.length, part.tokens)
            }
        };
        let mut part = self.at..self.at + length;
        self.at = part.end;
        if part.len() > MAX_PART || tokens > MAX_TOKENS {
            return Some(vec![Item::Problem(self.too_long(part))]);
        }
        let error = match DeTable::parse(&text[part.clone()]) {
            Ok(root) => return Some(self.items(root.into_inner(), part.start)),
            Err(error) => error,
        };
        if let Some(swallowed) = first_swallowed(&text[part.clone()]) {
            part.end = part.start + swallowed;
            self.at = part.end;
            self.whole = false;
        }
        // All that is wrong, and what can still be named; where the part is long that may be too much to hold.
        if part.len() > MAX_RECOVERED {
            return Some(self.broken(DeTable::new(), part, &[error]));
        }
        let (root, errors) = DeTable::parse_recoverable(&text[part.clone()]);
        Some(self.broken(root.into_inner(), part, &errors))
    }

    fn too_long(&self, part: Range<usize>) -> Diagnostic {
        let what = match header_kind(&self.lines.text[part.clone()]) {
            Some(kind) => format!("this {}", kind.word()),
            None => "this part of the file".to_owned(),
        };
        Diagnostic::new(
            Severity::Error,
            "too-long",
            format!(
                "{what} has more than {} MB or {MAX_TOKENS} words and signs; it is left out",
                MAX_PART >> 20
            ),
            self.lines.site(part.start..part.start, ""),
            "divide it into several [[...]] tables, with their own tables directly below"
                .to_owned(),
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
            for (header, table) in shape(value, base) {
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

    fn unknown(&self, word: &str, span: Range<usize>) -> Diagnostic {
        let known: Vec<_> = Kind::ALL
            .iter()
            .map(|kind| kind.word())
            .chain(["format"])
            .collect();
        Diagnostic::new(
            Severity::Warning,
            "unknown-key",
            format!("`{}` is not a table of the format", short(word)),
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
            format!("write {} and its keys below", kind.header()),
        )
    }

    /// The errors of a part, and what of its tables can still be named.
    ///
    /// A bad date or a key that is there twice leaves no doubt about the rest, so the table is read for its other errors.
    fn broken(
        &self,
        mut root: DeTable<'a>,
        part: Range<usize>,
        errors: &[toml::de::Error],
    ) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        let mut last_line = None;
        // Of very many errors nobody wants to know which are dates, and to find out takes a look at the whole each time.
        let (mut mild, mut dates_only) = (true, errors.len() <= MAX_BAD_DATES);
        for error in errors {
            let local = error.span().unwrap_or_default();
            let span = shift(local.clone(), part.start);
            let site = self.lines.site(span.clone(), "");
            let date = match dates_only && error.message() != DUPLICATE {
                true => table::key_at(&root, &local).filter(|key| is_date(key)),
                false => None,
            };
            let problem = match date {
                Some(key) => {
                    let why = error.message().strip_prefix("invalid date").unwrap_or("");
                    let written = self.lines.text.get(span).unwrap_or("");
                    bad_date(key, written, why, site.clone())
                }
                None => self.syntax(error, span, &part),
            };
            if date.is_some() {
                table::cut(&mut root, &local);
            } else {
                dates_only = false;
                mild &= error.message() == DUPLICATE;
            }
            if last_line.replace(site.line) != Some(site.line) && items.len() < MAX_ERRORS {
                items.push(Item::Problem(problem));
            }
        }
        for item in self.items(root, part.start) {
            match item {
                Item::Table(raw) if dates_only => items.push(Item::Table(raw)),
                Item::Table(mut raw) => {
                    items.push(Item::Broken(raw.kind, raw.id().to_owned()));
                    // All that is left of a pack is used: the answers it withdraws must not come back.
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
        part: &Range<usize>,
    ) -> Diagnostic {
        let text = &self.lines.text[part.clone()];
        let cost = match text.lines().next().and_then(header_word) {
            _ if self.whole => {
                "this file is left out, as a table in it is continued further down".to_owned()
            }
            Some(word) => format!("this {} is left out", short(word)),
            None => "everything before the first table is left out".to_owned(),
        };
        let mut found = syntax_error(self.lines, part.start, error, &cost);
        // Where a long text was opened helps; where the part ends with it still open does not.
        if error.message().contains("multi-line")
            && span.end >= part.end
            && let Some(open) = last_text(text)
        {
            let open = shift(open..open + 3, part.start);
            found.sites = vec![self.lines.site(open, "opened here")];
        }
        found
    }
}

/// The tables under a top-level key: one, or a list of them. `None` in the place of what is not a table.
fn shape<'a>(value: Spanned<DeValue<'a>>, base: usize) -> Vec<(Range<usize>, Option<DeTable<'a>>)> {
    let span = value.span();
    let list = match value.into_inner() {
        DeValue::Array(list) => list,
        other => [Spanned::new(span, other)].into_iter().collect(),
    };
    let tables = list.into_iter().map(|item| {
        let span = shift(item.span(), base);
        match item.into_inner() {
            DeValue::Table(table) => (span, Some(table)),
            _ => (span, None),
        }
    });
    tables.collect()
}

/// The finding for a date that TOML cannot read.
fn bad_date(key: &str, written: &str, why: &str, site: crate::model::Site) -> Diagnostic {
    Diagnostic::new(
        Severity::Error,
        "bad-date",
        format!(
            "`{}`: `{}` is not a date{why}; it is ignored",
            short(key),
            short(written)
        ),
        site,
        BAD_DATE.to_owned(),
    )
}

/// A part of a file that can be parsed on its own.
struct Part {
    length: usize,
    tokens: usize,
    /// It begins with a table inside one of another part, so it can't be parsed on its own after all.
    continues: bool,
}

/// The first part of `text`: up to the first header, or a table with those inside it that follow.
fn next_part(text: &str) -> Part {
    let mut tokens = Source::new(text).lex();
    let mut part = Part {
        length: text.len(),
        tokens: 0,
        continues: false,
    };
    // The first key of the part's own header.
    let mut own = None;
    let (mut depth, mut line_begins) = (0_usize, true);
    while let Some(token) = tokens.next() {
        part.tokens += 1;
        let at = token.span().start();
        match token.kind() {
            TokenKind::Newline => {
                line_begins = true;
                continue;
            }
            TokenKind::Whitespace => continue,
            // In a list that lacks its closing bracket, the next table's header is no value.
            TokenKind::LeftSquareBracket
                if line_begins && (depth == 0 || header_kind(&text[at..]).is_some()) =>
            {
                depth = 0;
                let (mut first, mut dotted) = (None, false);
                for token in tokens.by_ref() {
                    part.tokens += 1;
                    match token.kind() {
                        TokenKind::LeftSquareBracket | TokenKind::Whitespace => {}
                        TokenKind::RightSquareBracket => break,
                        TokenKind::Newline | TokenKind::Eof => {
                            line_begins = true;
                            break;
                        }
                        TokenKind::Dot => dotted = true,
                        _ => {
                            let key = &text[token.span().start()..token.span().end()];
                            first = first.or(Some(key.trim_matches(['"', '\''])));
                        }
                    }
                }
                match own {
                    None if at == 0 => part.continues = dotted,
                    Some(_) if dotted && own == first => continue,
                    _ => {
                        part.length = at;
                        return part;
                    }
                }
                own = first;
                continue;
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        line_begins = false;
    }
    part
}

/// Where in a broken part the next table begins that a text has swallowed, because its closing quotes are missing: it then
/// ends at the opening quotes of the next text, after an equals sign, or never.
fn first_swallowed(part: &str) -> Option<usize> {
    Source::new(part).lex().find_map(|token| {
        let quotes = match token.kind() {
            TokenKind::MlBasicString => "\"\"\"",
            TokenKind::MlLiteralString => "'''",
            _ => return None,
        };
        let start = token.span().start();
        let text = &part[start..token.span().end()];
        let inner = text[quotes.len()..].strip_suffix(quotes);
        if inner.is_some_and(|inner| !inner.trim_end().ends_with('=')) {
            return None;
        }
        let mut at = start;
        text.split_inclusive('\n').find_map(|line| {
            let begins = at;
            at += line.len();
            header_kind(line).map(|_| begins)
        })
    })
}

/// Where the last long text of `part` begins.
fn last_text(part: &str) -> Option<usize> {
    let texts = Source::new(part).lex().filter(|token| {
        matches!(
            token.kind(),
            TokenKind::MlBasicString | TokenKind::MlLiteralString
        )
    });
    texts.last().map(|token| token.span().start())
}

/// The word in a line such as `[[entry]]` or `[pack]`.
fn header_word(line: &str) -> Option<&str> {
    let (word, _) = line.trim_start().strip_prefix('[')?.split_once(']')?;
    Some(word.trim_start_matches('[').trim())
}

/// The kind of table whose header the first line of `text` is.
fn header_kind(text: &str) -> Option<Kind> {
    Kind::from_word(header_word(text.lines().next()?)?)
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
    fn duplicate_keys_and_unknown_tables_are_reported() {
        let text = "[[entry]]\nid = \"a/b\"\nid = \"a/c\"\n[entry]\nid = \"a/d\"\n[[entrys]]\nid = \"a/e\"\n";
        assert_eq!(
            items(text),
            [
                "duplicate-key line 3",
                "broken entry a/b",
                "faulty entry a/b",
                "entry a/d",
                "unknown-key line 6"
            ]
        );
    }
}
