//! MedQuAD: nine collections of the National Institutes of Health and the CDC as XML, one file a page.
//!
//! Four files are in an older form, with other names for the same things (`doc`, `pair`, `corpus`); they are read, too.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::model::{Code, Condition, Entry, Pack, Source, SourceKind};

use super::document::{Document, Format, Notes};
use super::tally::Dirt;
use super::{answer, html, name, question};

/// The system of its identifiers.
const UMLS: &str = "UMLS";

/// What the licence asks for.
const ATTRIBUTION: &str = "Asma Ben Abacha and Dina Demner-Fushman: A Question-Entailment Approach to Question Answering. \
     BMC Bioinformatics 20, 511 (2019)";

const PAPER: &str =
    "https://bmcbioinformatics.biomedcentral.com/articles/10.1186/s12859-019-3119-4";

/// Who publishes a collection.
const PUBLISHERS: &[(&str, &str)] = &[
    ("CancerGov", "National Cancer Institute (NCI)"),
    ("CDC", "Centers for Disease Control and Prevention (CDC)"),
    (
        "GARD",
        "Genetic and Rare Diseases Information Center (GARD)",
    ),
    ("GHR", "Genetics Home Reference (GHR)"),
    ("MPlusHealthTopics", "MedlinePlus"),
    ("MPlusDrugs", "MedlinePlus"),
    ("MPlusHerbsSupplements", "MedlinePlus"),
    ("ADAM", "A.D.A.M. Medical Encyclopedia"),
    ("NHLBI", "National Heart, Lung, and Blood Institute (NHLBI)"),
    (
        "NIDDK",
        "National Institute of Diabetes and Digestive and Kidney Diseases (NIDDK)",
    ),
    ("NIHSeniorHealth", "NIHSeniorHealth"),
    (
        "NINDS",
        "National Institute of Neurological Disorders and Stroke (NINDS)",
    ),
];

/// The format.
#[derive(Debug, Default)]
pub(super) struct MedQuad;

impl Format for MedQuad {
    fn wants(&self, name: &str) -> bool {
        name.ends_with(".xml")
    }

    fn read(&self, _: &str, text: &str, notes: &mut Notes<'_>) -> Result<Vec<Document>, String> {
        let page = Page::parse(text)?;
        Ok(vec![page.document(notes)])
    }

    fn pack(&self, _: &str) -> Pack {
        Pack {
            id: "medquad".to_owned(),
            title: "MedQuAD: questions and answers of the National Institutes of Health".to_owned(),
            version: "2019".to_owned(),
            language: "en".to_owned(),
            publisher: "Asma Ben Abacha and Dina Demner-Fushman".to_owned(),
            license: "CC-BY-4.0".to_owned(),
            disclaimer: format!(
                "General information, not medical advice. MedQuAD gives no dates: an answer may be out of date. \
                 After MedQuAD ({ATTRIBUTION}), licence CC BY 4.0; cleaned and rearranged by clinfaq's importer."
            ),
            ..Pack::default()
        }
    }

    fn attribution(&self) -> Option<Source> {
        Some(Source {
            id: "medquad".to_owned(),
            title: "A Question-Entailment Approach to Question Answering".to_owned(),
            publisher: "BMC Bioinformatics".to_owned(),
            kind: Some(SourceKind::Study),
            url: PAPER.to_owned(),
            authors: ["Asma Ben Abacha", "Dina Demner-Fushman"]
                .map(str::to_owned)
                .to_vec(),
            published: crate::model::PartialDate::parse("2019").ok(),
            license: "CC-BY-4.0".to_owned(),
            note: "All of this library was taken from the collection described there.".to_owned(),
            ..Source::default()
        })
    }

    fn identifies(&self) -> bool {
        true
    }

    fn without_date(&self) -> &'static str {
        "MedQuAD gives no dates"
    }
}

/// A file, as it stands.
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

/// A question with its answer, as it stands.
#[derive(Debug, Default)]
struct Pair {
    kind: String,
    question: String,
    answer: String,
}

impl Page {
    fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        // A bare & is dirt, not damage.
        reader.config_mut().allow_dangling_amp = true;
        let mut page = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut content = String::new();
        loop {
            let at = reader.buffer_position();
            let event = reader
                .read_event()
                .map_err(|error| format!("malformed XML: {error} (at byte {at})"))?;
            match event {
                Event::Start(tag) => {
                    let name = tag.local_name().as_ref().to_ascii_lowercase();
                    page.open(&name, &tag, open.is_empty())?;
                    open.push(name);
                    content.clear();
                }
                Event::Empty(tag) => {
                    let name = tag.local_name().as_ref().to_ascii_lowercase();
                    page.open(&name, &tag, open.is_empty())?;
                }
                Event::End(_) => {
                    let name = open.pop().unwrap_or_default();
                    page.close(&name, std::mem::take(&mut content));
                }
                Event::Text(text) => content.push_str(&text.xml10_content()),
                Event::CData(text) => content.push_str(&text.xml10_content()),
                Event::GeneralRef(name) => match name.resolve_char_ref() {
                    Ok(Some(char)) => content.push(char),
                    _ => content.push_str(&html::decode(&format!("&{};", &*name))),
                },
                Event::Eof if open.is_empty() => return page.whole(),
                Event::Eof => {
                    return Err(format!(
                        "malformed XML: it ends within <{}>",
                        open.last().map_or("", |name| name)
                    ));
                }
                _ => {}
            }
        }
    }

    fn open(&mut self, name: &str, tag: &BytesStart<'_>, root: bool) -> Result<(), String> {
        if root && !["document", "doc", "diseasefile"].contains(&name) {
            return Err(format!("not a MedQuAD document: it begins with <{name}>"));
        }
        if matches!(name, "qapair" | "pair") {
            self.pairs.push(Pair::default());
        }
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| format!("malformed XML: {error}"))?;
            let key = attribute.key.local_name().as_ref().to_ascii_lowercase();
            let value = html::decode(&attribute.value);
            let value = value.trim().to_owned();
            match (root, key.as_str()) {
                (true, "id" | "docid" | "fid") => self.id = value,
                (true, "source" | "corpus") => self.collection = value,
                (true, "url") => self.url = value,
                (false, "qtype") => {
                    if let Some(pair) = self.pairs.last_mut() {
                        pair.kind = value;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn close(&mut self, name: &str, content: String) {
        let trimmed = || content.trim().to_owned();
        match (name, self.pairs.last_mut()) {
            ("question", Some(pair)) => pair.question = content,
            ("answer", Some(pair)) => pair.answer = content,
            ("focus" | "doctitle-focus", _) if self.focus.is_empty() => self.focus = trimmed(),
            ("cui", _) if !content.trim().is_empty() => self.codes.push(trimmed()),
            ("synonym", _) if !content.trim().is_empty() => self.synonyms.push(trimmed()),
            _ => {}
        }
    }

    fn whole(self) -> Result<Self, String> {
        match (self.id.as_str(), self.collection.as_str()) {
            ("", "") => Err("not a MedQuAD document: neither source nor id".to_owned()),
            ("", _) => Err("the document has no id".to_owned()),
            (_, "") => Err("the document names no source".to_owned()),
            _ => Ok(self),
        }
    }

    fn document(self, notes: &mut Notes<'_>) -> Document {
        let focus = answer::one_line(&self.focus, notes.tally);
        let synonyms: Vec<String> = self
            .synonyms
            .iter()
            .map(|synonym| answer::one_line(synonym, notes.tally))
            .collect();
        let source = self.source(&focus);
        let names: Vec<&str> = std::iter::once(&focus)
            .chain(&synonyms)
            .map(String::as_str)
            .collect();
        let pairs = self.pairs.iter().enumerate();
        let entries = pairs
            .filter_map(|(at, pair)| entry(pair, at + 1, &source.id, &names, notes))
            .collect();
        let condition = (!focus.is_empty()).then(|| Condition {
            name: focus.clone(),
            alternate_names: synonyms.clone(),
            codes: codes(&self.codes, &source.id),
            ..Condition::default()
        });
        Document {
            collection: self.collection,
            identity: if source.url.is_empty() {
                &source.id
            } else {
                &source.url
            }
            .clone(),
            source,
            language: String::new(),
            condition,
            entries,
        }
    }

    fn source(&self, focus: &str) -> Source {
        let publisher = PUBLISHERS
            .iter()
            .find(|(short, _)| *short == self.collection);
        Source {
            id: name::slug(&format!("{} {}", self.collection, self.id), "document"),
            title: match focus {
                "" => format!("{} {}", self.collection, self.id),
                focus => name::title(focus),
            },
            publisher: publisher
                .map_or(self.collection.as_str(), |(_, name)| name)
                .to_owned(),
            kind: publisher
                .filter(|(short, _)| *short != "ADAM")
                .map(|_| SourceKind::Government),
            url: self.url.clone(),
            license: "CC-BY-4.0".to_owned(),
            ..Source::default()
        }
    }
}

fn entry(
    pair: &Pair,
    position: usize,
    source: &str,
    names: &[&str],
    notes: &mut Notes<'_>,
) -> Option<Entry> {
    let question = question::clean(&pair.question, names[0], notes.tally);
    let answer = answer::clean(&pair.answer, &question, names, notes.tally);
    let Some(answer) = answer.filter(|_| !question.is_empty()) else {
        notes.tally.add(Dirt::Missing);
        return None;
    };
    Some(Entry {
        id: format!("{source}-{position}"),
        topic: notes.topics.of_type(&pair.kind),
        question,
        also_asked: answer.asked.into_iter().collect(),
        links_only: LINKS_ONLY
            .iter()
            .any(|start| answer.text.starts_with(start)),
        answer: answer.text,
        ..Entry::default()
    })
}

/// How an answer begins that is only a list of addresses.
const LINKS_ONLY: &[&str] = &[
    "These resources address the diagnosis or management of",
    "These resources from MedlinePlus offer information about",
];

fn codes(values: &[String], source: &str) -> Vec<Code> {
    let code = |value: &String| Code {
        system: UMLS.to_owned(),
        value: value.clone(),
        cite: source.to_owned(),
        ..Code::default()
    };
    let mut codes: Vec<Code> = Vec::new();
    for value in values {
        if codes.iter().all(|known| known.value != *value) {
            codes.push(code(value));
        }
    }
    codes
}
