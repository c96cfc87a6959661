//! From text to terms: words are folded and stemmed; a script without spaces between words is cut into pairs of characters.
//!
//! Indexing and searching use the same functions, so that what was written can be found. Tantivy receives finished terms
//! and only splits them at spaces.

use std::borrow::Cow;
use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::spelling::one_spelling;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it is in the text, in bytes.
    pub range: Range<usize>,
    /// In lower case, without accents.
    pub folded: String,
}

/// The words of `text`: runs of letters and digits, without a possessive "'s". A run of a script without spaces (Chinese,
/// Japanese, Thai, Lao, Khmer, Burmese) becomes its overlapping pairs of characters. A Roman numeral after "type", "stage"
/// and the like is a number: "type I" and "type 1" are the same.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some(&(start, first)) = chars.peek() {
        if !is_word_char(first) {
            chars.next();
            continue;
        }
        // Nearly all words are ASCII, and need no Unicode tables.
        let run = text.as_bytes()[start..].iter();
        let run = run.take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let end = start + run;
        if run > 0 && text.as_bytes().get(end).is_none_or(u8::is_ascii) {
            push(&mut found, text, start..end);
            chars.nth(run - 1);
            continue;
        }
        let unspaced = is_unspaced(first);
        let mut starts = Vec::new();
        let mut end = start;
        while let Some(&(at, c)) = chars.peek() {
            let mark = is_combining_mark(c);
            if !(is_word_char(c) && is_unspaced(c) == unspaced || mark) {
                break;
            }
            if unspaced && !mark {
                starts.push(at);
            }
            end = at + c.len_utf8();
            chars.next();
        }
        if unspaced && starts.len() > 1 {
            starts.push(end);
            for pair in starts.windows(3) {
                push(&mut found, text, pair[0]..pair[2]);
            }
        } else {
            push(&mut found, text, start..end);
        }
    }
    found
}

/// Words before a Roman numeral.
const NUMBERED: &[&str] = &[
    "class", "factor", "form", "grade", "group", "level", "phase", "stage", "type",
];
/// Roman numerals of more than one letter.
const NUMERALS: &[(&str, &str)] = &[
    ("ii", "2"),
    ("iii", "3"),
    ("iv", "4"),
    ("vi", "6"),
    ("vii", "7"),
    ("viii", "8"),
    ("ix", "9"),
    ("xi", "11"),
    ("xii", "12"),
    ("xiii", "13"),
    ("xiv", "14"),
];

/// The number that a folded word is after `previous`, if it is a Roman numeral.
pub fn roman_number(previous: Option<&str>, folded: &str) -> Option<&'static str> {
    numeral(
        folded,
        previous.is_some_and(|previous| NUMBERED.contains(&previous)),
    )
}

/// A Roman numeral as digits. One letter is a number only where one is expected: "X-linked", "vitamin D".
pub fn numeral(word: &str, expected: bool) -> Option<&'static str> {
    match word {
        "i" if expected => Some("1"),
        "v" if expected => Some("5"),
        "x" if expected => Some("10"),
        _ => NUMERALS
            .iter()
            .find(|(numeral, _)| *numeral == word)
            .map(|(_, number)| *number),
    }
}

fn push(found: &mut Vec<Word>, text: &str, range: Range<usize>) {
    let mut folded = fold(&text[range.clone()]).into_owned();
    let last = found.last();
    let follows = |apostrophe: &str| {
        text[..range.start].ends_with(apostrophe)
            && last.is_some_and(|last| last.range.end + apostrophe.len() == range.start)
    };
    if folded.is_empty() || folded == "s" && (follows("'") || follows("\u{2019}")) {
        return;
    }
    if let Some(number) = roman_number(last.map(|last| last.folded.as_str()), &folded) {
        folded = number.to_owned();
    }
    found.push(Word { range, folded });
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
}

/// Whether `c` is of a script that is written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF // Thai, Lao, Burmese, Khmer
        | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F // Kana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF) // Han
}

/// `text` in lower case and without accents: "Behçet" and "behcet" are the same, so are "ﬁ" and "fi".
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
    {
        match c {
            // Letters that Unicode does not decompose, although people type them so.
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            // Lower-casing İ leaves a mark behind.
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    Cow::Owned(folded)
}

/// A code or gene without what separates its parts: "M61.1" and "m611", "ORPHA:2762" and "orpha2762" are the same.
pub fn fold_code(code: &str) -> String {
    fold(code).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Cuts words down to their stems, by the rules of a language.
#[derive(Clone, Copy)]
pub struct Stems {
    /// `None` where the language has no stemmer.
    stemmer: Option<Stemmer>,
}

impl Stems {
    /// The stemmer of a BCP 47 language; English where none is named.
    pub fn of(language: &str) -> Self {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        let algorithm = match primary.to_ascii_lowercase().as_str() {
            "" => Some(Algorithm::English),
            "nb" | "nn" => Some(Algorithm::Norwegian),
            primary => Algorithm::from_name(primary).ok(),
        };
        Self {
            stemmer: algorithm.map(Stemmer::new),
        }
    }

    /// Whether every stem begins with the first letter of its word, so that most words of a text need not be stemmed where
    /// a few stems are looked for. Some other stemmers remove beginnings, such as "ge" in Dutch and the article in Arabic.
    pub fn keeps_first_letter(&self) -> bool {
        let mut stemmer = self.stemmer.iter();
        stemmer.all(|stemmer| stemmer.algorithm() == Algorithm::English)
    }

    /// The stem of one folded word. British and American spellings have the same, and so have irregular plurals.
    pub fn stem(&self, folded: &str) -> String {
        let Some(stemmer) = self.stemmer else {
            return folded.to_owned();
        };
        let spelt = match stemmer.algorithm() {
            Algorithm::English => one_spelling(folded),
            _ => Cow::Borrowed(folded),
        };
        let stem = stemmer.stem(&spelt);
        match stem.is_empty() {
            true => folded.to_owned(),
            false => stem.into_owned(),
        }
    }

    /// The stems of folded words, separated by spaces.
    pub fn stem_all(&self, folded: &str) -> String {
        let stems = folded.split_ascii_whitespace().map(|word| self.stem(word));
        stems.collect::<Vec<_>>().join(" ")
    }
}

/// A stemmer that remembers: the same few thousand words are most of every text.
pub(crate) struct StemCache {
    stems: Stems,
    known: FxHashMap<Box<str>, Box<str>>,
}

/// How many stems are remembered before all are forgotten.
const MOST_KNOWN: usize = 16_384;

impl StemCache {
    /// The stemmer of a language.
    pub(crate) fn of(language: &str) -> Self {
        Self {
            stems: Stems::of(language),
            known: FxHashMap::default(),
        }
    }

    /// The stems of folded words, separated by spaces.
    pub(crate) fn stem_all(&mut self, folded: &str) -> String {
        let mut stems = String::with_capacity(folded.len());
        for word in folded.split_ascii_whitespace() {
            add_space(&mut stems);
            if let Some(stem) = self.known.get(word) {
                stems.push_str(stem);
                continue;
            }
            let stem = self.stems.stem(word);
            stems.push_str(&stem);
            if self.known.len() == MOST_KNOWN {
                self.known.clear();
            }
            self.known.insert(word.into(), stem.into());
        }
        stems
    }
}

/// The folded words of `text` in one string, separated by spaces: those of [`words`].
pub fn folded_words(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for word in words(text) {
        add_space(&mut joined);
        joined.push_str(&word.folded);
    }
    joined
}

/// The same with compounds in one word: "post-partum" is "postpartum", "H.I.V." is "hiv", "COVID-19" is "covid19".
pub fn joined_words(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for chunk in text.split_whitespace() {
        add_space(&mut joined);
        let start = joined.len();
        match compound(chunk) {
            Some(compound) => joined.push_str(&compound),
            None => joined.push_str(&folded_words(chunk)),
        }
        if joined.len() == start {
            joined.truncate(joined.trim_end().len());
        }
    }
    joined
}

/// The folded words of `text`, followed by other ways in which they may be typed: compounds in one word, and numbers apart
/// from letters ("5mg", "type2").
pub fn indexed_words(text: &str) -> String {
    let mut all = folded_words(text);
    for chunk in text.split_whitespace() {
        let words = words(chunk);
        let parts = words
            .iter()
            .filter_map(|word| split_at_number(&word.folded));
        for form in compound(chunk).into_iter().chain(parts.flatten()) {
            add_space(&mut all);
            all.push_str(&form);
        }
    }
    all
}

/// Longer compounds are not joined, in bytes.
const LONGEST_COMPOUND: usize = 24;

/// Whether this joins the parts of a compound.
fn binds(between: &str) -> bool {
    matches!(
        between,
        "-" | "." | "'" | "\u{2019}" | "\u{2010}" | "\u{2011}"
    )
}

/// Two to five words that are written as one, in one word.
pub fn compound(chunk: &str) -> Option<String> {
    if chunk.len() > 2 * LONGEST_COMPOUND || chunk.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return None;
    }
    let parts = words(chunk);
    let between = |pair: &[Word]| {
        chunk
            .get(pair[0].range.end..pair[1].range.start)
            .is_some_and(binds)
    };
    let bound = parts.windows(2).all(between);
    let length: usize = parts.iter().map(|part| part.folded.len()).sum();
    if !(2..=5).contains(&parts.len()) || !bound || length > LONGEST_COMPOUND {
        return None;
    }
    Some(parts.into_iter().map(|part| part.folded).collect())
}

/// Splits "5mg" into "5" and "mg", and "type2" into "type" and "2", but not a few letters before a number ("b12", "t4").
pub fn split_at_number(word: &str) -> Option<[String; 2]> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let digit_first = word.starts_with(|c: char| c.is_ascii_digit());
    let change = word.find(|c: char| c.is_ascii_digit() != digit_first)?;
    let (first, second) = word.split_at(change);
    let one_change = second
        .bytes()
        .all(|byte| byte.is_ascii_digit() != digit_first);
    let apart = one_change && (digit_first || first.len() >= 4);
    apart.then(|| [first.to_ascii_lowercase(), second.to_ascii_lowercase()])
}

/// Adds a space before the next word.
fn add_space(joined: &mut String) {
    if !joined.is_empty() {
        joined.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_english_stem_begins_as_its_word_does(word in "[a-z]{1,6}(s|es|ed|ing|y|ies|ly|ational|ness)?") {
            let stems = Stems::of("en");
            prop_assert!(stems.keeps_first_letter());
            prop_assert_eq!(stems.stem(&word).chars().next(), word.chars().next());
        }
    }

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_folded_runs_of_letters_and_digits() {
        assert_eq!(
            folded("Behçet's disease, STRAẞE (ﬁbrous) M61.1"),
            ["behcet", "disease", "strasse", "fibrous", "m61", "1"]
        );
        assert_eq!(folded("  ... \u{1F9B4} "), Vec::<String>::new());
    }

    #[test]
    fn roman_numerals_and_possessives_are_read() {
        assert_eq!(
            folded("type II, stage i; i am"),
            ["type", "2", "stage", "1", "i", "am"]
        );
        assert_eq!(
            folded("Crohn's Crohn\u{2019}s it's 's"),
            ["crohn", "crohn", "it", "s"]
        );
    }

    #[test]
    fn compounds_are_indexed_in_one_word_too() {
        assert_eq!(
            indexed_words("X-ray, H.I.V. and/or"),
            "x ray h i v and or xray hiv"
        );
        assert_eq!(
            indexed_words("5mg/kg type2 B12"),
            "5mg kg type2 b12 5 mg type 2"
        );
        assert_eq!(
            joined_words("post-partum fever in COVID-19"),
            "postpartum fever in covid19"
        );
    }

    #[test]
    fn scripts_without_spaces_become_pairs() {
        assert_eq!(
            folded("骨化性肌炎 x"),
            ["骨化", "化性", "性肌", "肌炎", "x"]
        );
        assert_eq!(folded("骨"), ["骨"]);
    }

    #[test]
    fn inflections_have_the_same_stem() {
        let english = Stems::of("en-GB");
        assert_eq!(english.stem("treatments"), english.stem("treatment"));
        assert_eq!(english.stem_all("bones growing"), "bone grow");
        let spanish = Stems::of("es");
        assert_eq!(spanish.stem("tratamientos"), spanish.stem("tratamiento"));
        assert_eq!(Stems::of("zh").stem("treatments"), "treatments");
    }

    proptest! {
        #[test]
        fn words_are_where_their_ranges_say(text in "\\PC{0,60}") {
            for word in words(&text) {
                let folded = fold(&text[word.range]).into_owned();
                let number = ["1", "5", "10"].contains(&word.folded.as_str())
                    || NUMERALS.iter().any(|(numeral, _)| *numeral == folded);
                prop_assert!(number || folded == word.folded);
            }
        }

        #[test]
        fn joined_words_are_the_words(text in "[A-Za-z0-9 .'\u{300}éßΣς骨化\n-]{0,40}|\\PC{0,40}") {
            prop_assert_eq!(folded_words(&text), folded(&text).join(" "));
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text).into_owned();
            let twice = fold(&once).into_owned();
            prop_assert_eq!(twice, once);
        }
    }
}
