//! A library to read from at once, and word of the one that is being made ready meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::library::{Library, Notice, Refresh};

use super::Failure;
use super::session::{ProgressLine, Session, say_if_in_memory};

/// So long is waited for word of whether the index is up to date.
const PATIENCE: Duration = Duration::from_millis(500);

/// What is read, and what is heard of it.
pub(super) struct Opened {
    /// What can be read from the beginning.
    pub(super) library: Library,
    notices: Option<Notices>,
}

/// Notices that come while one reads.
struct Notices {
    /// Those that came before anything was read.
    first: Vec<Notice>,
    later: Receiver<Notice>,
    _goes_on: Refresh,
}

impl Opened {
    /// The library as its files are now, however long that takes: who reads a script's answers expects no others.
    pub(super) fn whole(session: &Session) -> Result<Self, Failure> {
        Ok(Self {
            library: session.library()?,
            notices: None,
        })
    }

    /// An index from before, or else the library as soon as it is indexed.
    pub(super) fn at_once(session: &Session) -> Result<Self, Failure> {
        let opener = session.opener();
        let open = opener.at_once();
        let (send, later) = mpsc::channel();
        // While somebody reads, that indexing has begun is said once. While there is nothing to read, a line shows how far it is.
        let reading = open.is_some();
        let said = AtomicBool::new(false);
        let goes_on = opener.refresh(open.clone(), move |notice| {
            if matches!(notice, Notice::Progress(_)) && said.fetch_or(reading, Ordering::Relaxed) {
                return;
            }
            let _ = send.send(notice); // nobody listens at the end
        });
        let mut first = Vec::new();
        let library = match open {
            Some(library) => {
                first.extend(later.recv_timeout(PATIENCE));
                library
            }
            None => awaited(&later, session)?,
        };
        say_if_in_memory(&library);
        Ok(Self {
            library,
            notices: Some(Notices {
                first,
                later,
                _goes_on: goes_on,
            }),
        })
    }

    /// What has been heard since this was last asked.
    pub(super) fn heard(&mut self) -> Vec<Notice> {
        let Some(notices) = &mut self.notices else {
            return Vec::new();
        };
        let mut heard = std::mem::take(&mut notices.first);
        heard.extend(notices.later.try_iter());
        for notice in &heard {
            if let Notice::Ready(library) = notice {
                say_if_in_memory(library);
            }
        }
        heard
    }
}

/// The first library that there is.
fn awaited(notices: &Receiver<Notice>, session: &Session) -> Result<Library, Failure> {
    let mut line = ProgressLine::new("Indexing", session.plain);
    for notice in notices {
        match notice {
            Notice::Progress(progress) => line.update(progress),
            Notice::Ready(library) => {
                line.clear();
                return Ok(library);
            }
            Notice::Failed(error) => {
                line.clear();
                return Err(error.into());
            }
            Notice::UpToDate => {}
        }
    }
    Err(Failure::told(
        "the library could not be opened",
        "start again",
    ))
}
