//! Questions made by a machine from a pattern and a name, set right.

use super::tally::{Dirt, Tally};

/// A question as a person would write it, or nothing.
pub(super) fn clean(raw: &str, name: &str, tally: &mut Tally) -> String {
    let line = super::answer::one_line(raw, tally);
    let mut text = line.trim_end_matches(['?', ' ']).to_owned();
    if text.is_empty() {
        return text;
    }
    let decided = verb(&text, name);
    tally.note(Dirt::Verb, decided.is_some());
    text = decided.unwrap_or(text);
    if name.is_empty() {
        // The name that was to be put in is not there.
        text = text.strip_suffix(" for").map(str::to_owned).unwrap_or(text);
    }
    let first = text.chars().next().unwrap_or(' ');
    if first.is_lowercase() {
        text = first.to_uppercase().chain(text.chars().skip(1)).collect();
    }
    if !text.ends_with(['.', '!', ':']) {
        text.push('?');
    }
    // The verb is counted apart.
    let before = line.replacen("What is (are)", "What is", 1);
    tally.note(
        Dirt::Mark,
        text.replacen("What are", "What is", 1) != before.replacen("What are", "What is", 1),
    );
    text
}

/// `What is (are) X` with one of the two, or nothing where that is not asked.
fn verb(text: &str, name: &str) -> Option<String> {
    let rest = text.strip_prefix("What is (are)")?.trim_start();
    let verb = if is_plural(if name.is_empty() { rest } else { name }) {
        "are"
    } else {
        "is"
    };
    Some(match rest {
        "" => "What is it".to_owned(),
        rest => format!("What {verb} {rest}"),
    })
}

/// Ends a name's head: `Diseases of the eye` are diseases.
const AFTER_HEAD: &[&str] = &[
    "of",
    "in",
    "on",
    "with",
    "without",
    "due",
    "from",
    "for",
    "caused",
    "associated",
    "related",
    "to",
    "during",
    "after",
    "that",
    "by",
    "among",
    "at",
];

/// Names in -s that are one thing; those in -ss, -us, -is, -sis need no list.
const ONE_THING: &[&str] = &[
    "aids",
    "ascites",
    "caries",
    "diabetes",
    "facies",
    "genetics",
    "herpes",
    "lens",
    "measles",
    "mumps",
    "news",
    "pancreas",
    "rabies",
    "rickets",
    "scabies",
    "shingles",
    "sids",
    "sars",
    "mers",
    "physics",
    "obstetrics",
    "pons",
    "yaws",
    "bends",
    "pertussis",
    "biceps",
    "series",
    "species",
    "feces",
    "kuru",
    "homeostasis",
    "ataxia-telangiectasia",
    "hives",
    "hiccups",
    "always",
    "hellp",
];

/// Whether a name is that of several things.
fn is_plural(name: &str) -> bool {
    let head = name
        .split([',', '(', ':', ';'])
        .next()
        .unwrap_or(name)
        .trim();
    // `Parasites - Giardia`: what comes last is what is meant.
    let head = head.rsplit(" - ").next().unwrap_or(head);
    let words: Vec<String> = head.split_whitespace().map(str::to_lowercase).collect();
    let end = words
        .iter()
        .position(|word| AFTER_HEAD.contains(&word.as_str()))
        .filter(|at| *at > 0)
        .unwrap_or(words.len());
    let Some(last) = words[..end].last() else {
        return false;
    };
    // A disease named after a person (`Graves`, `Hopkins`) has the word "disease" behind it, or an apostrophe.
    last.len() > 3
        && last.ends_with('s')
        && !["ss", "us", "is", "'s", "’s", "oides"]
            .iter()
            .any(|end| last.ends_with(end))
        && last.chars().all(|c| c.is_alphabetic() || c == '-')
        && !ONE_THING.contains(&last.as_str())
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
                &mut Tally::default(),
            );
            let verb = if one { "is" } else { "are" };
            assert_eq!(question, format!("What {verb} {name}?"));
        }
    }

    #[test]
    fn marks_blanks_and_capitals_are_set_right() {
        for (raw, name, clean_one) in [
            (
                "Who is at risk for Flu? ?",
                "Flu",
                "Who is at risk for Flu?",
            ),
            ("Who is at risk for ? ?", "", "Who is at risk?"),
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
            assert_eq!(clean(raw, name, &mut Tally::default()), clean_one);
        }
    }

    #[test]
    fn a_clean_question_is_not_counted() {
        let mut tally = Tally::default();
        assert_eq!(
            clean("Is it inherited?", "It", &mut tally),
            "Is it inherited?"
        );
        assert_eq!(tally, Tally::default());
    }
}
