//! Parses what was typed. Any text is a query: what is not a filter, a phrase or an exclusion is words to look for.

use crate::index::analyze::{compound, fold_code, folded_words, roman_number, words};
use crate::index::day_number;
use crate::model::PartialDate;

/// Maximum number of words searched for.
pub(super) const MOST_WORDS: usize = 60;
/// Maximum length of a query, in bytes; the rest of a pasted text is ignored.
const MOST_BYTES: usize = 4096;

/// A parsed query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// Words to look for, in the order typed.
    pub(super) words: Vec<Typed>,
    /// Quoted phrases, folded; their words are among `words`, too.
    pub(super) phrases: Vec<String>,
    /// Words that must not occur.
    pub(super) excluded: Vec<String>,
    /// Filters.
    pub(super) filters: Vec<FilterTyped>,
}

/// A word as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    /// In lower case, without accents.
    pub(super) folded: String,
    /// The text between spaces that it is part of, as a code: without punctuation.
    pub(super) code: String,
    /// For the last of several words that are typed as one, such as "post-partum": all of them in one word.
    pub(super) compound: Option<String>,
    /// How many words the text between spaces has.
    pub(super) parts: usize,
    /// Whether it may still be being typed: nothing follows it.
    pub(super) unfinished: bool,
    /// The text between spaces that it is part of, as typed.
    pub(super) original: String,
    /// The abbreviation that it was written out from.
    pub(super) short: Option<String>,
}

impl Typed {
    /// Whether it replaces a misspelling, not an abbreviation.
    pub(super) fn is_misspelt(&self) -> bool {
        let long = self
            .short
            .as_ref()
            .is_some_and(|short| short.len() >= LONGEST_SHORT);
        long && self.folded.len() >= LONGEST_SHORT
    }
}

/// An abbreviation is shorter than this, in letters.
const LONGEST_SHORT: usize = 5;

/// A filter as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FilterTyped {
    pub(super) kind: FilterKind,
    pub(super) value: String,
    pub(super) typed: String,
}

/// What a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilterKind {
    Condition,
    Topic,
    Source,
    Pack,
    Language,
    After,
}

impl FilterKind {
    const ALL: [(&str, Self); 6] = [
        ("condition:", Self::Condition),
        ("topic:", Self::Topic),
        ("source:", Self::Source),
        ("pack:", Self::Pack),
        ("language:", Self::Language),
        ("after:", Self::After),
    ];
}

impl Query {
    pub(super) fn parse(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(MOST_BYTES)];
        let mut query = Self::default();
        for piece in pieces(text) {
            query.add(piece);
        }
        if let Some(last) = query.words.last_mut() {
            last.unfinished = text.ends_with(|c: char| c.is_alphanumeric());
        }
        query.words.truncate(MOST_WORDS);
        query
    }

    fn add(&mut self, piece: &str) {
        let filter = FilterKind::ALL.iter().find_map(|(name, kind)| {
            let head = piece
                .get(..name.len())
                .filter(|head| head.eq_ignore_ascii_case(name))?;
            let value = piece[head.len()..].trim_matches('"');
            (!value.is_empty()).then(|| FilterTyped {
                kind: *kind,
                value: value.to_owned(),
                typed: piece.to_owned(),
            })
        });
        if let Some(filter) = filter {
            self.filters.push(filter);
        } else if let Some(phrase) = piece.strip_prefix('"') {
            let phrase = phrase.trim_end_matches('"');
            let folded = folded_words(phrase);
            if folded.contains(' ') {
                self.phrases.push(folded);
            }
            self.add_words(phrase);
        } else if let Some(word) = piece
            .strip_prefix('-')
            .filter(|word| word.starts_with(char::is_alphanumeric))
        {
            self.excluded
                .extend(words(word).into_iter().map(|word| word.folded));
        } else {
            self.add_words(piece);
        }
    }

    fn add_words(&mut self, text: &str) {
        for chunk in text.split_whitespace() {
            let code = fold_code(chunk);
            let parts: Vec<String> = words(chunk).into_iter().map(|word| word.folded).collect();
            let initials = parts.len() > 1 && parts.iter().all(|part| part.chars().count() == 1);
            let compound = compound(chunk);
            let parts = match &compound {
                Some(compound) if initials => vec![compound.clone()],
                _ => parts,
            };
            let count = parts.len();
            let last = self.words.last().map(|last| last.folded.clone());
            let number = |folded: String| match roman_number(last.as_deref(), &folded) {
                Some(number) => number.to_owned(),
                None => folded,
            };
            let typed = parts.into_iter().enumerate().map(|(at, folded)| Typed {
                folded: number(folded),
                code: code.clone(),
                compound: compound.clone().filter(|_| at + 1 == count && count > 1),
                parts: count,
                unfinished: false,
                original: chunk
                    .trim_matches(|c: char| !c.is_alphanumeric())
                    .to_owned(),
                short: None,
            });
            self.words.extend(typed);
        }
    }
}

/// Splits `text` at spaces, except inside quotes: `"a b"` and `condition:"a b"` are one piece. A quote that is never closed
/// ends with the text; a quotation mark inside a word is not a quote.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = None;
    let mut quoted = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c == '"' && (quoted || before.is_whitespace() || before == ':') {
            quoted = !quoted;
            start.get_or_insert(at);
            if !quoted && !text[start.unwrap_or(at)..at].contains(':') {
                found.extend(start.take().map(|start| &text[start..=at]));
            }
        } else if c.is_whitespace() && !quoted {
            found.extend(start.take().map(|start| &text[start..at]));
        } else {
            start.get_or_insert(at);
        }
        before = c;
    }
    found.extend(start.map(|start| &text[start..]));
    found
}

/// The day number (20201231) after which `after:` admits entries: the first day that the date can mean.
pub(super) fn after_day(value: &str) -> Option<u32> {
    PartialDate::parse(value)
        .ok()
        .map(|date| day_number(date.earliest()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(query: &Query) -> Vec<&str> {
        query
            .words
            .iter()
            .map(|word| word.folded.as_str())
            .collect()
    }

    #[test]
    fn filters_phrases_and_exclusions_are_not_words() {
        let query = Query::parse(
            r#"poh condition:fop "soft tissue" -burn OMIM:166350 Topic:"living with it" well-known "#,
        );
        assert_eq!(
            folded(&query),
            ["poh", "soft", "tissue", "omim", "166350", "well", "known"]
        );
        assert_eq!(query.words[3].code, "omim166350");
        assert_eq!(query.phrases, ["soft tissue"]);
        assert_eq!(query.excluded, ["burn"]);
        let filters: Vec<_> = query
            .filters
            .iter()
            .map(|f| (f.kind, f.value.as_str()))
            .collect();
        assert_eq!(
            filters,
            [
                (FilterKind::Condition, "fop"),
                (FilterKind::Topic, "living with it")
            ]
        );
        assert!(
            !query.words.iter().any(|word| word.unfinished),
            "a space ends the last word"
        );
    }

    #[test]
    fn the_last_word_may_be_unfinished() {
        assert!(Query::parse("poh treat").words[1].unfinished);
        assert!(!Query::parse("poh treat").words[0].unfinished);
    }

    #[test]
    fn text_without_syntax_is_words() {
        assert_eq!(
            folded(&Query::parse(r#"a:b "open (x OR [y"#)),
            ["a", "b", "open", "x", "or", "y"]
        );
        assert_eq!(folded(&Query::parse("- -- \" \"\" topic: ~*?")), ["topic"]);
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "[a-z:\"\\- ]{0,40}|\\PC{0,40}") {
            let query = Query::parse(&text);
            prop_assert!(query.words.iter().all(|word| !word.folded.is_empty()));
        }
    }
}
