//! Other people's collections -> a library folder: one file a format, and a row in [`IMPORTERS`].
//!
//! A format reads a file into documents: a source, the condition it is about, questions with answers in Markdown. What
//! follows is the same for all: documents about one condition are joined, ids are given, and the folder is written
//! beside its place and moved there when it is whole. Answers pass through a file of their own on the way, so that
//! memory holds names and addresses only. A file that cannot be read costs itself alone.

mod answer;
mod date;
mod decode;
mod document;
mod escape;
mod faqpage;
mod folder;
mod html;
mod input;
mod list;
mod markdown;
mod medquad;
mod merge;
mod name;
mod publish;
mod question;
mod repeat;
mod spool;
mod summary;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod topic;

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub use summary::{Progress, Skipped, Summary};
pub use tally::Dirt;

use crate::content::MAX_TEXT;
use crate::model::Entry;
use crate::text::width;

use document::Format;
use spool::Spool;
use topic::Topics;

/// A format that can be imported.
#[derive(Debug, Clone, Copy)]
pub struct Importer {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it reads, in one line.
    pub about: &'static str,
    format: fn(Options) -> Box<dyn Format>,
}

/// What is imported on request only.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Answers of forums that were never accepted.
    pub suggestions: bool,
}

/// Every importer.
pub const IMPORTERS: &[Importer] = &[
    Importer {
        name: "medquad",
        about: "MedQuAD's XML: a folder, or its .tar.xz",
        format: |_| Box::new(medquad::MedQuad),
    },
    Importer {
        name: "faqpage",
        about: "Saved web pages or JSON-LD with questions and answers after schema.org",
        format: |options| {
            let Options { suggestions } = options;
            Box::new(faqpage::FaqPage { suggestions })
        },
    },
];

/// Why nothing was imported. Whatever was at the destination is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was to be imported cannot be opened.
    #[error("cannot read `{}`: {error}", path.display())]
    Source {
        /// Its path.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There is something at the destination.
    #[error("`{}` is not empty; nothing was written", .0.display())]
    Occupied(PathBuf),
    /// There are no questions with answers.
    #[error("no question with an answer was found in `{}`; nothing was written", path.display())]
    Nothing {
        /// What was read.
        path: PathBuf,
        /// What was found instead.
        summary: Box<Summary>,
    },
    /// The import was stopped.
    #[error("the import was stopped; nothing was written")]
    Stopped,
    /// The library cannot be written.
    #[error("cannot write `{}`: {error}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl Error {
    fn write(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self::Write {
            path: path.to_owned(),
            error,
        }
    }
}

impl Importer {
    /// The importer of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        IMPORTERS.iter().find(|importer| importer.name == name)
    }

    /// Reads `source` and writes a library to the folder `dest`, which must be absent or empty. Stops where `progress`
    /// says so.
    pub fn run(
        &self,
        source: &Path,
        dest: &Path,
        options: Options,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Summary, Error> {
        let folder = folder::Folder::beside(source, dest)?;
        let mut format = (self.format)(options);
        let mut gathered = Gathered::new(Spool::new(folder.path())?);
        input::each(source, &*format, &mut gathered, progress)?;
        if gathered.documents.is_empty() {
            gathered.summary.cleaned = gathered.tally.counts();
            return Err(Error::Nothing {
                path: source.to_owned(),
                summary: Box::new(gathered.summary),
            });
        }
        publish::publish(folder, &mut *format, gathered, progress)
    }
}

/// What the files hold, as far as they were read.
struct Gathered {
    /// Without their entries, which are in the spool.
    documents: Vec<spool::Spooled>,
    spool: Spool,
    topics: Topics,
    tally: tally::Tally,
    summary: Summary,
}

impl Gathered {
    fn new(spool: Spool) -> Self {
        Self {
            documents: Vec::new(),
            spool,
            topics: Topics::default(),
            tally: tally::Tally::default(),
            summary: Summary::default(),
        }
    }

    fn skip(&mut self, name: &str, reason: impl Into<String>) {
        self.summary.skipped.push(Skipped {
            name: name.to_owned(),
            reason: reason.into(),
        });
    }

    /// Reads one file.
    fn file(&mut self, format: &dyn Format, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.summary.files += 1;
        let (text, remark) = decode::text(bytes);
        self.summary.remarks.extend(remark.map(|reason| Skipped {
            name: name.to_owned(),
            reason,
        }));
        let mut notes = document::Notes {
            topics: &mut self.topics,
            tally: &mut self.tally,
            damaged: Vec::new(),
        };
        let read = format.read(name, &text, &mut notes);
        for reason in notes.damaged {
            self.skip(name, reason);
        }
        match read {
            Ok(documents) => {
                for mut document in documents {
                    let mut refused = Vec::new();
                    document.entries.retain(|entry| {
                        let reason = refusal(entry);
                        refused
                            .extend(reason.map(|reason| format!("{reason}: {}", entry.question)));
                        reason.is_none()
                    });
                    for reason in refused {
                        self.skip(name, reason);
                    }
                    if !document.entries.is_empty() {
                        self.summary.entries += document.entries.len();
                        self.documents.push(self.spool.put(document)?);
                    }
                }
            }
            Err(reason) => self.skip(name, reason),
        }
        Ok(())
    }
}

/// Why the library would refuse an entry.
fn refusal(entry: &Entry) -> Option<&'static str> {
    let seen = |char: char| !char.is_whitespace() && width(char.encode_utf8(&mut [0; 4])) > 0;
    if entry.answer.len().max(entry.question.len()) > MAX_TEXT {
        Some("a question whose answer is longer than 1 MB, which no library may hold")
    } else if !entry.answer.contains(seen) || !entry.question.contains(seen) {
        Some("a question or answer of which nothing can be seen")
    } else {
        None
    }
}
