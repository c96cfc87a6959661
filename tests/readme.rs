//! The examples in the README and in `--help` find something.

use std::fs;
use std::path::Path;
use std::process::Command;

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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(path).expect("the README");
    let searching = between(&readme, "To narrow a search", "`clinfaq search --explain`");
    let looks_like_a_query =
        |words: &&str| !words.starts_with('-') && !words.starts_with("clinfaq");
    let codes = between(&readme, "Conditions are found by", "Lay and clinical");
    let mut searches: Vec<&str> = quoted(codes)
        .chain(quoted(searching))
        .filter(looks_like_a_query)
        .collect();
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
