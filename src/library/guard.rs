//! Calls into the search library, which panics on some kinds of damage to its files: on a thread of its own.
//!
//! Nothing is unwound, for what unwinding needs is a sixth of the program. So a guarded thread that panics answers for
//! itself, in the panic hook, and stands still from then on, with all that it holds: it must hold no lock that others
//! need. That is paid a few times at the most, for what is damaged is soon thrown away.

use std::cell::Cell;
use std::io;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The exit code of a program that panicked, as Rust has it. The panic hook is to end it so.
pub const PANICKED: i32 = 101;

/// So many threads of one guard may come to stand still; then it reads nothing any more.
const MOST_PANICS: u8 = 8;

/// What a thread does in place of panicking; it is told where and why.
type Failed = Box<dyn FnOnce(String)>;

thread_local! {
    static FAILED: Cell<Option<Failed>> = const { Cell::new(None) };
}

/// To be called first by the panic hook: does not return where the panic is expected. `what` says where it was and why.
///
/// Until the end of the process the hook is then in use: another can't be set any more.
pub fn stand_still_if_guarded(what: impl FnOnce() -> String) {
    // At its very end a thread has no such thing any more.
    if let Ok(Some(failed)) = FAILED.try_with(Cell::take) {
        failed(what());
        loop {
            thread::park();
        }
    }
}

/// Does `work` on a thread of this name; `failed` in its place where it panics.
pub(super) fn beside(
    name: &str,
    work: impl FnOnce() + Send + 'static,
    failed: impl FnOnce(String) + Send + 'static,
) -> io::Result<()> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || guarded(work, failed))
        .map(drop)
}

fn guarded(work: impl FnOnce(), failed: impl FnOnce(String) + 'static) {
    FAILED.set(Some(Box::new(failed)));
    work();
    FAILED.take();
}

/// Reads on a thread, one thing after the other. The thread is kept from one to the next, for each search uses some hundred
/// pages of its stack. It ends with this; after a panic another takes its place, a few times.
#[derive(Debug, Default)]
pub(super) struct Guard {
    state: Mutex<State>,
}

type Job = Box<dyn FnOnce() + Send>;

#[derive(Debug, Default)]
struct State {
    to_thread: Option<Sender<Job>>,
    panics: u8,
}

impl Guard {
    /// What `read` gives; `None` where it panics, or too much else did. Where the system has no thread to give, it is read
    /// without a guard.
    pub(super) fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.panics == MOST_PANICS {
            return None;
        }
        let to_thread = match state.to_thread.take().map_or_else(begin, Ok) {
            Ok(to_thread) => to_thread,
            Err(_) => return Some(read()),
        };
        let (answer, answered) = mpsc::channel();
        let none = answer.clone();
        // Whoever asked waits for the answer.
        let job = move || {
            guarded(
                || drop(answer.send(Some(read()))),
                move |_| drop(none.send(None)),
            );
        };
        // Where the thread is gone, so is the job, and nobody answers.
        drop(to_thread.send(Box::new(job)));
        let result = answered.recv().ok().flatten();
        match result {
            Some(_) => state.to_thread = Some(to_thread),
            None => state.panics += 1,
        }
        result
    }
}

fn begin() -> io::Result<Sender<Job>> {
    let (to_thread, jobs) = mpsc::channel::<Job>();
    thread::Builder::new()
        .name("search".to_owned())
        .spawn(move || jobs.iter().for_each(|job| job()))?;
    Ok(to_thread)
}

#[cfg(test)]
mod tests {
    use std::process::{self, Command};
    use std::{env, panic};

    use super::*;

    /// The exit code of a test that came to its end, told from those of the harness.
    const DONE: i32 = 7;
    /// Set where the test below runs the one above it.
    const ALONE: &str = "CLINFAQ_TEST_ALONE";

    /// In a process of its own: at its end the harness would set the hook, and wait for it.
    #[test]
    #[ignore = "is run by the test below"]
    fn a_thread_that_panics_stands_still() {
        if env::var_os(ALONE).is_none() {
            return;
        }
        panic::set_hook(Box::new(|panic| {
            stand_still_if_guarded(|| panic.payload_as_str().unwrap_or_default().to_owned());
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
        let failed = move |what| send.send(what).expect("somebody listens");
        beside("panics", || panic!("expected, too"), failed).expect("a thread");
        assert_eq!(failures.recv().as_deref(), Ok("expected, too"));
        process::exit(DONE);
    }

    #[test]
    fn a_panic_is_answered() {
        let name = concat!(module_path!(), "::a_thread_that_panics_stands_still");
        let (_, name) = name.split_once("::").expect("a crate and a path");
        let ended = Command::new(env::current_exe().expect("this program"))
            .args(["--ignored", "--exact", "--nocapture", name])
            .env(ALONE, "1")
            .output()
            .expect("a process");
        assert_eq!(ended.status.code(), Some(DONE), "{ended:?}");
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
    fn no_more_than_a_few_threads_come_to_stand_still() {
        let guard = Guard::default();
        for _ in 0..MOST_PANICS {
            assert_eq!(guard.read(|| 1), Some(1));
            assert_eq!(guard.read::<u8>(|| panic!("expected")), None);
        }
        assert_eq!(guard.read(|| 1), None);
    }
}
