//! Assigns questions to topics: by the collection's own type, or by the words of the question.

use crate::content::standard_topics;
use crate::model::Topic;

use super::name;

/// Types of MedQuAD and schema.org whose topic has another name.
const TYPES: &[(&str, &str)] = &[
    ("information", "overview"),
    ("frequency", "prevalence"),
    ("genetic-changes", "genetics"),
    ("exams-and-tests", "diagnosis"),
    ("outlook", "prognosis"),
    ("susceptibility", "risk"),
    ("considerations", "living"),
    ("support-groups", "organisations"),
    ("when-to-contact-a-medical-professional", "urgent"),
];

/// Words of questions without a type, the more specific ones first.
const WORDS: &[(&str, &[&str])] = &[
    (
        "urgent",
        &[
            "emergency",
            "when should i call",
            "when should i see",
            "seek medical",
            "go to the hospital",
        ],
    ),
    ("pregnancy", &["pregnan", "breastfeed"]),
    (
        "inheritance",
        &[
            "inherit",
            "run in famil",
            "runs in famil",
            "hereditary",
            "passed on",
            "passed down",
        ],
    ),
    ("side-effects", &["side effect"]),
    ("surgery", &["surgery", "operation"]),
    ("prevention", &["prevent", "avoid", "vaccin"]),
    ("treatment", &["treat", "cure", "therap", "manage"]),
    ("medications", &["medicine", "medication", "drug"]),
    ("diagnosis", &["diagnos", "test", "detect"]),
    ("symptoms", &["symptom", "signs", "feel like"]),
    ("complications", &["complication"]),
    (
        "prognosis",
        &["prognosis", "outlook", "life expectancy", "how long"],
    ),
    ("risk", &["risk", "more likely to get"]),
    (
        "causes",
        &[
            "cause",
            "why do people get",
            "how do you get",
            "how does it spread",
            "contagious",
        ],
    ),
    ("prevalence", &["how common", "how many people", "how rare"]),
    ("living", &["live with", "living with", "diet", "exercise"]),
    ("overview", &["what is", "what are", "what's"]),
];

/// The topic of a question that fits no other.
const OTHER: &str = "other-questions";

/// Topics of the collection that are not among the standard ones.
#[derive(Debug, Default)]
pub(super) struct Topics {
    added: Vec<Topic>,
}

impl Topics {
    /// The topic of a type, or with this title. It is added if it is not known.
    pub(super) fn of_type(&mut self, kind: &str) -> String {
        let id = match kind.trim() {
            "" => "overview".to_owned(),
            kind => standard_id(kind).unwrap_or_else(|| name::slug_or_hash(kind, "topic")),
        };
        match TYPES.iter().find(|(word, _)| *word == id) {
            Some((_, topic)) => (*topic).to_owned(),
            None => self.add(id, kind),
        }
    }

    /// The topic of a question by its words.
    pub(super) fn of_question(&mut self, question: &str) -> String {
        let question = question.to_lowercase();
        let has_one = |words: &[&str]| words.iter().any(|word| question.contains(word));
        match WORDS.iter().find(|(_, words)| has_one(words)) {
            Some((topic, _)) => (*topic).to_owned(),
            None => self.add(OTHER.to_owned(), "other questions"),
        }
    }

    fn add(&mut self, id: String, title: &str) -> String {
        let mut standard = standard_topics().lines();
        let line = format!("id = \"{id}\"");
        if self.added.iter().all(|topic| topic.id != id) && standard.all(|other| other != line) {
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

/// The id of the standard topic with this title.
fn standard_id(title: &str) -> Option<String> {
    let value =
        |line: &'static str, key| Some(line.strip_prefix(key)?.trim_matches('"').to_owned());
    let mut id = None;
    for line in standard_topics().lines() {
        id = value(line, "id = ").or(id);
        if value(line, "title = ").is_some_and(|other| other.eq_ignore_ascii_case(title)) {
            return id;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_of_types_and_words_are_standard_topics() {
        let mut topics = Topics::default();
        for topic in TYPES
            .iter()
            .map(|(_, topic)| topic)
            .chain(WORDS.iter().map(|(topic, _)| topic))
        {
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
