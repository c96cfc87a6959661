//! What words mean in any library: synonyms, abbreviations, filler, and the names of medical subjects.
//!
//! `assets/vocabulary.toml` and `assets/subjects.txt`, sorted into lines when the program is built, so that nothing is read
//! or parsed before a word is looked up.

use crate::index::Index;

use super::QueryLanguage;
use super::query::Typed;

/// Lines of `phrase<TAB>kind<TAB>...`, sorted.
static LINES: &str = include_str!(concat!(env!("OUT_DIR"), "/vocabulary.txt"));

/// The longest phrase that is looked up, in words.
pub(super) const LONGEST: usize = 6;
/// The shortest abbreviation that is read as its meaning while it is being typed, in letters.
const SHORTEST_BEGUN: usize = 3;

/// Words of daily life that are also abbreviations of diseases: they name those only in capitals.
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
pub(super) fn is_everyday(word: &str) -> bool {
    word.chars().count() == 1 || EVERYDAY.contains(&word)
}

/// What a phrase is, each with the rest of its line.
fn look_up(phrase: &str, kind: &str) -> impl Iterator<Item = &'static str> {
    let (mut low, mut high) = (0, LINES.len());
    while low < high {
        let middle = LINES.floor_char_boundary(low + (high - low) / 2);
        let start = LINES[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = LINES[middle..]
            .find('\n')
            .map_or(LINES.len(), |at| middle + at + 1);
        let key = LINES[start..end].split('\t').next().unwrap_or_default();
        match key < phrase {
            true => low = end,
            false => high = start,
        }
    }
    let kind = format!("\t{kind}");
    let lines = LINES[low..].lines();
    let rest = lines.map_while({
        let phrase = phrase.to_owned();
        move |line| {
            line.strip_prefix(&phrase)
                .filter(|rest| rest.starts_with('\t'))
        }
    });
    rest.filter_map(move |rest| rest.strip_prefix(&kind))
        .map(|rest| rest.trim_start_matches('\t'))
}

/// The other words of its synonym groups.
pub(super) fn synonyms(phrase: &str) -> impl Iterator<Item = &'static str> {
    look_up(phrase, "synonym").flat_map(|others| others.split('|'))
}

/// Whether it says nothing about the subject of a question.
pub(super) fn is_ignored(phrase: &str) -> bool {
    look_up(phrase, "ignored").next().is_some()
}

/// Whether it is the name of something medical that people ask about.
pub(super) fn is_subject(phrase: &str) -> bool {
    look_up(phrase, "subject").next().is_some()
}

/// The language that words are typed in, if it is not English: half of them, or two of a long question, are known from it.
pub(super) fn language(words: &[Typed]) -> Option<QueryLanguage> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for word in words {
        let typed = word.original.to_lowercase();
        for about in look_up(&typed, "language") {
            match found.iter_mut().find(|(_, known)| *known == about) {
                Some((count, _)) => *count += 1,
                None => found.push((1, about)),
            }
        }
    }
    let (count, about) = found.into_iter().max_by_key(|(count, _)| *count)?;
    let mut parts = about.split('\t').skip(1);
    let (name, message) = (parts.next()?, parts.next()?);
    (count >= 2 || 2 * count >= words.len()).then(|| QueryLanguage {
        name: name.to_owned(),
        message: message.to_owned(),
    })
}

/// `words` with abbreviations written out. A library's own abbreviations are left to it.
pub(super) fn written_out(index: &Index, words: Vec<Typed>) -> Vec<Typed> {
    let folded: Vec<String> = words.iter().map(|word| word.folded.clone()).collect();
    let mut out: Vec<Typed> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let found = (1..=3.min(words.len() - at)).rev().find_map(|length| {
            let run = &words[at..at + length];
            meaning(index, run, &folded).map(|means| (length, means))
        });
        match found {
            Some((length, means)) => {
                let last = &words[at + length - 1];
                out.extend(means.split(' ').map(|word| Typed {
                    folded: word.to_owned(),
                    code: word.to_owned(),
                    compound: None,
                    parts: 1,
                    unfinished: false,
                    original: last.original.clone(),
                    short: Some(folded[at..at + length].join(" ")),
                }));
                at += length;
            }
            None => {
                out.push(words[at].clone());
                at += 1;
            }
        }
    }
    out
}

/// What an abbreviation means: of several meanings the first that is a condition of the library, else the first.
fn meaning(index: &Index, run: &[Typed], query: &[String]) -> Option<&'static str> {
    let folded: Vec<&str> = run.iter().map(|word| word.folded.as_str()).collect();
    let phrase = folded.join(" ");
    let last = run.last()?;
    if last.unfinished && phrase.len() < SHORTEST_BEGUN {
        return None;
    }
    let original = || {
        run.iter()
            .map(|word| word.original.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut lines: Vec<&str> = look_up(&phrase, "short").collect();
    // The exact form first.
    lines.sort_by_key(|line| line.split('\t').nth(1).is_none_or(str::is_empty));
    let means = lines.into_iter().find_map(|line| {
        let mut parts = line.split('\t');
        let (means, exact, with) = (parts.next()?, parts.next()?, parts.next()?);
        let case = exact.is_empty() || exact == original();
        let company = with.is_empty()
            || with
                .split('|')
                .any(|word| query.iter().any(|typed| typed == word));
        (case && company).then_some((means, !exact.is_empty()))
    });
    let (means, exact) = means?;
    if !exact && !index.conditions_called(&phrase).is_empty() {
        return None;
    }
    let known = |means: &&str| !index.conditions_called(means).is_empty();
    means
        .split('|')
        .find(known)
        .or_else(|| means.split('|').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_the_vocabulary() {
        assert!(synonyms("womb").any(|other| other == "uterus"));
        assert!(is_subject("malaria") && !is_subject("malari") && !is_subject(""));
        assert!(is_ignored("hello") && !is_ignored("bone"));
        assert!(look_up("bp", "short").any(|line| line.starts_with("blood pressure\t")));
    }

    #[test]
    fn every_line_is_found_by_its_phrase() {
        for line in LINES.lines() {
            let mut parts = line.split('\t');
            let (phrase, kind) = (
                parts.next().unwrap_or_default(),
                parts.next().unwrap_or_default(),
            );
            assert!(look_up(phrase, kind).next().is_some(), "{line}");
        }
    }
}
