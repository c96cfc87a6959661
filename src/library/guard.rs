//! Calls into the search library, which panics on some kinds of damage to its files: each on a thread of its own.
//!
//! Nothing is unwound, for what unwinding needs is a sixth of the program. So a guarded thread that panics answers for
//! itself, in the panic hook, and stands still from then on, with all that it holds. It happens once to an index: then
//! that is thrown away.

use std::cell::Cell;
use std::io;
use std::sync::{Arc, mpsc};
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
        .spawn(move || {
            FAILED.set(Some(Box::new(failed)));
            work();
            FAILED.take();
        })
        .map(drop)
}

/// What `read` gives; `None` where it panics. Where the system has no thread to give, it is read without a guard.
pub(super) fn guard<T: Send + 'static>(read: impl Fn() -> T + Send + Sync + 'static) -> Option<T> {
    let read = Arc::new(read);
    let guarded = Arc::clone(&read);
    let (answer, answered) = mpsc::channel();
    let none = answer.clone();
    let begun = beside(
        // Whoever asked waits for the answer.
        move || drop(answer.send(Some(guarded()))),
        move || drop(none.send(None)),
    );
    match begun {
        Ok(()) => answered.recv().ok().flatten(),
        Err(_) => Some(read()),
    }
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
        assert_eq!(guard(|| 1), Some(1));
        let (held, seen) = mpsc::channel::<()>();
        let panics = move || {
            let _held = held.clone();
            panic!("expected")
        };
        assert_eq!(guard::<u8>(panics), None);
        assert_eq!(seen.try_recv(), Err(mpsc::TryRecvError::Empty), "unwound");
        assert_eq!(guard(|| 2), Some(2));
        let (send, failures) = mpsc::channel();
        let failed = move || send.send("failed").expect("somebody listens");
        beside(|| panic!("expected, too"), failed).expect("a thread");
        assert_eq!(failures.recv(), Ok("failed"));
        process::exit(DONE);
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
