//! Orphadata product 1: the names, identifiers and definitions of Orphanet's rare diseases. It has no questions, and is
//! meant to be opened with libraries that have.

use crate::model::{Code, CodeMatch, Condition, Pack, Source, SourceKind};

use super::changes::Change;
use super::document::{About, Document, Format, Notes};
use super::xml::Element;
use super::{date, html, name};

/// Where a disorder's definition is.
const DEFINITION: &str =
    "summaryinformationlist/summaryinformation/textsectionlist/textsection/contents";

/// The format.
#[derive(Debug, Default)]
pub(super) struct Orphadata;

impl Format for Orphadata {
    fn wants(&self, name: &str) -> bool {
        name.ends_with(".xml")
    }

    fn records(&self) -> &'static [&'static str] {
        &["Disorder"]
    }

    fn read(&self, _: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String> {
        let disorder = Element::parse(text)?;
        let document = document(&disorder, notes)?;
        Ok(document.into_iter().collect())
    }

    fn about(&self, _: &str) -> About {
        About {
            pack: Pack {
                id: "orphadata".to_owned(),
                title: "Orphadata: names, definitions and identifiers of rare diseases".to_owned(),
                language: "en".to_owned(),
                publisher: "Orphanet".to_owned(),
                disclaimer: "General information, not medical advice. Based on Orphadata (Orphanet, INSERM), \
                    www.orphadata.com; rearranged by clinfaq's importer."
                    .to_owned(),
                ..Pack::default()
            },
            ..About::default()
        }
    }
}

fn document(disorder: &Element, notes: &mut Notes) -> Result<Option<Document>, String> {
    let (code, name) = (disorder.line("orphacode"), disorder.line("name"));
    if code.is_empty() || name.is_empty() {
        return Err("a disorder without a code or a name".to_owned());
    }
    let (remark, name) = split_remark(&name);
    if remark.starts_with("OBSOL") {
        notes.changes.add(Change::Obsolete);
        return Ok(None);
    }
    let languages = disorder.all("name");
    let language = languages.first().map_or("", |name| name.attribute("lang"));
    let definition = disorder.html(DEFINITION);
    let kind = disorder.line("disordertype/name").to_lowercase();
    let mut codes = vec![Code {
        system: "ORPHA".to_owned(),
        value: code.clone(),
        fit: Some(CodeMatch::Exact),
        note: name::join([kind, remark.to_lowercase()]),
        ..Code::default()
    }];
    for reference in disorder.all("externalreferencelist/externalreference") {
        match external(reference) {
            Some(code) => codes.push(code),
            None => notes.changes.add(Change::WrongCode),
        }
    }
    let source = source(disorder, &code, name, &notes.head);
    let changes = &mut notes.changes;
    changes.add_if(Change::NoLicence, source.license.is_empty());
    Ok(Some(Document {
        collection: "Orphadata".to_owned(),
        identity: source.id.clone(),
        language: language.to_owned(),
        condition: Some(Condition {
            name: name.to_owned(),
            alternate_names: disorder.lines("synonymlist/synonym"),
            summary: html::to_markdown(&definition, changes),
            codes,
            ..Condition::default()
        }),
        source,
        ..Document::default()
    }))
}

/// What the file says about itself and about the disorder's page.
fn source(disorder: &Element, code: &str, title: &str, head: &str) -> Source {
    let head = Element::parse_beginning(head);
    let [copyright, version, date] = ["copyright", "version", "date"].map(|it| head.attribute(it));
    Source {
        id: format!("orpha-{}", name::slug(code, "code")),
        title: title.to_owned(),
        publisher: "Orphanet".to_owned(),
        kind: Some(SourceKind::Registry),
        url: disorder.line("expertlink"),
        // The file is a copy of what Orphanet had on that day; it does not say when each record last changed.
        accessed: date::parse(date),
        license: head.line("availability/licence/shortidentifier"),
        note: format!("{copyright}; Orphadata {version} {date}"),
        ..Source::default()
    }
}

/// A code of another terminology; `None` if Orphanet marks it as wrong.
fn external(reference: &Element) -> Option<Code> {
    let relation = reference.line("disordermappingrelation/name");
    let fit = match relation.split([' ', '(']).next().unwrap_or("") {
        "E" => Some(CodeMatch::Exact),
        // "Narrower to broader": the disorder is narrower than the code.
        "NTBT" => Some(CodeMatch::Broader),
        "BTNT" => Some(CodeMatch::Narrower),
        "ND" => Some(CodeMatch::Doubtful),
        "W" => return None,
        _ => None,
    };
    let assigned = reference.line("disordermappingicdrelation/name");
    let assigned = assigned.split(" (").next().unwrap_or("").to_lowercase();
    let status = reference.line("disordermappingvalidationstatus/name");
    let status = Some(status.to_lowercase()).filter(|status| status != "validated");
    Some(Code {
        system: reference.line("source"),
        value: reference.line("reference"),
        fit,
        note: name::join([assigned, status.unwrap_or_default()]),
        ..Code::default()
    })
}

/// `NON RARE IN EUROPE: Gout` -> what Orphanet remarks, and the name.
fn split_remark(name: &str) -> (&str, &str) {
    let is_remark = |text: &str| {
        text.len() > 6
            && text
                .chars()
                .all(|it| it.is_uppercase() || it.is_whitespace())
    };
    let parts = name.split_once(':');
    let parts = parts.map(|(remark, name)| (remark.trim(), name.trim()));
    parts
        .filter(|(remark, name)| is_remark(remark) && !name.is_empty())
        .unwrap_or(("", name))
}
