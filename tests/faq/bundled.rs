//! The bundled library, loaded for its tests.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;

use clinfaq::content::{Names, Place, Record, load, scan};
use clinfaq::model::{Condition, Entry, Medication, Organization, Source, Trial};
use clinfaq::text::{Target, citations, links};

/// The day on which the texts were last changed.
pub(crate) const TODAY: &str = "2026-11-29";

/// The folder of the bundled library.
pub(crate) fn places() -> [Place; 1] {
    [Place::Folder(
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("faq"),
    )]
}

/// Everything in the library.
#[derive(Debug, Default)]
pub(crate) struct Bundled {
    pub(crate) conditions: Vec<Condition>,
    pub(crate) sources: Vec<Source>,
    pub(crate) organizations: Vec<Organization>,
    pub(crate) trials: Vec<Trial>,
    pub(crate) medications: Vec<Medication>,
    pub(crate) entries: Vec<Entry>,
}

impl Bundled {
    pub(crate) fn new() -> Self {
        let mut library = Self::default();
        let mut take = |_, record| {
            match record {
                Record::Condition(it) => library.conditions.push(it),
                Record::Source(it) => library.sources.push(it),
                Record::Organization(it) => library.organizations.push(it),
                Record::Trial(it) => library.trials.push(it),
                Record::Medication(it) => library.medications.push(it),
                Record::Entry(it) => library.entries.push(it),
                _ => {}
            }
            ControlFlow::Continue(())
        };
        let mut progress = |_| ControlFlow::Continue(());
        load(&scan(&places()), None, &mut take, &mut progress).expect("it is not stopped");
        library
    }

    pub(crate) fn entry(&self, id: &str) -> &Entry {
        let found = self.entries.iter().find(|entry| entry.id == id);
        found.unwrap_or_else(|| panic!("there is no entry {id}"))
    }

    /// The topics of each condition, `general` for the questions about none.
    pub(crate) fn topics(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut topics: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for entry in &self.entries {
            let home = topics.entry(entry.id_condition()).or_default();
            home.insert(&entry.topic);
        }
        topics
    }

    /// The names of things, for the reading grade.
    pub(crate) fn names(&self) -> Names {
        let mut names = Names::default();
        for condition in &self.conditions {
            condition.names().for_each(|name| names.add(name));
            condition.genes.iter().for_each(|it| names.add(&it.symbol));
        }
        for medicine in &self.medications {
            names.add(&medicine.name);
            medicine.brands.iter().for_each(|name| names.add(name));
        }
        let trials = self.trials.iter().flat_map(|trial| &trial.interventions);
        trials.for_each(|name| names.add(name));
        self.organizations.iter().for_each(|it| names.add(&it.name));
        self.sources.iter().for_each(|it| names.add(&it.publisher));
        names
    }

    /// The ids of all sources that anything cites.
    pub(crate) fn cited(&self) -> BTreeSet<String> {
        let mut cited = BTreeSet::new();
        for condition in &self.conditions {
            let texts = condition.takeaways.iter().chain([&condition.summary]);
            texts.for_each(|text| cited.extend(citations(text).into_iter().map(|(_, id)| id)));
            cited.extend(condition.genes.iter().map(|gene| gene.cite.clone()));
            cited.extend(condition.codes.iter().map(|code| code.cite.clone()));
        }
        for entry in &self.entries {
            cited.extend(entry_citations(entry));
            cited.extend(entry.sources.iter().cloned());
        }
        cited.extend(self.organizations.iter().map(|it| it.cite.clone()));
        cited.extend(self.trials.iter().map(|it| it.cite.clone()));
        for medicine in &self.medications {
            cited.insert(medicine.cite.clone());
            cited.extend(medicine.approvals.iter().map(|it| it.cite.clone()));
        }
        cited.remove("");
        cited
    }
}

/// The sources that an entry's texts and tables cite, each as often as it does.
pub(crate) fn entry_citations(entry: &Entry) -> Vec<String> {
    let mut cited = Vec::new();
    let mut texts = vec![&entry.short_answer, &entry.answer];
    for dispute in &entry.disagreements {
        texts.push(&dispute.reading);
        texts.extend(dispute.claims.iter().map(|claim| &claim.says));
        cited.extend(dispute.claims.iter().map(|claim| claim.cite.clone()));
    }
    for text in texts {
        cited.extend(citations(text).into_iter().map(|(_, id)| id));
    }
    cited
}

/// The entries and conditions that an entry leads to.
pub(crate) fn entry_links(entry: &Entry) -> Vec<String> {
    let linked = [&entry.short_answer, &entry.answer]
        .into_iter()
        .flat_map(|text| links(text))
        .filter_map(|(_, target)| match target {
            Target::Entry(id) | Target::Condition(id) => Some(id),
            _ => None,
        });
    linked.chain(entry.related.iter().cloned()).collect()
}
