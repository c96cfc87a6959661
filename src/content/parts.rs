//! Text -> TOML tables, one part of the file at a time, so that a mistake in one table drops no other and memory does not
//! grow with the file.
//!
//! The lexer of the TOML parser finds the headers, so a line inside a text that only looks like one is not taken for one.
//! Each `[[entry]]`, with the tables inside it that follow, is then parsed on its own. A file in which a table is continued
//! further down is parsed as a whole.

use std::ops::Range;

use toml::de::{DeTable, DeValue, Error};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::model::{Diagnostic, Severity};
use crate::text::lines::{Lines, short};
use crate::text::suggest;
use crate::text::toml_errors::{cut, is_duplicate, syntax_error};

use super::raw::{Raw, shift};
use super::schema::{BAD_DATE, Kind, is_date};

/// The longest part, in bytes.
const MAX_PART: usize = 16 << 20;

/// The most tokens of a part: each takes the parser some hundred bytes.
const MAX_TOKENS: usize = 400_000;

/// The longest broken part that is searched for everything that is wrong with it: each fault takes memory.
const MAX_RECOVERED: usize = 256 << 10;

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

/// Reads a file part by part.
struct Parts<'l, 'a> {
    lines: &'l Lines<'a>,
    /// Where the parts that have not been read begin, in reverse order.
    starts: Vec<usize>,
    /// Whether the file must be parsed as a whole.
    whole: bool,
}

/// What a file holds, in the order in which it is written.
pub(super) fn items<'a>(lines: &Lines<'a>) -> impl Iterator<Item = Item<'a>> {
    let (starts, whole) = starts(lines.text, 0);
    let parts = Parts {
        lines,
        starts,
        whole,
    };
    parts.flatten()
}

impl<'a> Parts<'_, 'a> {
    fn error(&self, rule: &str, message: String, span: Range<usize>, hint: String) -> Diagnostic {
        let site = self.lines.site(span, "");
        Diagnostic::new(Severity::Error, rule, message, site, hint)
    }

    fn too_long(&self, part: Range<usize>) -> Diagnostic {
        let what = match header(&self.lines.text[part.clone()]).and_then(Kind::from_word) {
            Some(kind) => format!("this {}", kind.word()),
            None => "this part of the file".to_owned(),
        };
        self.error(
            "too-long",
            format!(
                "{what} has more than {} MB or {MAX_TOKENS} words and signs; it is left out",
                MAX_PART >> 20
            ),
            part.start..part.start,
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
            let list = match value.get_ref() {
                DeValue::Array(_) => match value.into_inner() {
                    DeValue::Array(list) => list,
                    _ => continue,
                },
                _ => [value].into_iter().collect(),
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
                    _ => Item::Problem(self.error(
                        "wrong-table",
                        format!("this is not a table of the kind `{}`", kind.header()),
                        header,
                        format!("write {} and its keys below", kind.header()),
                    )),
                };
                items.push((at, item));
            }
        }
        items.sort_by_key(|(at, _)| *at);
        items.into_iter().map(|(_, item)| item).collect()
    }

    fn unknown(&self, word: &str, span: Range<usize>) -> Diagnostic {
        let kinds = Kind::ALL.iter().map(|kind| kind.word());
        let known: Vec<_> = kinds.chain(["format"]).collect();
        Diagnostic::new(
            Severity::Warning,
            "unknown-key",
            format!("`{}` is not a table of the format", short(word)),
            self.lines.site(span, ""),
            suggest::hint(word, &known),
        )
    }

    /// The errors of a part, and what of its tables can still be named.
    ///
    /// A bad date or a duplicate key leaves no doubt about the rest, so the table is read for its other errors.
    fn broken(&self, mut root: DeTable<'a>, part: Range<usize>, errors: &[Error]) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        let mut last_line = None;
        // To find out which of very many errors are dates takes a look at the whole part each time.
        let (mut mild, mut dates_only) = (true, errors.len() <= MAX_BAD_DATES);
        for error in errors {
            let local = error.span().unwrap_or_default();
            let span = shift(local.clone(), part.start);
            let duplicate = is_duplicate(error);
            let date = match dates_only && !duplicate {
                true => cut(&mut root.clone(), &local).filter(|key| is_date(key)),
                false => None,
            };
            let problem = match date {
                Some(key) => {
                    cut(&mut root, &local);
                    let why = error.message().strip_prefix("invalid date").unwrap_or("");
                    let written = short(self.lines.text.get(span.clone()).unwrap_or(""));
                    let message = format!(
                        "`{}`: `{written}` is not a date{why}; it is ignored",
                        short(&key)
                    );
                    self.error("bad-date", message, span, BAD_DATE.to_owned())
                }
                None => {
                    dates_only = false;
                    mild &= duplicate;
                    self.syntax(error, span, &part)
                }
            };
            let line = problem.sites.first().map(|site| site.line);
            if last_line != Some(line) && items.len() < MAX_ERRORS {
                items.push(Item::Problem(problem));
            }
            last_line = Some(line);
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

    fn syntax(&self, error: &Error, span: Range<usize>, part: &Range<usize>) -> Diagnostic {
        let text = &self.lines.text[part.clone()];
        let cost = match header(text) {
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
            && let Some((open, _)) = long_texts(text).last()
        {
            let open = shift(open.start..open.start + 3, part.start);
            found.sites = vec![self.lines.site(open, "opened here")];
        }
        found
    }
}

impl<'a> Iterator for Parts<'_, 'a> {
    type Item = Vec<Item<'a>>;

    /// What the next part holds, in the order in which it is written.
    fn next(&mut self) -> Option<Self::Item> {
        let text = self.lines.text;
        let start = self.starts.pop()?;
        let mut part = start..self.starts.last().copied().unwrap_or(text.len());
        let mut tokens = Source::new(&text[part.clone()]).lex();
        if part.len() > MAX_PART || tokens.nth(MAX_TOKENS).is_some() {
            return Some(vec![Item::Problem(self.too_long(part))]);
        }
        let error = match DeTable::parse(&text[part.clone()]) {
            Ok(root) => return Some(self.items(root.into_inner(), part.start)),
            Err(error) => error,
        };
        if let Some(swallowed) = first_swallowed(&text[part.clone()]) {
            part.end = part.start + swallowed;
            (self.starts, self.whole) = starts(text, part.end);
        }
        // Finding all that is wrong, and what can still be named, takes too much memory in a long part.
        if part.len() > MAX_RECOVERED {
            return Some(self.broken(DeTable::new(), part, &[error]));
        }
        let (root, errors) = DeTable::parse_recoverable(&text[part.clone()]);
        Some(self.broken(root.into_inner(), part, &errors))
    }
}

/// Where the parts of `text` begin from byte `from` on, in reverse order: there, and at each header of a table that is not
/// inside another. If one is continued in another part, there is one part only, and the second value is true.
fn starts(text: &str, from: usize) -> (Vec<usize>, bool) {
    let mut starts = match from < text.len() {
        true => vec![from],
        false => Vec::new(),
    };
    let (mut own, mut depth, mut line_begins) = ("", 0_usize, true);
    for token in Source::new(&text[from..]).lex() {
        match token.kind() {
            TokenKind::Newline => {
                line_begins = true;
                continue;
            }
            TokenKind::Whitespace => continue,
            TokenKind::LeftSquareBracket if line_begins => {
                let at = from + token.span().start();
                let word = header(&text[at..]).unwrap_or_default();
                // In a list that lacks its closing bracket, the next table's header is not a value.
                if depth == 0 || Kind::from_word(word).is_some() {
                    depth = 0;
                    let (outer, inner) = word.split_once('.').unwrap_or((word, ""));
                    let outer = outer.trim().trim_matches(['"', '\'']);
                    if inner.is_empty() {
                        own = outer;
                        starts.push(at);
                    } else if outer != own {
                        return (vec![from], true);
                    }
                }
                depth += 1;
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        line_begins = false;
    }
    starts.dedup();
    starts.reverse();
    (starts, false)
}

/// Where in a broken part the next table begins that a text has swallowed, because its closing quotes are missing: it then
/// ends at the opening quotes of the next text, after an equals sign, or never.
fn first_swallowed(part: &str) -> Option<usize> {
    long_texts(part).find_map(|(range, quotes)| {
        let text = &part[range.clone()];
        let inner = text[quotes.len()..].strip_suffix(quotes);
        if inner.is_some_and(|inner| !inner.trim_end().ends_with('=')) {
            return None;
        }
        let mut at = range.start;
        text.split_inclusive('\n').find_map(|line| {
            let begins = at;
            at += line.len();
            header(line).and_then(Kind::from_word).map(|_| begins)
        })
    })
}

/// The texts of `part` over several lines, with the quotes that each begins with.
fn long_texts(part: &str) -> impl Iterator<Item = (Range<usize>, &'static str)> {
    Source::new(part).lex().filter_map(|token| {
        let quotes = match token.kind() {
            TokenKind::MlBasicString => "\"\"\"",
            TokenKind::MlLiteralString => "'''",
            _ => return None,
        };
        Some((token.span().start()..token.span().end(), quotes))
    })
}

/// The word in the first line of `text` if that is a header, such as `[[entry]]` or `[pack]`.
fn header(text: &str) -> Option<&str> {
    let line = text.lines().next()?.trim_start();
    let (word, _) = line.strip_prefix('[')?.split_once(']')?;
    Some(word.trim_start_matches('[').trim())
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
    fn a_broken_table_costs_no_other() {
        let text = "format = 1\n[[entry]]\nid = \"a/b\"\nquestion = \"open\nanswer = 1\n[[entry]]\nid = \"a/c\"\n";
        assert_eq!(
            found(text),
            ["format", "syntax line 4", "broken entry a/b", "entry a/c"]
        );
    }

    #[test]
    fn an_open_text_does_not_swallow_what_follows() {
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
