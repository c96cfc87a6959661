//! Calls into the search library, which panics on some kinds of damage to its files: on a thread of its own.
//!
//! Nothing is unwound, for what unwinding needs is a sixth of the program. So a guarded thread that panics answers for
//! itself, in the panic hook, and stands still from then on, with all that it holds. It happens once to an index: then
//! that is thrown away.

use std::cell::Cell;
use std::io;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The exit code of a program that panicked, as Rust has it. The panic hook is to end it so.
pub const PANICKED: i32 = 101;

thread_local! {
    /// What this thread does in place of panicking.
    static FAILED: Cell<Option<Box<dyn FnOnce()>>> = const { Cell::new(None) };
}

/// To be called first by the panic hook: does not return where the panic is expected, and nobody's business.
///
/// Until the end of the process the hook is then in use: another can't be set any more.
pub fn stand_still_if_guarded() {
    if let Some(failed) = FAILED.take() {
        failed();
        loop {
            thread::park();
        }
    }
}

/// Does `work` beside this thread; `failed` in its place where it panics.
pub(super) fn beside(
    work: impl FnOnce() + Send + 'static,
    failed: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    thread::Builder::new()
        .spawn(move || guarded(work, failed))
        .map(drop)
}

fn guarded(work: impl FnOnce(), failed: impl FnOnce() + 'static) {
    FAILED.set(Some(Box::new(failed)));
    work();
    FAILED.take();
}

type Job = Box<dyn FnOnce() + Send>;

/// A thread that does one thing after the other. It is kept from one to the next, for each search uses some hundred pages
/// of its stack; it ends with this, or stands still after a panic, and another takes its place.
#[derive(Debug, Default)]
pub(super) struct Guard {
    jobs: Mutex<Option<Sender<Job>>>,
}

impl Guard {
    /// What `read` gives; `None` where it panics. Where the system has no thread to give, it is read without a guard.
    pub(super) fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let to_thread = match jobs.take().map_or_else(begin, Ok) {
            Ok(to_thread) => to_thread,
            Err(_) => return Some(read()),
        };
        let (answer, answered) = mpsc::channel();
        let none = answer.clone();
        // Whoever asked waits for the answer.
        let job = move || {
            guarded(
                || drop(answer.send(Some(read()))),
                move || drop(none.send(None)),
            );
        };
        // Where the thread is gone, so is the job, and nobody answers.
        drop(to_thread.send(Box::new(job)));
        let result = answered.recv().ok().flatten();
        if result.is_some() {
            *jobs = Some(to_thread);
        }
        result
    }
}

fn begin() -> io::Result<Sender<Job>> {
    let (to_thread, jobs) = mpsc::channel::<Job>();
    thread::Builder::new().spawn(move || jobs.iter().for_each(|job| job()))?;
    Ok(to_thread)
}

#[cfg(test)]
mod tests {
    use std::panic;
    use std::process::{self, Command};

    use super::*;

    /// The exit code of a test that came to its end, told from those of the harness.
    const DONE: i32 = 7;

    /// In a process of its own: at its end the harness would set the hook, and wait for it.
    #[test]
    #[ignore = "is run by the test below"]
    fn a_thread_that_panics_stands_still() {
        panic::set_hook(Box::new(|_| {
            stand_still_if_guarded();
            process::exit(PANICKED);
        }));
        let guard = Guard::default();
        assert_eq!(guard.read(|| 1), Some(1));
        let (held, seen) = mpsc::channel::<()>();
        let panics = move || {
            let _held = held.clone();
            panic!("expected")
        };
        assert_eq!(guard.read::<u8>(panics), None);
        assert_eq!(seen.try_recv(), Err(mpsc::TryRecvError::Empty), "unwound");
        assert_eq!(guard.read(|| 2), Some(2));
        let (send, failures) = mpsc::channel();
        let failed = move || send.send("failed").expect("somebody listens");
        beside(|| panic!("expected, too"), failed).expect("a thread");
        assert_eq!(failures.recv(), Ok("failed"));
        process::exit(DONE);
    }

    #[test]
    fn one_thread_reads_until_it_panics() {
        let guard = Guard::default();
        let id = || thread::current().id();
        let first = guard.read(id).expect("read");
        assert_ne!(first, id());
        assert_eq!(guard.read(id), Some(first));
        assert_eq!(guard.read::<u8>(|| panic!("expected")), None);
        assert_ne!(guard.read(id).expect("read"), first);
    }

    #[test]
    fn a_panic_is_answered() {
        let name = concat!(module_path!(), "::a_thread_that_panics_stands_still");
        let (_, name) = name.split_once("::").expect("a crate and a path");
        let ended = Command::new(std::env::current_exe().expect("this program"))
            .args(["--ignored", "--exact", "--nocapture", name])
            .output()
            .expect("a process");
        assert_eq!(ended.status.code(), Some(DONE), "{ended:?}");
    }
}
