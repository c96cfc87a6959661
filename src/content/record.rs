//! A table of any kind once it has been read: its id, required fields and names.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, Deserializer, Error};

use crate::model::{
    Abbreviation, Condition, Entry, Id, Kind, Medication, Note, Organization, Pack, Source,
    Synonym, Topic, Trial,
};

use super::questions::folded_words;

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

/// Returns the new id of a condition, if it has one.
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

    /// Calls `see` with each name of what the record is about.
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

    /// Replaces the ids of conditions that have a new one.
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
