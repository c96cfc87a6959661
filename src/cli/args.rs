//! The command line's arguments.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::config::{AUTO, SETTINGS, theme_names};
use crate::dialog::WIDTHS;
#[cfg(feature = "export")]
use crate::export::{EXPORTERS, Exporter};
#[cfg(feature = "import")]
use crate::import::{IMPORTERS, Importer};
#[cfg(feature = "import")]
use crate::model::Column;
use crate::model::PartialDate;
use crate::text::clean::{clean, clean_line};

use super::outcome::Failure;

/// Browse medical questions and answers in the terminal, without the internet.
///
/// Without a command, the browser opens; with words, it opens with a search for them. On a terminal that cannot show it, and
/// in a pipe, a dialog takes its place, line by line, as with `read`.
#[derive(Debug, Parser)]
#[command(
    name = "clinfaq",
    version,
    after_help = "\
Examples:
  clinfaq                        browse; press ? for help and q to leave
  clinfaq poh treatment          browse, starting with a search
  clinfaq search bone biopsy     print the answers that a search finds
  clinfaq show poh               print a page, here about a condition
  clinfaq list conditions        list what there is, with the ids that `show` takes
  clinfaq -- search for a cure   search for words although the first is a command
"
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) screen: Screen,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// A parent process restores the terminal should this one be killed
    #[arg(long, hide = true)]
    pub(crate) supervised: bool,
    /// Words to search for
    pub(crate) words: Vec<OsString>,
}

// Options of every command, before or after its name; help lists them after the command's own. No doc comment: clap would
// take it for the description of the commands.
#[derive(Debug, Default, clap::Args)]
#[command(next_display_order = 100)]
pub(crate) struct Common {
    /// Read this library instead of the bundled one or those in the settings file: a folder of TOML files, or `bundled`. Can
    /// be given more than once
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) library: Vec<PathBuf>,
    /// Follow symbolic links in the folders of libraries
    #[arg(long, global = true)]
    pub(crate) follow_links: bool,
    /// How many colours to use
    #[arg(long, global = true, alias = "colour", value_name = "WHEN", value_parser = color_words())]
    pub(crate) color: Option<String>,
    /// Use only these characters: `ascii` for a terminal or a printer that shows no others. `--json` is not changed
    #[arg(long, global = true, value_name = "NAME", value_parser = charset_words())]
    pub(crate) charset: Option<String>,
    /// Calculate ages as of this day instead of today
    #[arg(long, global = true, hide = true, value_name = "DATE", value_parser = day)]
    pub(crate) today: Option<Date>,
}

/// Options for the screen, before a command's name. They override the settings file.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Screen {
    /// Use the colours of this theme
    #[arg(long, value_name = "NAME", value_parser = ThemeName)]
    pub(crate) theme: Option<String>,
    /// Redraw less, for a slow connection
    #[arg(long)]
    pub(crate) slow: bool,
    /// Draw on the shell's own screen instead of the terminal's alternate screen
    #[arg(long)]
    pub(crate) no_alternate_screen: bool,
}

/// As many colours as the terminal has, wherever the output goes.
pub(crate) const ALWAYS: &str = "always";

fn color_words() -> PossibleValuesParser {
    let words = words("color").iter().copied().skip(1);
    [AUTO, ALWAYS]
        .into_iter()
        .chain(words)
        .collect::<Vec<_>>()
        .into()
}

fn charset_words() -> PossibleValuesParser {
    words("charset").into()
}

/// The words of a setting, `auto` first.
fn words(setting: &str) -> &'static [&'static str] {
    let row = SETTINGS.iter().find(|row| row.name == setting);
    row.map_or(&[], |row| row.words)
}

/// Takes any name, as a person may have themes of their own, but suggests the built-in ones.
#[derive(Debug, Clone)]
struct ThemeName;

impl TypedValueParser for ThemeName {
    type Value = String;

    fn parse_ref(
        &self,
        _: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        Ok(value.to_string_lossy().into_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(theme_names().map(PossibleValue::new)))
    }
}

// Only the command that is named gets its arguments: building all of them takes a tenth of the time of a search.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Read in a dialog, line by line.
    ///
    /// For screen readers, braille displays, plain terminals and scripts: nothing is drawn, choices are numbered, and `help`
    /// lists what can be typed. `clinfaq` alone starts it where there is no terminal, or TERM is `dumb`. Lines on standard
    /// input are answered one by one, as if they were typed.
    Read(Read),
    /// Search for answers.
    ///
    /// Example: clinfaq search fop injection. The exit code is 1 if nothing was found.
    Search(Search),
    /// Print an answer, a condition, a source, an organisation, a trial or a medicine.
    ///
    /// Examples: clinfaq show poh/treatment-proven; clinfaq show "Myositis ossificans"; clinfaq show organization:ifopa. The
    /// exit code is 1 if nothing has that id or name.
    Show(Show),
    /// Print a page for the patient from one or more answers.
    ///
    /// With the clinic's name and contact (settings, [clinic]), boxes, organisations, short sources, dates and the disclaimer.
    /// On a terminal it is shown; elsewhere it is text for a printer: pages of 66 lines, each with a form feed.
    ///
    /// Examples: clinfaq handout fop/no-biopsy; clinfaq handout fop/no-biopsy fop/surgery | lp; clinfaq handout --large --to
    /// page.html fop/no-biopsy
    Handout(Handout),
    /// List the conditions, topics, answers or sources of the library.
    ///
    /// One line each, starting with the id: conditions with number of answers and name; topics with number of answers and
    /// title; entries with freshness and question; sources with date, kind, publisher and title. Columns are aligned on a
    /// terminal and separated by tabs elsewhere.
    List(List),
    /// List what changed in the library.
    ///
    /// For each pack: answers withdrawn, overdue for review, and added or changed, the newest first. This is taken from the
    /// dates in the library, which do not say whether an answer is new or was changed. The exit code is 1 if there is
    /// nothing.
    Changes(Changes),
    /// List the bookmarks, or copy them to and from a file.
    ///
    /// A line each, with the id, the name and what has become of it. In the browser, `m` adds and removes a bookmark, and
    /// `M` lists them. The exit code is 1 if there are none.
    Bookmarks(Bookmarks),
    /// Check a library for mistakes.
    ///
    /// The exit code is 0 if there are none, 1 if there are some, 2 if the library cannot be read.
    Check(Check),
    /// Start a new condition, entry or source in a library folder, or write a note on an answer.
    ///
    /// A note is the clinic's own, on an answer of any library: it is written in the editor that VISUAL or EDITOR names, or
    /// read from standard input if there is none, and saved in the clinic's folder.
    ///
    /// Adds a template with comments to the folder that `--library` names, or to the current folder: a condition and its
    /// entries to a file of their own, a source to sources.toml. Nothing that is already there is changed. An empty folder
    /// becomes a library.
    New(New),
    /// Edit one of the clinic's own answers or notes, or write an answer in place of another.
    ///
    /// Opens the editor that VISUAL or EDITOR names. For the answer of a library, it begins with a copy; what is saved is
    /// shown in its place, and the original is kept: clinfaq show original:ID.
    Edit(Edit),
    /// Make a library from a spreadsheet or another collection.
    ///
    /// `clinfaq import` alone lists what can be imported, each with an example. The exit code is 0 if all of it was read, 1 if something could not be read or nothing was found, 2 if nothing could
    /// be written.
    #[cfg(feature = "import")]
    Import(Import),
    /// Write answers to a file or folder for other programs.
    ///
    /// Without a format, lists the formats with an example each. Withdrawn answers and drafts are not exported. Nothing that
    /// already exists is overwritten. The exit code is 0 if the export was written, 1 if there is nothing to export, 2 if it
    /// could not be written.
    #[cfg(feature = "export")]
    Export(Export),
    /// Install, make and check packs: signed libraries that travel on a stick
    Pack(Pack),
    /// Build the index of the library now, and print where it is.
    ///
    /// The browser does this itself when it first starts and when the library has changed. Use this to prepare a stick or a
    /// computer for others, or if the computer that will read has too little memory: the library and the folder that
    /// XDG_CACHE_HOME names can be on the stick on which the index was built, as long as the library keeps its path. Files
    /// that were copied since then are indexed again. The exit code is 2 if the index cannot be built or saved.
    ///
    /// Only the user who builds the index can read it, unless --share is given. Others use a shared index only if root built
    /// it, so that nobody can show them changed answers: run this command as root, with XDG_CACHE_HOME set to a folder for
    /// all users, and let the others start clinfaq with the same XDG_CACHE_HOME.
    Index(Index),
    /// Print the current settings as a settings file with comments.
    ///
    /// Lists every setting and every action with its keys, what it means, and where its value comes from. Mistakes in the
    /// settings file are reported on standard error, and the exit code is then 1.
    Config(Config),
    /// Print the manual page, for `man -l -`
    Man,
    /// Print a script that lets a shell complete commands, options and names.
    Completions(Completions),
}

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
#[command(mut_args(|arg| arg.global(true)))]
pub(crate) struct Pack {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: PackCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    /// Install a pack from a file, after showing what it changes.
    ///
    /// The signature and all of the file are checked before anything is unpacked. The version before it stays on the disk for
    /// `undo`. If you decline, only what the publisher has withdrawn applies. The exit code is 1 if it was not installed.
    Add(AddPack),
    /// List the installed packs, and newer ones in the folders of the setting `packs_from`
    List {
        /// Look for packs in these folders, too, such as a stick
        folders: Vec<PathBuf>,
    },
    /// Show what a pack would change, or what the last update of an installed one changed
    Changes {
        /// The file of a pack, or the id of an installed one
        what: PathBuf,
        /// Accept a file without a signature
        #[arg(long)]
        unsigned: bool,
    },
    /// Go back to the version before the last update; once more, and the newer version returns
    Undo {
        /// The pack's id
        id: String,
    },
    /// Remove a pack from this computer
    Remove {
        /// The pack's id
        id: String,
        /// Only remove versions that are not current, to free space
        #[arg(long, conflicts_with = "forget")]
        old: bool,
        /// Forget, too, who may publish it and which versions were seen: for a publisher who has lost the key
        #[arg(long)]
        forget: bool,
    },
    /// Show a pack before the others where several have the same answer or condition
    Order {
        /// The pack's id
        id: String,
    },
    /// Copy an installed pack with its signature to a folder, such as a stick for the next clinic
    Copy {
        /// The pack's id
        id: String,
        /// The folder
        folder: PathBuf,
    },
    /// Trust a publisher's key; without one, list the keys that are trusted
    Trust {
        /// The key, or its .pub file
        #[arg(conflicts_with = "revoke")]
        key: Option<String>,
        /// The publisher's name
        #[arg(long, value_name = "NAME", requires = "key")]
        name: Option<String>,
        /// Never accept this key again: the key, its .pub file or its fingerprint
        #[arg(long, value_name = "KEY")]
        revoke: Option<String>,
    },
    /// Check the signature and all of a pack's file
    Verify {
        /// The file of the pack
        file: PathBuf,
        /// The key that must have signed it: the key, its .pub file or its fingerprint
        #[arg(long)]
        key: Option<String>,
        /// Accept a file without a signature
        #[arg(long)]
        unsigned: bool,
    },
    /// Make a pack from a library folder, and sign it.
    ///
    /// The library must have no errors (see `clinfaq check`), and a `sequence` in its [pack]. The same library gives the same
    /// file each time.
    Make(MakePack),
    /// Make a key pair for signing packs: the secret key in FILE, and the public key in a .pub file next to it
    Keygen {
        /// The file for the secret key
        file: PathBuf,
        /// The file of the key that you used so far, which then vouches for the new one
        #[arg(long, value_name = "KEY")]
        old: Option<PathBuf>,
        /// Do not protect the key with a password: for a computer that signs by itself
        #[arg(long)]
        no_password: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct AddPack {
    /// The file of the pack
    pub(crate) file: PathBuf,
    /// Install without asking; a key that is not trusted yet must be named with --key
    #[arg(long)]
    pub(crate) yes: bool,
    /// Trust this key of the publisher: the key, its .pub file or its fingerprint
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Install a pack without a signature; it stays marked as unsigned
    #[arg(long)]
    pub(crate) unsigned: bool,
    /// Install a version that is older than one this computer has seen
    #[arg(long)]
    pub(crate) allow_older: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MakePack {
    /// The library's folder
    pub(crate) dir: PathBuf,
    /// The file of the secret key
    #[arg(long)]
    pub(crate) key: PathBuf,
    /// The file or folder to write; without it, <id>-<sequence>.clinfaq in the current folder
    #[arg(
        long,
        value_name = "FILE",
        default_value = ".",
        hide_default_value = true
    )]
    pub(crate) out: PathBuf,
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

fn day(text: &str) -> Result<Date, String> {
    match PartialDate::parse(text) {
        Ok(date) if date.is_exact() => Ok(date.earliest()),
        Ok(_) => Err("use a full date, such as 2026-11-20".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads the arguments.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Args, Failure> {
    Args::try_parse_from(args).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Failure::Help(error.render()),
        // Clap quotes what it did not understand.
        _ => Failure::Usage(clean(&error.render().to_string()).into_owned()),
    })
}

/// Words as one line of clean text.
pub(crate) fn spoken(words: &[OsString]) -> String {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    clean_line(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Args::command().debug_assert();
    }

    fn words(args: &[&str]) -> Option<Vec<OsString>> {
        let args = Args::try_parse_from(args).expect("arguments");
        args.command.is_none().then_some(args.words)
    }

    #[test]
    fn only_the_first_word_can_be_a_command() {
        let said = |words: &[&str]| Some(words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(words(&["clinfaq"]), said(&[]));
        assert_eq!(words(&["clinfaq", "search", "poh"]), None);
        assert_eq!(
            words(&["clinfaq", "--library", "x", "list", "topics"]),
            None
        );
        assert_eq!(
            words(&["clinfaq", "poh", "search"]),
            said(&["poh", "search"])
        );
        assert_eq!(
            words(&["clinfaq", "--", "search", "-x"]),
            said(&["search", "-x"])
        );
    }
}
