//! Whatever kills the browser, the terminal is as it was before, and says what happened.

use super::harness::*;

/// A browser that a shell started, as at home. Without one the browser's parent would lead the session: as it ends, the
/// system hangs up the terminal and discards what was written last.
struct Session {
    terminal: Terminal,
    parent: u32,
    browser: u32,
}

impl Session {
    fn start(variables: &[(&str, &str)]) -> Self {
        let script = r#""$0" "$@"; echo "ended: $?"; read line"#;
        let mut terminal = Terminal::run(Setting {
            program: "/bin/sh",
            arguments: ["-c", script, CLINFAQ]
                .map(str::to_owned)
                .into_iter()
                .chain(arguments())
                .collect(),
            variables,
            ..Setting::default()
        });
        terminal.until_text("Heterotopic ossification");
        let parent = child_of(terminal.process());
        let browser = child_of(parent);
        Self {
            terminal,
            parent,
            browser,
        }
    }

    /// Waits for the end of both processes, and then of the shell; the terminal must be as it was before. Returns what
    /// the screen says.
    fn end(mut self) -> String {
        while is_alive(self.parent) || is_alive(self.browser) {
            std::thread::yield_now();
        }
        self.terminal.press("\n");
        self.terminal.ended().2
    }
}

#[test]
fn killed_browser_leaves_the_terminal_as_it_was() {
    for (name, number, message) in [
        // What a failed allocation comes to.
        ("ABRT", 6, "memory ran out (SIGABRT)"),
        ("KILL", 9, "ended by the system"),
        ("BUS", 7, "is damaged (SIGBUS)"),
        ("SEGV", 11, "ended by a signal (SIGSEGV)"),
        ("USR1", 10, "ended by a signal (SIGUSR1)"),
    ] {
        // A VT100 may have stopped the output, and has no second screen to leave.
        for term in ["xterm-256color", "vt100"] {
            let session = Session::start(&[("TERM", term)]);
            let browser = session.browser;
            // The runtime takes the first of these for a fault that will come again.
            while matches!(name, "BUS" | "SEGV") && signal(browser, name) && is_alive(browser) {}
            signal(browser, name);
            let screen = session.end();
            assert!(screen.contains(message), "{screen}");
            let code = format!("ended: {}", 128 + number);
            assert!(screen.contains(&code), "{screen}");
        }
    }
}

/// Whether the process runs: one that has ended waits for its parent to notice.
fn is_alive(id: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    !status.is_empty() && !status.contains(") Z ")
}

#[test]
fn killed_parent_ends_the_browser_in_good_order() {
    for name in ["KILL", "ABRT"] {
        let session = Session::start(&[]);
        assert!(signal(session.parent, name), "it runs");
        session.end();
    }
}

#[test]
fn file_that_shrinks_under_the_browser_leaves_the_terminal_as_it_was() {
    let home = tempfile::tempdir().expect("a folder");
    let cache = home.path().to_string_lossy().into_owned();
    let mut session = Session::start(&[("XDG_CACHE_HOME", &cache)]);
    let mut folders = vec![home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => std::fs::write(path, "").expect("truncated"),
            }
        }
    }
    session.terminal.press("/poh treatment\r");
    session.terminal.press("\x03");
    // Whether it can read on or not: it ends, and the terminal is as it was.
    session.end();
}

#[test]
fn memory_is_never_written_to_disk() {
    let session = Session::start(&[]);
    for id in [session.parent, session.browser] {
        let limits = std::fs::read_to_string(format!("/proc/{id}/limits")).expect("limits");
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let core = core.map(|line| line.split_whitespace().nth(4));
        assert_eq!(core, Some(Some("0")));
    }
    signal(session.parent, "TERM");
    session.end();
}
