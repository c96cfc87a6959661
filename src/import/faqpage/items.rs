//! The items of a page -> its document.

use serde_json::{Map, Value};

use crate::import::document::{Document, Notes};
use crate::import::tally::Dirt;
use crate::import::{html, name};
use crate::model::{Code, Condition, Entry, PartialDate, Reviewer, Source};

use super::value::{date, each, is, plain, text};

/// Types that describe the page.
const PAGES: &[&str] = &[
    "WebPage",
    "FAQPage",
    "QAPage",
    "MedicalWebPage",
    "AboutPage",
    "Article",
    "MedicalScholarlyArticle",
    "NewsArticle",
    "BlogPosting",
    "TechArticle",
    "Report",
];

/// Types that are a condition.
const CONDITIONS: &[&str] = &[
    "MedicalCondition",
    "InfectiousDisease",
    "MedicalSignOrSymptom",
    "MedicalSign",
    "MedicalSymptom",
];

/// What a condition's item says, the topic it belongs to, and the question it answers.
const FACTS: &[(&str, &str, &str)] = &[
    ("description", "overview", "What is {}?"),
    ("epidemiology", "prevalence", "How common is {}?"),
    ("cause", "causes", "What causes {}?"),
    ("riskFactor", "risk", "What raises the risk of {}?"),
    ("signOrSymptom", "symptoms", "What are the symptoms of {}?"),
    ("typicalTest", "diagnosis", "Which tests are done for {}?"),
    (
        "possibleTreatment",
        "treatment",
        "What are the treatments for {}?",
    ),
    ("drug", "medications", "Which medicines are used for {}?"),
    (
        "primaryPrevention",
        "prevention",
        "How can {} be prevented?",
    ),
    (
        "possibleComplication",
        "complications",
        "What are the complications of {}?",
    ),
    (
        "expectedPrognosis",
        "prognosis",
        "What is the outlook for {}?",
    ),
];

/// How deep items may stand in each other.
const DEEPEST: usize = 64;

/// What is known of a page so far. What is said first counts.
#[derive(Debug, Default)]
pub(super) struct Page {
    stem: String,
    source: Source,
    language: String,
    updated: Option<PartialDate>,
    reviewed: Option<PartialDate>,
    reviewer: Option<Reviewer>,
    /// The condition that the page says it is about.
    subject: Option<Condition>,
    conditions: Vec<Condition>,
    /// Topic where it is known, question, answer.
    pairs: Vec<(Option<&'static str>, String, String)>,
}

impl Page {
    /// A page from the file of this name.
    pub(super) fn new(file: &str) -> Self {
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        Self {
            stem: stem.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn language(&mut self, language: &str) {
        first(&mut self.language, language);
    }

    /// An address counts where it is whole.
    pub(super) fn address(&mut self, url: &str) {
        let url = url.trim();
        let whole = url.starts_with("https://") || url.starts_with("http://");
        if whole && !url.contains(char::is_whitespace) {
            first(&mut self.source.url, url);
        }
    }

    pub(super) fn title(&mut self, title: &str) {
        first(&mut self.source.title, &plain(title));
    }

    /// Takes what an item, and those inside it, say.
    pub(super) fn take(&mut self, value: &Value) {
        self.walk(value, 0);
    }

    fn walk(&mut self, value: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::Array(all) => all.iter().for_each(|value| self.walk(value, depth + 1)),
            Value::Object(item) => {
                if is(item, PAGES) {
                    self.page(item);
                }
                if is(item, CONDITIONS) {
                    self.condition(item);
                }
                if is(item, &["Question"]) {
                    self.question(item);
                }
                let said = |key: &str| {
                    // What a condition has is told of it, not for itself; and an answer is no item of the page.
                    is(item, CONDITIONS) && FACTS.iter().any(|(fact, ..)| *fact == key)
                        || matches!(key, "acceptedAnswer" | "suggestedAnswer")
                };
                for (_, value) in item.iter().filter(|(key, _)| !said(key)) {
                    self.walk(value, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn page(&mut self, item: &Map<String, Value>) {
        for key in ["url", "@id", "mainEntityOfPage"] {
            self.address(&text(item.get(key)));
        }
        for key in ["headline", "name"] {
            self.title(&text(item.get(key)));
        }
        self.language(&text(item.get("inLanguage")));
        first(
            &mut self.source.publisher,
            &plain(&text(item.get("publisher"))),
        );
        first(
            &mut self.source.publisher,
            &plain(&text(item.get("sourceOrganization"))),
        );
        first(&mut self.source.license, &text(item.get("license")));
        if self.source.authors.is_empty() {
            let names = each(item.get("author")).map(|author| plain(&text(Some(author))));
            self.source.authors = names.filter(|name| !name.is_empty()).collect();
        }
        let day = |key: &str| date(&text(item.get(key)));
        self.updated = self.updated.or_else(|| day("dateModified"));
        self.reviewed = self.reviewed.or_else(|| day("lastReviewed"));
        self.source.published = self.source.published.or_else(|| day("datePublished"));
        if self.reviewer.is_none()
            && let Some(by) = each(item.get("reviewedBy")).next()
        {
            let role = by.get("jobTitle").map(|role| plain(&text(Some(role))));
            self.reviewer = Some(Reviewer {
                name: plain(&text(Some(by))),
                role: role.unwrap_or_default(),
            })
            .filter(|reviewer| !reviewer.name.is_empty());
        }
        let about = ["about", "mainEntity"]
            .into_iter()
            .flat_map(|key| each(item.get(key)));
        for thing in about.filter_map(Value::as_object) {
            if self.subject.is_none() && is(thing, CONDITIONS) {
                self.subject = condition(thing);
            }
        }
    }

    fn condition(&mut self, item: &Map<String, Value>) {
        let Some(condition) = condition(item) else {
            return;
        };
        for (key, topic, pattern) in FACTS {
            let answer = facts(item.get(*key));
            if !answer.is_empty() {
                let question = pattern.replace("{}", &condition.name);
                self.pairs.push((Some(topic), question, answer));
            }
        }
        let key = name::key(&condition.name);
        if self
            .conditions
            .iter()
            .all(|known| name::key(&known.name) != key)
        {
            self.conditions.push(condition);
        }
    }

    fn question(&mut self, item: &Map<String, Value>) {
        let asked = [item.get("name"), item.get("text")]
            .into_iter()
            .map(|value| plain(&text(value)))
            .find(|text| !text.is_empty());
        // One accepted answer, or several that are offered; the first is the one shown first.
        let answers = each(item.get("acceptedAnswer")).chain(each(item.get("suggestedAnswer")));
        let answer = answers
            .map(|answer| match answer {
                Value::Object(answer) => {
                    text(answer.get("text").or_else(|| answer.get("description")))
                }
                other => text(Some(other)),
            })
            .find(|text| !text.trim().is_empty());
        if let Some(asked) = asked {
            self.pairs.push((None, asked, answer.unwrap_or_default()));
        }
    }

    /// The condition that all of it is about: the one the page names, or the only one there is.
    fn about(&mut self) -> Option<Condition> {
        let only = (self.conditions.len() == 1)
            .then(|| self.conditions.pop())
            .flatten();
        self.subject.take().or(only)
    }

    /// All of it.
    pub(super) fn document(mut self, notes: &mut Notes<'_>) -> Document {
        let condition = self.about();
        let address = self.source.url.split("://").last().unwrap_or("");
        let address = address.split(['?', '#']).next().unwrap_or("");
        let otherwise = name::slug(&self.stem, "page");
        self.source.id = name::slug(address.trim_start_matches("www."), &otherwise);
        if self.source.title.is_empty() {
            self.source.title.clone_from(&self.stem);
        }
        self.source.last_updated = self.updated;
        let mut entries: Vec<Entry> = Vec::new();
        let mut asked = std::collections::HashSet::new();
        for (at, (topic, question, text)) in self.pairs.iter().enumerate() {
            let question = crate::import::question::clean(question, "", notes.tally);
            let answer = html::to_markdown(text, notes.tally);
            if answer.is_empty() || question.is_empty() {
                notes.tally.add(Dirt::Missing);
                continue;
            }
            // Said once as JSON-LD and once as microdata, it is still one.
            if !asked.insert(name::key(&question)) {
                continue;
            }
            entries.push(Entry {
                id: format!("{}-{}", self.source.id, at + 1),
                topic: match topic {
                    Some(topic) => notes.topics.of_type(topic),
                    None => notes.topics.of_question(&question),
                },
                question,
                answer,
                last_updated: self.updated,
                last_reviewed: self.reviewed,
                reviewed_by: self.reviewer.clone(),
                language: self.language.clone(),
                ..Entry::default()
            });
        }
        Document {
            collection: self.source.id.clone(),
            source: self.source,
            condition,
            entries,
        }
    }
}

fn condition(item: &Map<String, Value>) -> Option<Condition> {
    let name = plain(&text(item.get("name")));
    let codes = each(item.get("code"))
        .filter_map(Value::as_object)
        .map(|code| Code {
            system: plain(&text(code.get("codingSystem"))),
            value: plain(&text(code.get("codeValue").or_else(|| code.get("code")))),
            ..Code::default()
        });
    let names = each(item.get("alternateName")).map(|name| plain(&text(Some(name))));
    (!name.is_empty()).then(|| Condition {
        name: name::title(&name),
        alternate_names: names.filter(|name| !name.is_empty()).collect(),
        codes: codes
            .filter(|code| !code.system.is_empty() && !code.value.is_empty())
            .collect(),
        ..Condition::default()
    })
}

/// What a property of a condition says: its text, or a list of the things it names.
fn facts(value: Option<&Value>) -> String {
    let all: Vec<String> = each(value)
        .map(|value| match value {
            Value::Object(item) => {
                let (name, more) = (text(item.get("name")), text(item.get("description")));
                match (name.is_empty(), more.is_empty()) {
                    (false, false) => format!("{name}: {more}"),
                    _ => name + &more,
                }
            }
            other => text(Some(other)),
        })
        .filter(|text| !text.trim().is_empty())
        .collect();
    match all.as_slice() {
        [one] => one.clone(),
        // As HTML, so that what is in the items is read as that.
        several if !several.is_empty() => format!("<ul><li>{}</ul>", several.join("<li>")),
        _ => String::new(),
    }
}

fn first(known: &mut String, new: &str) {
    if known.is_empty() {
        new.trim().clone_into(known);
    }
}
