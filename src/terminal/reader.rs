//! The threads that wait for input and signals on Unix, and pass them on as events.
//!
//! Each blocks until something happens, so an idle browser costs nothing.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::decoder::{Decoder, Waits};
use super::event::{Event, Input};
use super::guard::unblock;
use super::tty;

/// Inputs after which a batch is passed on, though more may be waiting.
const BATCH: usize = 4096;
/// How long the rest of a key's bytes may take after a lone escape: on a fast line, and on a slow one.
const ESCAPE_TIMEOUT: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(150)];
/// How many times as long the rest of a longer sequence may take: no key in use waits for it.
const SEQUENCE_FACTOR: u32 = 10;
/// How long the rest of a paste may take. Without a limit, a paste whose end was lost would swallow all keys.
const PASTE_TIMEOUT: Duration = Duration::from_secs(5);

/// Reads the terminal on a thread of its own until it is gone or `send` returns false. Nothing is read while `lent` is
/// locked.
pub(crate) fn read_input(
    send: impl Fn(Event) -> bool + Send + 'static,
    lent: Arc<Mutex<()>>,
    slow: bool,
) -> io::Result<()> {
    let mut decoder = Decoder::default();
    spawn("terminal", move || {
        while let Ok(inputs) = batch(&mut decoder, &lent, ESCAPE_TIMEOUT[usize::from(slow)]) {
            if !inputs.is_empty() && !send(Event::Input(inputs)) {
                return;
            }
        }
        send(Event::End);
    })
}

/// Waits for input, and takes all that is there already. Fails if the terminal is gone.
fn batch(
    decoder: &mut Decoder,
    lent: &Mutex<()>,
    escape_timeout: Duration,
) -> io::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    let mut bytes = [0; 4096];
    while inputs.len() < BATCH {
        let timeout = match decoder.waits() {
            Waits::Key => Some(escape_timeout),
            Waits::Sequence => Some(escape_timeout * SEQUENCE_FACTOR),
            _ if !inputs.is_empty() => Some(Duration::ZERO),
            Waits::Paste => Some(PASTE_TIMEOUT),
            Waits::Nothing => None,
        };
        if !tty::wait(timeout)? {
            if timeout != Some(Duration::ZERO) {
                decoder.give_up(&mut inputs);
            }
            break;
        }
        let _reading = lent.lock().unwrap_or_else(PoisonError::into_inner);
        // Another program that had the terminal meanwhile may have read what was there.
        if tty::wait(Some(Duration::ZERO))? {
            let count = tty::read(&mut bytes)?;
            decoder.feed(&bytes[..count], &mut inputs);
        }
    }
    Ok(inputs)
}

/// Waits for signals on a thread of its own.
pub(crate) fn watch_signals(send: impl Fn(Event) -> bool + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT, SIGWINCH])?;
    spawn("signals", move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGCONT => Event::Continued,
                SIGWINCH => Event::Resized,
                _ => {
                    // The main thread may be in the middle of a frame that the terminal does not take.
                    unblock();
                    Event::End
                }
            };
            if !send(event) {
                return;
            }
        }
    })
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(name.into()).spawn(run)?;
    Ok(())
}

/// Stops this process, as a terminal does on Ctrl-Z, until the shell continues it; the parent process stops the rest of
/// the job. Without a shell that could continue it, the system does not stop it. The signal goes to this thread alone: one
/// to the process may be taken by another thread, and this one would take the terminal again before it is stopped.
pub(crate) fn stop() -> io::Result<()> {
    signal_hook::low_level::raise(SIGTSTP)
}
