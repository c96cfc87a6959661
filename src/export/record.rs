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

use crate::index::{EntryOrd, PackOrd};
use crate::model::{Disagreement, Freshness, Pack, Withdrawal};
use crate::page;
use crate::text::{Citations, Style, page_text, plain_text};

use super::job::Job;

/// The flat object.
pub(super) type Record = Map<String, Value>;

/// An answer.
pub(super) fn answer(job: &Job<'_>, ord: EntryOrd) -> Record {
    let library = job.library;
    let head = library.head(ord);
    let entry = library.body(ord).entry;
    let pack = library.pack(head.pack());
    let trust = page::entry(library, ord, job.clock).trust;
    let warnings = trust.into_iter().flatten();
    let warnings = warnings.filter(|span| span.style.has(Style::WARN));
    let warnings: Vec<String> = warnings.map(|span| span.text).collect();
    // Citations are numbered in the order in which a page shows them.
    let mut citations = Citations::default();
    let short_answer_text = page_text(&entry.short_answer, &mut citations);
    let answer_text = page_text(&entry.answer, &mut citations);
    let disagreements = entry.disagreements.iter();
    let disagreements = disagreements.map(|one| disagreement(one, &mut citations));
    let disagreement_text = disagreements.collect::<Vec<_>>().join("\n\n");
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
    let notes = head.notes.iter().map(|at| {
        let record = library.note(*at);
        let (note, pack) = (record.note, library.pack(PackOrd(record.pack)).pack.title);
        let origin = [
            note.author.as_str(),
            &pack,
            &note.last_updated.map_or(String::new(), |on| on.to_string()),
        ];
        let origin = origin
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        let is_outdated = note.is_outdated(&entry);
        let changed = if is_outdated {
            " The answer has changed since."
        } else {
            ""
        };
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
    let (notes, notes_text): (Vec<Value>, Vec<String>) = notes.unzip();
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
        "notes_text": notes_text.join("\n\n"),
        "sources": sources.collect::<Vec<_>>(),
        "status": status,
        "overdue_since": overdue_since.map(|since| since.to_string()),
        "warnings": warnings,
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

/// The sources' different statements, as plain text.
fn disagreement(disagreement: &Disagreement, citations: &mut Citations) -> String {
    let mut lines = vec![format!("Sources disagree: {}", disagreement.about)];
    for claim in &disagreement.claims {
        // The claim's own source is numbered first, as on the page.
        let number = (!claim.cite.is_empty()).then(|| citations.number(&claim.cite));
        let number = number.map_or(String::new(), |number| format!(" [{number}]"));
        let as_of = claim
            .as_of
            .map_or("no date".to_owned(), |date| format!("as of {date}"));
        let says = page_text(&claim.says, citations);
        lines.push(format!("- {says} ({as_of}){number}"));
    }
    lines.push(page_text(&disagreement.reading, citations));
    lines.join("\n").trim_end().to_owned()
}

/// One object with the fields of all, of which later ones count; without what is empty.
fn record<const N: usize>(parts: [Value; N]) -> Record {
    let mut record = Record::new();
    for part in parts {
        if let Value::Object(fields) = part {
            record.extend(fields);
        }
    }
    tidy(&mut record);
    record
}

/// Leaves out what is empty.
fn tidy(fields: &mut Record) {
    fields.retain(|_, value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => {
            items
                .iter_mut()
                .filter_map(Value::as_object_mut)
                .for_each(tidy);
            !items.is_empty()
        }
        Value::Object(fields) => {
            tidy(fields);
            !fields.is_empty()
        }
        Value::Bool(_) | Value::Number(_) => true,
    });
}
