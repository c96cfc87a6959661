//! `clinfaq man`: the manual page, made from the tables of arguments, settings, themes and actions.

use clap::{Arg, Command, CommandFactory};
use roff::{Inline, Roff, bold, italic, roman};

use crate::tui::{Keymap, key_places};
use crate::user::{SETTINGS, about_theme, theme_names};

use super::args::Args;
use super::output::Output;
use super::{Failure, Outcome};

/// Variables that are looked at, and what for.
const VARIABLES: &[(&str, &str)] = &[
    (
        "CLINFAQ_CONFIG",
        "The settings file, in place of the one below; empty, there is none.",
    ),
    (
        "XDG_CONFIG_HOME, HOME",
        "Where the settings file is looked for.",
    ),
    ("XDG_CACHE_HOME", "Where the index is kept."),
    ("TERM, COLORTERM", "What the terminal can do."),
    (
        "NO_COLOR, CLICOLOR, CLICOLOR_FORCE",
        "Whether colours are wanted.",
    ),
    (
        "LC_ALL, LC_CTYPE, LANG",
        "Whether the terminal shows all of Unicode.",
    ),
    ("COLUMNS", "How wide what is printed may be."),
];

const FILES: &[(&str, &str)] = &[
    (
        "$XDG_CONFIG_HOME/clinfaq/config.toml",
        "The settings, else in ~/.config. `clinfaq config` prints one with every setting in it.",
    ),
    (
        "$XDG_CACHE_HOME/clinfaq/",
        "The index of the library, else in ~/.cache (on Windows in %LOCALAPPDATA%). It can be deleted at any time.",
    ),
];

const EXIT: &[(&str, &str)] = &[
    ("0", "It was done."),
    ("1", "Nothing was found, or there are findings."),
    ("2", "It could not be done."),
];

const PRIVACY: &str = "clinfaq opens no network connection, collects nothing and sends nothing. What is searched for and read is \
                       kept in memory while the program runs and is never written to disk.";

pub(super) fn run(output: &mut Output) -> Result<Outcome, Failure> {
    output.cleaned(&page())?;
    Ok(Outcome::Fine)
}

fn page() -> String {
    let mut command = Args::command();
    command.build();
    let version = format!("clinfaq {}", command.get_version().unwrap_or_default());
    let mut roff = Roff::default();
    // Without a date: it would be that of the build, and two builds of one source would differ. An empty one would be left
    // out, and what follows would take its place.
    roff.control("TH", ["CLINFAQ", "1", " ", &version, "User Commands"]);
    let about = command.get_about().map(ToString::to_string);
    roff.control("SH", ["NAME"]);
    roff.text([roman(format!("clinfaq - {}", about.unwrap_or_default()))]);
    roff.control("SH", ["SYNOPSIS"]);
    for rest in [
        vec![roman("["), italic("WORDS"), roman("...]")],
        vec![italic("COMMAND")],
    ] {
        let mut line = vec![bold("clinfaq"), roman(" ["), italic("OPTIONS"), roman("] ")];
        line.extend(rest);
        roff.text(line);
        roff.control("br", []);
    }
    roff.control("SH", ["DESCRIPTION"]);
    let about = command.get_long_about().map(ToString::to_string);
    paragraphs(&mut roff, &about.unwrap_or_default());
    if let Some(more) = command.get_after_help() {
        roff.control("PP", []);
        paragraphs(&mut roff, &more.to_string());
    }
    roff.control("SH", ["OPTIONS"]);
    for arg in command
        .get_arguments()
        .filter(|arg| !arg.is_positional() && !arg.is_hide_set())
    {
        item(&mut roff, label(arg), &meaning(arg));
    }
    commands(&mut roff, &command);
    keys(&mut roff);
    settings(&mut roff);
    section(&mut roff, "FILES", FILES);
    section(&mut roff, "ENVIRONMENT", VARIABLES);
    section(&mut roff, "EXIT STATUS", EXIT);
    roff.control("SH", ["PRIVACY"]);
    roff.text([roman(PRIVACY)]);
    roff.render()
}

/// Text with an empty line between its paragraphs.
fn paragraphs(roff: &mut Roff, text: &str) {
    for (at, paragraph) in text.split("\n\n").enumerate() {
        if at > 0 {
            roff.control("PP", []);
        }
        roff.text([roman(paragraph)]);
    }
}

/// A name and what it stands for.
fn item(roff: &mut Roff, name: Vec<Inline>, text: &str) {
    roff.control("TP", []);
    roff.text(name);
    roff.text([roman(text)]);
}

fn section(roff: &mut Roff, title: &str, rows: &[(&str, &str)]) {
    roff.control("SH", [title]);
    for (name, text) in rows {
        item(roff, vec![bold(*name)], text);
    }
}

/// Each command with the arguments that it has alone.
fn commands(roff: &mut Roff, command: &Command) {
    roff.control("SH", ["COMMANDS"]);
    let everywhere: Vec<_> = command.get_arguments().map(Arg::get_id).collect();
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        let mut name = vec![bold(format!("clinfaq {}", sub.get_name()))];
        name.extend(sub.get_positionals().flat_map(|arg| {
            let value = arg.get_value_names().and_then(|names| names.first());
            [
                roman(" "),
                italic(value.map_or(arg.get_id().as_str(), |name| name.as_str())),
            ]
        }));
        let about = sub.get_long_about().or(sub.get_about());
        let about = about.map(ToString::to_string).unwrap_or_default();
        let (first, rest) = about
            .split_once(
                "

",
            )
            .unwrap_or((&about, ""));
        item(roff, name, first);
        let own = |arg: &&Arg| {
            !arg.is_hide_set() && (arg.is_positional() || !everywhere.contains(&arg.get_id()))
        };
        let arguments: Vec<&Arg> = sub
            .get_arguments()
            .filter(own)
            .filter(|arg| arg.get_id() != "help")
            .collect();
        roff.control("RS", []);
        if !rest.is_empty() {
            paragraphs(roff, rest);
        }
        for arg in arguments {
            item(roff, label(arg), &meaning(arg));
        }
        roff.control("RE", []);
    }
}

/// `--limit N`, or a placeholder.
fn label(arg: &Arg) -> Vec<Inline> {
    let values = arg.get_value_names().unwrap_or_default();
    let value = values
        .first()
        .map_or(arg.get_id().as_str(), |name| name.as_str());
    match arg.get_long() {
        None => vec![italic(value)],
        Some(long) if arg.get_action().takes_values() => {
            vec![bold(format!("--{long}")), roman(" "), italic(value)]
        }
        Some(long) => vec![bold(format!("--{long}"))],
    }
}

/// What an argument is for, and which words it takes.
fn meaning(arg: &Arg) -> String {
    let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let words: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|_| arg.get_action().takes_values())
        .map(|value| value.get_name().to_owned())
        .collect();
    if !words.is_empty() {
        text.push_str(&format!(": {}", words.join(", ")));
    }
    text
}

/// The keys that everybody begins with, place by place.
fn keys(roff: &mut Roff) {
    roff.control("SH", ["KEYS"]);
    roff.text([roman(
        "Every action can be given other keys by its name; see SETTINGS.",
    )]);
    let keymap = Keymap::default();
    for (word, title) in key_places() {
        roff.control("SS", [title]);
        for (name, keys, help) in keymap.in_place(word) {
            let name = vec![bold(keys), roman(" ("), roman(name), roman(")")];
            item(roff, name, help);
        }
    }
}

fn settings(roff: &mut Roff) {
    roff.control("SH", ["SETTINGS"]);
    roff.text([roman(
        "The settings file is TOML. An option goes before it, and it goes before what is found out. What is wrong with \
         it is told by `clinfaq config`, and the rest counts.",
    )]);
    for row in SETTINGS {
        let name = match row.table {
            "" => row.name.to_owned(),
            table => format!("{table}.{}", row.name),
        };
        let words = row.words();
        let about = match words.is_empty() {
            true => format!("{} Default: {}", row.about, row.default),
            false => format!(
                "{} One of: {}. Default: {}",
                row.about,
                words.join(", "),
                row.default
            ),
        };
        item(roff, vec![bold(name)], &about);
    }
    item(
        roff,
        vec![bold("keys."), italic("ACTION")],
        "The keys of an action, as a list; [keys.PLACE] holds those that count in one place alone. The names are those \
         in brackets above.",
    );
    item(
        roff,
        vec![bold("themes."), italic("NAME")],
        "A theme of one's own; `clinfaq config` says how it is written.",
    );
    roff.control("SS", ["Themes"]);
    for name in theme_names() {
        item(
            roff,
            vec![bold(name)],
            &about_theme(name).unwrap_or_default(),
        );
    }
}
