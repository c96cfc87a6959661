//! What is open: the packs, and where their index is.

use crate::index::{NoteOrd, NoteRecord, PackOrd};
use crate::library::{Library, Outdated, Storage};
use crate::model::Clock;
use crate::text::clean::clean_line;
use crate::text::{Block, BoxKind, Document, Span, counted};

use super::builder::{Builder, Fields, Page, heading, paragraph};
use super::clinic;
use super::trust::{clock_warning, warn};

/// What is open: the packs with their versions, licences and disclaimers, and where the index is.
pub fn library(library: &Library, clock: Clock) -> Page {
    let mut blocks: Vec<Block> = library.outdated().map(behind).into_iter().collect();
    blocks.extend(pack_details(library, clock));
    let mut kept = Builder::new(library, PackOrd(0), clock);
    clinic::kept_notes(&mut kept, None);
    let citations = kept.cited();
    blocks.extend(kept.into_blocks());
    blocks.push(heading("Together"));
    let mut fields = Fields::default();
    fields.text("Conditions", library.condition_count().to_string());
    fields.text("Answers", library.entry_count().to_string());
    fields.text("Sources", library.source_count().to_string());
    fields.text("Organisations", library.organization_count().to_string());
    fields.text("Trials", library.trial_count().to_string());
    fields.text("Medicines", library.medication_count().to_string());
    fields.add("Index", storage(library));
    fields.text("Program", concat!("clinfaq ", env!("CARGO_PKG_VERSION")));
    blocks.push(Block::Fields(fields.0));
    Page {
        crumbs: vec!["Library".to_owned()],
        title: library
            .packs()
            .iter()
            .map(|record| record.pack.title.as_str())
            .collect::<Vec<_>>()
            .join(" + "),
        trust: trust_lines(library),
        document: Document { blocks },
        citations,
        ..Page::default()
    }
}

/// The packs with their versions, licences and disclaimers.
pub fn pack_details(library: &Library, clock: Clock) -> Vec<Block> {
    let mut blocks = Vec::new();
    let packs = library.packs();
    let notes = (0..library.note_count()).map(|at| library.note(NoteOrd(at)));
    let notes: Vec<NoteRecord> = notes.collect();
    for (at, record) in packs.iter().enumerate() {
        let pack = &record.pack;
        blocks.push(heading(pack.title.clone()));
        let mut fields = Fields::default();
        if record.clinic {
            fields.text("Texts", "your clinic's own");
        }
        fields.text("Version", pack.version.clone());
        fields.text("Answers", record.entries.to_string());
        let notes = notes.iter().filter(|note| note.pack as usize == at).count();
        if notes > 0 {
            fields.text("Notes", notes.to_string());
        }
        if let Some(newest) = record.newest {
            fields.text("Newest date", newest.to_string());
        }
        if clock.is_wrong(record.newest) {
            fields.add("Clock", vec![clock_warning(clock)]);
        }
        fields.text("Publisher", pack.publisher.clone());
        fields.text("Licence", pack.license.clone());
        fields.text("Language", pack.language.clone());
        if let Some(months) = pack.review_after_months {
            let months = counted(months.into(), "month");
            fields.text("Overdue after", format!("{months} without a review"));
        }
        if !pack.withdrawn.is_empty() {
            let withdrawn = counted(pack.withdrawn.len(), "answer");
            fields.text("Withdrawn", withdrawn);
        }
        fields.text("Id", pack.id.clone());
        blocks.push(Block::Fields(fields.0));
        if !pack.disclaimer.is_empty() {
            blocks.push(paragraph(pack.disclaimer.clone()));
        }
    }
    blocks
}

/// Why this is not all that the files hold now, and what can be done.
fn behind(outdated: &Outdated) -> Block {
    let what =
        "This is the library as it was before; what its files hold now could not be taken in.";
    let why = clean_line(&outdated.why).into_owned();
    Block::Alert {
        kind: BoxKind::Warning,
        content: vec![
            paragraph(format!("{what} The reason: {why}.")),
            paragraph(format!("What to do: {}.", outdated.hint)),
        ],
    }
}

fn storage(library: &Library) -> Vec<Span> {
    match library.storage() {
        Storage::Disk(folder) => vec![Span::plain(
            clean_line(&folder.to_string_lossy()).into_owned(),
        )],
        Storage::Memory(reason) if reason.is_empty() => vec![in_memory()],
        Storage::Memory(reason) => {
            vec![
                in_memory(),
                Span::plain(format!(": {}", clean_line(reason))),
            ]
        }
    }
}

fn in_memory() -> Span {
    warn("in memory only")
}

fn trust_lines(library: &Library) -> Vec<Vec<Span>> {
    let mut parts = vec![Span::plain(format!(
        "{}, {}",
        counted(library.condition_count() as usize, "condition"),
        counted(library.entry_count() as usize, "answer")
    ))];
    if library.outdated().is_some() {
        parts.push(warn("not up to date"));
    }
    if matches!(library.storage(), Storage::Memory(_)) {
        parts.push(in_memory());
    }
    let problems = library.problem_count();
    if problems > 0 {
        let problems = counted(problems, "problem");
        parts.push(warn(problems));
    }
    vec![parts]
}
