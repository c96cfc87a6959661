//! What tells answers apart that are asked alike.

use std::collections::HashMap;

use crate::index::{Body, EntryOrd, PackOrd};
use crate::library::Library;
use crate::model::Source;
use crate::text::{citations, plain_text};

pub(super) fn apart(library: &Library, entries: &[EntryOrd]) -> Vec<String> {
    let heads: Vec<_> = entries.iter().map(|entry| library.head(*entry)).collect();
    let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, head) in heads.iter().enumerate() {
        alike
            .entry(head.question.to_lowercase())
            .or_default()
            .push(at);
    }
    let mut apart = vec![String::new(); entries.len()];
    for group in alike.into_values().filter(|group| group.len() > 1) {
        let said: Vec<Said> = group.iter().map(|at| said(library, entries[*at])).collect();
        for (at, own) in group.iter().zip(&said) {
            let condition = heads[*at].condition;
            let others = group.iter().zip(&said).filter(|(other, _)| *other != at);
            let same_condition = others.filter(|(other, _)| heads[**other].condition == condition);
            let rivals: Vec<&Said> = same_condition.map(|(_, said)| said).collect();
            apart[*at] = match rivals.is_empty() {
                true => super::short_name(library, condition),
                false => telling(own, &rivals),
            };
        }
    }
    apart
}

/// What may tell an answer from others to the same question: its source's publisher, title, and last part of the address,
/// and how it begins.
type Said = [String; 4];

fn said(library: &Library, entry: EntryOrd) -> Said {
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

/// Of an answer, the most that a row shows.
const BEGINNING: usize = 60;

/// The first of these that no rival shares, else the first that not all share.
fn telling(own: &Said, rivals: &[&Said]) -> String {
    let differs = |at: &usize, rival: &Said| !own[*at].is_empty() && own[*at] != rival[*at];
    let from_all = (0..own.len()).find(|at| rivals.iter().all(|rival| differs(at, rival)));
    let from_any = (0..own.len()).find(|at| rivals.iter().any(|rival| differs(at, rival)));
    from_all
        .or(from_any)
        .map_or(String::new(), |at| own[at].clone())
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
