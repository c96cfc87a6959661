//! An answer as one flat JSON object, which `ndjson`, `bulk` and `sql` share.
//!
//! The fields are those of the library format, with Markdown as written; what is empty or not known is left out. Dates are
//! `2026-11-20`, `2026-11` or `2026`, as far as they are known. Added or changed are:
//!
//! - `condition_name`, `condition_names[]` (all of them), `condition_codes[]` (`ORPHA:2762`), `topic_title`
//! - `short_answer_text`, `answer_text`, `disagreement_text`: the same as plain text, with boxes, tables, and `[1]` for a
//!   citation
//! - `status`: `current`, `overdue` (with `overdue_since`), `no-date`, `clock-wrong` (this computer's date cannot be right, so
//!   no age is known), all as of `exported`; or `withdrawn`, which has `withdrawn_on`, `withdrawn_reason` and nothing of the
//!   answer
//! - `warnings[]`: what a reader must notice, in words: `overdue since 2025-05-01`, `source superseded`, `no sources`
//! - `sources[]`: as in the library format, with `number` and `cited_in_text`; `undefined` if the library lacks it
//! - `notes[]`: what a clinic or others add to the answer: `text` (Markdown), `author`, `last_updated`, `pack` (its title),
//!   `answer_changed` since the note was written; and `notes_text`
//! - `reviewed_by`, `reviewer_role`; `suggested_by`, `suggestion_votes`
//! - `pack`, `pack_title`, `pack_version`, `publisher`, `license`, `disclaimer`, `exported` (the day)

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::index::{EntryOrd, Head, PackOrd};
use crate::json::tidy_members;
use crate::library::Library;
use crate::model::{Disagreement, Entry, Freshness, Pack, Withdrawal};
use crate::page;
use crate::text::{Citations, page_text, plain_text};

use super::job::Job;

/// The flat object.
pub(super) type Record = Map<String, Value>;

/// An answer.
pub(super) fn answer(job: &Job<'_>, ord: EntryOrd) -> Record {
    let library = job.library;
    let head = library.head(ord);
    let entry = library.body(ord).entry;
    let pack = library.pack(head.pack());
    // Citations are numbered in the order in which a page shows them.
    let mut citations = Citations::default();
    let short_answer_text = page_text(&entry.short_answer, &mut citations);
    let answer_text = page_text(&entry.answer, &mut citations);
    let disagreement_text = disagreements(&entry, &mut citations);
    let in_text = citations.ids().len();
    for source in &entry.sources {
        citations.number(source);
    }
    let sources = citations.ids().iter().enumerate().map(|(at, id)| {
        let mut source = match library.find_source(head.pack(), id) {
            Some(ord) => json!(library.source(ord).source),
            None => json!({ "id": id, "undefined": true }),
        };
        source["number"] = (at + 1).into();
        source["cited_in_text"] = (at < in_text).into();
        source
    });
    let (notes, notes_text) = notes(library, &head, &entry);
    let (status, overdue_since) = match head.timeliness(&pack).freshness(job.clock) {
        Freshness::Current { .. } => ("current", None),
        Freshness::Overdue { since, .. } => ("overdue", Some(since)),
        Freshness::NoDate => ("no-date", None),
        Freshness::ClockWrong { .. } => ("clock-wrong", None),
    };
    let condition = head.condition.map(|ord| library.condition(ord).condition);
    let condition = condition.unwrap_or_default();
    let codes = condition.codes.iter();
    let codes = codes.map(|code| format!("{}:{}", code.system, code.value));
    let reviewer = entry.reviewed_by.clone().unwrap_or_default();
    let suggestion = entry.suggested_by.clone().unwrap_or_default();
    let languages = [entry.language.as_str(), &pack.pack.language, "en"];
    let language = languages.into_iter().find(|language| !language.is_empty());
    let added = json!({
        "condition_name": condition.name,
        "condition_names": condition.names().collect::<Vec<_>>(),
        "condition_codes": codes.collect::<Vec<_>>(),
        "topic_title": library.topic(head.topic()).topic.title,
        "short_answer_text": short_answer_text,
        "answer_text": answer_text,
        "disagreement_text": disagreement_text,
        "notes": notes,
        "notes_text": notes_text,
        "sources": sources.collect::<Vec<_>>(),
        "status": status,
        "overdue_since": overdue_since.map(|since| since.to_string()),
        "warnings": warnings(job, &head, &entry, &citations),
        "reviewed_by": reviewer.name,
        "reviewer_role": reviewer.role,
        "suggested_by": suggestion.name,
        "suggestion_votes": suggestion.votes,
        "language": language,
    });
    record([json!(entry), added, origin(job, &pack.pack)])
}

/// What is left of an answer that was taken back.
pub(super) fn withdrawal(job: &Job<'_>, pack: PackOrd, withdrawal: &Withdrawal) -> Record {
    let notice = json!({
        "id": withdrawal.entry,
        "status": "withdrawn",
        "withdrawn_on": withdrawal.on,
        "withdrawn_reason": withdrawal.reason,
    });
    record([notice, origin(job, &job.library.pack(pack).pack)])
}

/// Counts what belongs to conditions and has no place in the records of answers.
pub(super) fn count_lost(job: &mut Job<'_>) {
    let library = job.library;
    let conditions = job.selection.conditions(library).into_iter().flatten();
    let records: Vec<_> = conditions.map(|ord| library.condition(ord)).collect();
    let pages = records.iter().map(|record| &record.condition);
    let pages = pages.filter(|one| !one.summary.is_empty() || !one.takeaways.is_empty());
    job.lost("summaries and key points of conditions", pages.count());
    let genes = records.iter().map(|record| record.condition.genes.len());
    job.lost("genes of conditions", genes.sum());
    let organizations: BTreeSet<_> = records.iter().flat_map(|it| &it.organizations).collect();
    let trials: BTreeSet<_> = records.iter().flat_map(|it| &it.trials).collect();
    let medications: BTreeSet<_> = records.iter().flat_map(|it| &it.medications).collect();
    job.lost("organisations", organizations.len());
    job.lost("trials", trials.len());
    job.lost("medicines", medications.len());
}

fn origin(job: &Job<'_>, pack: &Pack) -> Value {
    json!({
        "pack": pack.id,
        "pack_title": pack.title,
        "pack_version": pack.version,
        "publisher": pack.publisher,
        "license": pack.license,
        "disclaimer": pack.disclaimer,
        "exported": job.clock.today.to_string(),
    })
}

/// What a reader must notice, in words.
pub(super) fn warnings(
    job: &Job<'_>,
    head: &Head,
    entry: &Entry,
    citations: &Citations,
) -> Vec<String> {
    let ids = citations.ids().iter();
    let sources: Vec<_> = ids
        .map(|id| job.library.find_source(head.pack(), id))
        .collect();
    page::warnings(job.library, head, entry, &sources, job.clock)
}

/// The notes on an answer, and all of them as plain text.
pub(super) fn notes(library: &Library, head: &Head, entry: &Entry) -> (Vec<Value>, String) {
    let notes = head.notes.iter().map(|at| {
        let record = library.note(*at);
        let (note, pack) = (record.note, library.pack(PackOrd(record.pack)).pack.title);
        let date = note.last_updated.map(|on| on.to_string());
        let mut origin = vec![note.author.clone(), pack.clone(), date.unwrap_or_default()];
        origin.retain(|text| !text.is_empty());
        let is_outdated = note.is_outdated(entry);
        let changed = match is_outdated {
            true => " The answer has changed since.",
            false => "",
        };
        let origin = origin.join(", ");
        let text = format!("Note ({origin}): {}{changed}", plain_text(&note.text));
        let note = json!({
            "text": note.text,
            "author": note.author,
            "last_updated": note.last_updated,
            "pack": pack,
            "answer_changed": is_outdated,
        });
        (note, text)
    });
    let (notes, texts): (Vec<Value>, Vec<String>) = notes.unzip();
    (notes, texts.join("\n\n"))
}

/// Where the sources disagree, as plain text.
pub(super) fn disagreements(entry: &Entry, citations: &mut Citations) -> String {
    let all: String = entry.disagreements.iter().map(disagreement).collect();
    page_text(&all, citations)
}

/// Where the sources disagree, as Markdown that can follow an answer.
pub(super) fn disagreement(disagreement: &Disagreement) -> String {
    let claims = disagreement.claims.iter().map(|claim| {
        let date = claim.as_of.map(|date| format!("as of {date}"));
        let date = date.unwrap_or_else(|| "no date".to_owned());
        let cite = match claim.cite.as_str() {
            "" => String::new(),
            id => format!("[^{id}]"),
        };
        format!("- {} ({date}){cite}\n", claim.says.trim())
    });
    format!(
        "\n\n### Sources disagree: {}\n\n{}\n{}",
        disagreement.about,
        claims.collect::<String>(),
        disagreement.reading.trim()
    )
}

/// One object with the fields of all parts, without empty ones. A later part overrides an earlier one.
fn record<const N: usize>(parts: [Value; N]) -> Record {
    let mut record = Record::new();
    for part in parts {
        if let Value::Object(fields) = part {
            record.extend(fields);
        }
    }
    tidy_members(&mut record);
    record
}
