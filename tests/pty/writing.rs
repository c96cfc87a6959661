//! Notes in the browser: the terminal is lent to the editor and taken again, and nothing that was typed is lost.

use std::fs;
use std::path::Path;

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
