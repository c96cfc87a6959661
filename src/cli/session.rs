//! What all commands need: the library, and the day.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use etcetera::BaseStrategy;
use jiff::civil::Date;

use crate::content::{Place, Progress};
use crate::library::{Library, Notice, Opener, Request};
use crate::model::Clock;

use super::output::Output;
use super::{Failure, Outcome};

/// Indexing that is over before this is not spoken of.
const PATIENCE: Duration = Duration::from_millis(500);

/// What all commands need.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) places: Vec<Place>,
    pub(crate) clock: Clock,
}

impl Session {
    /// Libraries, and the day where it is not the computer's.
    pub(crate) fn new(places: Vec<Place>, today: Option<Date>) -> Self {
        Self {
            places,
            clock: Clock {
                today: today.unwrap_or_else(computers_date),
            },
        }
    }

    pub(crate) fn opener(&self) -> Opener {
        Opener::new(Request {
            places: self.places.clone(),
            cache: cache_folder(),
        })
    }

    /// Opens the library as its files are now. Where that takes long, a line on the terminal says how far it is.
    pub(crate) fn library(&self) -> Result<Library, Failure> {
        open(&self.opener())
    }

    /// Opens the library and does `work` with it; once more with a new index, should this one turn out to be damaged.
    pub(crate) fn read(
        &self,
        output: &mut Output,
        work: impl Fn(&Library, &mut Output) -> Result<Outcome, Failure>,
    ) -> Result<Outcome, Failure> {
        let library = self.library()?;
        let outcome = work(&library, output)?;
        if !library.damaged() {
            return Ok(outcome);
        }
        let all_held = output.forget();
        let library = self.repaired(library)?;
        if !all_held {
            return Err(Failure::told(
                "the index was damaged, and what was printed may be wrong",
                "it was made anew: run the command again",
            ));
        }
        let outcome = work(&library, output)?;
        match library.damaged() {
            false => Ok(outcome),
            true => Err(Failure::told(
                "the index is damaged as often as it is made",
                "look at the disk with the cache folder; XDG_CACHE_HOME names another",
            )),
        }
    }

    /// A library with a new index in place of the damaged one of `library`.
    pub(crate) fn repaired(&self, library: Library) -> Result<Library, Failure> {
        let (send, notices) = mpsc::channel();
        self.opener().refresh(Some(library.clone()), move |notice| {
            // Nobody listens any more once the last notice was taken.
            let _ = send.send(notice);
        });
        let mut line = ProgressLine::new("Indexing");
        let mut newest = library;
        for notice in notices {
            match notice {
                Notice::Progress(progress) => line.update(progress),
                Notice::Ready(library) => newest = library,
                Notice::UpToDate => {}
                Notice::Failed(error) => {
                    line.clear();
                    return Err(error.into());
                }
            }
        }
        line.clear();
        Ok(newest)
    }
}

/// Opens what `opener` is for, with a line about the progress.
fn open(opener: &Opener) -> Result<Library, Failure> {
    let mut line = ProgressLine::new("Indexing");
    let library = opener.current(&mut |progress| line.update(progress));
    line.clear();
    Ok(library?)
}

/// The computer's date: the one place that asks for it.
fn computers_date() -> Date {
    jiff::Zoned::now().date()
}

/// `clinfaq` in the cache folder of the XDG rules; `None` where there is no home, and then the index stays in memory.
fn cache_folder() -> Option<PathBuf> {
    let folders = etcetera::base_strategy::Xdg::new().ok()?;
    Some(folders.cache_dir().join("clinfaq"))
}

/// One line on standard error that is written over and taken away again.
pub(crate) struct ProgressLine {
    doing: &'static str,
    started: Instant,
    written: Option<Instant>,
    terminal: bool,
}

impl ProgressLine {
    const WIDTH: usize = 60;

    /// A line that begins with what is being done: `Indexing`.
    pub(crate) fn new(doing: &'static str) -> Self {
        Self {
            doing,
            started: Instant::now(),
            written: None,
            terminal: io::stderr().is_terminal(),
        }
    }

    pub(crate) fn update(&mut self, progress: Progress) {
        let due = match self.written {
            None => self.started.elapsed() > PATIENCE,
            Some(before) => before.elapsed() > PATIENCE / 5,
        };
        if !self.terminal || !due {
            return;
        }
        self.written = Some(Instant::now());
        let percent = progress.done * 100 / progress.total.max(1);
        let text = format!(
            "{} the library: {percent} %, {} entries",
            self.doing, progress.entries
        );
        let _ = write!(io::stderr(), "\r{text:<width$}", width = Self::WIDTH);
    }

    pub(crate) fn clear(&self) {
        if self.written.is_some() {
            let _ = write!(io::stderr(), "\r{:width$}\r", "", width = Self::WIDTH);
        }
    }
}
