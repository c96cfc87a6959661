//! Where one can be, as a description: what stands there is made anew when one comes back.

use std::rc::Rc;

use crate::index::{ConditionOrd, EntryOrd, SourceOrd, TopicOrd};
use crate::library::Listed;

/// What a text is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// Something with an id.
    Listed(Listed),
    /// An answer that was taken back and is gone.
    Withdrawn(String),
    /// The library itself.
    About,
    /// What is wrong with the library's files.
    Problems,
}

/// A list of questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shelf {
    /// Those about a condition (`None`: about none), or only one topic of it.
    Of(Option<ConditionOrd>, Option<TopicOrd>),
    /// Those that rest on a source.
    CitedIn(SourceOrd),
}

/// Where one can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The beginning.
    Home,
    /// The conditions whose names begin with these letters.
    Conditions(String),
    /// All topics.
    Topics,
    /// The conditions with answers in a topic, whose names begin with these letters.
    Topic(TopicOrd, String),
    /// A condition, or the questions about none: what it is, and its topics or questions.
    Condition(Option<ConditionOrd>),
    /// A list of questions.
    Questions(Shelf),
    /// What was found for these words; the answers on one condition together, if they are grouped.
    Found { words: String, grouped: bool },
    /// The conditions and topics of what was found for these words.
    Narrow(String),
    /// A text.
    Text(Subject),
    /// The sources of a text.
    Sources(Subject),
    /// What to read after a text.
    Related(Subject),
    /// What a text leads to.
    Links(Subject),
    /// The headings of a text.
    Outline(Subject),
}

impl Place {
    /// The answer that is read here.
    pub(super) fn entry(&self) -> Option<EntryOrd> {
        match self {
            Self::Text(Subject::Listed(Listed::Entry(entry))) => Some(*entry),
            _ => None,
        }
    }

    /// Where what has an id is read: a condition begins with its questions.
    pub(super) fn of(listed: Listed) -> Self {
        match listed {
            Listed::Condition(condition) => Self::Condition(Some(condition)),
            other => Self::Text(Subject::Listed(other)),
        }
    }
}

/// A place on the way, and how far one has read there.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    pub(super) place: Place,
    /// The list that it was chosen from, for the next question and the one before.
    pub(super) siblings: Rc<[EntryOrd]>,
    /// The first unit that was not said yet.
    pub(super) at: usize,
    /// Where each piece began that was said in a row.
    pub(super) starts: Vec<usize>,
    /// The columns for which these hold.
    pub(super) width: usize,
    /// Words that were looked for in the text, and the place that was last gone to.
    pub(super) found: Option<(String, usize)>,
}

impl Stop {
    pub(super) fn new(place: Place, siblings: Rc<[EntryOrd]>, width: usize) -> Self {
        Self {
            place,
            siblings,
            at: 0,
            starts: Vec::new(),
            width,
            found: None,
        }
    }
}
