//! Assigns questions to topics: by the collection's own type, or by the words of the question.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::content::standard_topics;
use crate::model::Topic;

use super::name;

/// Types of MedQuAD and schema.org whose topic has another name.
const TYPES: &str = include_str!("../../assets/import/topic-of-type.txt");

/// Aspects of health of schema.org, without `HealthAspect`, whose topic has another name.
const ASPECTS: &str = include_str!("../../assets/import/topic-of-health-aspect.txt");

/// Topics of questions without a type, with their words in English and Spanish, the more specific ones first.
const WORDS: &str = include_str!("../../assets/import/topic-words.txt");

/// The topics that every library has.
static STANDARD: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    let file: TopicFile = toml::from_str(standard_topics()).unwrap_or_default();
    file.topic
});

#[derive(Default, Deserialize)]
struct TopicFile {
    topic: Vec<Topic>,
}

/// The topic of a question that fits no other.
const OTHER: &str = "other-questions";

/// The type of an aspect of health, such as `http://schema.org/SelfCareHealthAspect`, and what it is in words.
pub(super) fn aspect(address: &str) -> (String, String) {
    let aspect = address.rsplit(['/', '#', ':']).next().unwrap_or("");
    let aspect = aspect.strip_suffix("HealthAspect").unwrap_or(aspect);
    let mut words = String::new();
    for char in aspect.chars() {
        if char.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(char.to_lowercase());
    }
    if aspect.starts_with("MedicalHelp") {
        words = "when to get medical help".to_owned();
    }
    let topic = name::rows(ASPECTS).find(|(known, _)| *known == aspect);
    (
        topic.map_or_else(|| words.clone(), |(_, topic)| (*topic).to_owned()),
        words,
    )
}

/// Topics of the collection that are not among the standard ones.
#[derive(Debug, Default)]
pub(super) struct Topics {
    added: Vec<Topic>,
}

impl Topics {
    /// The topic of a type, or with this title. It is added if it is not known.
    pub(super) fn of_type(&mut self, kind: &str) -> String {
        let kind = kind.trim();
        let mut standard = STANDARD.iter();
        let id = match standard.find(|topic| topic.title.eq_ignore_ascii_case(kind)) {
            Some(topic) => topic.id.clone(),
            None if kind.is_empty() => "overview".to_owned(),
            None => name::slug_or_hash(kind, "topic"),
        };
        match name::rows(TYPES).find(|(word, _)| *word == id) {
            Some((_, topic)) => (*topic).to_owned(),
            None => self.add(id, kind),
        }
    }

    /// The topic of a question by its words.
    pub(super) fn of_question(&mut self, question: &str) -> String {
        let question = question.to_lowercase();
        let has_one = |words: &str| words.split('|').any(|word| question.contains(word));
        match name::rows(WORDS).find(|(_, words)| has_one(words)) {
            Some((topic, _)) => topic.to_owned(),
            None => self.add(OTHER.to_owned(), "other questions"),
        }
    }

    fn add(&mut self, id: String, title: &str) -> String {
        if STANDARD
            .iter()
            .chain(&self.added)
            .all(|topic| topic.id != id)
        {
            let title = name::single_spaced(title);
            let mut chars = title.chars();
            let first = chars.next().into_iter().flat_map(char::to_uppercase);
            self.added.push(Topic {
                id: id.clone(),
                title: first.chain(chars).collect(),
                // After all standard topics, in the order in which they were found.
                order: 1_000 + self.added.len() as i32,
                ..Topic::default()
            });
        }
        id
    }

    /// Those that the library has to define.
    pub(super) fn added(&self) -> &[Topic] {
        &self.added
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_of_types_and_words_are_standard_topics() {
        let mut topics = Topics::default();
        let types = name::rows(TYPES).chain(name::rows(ASPECTS));
        let types = types.map(|(_, topic)| topic);
        for topic in types.chain(name::rows(WORDS).map(|(topic, _)| topic)) {
            topics.of_type(topic);
        }
        assert_eq!(topics.added(), []);
    }

    #[test]
    fn an_unknown_type_is_added_as_a_topic() {
        let mut topics = Topics::default();
        assert_eq!(topics.of_type("genetic changes"), "genetics");
        assert_eq!(topics.of_type("side effects"), "side-effects");
        assert_eq!(
            topics.of_type("storage and disposal"),
            "storage-and-disposal"
        );
        assert_eq!(
            topics.of_type("storage and disposal"),
            "storage-and-disposal"
        );
        let added: Vec<_> = topics
            .added()
            .iter()
            .map(|topic| topic.title.as_str())
            .collect();
        assert_eq!(added, ["Storage and disposal"]);
    }

    #[test]
    fn a_question_without_a_type_is_assigned_by_its_words() {
        let mut topics = Topics::default();
        assert_eq!(topics.of_question("Can gout be cured?"), "treatment");
        assert_eq!(topics.of_question("What is gout?"), "overview");
        assert_eq!(topics.of_question("Who pays?"), OTHER);
        assert_eq!(topics.added().len(), 1);
    }
}
