//! What tells answers apart that are asked alike.

use std::collections::HashMap;

use crate::index::{EntryOrd, PackOrd};
use crate::library::Library;
use crate::model::Source;
use crate::text::citations;

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
        let source = |at: &usize| first_source(library, entries[*at]).unwrap_or_default();
        let sources: Vec<Source> = group.iter().map(source).collect();
        for (at, source) in group.iter().zip(&sources) {
            let condition = heads[*at].condition;
            let others = group.iter().zip(&sources).filter(|(other, _)| *other != at);
            let same_condition = others.filter(|(other, _)| heads[**other].condition == condition);
            let rivals: Vec<&Source> = same_condition.map(|(_, source)| source).collect();
            apart[*at] = match rivals.is_empty() {
                true => super::short_name(library, condition),
                false => telling(source, &rivals),
            };
        }
    }
    apart
}

/// What tells a source from its rivals: the publisher, the title, or the last part of the address. The first of these that
/// no rival shares, else the first that not all share.
fn telling(source: &Source, rivals: &[&Source]) -> String {
    let address = |source: &Source| {
        let address = source.url.trim_end_matches('/');
        address.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let said = |source: &Source| {
        [
            source.publisher.clone(),
            source.title.clone(),
            address(source),
        ]
    };
    let rivals: Vec<_> = rivals.iter().map(|rival| said(rival)).collect();
    let own = said(source);
    let differs = |at: &usize, rival: &[String; 3]| !own[*at].is_empty() && own[*at] != rival[*at];
    let from_all = (0..own.len()).find(|at| rivals.iter().all(|rival| differs(at, rival)));
    let from_any = (0..own.len()).find(|at| rivals.iter().any(|rival| differs(at, rival)));
    from_all
        .or(from_any)
        .map_or(String::new(), |at| own[at].clone())
}

/// The source that an entry cites first, else the first that it names.
fn first_source(library: &Library, entry: EntryOrd) -> Option<Source> {
    let body = library.body(entry);
    let cited = |text| citations(text).into_iter().map(|(_, id)| id);
    let mut ids = cited(&body.entry.short_answer)
        .chain(cited(&body.entry.answer))
        .chain(body.entry.sources.iter().cloned());
    let first = ids.find_map(|id| library.find_source(PackOrd(body.pack), &id))?;
    Some(library.source(first).source)
}
