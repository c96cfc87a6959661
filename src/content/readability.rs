//! How hard a text is to read: the Flesch-Kincaid grade, with names and codes as easy words.
//!
//! Kincaid, Fishburne, Rogers and Chissom 1975: 0.39 x words a sentence + 11.8 x syllables a word - 15.59, which is a
//! school year of the United States. Syllables are estimated from the letters, as every program does it; a sentence
//! ends with a full stop, a question or exclamation mark, and with its paragraph or list item. Headings, tables and
//! verbatim text are no sentences and are left out, citations as well.
//!
//! A name is one word of one syllable, however long: a reader recognises it as a whole. Names are
//! what the library's tables call things ([`Names`]), words with digits or with capitals inside, and words that begin
//! with a capital within a sentence.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text::{self, Block, Citations, Span, Style, Target};

/// Names of one or more words that are known, as hashes.
#[derive(Debug, Clone, Default)]
pub struct Names {
    phrases: HashSet<u64>,
    /// How many words the longest has.
    longest: usize,
}

impl Names {
    /// Longer ones are not names.
    const LONGEST: usize = 12;

    /// Adds a name of one or more words.
    pub fn add(&mut self, name: &str) {
        let words: Vec<String> = words(name).map(fold).collect();
        if (1..=Self::LONGEST).contains(&words.len()) {
            let mut hasher = DefaultHasher::new();
            words.iter().for_each(|word| word.hash(&mut hasher));
            self.phrases.insert(hasher.finish());
            self.longest = self.longest.max(words.len());
        }
    }

    /// How many of the first `words` are the longest name that they begin with; 0 where they begin with none.
    fn at(&self, words: &[&str]) -> usize {
        let mut hasher = DefaultHasher::new();
        let mut found = 0;
        for (at, word) in words.iter().take(self.longest).enumerate() {
            fold(word).hash(&mut hasher);
            if self.phrases.contains(&hasher.clone().finish()) {
                found = at + 1;
            }
        }
        found
    }
}

/// How hard a text is to read, and what makes it so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readability {
    words: usize,
    syllables: usize,
    /// Each sentence with its number of words.
    sentences: Vec<(usize, String)>,
    /// Words of three syllables and more, with how many they have, names aside.
    hard: Vec<(usize, String)>,
}

impl Readability {
    /// Of several Markdown texts, as if they were one.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>, names: &Names) -> Self {
        let mut found = Self::default();
        for text in texts {
            let document = text::markdown(text, &mut Citations::default());
            prose(&document.blocks, &mut |spans| {
                found.paragraph(&shown(spans), names);
            });
        }
        found
    }

    /// Words, a name counted as one.
    pub fn words(&self) -> usize {
        self.words
    }

    /// The grade; 0 for a text without words, and never less.
    pub fn grade(&self) -> f64 {
        if self.words == 0 {
            return 0.0;
        }
        let count = |n: usize| n as f64; // texts are far below 2^52 words
        let length = count(self.words) / count(self.sentences.len().max(1));
        let weight = count(self.syllables) / count(self.words);
        (0.39 * length + 11.8 * weight - 15.59).max(0.0)
    }

    /// The longest sentences, at most `most` and longest first, each with its number of words.
    pub fn longest(&self, most: usize) -> Vec<(usize, &str)> {
        top(&self.sentences, most)
    }

    /// The words with the most syllables, at most `most`.
    pub fn hardest(&self, most: usize) -> Vec<&str> {
        let hard = top(&self.hard, most);
        hard.into_iter().map(|(_, word)| word).collect()
    }

    fn paragraph(&mut self, text: &str, names: &Names) {
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (sentence, next) = rest.split_at(sentence_end(rest));
            self.sentence(sentence.trim(), names);
            rest = next.trim_start();
        }
    }

    fn sentence(&mut self, text: &str, names: &Names) {
        let all: Vec<&str> = words(text).collect();
        let (mut at, mut count) = (0, 0);
        while at < all.len() {
            let named = names.at(&all[at..]);
            let word = all[at];
            if named == 0 && !is_name(word, at == 0) {
                let syllables = syllables(word);
                self.syllables += syllables;
                if syllables > 2 {
                    self.hard.push((syllables, word.to_lowercase()));
                }
            } else {
                self.syllables += 1;
            }
            at += named.max(1);
            count += 1;
        }
        if count > 0 {
            self.words += count;
            self.sentences.push((count, text.to_owned()));
        }
    }
}

/// The greatest of `all`, each once; of equals those that come first.
fn top(all: &[(usize, String)], most: usize) -> Vec<(usize, &str)> {
    let mut sorted: Vec<_> = all.iter().map(|(n, text)| (*n, text.as_str())).collect();
    sorted.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let mut seen = HashSet::new();
    sorted.retain(|(_, text)| seen.insert(*text));
    sorted.truncate(most);
    sorted
}

/// Gives `see` each paragraph of running text.
fn prose(blocks: &[Block], see: &mut dyn FnMut(&[Span])) {
    for block in blocks {
        match block {
            Block::Paragraph(spans) => see(spans),
            Block::List { items, .. } => items.iter().for_each(|item| prose(item, see)),
            Block::Quote(content) | Block::Alert { content, .. } => prose(content, see),
            _ => {}
        }
    }
}

/// What of a paragraph is read: no citations, no printed addresses.
fn shown(spans: &[Span]) -> String {
    let read = |span: &&Span| match span.target {
        Some(Target::Cite(_)) => false,
        Some(Target::Url(_)) => !span.style.has(Style::DIM),
        _ => !span.style.has(Style::CODE),
    };
    let read = spans.iter().filter(read);
    read.map(|span| span.text.as_str()).collect()
}

/// Where the first sentence of `text` ends, in bytes.
fn sentence_end(text: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find(['.', '!', '?', '\n']) {
        let mark = from + at;
        let after = text[mark + 1..].trim_start_matches([')', '"', '”', '’', '\'']);
        let last = text[..mark].rsplit(char::is_whitespace).next();
        let short = ["e.g", "i.e", "vs", "etc", "cf", "Dr", "St", "No"];
        let is_abbreviation = last.is_some_and(|word| short.contains(&word));
        if text[mark..].starts_with('\n')
            || ((after.is_empty() || after.starts_with(char::is_whitespace)) && !is_abbreviation)
        {
            return text.len() - after.len();
        }
        from = mark + 1;
    }
    text.len()
}

/// The words of a text: what holds a letter or digit, without the punctuation around it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '–' | '—' | '/'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

fn fold(word: &str) -> String {
    word.to_lowercase()
}

/// Whether a word is written like a name or code.
fn is_name(word: &str, first: bool) -> bool {
    let mut letters = word.chars();
    let begins = letters.next().is_some_and(char::is_uppercase);
    let inside = letters.any(|c| c.is_uppercase() || c.is_ascii_digit());
    inside || (begins && !first) || word.starts_with(|c: char| c.is_ascii_digit())
}

/// An estimate of the syllables of an English word: its groups of vowels, with the commonest silent letters left out.
fn syllables(word: &str) -> usize {
    let parts = word.split(|c: char| !c.is_alphabetic());
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(part).sum::<usize>().max(1)
}

fn part(word: &str) -> usize {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let mut count: usize = 0;
    let mut before = ' ';
    for (at, letter) in letters.iter().enumerate() {
        let begins = is_vowel(*letter) && !is_vowel(before);
        // di-agnosis, ki-osk: but not in -cial, -tion, -gion.
        let splits = at > 1
            && before == 'i'
            && matches!(letter, 'a' | 'o' | 'u')
            && !matches!(letters[at - 2], 'c' | 's' | 't' | 'g' | 'x');
        count += usize::from(begins || splits);
        before = *letter;
    }
    let silent = usize::from(ends_in_silent_e(&letters));
    count.saturating_sub(silent).max(1)
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
        || (letter.is_alphabetic() && !letter.is_ascii())
}

/// As in `bone`, `walked` and `genes`, but not in `table`, `tree`, `needed` and `changes`.
fn ends_in_silent_e(letters: &[char]) -> bool {
    match letters {
        [.., 't' | 'd', 'e', 'd'] | [.., 's' | 'x' | 'z' | 'c' | 'g' | 'h', 'e', 's'] => false,
        [.., 'e', 'd' | 's'] => true,
        [.., before, 'l', 'e'] => is_vowel(*before),
        [.., before, 'e'] => !is_vowel(*before),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_estimated() {
        for (word, right) in [
            ("bone", 1),
            ("the", 1),
            ("table", 2),
            ("tree", 1),
            ("people", 2),
            ("walked", 1),
            ("needed", 2),
            ("diagnosis", 4),
            ("ossification", 5),
            ("region", 2),
            ("special", 2),
            ("pneumonia", 4),
            ("tissue", 2),
            ("x-ray", 2),
            ("changes", 2),
            ("genes", 1),
        ] {
            assert_eq!(syllables(word), right, "{word}");
        }
    }

    #[test]
    fn the_grade_follows_the_formula() {
        let grade = Readability::of(["The cat sat on the mat. It was fat."], &Names::default());
        assert_eq!(
            (grade.words, grade.syllables, grade.sentences.len()),
            (9, 9, 2)
        );
        assert!((grade.grade() - 0.0).abs() < 0.01);
        let ten = Readability::of(
            ["Doctors often take pictures before treating swollen hips and knees."],
            &Names::default(),
        );
        assert_eq!((ten.words, ten.syllables), (10, 16));
        assert!((ten.grade() - 7.19).abs() < 0.001, "{}", ten.grade());
        let hard = "Heterotopic ossification necessitates interdisciplinary rehabilitation.";
        assert!(Readability::of([hard], &Names::default()).grade() > 20.0);
    }

    #[test]
    fn names_and_codes_are_easy_words() {
        let mut names = Names::default();
        names.add("Progressive osseous heteroplasia");
        let text =
            "Progressive osseous heteroplasia (GNAS, ICD-10 M61.5) is rare in Saskatchewan[^x].";
        let grade = Readability::of([text], &names);
        assert_eq!((grade.words, grade.syllables), (8, 8));
        assert_eq!(grade.hardest(3), Vec::<&str>::new());
    }

    #[test]
    fn sentences_end_at_marks_and_line_breaks() {
        let text = "About 36.8% of them, e.g. children, did (see below.) Yes!\n\n- One\n- Two.\n\n## No\n\n|a|\n|-|\n|b|\n";
        let grade = Readability::of([text], &Names::default());
        let all: Vec<&str> = grade.sentences.iter().map(|(_, s)| s.as_str()).collect();
        assert_eq!(
            all,
            [
                "About 36.8% of them, e.g. children, did (see below.)",
                "Yes!",
                "One",
                "Two."
            ]
        );
    }
}
