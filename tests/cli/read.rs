//! The dialog in the real binary: scripts on standard input, plain terminals, no terminal at all.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::home::{CLEAN, Home, Ran, SMALL};
use crate::robust::files_below;

/// What a run prints if `script` is its standard input.
pub(crate) fn told(mut command: Command, script: impl AsRef<[u8]>) -> Ran {
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
fn words_start_with_a_search() {
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
fn without_terminal_and_input_it_ends_and_says_what_to_do() {
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
fn two_dashes_make_commands_search_words() {
    let home = Home::new(SMALL);
    for (args, words) in [(["--", "search"], "search"), (["--", "-x"], "-x")] {
        let ran = home.run(&args).ends(0);
        assert!(ran.out.contains(&format!("\"{words}\"")), "{}", ran.out);
    }
}

#[test]
fn the_locale_sets_the_charset() {
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
fn binary_and_endless_lines_do_no_harm() {
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
fn invalid_sizes_are_reported() {
    let home = Home::new(SMALL);
    for args in [["read", "--width", "3"], ["read", "--lines", "many"]] {
        let ran = home.run(&args).ends(2);
        assert!(ran.err.contains(args[1]), "{}", ran.err);
    }
    home.run(&["read", "--lines", "0", "--width", "20"]).ends(0);
}

/// A terminal with the program in it. Nothing is typed before it is asked for.
struct Typed {
    output: Receiver<Vec<u8>>,
    seen: String,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Typed {
    /// Far more than any answer takes, also on a slow machine under load.
    const DEADLINE: Duration = Duration::from_secs(120);

    fn start(home: &Home, args: &[&str], variables: &[(&str, &str)], columns: u16) -> Self {
        let size = PtySize {
            rows: 12,
            cols: columns,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin!("clinfaq"));
        command.env_clear();
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        command.env_remove("COLUMNS");
        command.env_remove("TERM");
        for (name, value) in variables {
            command.env(name, value);
        }
        command.args(["--today", "2026-11-20", "--library"]);
        command.arg(home.library());
        command.args(args);
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if send.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            output,
            seen: String::new(),
            keys,
            child,
            _master: pair.master,
        }
    }

    /// Reads until it prints `prompt`, and returns what came since the last time.
    fn asked(&mut self, prompt: &str) -> String {
        let wanted = format!("{prompt}> ");
        let end = Instant::now() + Self::DEADLINE;
        while !self.seen.ends_with(&wanted) {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("waited in vain for {wanted:?}:\n{}", self.seen),
            }
        }
        std::mem::take(&mut self.seen)
    }

    fn type_line(&mut self, line: &str) {
        let typed = self.keys.write_all(format!("{line}\n").as_bytes());
        typed.expect("the terminal takes keys");
    }

    /// Presses a key that ends it; gives its exit code.
    fn end(mut self, key: &str) -> u32 {
        self.keys.write_all(key.as_bytes()).expect("a key");
        let end = Instant::now() + Self::DEADLINE;
        loop {
            match self
                .output
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("it does not end");
                }
            }
        }
        self.child.wait().expect("an end").exit_code()
    }
}

/// Where no cursor can be moved the browser gives way to the dialogue, which sends nothing but text.
#[test]
fn a_plain_terminal_gets_the_dialog() {
    let home = Home::new(SMALL);
    for variables in [&[("TERM", "dumb")][..], &[]] {
        let mut terminal = Typed::start(&home, &[], variables, 40);
        let mut seen = terminal.asked("clinfaq");
        terminal.type_line("poh treatment");
        seen += &terminal.asked("found");
        terminal.type_line("1");
        // Twelve rows: nine lines at a time.
        let answer = terminal.asked("more lines");
        assert!(answer.contains("Updated 2026-11-20"), "{answer}");
        assert!(answer.lines().count() <= 11, "{answer}");
        seen += &answer;
        terminal.type_line("");
        seen += &terminal.asked("more lines");
        terminal.type_line("lines 0");
        seen += &terminal.asked("more lines");
        terminal.type_line("");
        seen += &terminal.asked("answer");
        for line in seen.lines() {
            let prompt = line.contains("> ");
            assert!(prompt || line.trim_end().chars().count() < 40, "{line:?}");
        }
        let bad = seen
            .chars()
            .find(|c| c.is_control() && !matches!(c, '\r' | '\n'));
        assert_eq!(bad, None, "{seen:?}");
        assert_eq!(terminal.end("quit\n"), 0);
    }
}

#[test]
fn end_of_input_and_ctrl_c_end_the_dialog() {
    let home = Home::new(SMALL);
    let plain = [("TERM", "xterm")];
    let mut terminal = Typed::start(&home, &["read"], &plain, 80);
    terminal.asked("clinfaq");
    assert_eq!(terminal.end("\x04"), 0);
    let mut terminal = Typed::start(&home, &["read", "poh"], &plain, 80);
    terminal.asked("found");
    terminal.end("\x03");
}

#[test]
fn a_closed_output_is_not_an_error() {
    let home = Home::new(SMALL);
    let mut command = home.command(&["read"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("a pipe");
    let _ = input.write_all(b"poh\n1\n");
    drop(input);
    assert_eq!(
        Ran::of(child.wait_with_output().expect("an end"))
            .ends(0)
            .err,
        ""
    );
}

#[test]
fn a_damaged_index_is_rebuilt_during_the_dialog() {
    let home = Home::new(SMALL);
    let script = "poh surgery\n1\n";
    let whole = told(home.command(&["read"]), script).ends(0).out;
    // Damage that happens while the index is in use is seen by the next read.
    let mut files = Vec::new();
    files_below(&home.cache(), &mut files);
    for file in files {
        let Ok(mut bytes) = std::fs::read(&file) else {
            continue;
        };
        for byte in &mut bytes {
            *byte = !*byte;
        }
        std::fs::write(&file, bytes).expect("written");
        let ran = told(home.command(&["read"]), script).ends(0);
        assert_eq!(ran.out, whole, "{}", file.display());
    }
}

/// The same, but the damage is done while the dialogue has the index open: what was asked is answered from a new one.
#[test]
fn an_index_damaged_during_the_dialog_is_rebuilt() {
    let home = Home::new(SMALL);
    let asked = "poh surgery\n";
    let whole = told(home.command(&["read"]), asked).ends(0).out;
    let mut child = home
        .command(&["read"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut out = child.stdout.take().expect("a pipe");
    let mut seen = Vec::new();
    while !seen.ends_with(b"clinfaq> ") {
        let mut byte = [0];
        out.read_exact(&mut byte).expect("a prompt");
        seen.extend(byte);
    }
    let mut files = Vec::new();
    files_below(&home.cache(), &mut files);
    for file in files {
        // In place: a file that is mapped into memory must not become shorter.
        let Ok(mut bytes) = std::fs::read(&file) else {
            continue;
        };
        for byte in &mut bytes {
            *byte = !*byte;
        }
        let file = std::fs::OpenOptions::new().write(true).open(&file);
        file.and_then(|mut file| file.write_all(&bytes))
            .expect("written");
    }
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(asked.as_bytes()).expect("a line");
    drop(input);
    out.read_to_end(&mut seen).expect("an answer");
    assert!(child.wait().expect("an end").success());
    assert_eq!(String::from_utf8(seen).expect("text"), whole);
}

#[test]
fn page_is_shown_by_id_name_abbreviation_or_code() {
    let home = Home::new(SMALL);
    let page = home.run(&["show", "poh"]).ends(0).out;
    for name in [
        "POH",
        "Progressive osseous heteroplasia",
        "progressive OSSEOUS heteroplasia",
    ] {
        assert_eq!(home.run(&["show", name]).ends(0).out, page, "{name}");
    }
}

#[test]
fn ambiguous_name_is_listed_with_the_ids() {
    let two = "[[condition]]\nid = \"one\"\nname = \"One\"\nabbreviation = \"MO\"\n\
               codes = [{ system = \"ICD-10\", value = \"Q78.6\" }]\n\n\
               [[condition]]\nid = \"two\"\nname = \"Two\"\nalternate_names = [\"Mö\"]\n";
    let home = Home::new(CLEAN);
    std::fs::write(home.library().join("two.toml"), two).expect("a file");
    let ran = home.run(&["show", "mo"]).ends(1);
    assert_eq!(ran.out, "");
    assert!(
        ran.err.contains("one  One") && ran.err.contains("two  Two"),
        "{}",
        ran.err
    );
    let one = home.run(&["show", "one"]).ends(0).out;
    assert_eq!(home.run(&["show", "q78.6"]).ends(0).out, one);
    assert_eq!(home.run(&["show", "ICD-10:Q78.6"]).ends(0).out, one);
}

#[test]
fn index_kept_in_memory_is_reported_once() {
    let home = Home::new(SMALL);
    let nowhere = [("XDG_CACHE_HOME", "/dev/null/cache")];
    let said = home.on_terminal_with_keys(&["read"], &nowhere, b"quit\n");
    assert_eq!(
        said.matches("the index cannot be saved").count(),
        1,
        "{said}"
    );
}
