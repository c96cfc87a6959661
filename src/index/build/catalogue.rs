//! The library without its answers: what is kept in memory while an index is built, and how it belongs together.

use std::collections::HashMap;

use serde::Serialize;

use crate::index::analyze::fold;
use crate::index::error::Error;
use crate::index::record::{
    ConditionHead, ConditionOrd, ConditionRecord, EntriesByTopic, EntryOrd, MedicationOrd,
    OrganizationOrd, PackOrd, PackRecord, SourceOrd, SourceRecord, TopicEntries, TopicOrd,
    TopicRecord, TrialOrd,
};
use crate::index::records::{Key, Kind, RecordWriter, scoped};
use crate::model::{Condition, Medication, Organization, Topic, Trial};

#[derive(Default)]
pub(super) struct Catalogue {
    pub(super) packs: Vec<PackRecord>,
    pub(super) topics: Vec<Topic>,
    pub(super) conditions: Vec<(Condition, PackOrd)>,
    pub(super) sources: Vec<SourceRecord>,
    pub(super) organizations: Vec<(Organization, PackOrd)>,
    pub(super) trials: Vec<(Trial, PackOrd)>,
    pub(super) medications: Vec<(Medication, PackOrd)>,
    pub(super) entries: Vec<Placed>,
    topic_ids: HashMap<String, TopicOrd>,
    condition_ids: HashMap<String, ConditionOrd>,
    source_ids: HashMap<String, SourceOrd>,
    /// The pack of the clinic's own texts.
    pub(super) clinic: Option<u32>,
    numbered: bool,
}

/// How many entries a reader finds under each condition and each topic.
pub(super) struct Sizes {
    pub(super) conditions: Vec<u32>,
    pub(super) topics: Vec<u32>,
}

/// Where an entry belongs.
pub(super) struct Placed {
    pub(super) condition: Option<ConditionOrd>,
    pub(super) topic: TopicOrd,
    pub(super) hidden: bool,
}

impl Catalogue {
    /// Numbers topics in their order and conditions by name; needed before anything is looked up. Does nothing the second
    /// time.
    pub(super) fn number(&mut self) {
        if std::mem::replace(&mut self.numbered, true) {
            return;
        }
        self.topics
            .sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        // As people look for names: without regard to case and accents.
        self.conditions
            .sort_by_cached_key(|(condition, _)| fold(&condition.name).into_owned());
        for (topic, at) in self.topics.iter().zip(0..) {
            self.topic_ids.insert(topic.id.clone(), TopicOrd(at));
        }
        for ((condition, _), at) in self.conditions.iter().zip(0..) {
            let id = condition.id.clone();
            self.condition_ids.insert(id, ConditionOrd(at));
        }
        for (record, at) in self.sources.iter().zip(0..) {
            let key = scoped(record.pack, &record.source.id);
            self.source_ids.insert(key, SourceOrd(at));
        }
    }

    pub(super) fn topic(&self, id: &str) -> Option<TopicOrd> {
        self.topic_ids.get(id).copied()
    }

    pub(super) fn condition(&self, id: &str) -> Option<ConditionOrd> {
        self.condition_ids.get(id).copied()
    }

    pub(super) fn source(&self, pack: u32, id: &str) -> Option<SourceOrd> {
        let find = |pack| self.source_ids.get(&scoped(pack, id)).copied();
        let borrows = self.clinic == Some(pack);
        let mut others = (0..self.packs.len() as u32).filter(|_| borrows);
        find(pack).or_else(|| others.find_map(find))
    }

    /// Writes all records and their keys but those of entries and names.
    pub(super) fn write(&self, records: &mut RecordWriter) -> Result<Sizes, Error> {
        records.extend(Kind::Pack, &self.packs)?;
        records.extend(Kind::Source, &self.sources)?;
        for (key, ordinal) in &self.source_ids {
            records.key(Key::Source, key, ordinal.0);
        }
        for (id, ordinal) in &self.condition_ids {
            records.key(Key::Condition, id, ordinal.0);
        }
        let by_condition = self.entries_by_condition();
        records.extend(Kind::ConditionEntries, &by_condition)?;
        Ok(Sizes {
            conditions: self.write_conditions(&by_condition, records)?,
            topics: self.write_topics(&by_condition, records)?,
        })
    }

    /// The visible entries of each condition, and at the end the general questions.
    fn entries_by_condition(&self) -> Vec<EntriesByTopic> {
        let mut all = vec![EntriesByTopic::new(); self.conditions.len() + 1];
        let mut visible: Vec<(&Placed, EntryOrd)> = self
            .entries
            .iter()
            .zip((0..).map(EntryOrd))
            .filter(|(placed, _)| !placed.hidden)
            .collect();
        visible.sort_by_key(|(placed, _)| placed.topic);
        for (placed, entry) in visible {
            let general = self.conditions.len();
            let topics = &mut all[placed.condition.map_or(general, ConditionOrd::index)];
            match topics.last_mut() {
                Some((topic, entries)) if *topic == placed.topic => entries.push(entry),
                _ => topics.push((placed.topic, vec![entry])),
            }
        }
        all
    }

    fn write_topics(
        &self,
        by_condition: &[EntriesByTopic],
        records: &mut RecordWriter,
    ) -> Result<Vec<u32>, Error> {
        let mut by_topic = vec![TopicEntries::default(); self.topics.len()];
        for (topics, at) in by_condition.iter().zip(0..) {
            let condition = (at < self.conditions.len() as u32).then_some(ConditionOrd(at));
            for (topic, entries) in topics {
                if let Some(topic) = by_topic.get_mut(topic.index()) {
                    topic.conditions.push((condition, entries.len() as u32));
                    topic.entries.extend(entries);
                }
            }
        }
        let mut sizes = Vec::new();
        for ((topic, entries), at) in self.topics.iter().zip(&by_topic).zip(0..) {
            let size = entries.entries.len() as u32;
            sizes.push(size);
            // The words are not needed in every list; they are keys of their own.
            let topic = Topic {
                words: Vec::new(),
                ..topic.clone()
            };
            records.key(Key::Topic, &topic.id, at);
            let entries = size;
            records.push(Kind::Topic, &TopicRecord { topic, entries })?;
        }
        records.extend(Kind::TopicEntries, &by_topic)?;
        Ok(sizes)
    }

    fn write_conditions(
        &self,
        by_condition: &[EntriesByTopic],
        records: &mut RecordWriter,
    ) -> Result<Vec<u32>, Error> {
        let children = self.children();
        let organizations = self.write_listed(
            (Kind::Organization, Key::Organization),
            &self.organizations,
            |organization| (&organization.id, &organization.conditions),
            OrganizationOrd,
            records,
        )?;
        let trials = self.write_listed(
            (Kind::Trial, Key::Trial),
            &self.trials,
            |trial| (&trial.id, &trial.conditions),
            TrialOrd,
            records,
        )?;
        let medications = self.write_listed(
            (Kind::Medication, Key::Medication),
            &self.medications,
            |medication| (&medication.id, &medication.conditions),
            MedicationOrd,
            records,
        )?;
        let mut sizes = Vec::new();
        for (at, (condition, pack)) in self.conditions.iter().enumerate() {
            let topics: Vec<(TopicOrd, u32)> = by_condition[at]
                .iter()
                .map(|(topic, entries)| (*topic, entries.len() as u32))
                .collect();
            let entries = topics.iter().map(|(_, entries)| entries).sum();
            sizes.push(entries);
            let head = ConditionHead {
                name: condition.name.clone(),
                abbreviation: condition.abbreviation.clone(),
                entries,
                branches: !children[at].is_empty() || !topics.is_empty(),
            };
            let record = ConditionRecord {
                condition: condition.clone(),
                pack: pack.0,
                entries,
                topics,
                parents: self.resolved(&condition.parents),
                children: children[at].clone(),
                related: self.resolved(&condition.related),
                differential: self.resolved(&condition.differential),
                organizations: organizations[at].clone(),
                trials: trials[at].clone(),
                medications: medications[at].clone(),
            };
            records.push(Kind::Condition, &(head, record))?;
        }
        records.push(Kind::Roots, &roots(&children))?;
        Ok(sizes)
    }

    /// The conditions that `ids` name; ids that name none are left out.
    fn resolved(&self, ids: &[String]) -> Vec<ConditionOrd> {
        ids.iter().filter_map(|id| self.condition(id)).collect()
    }

    /// The kinds of each condition, by name.
    fn children(&self) -> Vec<Vec<ConditionOrd>> {
        let mut children = vec![Vec::new(); self.conditions.len()];
        for ((condition, _), at) in self.conditions.iter().zip((0..).map(ConditionOrd)) {
            for parent in self.resolved(&condition.parents) {
                let siblings: &mut Vec<_> = &mut children[parent.index()];
                if parent != at && siblings.last() != Some(&at) {
                    siblings.push(at);
                }
            }
        }
        children
    }

    /// Writes organisations, trials or medicines, and gives those of each condition.
    fn write_listed<T: Serialize, O: Copy>(
        &self,
        (kind, key): (Kind, Key),
        listed: &[(T, PackOrd)],
        id_and_conditions: impl Fn(&T) -> (&String, &Vec<String>),
        ordinal: impl Fn(u32) -> O,
        records: &mut RecordWriter,
    ) -> Result<Vec<Vec<O>>, Error> {
        let mut of = vec![Vec::new(); self.conditions.len()];
        for record in listed {
            let (id, conditions) = id_and_conditions(&record.0);
            let at = records.push(kind, record)?;
            records.key(key, &scoped(record.1.0, id), at);
            let mut conditions = self.resolved(conditions);
            conditions.sort_unstable();
            conditions.dedup();
            for condition in conditions {
                of[condition.index()].push(ordinal(at));
            }
        }
        Ok(of)
    }
}

/// Conditions without a parent; and of each ring of conditions that name each other as parents the first, so that none is
/// out of reach.
fn roots(children: &[Vec<ConditionOrd>]) -> Vec<ConditionOrd> {
    let mut has_parent = vec![false; children.len()];
    for child in children.iter().flatten() {
        has_parent[child.index()] = true;
    }
    let mut reached = vec![false; children.len()];
    let mut roots = Vec::new();
    for with_parent in [false, true] {
        for root in (0..children.len() as u32).map(ConditionOrd) {
            if has_parent[root.index()] != with_parent || reached[root.index()] {
                continue;
            }
            roots.push(root);
            let mut open = vec![root];
            while let Some(next) = open.pop() {
                if !std::mem::replace(&mut reached[next.index()], true) {
                    open.extend(&children[next.index()]);
                }
            }
        }
    }
    roots.sort_unstable();
    roots
}
