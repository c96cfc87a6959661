//! What the README and `--help` say of keys and searches is what the program does.

use std::fs;
use std::path::Path;
use std::process::Command;

use clinfaq::tui::{Keymap, key_places};

const BEGIN: &str = "<!-- keys: made by the program, checked by a test -->\n";
const END: &str = "<!-- /keys -->";

/// The README, and the README as it should be.
fn readme() -> (String, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let written = fs::read_to_string(path).expect("the README");
    let (before, rest) = written.split_once(BEGIN).expect("where the keys begin");
    let (_, after) = rest.split_once(END).expect("where they end");
    let right = format!("{before}{BEGIN}{}{END}{after}", key_table());
    (written, right)
}

/// The table of keys; places in which an action has the same keys share a line.
fn key_table() -> String {
    let map = Keymap::default();
    let mut lines: Vec<(&str, String, &str, Vec<&str>)> = Vec::new();
    for action in map
        .bindings()
        .iter()
        .filter(|action| action.place.is_none())
    {
        for (place, title) in key_places() {
            let mut rows = map.in_place(place).into_iter();
            let Some((name, keys, help)) = rows.find(|(name, ..)| *name == action.action) else {
                continue;
            };
            match lines
                .iter_mut()
                .find(|line| (line.0, &line.1) == (name, &keys))
            {
                Some(line) => line.3.push(title),
                None => lines.push((name, keys, help, vec![title])),
            }
        }
    }
    let mut table = String::from("| key | what it does | where |\n|---|---|---|\n");
    for (_, keys, help, places) in lines {
        let keys = keys.replace('|', "\\|").replace(' ', "` `");
        let places = match places.len() == key_places().len() {
            true => "everywhere".to_owned(),
            false => places.join(", ").to_lowercase(),
        };
        table += &format!("| `{keys}` | {help} | {places} |\n");
    }
    table
}

#[test]
fn the_keys_in_the_readme_are_those_of_the_program() {
    let (written, right) = readme();
    assert!(
        written == right,
        "mend it with: cargo test --test readme -- --ignored"
    );
}

#[test]
#[ignore = "writes the README's key table"]
fn write_the_key_table() {
    let (_, right) = readme();
    fs::write(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"),
        right,
    )
    .expect("written");
}

/// Runs the program on the bundled library; gives back whether it found something.
fn finds(arguments: &[&str]) -> bool {
    let home = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_clinfaq"));
    command.args(arguments).env("XDG_CACHE_HOME", home.path());
    command.env("CLINFAQ_CONFIG", "").env("HOME", home.path());
    let output = command.output().expect("the program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("not applied"), "{arguments:?}: {said}");
    output.status.success()
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(begin).expect(begin);
    rest.split_once(end).expect(end).0
}

/// What stands in backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn examples_in_readme_and_help_find_something_in_the_bundled_library() {
    let (readme, _) = readme();
    let searching = between(&readme, "### Searching", "The browser starts");
    let looks_like_a_query =
        |words: &&str| !words.starts_with('-') && !words.starts_with("clinfaq");
    let mut searches: Vec<&str> = quoted(searching).filter(looks_like_a_query).collect();
    let usage = between(&readme, "## Use\n\n```\n", "```");
    for line in usage.lines() {
        let command = line.split("  ").next().unwrap_or_default();
        match command.split_once(' ') {
            Some(("clinfaq", words)) if words.starts_with("search ") => searches.push(&words[7..]),
            Some(("clinfaq", words)) if words.starts_with("poh") => searches.push(words),
            _ => {}
        }
    }
    assert!(searches.len() >= 8, "{searches:?}");
    for words in searches {
        assert!(finds(&["search", words]), "search {words}");
    }
    let help = Command::new(env!("CARGO_BIN_EXE_clinfaq"))
        .args(["show", "--help"])
        .output();
    let help = String::from_utf8(help.expect("the program").stdout).expect("text");
    let ids: Vec<&str> = quoted(between(&help, "Arguments:", "Options:")).collect();
    assert!(ids.len() >= 4, "{help}");
    for id in ids.into_iter().chain(["poh/treatment-proven"]) {
        assert!(finds(&["show", id]), "show {id}");
    }
}
