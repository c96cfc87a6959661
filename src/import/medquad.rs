//! MedQuAD: nine collections of the National Institutes of Health and the CDC as XML, one file per page.
//!
//! Four files are in an older form, with other names for the same things (`doc`, `pair`, `corpus`); they are read as well.

mod answer;
mod list;
mod question;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

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
        let root = Element::parse(text)?;
        if !["document", "doc", "diseasefile"].contains(&root.name.as_str()) {
            let name = &root.name;
            return Err(format!("not a MedQuAD document: it begins with <{name}>"));
        }
        let id = root.either(&["id", "docid", "fid"]);
        let collection = root.either(&["source", "corpus"]);
        if id.is_empty() || collection.is_empty() {
            return Err("not a MedQuAD document: it has no id, or names no source".to_owned());
        }
        let document = document(&root, collection, id, notes);
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

/// The page that a file holds.
fn document(root: &Element, collection: &str, id: &str, notes: &mut Notes) -> Document {
    let mut lines = |names: &[&str]| -> Vec<String> {
        let texts = root.descendants(names).into_iter().map(Element::text);
        let texts = texts.map(|raw| answer::characters(&raw, &mut notes.changes));
        let lines = texts.map(|text| name::single_spaced(&text));
        lines.filter(|line| !line.is_empty()).collect()
    };
    let focus = lines(&["focus", "doctitle-focus"]);
    let focus = focus.into_iter().next().unwrap_or_default();
    let synonyms = lines(&["synonym"]);
    let mut values = lines(&["cui"]);
    let mut known = HashSet::new();
    values.retain(|value| known.insert(value.clone()));
    let source = source(root, collection, id, &focus);
    let names = std::iter::once(&focus).chain(&synonyms);
    let names: Vec<&str> = names.map(String::as_str).collect();
    let pairs = root.descendants(&["qapair", "pair"]).into_iter().zip(1..);
    let entries = pairs.filter_map(|(pair, position)| {
        entry(pair, format!("{}-{position}", source.id), &names, notes)
    });
    let entries = entries.collect();
    let codes = values.into_iter().map(|value| Code {
        system: UMLS.to_owned(),
        value,
        ..Code::default()
    });
    let condition = (!focus.is_empty()).then(|| Condition {
        name: focus.clone(),
        alternate_names: synonyms.clone(),
        codes: codes.collect(),
        ..Condition::default()
    });
    Document {
        collection: collection.to_owned(),
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

fn source(root: &Element, collection: &str, id: &str, focus: &str) -> Source {
    let publisher = name::rows(PUBLISHERS).find(|(short, _)| *short == collection);
    let own_name = format!("{collection} {id}");
    Source {
        id: name::slug(&own_name, "document"),
        title: match focus {
            "" => own_name,
            focus => name::title(focus),
        },
        publisher: publisher.map_or(collection, |(_, name)| name).to_owned(),
        kind: publisher
            .filter(|(short, _)| *short != "ADAM")
            .map(|_| SourceKind::Government),
        url: root.attribute("url").to_owned(),
        license: "CC-BY-4.0".to_owned(),
        ..Source::default()
    }
}

fn entry(pair: &Element, id: String, names: &[&str], notes: &mut Notes) -> Option<Entry> {
    let changes = &mut notes.changes;
    let first = |name| pair.descendants(&[name]).into_iter().next();
    let text = |name| first(name).map_or_else(String::new, Element::text);
    let question = answer::characters(&text("question"), changes);
    let question = question::clean(&question, names[0], changes);
    let answer = answer::clean(&text("answer"), &question, names, changes);
    let Some(answer) = answer.filter(|_| !question.is_empty()) else {
        changes.add(Change::Missing);
        return None;
    };
    let kind = first("question").map_or("", |question| question.attribute("qtype"));
    let mut beginnings = LINKS_ONLY.iter();
    Some(Entry {
        id,
        topic: notes.topics.of_type(kind),
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
