//! What can be said on the command line.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::import::{IMPORTERS, Importer};
use crate::linear::WIDTHS;
use crate::model::PartialDate;
use crate::text::clean::{clean, clean_line};
use crate::user::{CHARSET_WORDS, DEPTH_WORDS, theme_names};

use super::Failure;

/// Browse medical questions and answers in the terminal, without the internet.
///
/// Without a command the browser opens; with words it opens at a search for them. Where there is no screen for it the
/// same is read as a dialogue, line by line, as with `read`.
#[derive(Debug, Parser)]
#[command(
    name = "clinfaq",
    version,
    after_help = "Words that equal a command or begin with a dash follow `--`: clinfaq -- search for a cure"
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) screen: Screen,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Words to search for
    pub(crate) words: Vec<OsString>,
}

// What goes with every command, before or after its name. Not clap's global arguments: of those the values after the name
// displace the ones before it. No doc comment: clap would take it for what the commands are about.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Common {
    /// A library to read in place of the bundled one and those of the settings: a folder of TOML files, or `bundled`. May be
    /// given several times
    #[arg(long, value_name = "DIR")]
    pub(crate) library: Vec<PathBuf>,
    /// How many colours to use
    #[arg(long, alias = "colour", value_name = "WHEN", value_parser = color_words())]
    pub(crate) color: Option<String>,
    /// Count ages from this day instead of the computer's date
    #[arg(long, hide = true, value_name = "DATE", value_parser = day)]
    pub(crate) today: Option<Date>,
}

/// What is said of the screen, before a command's name. It goes before the settings.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Screen {
    /// The colours, by name
    #[arg(long, value_name = "NAME", value_parser = ThemeName)]
    pub(crate) theme: Option<String>,
    /// The characters to draw and write with
    #[arg(long, value_name = "NAME", value_parser = charset_words())]
    pub(crate) charset: Option<String>,
    /// Redraw less, and later: for a slow line
    #[arg(long)]
    pub(crate) slow: bool,
    /// Stay on the shell's screen instead of the terminal's second one
    #[arg(long)]
    pub(crate) no_alternate_screen: bool,
}

/// What is left to what is found out.
pub(crate) const AUTO: &str = "auto";
/// As many colours as the terminal has, wherever the output goes.
pub(crate) const ALWAYS: &str = "always";

fn color_words() -> PossibleValuesParser {
    let words = [AUTO, ALWAYS]
        .into_iter()
        .chain(DEPTH_WORDS.iter().copied());
    words.collect::<Vec<_>>().into()
}

fn charset_words() -> PossibleValuesParser {
    let words = [AUTO].into_iter().chain(CHARSET_WORDS.iter().copied());
    words.collect::<Vec<_>>().into()
}

/// Takes any name, for a theme may be one's own, but names those in the binary.
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

// Only the command that is named gets its arguments: to put all of them together is a tenth of what a search takes.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Read in a dialogue, line by line.
    ///
    /// For screen readers, braille displays, plain terminals and scripts: nothing is drawn, choices are numbered, `help` says
    /// what can be typed. Begins by itself where there is no terminal, or one that says TERM=dumb. A script on standard input
    /// is answered line by line, as it would be typed.
    Read(Read),
    /// Find answers.
    ///
    /// Exit code 1 where nothing was found.
    Search(Search),
    /// Print an answer, a condition, a source, an organisation, a trial or a medicine.
    ///
    /// Exit code 1 where nothing has the id.
    Show(Show),
    /// List what the library holds.
    ///
    /// One line each, the id first: conditions with number of answers and name; topics with number of answers and title;
    /// entries with freshness and question; sources with date, kind, publisher and title. Columns are padded on a terminal
    /// and parted by tabs everywhere else.
    List(List),
    /// Say what is wrong with a library.
    ///
    /// Exit code 0 where nothing is, 1 with findings, 2 where it cannot be read.
    Check(Check),
    /// Begin a condition, an entry or a source in a library folder.
    ///
    /// Adds a commented skeleton to the folder that `--library` names, without it to the current one: a condition and its
    /// entries to its own file, a source to sources.toml. Nothing that is there is changed. An empty folder becomes a library.
    New(New),
    /// Make a library of somebody else's collection.
    ///
    /// Exit code 0 if everything was read, 1 if something could not be read or nothing was found, 2 if nothing could be
    /// written.
    Import(Import),
    /// Make the index of the library now, and say where it lies.
    ///
    /// The browser does this by itself, on its first start and when the library has changed. By hand it is of use where a stick
    /// or a computer is made ready for others, or where the computer that reads has too little memory for it: the folder that
    /// XDG_CACHE_HOME names can be taken along, as long as the library keeps its path and its files their times. Exit code 2
    /// where the index cannot be made or kept.
    Index(Index),
    /// Print the settings that are in force, as a settings file with comments.
    ///
    /// Names every setting and every action with its keys, what each means, and where its value comes from. What is wrong
    /// with the settings file is told on standard error; exit code 1 then.
    Config(Config),
    /// Print the manual page, for `man -l -`
    Man,
    /// Print what makes a shell complete commands, options and names.
    Completions(Completions),
}

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Read {
    /// Words to search for at once
    pub(crate) words: Vec<OsString>,
    /// Columns of a line; without it those of the terminal, and not more than 72
    #[arg(long, value_name = "N", value_parser = width)]
    pub(crate) width: Option<usize>,
    /// Say so many lines at a time, then wait for an empty line; 0 says everything at once
    #[arg(long, value_name = "N")]
    pub(crate) lines: Option<usize>,
    #[command(flatten)]
    pub(crate) common: Common,
}

fn width(text: &str) -> Result<usize, String> {
    let width = text.parse().ok().filter(|width| WIDTHS.contains(width));
    width.ok_or_else(|| {
        format!(
            "a number from {} to {} is needed",
            WIDTHS.start(),
            WIDTHS.end()
        )
    })
}

#[derive(Debug, clap::Args)]
pub(crate) struct Search {
    /// What to look for; `condition:`, `topic:`, `source:`, `after:` filter, quotes hold words together
    #[arg(required_unless_present = "batch")]
    pub(crate) words: Vec<OsString>,
    /// Print at most so many answers
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) limit: u32,
    /// Print JSON with the terms of schema.org
    #[arg(long)]
    pub(crate) json: bool,
    /// Say how the words were taken, and why each answer stands where it does
    #[arg(long, conflicts_with = "json")]
    pub(crate) explain: bool,
    /// Put the answers on one condition together
    #[arg(long, conflicts_with = "batch")]
    pub(crate) group: bool,
    /// Read lines `id<TAB>words` from FILE (`-` for standard input) and print lines `id<TAB>entry-id<TAB>rank<TAB>score`;
    /// with `--explain` followed by how much there is of each reason
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "json"])]
    pub(crate) batch: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// Its id, such as `poh/treatment-proven`, `poh`, `gard-poh`; `source:ifopa` says which kind is meant
    pub(crate) id: OsString,
    /// Print JSON with the terms of schema.org
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// What to list
    #[arg(value_enum)]
    pub(crate) what: Listing,
    /// Only what belongs to this condition; `general` for questions about none
    #[arg(long, value_name = "ID")]
    pub(crate) condition: Option<String>,
    /// Only what belongs to this topic
    #[arg(long, value_name = "ID")]
    pub(crate) topic: Option<String>,
    /// Print JSON with the terms of schema.org
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) common: Common,
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
#[command(mut_arg("today", |arg| arg.hide(false)))]
pub(crate) struct Check {
    /// The library's folder; without it the libraries that would be read
    pub(crate) dir: Option<PathBuf>,
    /// Say what the name of a finding means; without a name, list them all
    #[arg(long, value_name = "NAME", num_args = 0..=1, conflicts_with = "dir")]
    pub(crate) explain: Option<Option<String>>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// What to begin
    #[arg(value_enum)]
    pub(crate) what: Beginning,
    /// Its id: `poh`, an entry's as `poh/skin-care`, or `general/opening-hours`
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Beginning {
    /// A disease, injury or sign
    Condition,
    /// A question with its answer; a draft at first
    Entry,
    /// Where answers come from
    Source,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// What the collection is
    #[arg(value_parser = formats())]
    pub(crate) format: String,
    /// Where it is: a folder, an archive or a file
    #[arg(value_name = "SRC")]
    pub(crate) source: PathBuf,
    /// The library's folder, which must not be there yet or be empty
    pub(crate) dest: PathBuf,
    /// Also import suggested answers that were never accepted, from forum pages; each is marked as such
    #[arg(long)]
    pub(crate) suggestions: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Index {
    /// Say how far it is in lines that a program can read, on standard output: `progress BYTES OF ENTRIES`, then `made`,
    /// or `no-disk WHY`, `no-memory`, `failed WHY`
    #[arg(long)]
    pub(crate) progress: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Config {
    /// Print only where the settings file is looked for
    #[arg(long)]
    pub(crate) path: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// The formats' names, from the table of importers.
fn formats() -> PossibleValuesParser {
    let value = |importer: &Importer| PossibleValue::new(importer.name).help(importer.about);
    IMPORTERS.iter().map(value).collect::<Vec<_>>().into()
}

impl Command {
    fn common(&mut self) -> Option<&mut Common> {
        Some(match self {
            Self::Read(read) => &mut read.common,
            Self::Search(search) => &mut search.common,
            Self::Show(show) => &mut show.common,
            Self::List(list) => &mut list.common,
            Self::Check(check) => &mut check.common,
            Self::New(new) => &mut new.common,
            Self::Import(import) => &mut import.common,
            Self::Index(index) => &mut index.common,
            Self::Config(config) => &mut config.common,
            Self::Man | Self::Completions(_) => return None,
        })
    }
}

fn day(text: &str) -> Result<Date, String> {
    match PartialDate::parse(text) {
        Ok(date) if date.is_exact() => Ok(date.earliest()),
        Ok(_) => Err("a whole day is needed, such as 2026-11-20".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads the arguments.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Args, Failure> {
    let mut args = Args::try_parse_from(args).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Failure::Help(error.render()),
        // Clap repeats what it did not understand.
        _ => Failure::Usage(clean(&error.render().to_string()).into_owned()),
    })?;
    if let Some(common) = args.command.as_mut().and_then(Command::common) {
        let after = std::mem::take(common);
        args.common.library.extend(after.library);
        args.common.color = after.color.or(args.common.color.take());
        args.common.today = after.today.or(args.common.today);
    }
    Ok(args)
}

/// The words as one line of clean text.
pub(crate) fn spoken(words: &[OsString]) -> String {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    clean_line(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
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
