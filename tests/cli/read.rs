//! The dialogue in the real binary: scripts on standard input, plain terminals, no terminal at all.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::home::{Home, Ran, SMALL};

/// What a run says to `script` on its standard input.
fn told(mut command: Command, script: impl AsRef<[u8]>) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut input = child.stdin.take().expect("a pipe");
    // It may end before it has read all of it.
    let _ = input.write_all(script.as_ref());
    drop(input);
    Ran::of(child.wait_with_output().expect("an end"))
}

#[test]
fn a_script_is_answered_line_by_line() {
    let home = Home::new(SMALL);
    let script = "poh surgery\n1\ntrust\nquit\nnot heard\n";
    let ran = told(home.command(&["read", "--width", "50"]), script).ends(0);
    assert_eq!(ran.err, "");
    insta::assert_snapshot!(ran.out);
    // The browser has no screen there and does the same.
    let mut command = home.command::<&str>(&[]);
    command.env("COLUMNS", "51");
    assert_eq!(told(command, script).ends(0).out, ran.out);
}

#[test]
fn words_are_searched_for_at_once() {
    let home = Home::new(SMALL);
    for args in [&["read", "poh", "surgery"][..], &["poh", "surgery"]] {
        let ran = told(home.command(args), "").ends(0);
        assert!(
            ran.out.contains("answers for \"poh surgery\""),
            "{}",
            ran.out
        );
        assert_eq!(ran.err, "");
    }
}

#[test]
fn without_a_terminal_and_without_a_word_it_ends_at_once_and_says_what_to_do() {
    let home = Home::new(SMALL);
    let ran = home.run::<&str>(&[]).ends(0);
    assert!(
        ran.out.starts_with("clinfaq: Test library\n"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("there is no terminal"), "{}", ran.err);
    assert!(ran.err.contains("clinfaq search"), "{}", ran.err);
    assert_eq!(home.run(&["read"]).ends(0).err, "");
}

#[test]
fn words_that_are_commands_are_words_behind_two_dashes() {
    let home = Home::new(SMALL);
    for (args, words) in [(["--", "search"], "search"), (["--", "-x"], "-x")] {
        let ran = home.run(&args).ends(0);
        assert!(ran.out.contains(&format!("\"{words}\"")), "{}", ran.out);
    }
}

#[test]
fn the_locale_says_which_characters_are_shown() {
    let home = Home::new(&SMALL.replace("A. Author", "Ménière Łódź"));
    let script = "open source:review\nnaïve\n";
    let run = |locale: &str| {
        let mut command = home.command(&["read"]);
        command.env("LANG", locale);
        told(command, script).ends(0).out
    };
    assert!(run("C.UTF-8").contains("Ménière Łódź"));
    let plain = run("C");
    assert!(
        plain.is_ascii() && plain.contains("Meniere Lodz"),
        "{plain}"
    );
    assert!(plain.contains("> naive\n"), "{plain}");
}

#[test]
fn lines_that_are_no_text_or_endless_do_no_harm() {
    let home = Home::new(SMALL);
    let mut script = b"poh\xff\x1b[2J\x07\n".to_vec();
    script.extend(std::iter::repeat_n(b'x', 1 << 20));
    script.extend(b"\n\0\r\nquit\r\n");
    let ran = told(home.command(&["read"]), script).ends(0);
    let bad = ran.out.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(bad, None, "{}", ran.out);
    assert!(ran.out.len() < 100_000);
}

#[test]
fn sizes_that_make_no_sense_are_told() {
    let home = Home::new(SMALL);
    for args in [["read", "--width", "3"], ["read", "--lines", "many"]] {
        let ran = home.run(&args).ends(2);
        assert!(ran.err.contains(args[1]), "{}", ran.err);
    }
    home.run(&["read", "--lines", "0", "--width", "20"]).ends(0);
}
