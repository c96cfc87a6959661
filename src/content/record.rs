//! A table of a library once it has been read, whatever its kind: what it must have, refers to and is called.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, Deserializer, Error};

use crate::model::{
    Abbreviation, Condition, Entry, Id, Medication, Note, Organization, Pack, Source, Synonym,
    Topic, Trial,
};
use crate::text::{self, Target};

use super::questions::folded_words;
use super::raw::Position;
use super::schema::Kind;

/// A table of a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// The library itself.
    Pack(Pack),
    /// The same for the clinic's own texts.
    Clinic(Pack),
    /// A topic.
    Topic(Topic),
    /// A condition.
    Condition(Condition),
    /// A source.
    Source(Source),
    /// A question with its answer.
    Entry(Entry),
    /// An organisation.
    Organization(Organization),
    /// A trial.
    Trial(Trial),
    /// A medicine.
    Medication(Medication),
    /// Words that mean the same.
    Synonym(Synonym),
    /// An abbreviation.
    Abbreviation(Abbreviation),
    /// A note on an entry.
    Note(Note),
}

/// A record that another refers to by its id.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) to: Kind,
    pub(super) id: Id,
    pub(super) position: Position,
}

/// Gives the id under which a condition is kept, if that is not its own.
pub(super) type NewId<'r> = dyn Fn(&str) -> Option<&'r str> + 'r;

impl Record {
    /// Reads a table.
    pub(super) fn read(kind: Kind, table: DeTable<'_>) -> Result<Self, Error> {
        let table = Deserializer::from(Spanned::new(0..0, table));
        Ok(match kind {
            Kind::Pack => Self::Pack(Pack::deserialize(table)?),
            Kind::Topic => Self::Topic(Topic::deserialize(table)?),
            Kind::Condition => Self::Condition(Condition::deserialize(table)?),
            Kind::Source => Self::Source(Source::deserialize(table)?),
            Kind::Entry => Self::Entry(Entry::deserialize(table)?),
            Kind::Organization => Self::Organization(Organization::deserialize(table)?),
            Kind::Trial => Self::Trial(Trial::deserialize(table)?),
            Kind::Medication => Self::Medication(Medication::deserialize(table)?),
            Kind::Synonym => Self::Synonym(Synonym::deserialize(table)?),
            Kind::Abbreviation => Self::Abbreviation(Abbreviation::deserialize(table)?),
            Kind::Note => Self::Note(Note::deserialize(table)?),
        })
    }

    /// Its id; empty for kinds without one.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Pack(pack) | Self::Clinic(pack) => &pack.id,
            Self::Topic(topic) => &topic.id,
            Self::Condition(condition) => &condition.id,
            Self::Source(source) => &source.id,
            Self::Entry(entry) => &entry.id,
            Self::Organization(organization) => &organization.id,
            Self::Trial(trial) => &trial.id,
            Self::Medication(medicine) => &medicine.id,
            Self::Synonym(_) | Self::Abbreviation(_) | Self::Note(_) => "",
        }
    }

    /// The required fields, the id aside, and whether each is absent.
    pub(super) fn required(&self) -> Vec<(&'static str, bool)> {
        let blank = |text: &String| text.trim().is_empty();
        match self {
            Self::Pack(it) | Self::Clinic(it) => vec![
                ("title", it.title.is_empty()),
                ("version", it.version.is_empty()),
            ],
            Self::Topic(it) => vec![("title", it.title.is_empty())],
            Self::Condition(it) => vec![("name", it.name.is_empty())],
            Self::Source(it) => vec![("title", it.title.is_empty())],
            Self::Entry(it) => vec![
                ("topic", it.topic.is_empty()),
                ("question", blank(&it.question)),
                ("short_answer", blank(&it.short_answer) && blank(&it.answer)),
            ],
            Self::Organization(it) => vec![("name", it.name.is_empty())],
            Self::Trial(it) => vec![
                ("title", it.title.is_empty()),
                ("status", it.status.is_empty()),
            ],
            Self::Medication(it) => vec![
                ("name", it.name.is_empty()),
                ("relation", it.relation.is_none()),
            ],
            Self::Synonym(_) => Vec::new(),
            Self::Note(it) => vec![("entry", it.entry.is_empty()), ("text", blank(&it.text))],
            Self::Abbreviation(it) => vec![
                ("short", folded_words(&it.short).is_empty()),
                (
                    "means",
                    it.means.iter().all(|text| folded_words(text).is_empty()),
                ),
            ],
        }
    }

    /// Gives `see` each name that people call something by.
    pub(super) fn each_name(&self, see: &mut dyn FnMut(&str)) {
        match self {
            Self::Condition(condition) => {
                condition.names().for_each(&mut *see);
                condition.genes.iter().for_each(|gene| see(&gene.symbol));
            }
            Self::Source(source) => see(&source.publisher),
            Self::Organization(organization) => see(&organization.name),
            Self::Trial(trial) => trial.interventions.iter().for_each(|name| see(name)),
            Self::Medication(medicine) => {
                see(&medicine.name);
                medicine.brands.iter().for_each(|name| see(name));
            }
            _ => {}
        }
    }

    /// Its Markdown texts, by their paths.
    pub(super) fn markdown(&self) -> Vec<(String, &str)> {
        let mut texts: Vec<(String, &str)> = Vec::new();
        match self {
            Self::Condition(condition) => {
                texts.push(("summary".to_owned(), &condition.summary));
                for (at, text) in condition.takeaways.iter().enumerate() {
                    texts.push((format!("takeaways.{at}"), text));
                }
            }
            Self::Entry(entry) => {
                texts.push(("short_answer".to_owned(), &entry.short_answer));
                texts.push(("answer".to_owned(), &entry.answer));
                for (at, dispute) in entry.disagreements.iter().enumerate() {
                    for (of, claim) in dispute.claims.iter().enumerate() {
                        let path = format!("disagreement.{at}.claims.{of}.says");
                        texts.push((path, &claim.says));
                    }
                    texts.push((format!("disagreement.{at}.reading"), &dispute.reading));
                }
            }
            Self::Note(note) => texts.push(("text".to_owned(), &note.text)),
            _ => {}
        }
        texts.retain(|(_, text)| !text.is_empty());
        texts
    }

    /// Its texts that are shown as they are written, by their paths.
    pub(super) fn plain_texts(&self) -> Vec<(String, &str)> {
        fn one<'t>(key: &str, text: &'t str) -> Vec<(String, &'t str)> {
            vec![(key.to_owned(), text)]
        }
        match self {
            Self::Synonym(_) | Self::Abbreviation(_) => Vec::new(),
            Self::Note(note) => one("author", &note.author),
            Self::Pack(pack) | Self::Clinic(pack) => one("disclaimer", &pack.disclaimer),
            Self::Topic(topic) => one("title", &topic.title),
            Self::Condition(condition) => one("name", &condition.name),
            Self::Source(source) => {
                let note = ("note".to_owned(), source.note.as_str());
                [one("title", &source.title), vec![note]].concat()
            }
            Self::Entry(entry) => {
                let asked = entry.also_asked.iter().enumerate();
                asked
                    .map(|(at, text)| (format!("also_asked.{at}"), text.as_str()))
                    .chain(one("question", &entry.question))
                    .collect()
            }
            Self::Organization(organization) => one("name", &organization.name),
            Self::Trial(trial) => one("title", &trial.title),
            Self::Medication(medicine) => one("name", &medicine.name),
        }
    }

    /// Everything it refers to.
    pub(super) fn references(&self) -> Vec<Reference> {
        let mut found = References::default();
        for (path, text) in self.markdown() {
            found.markdown(&path, text);
        }
        match self {
            Self::Pack(_)
            | Self::Clinic(_)
            | Self::Source(_)
            | Self::Synonym(_)
            | Self::Abbreviation(_)
            // What a note is on may be gone; a lint of `check` says so.
            | Self::Note(_) => {}
            Self::Topic(topic) => found.one("broader".to_owned(), Kind::Topic, &topic.broader),
            Self::Condition(condition) => {
                found.list("parents", Kind::Condition, &condition.parents);
                found.list("related", Kind::Condition, &condition.related);
                found.list("differential", Kind::Condition, &condition.differential);
                found.cites("genes", condition.genes.iter().map(|gene| &gene.cite));
                found.cites("codes", condition.codes.iter().map(|code| &code.cite));
            }
            Self::Entry(entry) => {
                found.list("related", Kind::Entry, &entry.related);
                found.list("sources", Kind::Source, &entry.sources);
                let original = &entry.translation_of;
                found.one("translation_of".to_owned(), Kind::Entry, original);
                for (at, dispute) in entry.disagreements.iter().enumerate() {
                    let cites = dispute.claims.iter().map(|claim| &claim.cite);
                    found.cites(&format!("disagreement.{at}.claims"), cites);
                }
            }
            Self::Organization(it) => found.listing(&it.conditions, &it.cite),
            Self::Trial(it) => found.listing(&it.conditions, &it.cite),
            Self::Medication(it) => {
                found.listing(&it.conditions, &it.cite);
                found.cites("approvals", it.approvals.iter().map(|it| &it.cite));
            }
        }
        found.0
    }

    /// Replaces the ids of conditions that are kept under another.
    pub(super) fn rename_conditions(&mut self, new: &NewId<'_>) {
        let mut ids: Vec<&mut Id> = Vec::new();
        let mut texts: Vec<&mut String> = Vec::new();
        match self {
            Self::Condition(condition) => {
                let lists = [
                    &mut condition.parents,
                    &mut condition.related,
                    &mut condition.differential,
                ];
                ids.extend(lists.into_iter().flatten().chain([&mut condition.id]));
                texts.extend(condition.takeaways.iter_mut());
                texts.push(&mut condition.summary);
            }
            Self::Entry(entry) => {
                ids.push(&mut entry.condition);
                texts.extend([&mut entry.short_answer, &mut entry.answer]);
                for dispute in &mut entry.disagreements {
                    texts.extend(dispute.claims.iter_mut().map(|claim| &mut claim.says));
                    texts.push(&mut dispute.reading);
                }
            }
            Self::Organization(it) => ids.extend(&mut it.conditions),
            Self::Trial(it) => ids.extend(&mut it.conditions),
            Self::Medication(it) => ids.extend(&mut it.conditions),
            _ => {}
        }
        for id in ids {
            if let Some(new) = new(id) {
                new.clone_into(id);
            }
        }
        texts.into_iter().for_each(|text| relink(text, new));
    }
}

/// Replaces ids of conditions in the links of a Markdown text.
fn relink(text: &mut String, new: &NewId<'_>) {
    const LINK: &str = "condition:";
    let mut at = 0;
    while let Some(found) = text[at..].find(LINK) {
        let start = at + found + LINK.len();
        let rest = &text[start..];
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        at = start + length.unwrap_or(rest.len());
        if let Some(new) = new(&text[start..at]) {
            text.replace_range(start..at, new);
            at = start + new.len();
        }
    }
}

#[derive(Default)]
struct References(Vec<Reference>);

impl References {
    fn one(&mut self, path: String, to: Kind, id: &str) {
        if !id.is_empty() {
            self.push(to, id.to_owned(), Position::value(path));
        }
    }

    fn push(&mut self, to: Kind, id: Id, position: Position) {
        self.0.push(Reference { to, id, position });
    }

    fn list(&mut self, key: &str, to: Kind, ids: &[Id]) {
        for (at, id) in ids.iter().enumerate() {
            self.one(format!("{key}.{at}"), to, id);
        }
    }

    /// The `cite` of each table in the list at `path`.
    fn cites<'i>(&mut self, path: &str, ids: impl Iterator<Item = &'i Id>) {
        for (at, id) in ids.enumerate() {
            self.one(format!("{path}.{at}.cite"), Kind::Source, id);
        }
    }

    /// What organisations, trials and medicines refer to.
    fn listing(&mut self, conditions: &[Id], cite: &str) {
        self.list("conditions", Kind::Condition, conditions);
        self.one("cite".to_owned(), Kind::Source, cite);
    }

    fn markdown(&mut self, path: &str, text: &str) {
        let mut push = |range: Range<usize>, to, id| {
            self.push(to, id, Position::piece(path, range));
        };
        for (range, id) in text::citations(text) {
            push(range, Kind::Source, id);
        }
        for (range, target) in text::links(text) {
            match target {
                Target::Entry(id) => push(range, Kind::Entry, id),
                Target::Condition(id) => push(range, Kind::Condition, id),
                Target::Source(id) => push(range, Kind::Source, id),
                // Markdown has no links to the others.
                _ => {}
            }
        }
    }
}
