//! What a list row shows of an answer in addition to its question: its condition, its freshness, and what distinguishes it from
//! others with the same question.

use std::collections::HashMap;

use crate::index::{Body, ConditionOrd, EntryOrd, Head, PackOrd, language_terms};
use crate::library::Library;
use crate::model::{Clock, EntryStatus, Freshness, Source};
use crate::text::{Span, Style, citations, plain_text};

use super::trust::{freshness, warn};

/// The short name of a condition for a list row; `General` for the questions of none.
pub fn short_name(library: &Library, condition: Option<ConditionOrd>) -> String {
    match condition {
        Some(ord) => library.condition_head(ord).into_short_name(),
        None => "General".to_owned(),
    }
}

/// Freshness in a few words for a list row: the date or `no date`, then the clinic's name for its own text, the language if it is
/// not the reader's, `note`, `overdue` or `age unknown`, `source in doubt`, `draft`; or only `withdrawn`. Warnings are styled.
pub fn mark(library: &Library, head: &Head, clock: Clock) -> Vec<Span> {
    if head.withdrawn {
        return vec![warn("withdrawn")];
    }
    let date = match head.last_updated {
        Some(date) => Span::styled(date.to_string(), Style::DIM),
        None => warn("no date"),
    };
    let age = match freshness(library, head, clock) {
        Freshness::Overdue { .. } => Some("overdue"),
        Freshness::ClockWrong { .. } => Some("age unknown"),
        Freshness::Current { .. } | Freshness::NoDate => None,
    };
    let pack = library.pack(head.pack());
    let clinic = pack.clinic.then(|| Span::plain(pack.pack.title));
    let language = library.is_foreign(&head.language);
    let language = language.then(|| Span::plain(language_terms(&head.language).remove(0)));
    let note = (!head.notes.is_empty()).then(|| Span::plain("note"));
    let source = head.shaken_source.then_some("source in doubt");
    let draft = (head.status == EntryStatus::Draft).then_some("draft");
    let mut spans = vec![date];
    let warnings = [age, source, draft].map(|text| text.map(warn));
    for span in [clinic, language, note]
        .into_iter()
        .chain(warnings)
        .flatten()
    {
        spans.push(Span::plain(if spans.len() == 1 { " " } else { ", " }));
        spans.push(span);
    }
    spans
}

/// For each entry of a list, what distinguishes it from the others that ask the same: the condition, else the publisher, the
/// title or the address of its first source, or how it begins. Empty where no other asks the same.
pub fn distinctions(library: &Library, entries: &[EntryOrd]) -> Vec<String> {
    let heads: Vec<_> = entries.iter().map(|entry| library.head(*entry)).collect();
    let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, head) in heads.iter().enumerate() {
        alike
            .entry(head.question.to_lowercase())
            .or_default()
            .push(at);
    }
    let mut distinctions = vec![String::new(); entries.len()];
    for group in alike.into_values().filter(|group| group.len() > 1) {
        let traits: Vec<_> = group
            .iter()
            .map(|at| traits(library, entries[*at]))
            .collect();
        for (at, own) in group.iter().zip(&traits) {
            let condition = heads[*at].condition;
            let others = group.iter().zip(&traits).filter(|(other, _)| *other != at);
            let rivals = others.filter(|(other, _)| heads[**other].condition == condition);
            let rivals: Vec<&Traits> = rivals.map(|(_, traits)| traits).collect();
            distinctions[*at] = match rivals.is_empty() {
                true => short_name(library, condition),
                false => distinguishing(own, &rivals),
            };
        }
    }
    distinctions
}

/// What may distinguish an answer from others to the same question: its source's publisher, title, and last part of the
/// address, and how it begins.
type Traits = [String; 4];

/// Maximum number of characters of an answer in a row.
const BEGINNING: usize = 60;

fn traits(library: &Library, entry: EntryOrd) -> Traits {
    let body = library.body(entry);
    let answer = match body.entry.short_answer.as_str() {
        "" => &body.entry.answer,
        short => short,
    };
    let paragraph = answer.split("\n\n").next().unwrap_or_default();
    let beginning = plain_text(paragraph).chars().take(BEGINNING).collect();
    let source = first_source(library, &body).unwrap_or_default();
    let address = source.url.trim_end_matches('/').rsplit('/').next();
    let address = address.unwrap_or_default().to_owned();
    [source.publisher, source.title, address, beginning]
}

/// The first of these that no rival shares, else the first that not all share.
fn distinguishing(own: &Traits, rivals: &[&Traits]) -> String {
    let differs = |at: usize, rival: &Traits| !own[at].is_empty() && own[at] != rival[at];
    let from_all = (0..own.len()).find(|at| rivals.iter().all(|rival| differs(*at, rival)));
    let from_any = || (0..own.len()).find(|at| rivals.iter().any(|rival| differs(*at, rival)));
    let found = from_all.or_else(from_any);
    found.map_or(String::new(), |at| own[at].clone())
}

/// The source that an entry cites first, else the first that it names.
fn first_source(library: &Library, body: &Body) -> Option<Source> {
    let cited = |text| citations(text).into_iter().map(|(_, id)| id);
    let mut ids = cited(&body.entry.short_answer)
        .chain(cited(&body.entry.answer))
        .chain(body.entry.sources.iter().cloned());
    let first = ids.find_map(|id| library.find_source(PackOrd(body.pack), &id))?;
    Some(library.source(first).source)
}
