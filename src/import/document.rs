//! What a format has to know, and what its files are read into.

use crate::content::MAX_TEXT;
use crate::model::{Condition, Entry, Pack, Source};
use crate::text::width;

use super::changes::Changes;
use super::encoding;
use super::ids::SourceIds;
use super::links;
use super::records::Record;
use super::summary::{Skipped, Summary};
use super::topic::Topics;

/// One page of a collection: where it is from, what it is about, its questions with answers.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The collection. Two of its pages are about two conditions, unless they have the same name.
    pub(super) collection: String,
    /// Documents of the same identity have the same source.
    pub(super) identity: String,
    /// The paths of its file in the collection: its own, and those that lead to it.
    pub(super) paths: Vec<String>,
    /// With its id. Without a title, there is none.
    pub(super) source: Source,
    /// Sources that the entries name by ids that [`SourceIds`] gave.
    pub(super) further_sources: Vec<Source>,
    /// BCP 47; empty if unknown.
    pub(super) language: String,
    /// The identity of the document that this one translates. Both are about one condition.
    pub(super) translates: String,
    /// Parts of it may be on other pages of its collection, too.
    pub(super) may_repeat: bool,
    /// Mostly without an id, related to the identities of documents; `None` if the questions are about no condition.
    pub(super) condition: Option<Condition>,
    /// Their ids are the part after the condition's, or empty; condition and source are filled in later.
    pub(super) entries: Vec<Entry>,
}

impl Document {
    /// Its sources.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> + Clone {
        let own = std::iter::once(&self.source).filter(|source| !source.title.is_empty());
        own.chain(&self.further_sources)
    }
}

/// What a format reports besides documents.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) topics: Topics,
    pub(super) changes: Changes,
    pub(super) source_ids: SourceIds,
    /// What to check in the file at hand, which was read.
    pub(super) remarks: Vec<String>,
    /// Other paths of the file at hand in its archive.
    pub(super) paths: Vec<String>,
    /// What its archive says about the file at hand.
    pub(super) archived: Option<Archived>,
    /// The archives that were read.
    pub(super) packs: Vec<Pack>,
    /// What comes before the first record of the file at hand, if it is read in records.
    pub(super) head: String,
    /// What is damaged in the file at hand, of which the rest was read.
    pub(super) damaged: Vec<String>,
}

/// What an archive says about one of its files.
#[derive(Debug, Default)]
pub(super) struct Archived {
    pub(super) title: String,
    /// The titles of files that only lead to this one.
    pub(super) other_names: Vec<String>,
    /// What it says about all of them: properties of schema.org with their values.
    pub(super) about: Vec<(&'static str, String)>,
}

/// A format.
pub(super) trait Format {
    /// Whether a file of this name, in lower case, is to be read.
    fn wants(&self, name: &str) -> bool;

    /// Whether a file with another name is to be read because it begins like this.
    fn recognises(&self, _head: &[u8]) -> bool {
        false
    }

    /// The elements of an XML file that are read one by one, because the file may be larger than memory. Without any, a
    /// file is read as a whole.
    fn records(&self) -> &'static [&'static str] {
        &[]
    }

    /// Maximum size of a file in bytes.
    fn max_size(&self) -> u64 {
        32 << 20
    }

    /// The documents of a file that may be other than text.
    fn read_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        notes: &mut Notes,
    ) -> Result<Vec<Document>, String> {
        let (text, remark) = encoding::decode(bytes);
        notes.remarks.extend(remark);
        self.read(name, &text, notes)
    }

    /// The documents of a text file or a record, or why there are none.
    fn read(&self, name: &str, text: &str, notes: &mut Notes) -> Result<Vec<Document>, String>;

    /// The collection as a whole; `id` is for those that have no better one.
    fn about(&self, id: &str) -> About;
}

/// What a format knows about its collection as a whole.
#[derive(Default)]
pub(super) struct About {
    pub(super) pack: Pack,
    /// A source that the licence asks to be named, though no single answer cites it.
    pub(super) attribution: Option<Source>,
    /// An identifier that only one condition has means exactly this condition.
    pub(super) codes_are_exact: bool,
    /// Why an answer may be without a date.
    pub(super) without_date: &'static str,
}

impl About {
    /// A collection of which nothing is known but what its files are.
    pub(super) fn unknown(id: &str, files: &str, without_date: &'static str) -> Self {
        Self {
            pack: Pack {
                id: id.to_owned(),
                title: format!("Imported {files}"),
                version: "1".to_owned(),
                disclaimer: format!(
                    "General information, not medical advice. Taken from {files}; each answer names its source if it has one."
                ),
                ..Pack::default()
            },
            without_date,
            ..Self::default()
        }
    }
}

/// The documents read so far, and what there is to say about them.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) documents: Vec<Document>,
    pub(super) notes: Notes,
    pub(super) summary: Summary,
}

impl Collected {
    /// Reads one file.
    pub(super) fn file(&mut self, format: &dyn Format, name: &str, bytes: &[u8]) {
        self.summary.files += 1;
        let read = format.read_bytes(name, bytes, &mut self.notes);
        let remarks = self.notes.remarks.drain(..).map(|reason| Skipped {
            name: name.to_owned(),
            reason,
        });
        self.summary.remarks.extend(remarks);
        self.take(name, read);
    }

    /// Reads one record of a file.
    pub(super) fn record(&mut self, format: &dyn Format, name: &str, record: &Record<'_>) {
        let text = encoding::decode_part(record.head, record.bytes);
        if record.position == 0 {
            self.notes.head = encoding::decode_part(record.head, record.head).into_owned();
        }
        let damaged = text.matches('\u{fffd}').count();
        let name = format!("{name}, record {}", record.position + 1);
        if damaged > 0 {
            let reason = format!("{damaged} damaged character(s), shown as \u{fffd}");
            let name = name.clone();
            self.summary.remarks.push(Skipped { name, reason });
        }
        let read = format.read(&name, &text, &mut self.notes);
        self.take(&name, read);
    }

    fn take(&mut self, name: &str, read: Result<Vec<Document>, String>) {
        for reason in self
            .notes
            .damaged
            .drain(..)
            .chain(read.as_ref().err().cloned())
        {
            self.summary.skip(name, reason);
        }
        let mut paths = std::mem::take(&mut self.notes.paths);
        paths.push(name.to_owned());
        for mut document in read.unwrap_or_default() {
            document.paths.clone_from(&paths);
            for entry in &mut document.entries {
                links::complete(&mut entry.answer, name);
            }
            // A terminology has conditions without questions.
            let only_condition = document.condition.is_some() && document.entries.is_empty();
            document.entries.retain(|entry| {
                let problem = problem(entry);
                if let Some(problem) = problem {
                    let reason = format!("{problem}: {}", entry.question);
                    self.summary.skip(name, reason);
                }
                problem.is_none()
            });
            if only_condition || !document.entries.is_empty() {
                self.summary.entries += document.entries.len();
                self.documents.push(document);
            }
        }
    }
}

/// Why a library would reject an entry.
fn problem(entry: &Entry) -> Option<&'static str> {
    let visible = |char: char| !char.is_whitespace() && width(char.encode_utf8(&mut [0; 4])) > 0;
    let texts = [&entry.question, &entry.answer, &entry.short_answer];
    if texts.iter().any(|text| text.len() > MAX_TEXT) {
        Some("left out a question whose answer is longer than the limit of 1 MB")
    } else if !texts[0].contains(visible) || !texts[1..].iter().any(|text| text.contains(visible)) {
        Some("left out a question or answer without visible characters")
    } else {
        None
    }
}
