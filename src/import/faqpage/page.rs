//! Items -> documents: the questions of a file, the page that each is on, and the condition that it is about.
//!
//! A page's date, review, publisher and address come from its own item alone: the one that holds the questions, those
//! that hold that one, and those of the same address. Where two of them disagree, nothing is known.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::items::{Items, Syntax, Value};
use super::markup::{CONTENT, Head};
use crate::import::changes::{Change, Changes};
use crate::import::document::{Document, Notes};
use crate::import::name::single_spaced as words;
use crate::import::{date, html, name};
use crate::model::{Code, Condition, Entry, PartialDate, Reviewer, Source, Suggestion};
use crate::text::clean::{clean, clean_line};

/// Types that describe a page, or a part of one that has metadata of its own.
const PAGES: &[&str] = &[
    "WebPage",
    "FAQPage",
    "QAPage",
    "MedicalWebPage",
    "AboutPage",
    "CollectionPage",
    "ContactPage",
    "ItemPage",
    "HealthTopicContent",
    "CreativeWork",
    "Article",
    "MedicalScholarlyArticle",
    "ScholarlyArticle",
    "NewsArticle",
    "BlogPosting",
    "TechArticle",
    "Report",
];

/// Those that are mostly parts of a page.
const SECTIONS: &[&str] = &["HealthTopicContent", "CreativeWork"];

/// Properties by which a page holds its questions, and by which a part names what holds it.
const HOLDS: &[&str] = &[
    "mainEntity",
    "hasPart",
    "itemListElement",
    "item",
    "mainContentOfPage",
];
const HELD_BY: &[&str] = &["isPartOf", "mainEntityOfPage"];

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

/// Aspects of health, without `HealthAspect`, that belong to a topic of another name.
const ASPECTS: &[(&str, &str)] = &[
    ("Treatments", "treatment"),
    ("LivingWith", "living"),
    ("SelfCare", "living"),
    ("RisksOrComplications", "complications"),
    ("Screening", "diagnosis"),
    ("SeeDoctor", "urgent"),
    ("SideEffects", "side-effects"),
    ("UsageOrSchedule", "usage"),
    ("Safety", "precautions"),
    ("Contagiousness", "causes"),
    ("Types", "overview"),
];

/// Words of a question, and of a condition's name in it, that are looked at.
const LONGEST_QUESTION: usize = 200;
const LONGEST_NAME: usize = 12;

/// So many items that hold each other are looked at for a question's page.
const MOST_HOLDERS: usize = 64;

/// So many answers to one question are compared for one that holds another.
const COMPARED: usize = 16;

/// A question, and what answers it.
struct Asked<'a> {
    /// The item that it is.
    item: usize,
    topic: Option<String>,
    question: String,
    answer: Vec<Value<'a>>,
    /// Several answers are rows of a list.
    list: bool,
    suggested_by: Option<Suggestion>,
    /// The condition of which this is a fact.
    condition: Option<usize>,
}

/// The items that describe a page, and its questions.
type Page<'a> = (Vec<usize>, Vec<Asked<'a>>);

/// The documents of a file. `suggestions` takes answers that were never accepted, too.
pub(super) fn documents(
    items: &Items<'_>,
    file: &str,
    head: &Head<'_>,
    suggestions: bool,
    notes: &mut Notes,
) -> Vec<Document> {
    let mut holders: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut by_address: HashMap<String, Vec<usize>> = HashMap::new();
    for item in items.all() {
        for held in HOLDS
            .iter()
            .flat_map(|property| items.things(item, property))
        {
            holders.entry(held).or_default().push(item);
        }
        for holder in HELD_BY
            .iter()
            .flat_map(|property| items.things(item, property))
        {
            holders.entry(item).or_default().push(holder);
        }
        if items.is(item, PAGES) {
            let subjects = ["about", "mentions"]
                .iter()
                .flat_map(|property| items.things(item, property));
            for subject in subjects.filter(|subject| items.is(*subject, CONDITIONS)) {
                holders.entry(subject).or_default().push(item);
            }
        }
    }
    let conditions = items.all().filter(|item| items.is(*item, CONDITIONS));
    let facts: HashSet<usize> = conditions
        .flat_map(|item| {
            FACTS
                .iter()
                .flat_map(move |(property, ..)| items.things(item, property))
        })
        .collect();
    let mut reader = Reader {
        items,
        facts,
        file,
        head,
        holders,
        by_address: HashMap::new(),
        conditions: Conditions::default(),
        suggestions,
        notes,
    };
    for item in items.all() {
        if items.is(item, PAGES) {
            let own = [reader.line(item, &["url"]), items.id(item).to_owned()];
            let own = own
                .iter()
                .map(|own| same_page(own))
                .find(|own| !own.is_empty());
            by_address
                .entry(own.unwrap_or_default())
                .or_default()
                .push(item);
        }
        if items.is(item, CONDITIONS)
            && !reader.facts.contains(&item)
            && let Some(condition) = reader.condition(item)
        {
            reader.conditions.add(condition);
        }
    }
    reader.by_address = by_address;
    let mut pages: BTreeMap<Vec<usize>, Vec<Asked<'_>>> = BTreeMap::new();
    for asked in reader.asked() {
        pages
            .entry(reader.pages(asked.item))
            .or_default()
            .push(asked);
    }
    let pages = reader.joined(pages);
    let several = pages.len() > 1;
    let mut documents = Vec::new();
    for (at, (pages, asked)) in pages.into_iter().enumerate() {
        documents.extend(reader.page(&pages, asked, at, several));
    }
    reader
        .notes
        .changes
        .add_many(Change::TooDeep, items.too_deep);
    documents
}

struct Reader<'r, 'a> {
    items: &'r Items<'a>,
    file: &'r str,
    head: &'r Head<'r>,
    /// Items that are told of a condition, and not for themselves.
    facts: HashSet<usize>,
    /// The items that hold an item.
    holders: HashMap<usize, Vec<usize>>,
    /// The pages of an address.
    by_address: HashMap<String, Vec<usize>>,
    conditions: Conditions,
    suggestions: bool,
    notes: &'r mut Notes,
}

impl<'a> Reader<'_, 'a> {
    /// All questions of the file, in their order.
    fn asked(&mut self) -> Vec<Asked<'a>> {
        let mut all = Vec::new();
        for item in self.items.all() {
            if self.items.is(item, CONDITIONS) && !self.facts.contains(&item) {
                self.facts(item, &mut all);
            }
            if self.items.is(item, &["Question"]) {
                self.question(item, &mut all);
            }
            if let Some(aspect) = self.items.values(item, "hasHealthAspect").next() {
                self.section(item, &aspect, &mut all);
            }
        }
        all
    }

    fn question(&mut self, item: usize, all: &mut Vec<Asked<'a>>) {
        let question = self.line(item, &["name", "headline", "text"]);
        let asked = |answer, suggested_by| Asked {
            item,
            topic: None,
            question: question.clone(),
            answer,
            list: false,
            suggested_by,
            condition: None,
        };
        let accepted = self.items.values(item, "acceptedAnswer");
        let accepted: Vec<Value<'a>> = accepted.flat_map(|answer| self.texts(&answer)).collect();
        let offered: Vec<Value<'a>> = self.items.values(item, "suggestedAnswer").collect();
        if !accepted.is_empty() || offered.is_empty() {
            all.push(asked(accepted, None));
        }
        for answer in offered {
            let (name, votes) = match &answer {
                Value::Item(answer) => (
                    self.names(*answer, "author").join(", "),
                    self.votes(*answer),
                ),
                _ => (String::new(), None),
            };
            // Without a name, it must still be said to be a suggestion.
            let name = if name.is_empty() {
                "unknown author".to_owned()
            } else {
                name
            };
            if !self.suggestions {
                self.notes.changes.add(Change::Suggested);
            } else if votes.is_some_and(|votes| votes < 0) {
                self.notes.changes.add(Change::VotedDown);
            } else {
                let suggestion = Suggestion { name, votes };
                all.push(asked(self.texts(&answer), Some(suggestion)));
            }
        }
    }

    fn votes(&self, answer: usize) -> Option<i32> {
        let count = |property: &str| self.line(answer, &[property]).parse::<i32>().ok();
        let against = count("downvoteCount").unwrap_or(0);
        count("upvoteCount").map(|votes| votes.saturating_sub(against))
    }

    /// What an answer says: all of its parts.
    fn texts(&self, answer: &Value<'a>) -> Vec<Value<'a>> {
        let Value::Item(answer) = answer else {
            return vec![answer.clone()];
        };
        ["text", "articleBody", "description", CONTENT]
            .iter()
            .map(|property| self.one_language(*answer, property))
            .find(|texts| !texts.is_empty())
            .unwrap_or_default()
    }

    /// The texts of a property in one language: the page's, or the first.
    fn one_language(&self, item: usize, property: &str) -> Vec<Value<'a>> {
        let values: Vec<Value<'a>> = self.items.values(item, property).collect();
        let languages = || values.iter().filter_map(language_of);
        let own = languages().find(|own| primary(own) == primary(&self.head.language));
        let Some(chosen) = own.or_else(|| languages().next()).map(str::to_owned) else {
            return values;
        };
        let mut values = values;
        values.retain(|value| language_of(value).is_none_or(|own| own == chosen));
        values
    }

    /// A section on an aspect of health, with the texts of its parts.
    fn section(&mut self, item: usize, aspect: &Value<'a>, all: &mut Vec<Asked<'a>>) {
        let aspect = match aspect {
            Value::Item(aspect) => self.items.id(*aspect).to_owned(),
            value => line(value),
        };
        let aspect = aspect.rsplit(['/', '#', ':']).next().unwrap_or("");
        let aspect = aspect.strip_suffix("HealthAspect").unwrap_or(aspect);
        let topic = ASPECTS.iter().find(|(word, _)| *word == aspect);
        let topic = topic.map_or_else(|| spaced(aspect), |(_, topic)| (*topic).to_owned());
        let mut question = self.line(item, &["headline", "name"]);
        if question.is_empty() {
            let holders = self.holders.get(&item).into_iter().flatten();
            let mut names = holders.map(|holder| self.line(*holder, &["name", "headline"]));
            let name = names.find(|name| !name.is_empty()).unwrap_or_default();
            question = format!("{name}: {}", spaced(aspect));
        }
        let mut answer = Vec::new();
        self.parts(item, &mut vec![item], &mut answer);
        // A page that only says what its parts are about is no section itself.
        if !answer.is_empty() {
            all.push(Asked {
                item,
                topic: Some(topic),
                question,
                answer,
                list: false,
                suggested_by: None,
                condition: None,
            });
        }
    }

    /// The texts of a section and of the parts below it that are no sections of their own.
    fn parts(&self, item: usize, seen: &mut Vec<usize>, answer: &mut Vec<Value<'a>>) {
        let before = answer.len();
        answer.extend(self.one_language(item, "text"));
        for part in self.items.things(item, "hasPart") {
            if seen.contains(&part) || self.items.values(part, "hasHealthAspect").next().is_some() {
                continue;
            }
            seen.push(part);
            let heading = self.line(part, &["headline"]);
            if !heading.is_empty() {
                answer.push(Value::Text(
                    format!("<h3>{}</h3>", escaped(&heading)),
                    String::new(),
                ));
            }
            self.parts(part, seen, answer);
        }
        if answer.len() == before {
            answer.extend(self.one_language(item, "description"));
        }
    }

    fn facts(&mut self, item: usize, all: &mut Vec<Asked<'a>>) {
        let name = self.line(item, &["name"]);
        if name.is_empty() {
            return;
        }
        for (property, topic, pattern) in FACTS {
            let mut facts = Vec::new();
            for value in self.one_language(item, property) {
                let fact = match value {
                    Value::Item(fact) => {
                        let said = [
                            self.line(fact, &["name"]),
                            self.line(fact, &["description"]),
                        ];
                        let said: Vec<String> =
                            said.into_iter().filter(|text| !text.is_empty()).collect();
                        Value::Text(said.join(": "), String::new())
                    }
                    value => value,
                };
                facts.extend(Some(fact).filter(|fact| !line(fact).is_empty()));
            }
            if !facts.is_empty() {
                all.push(Asked {
                    item,
                    topic: Some((*topic).to_owned()),
                    question: pattern.replace("{}", &name::title(&name)),
                    list: facts.len() > 1,
                    answer: facts,
                    suggested_by: None,
                    condition: Some(item),
                });
            }
        }
    }

    /// The pages that an item is on, the nearest first. A page of another address is another page.
    fn pages(&self, item: usize) -> Vec<usize> {
        let mut seen = vec![item];
        let mut address = String::new();
        let mut at = 0;
        while let Some(item) = seen.get(at).copied() {
            at += 1;
            let mut add = |holder: usize| {
                let own = same_page(&self.line(holder, &["url"]));
                if seen.len() < MOST_HOLDERS
                    && !seen.contains(&holder)
                    && (address.is_empty() || own.is_empty() || own == address)
                {
                    seen.push(holder);
                    if address.is_empty() && self.items.is(holder, PAGES) {
                        address = own;
                    }
                }
            };
            for holder in self.holders.get(&item).into_iter().flatten() {
                add(*holder);
            }
        }
        if address.is_empty() {
            address = same_page(&self.head.canonical);
        }
        let mut found = seen;
        found.retain(|item| self.items.is(*item, PAGES));
        // A section is a page only where there is no other.
        if found.iter().any(|item| !self.items.is(*item, SECTIONS)) {
            found.retain(|item| !self.items.is(*item, SECTIONS));
        }
        if !address.is_empty() {
            for other in self.by_address.get(&address).into_iter().flatten() {
                if !found.contains(other) {
                    found.push(*other);
                }
            }
        }
        found
    }

    /// Pages with their questions. Those of which one holds no more items than the other are one page, and so are those
    /// that ask the same in two syntaxes.
    fn joined(&self, pages: BTreeMap<Vec<usize>, Vec<Asked<'a>>>) -> Vec<Page<'a>> {
        let mut joined: Vec<Page<'a>> = Vec::new();
        let mut by_item: HashMap<usize, usize> = HashMap::new();
        let mut by_question: HashMap<String, (usize, Syntax)> = HashMap::new();
        for (items, asked) in pages {
            let syntax = asked
                .first()
                .map(|asked| self.items.syntax(asked.item))
                .unwrap_or_default();
            let keys = || asked.iter().map(|asked| name::normalised(&asked.question));
            let twice =
                keys().find_map(|key| by_question.get(&key).filter(|(_, other)| *other != syntax));
            let within = items
                .iter()
                .find_map(|item| by_item.get(item))
                .filter(|at| {
                    let known = &joined[**at].0;
                    let (few, many) = if items.len() < known.len() {
                        (&items, known)
                    } else {
                        (known, &items)
                    };
                    few.iter().all(|item| many.contains(item))
                });
            let at = twice
                .map(|(at, _)| at)
                .or(within)
                .copied()
                .unwrap_or(joined.len());
            by_question.extend(keys().map(|key| (key, (at, syntax))));
            by_item.extend(items.iter().map(|item| (*item, at)));
            if at == joined.len() {
                joined.push(Page::default());
            }
            let page = &mut joined[at];
            page.0.extend(items);
            page.0.sort_unstable();
            page.0.dedup();
            page.1.extend(asked);
        }
        joined
    }

    /// The one value that all pages agree on that give it.
    fn agreed<T: PartialEq>(&mut self, values: Vec<T>) -> Option<T> {
        let mut values = values.into_iter();
        let first = values.next()?;
        let agreed = values.all(|value| value == first);
        self.notes.changes.add_if(Change::Disagree, !agreed);
        Some(first).filter(|_| agreed)
    }

    /// What the pages say in the first of the properties that they have.
    fn said<T>(&self, pages: &[usize], read: impl Fn(usize) -> Option<T>) -> Vec<T> {
        pages.iter().filter_map(|page| read(*page)).collect()
    }

    /// The date that pages give, or how it is printed where it is not clear.
    fn date(&mut self, pages: &[usize], property: &str) -> (Option<PartialDate>, String) {
        let values = pages
            .iter()
            .flat_map(|page| self.items.values(*page, property));
        let texts = values
            .map(|value| line(&value))
            .filter(|text| !text.is_empty());
        let mut dates = Vec::new();
        let mut unclear = None;
        for text in texts {
            match date::parse(&text) {
                Some(date) => dates.push(date),
                None => unclear = unclear.or(Some(text)),
            }
        }
        if let Some(unclear) = unclear {
            self.notes.changes.add(Change::Date);
            return (None, unclear);
        }
        (self.agreed(dates), String::new())
    }

    /// Questions with their places and their answers in Markdown, each once.
    fn answers(&mut self, asked: Vec<Asked<'a>>) -> Vec<(usize, Asked<'a>, String)> {
        let mut all = Vec::new();
        let mut known = HashSet::new();
        // The first answers to a question, and how they are written.
        let mut alike: HashMap<String, Vec<(Syntax, String)>> = HashMap::new();
        for (at, asked) in asked.into_iter().enumerate() {
            let mut parts: Vec<String> = Vec::new();
            for part in &asked.answer {
                let part = markdown(part, &mut self.notes.changes);
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            let answer = match asked.list {
                true => parts
                    .iter()
                    .map(|part| format!("- {}", part.replace('\n', "\n  ")))
                    .collect::<Vec<_>>()
                    .join("\n"),
                false => parts.join("\n\n"),
            };
            if asked.question.is_empty() || answer.is_empty() {
                let given = asked.answer.iter().any(|part| !is_blank(part));
                match given && !asked.question.is_empty() {
                    true => self.notes.damaged.push(format!(
                        "nothing can be seen of the answer to: {}",
                        asked.question
                    )),
                    false => self.notes.changes.add(Change::Missing),
                }
                continue;
            }
            let key = format!("{} {:?}", plain_words(&asked.question), asked.suggested_by);
            let words = format!(" {} ", plain_words(&answer));
            if !known.insert((key.clone(), words.clone())) {
                self.notes.changes.add(Change::Again);
                continue;
            }
            let first = alike.entry(key.clone()).or_default();
            if first.len() < COMPARED {
                first.push((self.items.syntax(asked.item), words.clone()));
            }
            all.push((at, asked, answer, key, words));
        }
        // Two ways to write one question often differ in how much of the answer they hold.
        all.retain(|(_, asked, _, key, words)| {
            let syntax = self.items.syntax(asked.item);
            let more = |(other, text): &(Syntax, String)| {
                *other != syntax && text != words && text.contains(words)
            };
            let again = alike.get(key).is_some_and(|first| first.iter().any(more));
            self.notes.changes.add_if(Change::Again, again);
            !again
        });
        all.into_iter()
            .map(|(at, asked, answer, ..)| (at, asked, answer))
            .collect()
    }

    /// The documents of one page: one for each condition.
    fn page(
        &mut self,
        pages: &[usize],
        asked: Vec<Asked<'a>>,
        at: usize,
        several: bool,
    ) -> Vec<Document> {
        let mut source = self.source(pages, several);
        let (last_updated, updated) = self.date(pages, "dateModified");
        let (published, unclear) = self.date(pages, "datePublished");
        let unclear = if last_updated.is_none() {
            unclear
        } else {
            String::new()
        };
        source.date_as_printed = if updated.is_empty() { unclear } else { updated };
        (source.last_updated, source.published) = (last_updated, published);
        let identity = match source.url.as_str() {
            "" => format!("{}#{at}", self.file),
            _ => format!("{source:?}"), // saved twice, it is one source
        };
        let (last_reviewed, next_review_due) = self.reviewed(pages);
        let reviewers = self.said(pages, |page| self.reviewer(page));
        let reviewed_by = self.agreed(reviewers);
        let mut languages = self.said(pages, |page| language(&self.language_of(page)));
        languages.extend(language(&self.head.language));
        languages.sort_by_key(|language| std::cmp::Reverse(language.len()));
        let most_exact = languages.first().cloned();
        let languages = languages
            .iter()
            .map(|language| primary(language).to_owned())
            .collect();
        let language = self.agreed(languages).and(most_exact).unwrap_or_default();
        let about = self.about(pages);
        let mut documents: Vec<(Option<String>, Document)> = Vec::new();
        for (at, asked, answer) in self.answers(asked) {
            let condition = match asked.condition {
                Some(own) => Some(name::key(&self.line(own, &["name"]))),
                None => self
                    .conditions
                    .of(&asked.question)
                    .or_else(|| about.clone()),
            };
            let unassigned = condition.is_none() && !self.conditions.by_key.is_empty();
            self.notes.changes.add_if(Change::Unassigned, unassigned);
            let entry = Entry {
                id: format!("{}-{}", source.id, at + 1),
                topic: match &asked.topic {
                    Some(topic) => self.notes.topics.of_type(topic),
                    None => self.notes.topics.of_question(&asked.question),
                },
                question: asked.question,
                answer,
                last_updated,
                last_reviewed,
                next_review_due,
                reviewed_by: reviewed_by.clone(),
                suggested_by: asked.suggested_by,
                ..Entry::default()
            };
            let at = documents.iter().position(|(other, _)| *other == condition);
            let at = at.unwrap_or_else(|| {
                let document = Document {
                    collection: source.id.clone(),
                    identity: identity.clone(),
                    source: source.clone(),
                    language: language.clone(),
                    condition: condition
                        .as_ref()
                        .and_then(|key| self.conditions.by_key.get(key))
                        .cloned(),
                    entries: Vec::new(),
                };
                documents.push((condition, document));
                documents.len() - 1
            });
            documents[at].1.entries.push(entry);
        }
        documents
            .into_iter()
            .map(|(_, document)| document)
            .collect()
    }

    fn source(&mut self, pages: &[usize], several: bool) -> Source {
        let mut addresses = self.said(pages, |page| whole(&self.line(page, &["url"])));
        if !several {
            addresses.extend(whole(&self.head.canonical));
        }
        if addresses.is_empty() {
            addresses = self.said(pages, |page| whole(&self.line(page, &["mainEntityOfPage"])));
        }
        if addresses.is_empty() {
            addresses = self.said(pages, |page| whole(self.items.id(page)));
        }
        let first = addresses.first().cloned();
        let addresses = addresses.iter().map(|address| same_page(address)).collect();
        let url = self.agreed(addresses).and(first).unwrap_or_default();
        let publishers = |property: &'static str| move |page: &usize| (*page, property);
        let names = |(page, property): (usize, &str)| {
            let names = self.names(page, property).join(", ");
            Some(names).filter(|names| !names.is_empty())
        };
        let mut found: Vec<String> = pages
            .iter()
            .map(publishers("publisher"))
            .filter_map(names)
            .collect();
        if found.is_empty() {
            found = pages
                .iter()
                .map(publishers("sourceOrganization"))
                .filter_map(names)
                .collect();
        }
        if found.is_empty() {
            let sites = pages
                .iter()
                .flat_map(|page| self.items.things(*page, "isPartOf"));
            let sites = sites.filter(|site| self.items.is(*site, &["WebSite"]));
            found = sites
                .map(|site| (site, "publisher"))
                .filter_map(names)
                .collect();
        }
        let publisher = self.agreed(found).unwrap_or_default();
        let authors = self.said(pages, |page| {
            Some(self.names(page, "author")).filter(|names| !names.is_empty())
        });
        let authors = self.agreed(authors).unwrap_or_default();
        let licenses = self.said(pages, |page| {
            Some(self.line(page, &["license"])).filter(|license| !license.is_empty())
        });
        let license = self.agreed(licenses).unwrap_or_default();
        let own = pages
            .iter()
            .map(|page| self.line(*page, &["headline", "name"]));
        let own = own
            .into_iter()
            .find(|title| !title.is_empty())
            .unwrap_or_default();
        let head = line(&Value::Html(self.head.title));
        let titles = if several { [own, head] } else { [head, own] };
        let file = self.file.rsplit(['/', '\\']).next().unwrap_or(self.file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let address = same_page(&url);
        let address = address.split('?').next().unwrap_or("");
        Source {
            id: name::slug(address, &name::slug(stem, "page")),
            title: titles
                .into_iter()
                .find(|title| !title.is_empty())
                .unwrap_or_else(|| stem.to_owned()),
            publisher,
            authors,
            license,
            url,
            ..Source::default()
        }
    }

    /// When pages were reviewed, and when they are to be again: a second date says that.
    fn reviewed(&mut self, pages: &[usize]) -> (Option<PartialDate>, Option<PartialDate>) {
        let pairs = self.said(pages, |page| {
            let dates = self.items.values(page, "lastReviewed");
            match dates
                .map(|value| date::parse(&line(&value)))
                .collect::<Vec<_>>()
                .as_slice()
            {
                [Some(last), Some(next)] if last < next => Some((*last, *next)),
                _ => None,
            }
        });
        match pairs.is_empty() {
            true => (self.date(pages, "lastReviewed").0, None),
            false => self.agreed(pairs).unzip(),
        }
    }

    fn reviewer(&self, page: usize) -> Option<Reviewer> {
        let name = self.names(page, "reviewedBy").join(", ");
        let by: Vec<usize> = self.items.things(page, "reviewedBy").collect();
        let role = match by.as_slice() {
            [one] => self.line(*one, &["jobTitle"]),
            _ => String::new(),
        };
        (!name.is_empty()).then_some(Reviewer { name, role })
    }

    fn language_of(&self, page: usize) -> String {
        let languages = self.items.values(page, "inLanguage");
        let languages: Vec<String> = languages
            .map(|value| match value {
                Value::Item(language) => self.line(language, &["alternateName", "name"]),
                value => line(&value),
            })
            .collect();
        match languages.as_slice() {
            [one] => one.clone(),
            _ => String::new(),
        }
    }

    /// The names of people or organisations. An address is no name.
    fn names(&self, item: usize, property: &str) -> Vec<String> {
        let names = self.items.values(item, property).map(|value| match value {
            Value::Item(thing) => self.line(thing, &["name", "legalName"]),
            value => line(&value),
        });
        names
            .filter(|name| !name.is_empty() && !name.contains("://"))
            .collect()
    }

    /// The first of the properties that has a text, as one line.
    fn line(&self, item: usize, properties: &[&str]) -> String {
        let mut texts = properties.iter().map(|property| {
            let values = self.one_language(item, property);
            let mut texts = values.iter().map(|value| match value {
                Value::Item(thing) => {
                    let address = self.items.id(*thing).to_owned();
                    Some(address)
                        .filter(|_| ADDRESSES.contains(property))
                        .unwrap_or_default()
                }
                value => line(value),
            });
            texts.find(|text| !text.is_empty()).unwrap_or_default()
        });
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The only condition that the pages are about.
    fn about(&self, pages: &[usize]) -> Option<String> {
        let subjects = pages.iter().flat_map(|page| {
            let about = ["about", "mainEntity"].into_iter();
            about.flat_map(|property| self.items.things(*page, property))
        });
        let subjects = subjects.filter(|item| self.items.is(*item, CONDITIONS));
        let mut keys = subjects.map(|item| name::key(&self.line(item, &["name"])));
        let first = keys.next().filter(|key| !key.is_empty())?;
        keys.all(|key| key == first).then_some(first)
    }

    fn condition(&self, item: usize) -> Option<Condition> {
        let name = self.line(item, &["name"]);
        let codes = self.items.things(item, "code").map(|code| Code {
            system: self.line(code, &["codingSystem"]),
            value: self.line(code, &["codeValue", "code"]),
            ..Code::default()
        });
        let names = self
            .items
            .values(item, "alternateName")
            .map(|name| line(&name));
        (!name.is_empty()).then(|| Condition {
            name: name::title(&name),
            alternate_names: names.filter(|name| !name.is_empty()).collect(),
            codes: codes
                .filter(|code| !code.system.is_empty() && !code.value.is_empty())
                .collect(),
            ..Condition::default()
        })
    }
}

/// Properties whose value may be an item that has only an address.
const ADDRESSES: &[&str] = &["url", "license", "mainEntityOfPage"];

/// The conditions that a file names.
#[derive(Default)]
struct Conditions {
    by_key: BTreeMap<String, Condition>,
    /// By their names as words: the names as they are written, and the keys.
    names: HashMap<String, Vec<(String, String)>>,
}

impl Conditions {
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
        let codes = condition.codes.into_iter();
        let new: Vec<_> = codes.filter(|code| !known.codes.contains(code)).collect();
        known.codes.extend(new);
    }

    /// The only condition that a question names.
    fn of(&self, question: &str) -> Option<String> {
        let spaced = name::normalised(question);
        let words: Vec<&str> = spaced.split(' ').take(LONGEST_QUESTION).collect();
        let mut named: Vec<(String, &String)> = Vec::new();
        for start in 0..words.len() {
            for end in start + 1..=words.len().min(start + LONGEST_NAME) {
                let own = words[start..end].join(" ");
                for (name, key) in self.names.get(&own).into_iter().flatten() {
                    // An abbreviation may be a word as well, and counts as it is written.
                    let mut written = question.split(|c: char| !c.is_alphanumeric() && c != '-');
                    if name.contains(char::is_lowercase) || written.any(|word| word == name) {
                        named.push((format!(" {own} "), key));
                    }
                }
            }
        }
        // Who names diabetes insipidus does not name diabetes.
        let whole = |own: &str| {
            let mut others = named.iter();
            !others.any(|(other, _)| other.len() > own.len() && other.contains(own))
        };
        let mut keys = named
            .iter()
            .filter(|(own, _)| whole(own))
            .map(|(_, key)| *key);
        let first = keys.next()?;
        keys.all(|key| key == first).then(|| first.clone())
    }
}

/// A value as Markdown.
fn markdown(value: &Value<'_>, changes: &mut Changes) -> String {
    let markdown = match value {
        Value::Text(text, _) => html::to_markdown(text, changes),
        // In a page, a line break is a blank. Only encoded HTML needs to be seen as text first.
        Value::Html(html) if html.contains('\n') && !html.contains("&lt;/") => {
            html::to_markdown(&format!("<div>{html}</div>"), changes)
        }
        Value::Html(html) => html::to_markdown(html, changes),
        Value::Item(_) => String::new(),
    };
    clean(&markdown).trim().to_owned()
}

fn is_blank(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text, _) => text.trim().is_empty(),
        Value::Html(html) => html.trim().is_empty(),
        Value::Item(_) => true,
    }
}

/// A value as one line of plain text; empty for an item.
fn line(value: &Value<'_>) -> String {
    let text = match value {
        Value::Text(text, _) => text,
        Value::Html(html) => *html,
        Value::Item(_) => return String::new(),
    };
    match text.contains(['<', '&', '\\']) {
        true => words(&html::to_line(text, &mut Changes::default())),
        false => words(&clean_line(text)),
    }
}

/// The language of a text that has one of its own.
fn language_of<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::Text(_, language) if !language.is_empty() => Some(language),
        _ => None,
    }
}

/// A language tag, if it is one.
fn language(text: &str) -> Option<String> {
    let text = text.trim().replace('_', "-");
    let sound = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (sound && (2..=3).contains(&primary(&text).len()) && text.len() <= 35).then_some(text)
}

fn primary(language: &str) -> String {
    language
        .split(['-', '_'])
        .next()
        .unwrap_or("")
        .to_ascii_lowercase()
}

/// An address that is whole.
fn whole(address: &str) -> Option<String> {
    let sound = address.starts_with("https://") || address.starts_with("http://");
    (sound && !address.contains(char::is_whitespace)).then(|| address.to_owned())
}

/// An address without what does not tell pages apart.
fn same_page(address: &str) -> String {
    let address = whole(address).unwrap_or_default();
    let address = address.split('#').next().unwrap_or("");
    let address = address.split("://").last().unwrap_or("");
    address
        .trim_start_matches("www.")
        .trim_end_matches('/')
        .to_owned()
}

/// `LivingWith` as `living with`.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    for char in name.chars() {
        if char.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(char.to_lowercase());
    }
    out
}

/// The words of a Markdown text, by which two texts are compared.
fn plain_words(markdown: &str) -> String {
    let text = crate::text::plain_text(markdown).to_lowercase();
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
