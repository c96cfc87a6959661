//! Indexing in a process of its own: the memory it takes goes back to the system at its end, and should there be too
//! little, nothing ends but that process.
//!
//! It is this program again, as `clinfaq index --progress`, and writes a [`Told`] a line. Should whoever started it be
//! gone, the next line cannot be written, and it ends as well.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::content::Progress;

use super::guard::PANICKED;
use super::shelves::Shelves;

/// No line is longer, in bytes.
const LONGEST: u64 = 4096;

/// The command that makes the index of a library on disk, where [`Opener::refresh`](super::Opener::refresh) would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexer {
    /// The program.
    pub program: PathBuf,
    /// Its arguments, which name the same libraries.
    pub arguments: Vec<OsString>,
}

/// What the one process tells the other, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Indexing goes on.
    Progress(Progress),
    /// The index is in its place.
    Made,
    /// It cannot be kept on disk, for the reason given.
    NoDisk(String),
    /// There was too little memory.
    NoMemory,
    /// It cannot be made, for the reason given.
    Failed(String),
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Progress(now) => {
                write!(f, "progress {} {} {}", now.done, now.total, now.entries)
            }
            Self::Made => f.write_str("made"),
            Self::NoDisk(reason) => write!(f, "no-disk {reason}"),
            Self::NoMemory => f.write_str("no-memory"),
            Self::Failed(reason) => write!(f, "failed {reason}"),
        }
    }
}

impl Told {
    /// Reads a line; `None` where it is none of these.
    pub fn read(line: &str) -> Option<Self> {
        let line = line.trim_end();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        Some(match word {
            "progress" => {
                let mut numbers = rest.split(' ').map(str::parse);
                let mut number = || numbers.next()?.ok();
                Self::Progress(Progress {
                    done: number()?,
                    total: number()?,
                    entries: number()?,
                })
            }
            "made" => Self::Made,
            "no-disk" => Self::NoDisk(rest.to_owned()),
            "no-memory" => Self::NoMemory,
            "failed" => Self::Failed(rest.to_owned()),
            _ => return None,
        })
    }
}

/// How the process ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// With this as its last word.
    Saying(Told),
    /// The system ended it for want of memory, or it did so itself.
    OutOfMemory,
    /// The system ended it, by this signal.
    #[cfg(unix)]
    Signal(i32),
    /// It panicked.
    Panicked,
    /// It could not be started, or knew nothing of indexing: another version of the program stands in its place.
    Unable,
    /// It was to stop.
    Stopped,
}

impl Indexer {
    /// Runs the command to its end, and tells how far it is.
    pub(super) fn run(
        &self,
        work: &Work,
        shelves: &Shelves,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Ended {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // The terminal is the reader's.
            .stderr(Stdio::null());
        let output = match work.start(&mut command, shelves) {
            Ok(Some(output)) => output,
            Ok(None) => return Ended::Stopped,
            Err(error) if error.kind() == io::ErrorKind::OutOfMemory => return Ended::OutOfMemory,
            Err(_) => return Ended::Unable,
        };
        let mut last = None;
        let mut lines = BufReader::new(output);
        let mut line = String::new();
        loop {
            line.clear();
            match lines.by_ref().take(LONGEST).read_line(&mut line) {
                Ok(1..) => {}
                Ok(0) | Err(_) => break,
            }
            match Told::read(&line) {
                Some(Told::Progress(now)) if progress(now).is_break() => break,
                None | Some(Told::Progress(_)) => {}
                Some(told) => last = Some(told),
            }
        }
        drop(lines);
        match (work.end(), last) {
            (None, _) => Ended::Stopped,
            (Some(_), Some(told)) => Ended::Saying(told),
            (Some(status), None) => without_a_word(status),
        }
    }
}

/// How a process ended that had no last word. One that can get no memory aborts; when the whole machine has none left, the
/// system kills it.
#[cfg(unix)]
fn without_a_word(status: ExitStatus) -> Ended {
    use std::os::unix::process::ExitStatusExt;
    const ABORT: i32 = signal_hook::consts::SIGABRT;
    const KILL: i32 = signal_hook::consts::SIGKILL;
    match (status.signal(), status.code()) {
        (Some(ABORT | KILL), _) => Ended::OutOfMemory,
        (Some(signal), _) => Ended::Signal(signal),
        (None, Some(PANICKED)) => Ended::Panicked,
        (None, _) => Ended::Unable,
    }
}

#[cfg(not(unix))]
fn without_a_word(status: ExitStatus) -> Ended {
    match status.code() {
        Some(0..=2) => Ended::Unable,
        Some(PANICKED) => Ended::Panicked,
        _ => Ended::OutOfMemory,
    }
}

/// What goes on beside the reader's thread, and whether it still should.
#[derive(Debug, Default)]
pub(super) struct Work {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    stopped: bool,
    /// The process, and where it writes.
    process: Option<(Child, Shelves)>,
}

impl Work {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nobody waits for it any more.
    pub(super) fn stopped(&self) -> bool {
        self.state().stopped
    }

    /// Starts the process and gives its output; `None` where nobody waits for it any more.
    fn start(&self, command: &mut Command, shelves: &Shelves) -> io::Result<Option<impl Read>> {
        let mut state = self.state();
        if state.stopped {
            return Ok(None);
        }
        let mut child = command.spawn()?;
        let output = child.stdout.take();
        state.process = Some((child, shelves.clone()));
        Ok(output)
    }

    /// Waits for the process, which is about to end; `None` where it was stopped.
    fn end(&self) -> Option<ExitStatus> {
        let (mut child, shelves) = self.state().process.take()?;
        let status = child.wait().ok();
        shelves.remove_unfinished(child.id());
        status
    }

    /// Ends the process at once, and clears away what it had begun.
    fn stop(&self) {
        let mut state = self.state();
        state.stopped = true;
        if let Some((mut child, shelves)) = state.process.take() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
            shelves.remove_unfinished(child.id());
        }
    }
}

/// A refresh that goes on beside the reader's thread. It ends when this is dropped, and no notice comes any more.
#[derive(Debug)]
#[must_use = "what is dropped is stopped"]
pub struct Refresh {
    work: Arc<Work>,
}

impl Refresh {
    pub(super) fn new(work: Arc<Work>) -> Self {
        Self { work }
    }
}

impl Drop for Refresh {
    fn drop(&mut self) {
        self.work.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_understood() {
        let progress = Progress {
            done: 1,
            total: u64::MAX,
            entries: 0,
        };
        for told in [
            Told::Progress(progress),
            Told::Made,
            Told::NoDisk("No space left on device".to_owned()),
            Told::NoMemory,
            Told::Failed("cannot read it".to_owned()),
        ] {
            assert_eq!(Told::read(&format!("{told}\n")), Some(told));
        }
        for other in ["", "progress 1 2", "progress 1 2 x", "Usage: clinfaq"] {
            assert_eq!(Told::read(other), None, "{other}");
        }
    }
}
