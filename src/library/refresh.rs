//! A refresh on a thread of its own: what it reports, and how it is stopped.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use crate::content::Progress;

use super::cache::Cache;
use super::error::Error;
use super::handle::Library;

/// How long dropping a [`Refresh`] waits for its thread.
const PATIENCE: Duration = Duration::from_millis(500);

/// What [`Opener::refresh`](super::Opener::refresh) reports from its thread.
#[derive(Debug)]
pub enum Notice {
    /// Indexing goes on.
    Progress(Progress),
    /// A newer library, to be read from now on.
    Ready(Library),
    /// The open library is up to date and its index is sound.
    UpToDate,
    /// It could not be opened. What was open stays open, and is [outdated](Library::outdated).
    Failed(Error),
}

/// A refresh on a thread of its own. It stops when this is dropped, and no notice comes any more.
#[derive(Debug)]
#[must_use = "dropping this stops the refresh"]
pub struct Refresh {
    stop: Arc<AtomicBool>,
    ended: Receiver<Infallible>,
    cache: Option<Cache>,
}

impl Drop for Refresh {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Nothing is ever sent: the wait ends when the thread drops the other end.
        if self.ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout)
            && let Some(cache) = &self.cache
        {
            // The process may end before the thread notices.
            cache.remove_unfinished();
        }
    }
}

/// The thread's end of a [`Refresh`].
pub(super) struct Report {
    stop: Arc<AtomicBool>,
    _alive: Sender<Infallible>,
    notify: Box<dyn Fn(Notice) + Send>,
    /// What is being read meanwhile.
    pub(super) reading: Option<Library>,
}

/// Both ends. `reading` is the library that is open, `cache` is where the thread writes.
pub(super) fn refresh(
    cache: Option<Cache>,
    reading: Option<Library>,
    notify: impl Fn(Notice) + Send + 'static,
) -> (Refresh, Report) {
    let stop = Arc::new(AtomicBool::new(false));
    let (alive, ended) = mpsc::channel();
    let report = Report {
        stop: Arc::clone(&stop),
        _alive: alive,
        notify: Box::new(notify),
        reading,
    };
    (Refresh { stop, ended, cache }, report)
}

impl Report {
    /// Whether the [`Refresh`] was dropped.
    pub(super) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(super) fn send(&self, notice: Notice) {
        if !self.stopped() {
            (self.notify)(notice);
        }
    }

    /// Reports an error; what is being read is out of date from now on.
    pub(super) fn failed(&self, error: Error) {
        if let Some(reading) = &self.reading {
            reading.set_outdated(&error);
        }
        self.send(Notice::Failed(error));
    }
}
