//! Reads a library for its pack: the manifest, and a line for each answer.

use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use crate::content::{Diagnostic, Place, Record, Scan, Severity, Writer, load, scan};
use crate::model::{Entry, Pack, PartialDate};
use crate::text::clean::clean_line;

use super::changes::Text;
use super::error::Error;

/// The longest question in the list of answers, in bytes.
const MAX_QUESTION: usize = 200;

/// What was found in a library.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) scan: Scan,
    pub(super) pack: Pack,
    pub(super) conditions: usize,
    pub(super) sources: usize,
    /// Topics, organisations, trials, medicines and the like.
    pub(super) others: usize,
    pub(super) newest: Option<PartialDate>,
    /// The answers, sorted by id.
    pub(super) texts: Vec<Text>,
    /// Errors in its files: how many, and the first of them.
    pub(super) errors: usize,
    pub(super) first_error: Option<Diagnostic>,
    /// Whether all of it was read.
    pub(super) is_whole: bool,
}

/// Reads a library; stops at more than `limit` tables, after which [`Contents::is_whole`] is false.
pub(super) fn read(place: Place, limit: usize) -> Result<Contents, Error> {
    let scan = scan(&[place]);
    if let Some((_, reason)) = scan.missing.first() {
        let what = format!(
            "cannot read the library `{}`: {reason}",
            scan.places[0].name()
        );
        return Err(Error::new(what, "name a folder that holds TOML files"));
    }
    let mut contents = Contents::default();
    let found = load(
        &scan,
        None,
        &mut |_, record| {
            contents.add(record);
            ControlFlow::Continue(())
        },
        &mut |progress| match progress.tables > limit {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        },
    );
    contents.is_whole = found.is_some();
    let found = found.unwrap_or_default();
    contents.errors = found.errors;
    let mut diagnostics = found.diagnostics.into_iter();
    contents.first_error = diagnostics.find(|one| one.severity == Severity::Error);
    contents.texts.sort_by(|a, b| a.id.cmp(&b.id));
    contents.scan = scan;
    Ok(contents)
}

impl Contents {
    fn add(&mut self, record: Record) {
        match record {
            Record::Pack(pack) => {
                let withdrawn = pack.withdrawn.iter().filter_map(|it| it.on);
                self.newest = self.newest.max(withdrawn.max());
                self.pack = pack;
            }
            Record::Condition(_) => self.conditions += 1,
            Record::Source(source) => {
                self.sources += 1;
                let dates = [source.published, source.last_updated, source.accessed];
                self.newest = dates.into_iter().fold(self.newest, Option::max);
            }
            Record::Entry(entry) => {
                let dates = [entry.last_updated, entry.last_reviewed];
                self.newest = dates.into_iter().fold(self.newest, Option::max);
                self.texts.push(text(entry));
            }
            _ => self.others += 1,
        }
    }
}

/// The line for an answer. Its hash covers what a reader reads, not who reviewed it and when.
fn text(entry: Entry) -> Text {
    let question = clean_line(&entry.question).into_owned();
    let end = question.floor_char_boundary(MAX_QUESTION);
    let id = entry.id;
    let read = Entry {
        question: entry.question,
        short_answer: entry.short_answer,
        answer: entry.answer,
        disagreements: entry.disagreements,
        certainty: entry.certainty,
        ..Entry::default()
    };
    let mut writer = Writer::new();
    writer.entry(&read);
    let digest = Sha256::digest(writer.finish().as_bytes());
    Text {
        id,
        hash: u64::from_be_bytes(std::array::from_fn(|at| digest[at])),
        question: question[..end].to_owned(),
    }
}

/// SHA-256 in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
