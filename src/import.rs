//! Turns other collections into a library folder. Each format has a file here and a row in [`IMPORTERS`].
//!
//! `input` lists the files and unpacks archives. The format (`medquad`, `sheet`, ...) reads each file into a `document`: a
//! source, the condition it is about, and questions with answers in Markdown. `merge` finds the documents about one
//! condition, and `publish` gives ids and writes the library. `rows` and `columns` serve the formats with named fields.
//! A file that cannot be read is reported; the others are imported. To add a format, implement `document::Format`.

mod changes;
mod columns;
mod date;
mod document;
mod encoding;
mod faqpage;
mod html;
mod ids;
mod input;
mod jsonl;
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
mod rows;
mod sheet;
mod summary;
mod template;
mod topic;
mod xml;
mod zim;

use std::ops::ControlFlow;
use std::path::Path;

pub use changes::Change;
pub use summary::{Error, Skipped, Summary};
pub use template::template;

pub use crate::content::Progress;

use document::{Collected, Format};

use crate::content::Staging;
use crate::model::Column;

/// A format that can be imported.
#[derive(Debug, Clone, Copy)]
pub struct Importer {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it reads, in one line.
    pub about: &'static str,
    /// A command for it.
    pub example: &'static str,
    format: fn(Options) -> Box<dyn Format>,
}

/// What the user can choose for an import.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Imports answers of forums that were never accepted.
    pub suggestions: bool,
    /// Columns of a sheet or fields of objects, by heading, letter or name.
    pub columns: Vec<(Column, String)>,
}

/// Every importer.
pub const IMPORTERS: &[Importer] = &[
    Importer {
        name: "sheet",
        about: "Spreadsheets with a question and its answer in each row: CSV, TSV, XLSX, ODS",
        example: "clinfaq import sheet answers.xlsx my-library",
        format: |Options { columns, .. }| Box::new(sheet::Sheet { columns }),
    },
    Importer {
        name: "jsonl",
        about: "JSON or JSON Lines: objects with a question and an answer, or the form of SQuAD",
        example: "clinfaq import jsonl answers.jsonl my-library --question prompt --answer response",
        format: |Options { columns, .. }| Box::new(jsonl::Jsonl { columns }),
    },
    Importer {
        name: "medquad",
        about: "MedQuAD's XML: a folder, or its .tar.xz",
        example: "clinfaq import medquad MedQuAD.tar.xz medquad",
        format: |_| Box::new(medquad::MedQuad),
    },
    Importer {
        name: "html",
        about: "Saved web pages (also .mhtml) with questions and answers, described by schema.org or only shown",
        example: "clinfaq import html saved-pages my-library",
        format: web_pages,
    },
    Importer {
        name: "faqpage",
        about: "The same as html, also JSON-LD",
        example: "clinfaq import faqpage saved-pages my-library",
        format: web_pages,
    },
    Importer {
        name: "markdown",
        about: "Markdown files with questions as headings, and YAML or TOML front matter",
        example: "clinfaq import markdown notes my-library",
        format: |_| Box::new(markdown_files::MarkdownFiles),
    },
    Importer {
        name: "zim",
        about: "Articles of an offline encyclopedia (Kiwix), each as a condition with its sections",
        example: "clinfaq import zim wikimed.zim wikimed",
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
        example: "clinfaq import medlineplus mplus_topics.xml medlineplus",
        format: |_| Box::new(medlineplus::MedlinePlus),
    },
    Importer {
        name: "nhs",
        about: "Saved JSON of the NHS Website Content API: a folder of pages",
        example: "clinfaq import nhs saved-pages nhs",
        format: |_| Box::new(nhs::Nhs),
    },
    Importer {
        name: "orphadata",
        about: "Orphadata's product 1 (XML): names and identifiers of rare diseases, without answers",
        example: "clinfaq import orphadata en_product1.xml orphadata",
        format: |_| Box::new(orphadata::Orphadata),
    },
];

fn web_pages(Options { suggestions, .. }: Options) -> Box<dyn Format> {
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
        let staging = Staging::new(dest).map_err(Error::write(dest))?;
        if !staging.is_free().map_err(Error::write(dest))? {
            return Err(Error::Occupied(dest.to_owned()));
        }
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
        publish::publish(staging, &*format, collected, progress)
    }
}
