//! MedlinePlus of the National Library of Medicine: the health topics in English and Spanish, and the genetics summaries.

use crate::model::{Code, Condition, Entry, Gene, Pack, PartialDate, Source, SourceKind};
use crate::text::{Block, Style};

use super::changes::{Change, Changes};
use super::document::{About, Document, Format, Notes};
use super::xml::Element;
use super::{date, html, markdown, name};

/// What the publisher asks for.
const ATTRIBUTION: &str = "Courtesy of MedlinePlus from the National Library of Medicine";

/// Parts of a genetics summary, with their topics and the questions they answer.
const ROLES: &[(&str, &str, &str)] = &[
    ("description", "overview", "What is {}?"),
    ("frequency", "prevalence", "How common is {}?"),
    ("causes", "causes", "What causes {}?"),
    ("inheritance", "inheritance", "How is {} inherited?"),
];

/// The format.
#[derive(Debug, Default)]
pub(super) struct MedlinePlus;

impl Format for MedlinePlus {
    fn wants(&self, name: &str) -> bool {
        name.ends_with(".xml")
    }

    fn records(&self) -> &'static [&'static str] {
        &[
            "health-topic",
            "health-condition-summary",
            "gene-summary",
            "chromosome-summary",
        ]
    }

    fn read(&self, _: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String> {
        let record = Element::parse(text)?;
        let document = match record.name.as_str() {
            "health-topic" => topic(&record, notes)?,
            "health-condition-summary" => genetics(&record, notes)?,
            _ => {
                notes.changes.add(Change::NoCondition);
                return Ok(Vec::new());
            }
        };
        if document.entries.is_empty() {
            notes.changes.add(Change::Missing);
            return Ok(Vec::new());
        }
        Ok(vec![document])
    }

    fn about(&self, _: &str) -> About {
        About {
            pack: Pack {
                id: "medlineplus".to_owned(),
                title: "MedlinePlus: health topics and genetics".to_owned(),
                language: "en".to_owned(),
                publisher: "National Library of Medicine".to_owned(),
                license: "public-domain".to_owned(),
                disclaimer: format!(
                    "General information, not medical advice. {ATTRIBUTION}; rearranged by clinfaq's importer, and not \
                     endorsed by its publisher."
                ),
                ..Pack::default()
            },
            without_date: "MedlinePlus does not say when the text last changed",
            ..About::default()
        }
    }
}

/// A health topic.
fn topic(record: &Element, notes: &mut Notes) -> Result<Document, String> {
    let title = html::line(record.attribute("title"));
    let url = record.attribute("url");
    if title.is_empty() {
        return Err("a topic without a title".to_owned());
    }
    let is_spanish = record.attribute("language").eq_ignore_ascii_case("spanish");
    let head = Element::parse_beginning(&notes.head);
    let id = name::slug(record.attribute("id"), &name::slug(&title, "x"));
    let source = Source {
        id: format!("topic-{id}"),
        published: american_date(record.attribute("date-created"), &mut notes.changes),
        // The file is a copy of what the site had on that day.
        accessed: american_date(head.attribute("date-generated"), &mut notes.changes),
        authors: record.lines("primary-institute"),
        ..source(&title, url)
    };
    let mut entries = Vec::new();
    let blocks = html::to_blocks(&record.html("full-summary"), &mut notes.changes);
    for (question, answer) in sections(blocks) {
        let topic = match &question {
            Some(question) => notes.topics.of_question(question),
            None => "overview".to_owned(),
        };
        let question = question.unwrap_or_else(|| match is_spanish {
            true => format!("¿Qué hay que saber sobre {title}?"),
            false => format!("What should I know about {title}?"),
        });
        entries.push(Entry {
            topic,
            question,
            answer,
            ..Entry::default()
        });
    }
    let others = record.all("site").len() + record.all("group").len();
    notes.changes.add_many(Change::Sites, others);
    let mut names = record.lines("also-called");
    names.extend(record.lines("see-reference"));
    let codes = record.all("mesh-heading/descriptor").into_iter();
    let codes = codes.map(|descriptor| code("MeSH", descriptor.attribute("id")));
    let original = record.all("language-mapped-topic").into_iter();
    let original = original.filter(|it| is_spanish && it.attribute("language") == "English");
    let related = record.all("related-topic").into_iter();
    let language = if is_spanish { "es" } else { "en" };
    Ok(Document {
        // Of one collection, two names never mean one condition.
        collection: format!("MedlinePlus {language}"),
        identity: identity(record),
        language: language.to_owned(),
        translates: original.map(identity).next().unwrap_or_default(),
        condition: Some(Condition {
            name: title,
            alternate_names: names,
            related: related.map(identity).collect(),
            codes: codes.collect(),
            ..Condition::default()
        }),
        source,
        entries,
        ..Document::default()
    })
}

/// A topic is referred to by its number.
fn identity(topic: &Element) -> String {
    format!("topic {}", topic.either(&["id", "url"]))
}

/// The questions among the headings of a summary, each with the text below it in Markdown. First what is below none.
fn sections(blocks: Vec<Block>) -> Vec<(Option<String>, String)> {
    let mut sections: Vec<(Option<String>, Vec<Block>)> = vec![(None, Vec::new())];
    // The section that text belongs to, and the level of its heading.
    let (mut current, mut level) = (0, 0);
    for block in blocks {
        match heading(&block) {
            Some((own, text)) if text.ends_with('?') => {
                (current, level) = (sections.len(), own);
                sections.push((Some(text), Vec::new()));
                continue;
            }
            Some((own, _)) if own <= level => current = 0,
            _ => {}
        }
        sections[current].1.push(block);
    }
    let written = sections.into_iter();
    let written = written.map(|(question, content)| (question, markdown::write(&content)));
    written.filter(|(_, answer)| !answer.is_empty()).collect()
}

/// The level and text of a heading, or of a line in bold.
fn heading(block: &Block) -> Option<(u8, String)> {
    let (level, spans) = match block {
        Block::Heading { level, content } => (*level, content),
        Block::Paragraph(content) if content.iter().all(|span| span.style.has(Style::STRONG)) => {
            (7, content)
        }
        _ => return None,
    };
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    Some((level, name::single_spaced(&text)))
}

/// A genetics summary about a condition.
fn genetics(record: &Element, notes: &mut Notes) -> Result<Document, String> {
    let title = record.line("name");
    if title.is_empty() {
        return Err("a summary without a name".to_owned());
    }
    let url = record.line("ghr-page");
    let id = match url.trim_end_matches('/').rsplit('/').next() {
        Some(last) if !last.is_empty() => last,
        _ => title.as_str(),
    };
    let reviewed = date::read(&record.line("reviewed"), &mut notes.changes);
    let source = Source {
        id: format!("genetics-{}", name::slug(id, "condition")),
        published: date::read(&record.line("published"), &mut notes.changes),
        ..source(&title, &url)
    };
    let mut entries = Vec::new();
    for text in record.all("text-list/text") {
        let role = text.line("text-role");
        let answer = html::to_markdown(&text.html("html"), &mut notes.changes);
        let known = ROLES.iter().find(|(known, ..)| *known == role);
        let (topic, question) = match known {
            Some((_, topic, pattern)) => ((*topic).to_owned(), pattern.replace("{}", &title)),
            None => (
                notes.topics.of_type(&role),
                format!("{}: {role}", name::title(&title)),
            ),
        };
        if !answer.is_empty() {
            entries.push(Entry {
                topic,
                question,
                answer,
                last_reviewed: reviewed,
                ..Entry::default()
            });
        }
    }
    let symbols = record.lines("related-gene-list/related-gene/gene-symbol");
    let genes = symbols.into_iter().map(|symbol| Gene {
        symbol,
        ..Gene::default()
    });
    let inheritance = record.lines("inheritance-pattern-list/inheritance-pattern/memo");
    let keys = record.all("db-key-list/db-key").into_iter();
    let codes = keys.map(|key| match key.line("db").as_str() {
        // Its numbers are those of UMLS.
        "GTR" => code("UMLS", &key.line("key")),
        system => code(system, &key.line("key")),
    });
    Ok(Document {
        collection: "MedlinePlus Genetics".to_owned(),
        identity: source.id.clone(),
        language: "en".to_owned(),
        condition: Some(Condition {
            name: title,
            alternate_names: record.lines("synonym-list/synonym"),
            inheritance: inheritance.join(", "),
            genes: genes.collect(),
            codes: codes.collect(),
            ..Condition::default()
        }),
        source,
        entries,
        ..Document::default()
    })
}

fn source(title: &str, url: &str) -> Source {
    Source {
        title: name::title(title),
        publisher: "MedlinePlus, National Library of Medicine".to_owned(),
        kind: Some(SourceKind::Government),
        url: url.to_owned(),
        license: "public-domain".to_owned(),
        ..Source::default()
    }
}

/// A code; the file does not say how well it fits.
fn code(system: &str, value: &str) -> Code {
    Code {
        system: system.to_owned(),
        value: value.to_owned(),
        ..Code::default()
    }
}

/// `07/21/2012 02:32:56`: the file's dates begin with the month.
fn american_date(text: &str, changes: &mut Changes) -> Option<PartialDate> {
    let day = text.split(' ').next().unwrap_or("");
    let date = jiff::civil::Date::strptime("%m/%d/%Y", day).ok();
    date.map_or_else(|| date::read(text, changes), |date| Some(date.into()))
}
