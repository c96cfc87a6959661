//! A program in a pseudo-terminal, and the screen that it makes there.
//!
//! Nothing here sleeps: each step reads what the program writes until the screen is as expected, up to a deadline. What is
//! not waited for is not read, so that a program can be left alone with a terminal that takes no more.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Far more than any step takes, also on a slow machine under load.
pub(crate) const DEADLINE: Duration = Duration::from_secs(120);

/// The program.
pub(crate) const CLINFAQ: &str = env!("CARGO_BIN_EXE_clinfaq");

/// The library that is read.
pub(crate) fn library() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tui")
}

/// What the browser is started with.
pub(crate) fn arguments() -> Vec<String> {
    let library = library().to_string_lossy().into_owned();
    ["--library", &library, "--today", "2026-11-20"]
        .map(str::to_owned)
        .to_vec()
}

pub(crate) fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn sure(size: u16) -> NonZero<u16> {
    NonZero::new(size).expect("a size")
}

/// What is to be run in a terminal.
pub(crate) struct Setting<'a> {
    pub(crate) program: &'a str,
    pub(crate) arguments: Vec<String>,
    /// Variables besides those that all have.
    pub(crate) variables: &'a [(&'a str, &'a str)],
    pub(crate) size: (u16, u16),
}

impl Default for Setting<'_> {
    fn default() -> Self {
        Self {
            program: CLINFAQ,
            arguments: arguments(),
            variables: &[],
            size: (80, 24),
        }
    }
}

/// Variables that all programs have, with `home` for all folders.
pub(crate) fn variables(home: &Path) -> Vec<(&'static str, String)> {
    let home = home.to_string_lossy().into_owned();
    vec![
        ("TERM", "xterm-256color".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
        ("PATH", "/usr/bin:/bin".to_owned()),
        ("HOME", home.clone()),
        ("XDG_CACHE_HOME", home.clone()),
        ("XDG_CONFIG_HOME", home),
    ]
}

/// A program in a terminal.
pub(crate) struct Terminal {
    parser: vt100::Parser,
    output: Receiver<Vec<u8>>,
    /// Everything that was written, as it came.
    pub(crate) raw: Vec<u8>,
    keys: Sender<Vec<u8>>,
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    modes: String,
    home: tempfile::TempDir,
}

impl Terminal {
    /// A browser in a terminal of this size.
    pub(crate) fn start(columns: u16, rows: u16) -> Self {
        Self::run(Setting {
            size: (columns, rows),
            ..Setting::default()
        })
    }

    /// A browser in a terminal of 80 columns and 24 rows with this name.
    pub(crate) fn named(term: &str) -> Self {
        Self::run(Setting {
            variables: &[("TERM", term)],
            ..Setting::default()
        })
    }

    pub(crate) fn run(setting: Setting) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let (columns, rows) = setting.size;
        let pair = native_pty_system()
            .openpty(pty_size(columns, rows))
            .expect("a pseudo-terminal");
        let modes = format!("{:?}", pair.master.get_termios());
        let mut command = CommandBuilder::new(setting.program);
        command.args(setting.arguments);
        command.env_clear();
        for (name, value) in variables(home.path()) {
            command.env(name, value);
        }
        for (name, value) in setting.variables {
            command.env(name, value);
        }
        command.cwd(home.path());
        let child = pair.slave.spawn_command(command).expect("a process");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (sender, output) = sync_channel(0);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let mut writer = pair.master.take_writer().expect("a writer");
        let (keys, typed) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            for bytes in typed {
                if writer
                    .write_all(&bytes)
                    .and_then(|()| writer.flush())
                    .is_err()
                {
                    return;
                }
            }
        });
        Self {
            parser: vt100::Parser::new(sure(rows), sure(columns), 0),
            output,
            raw: Vec::new(),
            keys,
            master: pair.master,
            child,
            modes,
            home,
        }
    }

    /// Its home folder, in which it is started.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Reads on until what came is as `done` says.
    fn read_until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !done(self) {
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

    /// Reads on until the screen is as `done` says.
    pub(crate) fn until(&mut self, what: &str, done: impl Fn(&vt100::Screen) -> bool) {
        self.read_until(what, |terminal| done(terminal.screen()));
    }

    pub(crate) fn until_text(&mut self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    /// Reads on until these bytes have come so many times.
    pub(crate) fn until_bytes(&mut self, bytes: &str, times: usize) {
        let count = |raw: &[u8]| {
            raw.windows(bytes.len())
                .filter(|at| *at == bytes.as_bytes())
                .count()
        };
        self.read_until(&format!("{bytes:?}"), |terminal| {
            count(&terminal.raw) >= times
        });
    }

    /// Types `keys`, as fast as the program takes them, and does not wait for it.
    pub(crate) fn press(&mut self, keys: impl AsRef<[u8]>) {
        // If the program has ended, this fails, and so does the next wait.
        let _ = self.keys.send(keys.as_ref().to_vec());
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.screen_mut().set_size(sure(rows), sure(columns));
        self.master
            .resize(pty_size(columns, rows))
            .expect("a new size");
    }

    /// The program's process.
    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    pub(crate) fn signal(&self, name: &str) {
        assert!(signal(self.process(), name), "it runs");
    }

    /// Waits for the end of the program without reading what it writes.
    pub(crate) fn until_end(&mut self) {
        let id = self.child.process_id().expect("it runs");
        within_deadline(id, || self.child.wait()).expect("an end");
    }

    /// Waits for the end; the terminal must be as it was before. Gives back the exit code.
    pub(crate) fn end(self) -> u32 {
        self.ended().0
    }

    /// The same; gives back all that was written and the text of the screen as well.
    pub(crate) fn ended(mut self) -> (u32, Vec<u8>, String) {
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
        let modes = format!("{:?}", self.master.get_termios());
        assert_eq!(modes, self.modes, "the terminal's modes");
        let screen = self.screen();
        assert!(!screen.alternate_screen());
        assert!(!screen.hide_cursor());
        assert!(!screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(
            !self.raw.windows(4).any(|bytes| bytes == b"\x1b[6n"),
            "the terminal was asked"
        );
        let text = screen.contents();
        (status.exit_code(), self.raw, text)
    }
}

/// The only child of process `id`, whichever of its threads started it.
pub(crate) fn child_of(id: u32) -> u32 {
    let threads = std::fs::read_dir(format!("/proc/{id}/task")).expect("a process");
    let children = threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
        .collect::<String>();
    children.trim().parse().expect("one child")
}

/// Sends a signal to process `id`; says whether there is such a process.
pub(crate) fn signal(id: u32, name: &str) -> bool {
    let sent = Command::new("kill")
        .args(["-s", name, &id.to_string()])
        .stderr(Stdio::null())
        .status();
    sent.expect("kill is there").success()
}

/// Waits for the end of process `id` with `wait`; ends it where it does not end by itself.
pub(crate) fn within_deadline<T>(id: u32, wait: impl FnOnce() -> T) -> T {
    let (over, watched) = channel::<()>();
    let watch = std::thread::spawn(move || {
        let late = watched.recv_timeout(DEADLINE) == Err(RecvTimeoutError::Timeout);
        if late {
            let _ = Command::new("kill")
                .args(["-s", "KILL", &id.to_string()])
                .status();
        }
        late
    });
    let end = wait();
    drop(over);
    assert!(!watch.join().expect("a watch"), "it does not end");
    end
}
