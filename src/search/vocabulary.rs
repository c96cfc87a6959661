//! What words mean: synonyms, abbreviations, filler, and the names of medical subjects.
//!
//! `assets/vocabulary.toml` and `assets/subjects.txt` are sorted into lines when the program is built, and a library's own
//! tables when its index is, so that nothing is parsed before a word is looked up.

use crate::index::Index;
use crate::model::{LONGEST_ABBREVIATION, vocabulary_kind as kind};

use super::query::Typed;
use super::results::QueryLanguage;

/// Lines of `phrase<TAB>kind<TAB>...`, sorted.
static LINES: &str = include_str!(concat!(env!("OUT_DIR"), "/vocabulary.txt"));

/// The shortest abbreviation that is read as its meaning while it is being typed, in letters.
const SHORTEST_BEGUN: usize = 3;

/// What a phrase is according to sorted lines, each with the rest of its line.
fn look_up<'l>(
    lines: &'l str,
    phrase: &str,
    kind: &str,
) -> impl Iterator<Item = &'l str> + use<'l> {
    let (mut low, mut high) = (0, lines.len());
    while low < high {
        let middle = lines.floor_char_boundary(low + (high - low) / 2);
        let start = lines[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = lines[middle..]
            .find('\n')
            .map_or(lines.len(), |at| middle + at + 1);
        let key = lines[start..end].split('\t').next().unwrap_or_default();
        match key < phrase {
            true => low = end,
            false => high = start,
        }
    }
    let phrase = format!("{phrase}\t");
    let kind = kind.to_owned();
    let rest = lines[low..].lines();
    let rest = rest.map_while(move |line| line.strip_prefix(&phrase));
    rest.filter_map(move |rest| rest.strip_prefix(&kind))
        .map(|rest| rest.trim_start_matches('\t'))
}

/// The words of the groups that hold a phrase, or a phrase of this gist.
fn groups<'l>(lines: &'l str, phrase: &str, kind: &str) -> impl Iterator<Item = &'l str> + use<'l> {
    look_up(lines, phrase, kind)
        .flat_map(move |number| look_up(lines, number, kind::GROUP))
        .flat_map(|words| words.split('|'))
}

/// The words of its synonym groups, those of the library first.
pub(super) fn synonyms<'i>(index: &'i Index, phrase: &str) -> impl Iterator<Item = &'i str> {
    let own = groups(index.vocabulary(), phrase, kind::SYNONYM);
    own.chain(groups(LINES, phrase, kind::SYNONYM))
}

/// The words of the groups that hold a phrase of this [gist](crate::model::gist).
pub(super) fn of_gist<'i>(index: &'i Index, stems: &[String]) -> impl Iterator<Item = &'i str> {
    let own = groups(index.vocabulary(), &stems.join(" "), kind::GIST);
    let usual = stems
        .iter()
        .map(|stem| look_up(LINES, stem, kind::USUAL).next().unwrap_or(stem));
    let usual: Vec<&str> = usual.collect();
    own.chain(groups(LINES, &usual.join(" "), kind::GIST))
}

/// Whether it says nothing about the subject of a question.
pub(super) fn is_ignored(phrase: &str) -> bool {
    look_up(LINES, phrase, kind::IGNORED).next().is_some()
}

/// Whether it is the name of something medical that people ask about.
pub(super) fn is_subject(phrase: &str) -> bool {
    look_up(LINES, phrase, kind::SUBJECT).next().is_some()
}

/// Whether it is a word of the vocabulary, in the singular or the plural.
pub(super) fn is_word(word: &str) -> bool {
    let kinds = [kind::SUBJECT, kind::IGNORED, kind::SYNONYM];
    let known = |form: &str| {
        kinds
            .iter()
            .any(|kind| look_up(LINES, form, kind).next().is_some())
    };
    known(word) || known(&format!("{word}s")) || word.strip_suffix('s').is_some_and(known)
}

/// The language that words are typed in, if it is not English: half of them, or two of a long question, are known from it.
pub(super) fn language(words: &[Typed]) -> Option<QueryLanguage> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for word in words {
        let typed = word.original.to_lowercase();
        for code in look_up(LINES, &typed, kind::FOREIGN) {
            match found.iter_mut().find(|(_, known)| *known == code) {
                Some((count, _)) => *count += 1,
                None => found.push((1, code)),
            }
        }
    }
    let (count, code) = found.into_iter().max_by_key(|(count, _)| *count)?;
    // English words seldom have accents: next to a word of another language, accented words are of that language, too.
    let accented = |word: &&Typed| {
        word.original
            .chars()
            .any(|c| c.is_alphabetic() && !c.is_ascii())
    };
    let count = count.max(words.iter().filter(accented).count());
    let (name, message) = look_up(LINES, code, kind::LANGUAGE)
        .next()?
        .split_once('\t')?;
    (count >= 2 || 2 * count >= words.len()).then(|| QueryLanguage {
        name: name.to_owned(),
        message: message.to_owned(),
    })
}

/// `words` with abbreviations written out.
pub(super) fn written_out(index: &Index, words: Vec<Typed>) -> Vec<Typed> {
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let query = format!(" {} ", folded.join(" "));
    let mut out: Vec<Typed> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let found = (1..=LONGEST_ABBREVIATION.min(words.len() - at))
            .rev()
            .find_map(|length| {
                let run = &words[at..at + length];
                meaning(index, run, &query).map(|means| (length, means))
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
fn meaning<'i>(index: &'i Index, run: &[Typed], query: &str) -> Option<&'i str> {
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
    // What the library says of the letters replaces what the program says.
    let mut lines: Vec<&str> = look_up(index.vocabulary(), &phrase, kind::ABBREVIATION).collect();
    if lines.is_empty() {
        lines.extend(look_up(LINES, &phrase, kind::ABBREVIATION));
    }
    // The exact form first.
    lines.sort_by_key(|line| line.split('\t').nth(1).is_none_or(str::is_empty));
    let means = lines.into_iter().find_map(|line| {
        let mut parts = line.split('\t');
        let (means, exact, with) = (parts.next()?, parts.next()?, parts.next()?);
        let case = exact.is_empty() || exact == original();
        let company = with.is_empty()
            || with
                .split('|')
                .any(|word| query.contains(&format!(" {word} ")));
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
        assert!(groups(LINES, "womb", kind::SYNONYM).any(|other| other == "uterus"));
        assert!(is_subject("malaria") && !is_subject("malari") && !is_subject(""));
        assert!(is_ignored("hello") && !is_ignored("bone"));
        assert!(
            look_up(LINES, "bp", kind::ABBREVIATION)
                .any(|line| line.starts_with("blood pressure\t"))
        );
    }

    #[test]
    fn every_line_is_found_by_its_phrase() {
        for line in LINES.lines() {
            let mut parts = line.split('\t');
            let (phrase, kind) = (
                parts.next().unwrap_or_default(),
                parts.next().unwrap_or_default(),
            );
            assert!(look_up(LINES, phrase, kind).next().is_some(), "{line}");
        }
    }
}
