//! Text -> TOML tables, so that a mistake in one table drops no other.
//!
//! A file without mistakes is parsed at once. One with a mistake, or too long for that, is parsed part by part: each part is a
//! table with a header such as `[[entry]]`. A recovering parser alone would lose everything after an unclosed bracket or quote.
//! The lexer finds the headers, so a line inside a text that only looks like one is not taken for one.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};
use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

use crate::model::{Diagnostic, Kind, Severity};
use crate::text::lines::{Lines, short};
use crate::text::suggest;
use crate::text::toml_errors::{cut, is_duplicate, syntax_error};

use super::raw::{Raw, shift};
use super::schema::{BAD_DATE, is_date};

/// Maximum number of tokens that are parsed at once: each takes the parser about a hundred bytes.
const MAX_TOKENS: usize = 200_000;

/// How many syntax errors of one part are reported: most follow from the first.
const MAX_ERRORS: usize = 3;

/// How many bad dates of one part are looked for.
const MAX_BAD_DATES: usize = 100;

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

/// What a file holds, in the order in which it is written.
pub(super) fn items<'a>(lines: &Lines<'a>) -> impl Iterator<Item = Item<'a>> {
    let text = lines.text;
    let whole = match is_short(text) {
        true => DeTable::parse(text).ok(),
        false => None,
    };
    let starts = match whole {
        Some(_) => Vec::new(),
        None => starts(text),
    };
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let ends: Vec<usize> = ends.collect();
    let parts = starts.into_iter().zip(ends);
    let parts = parts.flat_map(|(start, end)| part(lines, start..end));
    let tables = whole
        .into_iter()
        .flat_map(|root| tables(lines, root.into_inner(), 0));
    tables.chain(parts)
}

/// Whether a text can be parsed at once.
fn is_short(text: &str) -> bool {
    Source::new(text).lex().nth(MAX_TOKENS).is_none()
}

/// Where the parts of `text` begin: at its first byte, and at each header of a table that is not inside another.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut from = Some(0);
    while let Some(begin) = from.take() {
        let mut line_begins = true;
        for token in Source::new(&text[begin..]).lex() {
            let span = shift(token.span().start()..token.span().end(), begin);
            match token.kind() {
                TokenKind::Newline => {
                    line_begins = true;
                    continue;
                }
                TokenKind::Whitespace => continue,
                // In a list that lacks its closing bracket, the next table's header is not a value.
                TokenKind::LeftSquareBracket
                    if line_begins && header_kind(&text[span.start..]).is_some() =>
                {
                    starts.push(span.start);
                }
                _ if is_long_text(&token) => {
                    from = swallowed_header(&text[span.clone()]).map(|at| span.start + at);
                    if from.is_some() {
                        break;
                    }
                }
                _ => {}
            }
            line_begins = false;
        }
    }
    starts.dedup();
    starts
}

/// Where in a text over several lines the next table begins, if the text goes on into that because its closing quotes are
/// missing: it then ends at the opening quotes of the next text, after an equals sign, or never.
fn swallowed_header(text: &str) -> Option<usize> {
    let (quotes, rest) = text.split_at(3);
    let inner = rest.strip_suffix(quotes);
    if inner.is_some_and(|inner| !inner.trim_end().ends_with('=')) {
        return None;
    }
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let begins = at;
        at += line.len();
        header_kind(line).map(|_| begins)
    })
}

/// The word in the first line of `text` if that is a header, such as `[[entry]]` or `[pack]`.
fn header(text: &str) -> Option<&str> {
    let line = text.lines().next()?.trim_start();
    let (word, _) = line.strip_prefix('[')?.split_once(']')?;
    let word = word.trim_start_matches('[').trim();
    Some(word.trim_matches(['"', '\'']))
}

fn header_kind(text: &str) -> Option<Kind> {
    Kind::from_word(header(text)?)
}

fn part<'a>(lines: &Lines<'a>, part: Range<usize>) -> Vec<Item<'a>> {
    let text = &lines.text[part.clone()];
    if !is_short(text) {
        return vec![Item::Problem(too_long(lines, part))];
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    match errors.is_empty() {
        true => tables(lines, root.into_inner(), part.start),
        false => broken(lines, root.into_inner(), part, &errors),
    }
}

fn error(
    lines: &Lines<'_>,
    rule: &str,
    message: String,
    span: Range<usize>,
    hint: String,
) -> Diagnostic {
    Diagnostic::new(Severity::Error, rule, message, lines.site(span, ""), hint)
}

fn too_long(lines: &Lines<'_>, part: Range<usize>) -> Diagnostic {
    let what = match header_kind(&lines.text[part.clone()]) {
        Some(kind) => format!("this {}", kind.word()),
        None => "this part of the file".to_owned(),
    };
    let message = format!("{what} has more than {MAX_TOKENS} words and signs; it is left out");
    let hint = "divide it into several [[...]] tables, with their own tables directly below";
    let start = part.start..part.start;
    error(lines, "too-long", message, start, hint.to_owned())
}

/// The tables of a part that begins at byte `base`.
fn tables<'a>(lines: &Lines<'a>, root: DeTable<'a>, base: usize) -> Vec<Item<'a>> {
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
            items.push((span.start, Item::Problem(unknown(lines, &word, span))));
            continue;
        };
        let span = value.span();
        let list = match value.into_inner() {
            DeValue::Array(list) => list,
            other => [Spanned::new(span, other)].into_iter().collect(),
        };
        for value in list {
            let header = shift(value.span(), base);
            let at = header.start;
            let item = match value.into_inner() {
                DeValue::Table(table) => Item::Table(Box::new(Raw {
                    kind,
                    header,
                    table,
                    base,
                    faulty: false,
                })),
                _ => {
                    let message = format!("this is not a table of the kind `{}`", kind.title());
                    let hint = format!("write {} and its keys below", kind.title());
                    Item::Problem(error(lines, "wrong-table", message, header, hint))
                }
            };
            items.push((at, item));
        }
    }
    items.sort_by_key(|(at, _)| *at);
    items.into_iter().map(|(_, item)| item).collect()
}

fn unknown(lines: &Lines<'_>, word: &str, span: Range<usize>) -> Diagnostic {
    let kinds = Kind::ALL.iter().map(|kind| kind.word());
    let known: Vec<_> = kinds.chain(["format"]).collect();
    Diagnostic::new(
        Severity::Warning,
        "unknown-key",
        format!("`{}` is not a table of the format", short(word)),
        lines.site(span, ""),
        suggest::hint(word, &known),
    )
}

/// The errors of a part, and what of its tables can still be named.
///
/// A bad date or a duplicate key leaves no doubt about the rest, so the table is read for its other errors.
fn broken<'a>(
    lines: &Lines<'a>,
    mut root: DeTable<'a>,
    part: Range<usize>,
    errors: &[Error],
) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    let mut last_line = None;
    // To find out which of very many errors are dates takes a look at the whole part each time.
    let (mut mild, mut dates_only) = (true, errors.len() <= MAX_BAD_DATES);
    for one in errors {
        let local = one.span().unwrap_or_default();
        let span = shift(local.clone(), part.start);
        let duplicate = is_duplicate(one);
        let date = match dates_only && !duplicate {
            true => cut(&mut root.clone(), &local).filter(|key| is_date(key)),
            false => None,
        };
        let problem = match date {
            Some(key) => {
                cut(&mut root, &local);
                let why = one.message().strip_prefix("invalid date").unwrap_or("");
                let written = short(lines.text.get(span.clone()).unwrap_or(""));
                let message = format!(
                    "`{}`: `{written}` is not a date{why}; it is ignored",
                    short(&key)
                );
                error(lines, "bad-date", message, span, BAD_DATE.to_owned())
            }
            None => {
                dates_only = false;
                mild &= duplicate;
                syntax(lines, one, span, &part)
            }
        };
        let line = problem.sites.first().map(|site| site.line);
        if last_line != Some(line) && items.len() < MAX_ERRORS {
            items.push(Item::Problem(problem));
        }
        last_line = Some(line);
    }
    for item in tables(lines, root, part.start) {
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

fn syntax(lines: &Lines<'_>, error: &Error, span: Range<usize>, part: &Range<usize>) -> Diagnostic {
    let text = &lines.text[part.clone()];
    let cost = match header(text) {
        Some(word) => format!("this {} is left out", short(word)),
        None => "everything before the first table is left out".to_owned(),
    };
    let mut found = syntax_error(lines, part.start, error, &cost);
    // Where a long text was opened helps; where the part ends with it still open does not.
    if error.message().contains("multi-line")
        && span.end >= part.end
        && let Some(open) = Source::new(text).lex().filter(is_long_text).last()
    {
        let open = part.start + open.span().start();
        found.sites = vec![lines.site(open..open + 3, "opened here")];
    }
    found
}

fn is_long_text(token: &Token) -> bool {
    matches!(
        token.kind(),
        TokenKind::MlBasicString | TokenKind::MlLiteralString
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let lines = Lines::new(0, "a.toml", text);
        let found = items(&lines).map(|item| match item {
            Item::Table(raw) => {
                let faulty = if raw.faulty { "faulty " } else { "" };
                format!("{faulty}{} {}", raw.kind.word(), raw.id())
            }
            Item::Format(..) => "format".to_owned(),
            Item::Broken(kind, id) => format!("broken {} {id}", kind.word()),
            Item::Problem(problem) => format!("{} line {}", problem.rule, problem.sites[0].line),
        });
        found.collect()
    }

    #[test]
    fn a_broken_table_drops_no_other() {
        let text = "format = 1\n[[entry]]\nid = \"a/b\"\nquestion = \"open\nanswer = 1\n[[entry]]\nid = \"a/c\"\n";
        assert_eq!(
            found(text),
            ["format", "syntax line 4", "broken entry a/b", "entry a/c"]
        );
    }

    #[test]
    fn an_unclosed_text_drops_only_its_table() {
        let text = "[[entry]]\nid = \"a/b\"\nanswer = \"\"\"\ntext\n\n[[entry]]\nid = \"a/c\"\nanswer = \"\"\"\nmore\n\"\"\"\n[[entry]]\nid = \"a/d\"\n";
        let found = found(text);
        assert!(found.contains(&"entry a/c".to_owned()), "{found:?}");
        assert!(found.contains(&"entry a/d".to_owned()), "{found:?}");
        assert!(!found.contains(&"entry a/b".to_owned()), "{found:?}");
    }

    #[test]
    fn a_header_inside_a_text_is_text() {
        let text = "[[entry]]\nid = \"a/b\"\nanswer = \"\"\"\n[[entry]]\nid = \"no\"\n\"\"\"\n[[entry.disagreement]]\nabout = \"x\"\n[[source]]\nid = \"s\"\n";
        assert_eq!(found(text), ["entry a/b", "source s"]);
    }

    #[test]
    fn duplicate_keys_and_unknown_tables_are_reported() {
        let text = "[[entry]]\nid = \"a/b\"\nid = \"a/c\"\n[entry]\nid = \"a/d\"\n[[entrys]]\nid = \"a/e\"\n";
        assert_eq!(
            found(text),
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
