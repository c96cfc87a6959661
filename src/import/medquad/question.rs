//! Questions that a program made from a pattern and a name: corrected, and recognised where an answer repeats them.

use std::collections::HashSet;

use crate::import::changes::{Change, Changes};
use crate::import::name::{lists, single_spaced};

/// A question as a person would write it; empty if there is none.
pub(super) fn clean(raw: &str, name: &str, changes: &mut Changes) -> String {
    let line = single_spaced(raw);
    let text = line.trim_end_matches(['?', ' ']);
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let Some(rest) = text.strip_prefix("What is (are)") else {
        return first.to_uppercase().chain(chars).chain(['?']).collect();
    };
    changes.add(Change::Verb);
    match rest.trim_start() {
        "" => "What is it?".to_owned(),
        rest if is_plural(if name.is_empty() { rest } else { name }) => format!("What are {rest}?"),
        rest => format!("What is {rest}?"),
    }
}

/// Words that end the noun of a name: `Diseases of the eye` are diseases.
const AFTER_NOUN: &str = "of in on with without due from for caused associated related to during after that by among \
    at";

/// Singular names in -s. Those in -ss, -us and -is need no list.
const SINGULAR: &str = "aids ascites caries diabetes facies genetics herpes lens measles mumps news pancreas rabies \
    rickets scabies shingles sids sars mers physics obstetrics pons yaws bends pertussis biceps \
    series species feces kuru homeostasis ataxia-telangiectasia hives hiccups always hellp";

/// Whether a name is plural.
fn is_plural(name: &str) -> bool {
    let noun = name.split([',', '(', ':', ';']).next().unwrap_or(name);
    // `Parasites - Giardia`: the last part is meant.
    let noun = noun.trim().rsplit(" - ").next().unwrap_or(noun);
    let words: Vec<String> = noun.split_whitespace().map(str::to_lowercase).collect();
    let mut ends = words.iter().skip(1).zip(&words);
    let ended = ends.find(|(word, _)| lists(AFTER_NOUN, word));
    let Some(last) = ended.map(|(_, last)| last).or(words.last()) else {
        return false;
    };
    // A disease named after a person (`Graves`, `Hopkins`) is followed by "disease", or has an apostrophe.
    last.len() > 3
        && last.ends_with('s')
        && !["ss", "us", "is", "'s", "’s", "oides"]
            .iter()
            .any(|end| last.ends_with(end))
        && last.chars().all(|c| c.is_alphabetic() || c == '-')
        && !lists(SINGULAR, last)
}

/// Words with which a question begins.
const INTERROGATIVES: &str =
    "what how is are who why where can does do when which will could should";

/// Words that only say what kind of question it is. One made of them and of the name is the question itself.
const COMMON: &str = "a an and the of for in to it people person someone with have has be been being might may can \
    could will would there any at on from or if so exactly some available currently signs sign \
    symptoms symptom treated treatment treatments treat managed management inherited inheritance \
    genetic passed hereditary run runs families family through cause causes caused diagnosed \
    diagnose diagnosis tests testing test long-term long term outlook prognosis life expectancy \
    affected individuals common rare many prevent prevented risk genes gene related changes \
    known about does do did this condition disease disorder syndrome associated cured cure";

/// How much of an answer is searched for a question.
const MAX_QUESTION: usize = 300;

/// Splits an answer after a question at its beginning that asks the same as `question`, about one of `names`.
pub(super) fn split_repeated<'a>(
    answer: &'a str,
    question: &str,
    names: &[&str],
) -> Option<(&'a str, &'a str)> {
    let (repeated, rest) = answer.split_at(leading_question(answer)?);
    let asks = words(repeated);
    if !lists(INTERROGATIVES, asks.first()?) {
        return None;
    }
    let names = names.iter().flat_map(|name| words(name));
    let known: HashSet<String> = names.chain(words(question)).collect();
    let is_known =
        |word: &String| known.contains(word) || lists(COMMON, word) || lists(INTERROGATIVES, word);
    let rest = rest.trim_start();
    (asks.iter().all(is_known) && !rest.is_empty()).then_some((repeated, rest))
}

/// Where the first sentence ends, if it is a question.
fn leading_question(text: &str) -> Option<usize> {
    let end = text.find('?').filter(|at| *at < MAX_QUESTION)? + 1;
    let (question, rest) = text.split_at(end);
    let one_sentence = question
        .match_indices(['.', '!', ':'])
        .all(|(at, _)| !question[at + 1..].starts_with(char::is_whitespace));
    let followed = rest.starts_with(char::is_whitespace);
    (one_sentence && followed && !question.contains('\n')).then_some(end)
}

/// Words in lower case, without the brackets of abbreviations and the possessive.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’'))
        .map(|word| word.trim_matches(['\'', '’', '-']).to_lowercase())
        .map(|word| word.replace("'s", "").replace("’s", ""))
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verb_fits_the_name() {
        for (name, one) in [
            ("Gallstones", false),
            ("Diabetes", true),
            ("Diseases of the eye", false),
            ("Hepatitis", true),
            ("Celiac disease", true),
            ("Brain Tumors", false),
            ("Lupus", true),
            ("Parasites - Giardia", true),
            ("Neuronal ceroid lipofuscinoses", false),
            ("Graves' disease", true),
            ("Tetralogy of Fallot", true),
            ("Pityriasis lichenoides", true),
            ("Skeletal dysplasias with deafness", false),
            ("Kidney Stones in Children", false),
        ] {
            let question = clean(
                &format!("What is (are) {name} ?"),
                name,
                &mut Changes::default(),
            );
            let verb = if one { "is" } else { "are" };
            assert_eq!(question, format!("What {verb} {name}?"));
        }
    }

    #[test]
    fn marks_spaces_and_capitals_are_corrected() {
        for (raw, name, clean_one) in [
            (
                "Who is at risk for Flu? ?",
                "Flu",
                "Who is at risk for Flu?",
            ),
            ("What is (are)  ?", "", "What is it?"),
            (
                "Do you have information about Alcohol",
                "Alcohol",
                "Do you have information about Alcohol?",
            ),
            (
                "what is  the\n history of hps ?",
                "HPS",
                "What is the history of hps?",
            ),
            (" ? ", "", ""),
        ] {
            assert_eq!(clean(raw, name, &mut Changes::default()), clean_one);
        }
    }

    #[test]
    fn a_clean_question_is_not_counted() {
        let mut changes = Changes::default();
        assert_eq!(
            clean("Is it inherited?", "It", &mut changes),
            "Is it inherited?"
        );
        assert_eq!(changes, Changes::default());
    }

    const NAMES: &[&str] = &["Duodenal atresia", "DA"];

    #[test]
    fn a_question_repeated_in_other_words_is_found() {
        for (head, question) in [
            (
                "What are the signs and symptoms of Duodenal atresia?",
                "What are the symptoms of Duodenal atresia?",
            ),
            (
                "How might duodenal atresia (DA) be treated?",
                "What are the treatments for Duodenal atresia?",
            ),
            (
                "Is duodenal atresia inherited?",
                "Is Duodenal atresia inherited?",
            ),
        ] {
            let text = format!("{head} It is so.");
            assert_eq!(
                split_repeated(&text, question, NAMES),
                Some((head, "It is so."))
            );
        }
    }

    #[test]
    fn other_questions_stay() {
        for text in [
            "What do the letters stand for? They stand for",
            "Duodenal atresia is rare. Is duodenal atresia inherited? No.",
            "How can I find clinical trials about duodenal atresia? Look",
            "What is duodenal atresia?",
            "These resources: How is duodenal atresia treated? see",
        ] {
            assert_eq!(
                split_repeated(text, "Is Duodenal atresia inherited?", NAMES),
                None,
                "{text}"
            );
        }
    }
}
