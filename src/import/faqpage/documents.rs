//! Items -> documents: the questions of a file, on the page that each is on, about the condition that each is about.

use std::collections::HashMap;

use super::conditions::Conditions;
use super::exported::{self, Exported};
use super::items::{Items, Value};
use super::markup::Head;
use super::metadata::MetadataReader;
use super::pages;
use super::questions::{Question, QuestionReader};
use super::values::{markdown, plain_words, source};
use crate::import::changes::Change;
use crate::import::document::{Document, Notes};
use crate::model::Entry;

/// Maximum number of answers to one question that are compared.
const MAX_COMPARED: usize = 16;

/// The documents of a file. `suggestions`: also takes answers that were never accepted.
pub(in crate::import) fn documents(
    items: &Items<'_>,
    file: &str,
    head: &Head,
    suggestions: bool,
    notes: &mut Notes,
) -> Vec<Document> {
    let holders = pages::holders(items);
    let conditions = Conditions::new(items);
    let reader = QuestionReader {
        items,
        holders: &holders,
        suggestions,
        changes: &mut notes.changes,
        found: Vec::new(),
    };
    let pages = pages::pages(items, &holders, &head.canonical, reader.read());
    let several = pages.len() > 1;
    let mut documents = Vec::new();
    for (number, page) in pages.into_iter().enumerate() {
        let reader = MetadataReader {
            items,
            page: &page.items,
            head,
            file,
            several,
            changes: &mut notes.changes,
        };
        let metadata = reader.read();
        let source = &metadata.source;
        let identity = match source.url.as_str() {
            "" => format!("{file}#{number}"),
            _ => format!("{source:?}"), // a page that was saved twice is one source
        };
        let subject = Conditions::subject_of(items, &page.items);
        // One document for each condition.
        let mut found: Vec<(Option<String>, Document)> = Vec::new();
        for (position, question, answer) in answers(items, page.questions, notes) {
            let condition = conditions
                .named_in(&question.text)
                .or_else(|| subject.clone());
            let unassigned = condition.is_none() && !conditions.is_empty();
            notes.changes.add_if(Change::Unassigned, unassigned);
            let own = exported::read(items, &page.items, question.item, notes);
            let own = own.unwrap_or_else(|| Exported {
                entry: Entry {
                    id: format!("{}-{}", source.id, position + 1),
                    topic: match &question.topic {
                        Some(topic) => notes.topics.of_type(topic),
                        None => notes.topics.of_question(&question.text),
                    },
                    question: question.text,
                    answer,
                    ..Entry::default()
                },
                cited: Vec::new(),
                library: source.clone(),
            });
            let identity = match own.cited.is_empty() && own.library == *source {
                true => identity.clone(),
                false => format!("{:?}", own.library),
            };
            let entry = Entry {
                last_updated: source.last_updated,
                last_reviewed: metadata.last_reviewed,
                next_review_due: metadata.next_review_due.or(own.entry.next_review_due),
                reviewed_by: metadata.reviewed_by.clone(),
                suggested_by: question.suggested_by,
                ..own.entry
            };
            let at = found.iter().position(|(other, _)| *other == condition);
            let at = at.unwrap_or_else(|| {
                let key = condition.as_deref();
                let document = Document {
                    collection: own.library.id.clone(),
                    identity,
                    source: own.library,
                    language: metadata.language.clone(),
                    condition: key.and_then(|key| conditions.get(key)).cloned(),
                    ..Document::default()
                };
                found.push((condition, document));
                found.len() - 1
            });
            found[at].1.entries.push(entry);
            found[at].1.further_sources.extend(own.cited);
        }
        documents.extend(found.into_iter().map(|(_, document)| document));
    }
    documents
}

/// Questions with their positions and their answers in Markdown, each once. A page that describes a question in two ways
/// often gives more of the answer in one of them.
fn answers<'a>(
    items: &Items<'a>,
    questions: Vec<Question<'a>>,
    notes: &mut Notes,
) -> Vec<(usize, Question<'a>, String)> {
    let mut all = Vec::new();
    // The words of the first answers to each question.
    let mut known: HashMap<String, Vec<String>> = HashMap::new();
    for (position, question) in questions.into_iter().enumerate() {
        let answer = match exported::answer(items, question.item) {
            Some(own) => own.concat(),
            None => converted(&question, notes),
        };
        if question.text.is_empty() || answer.is_empty() {
            let mut given = question.answer.iter();
            let invisible = given.any(|part| !source(part).trim().is_empty());
            if invisible && !question.text.is_empty() {
                let reason = format!("the answer has no visible text: {}", question.text);
                notes.damaged.push(reason);
            } else {
                notes.changes.add(Change::Missing);
            }
            continue;
        }
        let asked = plain_words(&question.text);
        let key = format!("{asked} {:?}", question.suggested_by);
        let words = format!(" {} ", plain_words(&answer));
        let known = known.entry(key.clone()).or_default();
        if known.contains(&words) {
            notes.changes.add(Change::Again);
            continue;
        }
        if known.len() < MAX_COMPARED {
            known.push(words.clone());
        }
        all.push((key, words, (position, question, answer)));
    }
    all.retain(|(key, words, (_, question, _))| {
        // Sections that a page shows may have the same heading for different groups of patients.
        let is_shown = matches!(question.answer.first(), Some(Value::Markdown(_)));
        let mut others = known[key].iter();
        let again = !is_shown && others.any(|other| other != words && other.contains(words));
        notes.changes.add_if(Change::Again, again);
        !again
    });
    all.into_iter().map(|(_, _, answer)| answer).collect()
}

/// The answer to a question in Markdown, each of its parts once.
fn converted(question: &Question<'_>, notes: &mut Notes) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in &question.answer {
        let part = markdown(part, &mut notes.changes);
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join("\n\n")
}
