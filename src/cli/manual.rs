//! `clinfaq man` and `clinfaq completions SHELL`: made from the lists of arguments, settings, themes and actions.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::config::{SETTINGS, about_theme, theme_names};
use crate::tui::{Context, Keymap};

use super::args::{Args, Completions};
use super::outcome::{Failure, Outcome};
use super::output::Output;

/// The settings that are tables.
const TABLES: &[(&str, &str)] = &[
    (
        "keys.ACTION",
        "The keys of an action, as a list; [keys.PLACE] holds those for one place only. The names of the actions are in \
         brackets above.",
    ),
    (
        "themes.NAME",
        "A theme of your own; `clinfaq config` says how to write it.",
    ),
];

const FILES: &[(&str, &str)] = &[
    (
        "$XDG_CONFIG_HOME/clinfaq/config.toml",
        "The settings; in ~/.config if XDG_CONFIG_HOME is not set. `clinfaq config` prints a file with every setting.",
    ),
    (
        "$XDG_CACHE_HOME/clinfaq/",
        "The index of the library; in ~/.cache if XDG_CACHE_HOME is not set (on Windows in %LOCALAPPDATA%). It can be \
         deleted at any time.",
    ),
];

const VARIABLES: &[(&str, &str)] = &[
    (
        "CLINFAQ_CONFIG",
        "The settings file, instead of the one above. If it is empty, no settings file is read.",
    ),
    (
        "XDG_CONFIG_HOME, HOME",
        "Where the settings file is looked for.",
    ),
    ("XDG_CACHE_HOME", "Where the index is kept."),
    (
        "XDG_DATA_HOME, XDG_DATA_DIRS",
        "Where packs are installed, and where those of the system are.",
    ),
    ("TERM, COLORTERM", "What the terminal can do."),
    (
        "NO_COLOR, CLICOLOR, CLICOLOR_FORCE",
        "Whether to use colours.",
    ),
    (
        "LC_ALL, LC_CTYPE, LANG",
        "Whether the terminal shows all of Unicode.",
    ),
    ("COLUMNS", "The width of what is printed."),
];

const EXIT: &[(&str, &str)] = &[
    ("0", "Done."),
    ("1", "Nothing was found, or there are findings."),
    ("2", "It could not be done."),
];

const PRIVACY: &str = "clinfaq opens no network connection, collects nothing and sends nothing. Searches and what is read are kept \
                       in memory while the program runs and are never written to disk.";

pub(super) fn run(output: &mut Output) -> Result<Outcome, Failure> {
    output.cleaned(&page()?)?;
    Ok(Outcome::Fine)
}

/// Prints a shell's completions.
pub(super) fn completions(args: &Completions, output: &mut Output) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "clinfaq", &mut script);
    output.cleaned(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Fine)
}

fn page() -> io::Result<String> {
    let mut command = Args::command().subcommand_value_name("COMMAND");
    command.build();
    let mut page = Vec::new();
    // Without a date: it would be that of the build, and two builds of the same source would differ.
    let man = Man::new(command.clone()).title("CLINFAQ").date(" ");
    let man = man.manual("User Commands");
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut roff = Roff::default();
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    let examples = command.get_after_help().map(ToString::to_string);
    for line in examples.unwrap_or_default().lines().skip(1) {
        roff.text([roman(line)]);
    }
    roff.control("fi", []).control("SH", ["COMMANDS"]);
    roff.to_writer(&mut page)?;
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        page.extend(subcommand(&command, sub)?.as_bytes());
        for own in sub.get_subcommands().filter(|own| own.get_name() != "help") {
            page.extend(subcommand(&command, own)?.as_bytes());
        }
    }
    let mut roff = Roff::default();
    keys(&mut roff);
    settings(&mut roff);
    for (title, rows) in [
        ("FILES", FILES),
        ("ENVIRONMENT", VARIABLES),
        ("EXIT STATUS", EXIT),
    ] {
        roff.control("SH", [title]);
        for (name, text) in rows {
            item(&mut roff, name, text);
        }
    }
    roff.control("SH", ["PRIVACY"]).text([roman(PRIVACY)]);
    roff.to_writer(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// A command with the arguments that only it has. clap_mangen makes a page of it; here it is a section.
fn subcommand(command: &Command, sub: &Command) -> io::Result<String> {
    let common = |long: Option<&str>| command.get_arguments().any(|arg| arg.get_long() == long);
    let own = sub.clone().mut_args(|arg| {
        let hide = arg.is_hide_set() || arg.get_long().is_some() && common(arg.get_long());
        arg.hide(hide)
    });
    let name = sub.get_bin_name().unwrap_or(sub.get_name()).to_owned();
    let man = Man::new(own);
    let mut page = Vec::new();
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    Ok(String::from_utf8_lossy(&page)
        .replace(
            ".SH SYNOPSIS",
            &format!(".SS {}", name.trim_start_matches("clinfaq ")),
        )
        .replace(".SH DESCRIPTION", ".PP")
        .replace(".SH OPTIONS\n", ""))
}

fn item(roff: &mut Roff, name: &str, text: &str) {
    roff.control("TP", [])
        .text([bold(name)])
        .text([roman(text)]);
}

/// The standard keys, place by place.
fn keys(roff: &mut Roff) {
    roff.control("SH", ["KEYS"]);
    roff.text([roman(
        "Every action can be given other keys by its name; see SETTINGS.",
    )]);
    let keymap = Keymap::default();
    for context in Context::ALL {
        roff.control("SS", [context.title()]);
        for (name, keys, help) in keymap.actions(*context) {
            roff.control("TP", []);
            roff.text([bold(keys), roman(format!(" ({name})"))]);
            roff.text([roman(help)]);
        }
    }
}

fn settings(roff: &mut Roff) {
    roff.control("SH", ["SETTINGS"]);
    roff.text([roman(
        "The settings file is TOML. Options take precedence over it, and it takes precedence over what is detected. \
         `clinfaq config` reports mistakes in it; the rest of it applies all the same.",
    )]);
    for row in SETTINGS {
        let name = match row.table {
            "" => row.name.to_owned(),
            table => format!("{table}.{}", row.name),
        };
        let words = match row.words.is_empty() {
            true => String::new(),
            false => format!(" One of: {}.", row.words.join(", ")),
        };
        item(
            roff,
            &name,
            &format!("{}{words} Default: {}", row.about, row.default),
        );
    }
    for (name, text) in TABLES {
        item(roff, name, text);
    }
    roff.control("SS", ["Themes"]);
    for name in theme_names() {
        item(roff, name, &about_theme(name).unwrap_or_default());
    }
}
