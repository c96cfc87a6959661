//! Each claim of an answer must name its source, and a source must not be cited for what it does not say.

use crate::content::claims::{claims, needlessly_cited};
use crate::content::raw::Position;
use crate::content::record::Record;
use crate::model::{Entry, EntryStatus, Kind};
use crate::text::lines::short;

use super::context::{Context, Note};

const HOW_TO_CITE: &str =
    "cite with [^source-id] behind it, or list what the whole answer rests on in `sources`";

pub(super) fn uncited_answer(entry: &Entry, context: &Context<'_>, notes: &mut Vec<Note>) {
    let own_advice = || {
        [&entry.short_answer, &entry.answer]
            .iter()
            .all(|text| claims(text).iter().all(|claim| claim.cited))
    };
    let cited = cites(context, &["short_answer", "answer", "sources"]);
    // The clinic's name is on its own texts: that says where they come from.
    let is_clinic = context.registry.clinic == Some(context.pack);
    if !is_clinic && entry.status == EntryStatus::Active && !cited && !own_advice() {
        notes.push(Note::at(
            "question",
            "the answer cites no source",
            HOW_TO_CITE,
        ));
    }
}

pub(super) fn uncited_claim(context: &Context<'_>, notes: &mut Vec<Note>) {
    match context.record {
        // Sources for the whole answer count for each claim; an answer without any has been reported as a whole.
        Record::Entry(entry) => {
            let cites_some = cites(context, &["short_answer", "answer"]);
            if cites_some && entry.sources.is_empty() && entry.status == EntryStatus::Active {
                note_uncited("short_answer", &entry.short_answer, notes);
                note_uncited("answer", &entry.answer, notes);
            }
        }
        Record::Condition(condition) => {
            for (at, text) in condition.takeaways.iter().enumerate() {
                note_uncited(&format!("takeaways.{at}"), text, notes);
            }
        }
        _ => {}
    }
}

pub(super) fn citation_on_own_advice(context: &Context<'_>, notes: &mut Vec<Note>) {
    for (path, text) in &context.texts.markdown {
        for paragraph in needlessly_cited(text) {
            notes.push(Note::new(
                first_words(path, text, &paragraph),
                format!("\"{}\" cites a source that does not say it", short(&paragraph)),
                "move what the source says to a paragraph of its own, and leave the citation out here",
            ));
        }
    }
}

/// Whether the record cites a source under one of these keys.
fn cites(context: &Context<'_>, keys: &[&str]) -> bool {
    context
        .texts
        .references
        .iter()
        .any(|reference| reference.to == Kind::Source && keys.contains(&reference.position.key()))
}

fn note_uncited(path: &str, text: &str, notes: &mut Vec<Note>) {
    for claim in claims(text).into_iter().filter(|claim| !claim.cited) {
        notes.push(Note::new(
            first_words(path, text, &claim.text),
            format!("\"{}\" names no source", short(&claim.text)),
            HOW_TO_CITE,
        ));
    }
}

/// Where a claim begins: as many of its first words as can be found in the Markdown.
fn first_words(path: &str, text: &str, claim: &str) -> Position {
    let spaces = claim.match_indices(' ').map(|(at, _)| at).take(8);
    let mut ends: Vec<usize> = spaces.chain([claim.len()]).collect();
    ends.sort_unstable_by(|a, b| b.cmp(a));
    let begins = ends.into_iter().map(|end| &claim[..end]);
    let found = begins.into_iter().find(|words| text.contains(words));
    match found {
        Some(words) => Position::of(path, text, words),
        None => Position::value(path),
    }
}
