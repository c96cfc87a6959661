//! Other people's collections -> a library folder: one file per format, and a row in [`IMPORTERS`].
//!
//! A format reads a file into documents: a source, the condition it is about, questions with answers in Markdown. The
//! rest is the same for all: documents about one condition are joined, ids are assigned, and the folder is written next
//! to its destination and renamed when it is complete. A file that cannot be read is reported; the others are imported.

mod changes;
mod date;
mod destination;
mod document;
mod encoding;
mod faqpage;
mod html;
mod input;
mod links;
mod markdown;
mod markdown_files;
mod medlineplus;
mod medquad;
mod merge;
mod name;
mod nhs;
mod orphadata;
mod publish;
mod records;
mod summary;
mod topic;
mod xml;
mod zim;

use std::ops::ControlFlow;
use std::path::Path;

pub use changes::Change;
pub use summary::{Error, Skipped, Summary};

pub use crate::content::Progress;

use destination::Destination;
use document::{Collected, Format};

/// A format that can be imported.
#[derive(Debug, Clone, Copy)]
pub struct Importer {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it reads, in one line.
    pub about: &'static str,
    format: fn(Options) -> Box<dyn Format>,
}

/// What is imported only on request.
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
        name: "html",
        about: "Saved web pages (also .mhtml) with questions and answers, described by schema.org or only shown",
        format: web_pages,
    },
    Importer {
        name: "faqpage",
        about: "The same as html, also JSON-LD",
        format: web_pages,
    },
    Importer {
        name: "markdown",
        about: "Markdown files with questions as headings, and YAML or TOML front matter",
        format: |_| Box::new(markdown_files::MarkdownFiles),
    },
    Importer {
        name: "zim",
        about: "Articles of an offline encyclopedia (Kiwix), each as a condition with its sections",
        format: |_| {
            Box::new(faqpage::FaqPage {
                suggestions: false,
                articles: true,
            })
        },
    },
    Importer {
        name: "medlineplus",
        about: "MedlinePlus's XML: health topics (English and Spanish), genetics summaries",
        format: |_| Box::new(medlineplus::MedlinePlus),
    },
    Importer {
        name: "nhs",
        about: "Saved JSON of the NHS Website Content API: a folder of pages",
        format: |_| Box::new(nhs::Nhs),
    },
    Importer {
        name: "orphadata",
        about: "Orphadata's product 1 (XML): names and identifiers of rare diseases, without answers",
        format: |_| Box::new(orphadata::Orphadata),
    },
];

fn web_pages(Options { suggestions }: Options) -> Box<dyn Format> {
    Box::new(faqpage::FaqPage {
        suggestions,
        articles: false,
    })
}

impl Importer {
    /// The importer of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        IMPORTERS.iter().find(|importer| importer.name == name)
    }

    /// Reads `source` and writes a library to the folder `dest`, which must be absent or empty. Stops when `progress`
    /// says so.
    pub fn run(
        &self,
        source: &Path,
        dest: &Path,
        options: Options,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Summary, Error> {
        let destination = Destination::new(source, dest)?;
        let format = (self.format)(options);
        let mut collected = Collected::default();
        input::read(source, &*format, &mut collected, progress)?;
        collected.summary.cleaned = collected.notes.changes.counts();
        if collected.documents.is_empty() {
            return Err(Error::Nothing {
                path: source.to_owned(),
                summary: Box::new(collected.summary),
            });
        }
        publish::publish(destination, &*format, collected, progress)
    }
}
