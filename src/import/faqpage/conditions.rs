//! The conditions that a file describes, and which of them a question names.

use std::collections::{BTreeMap, HashSet};

use super::items::Items;
use super::values::line;
use crate::import::name;
use crate::model::{Code, Condition, is_kebab};

/// Types that are a condition.
pub(super) const CONDITIONS: &str =
    "MedicalCondition InfectiousDisease MedicalSignOrSymptom MedicalSign MedicalSymptom";

/// The conditions of a file.
pub(super) struct Conditions {
    by_key: BTreeMap<String, Condition>,
    /// Each name as normalised words, as it is written, and with the key of its condition.
    names: Vec<(String, String, String)>,
}

impl Conditions {
    pub(super) fn new(items: &Items<'_>) -> Self {
        let mut by_key: BTreeMap<String, Condition> = BTreeMap::new();
        let symptoms = items
            .all()
            .flat_map(|it| items.things(it, &["signOrSymptom"]));
        let symptoms: HashSet<usize> = symptoms.collect();
        for item in items.all().filter(|item| !symptoms.contains(item)) {
            let name = items.line(item, &["name"]);
            if items.is(item, CONDITIONS) && !name.is_empty() {
                let new = condition(items, item, &name);
                let known = by_key
                    .entry(name::key(&new.name))
                    .or_insert_with(|| Condition {
                        id: new.id,
                        name: new.name,
                        abbreviation: new.abbreviation,
                        ..Condition::default()
                    });
                extend(&mut known.alternate_names, new.alternate_names);
                extend(&mut known.codes, new.codes);
            }
        }
        let names = by_key.iter().flat_map(|(key, condition)| {
            let names = condition.names().map(str::to_owned);
            names.map(|name| (format!(" {} ", name::normalised(&name)), name, key.clone()))
        });
        Self {
            names: names.collect(),
            by_key,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    pub(super) fn get(&self, key: &str) -> Option<&Condition> {
        self.by_key.get(key)
    }

    /// The key of the only condition that a question names.
    pub(super) fn named_in(&self, question: &str) -> Option<String> {
        let asked = format!(" {} ", name::normalised(question));
        let written: Vec<&str> = question
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .collect();
        let named = self.names.iter().filter(|(words, name, _)| {
            // An abbreviation may be a word as well, so it must be written in capitals.
            let is_word = name.contains(char::is_lowercase) || written.contains(&name.as_str());
            is_word && asked.contains(words)
        });
        // A question that names diabetes insipidus does not name diabetes.
        let is_whole = |(own, ..): &&(String, String, String)| {
            let mut others = named.clone();
            !others.any(|(other, ..)| other.len() > own.len() && other.contains(own))
        };
        let whole = named.clone().filter(is_whole);
        only_one(whole.map(|(_, _, key)| key.clone()))
    }

    /// The key of the only condition that the items of a page are about.
    pub(super) fn subject_of(items: &Items<'_>, page: &[usize]) -> Option<String> {
        let subjects = page
            .iter()
            .flat_map(|item| items.things(*item, &["about", "mainEntity"]));
        let subjects = subjects.filter(|item| items.is(*item, CONDITIONS));
        let keys = subjects.map(|item| name::key(&items.line(item, &["name"])));
        only_one(keys).filter(|key| !key.is_empty())
    }
}

/// Adds the values that are not there yet.
fn extend<T: PartialEq>(known: &mut Vec<T>, values: Vec<T>) {
    for value in values {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}

/// The value that all are equal to.
fn only_one(mut values: impl Iterator<Item = String>) -> Option<String> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

fn condition(items: &Items<'_>, item: usize, name: &str) -> Condition {
    let codes = items.things(item, &["code"]).map(|code| Code {
        system: items.line(code, &["codingSystem"]),
        value: items.line(code, &["codeValue", "code"]),
        ..Code::default()
    });
    let abbreviation = items.line(item, &["clinfaq:abbreviation"]);
    let names = items.values(item, "alternateName").map(|name| line(&name));
    // As the export of a library writes it.
    let id = items.id(item).strip_prefix("condition:");
    let id = id.filter(|id| is_kebab(id)).unwrap_or_default();
    Condition {
        id: id.to_owned(),
        name: match id {
            "" => name::title(name),
            _ => name.to_owned(),
        },
        alternate_names: names
            .filter(|name| !name.is_empty() && *name != abbreviation)
            .collect(),
        abbreviation,
        codes: codes
            .filter(|code| !code.system.is_empty() && !code.value.is_empty())
            .collect(),
        ..Condition::default()
    }
}
