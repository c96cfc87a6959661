//! A handout, from the start screen to the printer.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::harness::{Setting, Terminal, arguments};

/// A folder with an `lp` that keeps what it is given in the file `printed`.
pub(crate) fn printer() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let lp = folder.path().join("lp");
    let printed = folder.path().join("printed");
    let script = format!(
        "#!/bin/sh\n(echo \"$@\"; cat) > '{}'\necho request id is ward-1\n",
        printed.display()
    );
    fs::write(&lp, script).expect("a script");
    fs::set_permissions(&lp, fs::Permissions::from_mode(0o755)).expect("executable");
    folder
}

fn path(folder: &Path) -> String {
    format!("{}:/usr/bin:/bin", folder.display())
}

#[test]
fn large_handout_on_fop_and_injections_takes_twelve_keys() {
    let printer = printer();
    let mut terminal = Terminal::run(Setting {
        arguments: ["--library", "bundled", "--today", "2026-11-29"]
            .map(str::to_owned)
            .to_vec(),
        variables: &[("PATH", &path(printer.path()))],
        ..Setting::default()
    });
    // The library has been indexed.
    terminal.until_text("Fibrodysplasia");
    let keys = [
        "f", "o", "p", " ", "i", "n", "j", "\r", "P", "P", "\x1b[B", "\r",
    ];
    assert!(keys.len() <= 12);
    for key in keys {
        terminal.press(key);
    }
    terminal.until_text("Sent to the printer. request id is ward-1");
    let printed = fs::read_to_string(printer.path().join("printed")).expect("a printed page");
    assert!(
        printed.starts_with("-t Handout -o cpi=7 -o lpi=4\n"),
        "{printed}"
    );
    for said in [
        "FOP",
        "injection",
        "CAUTION",
        "no review yet",
        "Printed on 2026-11-29.",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    assert!(printed.ends_with('\x0c'));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

/// The way to the handout of an answer of the small library.
fn handout(variables: &[(&str, &str)]) -> Terminal {
    let mut terminal = Terminal::run(Setting {
        arguments: arguments(),
        variables,
        ..Setting::default()
    });
    terminal.until_text("Heterotopic ossification");
    terminal.press("poh treatment\rP");
    terminal.until_text("This is the handout");
    terminal
}

#[test]
fn without_a_printer_the_handout_is_saved_under_a_free_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut terminal = handout(&[("PATH", &folder.path().to_string_lossy())]);
    for name in [
        "handout-poh-treatment-proven.txt",
        "handout-poh-treatment-proven-2.txt",
    ] {
        terminal.press("P\r");
        terminal.until_text("There is no printer command");
        let saved = terminal.home().join(name);
        assert!(
            fs::read_to_string(&saved)
                .expect("a file")
                .contains("Is any treatment proven"),
            "{name}"
        );
        terminal.press("g");
        terminal.until("no message", |screen| {
            !screen.contents().contains("There is no printer")
        });
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn printer_that_fails_is_reported_with_what_it_says() {
    let folder = printer();
    fs::write(
        folder.path().join("lp"),
        "#!/bin/sh\necho 'lp: \x1b[31mno default destination' >&2\nexit 1\n",
    )
    .expect("a script");
    let mut terminal = handout(&[("PATH", &path(folder.path()))]);
    terminal.press("P\r");
    terminal.until_text("Not printed: lp says: lp: no default destination");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn printer_that_hangs_does_not_block_the_browser() {
    let folder = printer();
    fs::write(folder.path().join("lp"), "#!/bin/sh\nexec sleep 300\n").expect("a script");
    let mut terminal = handout(&[("PATH", &path(folder.path()))]);
    terminal.press("P\r");
    terminal.until_text("Please wait.");
    // Keys work in the meantime.
    terminal.press("\x7f");
    terminal.until_text("In short");
    terminal.until_text("did not answer within 10 seconds");
    let saved = terminal.home().join("handout-poh-treatment-proven.txt");
    assert!(saved.exists());
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}
