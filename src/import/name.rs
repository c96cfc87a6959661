//! Names of conditions: when two mean the same, and the ids made from them.
//!
//! Collections spell a name in many ways (`Peyronie's disease`, `Peyronie disease`; `Mucolipidosis type IV`,
//! `mucolipidosis 4`), and names of different diseases look nearly the same (`type 1`, `type 2`). So only spelling is
//! ignored here; every number and every word that distinguishes kinds counts.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::index::analyze::numeral;

/// Words that do not matter once a shared identifier says that two names mean the same disease.
const FILLERS: &str =
    "of the a an and in with due to by syndrome disease disorder condition complex fever";

/// Words that distinguish kinds of a disease. If only one of two names has such a word, they are two diseases.
const MARKERS: &str = "acquired acute adolescent adult alpha atypical autosomal benign beta central child childhood \
    chronic complete congenital delta diffuse distal dominant early familial female focal gamma \
    general gestational hereditary idiopathic infancy infant infantile isolated juvenile large \
    late like limited linked localized major male malignant mild minor mixed neonatal non onset \
    partial pediatric peripheral primary proximal pseudo recessive secondary senile severe small \
    sporadic systemic transient typical without x y";

/// Whether a list of words, separated by spaces, has this one.
pub(super) fn lists(words: &str, word: &str) -> bool {
    words.split(' ').any(|listed| listed == word)
}

/// The rows of a table in `assets/import`: what is before and after the first colon of each line.
pub(super) fn rows(
    table: &'static str,
) -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    table.lines().filter_map(|line| line.split_once(": "))
}

/// The text with single spaces between its words.
pub(super) fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts that are not empty, separated by semicolons.
pub(super) fn join<const N: usize>(texts: [String; N]) -> String {
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("; ")
}

/// A key that is the same for all spellings of a name.
///
/// Ignores case, accents, punctuation, spaces, possessives, plurals, the two ways to write numbers, and `type` before a
/// number.
pub(super) fn key(name: &str) -> String {
    words(name).concat()
}

/// The words of a text, normalised, with single spaces between them.
pub(super) fn normalised(text: &str) -> String {
    words(text).join(" ")
}

/// Whether two names that share a specific identifier can mean one disease: they have the same words except for fillers, in
/// any order.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let one = meaningful(one);
    !one.is_empty() && one == meaningful(other)
}

/// Whether one of two names has all meaningful words of the other.
pub(super) fn one_contains_the_other(one: &str, other: &str) -> bool {
    let (one, other) = (meaningful(one), meaningful(other));
    one.is_subset(&other) || other.is_subset(&one)
}

/// The words of a name without fillers.
fn meaningful(name: &str) -> BTreeSet<String> {
    let mut words = words(name);
    words.retain(|word| !lists(FILLERS, word));
    words.into_iter().collect()
}

/// The numbers, letters and words of a name that distinguish kinds of a disease.
pub(super) fn markers(name: &str) -> BTreeSet<String> {
    let mut words = words(name);
    words.retain(|word| {
        let number = word.contains(|c: char| c.is_ascii_digit());
        number || word.chars().count() == 1 || lists(MARKERS, word)
    });
    words.into_iter().collect()
}

/// The words of a name, normalised.
fn words(name: &str) -> Vec<String> {
    let plain = plain(name).replace("'s ", " ");
    let plain = plain.strip_suffix("'s").unwrap_or(&plain);
    let raw = plain.split(|c: char| !c.is_alphanumeric());
    let raw: Vec<&str> = raw.filter(|word| !word.is_empty()).collect();
    let mut words = Vec::with_capacity(raw.len());
    for (at, word) in raw.iter().enumerate() {
        let after_type = at > 0 && matches!(raw[at - 1], "type" | "types");
        let before_number = raw.get(at + 1).is_some_and(|next| {
            next.starts_with(|c: char| c.is_ascii_digit()) || numeral(next, true).is_some()
        });
        match numeral(word, after_type) {
            Some(number) => words.push(number.to_owned()),
            None if *word == "type" && before_number => {}
            None => words.push(singular(word)),
        }
    }
    words
}

/// Lower case without accents, with one kind of apostrophe.
fn plain(text: &str) -> String {
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c));
    let lower: String = letters.flat_map(char::to_lowercase).collect();
    lower.replace(['’', '‘', 'ʼ'], "'")
}

/// Removes the ending of the plural. It need not be right, only the same for both.
fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if word.len() > 5 => format!("{stem}y"),
        _ if word.len() > 4 && !word.ends_with("ss") => {
            word.strip_suffix('s').unwrap_or(word).to_owned()
        }
        _ => word.to_owned(),
    }
}

/// Maximum length of an id made from a name.
const MAX_ID: usize = 80;

/// Ids that mean something else to the format, or as a file name on some systems.
const RESERVED: &[&str] = &["general", "aux", "con", "nul", "prn"];

/// Lower-case ASCII letters, digits and single hyphens; `otherwise` if a name has none of them.
pub(super) fn slug(name: &str, otherwise: &str) -> String {
    let mut slug = String::new();
    for char in plain(name).chars().filter(|c| *c != '\'') {
        if char.is_ascii_alphanumeric() {
            slug.push(char);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.len() > MAX_ID {
        let cut = slug[..MAX_ID].rfind('-').unwrap_or(MAX_ID);
        slug.truncate(cut);
    }
    let slug = slug.trim_end_matches('-');
    match slug {
        "" => otherwise.to_owned(),
        slug if RESERVED.contains(&slug) => format!("{slug}-condition"),
        slug => slug.to_owned(),
    }
}

/// The same, or for a text in another script `prefix` and a number that is always the same for this text.
pub(super) fn slug_or_hash(text: &str, prefix: &str) -> String {
    match slug(text, "") {
        slug if slug.is_empty() => format!("{prefix}-{:08x}", crc32fast::hash(text.as_bytes())),
        slug => slug,
    }
}

/// A name as a title: with a capital, unless its first word has its own spelling (`pH`, `mTOR`).
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
    fn spelling_is_ignored() {
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
    fn kinds_are_distinguished() {
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
    fn fillers_and_order_are_ignored() {
        assert!(same_words("Ewing sarcoma", "Sarcoma, Ewing"));
        assert!(same_words("Young syndrome", "Young disease"));
        assert!(!same_words("Fraser-like syndrome", "Fraser syndrome"));
        assert!(
            !same_words("Syndrome", "Disease"),
            "nothing left to compare"
        );
    }

    #[test]
    fn an_id_is_kebab_case() {
        assert_eq!(slug("Ménière's disease (MD)", "x"), "menieres-disease-md");
        assert_eq!(slug("5q- syndrome", "x"), "5q-syndrome");
        assert_eq!(slug("General", "x"), "general-condition");
        assert_eq!(slug("一般", "page-1"), "page-1");
        let long = slug(&"very long name ".repeat(20), "x");
        assert!(long.len() <= MAX_ID && crate::model::is_kebab(&long));
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
