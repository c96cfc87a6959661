//! What must not harm the program: closed pipes, poor terminals, hostile text, damage, missing folders.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::home::{Home, Ran, SMALL};

#[test]
fn the_browser_opens_on_a_terminal_and_ctrl_q_leaves_it() {
    let home = Home::new(SMALL);
    // With an index the first frame shows the library.
    home.run(&["list", "topics"]).ends(0);
    let sent = home.on_terminal_with_keys(&[], &[], b"\x11");
    assert!(sent.contains("Heterotopic"), "{sent:?}");
    assert!(sent.ends_with("\x1b[?1049l"), "{sent:?}");
}

#[test]
fn a_closed_pipe_ends_without_a_message() {
    let home = Home::new(SMALL);
    for args in [&["list", "entries"][..], &["show", "poh"], &["--help"]] {
        let mut child = home
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("an end");
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(output.stderr, b"");
    }
}

#[test]
fn colours_are_used_on_terminals_that_allow_them() {
    let home = Home::new(SMALL);
    let page = ["show", "poh/surgery"];
    assert!(!home.run(&page).out.contains('\x1b'));
    let usual = home.on_terminal(&page, &[]);
    assert!(usual.contains("\x1b[1;33moverdue"), "{usual:?}");
    let without_colour = home.on_terminal(&page, &[("TERM", "vt100")]);
    assert!(
        without_colour.contains("\x1b[1moverdue"),
        "{without_colour:?}"
    );
    assert!(
        !home
            .on_terminal(&page, &[("NO_COLOR", "1")])
            .contains('\x1b')
    );
    assert!(
        !home
            .on_terminal(&page, &[("TERM", "dumb")])
            .contains('\x1b')
    );
    // A column list is padded for a person, and the borders fall back to ASCII.
    let list = home.on_terminal(&["list", "conditions"], &[]);
    assert!(list.contains("ho   0  Heterotopic"), "{list}");
    assert!(home.on_terminal(&page, &[("LANG", "C")]).is_ascii());
}

#[test]
fn printed_lines_use_the_theme_without_its_background() {
    let home = Home::new(SMALL);
    home.set("theme = \"mine\"\n[themes.mine]\nwarning = \"magenta\"\n");
    let page = ["show", "poh/surgery"];
    let seen = home.on_terminal(&page, &[]);
    assert!(seen.contains("\x1b[1;35moverdue"), "{seen:?}");
    home.set("theme = \"monochrome\"\n");
    let seen = home.on_terminal(&page, &[]);
    assert!(seen.contains("\x1b[1moverdue"), "{seen:?}");
    // Letters for a white ground could not be read on a black one.
    home.set("theme = \"light\"\n");
    let seen = home.on_terminal(&page, &[]);
    assert!(seen.contains("\x1b[1;33moverdue"), "{seen:?}");
}

#[test]
fn harmful_characters_never_reach_the_terminal() {
    const HOSTILE: &str = "\x1b]0;owned\x07\x1b[2J\u{9b}31m\u{202e}\u{2066}\x08\r";
    let escaped: String = HOSTILE
        .chars()
        .map(|c| format!("\\u{:04x}", c as u32))
        .collect();
    let library = SMALL
        .replace("Is any treatment", &format!("Is{escaped} any treatment"))
        .replace("\"A review\"", &format!("\"A{escaped} review\""))
        .replace("No advice.", &format!("No{escaped} advice."))
        .replace("Harms the", &format!("Harms{escaped} the"));
    let home = Home::new(&library);
    let file = format!("{}.toml", HOSTILE.replace('\0', ""));
    fs::write(
        home.library().join(file),
        format!("[[entry]]\n{HOSTILE} = \"{HOSTILE}\"\n"),
    )
    .expect("a file");
    let runs = [
        &["show", "poh/treatment-proven"][..],
        &["show", "poh/treatment-proven", "--json"],
        &["show", "drug"],
        &["show", HOSTILE],
        &["search", "treatment"],
        &["search", HOSTILE],
        &["search", HOSTILE, "--json"],
        &["search", "--batch", HOSTILE],
        &["list", "entries"],
        &["list", "sources", "--json"],
        &["list", "entries", "--topic", HOSTILE],
        &["list", HOSTILE],
        &["check"],
        &["check", HOSTILE],
        &[HOSTILE],
        &["read", HOSTILE],
        &["read", "treatment"],
        &["--today", HOSTILE],
    ];
    for args in runs {
        let ran = home.run(args);
        for text in [&ran.out, &ran.err] {
            let bad = text.chars().find(|c| {
                (c.is_control() && !matches!(c, '\n' | '\t'))
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            });
            assert_eq!(bad, None, "{args:?}: {text:?}");
        }
    }
}

#[test]
fn invalid_utf8_arguments_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new(SMALL);
    let word = OsStr::from_bytes(b"poh\xff");
    home.run(&[OsStr::new("show"), word]).ends(1);
    let ran = home.run(&[OsStr::new("search"), word]);
    assert!(ran.code < 2, "{}", ran.err);
}

#[test]
fn a_damaged_index_is_rebuilt() {
    let home = Home::new(SMALL);
    let args = ["show", "poh/treatment-proven"];
    let whole = home.run(&args).ends(0).out;
    let mut files = Vec::new();
    files_below(&home.cache(), &mut files);
    assert!(!files.is_empty(), "no index in the cache folder");
    for file in files.iter().filter(|file| file.is_file()) {
        // Earlier rounds may have put another index in its place.
        let Ok(mut bytes) = fs::read(file) else {
            continue;
        };
        let half = bytes.len() / 2;
        for byte in &mut bytes[half..] {
            *byte = !*byte;
        }
        fs::write(file, bytes).expect("written");
        let ran = home.run(&args).ends(0);
        assert_eq!(ran.out, whole, "{}", file.display());
    }
}

pub(crate) fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files_below(&path, files),
            false => files.push(path),
        }
    }
}

#[test]
fn without_a_home_the_index_stays_in_memory() {
    let home = Home::new(SMALL);
    let mut command = home.command(&["show", "poh"]);
    command.env("XDG_CACHE_HOME", "/proc/nowhere");
    Ran::of(command.output().expect("the program")).ends(0);
    assert!(!home.cache().exists());
}
