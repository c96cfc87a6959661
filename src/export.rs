//! Writes a library in the formats of other programs. Each format has a file here and a row in [`EXPORTERS`].
//!
//! A format goes through the selected answers (`job`) one by one and writes each at once, so that memory does not grow with
//! the library. It counts what it cannot express. Most formats write `record`s, flat JSON objects whose `fields` are listed.
//! The file or folder is written next to its destination and renamed when it is complete; nothing is overwritten.

mod bulk;
mod csv;
mod fields;
mod html;
mod job;
mod jsonld;
mod ndjson;
mod record;
mod sql;
mod zim;

use std::ops::ControlFlow;
use std::path::Path;

pub use job::{Error, Selection, Summary};

use crate::content::Progress;
use crate::library::Library;
use crate::model::Clock;

use job::Job;

/// A format that can be exported.
#[derive(Debug, Clone, Copy)]
pub struct Exporter {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it writes, in one line.
    pub about: &'static str,
    /// A destination, for the example in the list of formats.
    pub example: &'static str,
    write: fn(&mut Job<'_>) -> Result<(), Error>,
}

/// Every exporter.
pub const EXPORTERS: &[Exporter] = &[
    Exporter {
        name: "ndjson",
        about: "One JSON object per line and answer, for scripts and databases",
        example: "answers.ndjson",
        write: ndjson::write,
    },
    Exporter {
        name: "csv",
        about: "A sheet for spreadsheets that `import sheet` reads back",
        example: "answers.csv",
        write: csv::write,
    },
    Exporter {
        name: "postgresql",
        about: "A SQL script for PostgreSQL, with full-text search",
        example: "answers-postgresql.sql",
        write: sql::postgresql,
    },
    Exporter {
        name: "sqlite",
        about: "A SQL script for SQLite, with full-text search",
        example: "answers-sqlite.sql",
        write: sql::sqlite,
    },
    Exporter {
        name: "bulk",
        about: "A folder with bulk requests for OpenSearch or Quickwit",
        example: "answers-bulk",
        write: bulk::write,
    },
    Exporter {
        name: "jsonld",
        about: "A folder of JSON-LD (FAQPage) that `import faqpage` reads back",
        example: "answers-jsonld",
        write: jsonld::write,
    },
    Exporter {
        name: "html",
        about: "A folder of web pages for phones and paper, which Kiwix can serve",
        example: "site",
        write: html::write,
    },
];

impl Exporter {
    /// The exporter of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        EXPORTERS.iter().find(|exporter| exporter.name == name)
    }

    /// Writes the selected answers to `dest`, which must not exist yet (a folder may be empty). Stops when `progress` says
    /// so.
    pub fn run(
        &self,
        library: &Library,
        clock: Clock,
        selection: &Selection,
        dest: &Path,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Summary, Error> {
        let mut job = Job::new(library, clock, selection, dest, progress)?;
        let written = (self.write)(&mut job);
        // Names made from a damaged index may be refused by the file system: that is not the cause.
        if !library.damaged() {
            written?;
        }
        job.finish()
    }
}
