//! From what a collection calls a kind of question to a topic.

use crate::model::Topic;

use super::name;

/// The topics that every library has.
const STANDARD: &[&str] = &[
    "overview",
    "prevalence",
    "causes",
    "genetics",
    "inheritance",
    "risk",
    "symptoms",
    "diagnosis",
    "codes",
    "treatment",
    "medications",
    "surgery",
    "prevention",
    "complications",
    "living",
    "prognosis",
    "pregnancy",
    "urgent",
    "research",
    "organisations",
    "takeaways",
    "stages",
    "side-effects",
    "usage",
    "precautions",
    "sources",
];

/// MedQuAD's types that go by another name here.
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

/// What a question without a type holds, the more telling first.
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

/// The topic of a question that says nothing of its kind.
const OTHER: &str = "other-questions";

/// Topics that were met and that the standard set does not have.
#[derive(Debug, Default)]
pub(super) struct Topics {
    added: Vec<Topic>,
}

impl Topics {
    /// The topic of a type, which becomes one of its own where it is not known.
    pub(super) fn of_type(&mut self, kind: &str) -> String {
        let id = name::slug(kind, "overview");
        if let Some((_, topic)) = TYPES.iter().find(|(word, _)| *word == id) {
            return (*topic).to_owned();
        }
        self.own(&id, kind);
        id
    }

    /// The topic of a question by its words.
    pub(super) fn of_question(&mut self, question: &str) -> String {
        let question = question.to_lowercase();
        let holds = |words: &[&str]| words.iter().any(|word| question.contains(word));
        if let Some((topic, _)) = WORDS.iter().find(|(_, words)| holds(words)) {
            return (*topic).to_owned();
        }
        self.own(OTHER, "other questions");
        OTHER.to_owned()
    }

    fn own(&mut self, id: &str, title: &str) {
        if STANDARD.contains(&id) || self.added.iter().any(|topic| topic.id == id) {
            return;
        }
        let title = super::answer::words(title);
        let mut chars = title.chars();
        let first = chars.next().into_iter().flat_map(char::to_uppercase);
        self.added.push(Topic {
            id: id.to_owned(),
            title: first.chain(chars).collect(),
            // Behind all standard topics, in the order in which they were met.
            order: 1_000 + self.added.len() as i32,
            words: Vec::new(),
            ..Topic::default()
        });
    }

    /// Those that are to be defined.
    pub(super) fn added(&self) -> &[Topic] {
        &self.added
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_topics_are_those_of_the_format() {
        let file = include_str!("../../assets/topics.toml");
        let ids: Vec<&str> = file
            .lines()
            .filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'))
            .collect();
        for id in &ids {
            assert!(STANDARD.contains(id), "{id}");
        }
        assert_eq!(ids.len(), STANDARD.len());
        for (_, topic) in TYPES {
            assert!(ids.contains(topic), "{topic}");
        }
        for (topic, _) in WORDS {
            assert!(ids.contains(topic), "{topic}");
        }
    }

    #[test]
    fn an_unknown_type_becomes_a_topic_of_its_own() {
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
    fn a_question_without_a_type_goes_by_its_words() {
        let mut topics = Topics::default();
        assert_eq!(topics.of_question("Can gout be cured?"), "treatment");
        assert_eq!(topics.of_question("What is gout?"), "overview");
        assert_eq!(topics.of_question("Who pays?"), OTHER);
        assert_eq!(topics.added().len(), 1);
    }
}
