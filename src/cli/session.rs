//! Opening and indexing the library, the same way for all commands; and the day.

use std::env;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::clinic::Clinic;
use crate::config::ClinicSettings;
use crate::content::Place;
use crate::library::{Library, Notice, Opener, Refresh, Request, Storage};
use crate::model::Clock;
use crate::packs::Store;
use crate::terminal::Environment;
use crate::tui::Packs;

use super::args::Index;
use super::outcome::{Failure, Outcome};
use super::output::{Output, ProgressLine, say};
use super::preferences::{Preferences, cache_folder, data_folder, system_data_folders};

/// How long to wait for the check whether an index is up to date.
const PATIENCE: Duration = Duration::from_millis(500);

/// The libraries and the day.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) places: Vec<Place>,
    /// The packs on this computer.
    pub(super) store: Store,
    /// Whether they are read.
    pub(super) with_packs: bool,
    /// Folders in which newer packs are looked for.
    pub(super) packs_from: Vec<PathBuf>,
    /// Messages for the person before anything else.
    pub(super) notices: Vec<String>,
    pub(super) clock: Clock,
    /// The reader's language; empty if none is set.
    pub(super) language: String,
    /// The clinic, for the head of handouts.
    pub(super) clinic: ClinicSettings,
    /// Where the clinic's own texts are written.
    pub(super) clinic_texts: Clinic,
    /// Progress is printed line by line, and nothing is overwritten.
    pub(super) plain: bool,
}

impl Session {
    /// `today` is the computer's date if it is not given, but not before what a pack shows.
    pub(super) fn new(preferences: &Preferences, today: Option<Date>) -> Self {
        let store = Store::new(data_folder(), system_data_folders());
        let mut notices: Vec<String> = preferences.notice().into_iter().collect();
        notices.extend(store.installed().1);
        let today = today.unwrap_or_else(|| {
            let now = Timestamp::now().to_zoned(time_zone()).date();
            let newest = store.newest().unwrap_or(now);
            // A pack that was made in another time zone may be from tomorrow.
            if newest > now.saturating_add(1.day()) {
                notices.push(format!(
                    "This computer's clock says {now}, but a pack is from {newest}: ages are counted up to that day"
                ));
            }
            newest.max(now)
        });
        Self {
            places: preferences.places.clone(),
            store,
            with_packs: preferences.with_packs,
            packs_from: preferences.packs_from.clone(),
            notices,
            clock: Clock { today },
            clinic: preferences.settings.clinic.clone(),
            clinic_texts: preferences.clinic(today),
            language: preferences.settings.language.clone().unwrap_or_default(),
            plain: !Environment::detect().can_address_cursor(),
        }
    }

    /// The packs on this computer and on sticks.
    pub(super) fn packs(&self) -> Packs {
        Packs::new(
            self.store.clone(),
            self.packs_from.clone(),
            self.places.clone(),
            self.clock.today,
        )
    }

    pub(super) fn opener(&self) -> Opener {
        let opener = Opener::new(Request {
            places: self.places.clone(),
            cache: cache_folder(),
        })
        .in_language(&self.language);
        match self.with_packs {
            true => opener.with_packs(self.store.clone()),
            false => opener,
        }
    }

    /// Opens the library as its files are now. If that takes long, a line on the terminal shows the progress.
    pub(super) fn library(&self) -> Result<Library, Failure> {
        let mut line = ProgressLine::new("Indexing the library", self.plain);
        let library = self
            .opener()
            .current(&mut |progress| line.update(progress))?;
        drop(line);
        say_if_in_memory(&library);
        match library.nothing_to_read() {
            Some((what, hint)) if library.is_empty() => Err(Failure::new(what, hint)),
            _ => Ok(library),
        }
    }

    /// Opens the library and does `work` with it; once more with a new index if this one turns out to be damaged.
    pub(super) fn read(
        &self,
        output: &mut Output,
        work: impl Fn(&Library, &mut Output) -> Result<Outcome, Failure>,
    ) -> Result<Outcome, Failure> {
        let library = self.library()?;
        let outcome = work(&library, output)?;
        // A damaged index may hide what is there.
        let sound = outcome == Outcome::Fine || library.verify();
        if sound && !library.damaged() {
            return Ok(outcome);
        }
        let all_held = output.forget();
        let library = self.repaired(library)?;
        if !all_held {
            return Err(Failure::new(
                "the index was damaged, and what was printed may be wrong",
                "the index has been rebuilt: run the command again",
            ));
        }
        let outcome = work(&library, output)?;
        match library.damaged() {
            false => Ok(outcome),
            true => Err(Failure::new(
                "the index is damaged again each time it is built",
                "check the disk with the cache folder, or set XDG_CACHE_HOME to another folder",
            )),
        }
    }

    /// The library with a new index in place of the damaged one of `library`.
    pub(super) fn repaired(&self, library: Library) -> Result<Library, Failure> {
        let (notices, _refresh) = self.refresh(Some(library.clone()));
        self.wait(&notices, Some(library))
    }

    fn refresh(&self, open: Option<Library>) -> (Receiver<Notice>, Refresh) {
        let (send, notices) = mpsc::channel();
        let refresh = self.opener().refresh(open, move |notice| {
            let _ = send.send(notice); // fails once the reader has gone
        });
        (notices, refresh)
    }

    /// Waits until something can be read, or if something is `open`, for the last that takes its place. A line shows the
    /// progress.
    fn wait(&self, notices: &Receiver<Notice>, open: Option<Library>) -> Result<Library, Failure> {
        let mut line = ProgressLine::new("Indexing the library", self.plain);
        let first = open.is_none();
        let mut newest = open;
        for notice in notices {
            match notice {
                Notice::Progress(progress) => line.update(progress),
                Notice::Ready(library) => newest = Some(library),
                Notice::UpToDate => {}
                Notice::Failed(error) => return Err(error.into()),
            }
            if first && newest.is_some() {
                break;
            }
        }
        newest.ok_or_else(|| Failure::new("the library could not be opened", "start again"))
    }
}

/// A library that is read while it may be indexed again.
pub(super) struct Opened {
    /// What can be read from the beginning.
    pub(super) library: Library,
    /// Notices that came before the first call of [`news`](Self::news).
    first: Vec<Notice>,
    later: Option<(Receiver<Notice>, Refresh)>,
    /// Progress has been reported; it is announced only once.
    progress_reported: bool,
}

impl Opened {
    /// The library as its files are now, however long that takes: a script expects nothing else.
    pub(super) fn current(session: &Session) -> Result<Self, Failure> {
        Ok(Self {
            library: session.library()?,
            first: Vec::new(),
            later: None,
            progress_reported: false,
        })
    }

    /// An earlier index, or the library as soon as it is indexed.
    pub(super) fn at_once(session: &Session) -> Result<Self, Failure> {
        let open = session.opener().at_once();
        let (later, refresh) = session.refresh(open.clone());
        let mut first = Vec::new();
        let library = match open {
            Some(library) => {
                first.extend(later.recv_timeout(PATIENCE));
                library
            }
            None => session.wait(&later, None)?,
        };
        say_if_in_memory(&library);
        Ok(Self {
            library,
            first,
            later: Some((later, refresh)),
            progress_reported: false,
        })
    }

    /// The notices since the last call.
    pub(super) fn news(&mut self) -> Vec<Notice> {
        let mut news = std::mem::take(&mut self.first);
        news.extend(self.later.iter().flat_map(|(later, _)| later.try_iter()));
        news.retain(|notice| match notice {
            Notice::Progress(_) => !std::mem::replace(&mut self.progress_reported, true),
            Notice::Ready(library) => {
                say_if_in_memory(library);
                true
            }
            Notice::UpToDate | Notice::Failed(_) => true,
        });
        news
    }
}

/// `clinfaq index`: builds the index now.
pub(super) fn index(
    args: &Index,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let mut line = ProgressLine::new("Indexing the library", session.plain);
    let (library, new) = session.opener().index(args.share, &mut |progress| {
        line.update(progress);
        ControlFlow::Continue(())
    })?;
    drop(line);
    if let Storage::Disk(folder) = library.storage() {
        let state = if new {
            "indexed"
        } else {
            "were indexed already"
        };
        let (count, folder) = (library.entry_count(), folder.display());
        output.line(&format!("{count} answers {state}: {folder}"))?;
    }
    Ok(Outcome::Fine)
}

/// Reports on standard error why an index is only in memory.
fn say_if_in_memory(library: &Library) {
    if let Storage::Memory(reason) = library.storage() {
        say(&format!(
            "clinfaq: the index cannot be saved, so the next command has to build it again: {reason}"
        ));
    }
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
