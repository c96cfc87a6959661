//! Finding, comparing, loading, building, swapping.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::content::{Place, Progress, Scan, scan};
use crate::index::{self, Index, Target};

use super::guard::guard;
use super::shelves::{Shelves, fingerprint, mark_verified, remove, verified_lately};
use super::{Library, memory};

/// A library whose files have more bytes than this is given out in part while the rest is being indexed.
const LARGE: u64 = 8 << 20;
/// How many bytes of its files that part has.
const PART: u64 = 1 << 20;
/// The checksums of an index with no more entries than this are verified whenever it is opened.
const VERIFIED_ALWAYS: u32 = 2_000;
/// Progress is told no more often than this.
const TELL_EVERY: Duration = Duration::from_millis(100);

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
    /// It could not be opened; what was open stays open.
    Failed(Error),
}

/// Opens libraries.
#[derive(Debug, Clone)]
pub struct Opener {
    request: Request,
}

impl Opener {
    /// Opens what `request` names.
    pub fn new(request: Request) -> Self {
        Self { request }
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
        let scan = self.scan()?;
        let fingerprint = fingerprint(&scan);
        if let Some(library) = self.indexed(&fingerprint) {
            return Ok(library);
        }
        self.build(&scan, &fingerprint, progress)
    }

    /// Compares, on a thread of its own, the library's files with `open`, indexes them anew where they differ, and reports
    /// through `notify`. The last notice is `UpToDate`, `Failed`, or a `Ready` with the whole library.
    pub fn refresh(&self, open: Option<Library>, notify: impl Fn(Notice) + Send + 'static) {
        let this = self.clone();
        std::thread::spawn(move || {
            let notice = this.refreshed(open, &notify).unwrap_or_else(Notice::Failed);
            notify(notice);
        });
    }

    fn refreshed(&self, open: Option<Library>, notify: &dyn Fn(Notice)) -> Result<Notice, Error> {
        let scan = self.scan()?;
        let fingerprint = fingerprint(&scan);
        let shelves = self.shelves();
        if let Some(open) = &open
            && open.fingerprint() == fingerprint
        {
            if !open.damaged() && open.verify() {
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
        if open.is_none()
            && scan.bytes() > LARGE
            && let Ok(index) = build(&part_of(&scan), Target::Memory, &mut |_| {
                ControlFlow::Continue(())
            })
        {
            notify(Notice::Ready(Library::new(
                index,
                Storage::Memory(String::new()),
                String::new(),
                true,
            )));
        }
        let library = self.build(&scan, &fingerprint, &mut |progress| {
            notify(Notice::Progress(progress))
        })?;
        Ok(Notice::Ready(library))
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
        // Reading all of a large index would take longer than the search it is opened for; once a day must do.
        if library.entry_count() > VERIFIED_ALWAYS && verified_lately(&folder) {
            return Some(library);
        }
        if library.verify() {
            mark_verified(&folder);
            return Some(library);
        }
        remove(&folder);
        None
    }

    /// Indexes the library: on disk, else in memory.
    fn build(
        &self,
        scan: &Scan,
        fingerprint: &str,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Library, Error> {
        let mut told = None::<Instant>;
        let mut tell = |now: Progress| {
            if told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
                told = Some(Instant::now());
                progress(now);
            }
            ControlFlow::Continue(())
        };
        let reason = match self.shelves() {
            None => "there is no cache folder".to_owned(),
            Some(shelves) => match self.build_on_disk(&shelves, scan, fingerprint, &mut tell) {
                Ok(library) => return Ok(library),
                Err(error) => error.to_string(),
            },
        };
        // What was open stays open, and costs less than being ended for want of memory.
        if let Some(too_little) = memory::too_little(scan.bytes()) {
            return Err(Error::Index(format!(
                "it cannot be kept on disk ({reason}), nor in memory: {too_little}"
            )));
        }
        let index = build(scan, Target::Memory, &mut tell)
            .map_err(|error| Error::Index(error.to_string()))?;
        Ok(Library::new(
            index,
            Storage::Memory(reason),
            fingerprint.to_owned(),
            false,
        ))
    }

    fn build_on_disk(
        &self,
        shelves: &Shelves,
        scan: &Scan,
        fingerprint: &str,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Library, index::Error> {
        let lock = shelves.lock()?;
        // Whoever held the lock may have built just this.
        let place = shelves.folder(fingerprint);
        if place.is_dir() {
            match open(place.clone(), fingerprint.to_owned()) {
                Some(library) if library.verify() => return Ok(library),
                Some(_) => remove(&place),
                None => {}
            }
        }
        let folder = shelves.begin(&lock)?;
        let built = build(scan, Target::Folder(&folder), progress).and_then(|_| {
            mark_verified(&folder);
            Ok(shelves.complete_with(&folder, fingerprint)?)
        });
        match built {
            Ok(place) => open(place, fingerprint.to_owned())
                .ok_or_else(|| std::io::Error::other("the new index cannot be opened").into()),
            Err(error) => {
                remove(&folder);
                Err(error)
            }
        }
    }
}

/// [`index::build`], where the search library may panic: it does where it can't get random numbers, for one.
fn build(
    scan: &Scan,
    target: Target<'_>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Index, index::Error> {
    guard(|| index::build(scan, target, progress))
        .unwrap_or_else(|| Err(std::io::Error::other("the search library failed").into()))
}

/// Opens an index folder; one that is damaged is removed. What the system refuses to open may be whole: it stays.
fn open(folder: PathBuf, fingerprint: String) -> Option<Library> {
    match guard(|| index::open(&folder)) {
        Some(Ok(index)) => Some(Library::new(
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
        fits || file
            .path
            .file_name()
            .is_some_and(|name| name == "pack.toml")
    });
    Scan {
        files: files.cloned().collect(),
        places: scan.places.clone(),
        ..Scan::default()
    }
}
