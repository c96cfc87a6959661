//! What is told to the reader of what goes on beside.

use std::sync::{Arc, Mutex, PoisonError};

use super::indexer::Work;
use super::{Error, Library, Notice};

/// Tells the reader, as long as there is one.
pub(super) struct Report {
    work: Arc<Work>,
    notify: Box<dyn Fn(Notice) + Send + Sync>,
    reading: Mutex<Option<Library>>,
}

impl Report {
    /// Tells `notify`, unless `work` was stopped. `reading` is what is open.
    pub(super) fn new(
        work: Arc<Work>,
        reading: Option<Library>,
        notify: impl Fn(Notice) + Send + Sync + 'static,
    ) -> Self {
        Self {
            work,
            notify: Box::new(notify),
            reading: Mutex::new(reading),
        }
    }

    /// What it is about, and whether it still should go on.
    pub(super) fn work(&self) -> &Work {
        &self.work
    }

    /// What is read meanwhile.
    pub(super) fn reading(&self) -> Option<Library> {
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        reading.clone()
    }

    /// Gives out a part to be read meanwhile.
    pub(super) fn begin(&self, part: Library) {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        *reading = Some(part.clone());
        drop(reading);
        self.tell(Notice::Ready(part));
    }

    pub(super) fn tell(&self, notice: Notice) {
        if !self.work.stopped() {
            (self.notify)(notice);
        }
    }

    /// What is read is from now on known to be outdated.
    pub(super) fn failed(&self, error: Error) {
        if let Some(reading) = self.reading() {
            reading.set_outdated(&error);
        }
        self.tell(Notice::Failed(error));
    }
}
