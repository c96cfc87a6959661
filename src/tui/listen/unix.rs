//! Unix: bytes from the terminal, and signals.

use std::io;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::Gone;
use crate::tui::decode::{Decoder, Waits};
use crate::tui::event::{Event, Input, Signal};
use crate::tui::tty;

/// These threads hold little.
const STACK: usize = 128 * 1024;
/// Of one batch of input there are no more than this and what one read brings.
const BATCH: usize = 4096;
/// How long the rest of a key's bytes may take, after a lone escape: on a fast line, and on a slow one.
const PATIENCE: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(150)];
/// How many times as long the rest of a longer sequence may take: no key that is in use waits for it.
const SEQUENCE_PATIENCE: u32 = 10;
/// How long the rest of a paste may take. Without an end, a paste whose end was lost would swallow all keys.
const PASTE_PATIENCE: Duration = Duration::from_secs(5);

/// Reads the terminal on a thread of its own until it is gone or nobody listens. Nothing is read while somebody else holds
/// `ours`.
pub(crate) fn read_terminal(
    events: SyncSender<Event>,
    ours: Arc<Mutex<()>>,
    slow: bool,
) -> io::Result<()> {
    let mut reader = Reader {
        decoder: Decoder::default(),
        ours,
        patience: PATIENCE[usize::from(slow)],
    };
    thread::Builder::new()
        .name("terminal".into())
        .stack_size(STACK)
        .spawn(move || {
            let _gone = Gone(events.clone());
            while let Ok(inputs) = reader.batch() {
                if !inputs.is_empty() && events.send(Event::Input(inputs)).is_err() {
                    return;
                }
            }
        })?;
    Ok(())
}

struct Reader {
    decoder: Decoder,
    ours: Arc<Mutex<()>>,
    patience: Duration,
}

impl Reader {
    /// Waits for input, and takes all that is there already. Fails where the terminal is gone.
    fn batch(&mut self) -> io::Result<Vec<Input>> {
        let mut inputs = Vec::new();
        let mut bytes = [0; 4096];
        loop {
            let wait = match self.decoder.waits() {
                Waits::Key => Some(self.patience),
                Waits::Sequence => Some(self.patience * SEQUENCE_PATIENCE),
                _ if !inputs.is_empty() => Some(Duration::ZERO),
                Waits::Paste => Some(PASTE_PATIENCE),
                Waits::Nothing => None,
            };
            if !tty::wait(wait)? {
                if inputs.is_empty() || matches!(self.decoder.waits(), Waits::Key | Waits::Sequence)
                {
                    self.decoder.give_up(&mut inputs);
                }
                return Ok(inputs);
            }
            let _ours = self.ours.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever had the terminal meanwhile may have read what was there.
            if tty::wait(Some(Duration::ZERO))? {
                let count = tty::read(&mut bytes)?;
                self.decoder.feed(&bytes[..count], &mut inputs);
            }
            if inputs.len() >= BATCH {
                return Ok(inputs);
            }
        }
    }
}

/// Waits for signals on a thread of its own.
pub(crate) fn watch_signals(events: SyncSender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT, SIGWINCH])?;
    thread::Builder::new()
        .name("signals".into())
        .stack_size(STACK)
        .spawn(move || {
            for signal in signals.forever() {
                let event = match signal {
                    SIGCONT => Event::Signal(Signal::Continue),
                    SIGWINCH => Event::Input(vec![Input::Resize]),
                    _ => {
                        // The loop may be in the middle of a frame that nobody takes.
                        tty::unblock();
                        Event::Signal(Signal::End)
                    }
                };
                if events.send(event).is_err() {
                    return;
                }
            }
        })?;
    Ok(())
}

/// Stops this process, as a terminal does on Ctrl-Z, until the shell continues it; the parent process stops the rest of
/// the job. Where there is no shell that could, the system does not stop us. The signal goes to this thread alone: one to
/// the process may be taken by another thread, and this one would take the terminal again before it is stopped.
pub(crate) fn stop() -> io::Result<()> {
    signal_hook::low_level::raise(SIGTSTP)
}
