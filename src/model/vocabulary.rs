//! What words mean to the search: synonyms and abbreviations, as tables of a library and as the lines in which the search
//! looks them up. The build script includes this file, too, for the vocabulary that comes with the program.

use serde::{Deserialize, Serialize};

/// The longest phrase that the search looks up, in words.
pub const LONGEST_PHRASE: usize = 6;

/// The longest abbreviation that the search looks up, in words.
pub const LONGEST_ABBREVIATION: usize = 3;

/// What a line of the vocabulary says about its phrase. Each is one letter, as there are 40,000 lines in the program.
pub mod kind {
    /// It is the number of a group of synonyms, which follow.
    pub const GROUP: &str = "#";
    /// It belongs to the group whose number follows.
    pub const SYNONYM: &str = "s";
    /// A phrase with this [gist](super::gist) belongs to the group whose number follows.
    pub const GIST: &str = "g";
    /// It is an abbreviation; its meanings follow.
    pub const ABBREVIATION: &str = "a";
    /// It says nothing about the subject of a question.
    pub const IGNORED: &str = "i";
    /// It is the name of something medical.
    pub const SUBJECT: &str = "m";
    /// It is a word of the language whose code follows.
    pub const FOREIGN: &str = "f";
    /// It is the code of a language; its name follows, and a message in it.
    pub const LANGUAGE: &str = "l";
}

/// Words and short phrases that mean the same when searching.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Synonym {
    /// At least two.
    pub words: Vec<String>,
}

/// Letters that the search reads as their meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Abbreviation {
    /// The letters.
    pub short: String,
    /// Their meanings; the first that is a condition of the library counts, else the first.
    pub means: Vec<String>,
    /// In which case they must be typed.
    pub case: Case,
    /// One of these words must be in the query, too; empty for any query.
    pub with: Vec<String>,
}

/// In which case an abbreviation must be typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// In any.
    #[default]
    Any,
    /// Exactly as in the table.
    Exact,
}

impl Synonym {
    /// A line with its words, and one for each word and each [`gist`] that refers to it by its number. `plain` writes a phrase
    /// as the search does.
    pub fn lines(
        &self,
        number: usize,
        plain: impl Fn(&str) -> String,
        mut stem: impl FnMut(&str) -> String,
    ) -> Vec<String> {
        let words: Vec<String> = self.words.iter().map(|word| plain(word)).collect();
        let mut lines = vec![format!("{number}\t{}\t{}", kind::GROUP, words.join("|"))];
        for word in &words {
            lines.push(format!("{word}\t{}\t{number}", kind::SYNONYM));
            let negated = word.split(' ').any(|word| NEGATIONS.contains(&word));
            let gist = gist(word.split(' '), &mut stem).filter(|_| !negated);
            lines.extend(gist.map(|gist| format!("{gist}\t{}\t{number}", kind::GIST)));
        }
        lines
    }
}

/// Negations, whose meaning would be lost in a [`gist`].
const NEGATIONS: &[&str] = &[
    "cant", "couldn", "didn", "doesn", "doesnt", "don", "dont", "isn", "shouldn", "t", "won",
];

/// The stems of a phrase without its little words: "blood in my stools" and "blood in stool" have the same. `None` where fewer
/// than two are left.
pub fn gist<'w>(
    words: impl Iterator<Item = &'w str>,
    stem: &mut impl FnMut(&str) -> String,
) -> Option<String> {
    let words = words.filter(|word| !EMPTY_WORDS.contains(word));
    let stems: Vec<String> = words.map(stem).collect();
    (stems.len() > 1).then(|| stems.join(" "))
}

/// Words that carry no content of their own; they count in phrases only.
pub const EMPTY_WORDS: &[&str] = &[
    "a", "about", "am", "an", "and", "any", "anybody", "anyone", "are", "at", "be", "been",
    "being", "but", "by", "can", "cant", "could", "couldn", "did", "didn", "do", "does", "doesn",
    "doesnt", "don", "dont", "for", "from", "get", "got", "had", "has", "have", "how", "i", "if",
    "in", "into", "is", "isn", "it", "its", "ll", "me", "my", "of", "on", "or", "our", "re", "s",
    "should", "shouldn", "so", "some", "somebody", "someone", "t", "that", "the", "their", "them",
    "there", "these", "they", "this", "to", "ve", "was", "we", "were", "what", "whats", "when",
    "where", "which", "who", "why", "will", "with", "won", "would", "you", "your",
];

impl Abbreviation {
    /// Its line: the letters, `abbreviation`, its meanings, its exact spelling if that matters, and the words it needs.
    pub fn line(&self, plain: impl Fn(&str) -> String) -> String {
        let list = |words: &[String]| {
            let words: Vec<String> = words.iter().map(|word| plain(word)).collect();
            words.join("|")
        };
        // As the words of a query are: without the punctuation around them.
        let word = |word| str::trim_matches(word, |c: char| !c.is_alphanumeric());
        let exact: Vec<&str> = match self.case {
            Case::Exact => self.short.split_whitespace().map(word).collect(),
            Case::Any => Vec::new(),
        };
        format!(
            "{}\t{}\t{}\t{}\t{}",
            plain(&self.short),
            kind::ABBREVIATION,
            list(&self.means),
            exact.join(" "),
            list(&self.with)
        )
    }
}

/// Everyday words that are also abbreviations of diseases: they name those only in capitals.
const EVERYDAY: &[&str] = &[
    "aids", "all", "am", "an", "and", "are", "arm", "art", "as", "at", "bad", "be", "best", "big",
    "can", "cap", "car", "care", "cast", "cat", "char", "charge", "child", "clove", "cold", "come",
    "cure", "dad", "day", "dead", "do", "dog", "ear", "eat", "end", "eye", "face", "fade", "fame",
    "far", "fast", "fat", "fish", "fit", "for", "get", "go", "good", "had", "ham", "hard", "has",
    "head", "heart", "help", "her", "hi", "hid", "him", "hip", "his", "hot", "how", "if", "ill",
    "in", "is", "it", "kid", "lad", "leg", "let", "life", "low", "mad", "man", "map", "mass",
    "may", "me", "men", "met", "mild", "mind", "mom", "mum", "my", "new", "no", "not", "of", "old",
    "on", "one", "or", "out", "pain", "pan", "pap", "past", "pms", "pod", "post", "rest", "sad",
    "same", "saw", "sea", "see", "she", "sick", "sit", "so", "star", "sun", "tall", "tap", "tar",
    "tell", "the", "to", "top", "up", "us", "wait", "war", "was", "wat", "we", "what", "who",
    "why", "will", "wise", "with", "yes", "you",
];

/// Whether `word` is an abbreviation only when it is typed in capitals.
pub fn is_everyday(word: &str) -> bool {
    word.chars().count() == 1 || EVERYDAY.contains(&word)
}
