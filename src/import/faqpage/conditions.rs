//! The conditions that a file describes, and which of them a question names.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::items::Items;
use super::values::line;
use crate::import::name;
use crate::model::{Code, Condition, is_kebab};

/// Types that are a condition.
pub(super) const CONDITIONS: &str =
    "MedicalCondition InfectiousDisease MedicalSignOrSymptom MedicalSign MedicalSymptom";

/// Properties of a condition, each with its topic and the question it answers.
pub(super) const FACTS: &str = include_str!("../../../assets/import/condition-facts.txt");

/// Maximum number of words of a question, and of a name in it, that are compared.
const MAX_QUESTION: usize = 200;
const MAX_NAME: usize = 12;

/// The conditions of a file.
#[derive(Default)]
pub(super) struct Conditions {
    /// Their items, without those that are only a fact of another condition, such as a symptom.
    pub(super) items: HashSet<usize>,
    by_key: BTreeMap<String, Condition>,
    /// By the words of their names: the names as they are written, and the keys.
    names: HashMap<String, Vec<(String, String)>>,
}

impl Conditions {
    pub(super) fn new(items: &Items<'_>) -> Self {
        let mut conditions = Self {
            items: items.all().filter(|it| items.is(*it, CONDITIONS)).collect(),
            ..Self::default()
        };
        let properties: Vec<&str> = name::rows(FACTS).map(|(property, _)| property).collect();
        let facts = conditions.items.iter();
        let facts: Vec<usize> = facts
            .flat_map(|item| items.things(*item, &properties))
            .collect();
        for fact in facts {
            conditions.items.remove(&fact);
        }
        for item in items.all() {
            let name = items.line(item, &["name"]);
            if conditions.items.contains(&item) && !name.is_empty() {
                conditions.add(condition(items, item, &name));
            }
        }
        conditions
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    pub(super) fn get(&self, key: &str) -> Option<&Condition> {
        self.by_key.get(key)
    }

    fn add(&mut self, condition: Condition) {
        let key = name::key(&condition.name);
        for name in condition.names() {
            let names = self.names.entry(name::normalised(name)).or_default();
            names.push((name.to_owned(), key.clone()));
        }
        let Some(known) = self.by_key.get_mut(&key) else {
            self.by_key.insert(key, condition);
            return;
        };
        known.alternate_names.extend(condition.alternate_names);
        for code in condition.codes {
            if !known.codes.contains(&code) {
                known.codes.push(code);
            }
        }
    }

    /// The key of the only condition that a question names.
    pub(super) fn named_in(&self, question: &str) -> Option<String> {
        let words = name::normalised(question);
        let words: Vec<&str> = words.split(' ').take(MAX_QUESTION).collect();
        let mut named: Vec<(String, &String)> = Vec::new();
        for start in 0..words.len() {
            for end in start + 1..=words.len().min(start + MAX_NAME) {
                let own = words[start..end].join(" ");
                for (name, key) in self.names.get(&own).into_iter().flatten() {
                    // An abbreviation may be a word as well, so it must be written in capitals.
                    let mut written = question.split(|c: char| !c.is_alphanumeric() && c != '-');
                    if name.contains(char::is_lowercase) || written.any(|word| word == name) {
                        named.push((format!(" {own} "), key));
                    }
                }
            }
        }
        // A question that names diabetes insipidus does not name diabetes.
        let is_whole = |own: &str| {
            let mut others = named.iter();
            !others.any(|(other, _)| other.len() > own.len() && other.contains(own))
        };
        let keys = named.iter().filter(|(own, _)| is_whole(own));
        only_one(keys.map(|(_, key)| (*key).clone()))
    }

    /// The key of the only condition that the items of a page are about.
    pub(super) fn subject_of(items: &Items<'_>, pages: &[usize]) -> Option<String> {
        let subjects = pages
            .iter()
            .flat_map(|page| items.things(*page, &["about", "mainEntity"]));
        let subjects = subjects.filter(|item| items.is(*item, CONDITIONS));
        let keys = subjects.map(|item| name::key(&items.line(item, &["name"])));
        only_one(keys).filter(|key| !key.is_empty())
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
