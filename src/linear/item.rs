//! What can be chosen by a number. A list may have thousands: an item is made of ordinals, its words when it is said.

use crate::index::{ConditionOrd, EntryOrd, TopicOrd};
use crate::library::Library;
use crate::model::Clock;
use crate::page;
use crate::text::Span;

use super::place::{Place, Shelf};

/// Something to choose.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A condition, with all its answers.
    Condition(ConditionOrd),
    /// The questions about no condition, and how many they are.
    General(u32),
    /// A condition, or none, with its answers in one topic.
    InTopic(Option<ConditionOrd>, TopicOrd, u32),
    /// A topic, with all its answers.
    Topic(TopicOrd, u32),
    /// A topic of a condition.
    TopicOf(Option<ConditionOrd>, TopicOrd, u32),
    /// A question.
    Entry {
        entry: EntryOrd,
        /// What the list does not say by itself.
        tell: Tell,
        /// What tells it from others in the list that ask the same.
        apart: String,
        /// Found through a close match only.
        close: bool,
    },
    /// Anything else.
    Said(Vec<Span>, Goal),
}

/// What is said of a question beside itself and its freshness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tell {
    Nothing,
    Topic,
    ConditionAndTopic,
}

/// What a number leads to.
#[derive(Debug, Clone)]
pub(super) enum Goal {
    Place(Place),
    /// A block of the text before.
    Block(usize),
    /// Nowhere, and why.
    Nowhere(String),
}

impl Item {
    /// Questions of a list, each with whether it was found through a close match only.
    pub(super) fn entries(
        library: &Library,
        entries: &[(EntryOrd, bool)],
        tell: Tell,
    ) -> Vec<Self> {
        let ords: Vec<EntryOrd> = entries.iter().map(|(entry, _)| *entry).collect();
        let apart = page::apart(library, &ords);
        let item = |(&(entry, close), apart)| Self::Entry {
            entry,
            tell,
            apart,
            close,
        };
        entries.iter().zip(apart).map(item).collect()
    }

    /// The question, where it is one.
    pub(super) fn entry(&self) -> Option<EntryOrd> {
        match self {
            Self::Entry { entry, .. } => Some(*entry),
            Self::Said(_, Goal::Place(place)) => place.entry(),
            _ => None,
        }
    }

    pub(super) fn goal(&self) -> Goal {
        let place = match self {
            Self::Condition(condition) => Place::Condition(Some(*condition)),
            Self::General(_) => Place::Condition(None),
            Self::InTopic(condition, topic, _) | Self::TopicOf(condition, topic, _) => {
                Place::Questions(Shelf::Of(*condition, Some(*topic)))
            }
            Self::Topic(topic, _) => Place::Topic(*topic, String::new()),
            Self::Entry { entry, .. } => Place::of(crate::library::Listed::Entry(*entry)),
            Self::Said(_, goal) => return goal.clone(),
        };
        Goal::Place(place)
    }

    /// The words.
    pub(super) fn spans(&self, library: &Library, clock: Clock) -> Vec<Span> {
        let counted = |name: String, count: u32| {
            vec![Span::plain(format!("{name}, {}", answers(count.into())))]
        };
        match self {
            Self::Condition(condition) => {
                let count = library.condition(*condition).entries;
                counted(condition_name(library, Some(*condition)), count)
            }
            Self::General(count) => counted(condition_name(library, None), *count),
            Self::InTopic(condition, _, count) => {
                counted(condition_name(library, *condition), *count)
            }
            Self::Topic(topic, count) | Self::TopicOf(_, topic, count) => {
                counted(library.topic(*topic).topic.title, *count)
            }
            Self::Entry {
                entry,
                tell,
                apart,
                close,
            } => question(library, *entry, (*tell, apart), *close, clock),
            Self::Said(spans, _) => spans.clone(),
        }
    }
}

/// The question; below it where it stands, how fresh it is, and how it was found.
fn question(
    library: &Library,
    entry: EntryOrd,
    (tell, apart): (Tell, &str),
    close: bool,
    clock: Clock,
) -> Vec<Span> {
    let head = library.head(entry);
    let mut place = Vec::new();
    if tell == Tell::ConditionAndTopic {
        place.push(page::short_name(library, head.condition));
    }
    if tell != Tell::Nothing {
        place.push(library.topic(head.topic()).topic.title);
    }
    if !apart.is_empty() && !place.iter().any(|said| said == apart) {
        place.push(apart.to_owned());
    }
    let mut spans = vec![Span::plain(head.question.clone()), Span::plain("\n")];
    if !place.is_empty() {
        spans.push(Span::plain(format!("{}; ", place.join(", "))));
    }
    spans.extend(page::mark(library, &head, clock));
    if close {
        spans.push(Span::plain("; close match"));
    }
    spans
}

/// `Progressive osseous heteroplasia (POH)`.
pub(super) fn condition_name(library: &Library, condition: Option<ConditionOrd>) -> String {
    let Some(condition) = condition else {
        return "General questions".to_owned();
    };
    let condition = library.condition_head(condition);
    match condition.abbreviation.is_empty() || condition.abbreviation == condition.name {
        true => condition.name,
        false => format!("{} ({})", condition.name, condition.abbreviation),
    }
}

/// `3 answers`.
pub(super) fn answers(count: u64) -> String {
    counted(count, "answer", "answers")
}

/// `3 trials`, `1 trial`.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
