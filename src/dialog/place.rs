//! Where a reader can be in the dialog, and what is read there.

use std::ops::RangeInclusive;
use std::rc::Rc;

use crate::config::ClinicSettings;
use crate::handout::Delivery;
use crate::index::{ConditionOrd, EntryOrd, SourceOrd, TopicOrd};
use crate::library::Listed;
use crate::model::Clock;
use crate::nav::{Relocation, Subject};
use crate::page::Page;
use crate::text::{Line, PackLink, Span};

use super::command::Offer;

/// The widths, in columns, that can be asked for.
pub const WIDTHS: RangeInclusive<usize> = 20..=500;

/// How the dialog presents text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Today.
    pub clock: Clock,
    /// Maximum number of columns in a line.
    pub width: usize,
    /// Number of lines before the reader is asked whether to go on; 0 for no limit, up to some thousand lines.
    pub lines: usize,
    /// Transliterate everything to ASCII.
    pub ascii: bool,
    /// The clinic, for the head of handouts.
    pub clinic: ClinicSettings,
}

/// A place to read. It only says what is read there; the [`View`] of it is made on each visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The beginning.
    Home,
    /// The conditions whose names begin with these letters.
    Conditions(String),
    /// All topics.
    Topics,
    /// The conditions with answers on a topic.
    Topic(TopicOrd),
    /// A condition (`None`: the general questions): what it is, and its topics or questions.
    Condition(Option<ConditionOrd>),
    /// The questions about a condition (`None`: about none), or only those on one topic.
    Questions(Option<ConditionOrd>, Option<TopicOrd>),
    /// The questions whose answers cite a source.
    CitedBy(SourceOrd),
    /// What was found for these words.
    Found { words: String, grouped: bool },
    /// The bookmarks.
    Bookmarks,
    /// The conditions and topics of what was found for these words.
    Narrow(String),
    /// A text.
    Text(Subject),
    /// A list that belongs to a text.
    List(List, Subject),
}

/// The lists that belong to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Sources,
    Related,
    Links,
    Outline,
}

impl Place {
    /// The answer that is read here.
    pub(super) fn entry(&self) -> Option<EntryOrd> {
        match self {
            Self::Text(subject) => subject.entry(),
            _ => None,
        }
    }

    /// What is read here.
    pub(super) fn subject(&self) -> Option<Subject> {
        match self {
            Self::Text(subject) => Some(subject.clone()),
            Self::Condition(Some(condition)) => {
                Some(Subject::Listed(Listed::Condition(*condition)))
            }
            _ => None,
        }
    }

    /// Where a subject is read: a condition begins with its questions.
    pub(super) fn of(subject: Subject) -> Self {
        match subject {
            Subject::Listed(Listed::Condition(condition)) => Self::Condition(Some(condition)),
            other => Self::Text(other),
        }
    }

    /// What is found for these words, the best first.
    pub(super) fn found(words: impl Into<String>) -> Self {
        Self::Found {
            words: words.into(),
            grouped: false,
        }
    }

    /// The same place in a newer library.
    pub(super) fn relocated(&self, to: &Relocation) -> Option<Self> {
        Some(match self {
            Self::Topic(topic) => Self::Topic(to.topic(*topic)?),
            Self::Condition(condition) => Self::Condition(to.condition(*condition)?),
            Self::Questions(condition, None) => Self::Questions(to.condition(*condition)?, None),
            Self::Questions(condition, Some(topic)) => {
                Self::Questions(to.condition(*condition)?, Some(to.topic(*topic)?))
            }
            Self::CitedBy(source) => Self::CitedBy(to.source(*source)?),
            Self::Text(subject) => Self::Text(to.subject(subject)?),
            Self::List(list, subject) => Self::List(*list, to.subject(subject)?),
            other => other.clone(),
        })
    }
}

/// A visit to a place, and how far one has read there.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) place: Place,
    /// The list that it was chosen from, for the next question and the previous one.
    pub(super) siblings: Rc<[EntryOrd]>,
    /// The first line or item that has not been shown yet; items are counted after the lines.
    pub(super) next: usize,
    /// Where each part began that has been shown.
    pub(super) starts: Vec<usize>,
    /// Words that were looked for in the text, and the number of the last match shown.
    pub(super) found: Option<(String, usize)>,
}

impl Visit {
    pub(super) fn new(place: Place, siblings: Rc<[EntryOrd]>) -> Self {
        Self {
            place,
            siblings,
            next: 0,
            starts: Vec::new(),
            found: None,
        }
    }
}

/// What is read at a place: lines of text, then numbered items to choose from.
#[derive(Debug, Clone, Default)]
pub(super) struct View {
    /// What the prompt calls it.
    pub(super) word: &'static str,
    /// One line that says what it is.
    pub(super) title: String,
    /// What can be asked for here.
    pub(super) offers: Vec<Offer>,
    pub(super) lines: Vec<Line>,
    /// What can be chosen, from number 1.
    pub(super) items: Vec<Item>,
    /// Whether it is a text to read, not a list.
    pub(super) is_text: bool,
    /// The condition that it is about; `Some(None)` for the general questions.
    pub(super) about: Option<Option<ConditionOrd>>,
    /// The page behind it, with its sources and links.
    pub(super) page: Option<Page>,
}

/// Something that can be chosen by its number.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) label: Vec<Span>,
    pub(super) goal: Goal,
}

impl Item {
    pub(super) fn new(label: impl Into<String>, place: Place) -> Self {
        Self {
            label: vec![Span::plain(label)],
            goal: Goal::Place(place),
        }
    }

    /// The answer, if it is one.
    pub(super) fn entry(&self) -> Option<EntryOrd> {
        match &self.goal {
            Goal::Place(place) => place.entry(),
            _ => None,
        }
    }
}

/// What happens when an item is chosen.
#[derive(Debug, Clone)]
pub(super) enum Goal {
    Place(Place),
    /// A block of the text that the list belongs to.
    Block(usize),
    /// Something is done with a pack.
    Pack(PackLink),
    /// The handout here is printed or saved.
    Deliver(Delivery),
    /// Nothing; the text says why.
    Nowhere(String),
}
