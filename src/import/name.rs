//! Names of conditions: when two mean the same, and what an id is made of.
//!
//! Two collections write one name in many ways (`Peyronie's disease`, `Peyronie disease`; `Mucolipidosis type IV`,
//! `mucolipidosis 4`), and different diseases in nearly the same (`type 1`, `type 2`). So spelling is forgiven here, and
//! nothing else: every number and every word that tells kinds apart counts.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::index::analyze::numeral;

/// Words that say nothing of which disease is meant, once a shared identifier says that it is the same.
const FILLERS: &[&str] = &[
    "of",
    "the",
    "a",
    "an",
    "and",
    "in",
    "with",
    "due",
    "to",
    "by",
    "syndrome",
    "disease",
    "disorder",
    "condition",
    "complex",
    "fever",
];

/// Words that tell kinds of a disease apart. Two names of which only one has such a word are two diseases.
const MARKERS: &[&str] = &[
    "acquired",
    "acute",
    "adolescent",
    "adult",
    "alpha",
    "atypical",
    "autosomal",
    "benign",
    "beta",
    "central",
    "child",
    "childhood",
    "chronic",
    "complete",
    "congenital",
    "delta",
    "diffuse",
    "distal",
    "dominant",
    "early",
    "familial",
    "female",
    "focal",
    "gamma",
    "general",
    "gestational",
    "hereditary",
    "idiopathic",
    "infancy",
    "infant",
    "infantile",
    "isolated",
    "juvenile",
    "large",
    "late",
    "like",
    "limited",
    "linked",
    "localized",
    "major",
    "male",
    "malignant",
    "mild",
    "minor",
    "mixed",
    "neonatal",
    "non",
    "onset",
    "partial",
    "pediatric",
    "peripheral",
    "primary",
    "proximal",
    "pseudo",
    "recessive",
    "secondary",
    "senile",
    "severe",
    "small",
    "sporadic",
    "systemic",
    "transient",
    "typical",
    "without",
    "x",
    "y",
];

/// A name without what is only spelling: two names with the same key are the same name.
///
/// Case, accents, punctuation, blanks, possessives, plurals and the two ways to write numbers go, and `type` before a
/// number.
pub(super) fn key(name: &str) -> String {
    words(name).concat()
}

/// The words of a text, spelling forgiven, with single spaces between them.
pub(super) fn spaced(text: &str) -> String {
    words(text).join(" ")
}

/// Whether two names that share a specific identifier can mean one disease: the same words but for fillers, whatever
/// their order.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let one = telling(one);
    !one.is_empty() && one == telling(other)
}

/// Whether one of two names has all telling words of the other.
pub(super) fn one_holds_the_other(one: &str, other: &str) -> bool {
    let (one, other) = (telling(one), telling(other));
    one.is_subset(&other) || other.is_subset(&one)
}

/// The words of a name without fillers.
fn telling(name: &str) -> BTreeSet<String> {
    let words = words(name).into_iter();
    words
        .filter(|word| !FILLERS.contains(&word.as_str()))
        .collect()
}

/// The numbers, letters and words of a name that tell kinds of a disease apart.
pub(super) fn markers(name: &str) -> BTreeSet<String> {
    let marks = |word: &String| {
        word.chars().count() == 1
            || word.contains(|c: char| c.is_ascii_digit())
            || MARKERS.contains(&word.as_str())
    };
    words(name).into_iter().filter(marks).collect()
}

/// The words of a name, spelling forgiven.
fn words(name: &str) -> Vec<String> {
    let plain = plain(name).replace("'s ", " ");
    let plain = plain.strip_suffix("'s").unwrap_or(&plain);
    let raw: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut words = Vec::with_capacity(raw.len());
    for (at, word) in raw.iter().enumerate() {
        let after_type = at > 0 && matches!(raw[at - 1], "type" | "types");
        let next_counts = raw.get(at + 1).is_some_and(|next| {
            next.starts_with(|c: char| c.is_ascii_digit()) || numeral(next, true).is_some()
        });
        match numeral(word, after_type) {
            Some(number) => words.push(number.to_owned()),
            None if *word == "type" && next_counts => {}
            None => words.push(singular(word)),
        }
    }
    words
}

/// Lower case without accents, with one kind of apostrophe.
fn plain(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| {
            if matches!(c, '’' | '‘' | 'ʼ') {
                '\''
            } else {
                c
            }
        })
        .collect()
}

/// Without the plural's ending. It need not be right, only the same for both.
fn singular(word: &str) -> String {
    if word.len() > 5 && word.ends_with("ies") {
        format!("{}y", &word[..word.len() - 3])
    } else if word.len() > 4 && word.ends_with('s') && !word.ends_with("ss") {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    }
}

/// The longest id that is made of a name.
const LONGEST: usize = 80;

/// Ids that mean something else: to the format, or as a file's name on some systems.
const RESERVED: &[&str] = &["general", "aux", "con", "nul", "prn"];

/// Lower-case ASCII letters, digits and single hyphens; `otherwise` where a name has none of them.
pub(super) fn slug(name: &str, otherwise: &str) -> String {
    let mut slug = String::new();
    for char in plain(name).chars().filter(|c| *c != '\'') {
        if char.is_ascii_alphanumeric() {
            slug.push(char);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.len() > LONGEST {
        let cut = slug[..LONGEST].rfind('-').unwrap_or(LONGEST);
        slug.truncate(cut);
    }
    let slug = slug.trim_end_matches('-');
    match slug {
        "" => otherwise.to_owned(),
        slug if RESERVED.contains(&slug) => format!("{slug}-condition"),
        slug => slug.to_owned(),
    }
}

/// A name as a title: with a capital, unless its first word is spelt in a way of its own (`pH`, `mTOR`).
pub(super) fn title(name: &str) -> String {
    let name = name.trim();
    let first = name.split_whitespace().next().unwrap_or("");
    let ordinary = first.chars().all(|c| c.is_lowercase() || c == '-') && first.len() > 3;
    match name.chars().next() {
        Some(char) if ordinary => char.to_uppercase().chain(name.chars().skip(1)).collect(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_forgiven() {
        for (one, other) in [
            ("Peyronie's Disease", "Peyronie disease"),
            ("Mucolipidosis type IV", "mucolipidosis 4"),
            ("Spastic paraplegia type 4", "Spastic paraplegia 4"),
            (
                "Branchio-oculo-facial syndrome",
                "Branchiooculofacial syndrome",
            ),
            ("Spinal Cord Injuries", "Spinal cord injury"),
            ("Sjögren’s syndrome", "Sjogren syndrome"),
            (
                "Carnitine palmitoyltransferase II deficiency",
                "carnitine palmitoyltransferase 2 deficiency",
            ),
        ] {
            assert_eq!(key(one), key(other), "{one} / {other}");
        }
    }

    #[test]
    fn kinds_stay_apart() {
        for (one, other) in [
            (
                "Crigler Najjar syndrome, type 1",
                "Crigler Najjar syndrome, type 2",
            ),
            ("Factor X deficiency", "Factor XI deficiency"),
            ("X-linked ichthyosis", "Ichthyosis"),
            ("Small cell lung cancer", "Non-small cell lung cancer"),
            (
                "Glycogen storage disease type IV",
                "Glycogen storage disease type VI",
            ),
            ("Neurofibromatosis", "Neurofibromatosis type 1"),
            ("Adult Hodgkin lymphoma", "Childhood Hodgkin lymphoma"),
        ] {
            assert_ne!(key(one), key(other), "{one} / {other}");
            assert!(!same_words(one, other), "{one} / {other}");
            assert_ne!(markers(one), markers(other), "{one} / {other}");
        }
    }

    #[test]
    fn fillers_and_order_do_not_part() {
        assert!(same_words("Ewing sarcoma", "Sarcoma, Ewing"));
        assert!(same_words("Young syndrome", "Young disease"));
        assert!(!same_words("Fraser-like syndrome", "Fraser syndrome"));
        assert!(
            !same_words("Syndrome", "Disease"),
            "nothing left to compare"
        );
    }

    #[test]
    fn an_id_is_plain() {
        assert_eq!(slug("Ménière's disease (MD)", "x"), "menieres-disease-md");
        assert_eq!(slug("5q- syndrome", "x"), "5q-syndrome");
        assert_eq!(slug("General", "x"), "general-condition");
        assert_eq!(slug("一般", "page-1"), "page-1");
        let long = slug(&"very long name ".repeat(20), "x");
        assert!(long.len() <= LONGEST && crate::model::is_kebab(&long));
        for char in (0..0x500).filter_map(char::from_u32) {
            let slug = slug(&format!("a{char}b{char}"), "x");
            assert!(crate::model::is_kebab(&slug), "{char:?}: {slug}");
        }
    }

    #[test]
    fn a_title_has_a_capital() {
        assert_eq!(title("adermatoglyphia"), "Adermatoglyphia");
        assert_eq!(title("mTOR defect"), "mTOR defect");
        assert_eq!(title("von Willebrand disease"), "von Willebrand disease");
    }
}
