//! MedQuAD: nine collections of the National Institutes of Health and the CDC as XML, one file per page.
//!
//! Four files are in an older form, with other names for the same things (`doc`, `pair`, `corpus`); they are read as well.

mod answer;
mod list;
mod question;
#[cfg(test)]
mod tests;

use crate::model::{Code, Condition, Entry, Pack, PartialDate, Source, SourceKind};

use super::changes::Change;
use super::document::{About, Document, Format, Notes};
use super::name;
use super::xml::Element;

/// The system of its identifiers.
const UMLS: &str = "UMLS";

/// What the licence asks for.
const ATTRIBUTION: &str = "Asma Ben Abacha and Dina Demner-Fushman: A Question-Entailment Approach to Question Answering. \
     BMC Bioinformatics 20, 511 (2019)";

const PAPER: &str =
    "https://bmcbioinformatics.biomedcentral.com/articles/10.1186/s12859-019-3119-4";

/// Who publishes a collection.
const PUBLISHERS: &str = include_str!("../../assets/import/medquad-publishers.txt");

/// The format.
#[derive(Debug, Default)]
pub(super) struct MedQuad;

impl Format for MedQuad {
    fn wants(&self, name: &str) -> bool {
        name.ends_with(".xml")
    }

    fn read(&self, _: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String> {
        let document = Page::parse(text)?.document(notes);
        let is_empty = document.entries.is_empty();
        Ok(Some(document).filter(|_| !is_empty).into_iter().collect())
    }

    fn about(&self, _: &str) -> About {
        About {
            pack: Pack {
                id: "medquad".to_owned(),
                title: "MedQuAD: questions and answers of the National Institutes of Health"
                    .to_owned(),
                version: "2019".to_owned(),
                language: "en".to_owned(),
                publisher: "Asma Ben Abacha and Dina Demner-Fushman".to_owned(),
                license: "CC-BY-4.0".to_owned(),
                disclaimer: format!(
                    "General information, not medical advice. MedQuAD gives no dates: an answer may be out of date. \
                     Based on MedQuAD ({ATTRIBUTION}), licence CC BY 4.0; cleaned and rearranged by clinfaq's importer."
                ),
                ..Pack::default()
            },
            attribution: Some(Source {
                id: "medquad".to_owned(),
                title: "A Question-Entailment Approach to Question Answering".to_owned(),
                publisher: "BMC Bioinformatics".to_owned(),
                kind: Some(SourceKind::Study),
                url: PAPER.to_owned(),
                authors: ["Asma Ben Abacha", "Dina Demner-Fushman"]
                    .map(str::to_owned)
                    .to_vec(),
                published: PartialDate::parse("2019").ok(),
                license: "CC-BY-4.0".to_owned(),
                note: "All of this library was taken from the collection described there."
                    .to_owned(),
                ..Source::default()
            }),
            codes_are_exact: true,
            without_date: "MedQuAD gives no dates",
        }
    }
}

/// A file, before cleaning.
#[derive(Debug, Default)]
struct Page {
    id: String,
    collection: String,
    url: String,
    focus: String,
    codes: Vec<String>,
    synonyms: Vec<String>,
    pairs: Vec<Pair>,
}

/// A question with its answer, before cleaning.
#[derive(Debug, Default)]
struct Pair {
    kind: String,
    question: String,
    answer: String,
}

impl Page {
    fn parse(text: &str) -> Result<Self, String> {
        let root = Element::parse(text)?;
        if !["document", "doc", "diseasefile"].contains(&root.name.as_str()) {
            let name = &root.name;
            return Err(format!("not a MedQuAD document: it begins with <{name}>"));
        }
        let mut page = Self {
            id: root.either(&["id", "docid", "fid"]).to_owned(),
            collection: root.either(&["source", "corpus"]).to_owned(),
            url: root.attribute("url").to_owned(),
            ..Self::default()
        };
        page.read(&root);
        match (page.id.as_str(), page.collection.as_str()) {
            ("", "") => Err("not a MedQuAD document: it has neither source nor id".to_owned()),
            ("", _) => Err("the document has no id".to_owned()),
            (_, "") => Err("the document names no source".to_owned()),
            _ => Ok(page),
        }
    }

    /// Takes what is in an element, and in those below it.
    fn read(&mut self, element: &Element) {
        for inner in element.elements() {
            if matches!(inner.name.as_str(), "qapair" | "pair") {
                self.pairs.push(Pair::default());
            }
            let text = inner.text();
            let trimmed = text.trim();
            match (inner.name.as_str(), self.pairs.last_mut()) {
                ("question", Some(pair)) => {
                    pair.kind = inner.attribute("qtype").to_owned();
                    pair.question = text;
                }
                ("answer", Some(pair)) => pair.answer = text,
                ("focus" | "doctitle-focus", _) if self.focus.is_empty() => {
                    self.focus = trimmed.to_owned();
                }
                ("cui", _) if !trimmed.is_empty() => self.codes.push(trimmed.to_owned()),
                ("synonym", _) if !trimmed.is_empty() => self.synonyms.push(trimmed.to_owned()),
                _ => self.read(inner),
            }
        }
    }

    fn document(self, notes: &mut Notes) -> Document {
        let mut one_line =
            |raw: &str| name::single_spaced(&answer::characters(raw, &mut notes.changes));
        let focus = one_line(&self.focus);
        let synonyms: Vec<String> = self.synonyms.iter().map(|it| one_line(it)).collect();
        let source = self.source(&focus);
        let names = std::iter::once(&focus).chain(&synonyms);
        let names: Vec<&str> = names.map(String::as_str).collect();
        let pairs = self.pairs.iter().zip(1..);
        let entries = pairs
            .filter_map(|(pair, position)| {
                let id = format!("{}-{position}", source.id);
                entry(pair, id, &names, notes)
            })
            .collect();
        let mut codes: Vec<Code> = Vec::new();
        for value in self.codes {
            if codes.iter().all(|known| known.value != value) {
                codes.push(Code {
                    system: UMLS.to_owned(),
                    value,
                    ..Code::default()
                });
            }
        }
        let condition = (!focus.is_empty()).then(|| Condition {
            name: focus.clone(),
            alternate_names: synonyms.clone(),
            codes,
            ..Condition::default()
        });
        Document {
            collection: self.collection,
            identity: match source.url.as_str() {
                "" => source.id.clone(),
                url => url.to_owned(),
            },
            source,
            condition,
            entries,
            ..Document::default()
        }
    }

    fn source(&self, focus: &str) -> Source {
        let publisher = name::rows(PUBLISHERS).find(|(short, _)| *short == self.collection);
        let name = publisher.map_or(self.collection.as_str(), |(_, name)| name);
        let own_name = format!("{} {}", self.collection, self.id);
        Source {
            id: name::slug(&own_name, "document"),
            title: match focus {
                "" => own_name,
                focus => name::title(focus),
            },
            publisher: name.to_owned(),
            kind: publisher
                .filter(|(short, _)| *short != "ADAM")
                .map(|_| SourceKind::Government),
            url: self.url.clone(),
            license: "CC-BY-4.0".to_owned(),
            ..Source::default()
        }
    }
}

fn entry(pair: &Pair, id: String, names: &[&str], notes: &mut Notes) -> Option<Entry> {
    let changes = &mut notes.changes;
    let question = answer::characters(&pair.question, changes);
    let question = question::clean(&question, names[0], changes);
    let answer = answer::clean(&pair.answer, &question, names, changes);
    let Some(answer) = answer.filter(|_| !question.is_empty()) else {
        changes.add(Change::Missing);
        return None;
    };
    let mut beginnings = LINKS_ONLY.iter();
    Some(Entry {
        id,
        topic: notes.topics.of_type(&pair.kind),
        question,
        also_asked: answer.also_asked.into_iter().collect(),
        links_only: beginnings.any(|beginning| answer.text.starts_with(beginning)),
        answer: answer.text,
        ..Entry::default()
    })
}

/// How answers begin that are only a list of addresses.
const LINKS_ONLY: &[&str] = &[
    "These resources address the diagnosis or management of",
    "These resources from MedlinePlus offer information about",
];
