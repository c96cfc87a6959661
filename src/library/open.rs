//! Finding, comparing, loading, building, swapping.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::content::{self, Place, Progress, Scan, scan};
use crate::index::{self, Target};

use super::guard::{Guard, beside};
use super::indexer::{Ended, Indexer, Refresh, Told, Work};
use super::report::Report;
use super::shelves::{Shelves, fingerprint_of, mark_verified, remove, verified_lately};
use super::{Library, memory};

/// A library whose files have more bytes than this is given out in part while the rest is being indexed.
const LARGE: u64 = 8 << 20;
/// How many bytes of its files that part has.
const PART: u64 = 1 << 20;
/// The checksums of an index with no more entries than this are verified whenever it is opened.
const VERIFIED_ALWAYS: u32 = 2_000;
/// Progress is told no more often than this.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// Why no index is on disk where nobody has a home.
const NO_FOLDER: &str = "there is no cache folder";

/// What is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The libraries, in the order in which they were named.
    pub places: Vec<Place>,
    /// The folder for index folders; `None` keeps the index in memory.
    pub cache: Option<PathBuf>,
}

/// Where an index lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// In a folder.
    Disk(PathBuf),
    /// In memory, for the reason given.
    Memory(String),
}

/// Why a library cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder that was named is not there or cannot be read.
    #[error("cannot read the library `{place}`: {reason}")]
    Place {
        /// As named.
        place: String,
        /// Why.
        reason: String,
    },
    /// The index could not be made, on disk or in memory.
    #[error("cannot index the library: {0}")]
    Index(String),
    /// There was too little memory to make it.
    #[error("too little memory to index the library")]
    Memory,
    /// The index cannot be kept on disk, where it was to be.
    #[error("cannot keep the index of the library: {0}")]
    Disk(String),
    /// A panic, in it or in the search library: what it said, and where.
    #[error("a mistake in the program: {0}")]
    Mistake(String),
    /// Whoever watches the progress wanted no more.
    #[error("indexing was stopped")]
    Stopped,
}

impl Error {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Place { .. } => {
                "plug in what it lies on, or name a folder that holds TOML files: --library DIR"
            }
            Self::Index(_) => "look at the free room on the disk and in memory, then try again",
            Self::Memory => {
                "close other programs and start again; or let a computer with more memory make the index: clinfaq index --help"
            }
            Self::Disk(_) => {
                "XDG_CACHE_HOME names the folder for it: one that can be written and has room"
            }
            Self::Mistake(_) => "the library is unharmed: please report this",
            Self::Stopped => "start again",
        }
    }

    /// What the process that indexes tells of it.
    pub fn told(&self) -> Told {
        match self {
            Self::Memory => Told::NoMemory,
            Self::Disk(reason) => Told::NoDisk(reason.clone()),
            Self::Index(reason) => Told::Failed(reason.clone()),
            Self::Place { .. } | Self::Mistake(_) | Self::Stopped => Told::Failed(self.to_string()),
        }
    }
}

impl From<index::Error> for Error {
    /// An index on disk that cannot be made.
    fn from(error: index::Error) -> Self {
        match error {
            index::Error::Stopped => Self::Stopped,
            error if error.is_want_of_memory() => Self::Memory,
            error => Self::Disk(error.to_string()),
        }
    }
}

/// What the opener reports from beside the reader's thread.
#[derive(Debug)]
pub enum Notice {
    /// Indexing goes on.
    Progress(Progress),
    /// A library to read from now on: a part of it while the rest is being indexed, the whole, or a newer one.
    Ready(Library),
    /// The library that is open is the newest.
    UpToDate,
    /// It could not be opened. What was open stays open, and is [outdated](Library::outdated).
    Failed(Error),
}

/// Opens libraries.
#[derive(Debug, Clone)]
pub struct Opener {
    request: Request,
    indexer: Option<Indexer>,
}

/// Is told how far indexing is, and says whether it goes on.
type Watch<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

impl Opener {
    /// Opens what `request` names.
    pub fn new(request: Request) -> Self {
        Self {
            request,
            indexer: None,
        }
    }

    /// Has a process of its own do the indexing of [`Opener::refresh`].
    #[must_use]
    pub fn with_indexer(mut self, indexer: Option<Indexer>) -> Self {
        self.indexer = indexer;
        self
    }

    fn shelves(&self) -> Option<Shelves> {
        self.request
            .cache
            .as_deref()
            .map(|cache| Shelves::new(cache, &self.request.places))
    }

    /// The newest index there is, without a look at the library's files.
    pub fn at_once(&self) -> Option<Library> {
        let complete = self.shelves()?.complete();
        complete
            .into_iter()
            .find_map(|(folder, fingerprint)| open(folder, fingerprint))
    }

    /// The library as its files are now: from the index where that is up to date, else indexed anew.
    pub fn current(&self, progress: &mut dyn FnMut(Progress)) -> Result<Library, Error> {
        if let Some(library) = self.indexed(&self.fingerprint()?) {
            return Ok(library);
        }
        let mut watch = |now| {
            progress(now);
            ControlFlow::Continue(())
        };
        self.build(&self.scan()?, &mut watch, None)
    }

    /// The same, but the index is on disk or not made at all; and whether it had to be made.
    pub fn index(&self, watch: &mut Watch<'_>) -> Result<(Library, bool), Error> {
        if let Some(library) = self.indexed(&self.fingerprint()?) {
            return Ok((library, false));
        }
        let shelves = self
            .shelves()
            .ok_or_else(|| Error::Disk(NO_FOLDER.to_owned()))?;
        // Another process may be at it: then it takes a while until there is more to tell.
        if watch(Progress::default()).is_break() {
            return Err(Error::Stopped);
        }
        let library = self.build_on_disk(&shelves, &self.scan()?, &mut seldom(watch))?;
        Ok((library, true))
    }

    /// Compares, on a thread of its own, the library's files with `open`, indexes them anew where they differ, and reports
    /// through `notify`. The last notice is `UpToDate`, `Failed`, or a `Ready` with the whole library; none comes once what
    /// is given back is dropped.
    pub fn refresh(
        &self,
        open: Option<Library>,
        notify: impl Fn(Notice) + Send + Sync + 'static,
    ) -> Refresh {
        let this = self.clone();
        let work = Arc::new(Work::default());
        let refresh = Refresh::new(Arc::clone(&work));
        let report = Arc::new(Report::new(work, open, notify));
        let (here, there) = (Arc::clone(&report), Arc::clone(&report));
        let begun = beside(
            "library",
            move || match this.refreshed(&there) {
                Ok(last) => there.tell(last),
                Err(error) => there.failed(error),
            },
            move |what| here.failed(Error::Mistake(what)),
        );
        if let Err(error) = begun {
            report.failed(Error::Index(error.to_string()));
        }
        refresh
    }

    fn refreshed(&self, report: &Report) -> Result<Notice, Error> {
        let open = report.reading();
        let fingerprint = self.fingerprint()?;
        let shelves = self.shelves();
        if let Some(open) = &open
            && open.fingerprint() == fingerprint
        {
            if !open.damaged() && is_sound(open) {
                if let Some(shelves) = shelves {
                    shelves.sweep(&fingerprint);
                }
                return Ok(Notice::UpToDate);
            }
            if let Storage::Disk(folder) = open.storage() {
                remove(folder);
            }
        } else if let Some(library) = self.indexed(&fingerprint) {
            return Ok(Notice::Ready(library));
        }
        let scan = self.scan()?;
        if open.is_none()
            && scan.bytes() > LARGE
            && memory::too_little(PART).is_none()
            && let Ok(index) = index::build(&part_of(&scan), Target::Memory, &mut |_| {
                ControlFlow::Continue(())
            })
        {
            let part = Library::new(index, Storage::Memory(String::new()), String::new(), true);
            report.begin(part);
        }
        let mut watch = |progress| {
            report.tell(Notice::Progress(progress));
            match report.work().stopped() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        let library = self.build(&scan, &mut watch, Some(report.work()))?;
        Ok(Notice::Ready(library))
    }

    /// What the library's files look like now.
    fn fingerprint(&self) -> Result<String, Error> {
        Ok(fingerprint_of(
            match content::fingerprint(&self.request.places) {
                Some(fingerprint) => fingerprint,
                None => self.scan()?.fingerprint,
            },
        ))
    }

    fn scan(&self) -> Result<Scan, Error> {
        let scan = scan(&self.request.places);
        match scan.missing.first() {
            Some((place, reason)) => Err(Error::Place {
                place: self.request.places[*place].name(),
                reason: reason.clone(),
            }),
            None => Ok(scan),
        }
    }

    /// The whole index of this fingerprint, if there is one that can be opened and holds what was written.
    fn indexed(&self, fingerprint: &str) -> Option<Library> {
        let folder = self.shelves()?.folder(fingerprint);
        if !folder.is_dir() {
            return None;
        }
        let library = open(folder.clone(), fingerprint.to_owned())?;
        if is_sound(&library) {
            return Some(library);
        }
        remove(&folder);
        None
    }

    /// Indexes the library: on disk, else in memory. For `work`, a process of its own writes the folder.
    fn build(
        &self,
        scan: &Scan,
        watch: &mut Watch<'_>,
        work: Option<&Work>,
    ) -> Result<Library, Error> {
        let reason = match self.shelves() {
            None => NO_FOLDER.to_owned(),
            Some(shelves) => {
                let apart = work.and_then(|work| {
                    let indexer = self.indexer.as_ref()?;
                    self.build_apart(indexer, work, &shelves, watch)
                });
                let made =
                    apart.unwrap_or_else(|| self.build_on_disk(&shelves, scan, &mut seldom(watch)));
                match made {
                    Err(Error::Disk(reason)) => reason,
                    other => return other,
                }
            }
        };
        // What was open stays open, and costs less than being ended for want of memory.
        if let Some(too_little) = memory::too_little(scan.bytes()) {
            return Err(Error::Index(format!(
                "it cannot be kept on disk ({reason}), nor in memory: {too_little}"
            )));
        }
        let index =
            index::build(scan, Target::Memory, &mut seldom(watch)).map_err(
                |error| match error {
                    index::Error::Stopped => Error::Stopped,
                    error => Error::Index(error.to_string()),
                },
            )?;
        Ok(Library::new(
            index,
            Storage::Memory(reason),
            fingerprint_of(scan.fingerprint),
            false,
        ))
    }

    /// The library with an index that another process makes; `None` where none can be had for it.
    fn build_apart(
        &self,
        indexer: &Indexer,
        work: &Work,
        shelves: &Shelves,
        watch: &mut Watch<'_>,
    ) -> Option<Result<Library, Error>> {
        Some(match indexer.run(work, shelves, watch) {
            // The files may have changed meanwhile: then it is the index of what they are now.
            Ended::Saying(Told::Made) => Ok(self.indexed(&self.fingerprint().ok()?)?),
            Ended::Saying(Told::NoDisk(reason)) => Err(Error::Disk(reason)),
            Ended::Saying(Told::NoMemory) | Ended::OutOfMemory => Err(Error::Memory),
            Ended::Saying(Told::Failed(reason)) => Err(Error::Index(reason)),
            #[cfg(unix)]
            Ended::Signal(signal) => Err(Error::Index(format!(
                "the system ended what did it (signal {signal})"
            ))),
            Ended::Panicked => Err(Error::Mistake("`clinfaq index` says which".to_owned())),
            Ended::Stopped => Err(Error::Stopped),
            Ended::Saying(Told::Progress(_)) | Ended::Unable => return None,
        })
    }

    fn build_on_disk(
        &self,
        shelves: &Shelves,
        scan: &Scan,
        watch: &mut Watch<'_>,
    ) -> Result<Library, Error> {
        let fingerprint = fingerprint_of(scan.fingerprint);
        let lock = shelves.lock().map_err(index::Error::from)?;
        // Whoever held the lock may have built just this.
        let place = shelves.folder(&fingerprint);
        if place.is_dir() {
            match open(place.clone(), fingerprint.clone()) {
                Some(library) if library.verify() => return Ok(library),
                Some(_) => remove(&place),
                None => {}
            }
        }
        let folder = shelves.begin(&lock).map_err(index::Error::from)?;
        let built = index::build(scan, Target::Folder(&folder), watch).and_then(|_| {
            mark_verified(&folder);
            Ok(shelves.complete_with(&folder, &fingerprint)?)
        });
        match built {
            Ok(place) => open(place, fingerprint)
                .ok_or_else(|| Error::Disk("the new index cannot be opened".to_owned())),
            Err(error) => {
                remove(&folder);
                Err(error.into())
            }
        }
    }
}

/// Tells `watch` no more often than somebody can see.
fn seldom<'a>(watch: &'a mut Watch<'_>) -> impl FnMut(Progress) -> ControlFlow<()> + 'a {
    let mut told = None::<Instant>;
    move |now| {
        if told.is_some_and(|told| told.elapsed() < TELL_EVERY) {
            return ControlFlow::Continue(());
        }
        told = Some(Instant::now());
        watch(now)
    }
}

/// Whether the files of an open library hold what was written. Reading all of a large index would take longer than the
/// search it is opened for, so of that once a day must do.
fn is_sound(library: &Library) -> bool {
    let Storage::Disk(folder) = library.storage() else {
        return library.verify();
    };
    if library.entry_count() > VERIFIED_ALWAYS && verified_lately(folder) {
        return true;
    }
    let sound = library.verify();
    if sound {
        mark_verified(folder);
    }
    sound
}

/// Opens an index folder; one that is damaged is removed. What the system refuses to open may be whole: it stays.
fn open(folder: PathBuf, fingerprint: String) -> Option<Library> {
    let place = folder.clone();
    let guard = Guard::default();
    match guard.read(move || index::open(&place)) {
        Some(Ok(index)) => Some(Library::guarded_by(
            guard,
            index,
            Storage::Disk(folder),
            fingerprint,
            false,
        )),
        Some(Err(error)) if error.is_refusal() => None,
        Some(Err(_)) | None => {
            remove(&folder);
            None
        }
    }
}

/// The covers of the libraries and the first files, as many as make a library worth browsing at once.
fn part_of(scan: &Scan) -> Scan {
    let mut left = PART;
    let files = scan.files.iter().filter(|file| {
        let fits = file.size <= left;
        if fits {
            left -= file.size;
        }
        fits || file.is_cover()
    });
    Scan {
        files: files.cloned().collect(),
        places: scan.places.clone(),
        ..Scan::default()
    }
}
