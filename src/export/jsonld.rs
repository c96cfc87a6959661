//! JSON-LD: a folder with a file for each condition, which the importer `faqpage` reads back. Every answer is a page of its own
//! (schema.org's `FAQPage`), because pages have dates, sources and a licence; its shape is that of `clinfaq show --json`.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};

use super::job::{Error, Job};
use super::record;
use crate::index::{ConditionOrd, EntryOrd};
use crate::library::Listed;
use crate::model::GENERAL;
use crate::text::Citations;

/// Writes the folder.
pub(super) fn write(job: &mut Job<'_>) -> Result<(), Error> {
    let mut open: Option<(Option<ConditionOrd>, BufWriter<File>)> = None;
    // Sources that the open file describes: further citations only refer to them.
    let mut described = HashSet::new();
    job.each(|job, ord| {
        let condition = job.library.condition_of(ord);
        if open.as_ref().is_some_and(|(about, _)| *about != condition) {
            described.clear();
        }
        let page = script(&page(job, ord, &mut described));
        match &mut open {
            Some((about, file)) if *about == condition => write!(file, ",\n{page}")?,
            other => {
                if let Some((_, file)) = other {
                    end(file)?;
                }
                let mut file = begin(job, condition)?;
                write!(file, "{page}")?;
                *other = Some((condition, file));
            }
        }
        Ok(())
    })?;
    if let Some((_, file)) = &mut open {
        end(file)?;
    }
    job.lost("notices of withdrawn answers", job.withdrawals.len());
    record::count_lost(job);
    Ok(())
}

fn begin(job: &Job<'_>, condition: Option<ConditionOrd>) -> io::Result<BufWriter<File>> {
    let condition = condition.map(|ord| job.library.condition(ord).condition);
    let id = condition
        .as_ref()
        .map_or(GENERAL, |condition| &condition.id);
    let mut file = job
        .staging
        .file_in_folder(&format!("answers-{id}.jsonld"))?;
    writeln!(file, r#"{{"@context": "https://schema.org", "@graph": ["#)?;
    if let Some(condition) = condition {
        let mut named = crate::json::named_condition(&condition);
        named["@id"] = node_id(&condition.id).into();
        writeln!(file, "{},", script(&named))?;
    }
    Ok(file)
}

fn end(file: &mut BufWriter<File>) -> io::Result<()> {
    writeln!(file, "\n]}}")?;
    file.flush()
}

/// As a name may be the same as the id, which would then be taken for a reference.
fn node_id(condition: &str) -> String {
    format!("condition:{condition}")
}

/// JSON that can be put into a web page: no text ends the element around it.
fn script(json: &Value) -> String {
    json.to_string().replace('<', "\\u003c")
}

/// The page of an answer.
fn page(job: &Job<'_>, ord: EntryOrd, described: &mut HashSet<String>) -> Value {
    let library = job.library;
    let (head, entry) = (library.head(ord), library.body(ord).entry);
    let pack = library.pack(head.pack()).pack.id;
    let mut page = crate::json::listed(library, Listed::Entry(ord), job.clock);
    page["@type"] = json!(["FAQPage", "MedicalWebPage"]);
    if head.condition.is_some() {
        page["about"] = json!({ "@id": node_id(&entry.condition) });
    }
    // The numbers of the sources are those of the page.
    let mut citations = Citations::default();
    let works = page["citation"].as_array_mut();
    for work in works.into_iter().flatten() {
        let id = work["@id"].as_str().unwrap_or_default();
        let id = id.strip_prefix("source:").unwrap_or_default();
        citations.number(id);
        // Two packs may have sources of the same id.
        let id = format!("source:{pack}/{id}");
        match described.insert(id.clone()) {
            true => work["@id"] = id.into(),
            false => *work = json!({ "@id": id }),
        }
        if let Some(members) = work.as_object_mut() {
            members.retain(|key, _| key != "position" && key != "clinfaq:citedInText");
        }
    }
    page["clinfaq:warnings"] = json!(record::warnings(job, &head, &entry, &citations));
    // A program that shows only the text of the answer must show these, too.
    let disagreements = record::disagreements(&entry, &mut citations);
    let (_, notes) = record::notes(library, &head, &entry);
    for kind in ["acceptedAnswer", "suggestedAnswer"] {
        let answer = page["mainEntity"].get_mut(kind);
        if let Some(Value::String(text)) = answer.and_then(|answer| answer.get_mut("text")) {
            for more in [&disagreements, &notes] {
                if !more.is_empty() {
                    text.push_str("\n\n");
                    text.push_str(more);
                }
            }
        }
    }
    page
}
