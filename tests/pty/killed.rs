//! Whatever kills the browser, the terminal is as it was before, and says what happened.

use super::harness::*;

fn started(setting: Setting) -> Terminal {
    let mut terminal = Terminal::run(setting);
    terminal.until_text("Heterotopic ossification");
    terminal
}

#[test]
fn killed_browser_leaves_the_terminal_as_it_was() {
    for (name, number, message) in [
        // What a failed allocation comes to.
        ("ABRT", 6, "memory ran out (SIGABRT)"),
        ("KILL", 9, "ended by the system"),
        ("BUS", 7, "is gone or damaged (SIGBUS)"),
        ("SEGV", 11, "ended by a signal (SIGSEGV)"),
        ("USR1", 10, "ended by a signal (SIGUSR1)"),
    ] {
        // A VT100 may have stopped the output, and has no second screen to leave.
        for term in ["xterm-256color", "vt100"] {
            let terminal = started(Setting {
                variables: &[("TERM", term)],
                ..Setting::default()
            });
            let browser = terminal.browser();
            // The runtime takes the first of these for a fault that will come again.
            while matches!(name, "BUS" | "SEGV") && signal(browser, name) && is_alive(browser) {}
            signal(browser, name);
            let (code, _, screen) = terminal.ended();
            assert_eq!(code, 128 + number, "{name}");
            assert!(screen.contains(message), "{screen}");
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
        let terminal = started(Setting::default());
        terminal.signal(name);
        terminal.ended();
    }
}

#[test]
fn file_that_shrinks_under_the_browser_leaves_the_terminal_as_it_was() {
    let home = tempfile::tempdir().expect("a folder");
    let cache = home.path().to_string_lossy().into_owned();
    let mut terminal = started(Setting {
        variables: &[("XDG_CACHE_HOME", &cache)],
        ..Setting::default()
    });
    let mut folders = vec![home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => std::fs::write(path, "").expect("truncated"),
            }
        }
    }
    terminal.press("/poh treatment\r");
    terminal.press("\x03");
    // Whether it can read on or not: it ends, and the terminal is as it was.
    terminal.ended();
}

#[test]
fn memory_is_never_written_to_disk() {
    let terminal = started(Setting::default());
    for id in [terminal.process(), terminal.browser()] {
        let limits = std::fs::read_to_string(format!("/proc/{id}/limits")).expect("limits");
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let core = core.map(|line| line.split_whitespace().nth(4));
        assert_eq!(core, Some(Some("0")));
    }
    terminal.signal("TERM");
    terminal.end();
}
