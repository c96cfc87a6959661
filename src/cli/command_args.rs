//! The arguments of each command.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;
#[cfg(any(feature = "import", feature = "export"))]
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;

use crate::dialog::WIDTHS;
#[cfg(feature = "export")]
use crate::export::{EXPORTERS, Exporter};
#[cfg(feature = "import")]
use crate::import::{IMPORTERS, Importer};
#[cfg(feature = "import")]
use crate::model::Column;
use crate::model::PartialDate;

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Read {
    /// Start with a search for these words
    pub(crate) words: Vec<OsString>,
    /// Width of a line in columns. Default: that of the terminal, but at most 72
    #[arg(long, value_name = "N", value_parser = width)]
    pub(crate) width: Option<usize>,
    /// Pause after this many lines until Enter is pressed; 0 never pauses
    #[arg(long, value_name = "N")]
    pub(crate) lines: Option<usize>,
}

fn width(text: &str) -> Result<usize, String> {
    let width = text.parse().ok().filter(|width| WIDTHS.contains(width));
    width.ok_or_else(|| format!("use a number from {} to {}", WIDTHS.start(), WIDTHS.end()))
}

#[derive(Debug, clap::Args)]
pub(crate) struct Search {
    /// What to search for. `condition:fop`, `topic:surgery`, `source:ifopa`, `pack:heterotopic-ossification`, `language:en` and
    /// `after:2024` filter; quotes keep words together
    #[arg(required_unless_present = "batch")]
    pub(crate) words: Vec<OsString>,
    /// Print at most this many answers
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) limit: u32,
    /// Print JSON with the terms of schema.org
    #[arg(long)]
    pub(crate) json: bool,
    /// Explain how the words were interpreted and how each answer was ranked
    #[arg(long, conflicts_with = "json")]
    pub(crate) explain: bool,
    /// Group the answers by condition
    #[arg(long, conflicts_with = "batch")]
    pub(crate) group: bool,
    /// Read lines `id<TAB>words` from FILE (`-` for standard input) and print lines `id<TAB>entry-id<TAB>rank<TAB>score`;
    /// with `--explain`, the parts of the score follow
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "json"])]
    pub(crate) batch: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// An id, a name, an abbreviation or a code, such as `poh/treatment-proven`, `poh` or `M61.1`; `condition:poh` says which
    /// kind is meant
    pub(crate) id: OsString,
    /// Compare it with another one: side by side from 120 columns on, otherwise one below the other
    #[arg(long, value_name = "ID", conflicts_with = "json")]
    pub(crate) compare: Option<OsString>,
    /// Print JSON with the terms of schema.org
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Handout {
    /// The ids of the answers, such as `fop/no-biopsy`
    #[arg(value_name = "ID", required = true)]
    pub(crate) ids: Vec<OsString>,
    /// Large type: 16 points in a web page; as text, fewer columns and lines for `lp -o cpi=7 -o lpi=4`
    #[arg(long)]
    pub(crate) large: bool,
    /// Take the translation into this language, such as `es`
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// Write a new file instead: a web page if its name ends in .html, otherwise text
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// What to list
    #[arg(value_enum)]
    pub(crate) what: Listing,
    /// Only what belongs to this condition, by id or name; `general` for questions that are not about a condition
    #[arg(long, value_name = "ID")]
    pub(crate) condition: Option<String>,
    /// Only what belongs to this topic
    #[arg(long, value_name = "ID")]
    pub(crate) topic: Option<String>,
    /// Print JSON with the terms of schema.org
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// Diseases, injuries and signs
    Conditions,
    /// Kinds of question
    Topics,
    /// Questions with their answers
    Entries,
    /// Where the answers come from
    Sources,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Changes {
    /// Only what changed on this day or later
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) since: Option<Date>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Bookmarks {
    /// Print them as a file that `--import` reads
    #[arg(long, conflicts_with_all = ["import", "json"])]
    pub(crate) export: bool,
    /// Add the bookmarks of FILE (`-` for standard input) to those that are there
    #[arg(long, value_name = "FILE")]
    pub(crate) import: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, clap::Args)]
#[command(mut_arg("today", |arg| arg.hide(false)))]
pub(crate) struct Check {
    /// The library's folder. Default: the libraries that the browser would open
    pub(crate) dir: Option<PathBuf>,
    /// Explain the kind of mistake with this name; without a name, list all kinds
    #[arg(long, value_name = "NAME", num_args = 0..=1, conflicts_with = "dir")]
    pub(crate) explain: Option<Option<String>>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// What to start
    #[arg(value_enum)]
    pub(crate) what: Beginning,
    /// Its id: `poh`, for an entry `poh/skin-care` or `general/opening-hours`
    pub(crate) id: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Edit {
    /// The answer's id, such as `poh/surgery`
    pub(crate) id: String,
    /// Edit the clinic's note on the answer instead, the first or the one with this number
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "1")]
    pub(crate) note: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Beginning {
    /// A disease, injury or sign
    Condition,
    /// A question with its answer; a draft at first
    Entry,
    /// Where answers come from
    Source,
    /// The clinic's words on an answer of any library
    Note,
}

#[cfg(feature = "import")]
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// The kind of collection; without it, all kinds are listed
    #[arg(value_parser = formats().try_map(|name| Importer::named(&name).ok_or("unknown format")))]
    pub(crate) format: Option<&'static Importer>,
    /// The folder, archive or file to read
    #[arg(value_name = "SRC", requires = "dest")]
    pub(crate) source: Option<PathBuf>,
    /// The folder to create; it must not exist yet, or be empty
    pub(crate) dest: Option<PathBuf>,
    /// Also import suggested answers from forum pages that were never accepted; each is marked as such
    #[arg(long)]
    pub(crate) suggestions: bool,
    /// Write an empty sheet with headings and an example to FILE, which ends in .xlsx: `import sheet --template FILE`
    #[arg(long, value_name = "FILE", conflicts_with = "source")]
    pub(crate) template: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) columns: Columns,
}

// Columns of a sheet. No doc comment: clap would take it for the description of `import`.
#[cfg(feature = "import")]
#[derive(Debug, clap::Args)]
#[command(
    next_help_heading = "Columns of a sheet or fields of JSON objects, by heading, letter or name"
)]
pub(crate) struct Columns {
    /// The column of the question
    #[arg(long, value_name = "COLUMN")]
    question: Option<String>,
    /// The column of the answer
    #[arg(long, value_name = "COLUMN")]
    answer: Option<String>,
    /// The column of the condition that the question is about
    #[arg(long, value_name = "COLUMN")]
    condition: Option<String>,
    /// The column of the topic
    #[arg(long, value_name = "COLUMN")]
    topic: Option<String>,
    /// The column of the source
    #[arg(long = "source", id = "source-column", value_name = "COLUMN")]
    source: Option<String>,
    /// The column of the source's address
    #[arg(long, value_name = "COLUMN")]
    link: Option<String>,
    /// The column of the day on which the answer was last updated
    #[arg(long, value_name = "COLUMN")]
    updated: Option<String>,
}

#[cfg(feature = "import")]
impl Columns {
    /// Those that were named.
    pub(crate) fn named(&self) -> Vec<(Column, String)> {
        let columns = [
            (Column::Question, &self.question),
            (Column::Answer, &self.answer),
            (Column::Condition, &self.condition),
            (Column::Topic, &self.topic),
            (Column::Source, &self.source),
            (Column::Link, &self.link),
            (Column::Updated, &self.updated),
        ];
        let named = columns.into_iter();
        named
            .filter_map(|(column, name)| Some((column, name.clone()?)))
            .collect()
    }
}

#[cfg(feature = "export")]
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// What to write; without it, the formats are listed
    #[arg(value_parser = export_formats().try_map(|name| Exporter::named(&name).ok_or("unknown format")))]
    pub(crate) format: Option<&'static Exporter>,
    /// The file or folder to create; it must not exist yet
    pub(crate) dest: Option<PathBuf>,
    /// Only answers about this condition, by id or name; `general` for questions that are not about a condition. Can be given
    /// more than once
    #[arg(long, value_name = "ID")]
    pub(crate) condition: Vec<String>,
    /// Only answers under this topic. Can be given more than once
    #[arg(long, value_name = "ID")]
    pub(crate) topic: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Index {
    /// Let all users of this computer read the index of this library, now and whenever it is built again
    #[arg(long)]
    pub(crate) share: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Config {
    /// Print only the path of the settings file
    #[arg(long)]
    pub(crate) path: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// The names of the formats, from the list of importers.
#[cfg(feature = "import")]
fn formats() -> PossibleValuesParser {
    let value = |importer: &Importer| PossibleValue::new(importer.name).help(importer.about);
    IMPORTERS.iter().map(value).collect::<Vec<_>>().into()
}

/// The names of the formats, from the list of exporters.
#[cfg(feature = "export")]
fn export_formats() -> PossibleValuesParser {
    let value = |exporter: &Exporter| PossibleValue::new(exporter.name).help(exporter.about);
    EXPORTERS.iter().map(value).collect::<Vec<_>>().into()
}

/// A full date.
pub(super) fn day(text: &str) -> Result<Date, String> {
    match PartialDate::parse(text) {
        Ok(date) if date.is_exact() => Ok(date.earliest()),
        Ok(_) => Err("use a full date, such as 2026-11-20".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
