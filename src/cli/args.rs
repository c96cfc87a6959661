//! The command line: its commands, and the options that they share. `command_args` and `pack_args` hold the others.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use jiff::civil::Date;

use crate::config::{AUTO, SETTINGS, theme_names};
use crate::text::clean::{clean, clean_line};

#[cfg(feature = "export")]
pub(crate) use super::command_args::Export;
#[cfg(feature = "import")]
pub(crate) use super::command_args::Import;
use super::command_args::day;
pub(crate) use super::command_args::{
    Beginning, Bookmarks, Changes, Check, Completions, Config, Edit, Handout, Index, List, Listing,
    New, Read, Search, Show,
};
use super::outcome::Failure;
pub(crate) use super::pack_args::{AddPack, MakePack, Pack, PackCommand};

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

/// Reads the arguments.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Args, Failure> {
    Args::try_parse_from(args).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Failure::Help(error.render()),
        // Clap quotes what it did not understand.
        _ => Failure::Usage(clean(&error.render().to_string()).into_owned()),
    })
}

/// Words as one line of clean text.
pub(crate) fn join_words(words: &[OsString]) -> String {
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
