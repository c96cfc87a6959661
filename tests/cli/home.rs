//! A home of its own for each test: day, width, folders and environment are fixed.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use tempfile::TempDir;

/// The library that the pages are tested with, too.
pub(crate) const SMALL: &str = include_str!("../../src/page/tests/library.toml");

/// Nothing is wrong with it.
pub(crate) const CLEAN: &str = r#"
format = 1

[pack]
id = "clean"
title = "Clean library"
version = "1"
license = "CC0-1.0"

[[condition]]
id = "poh"
name = "Progressive osseous heteroplasia"

[[source]]
id = "gard"
title = "A page"
kind = "government"
url = "https://example.org/poh"
last_updated = 2020-05-01

[[entry]]
id = "poh/what"
condition = "poh"
topic = "overview"
question = "What is progressive osseous heteroplasia?"
short_answer = "Bone in the skin [^gard]."
last_updated = 2026-11-20
"#;

/// A home of its own, with a library in it.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
}

impl Home {
    pub(crate) fn new(library: &str) -> Self {
        let home = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(home.library()).expect("a folder");
        fs::write(home.library().join("library.toml"), library).expect("a file");
        home
    }

    pub(crate) fn library(&self) -> PathBuf {
        self.folder.path().join("library")
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// Where this home's settings file is looked for.
    pub(crate) fn settings(&self) -> PathBuf {
        self.folder.path().join(".config/clinfaq/config.toml")
    }

    /// Writes a settings file.
    pub(crate) fn set(&self, text: impl AsRef<[u8]>) {
        let file = self.settings();
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    /// The variables of every run.
    pub(crate) fn environment(&self) -> [(&'static str, PathBuf); 6] {
        [
            ("HOME", self.folder.path().to_owned()),
            ("XDG_CACHE_HOME", self.cache()),
            ("COLUMNS", "80".into()),
            ("TERM", "xterm".into()),
            ("LANG", "C.UTF-8".into()),
            ("PATH", "/usr/bin:/bin".into()),
        ]
    }

    /// A command without a library.
    pub(crate) fn bare(&self) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("clinfaq"));
        command.env_clear().envs(self.environment());
        command.args(["--today", "2026-11-20"]);
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: &[A]) -> Command {
        let mut command = self.bare();
        command.arg("--library").arg(self.library()).args(args);
        command
    }

    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: &[A]) -> Ran {
        Ran::of(self.command(args).output().expect("the program"))
    }

    /// Runs on a terminal of 80 columns and gives what it is sent.
    pub(crate) fn on_terminal(&self, args: &[&str], environment: &[(&str, &str)]) -> String {
        self.on_terminal_with_keys(args, environment, b"")
    }

    /// The same; `keys` are pressed again and again until the program ends, which it has to.
    pub(crate) fn on_terminal_with_keys(
        &self,
        args: &[&str],
        environment: &[(&str, &str)],
        keys: &[u8],
    ) -> String {
        let size = PtySize {
            rows: 24,
            cols: 80,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin!("clinfaq"));
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        command.args(["--today", "2026-11-20", "--library"]);
        command.arg(self.library());
        command.args(args);
        let mut child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let mut writer = pair.master.take_writer().expect("a writer");
        let read = std::thread::spawn(move || {
            let mut sent = Vec::new();
            // A terminal whose program has ended is an error on some systems and an end on others.
            let _ = reader.read_to_end(&mut sent);
            sent
        });
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break status;
            }
            if started.elapsed() > Duration::from_secs(20) {
                child.kill().expect("killed");
                panic!("{args:?} does not end");
            }
            // Keys that wait while the terminal is being set up may be thrown away.
            let _ = writer.write_all(keys);
            std::thread::sleep(Duration::from_millis(20));
        };
        assert!(status.success(), "{args:?}: {status:?}");
        String::from_utf8(read.join().expect("read")).expect("text")
    }
}

/// How a run ended and what it left.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("no signal"),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }

    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("JSON")
    }
}
