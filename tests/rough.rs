//! Rough treatment of the real binary: a harmful library, and a process that is killed while it indexes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// What must never be sent from a library to a terminal: ESC sequences, C1 controls, an OSC that sets the title, direction
/// overrides, a bell, a tag character.
const HOSTILE: &str = "\u{1b}[31m\u{1b}]0;owned\u{7}\u{9b}31m\u{9d}x\u{9c}\u{202e}evil\u{2066}\u{200f}\u{8}\u{7f}\u{e0041}";

struct Bench {
    library: TempDir,
    cache: TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = || tempfile::tempdir().expect("a folder");
        Self {
            library: folder(),
            cache: folder(),
        }
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.library.path().join(name), text).expect("written");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clinfaq"));
        command
            .args(["--library".as_ref(), self.library.path().as_os_str()])
            .args(["--today", "2026-11-20"])
            .args(arguments)
            .env_clear()
            .env("XDG_CACHE_HOME", self.cache.path())
            .env("COLUMNS", "80")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary runs")
    }
}

/// `text` as a TOML string with all characters escaped, so that they are harmful only after reading.
fn toml(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| format!("\\U{:08X}", u32::from(c)))
        .collect();
    format!("\"{escaped}\"")
}

#[track_caller]
fn harmless(what: &str, bytes: &[u8]) {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let bad: Vec<char> = text
        .chars()
        .filter(|&c| {
            (c.is_control() && c != '\n' && c != '\t')
                || matches!(u32::from(c), 0x200e..=0x200f | 0x202a..=0x202e | 0x2066..=0x2069 | 0xe0000..=0xe007f)
        })
        .collect();
    assert!(bad.is_empty(), "{what} let through {bad:?}:\n{text:?}");
}

fn hostile_library(bench: &Bench) {
    let h = |text: &str| toml(&format!("{text}{HOSTILE}"));
    bench.write(
        "pack.toml",
        &format!(
            "format = 1\n[pack]\nid = \"bad\"\ntitle = {}\nversion = {}\npublisher = {}\ndisclaimer = {}\n\
             withdrawn = [{{ entry = \"poh/old\", on = 2026-11-01, reason = {} }}]\n",
            h("Pack"), h("1"), h("P"), h("D"), h("because")
        ),
    );
    bench.write(
        "poh.toml",
        &format!(
            "[[condition]]\nid = \"poh\"\nname = {}\nabbreviation = {}\nalternate_names = [{}]\nsummary = {}\n\
             codes = [{{ system = {}, value = {} }}]\ntakeaways = [{}]\n\
             [[source]]\nid = \"s\"\ntitle = {}\npublisher = {}\nurl = {}\ndate_as_printed = {}\nnote = {}\n\
             [[entry]]\nid = \"poh/q\"\ncondition = \"poh\"\ntopic = \"treatment\"\nquestion = {}\nalso_asked = [{}]\n\
             short_answer = {}\nanswer = {}\nlast_updated = 2026-11-20\nreviewed_by = {{ name = {}, role = {} }}\n\
             [[organization]]\nid = \"o\"\nname = {}\nconditions = [\"poh\"]\ntelephone = {}\n\
             [[trial]]\nid = \"t\"\ntitle = {}\nstatus = {}\nconditions = [\"poh\"]\n\
             [[medication]]\nid = \"m\"\nname = {}\nrelation = \"studied\"\nconditions = [\"poh\"]\n",
            h("Progressive"), h("POH"), h("other"), h("sum"), h("ORPHA"), h("2762"), h("take"), h("Title"),
            h("Publisher"), h("https://x.org/"), h("05-01-20"), h("note"), h("What helps?"), h("asked"),
            h("Short[^s]"), h("Long **bold** `code` [link](https://x.org) > x\n\n| a | b |\n|---|---|\n| c | d |"),
            h("Dr"), h("nurse"), h("Org"), h("+1"), h("Trial"), h("Recruiting"), h("Drug")
        ),
    );
    bench.write(
        "broken.toml",
        &format!(
            "[[entry]]\nid = \"poh/x\"\nquestion = {}\nnonsense{HOSTILE} = 1\n",
            h("x")
        ),
    );
    fs::write(
        bench.library.path().join("bin.toml"),
        b"id = \"\xff\x1b[31m\"",
    )
    .expect("written");
    bench.write(
        &format!("na{HOSTILE}me.toml").replace('/', ""),
        "[[entry]]\nid = 3\n",
    );
}

#[test]
fn nothing_hostile_reaches_a_pipe() {
    let bench = Bench::new();
    hostile_library(&bench);
    let runs: &[&[&str]] = &[
        &["check"],
        &["list", "conditions"],
        &["list", "entries"],
        &["list", "sources"],
        &["list", "entries", "--json"],
        &["search", "poh", "treatment"],
        &["search", "poh", "--json"],
        &["show", "poh"],
        &["show", "poh", "--json"],
        &["show", "poh/q"],
        &["show", "poh/q", "--json"],
        &["show", "source:s"],
        &["show", "o"],
        &["show", "t"],
        &["show", "m"],
        &["show", "poh/old"],
        &["show", HOSTILE],
        &["search", HOSTILE],
        &["list", "entries", "--condition", HOSTILE],
    ];
    for arguments in runs {
        let output = bench.run(arguments);
        harmless(&format!("{arguments:?} on standard output"), &output.stdout);
        harmless(&format!("{arguments:?} on standard error"), &output.stderr);
        assert!(
            output.status.code().is_some_and(|code| code <= 2),
            "{arguments:?} ended with {}",
            output.status
        );
    }
    // The valid part is still shown.
    let found = bench.run(&["search", "progressive", "treatment"]);
    assert!(String::from_utf8_lossy(&found.stdout).contains("What helps?"));
}

/// A library that takes a while to index, even on a fast machine.
fn large_library(bench: &Bench) {
    bench.write(
        "pack.toml",
        "format = 1\n[pack]\nid = \"large\"\ntitle = \"Large\"\nversion = \"1\"\n",
    );
    for file in 0..40 {
        let mut text =
            format!("[[condition]]\nid = \"c{file}\"\nname = \"Condition number {file}\"\n");
        for entry in 0..40 {
            text.push_str(&format!(
                "[[entry]]\nid = \"c{file}/e{entry}\"\ncondition = \"c{file}\"\ntopic = \"treatment\"\n\
                 question = \"Question {entry} on {file}?\"\nanswer = \"{}\"\n",
                "Words of an answer that are many. ".repeat(40)
            ));
        }
        bench.write(&format!("c{file}.toml"), &text);
    }
}

#[cfg(unix)]
#[test]
fn the_next_start_works_after_being_killed_while_indexing() {
    let bench = Bench::new();
    large_library(&bench);
    let answers = |bench: &Bench| {
        let output = bench.run(&[
            "search",
            "condition",
            "number",
            "7",
            "treatment",
            "--limit",
            "3",
        ]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.contains("c7/"), "{text}");
    };
    // Killed as soon as something new appears in the cache: at a different point of building each time.
    for seen in [1usize, 2, 5, 9, 14, 20, 30] {
        let _ = fs::remove_dir_all(bench.cache.path().join("clinfaq"));
        let mut child = bench
            .command(&["search", "condition"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        while files_below(bench.cache.path()) < seen {
            if child.try_wait().expect("a child").is_some() {
                break; // it was faster
            }
        }
        let _ = child.kill(); // SIGKILL
        child.wait().expect("a child");
        answers(&bench);
        answers(&bench);
    }
}

fn files_below(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| {
            if entry.path().is_dir() {
                files_below(&entry.path())
            } else {
                1
            }
        })
        .sum()
}
