//! Notes in the browser: the terminal is lent to the editor and taken again, and nothing that was typed is lost.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::harness::*;

/// An editor for these tests: asks for a line and writes it into the note.
const EDITOR: &str = "stty -a | grep -q ' icanon' && echo EDITOR HERE\nread -r line\n\
    awk -v line=\"$line\" '{ print } /^text = / { print line }' \"$1\" > \"$1.x\" && mv \"$1.x\" \"$1\"\n";

/// A browser that shows an answer, with `data` for the user's data folder.
fn reading(data: &Path, editor: &str) -> Terminal {
    let data = data.to_string_lossy();
    let mut terminal = Terminal::run(Setting {
        variables: &[("XDG_DATA_HOME", &data), ("EDITOR", editor)],
        ..Setting::default()
    });
    terminal.until_text("Heterotopic ossification");
    terminal.press("/poh treatment");
    terminal.until_text("understood: POH");
    terminal.press("\r");
    terminal.until_text("Ctrl-F find");
    terminal
}

#[test]
fn a_note_is_written_in_the_editor_and_shown() {
    let data = tempfile::tempdir().expect("a folder");
    let script = data.path().join("editor");
    fs::write(&script, EDITOR).expect("a file");
    let editor = format!("/bin/sh {}", script.display());
    let mut terminal = reading(data.path(), &editor);
    terminal.press("a");
    terminal.until_text("EDITOR HERE");
    assert!(!terminal.screen().alternate_screen());
    terminal.press("Ask Zelda.\r");
    terminal.until("the note on the page", |screen| {
        let text = screen.contents();
        screen.alternate_screen() && text.contains("Our clinic") && text.contains("Ask Zelda.")
    });
    // `e` asks which of the two is meant.
    terminal.press("e");
    terminal.until_text("The answer");
    terminal.press("\r");
    terminal.until_bytes("EDITOR HERE", 2);
    terminal.press("Or Yusuf.\r");
    terminal.until_text("Or Yusuf.");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let clinic = data.path().join("clinfaq/clinic");
    let names = fs::read_dir(clinic)
        .expect("a folder")
        .flatten()
        .map(|file| file.file_name());
    let mut names: Vec<_> = names.filter(|name| name != ".lock").collect();
    names.sort_unstable();
    assert_eq!(names, ["note-poh--treatment-proven.toml", "pack.toml"]);
}

#[test]
fn without_an_editor_a_note_is_typed_in_the_footer() {
    let data = tempfile::tempdir().expect("a folder");
    let mut terminal = reading(data.path(), "");
    terminal.press("aAsk Xena");
    terminal.until_text("Note Ask Xena");
    terminal.press(".\r");
    terminal.until("the note on the page", |screen| {
        let text = screen.contents();
        text.contains("Our clinic") && text.contains("Ask Xena.")
    });
    terminal.press("e\x1b[B\r");
    terminal.until_text("set EDITOR to one");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_note_that_was_being_typed_when_the_browser_was_killed_is_there_again() {
    let data = tempfile::tempdir().expect("a folder");
    for typed in ["Precious", " words"] {
        let mut terminal = reading(data.path(), "");
        terminal.press(format!("a{typed}"));
        terminal.until_text(if typed == "Precious" {
            "Note Precious"
        } else {
            "Note Precious words"
        });
        assert!(signal(child_of(terminal.process()), "KILL"), "it runs");
        terminal.end();
    }
    let mut terminal = reading(data.path(), "");
    terminal.press("a\r");
    terminal.until("the note on the page", |screen| {
        let text = screen.contents();
        text.contains("Our clinic") && text.contains("Precious words")
    });
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

/// Runs a command to its end.
fn command(data: &Path, args: &[&str]) -> String {
    let mut command = Command::new(CLINFAQ);
    command.env_clear().envs(variables(data));
    command.env("XDG_DATA_HOME", data).stdin(Stdio::null());
    let output = command.args(args).output().expect("the program");
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(output.status.success(), "{args:?}: {text}");
    text
}

/// Publishes a version of a small pack, and installs it.
fn install(data: &Path, version: u8) -> String {
    let path = |name: &str| data.join(name).to_string_lossy().into_owned();
    let (source, key, out) = (path("source"), path("test.key"), path("packs"));
    let public = path("test.pub");
    fs::create_dir_all(&source).expect("a folder");
    let library = format!(
        "format = 1\n[pack]\nid = \"gout\"\ntitle = \"Gout\"\nversion = \"{version}\"\nsequence = {version}\n\
         [[condition]]\nid = \"gout\"\nname = \"Gout\"\n\
         [[entry]]\nid = \"gout/rest\"\ncondition = \"gout\"\ntopic = \"treatment\"\n\
         question = \"What helps in gout?\"\nshort_answer = \"Rest for {version} days.\"\n"
    );
    fs::write(data.join("source/pack.toml"), library).expect("written");
    if version == 1 {
        command(data, &["pack", "keygen", &key, "--no-password"]);
        fs::create_dir(&out).expect("a folder");
    }
    command(
        data,
        &["pack", "make", &source, "--key", &key, "--out", &out],
    );
    let pack = format!("{out}/gout-{version}.clinfaq");
    command(data, &["pack", "add", "--yes", "--key", &public, &pack])
}

/// The words on the screen, without the edges of boxes.
fn words(screen: &vt100::Screen) -> String {
    let text = screen.contents();
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A day at a clinic: a note is written, found, printed, and kept when a newer pack has another answer.
#[test]
fn a_note_is_found_printed_and_kept_when_a_newer_pack_comes() {
    const CHANGED: &str = "The answer below has changed since this note was written";
    for size in [(80, 24), (40, 12)] {
        let printer = super::handout::printer();
        let path = format!("{}:/usr/bin:/bin", printer.path().display());
        let data = tempfile::tempdir().expect("a folder");
        let folder = data.path().to_string_lossy().into_owned();
        let settings = format!("libraries = [\"{}\"]\n", library().display());
        fs::create_dir(data.path().join("clinfaq")).expect("a folder");
        fs::write(data.path().join("clinfaq/config.toml"), settings).expect("written");
        install(data.path(), 1);
        let variables = ["XDG_DATA_HOME", "XDG_CONFIG_HOME"].map(|name| (name, &*folder));
        let variables = [&variables[..], &[("PATH", &*path)]].concat();
        let search = |words: &str| {
            let mut terminal = Terminal::run(Setting {
                arguments: Vec::new(),
                variables: &variables,
                size,
                ..Setting::default()
            });
            terminal.until_text("Gout");
            terminal.press(format!("{words}\r"));
            terminal
        };
        let mut terminal = search("gout helps");
        terminal.until("the answer", |screen| {
            words(screen).contains("Rest for 1 days")
        });
        terminal.press("aAsk Zelda.\r");
        terminal.until("the note on the page", |screen| {
            words(screen).contains("Our clinic") && words(screen).contains("Ask Zelda")
        });
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
        // By the word that is only in the note.
        let mut terminal = search("zelda");
        terminal.until("the note", |screen| words(screen).contains("Ask Zelda"));
        terminal.press("P");
        terminal.until("the handout", |screen| {
            words(screen).contains("This is the handout")
        });
        terminal.press("P\r");
        terminal.until("the printer", |screen| {
            words(screen).contains("Sent to the printer")
        });
        let printed = fs::read_to_string(printer.path().join("printed")).expect("a page");
        assert!(printed.contains("Ask Zelda."), "{printed}");
        assert!(!printed.contains("has changed"), "{printed}");
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
        install(data.path(), 2);
        let shown = command(data.path(), &["show", "gout/rest"]);
        assert!(shown.contains("Rest for 2 days."), "{shown}");
        let mut terminal = search("zelda");
        terminal.until("the note and the warning", |screen| {
            words(screen).contains("Ask Zelda") && words(screen).contains(CHANGED)
        });
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
    }
}
