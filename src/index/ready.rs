//! The tokenizer of every field: terms come ready, parted by blanks.

use std::str::SplitAsciiWhitespace;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// Its name.
pub(crate) const READY_TERMS: &str = "ready";
/// Stands between a term and how often it counts. No term holds it: terms are letters and digits.
const TIMES: char = '*';
/// How often it counts is a single digit of this radix, which is quick to write and to read.
const RADIX: u32 = 36;

/// Appends a term that counts so often, up to 35 times.
pub(crate) fn push_times(text: &mut String, term: &str, times: u32) {
    text.push_str(term);
    text.push(TIMES);
    text.extend(char::from_digit(times.min(RADIX - 1), RADIX));
    text.push(' ');
}

/// The tokenizers of an index that is being made.
pub(crate) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::new();
    tokenizers.register(READY_TERMS, ReadyTerms);
    tokenizers
}

#[derive(Clone)]
struct ReadyTerms;

impl Tokenizer for ReadyTerms {
    type TokenStream<'a> = ReadyTermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ReadyTermStream<'a> {
        ReadyTermStream {
            terms: text.split_ascii_whitespace(),
            left: 0,
            token: Token::default(),
        }
    }
}

struct ReadyTermStream<'a> {
    terms: SplitAsciiWhitespace<'a>,
    /// How often the term at hand is still to be given.
    left: u32,
    token: Token,
}

impl TokenStream for ReadyTermStream<'_> {
    fn advance(&mut self) -> bool {
        while self.left == 0 {
            let Some(next) = self.terms.next() else {
                return false;
            };
            let (term, times) = match next.split_once(TIMES) {
                Some((term, digit)) => (term, digit.chars().find_map(|c| c.to_digit(RADIX))),
                None => (next, None),
            };
            self.left = times.unwrap_or(1);
            self.token.text.clear();
            self.token.text.push_str(term);
        }
        self.left -= 1;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        let mut tokenizer = ReadyTerms;
        tokenizer
            .token_stream(text)
            .process(&mut |token| terms.push(token.text.clone()));
        terms
    }

    #[test]
    fn terms_are_parted_at_blanks_and_repeated() {
        assert_eq!(terms(""), [""; 0]);
        assert_eq!(terms(" bone  grow_s "), ["bone", "grow_s"]);
        let mut text = "bone ".to_owned();
        push_times(&mut text, "grow", 3);
        push_times(&mut text, "all", 1);
        assert_eq!(terms(&text), ["bone", "grow", "grow", "grow", "all"]);
        let mut often = String::new();
        push_times(&mut often, "much", 99);
        assert_eq!(terms(&often).len(), 35);
    }
}
