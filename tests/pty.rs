//! The real binary in a pseudo-terminal: start, type, read, resize, suspend, leave; and a usable terminal afterwards.
//!
//! Nothing here sleeps: each step reads what the browser writes until the screen is as expected, up to a deadline.

#![cfg(unix)]

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Far more than any step takes, also on a slow machine under load.
const DEADLINE: Duration = Duration::from_secs(120);

fn sure(size: u16) -> NonZero<u16> {
    NonZero::new(size).expect("a size")
}

struct Terminal {
    parser: vt100::Parser,
    output: Receiver<Vec<u8>>,
    /// Everything that was written, as it came.
    raw: Vec<u8>,
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    _cache: tempfile::TempDir,
}

impl Terminal {
    /// A browser in a terminal of this size.
    fn start(columns: u16, rows: u16) -> Self {
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tui");
        let arguments = [
            "--library",
            &library.to_string_lossy(),
            "--today",
            "2026-11-20",
        ];
        Self::run(env!("CARGO_BIN_EXE_clinfaq"), &arguments, columns, rows)
    }

    fn run(program: &str, arguments: &[&str], columns: u16, rows: u16) -> Self {
        let cache = tempfile::tempdir().expect("a folder");
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("PATH", "/usr/bin:/bin");
        command.env("HOME", cache.path());
        command.env("XDG_CACHE_HOME", cache.path());
        command.env("XDG_CONFIG_HOME", cache.path());
        command.cwd(cache.path());
        let child = pair.slave.spawn_command(command).expect("a process");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            parser: vt100::Parser::new(sure(rows), sure(columns), 0),
            output,
            raw: Vec::new(),
            keys: pair.master.take_writer().expect("a writer"),
            master: pair.master,
            child,
            _cache: cache,
        }
    }

    fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Reads on until the screen is as `done` says.
    fn until(&mut self, what: &str, done: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !done(self.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => {
                    self.parser.process(&bytes);
                    self.raw.extend(bytes);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("waited in vain for {what}:\n{}", self.screen().contents())
                }
            }
        }
    }

    fn until_text(&mut self, text: &str) {
        let owned = text.to_owned();
        self.until(text, move |screen| screen.contents().contains(&owned));
    }

    fn press(&mut self, keys: &str) {
        self.keys
            .write_all(keys.as_bytes())
            .expect("the terminal takes keys");
        self.keys.flush().expect("the terminal takes keys");
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.screen_mut().set_size(sure(rows), sure(columns));
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.resize(size).expect("a new size");
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().expect("it runs").to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.expect("kill is there").success());
    }

    /// Waits for the end; the terminal must be as it was before.
    fn end(mut self) -> u32 {
        self.until("the shell's screen", |screen| !screen.alternate_screen());
        // What it wrote ends where the process ends.
        loop {
            match self.output.recv_timeout(DEADLINE) {
                Ok(bytes) => {
                    self.parser.process(&bytes);
                    self.raw.extend(bytes);
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("it does not end:\n{}", self.screen().contents());
                }
            }
        }
        let status = self.child.wait().expect("an end");
        let screen = self.screen();
        assert!(!screen.alternate_screen());
        assert!(!screen.hide_cursor());
        assert!(!screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(
            !self.raw.windows(4).any(|bytes| bytes == b"\x1b[6n"),
            "the terminal was asked"
        );
        status.exit_code()
    }
}

#[test]
fn start_search_read_resize_leave() {
    let mut terminal = Terminal::start(80, 24);
    terminal.until_text("Heterotopic ossification");
    assert!(terminal.screen().alternate_screen());
    terminal.press("/poh treatment");
    terminal.until_text("understood: POH");
    terminal.press("\r");
    terminal.until_text("In short");
    terminal.resize(40, 12);
    terminal.until_text(" Backspace back  Ctrl-F find  ? help");
    terminal.resize(120, 40);
    terminal.until_text("Sources (s)");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_cursor_stands_on_what_is_selected() {
    let mut terminal = Terminal::start(80, 24);
    terminal.until_text("Heterotopic ossification");
    let (row, _) = terminal.screen().cursor_position();
    terminal.press("\x1b[B");
    terminal.until("the cursor one row down", |screen| {
        let (now, column) = screen.cursor_position();
        now == row + 1
            && screen
                .cell(now, column)
                .is_some_and(|cell| cell.contents() == "▸")
    });
    terminal.press("\x03"); // Ctrl-C
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_signal_to_end_gives_the_terminal_back() {
    for signal in ["TERM", "HUP", "INT"] {
        let mut terminal = Terminal::start(80, 24);
        terminal.until_text("Heterotopic ossification");
        terminal.signal(signal);
        terminal.end();
    }
}

#[test]
fn a_paste_is_searched_for() {
    let mut terminal = Terminal::start(80, 24);
    terminal.until_text("Heterotopic ossification");
    terminal.press("\x1b[200~poh\ntreatment\x1b[201~");
    terminal.until_text("understood: POH");
    terminal.press("\x1b");
    terminal.until_text("Conditions");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

/// Whether the shell waits for a command: what is typed before that may still be read by the browser.
fn prompts(screen: &vt100::Screen) -> bool {
    let (row, column) = screen.cursor_position();
    let line = screen.rows(0, 80).nth(usize::from(row)).unwrap_or_default();
    !screen.alternate_screen() && column == 7 && line.starts_with("ready>")
}

/// In a shell with job control: Ctrl-Z gives the shell its screen back, `fg` brings ours again.
#[test]
fn suspend_and_return() {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tui");
    let mut terminal = Terminal::run("/bin/sh", &["-i"], 80, 24);
    // The browser is typed only at the new prompt, so that it starts on a line of its own: what stands there when it
    // gives the screen back is then no prompt until the shell has written one.
    terminal.press("PS1='ready> '; set -m\n");
    terminal.until("the shell", prompts);
    terminal.press(&format!(
        "{} --library {} --today 2026-11-20\n",
        env!("CARGO_BIN_EXE_clinfaq"),
        library.display()
    ));
    terminal.until("the browser", |screen| {
        screen.alternate_screen() && screen.contents().contains("Heterotopic ossification")
    });
    terminal.press("\x1a"); // Ctrl-Z
    terminal.until("the shell again", |screen| {
        screen.contents().contains("Stopped") && prompts(screen)
    });
    terminal.press("echo in the $((40 + 2))nd shell\n");
    terminal.until("the shell's answer", |screen| {
        screen.contents().contains("in the 42nd shell") && prompts(screen)
    });
    terminal.press("fg\n");
    terminal.until("the browser again", |screen| {
        screen.alternate_screen() && screen.contents().contains("Heterotopic ossification")
    });
    terminal.press("j");
    terminal.until_text("Fibrodysplasia");
    terminal.press("q");
    terminal.until("the shell", prompts);
    terminal.press("exit\n");
    terminal.end();
}
