//! A question that is said again, in other words, where its answer should begin.

use std::collections::HashSet;

/// Words with which a question begins.
const ASKING: &[&str] = &[
    "what", "how", "is", "are", "who", "why", "where", "can", "does", "do", "when", "which",
    "will", "could", "should",
];

/// Words that say no more than what kind of question it is: a head made of them and of the name is the question itself.
const PLAIN: &[&str] = &[
    "a",
    "an",
    "and",
    "the",
    "of",
    "for",
    "in",
    "to",
    "it",
    "people",
    "person",
    "someone",
    "with",
    "have",
    "has",
    "be",
    "been",
    "being",
    "might",
    "may",
    "can",
    "could",
    "will",
    "would",
    "there",
    "any",
    "at",
    "on",
    "from",
    "or",
    "if",
    "so",
    "exactly",
    "some",
    "available",
    "currently",
    "signs",
    "sign",
    "symptoms",
    "symptom",
    "treated",
    "treatment",
    "treatments",
    "treat",
    "managed",
    "management",
    "inherited",
    "inheritance",
    "genetic",
    "passed",
    "hereditary",
    "run",
    "runs",
    "families",
    "family",
    "through",
    "cause",
    "causes",
    "caused",
    "diagnosed",
    "diagnose",
    "diagnosis",
    "tests",
    "testing",
    "test",
    "long-term",
    "long",
    "term",
    "outlook",
    "prognosis",
    "life",
    "expectancy",
    "affected",
    "individuals",
    "common",
    "rare",
    "many",
    "prevent",
    "prevented",
    "risk",
    "genes",
    "gene",
    "related",
    "changes",
    "known",
    "about",
    "does",
    "do",
    "did",
    "this",
    "condition",
    "disease",
    "disorder",
    "syndrome",
    "associated",
    "cured",
    "cure",
];

/// What questions are about, by the beginnings of words. A head about one of these is no repetition of a question that is
/// not.
const MATTERS: &[&[&str]] = &[
    &["treat", "manag", "cure"],
    &["symptom", "sign"],
    &["inherit", "genetic", "hereditary", "pass", "run"],
    &["diagnos", "test"],
    &["prognosis", "outlook", "life", "long-term"],
    &["prevent"],
    &["common", "rare", "many", "affect"],
];

/// How much of a head is looked at.
const LONGEST: usize = 300;

/// Splits `text` behind a question at its beginning that asks what `question` asks, about one of `names`.
pub(super) fn split<'a>(
    text: &'a str,
    question: &str,
    names: &[&str],
) -> Option<(&'a str, &'a str)> {
    let end = question_at_head(text)?;
    let (head, mut rest) = text.split_at(end);
    let head_words = words(head);
    let first = head_words.first()?;
    if !ASKING.contains(&first.as_str()) {
        return None;
    }
    let mut known: HashSet<String> = words(question).into_iter().collect();
    known.extend(names.iter().flat_map(|name| words(name)));
    known.extend(PLAIN.iter().chain(ASKING).map(|word| (*word).to_owned()));
    if !head_words.iter().all(|word| known.contains(word)) || another_matter(&head_words, question)
    {
        return None;
    }
    rest = rest.trim_start();
    // "Is it genetic? If so, how is it inherited? It is ..."
    if rest.starts_with("If so,")
        && let Some(end) = question_at_head(rest)
    {
        rest = rest[end..].trim_start();
    }
    (!rest.is_empty()).then_some((head, rest))
}

/// Whether a head asks for something that the question does not.
fn another_matter(head: &[String], question: &str) -> bool {
    let asked = words(question);
    let about = |words: &[String], matter: &[&str]| {
        words
            .iter()
            .any(|word| matter.iter().any(|start| word.starts_with(start)))
    };
    let mut matters = MATTERS
        .iter()
        .filter(|matter| about(head, matter))
        .peekable();
    matters.peek().is_some() && !matters.any(|matter| about(&asked, matter))
}

/// Where the first sentence ends, if it is a question.
fn question_at_head(text: &str) -> Option<usize> {
    let mark = text.find('?').filter(|mark| *mark < LONGEST)? + 1;
    let head = &text[..mark];
    let sentence = head
        .match_indices(['.', '!', ':'])
        .all(|(at, _)| !head[at + 1..].starts_with(char::is_whitespace));
    let followed = text[mark..].starts_with(char::is_whitespace);
    (sentence && followed && !head.contains('\n')).then_some(mark)
}

/// Words in lower case, without an abbreviation's brackets and the possessive.
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

    const NAMES: &[&str] = &["Duodenal atresia", "DA"];

    #[test]
    fn the_question_in_other_words_is_found() {
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
            assert_eq!(split(&text, question, NAMES), Some((head, "It is so.")));
        }
        let text = "Is DA genetic? If so, how is it inherited? It is.";
        assert_eq!(
            split(text, "Is DA inherited?", NAMES),
            Some(("Is DA genetic?", "It is."))
        );
    }

    #[test]
    fn another_question_stays() {
        for text in [
            "How might duodenal atresia be treated? With surgery.",
            "What do the letters stand for? They stand for",
            "Duodenal atresia is rare. Is duodenal atresia inherited? No.",
            "How can I find clinical trials about duodenal atresia? Look",
            "What is duodenal atresia?",
            "These resources: How is duodenal atresia treated? see",
        ] {
            assert_eq!(
                split(text, "Is Duodenal atresia inherited?", NAMES),
                None,
                "{text}"
            );
        }
    }
}
