//! The threads that wait for what happens, and tell the loop.
//!
//! Each blocks until there is something. Nothing here wakes up to look, so an idle browser costs nothing. Events wait in
//! a queue with an end: where the loop cannot follow, the threads wait, and then the terminal.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::*;

#[cfg(not(unix))]
mod other;
#[cfg(not(unix))]
pub(crate) use other::*;

use std::sync::mpsc::SyncSender;

use super::event::Event;

/// So many events may wait.
pub(crate) const QUEUE: usize = 64;

/// Says at the end of a thread that the terminal is gone, also where the thread panics: there is nothing to stay for.
struct Gone(SyncSender<Event>);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = self.0.send(Event::Closed); // nobody listens: we are at the end anyway
    }
}
