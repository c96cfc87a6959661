//! What all commands need: the library, and the day.

use std::env;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::content::{Place, Progress};
use crate::library::{Library, Notice, Opener, Request, Storage};
use crate::model::Clock;
use crate::tui::Environment;

use super::output::{Output, say};
use super::{Failure, Outcome};

/// Indexing that is over before this is not spoken of.
const PATIENCE: Duration = Duration::from_millis(500);

/// What all commands need.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) places: Vec<Place>,
    pub(crate) clock: Clock,
    /// Progress is told in lines of their own: nothing is written over.
    pub(crate) plain: bool,
}

impl Session {
    /// Libraries, and the day where it is not the computer's.
    pub(crate) fn new(places: Vec<Place>, today: Option<Date>) -> Self {
        Self {
            places,
            clock: Clock {
                today: today.unwrap_or_else(computers_date),
            },
            plain: !Environment::detect().can_address_cursor(),
        }
    }

    pub(crate) fn opener(&self) -> Opener {
        let request = Request {
            places: self.places.clone(),
            cache: cache_folder(),
        };
        Opener::new(request)
    }

    /// Opens the library as its files are now. Where that takes long, a line on the terminal says how far it is.
    pub(crate) fn library(&self) -> Result<Library, Failure> {
        let library = open(&self.opener(), self.plain)?;
        match library.nothing_to_read() {
            Some((what, hint)) if library.is_empty() => Err(Failure::told(what, hint)),
            _ => Ok(library),
        }
    }

    /// Opens the library and does `work` with it; once more with a new index, should this one turn out to be damaged.
    pub(crate) fn read(
        &self,
        output: &mut Output,
        work: impl Fn(&Library, &mut Output) -> Result<Outcome, Failure>,
    ) -> Result<Outcome, Failure> {
        let library = self.library()?;
        let outcome = work(&library, output)?;
        // In a damaged index something may not be found that is there.
        let sound = outcome == Outcome::Fine || library.verify();
        if sound && !library.damaged() {
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
        let _goes_on = self.opener().refresh(Some(library.clone()), move |notice| {
            // Nobody listens any more once the last notice was taken.
            let _ = send.send(notice);
        });
        let mut line = ProgressLine::new("Indexing", self.plain);
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
fn open(opener: &Opener, plain: bool) -> Result<Library, Failure> {
    let mut line = ProgressLine::new("Indexing", plain);
    let library = opener.current(&mut |progress| line.update(progress));
    line.clear();
    let library = library?;
    say_if_in_memory(&library);
    Ok(library)
}

/// Says on standard error why an index is only in memory.
pub(crate) fn say_if_in_memory(library: &Library) {
    if let Storage::Memory(reason) = library.storage() {
        say(&format!(
            "clinfaq: the index cannot be saved, and the next command will make it again: {reason}"
        ));
    }
}

/// The computer's date: the one place that asks for it.
fn computers_date() -> Date {
    Timestamp::now().to_zoned(time_zone()).date()
}

/// The computer's time zone, from the file that describes it. `TimeZone::system` finds that, too, but first lists the files
/// of all time zones, which is a third of the cost of a search.
fn time_zone() -> TimeZone {
    let file = match env::var_os("TZ") {
        None => PathBuf::from("/etc/localtime"),
        Some(name) => Path::new("/usr/share/zoneinfo").join(name),
    };
    let zone = fs::read(file).ok();
    let zone = zone.and_then(|file| TimeZone::tzif("", &file).ok());
    zone.unwrap_or_else(TimeZone::system)
}

/// `clinfaq` in the user's cache folder: by the XDG rules, on Windows in %LOCALAPPDATA%. `None` where there is no home
/// folder, and then the index stays in memory. A home that does not exist (a service's, say) is not created.
fn cache_folder() -> Option<PathBuf> {
    let absolute = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let local = || cfg!(windows).then(|| absolute("LOCALAPPDATA")).flatten();
    let home = || {
        // Without HOME, the one that the system's list of users names.
        let home = env::home_dir()?;
        (home.is_absolute() && home.is_dir()).then(|| home.join(".cache"))
    };
    let cache = absolute("XDG_CACHE_HOME").or_else(local).or_else(home)?;
    Some(cache.join("clinfaq"))
}

/// One line on standard error that is written over and taken away again; or, plainly, a line now and then.
pub(crate) struct ProgressLine {
    doing: &'static str,
    started: Instant,
    written: Option<Instant>,
    terminal: bool,
    plain: bool,
    /// The percentage that was told last.
    told: u64,
}

impl ProgressLine {
    const WIDTH: usize = 60;
    /// Percent between two plain lines.
    const STEP: u64 = 20;

    /// A line that begins with what is being done: `Indexing`.
    pub(crate) fn new(doing: &'static str, plain: bool) -> Self {
        Self {
            doing,
            started: Instant::now(),
            written: None,
            terminal: io::stderr().is_terminal(),
            plain,
            told: 0,
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
        let percent = progress.done * 100 / progress.total.max(1);
        if self.plain {
            if percent >= self.told + Self::STEP || self.written.is_none() {
                self.told = percent - percent % Self::STEP;
                self.written = Some(Instant::now());
                say(&format!("{}: {percent} %", self.doing));
            }
            return;
        }
        self.written = Some(Instant::now());
        let text = format!(
            "{} the library: {percent} %, {} entries",
            self.doing, progress.entries
        );
        let _ = write!(io::stderr(), "\r{text:<width$}", width = Self::WIDTH);
    }

    pub(crate) fn clear(&self) {
        if self.written.is_some() && !self.plain {
            let _ = write!(io::stderr(), "\r{:width$}\r", "", width = Self::WIDTH);
        }
    }
}
