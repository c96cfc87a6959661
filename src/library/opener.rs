//! Opens libraries: finds the index that belongs to the files, and builds it where it is missing, old or damaged.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::content::{self, Place, Progress, Scan, scan};
use crate::index::{self, Index, Target};
use crate::packs::{InstalledPacks, Store};

use super::cache::{self, Cache, fingerprint_of, remove};
use super::caught::caught;
use super::error::Error;
use super::handle::{Library, Storage};
use super::refresh::{self, Notice, Refresh, Report};

/// An index of at most this many entries is verified as a whole before a command uses it. A larger one would take longer
/// to verify than most commands take.
const VERIFIED_FIRST: u32 = 2_000;
/// Progress is reported no more often than this.
const REPORT_EVERY: Duration = Duration::from_millis(100);
/// Why the index is not on disk where no cache folder is known.
const NO_FOLDER: &str = "no cache folder is known: neither XDG_CACHE_HOME nor a home folder";
/// The memory that indexing takes, in bytes, besides [`WORK_PER_BYTE`]. Texts of 0.3, 1, 4 and 25 MB took 13, 15, 22 and
/// 47 MB in all.
const WORK: u64 = 12 << 20;
/// The memory that indexing takes for each byte of text.
const WORK_PER_BYTE: u64 = 2;
/// The memory that reading a file takes for each of its bytes.
const READING_PER_BYTE: u64 = 4;

/// What is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The libraries, in the order in which they were named.
    pub places: Vec<Place>,
    /// The folder for index folders; `None` keeps the index in memory.
    pub cache: Option<PathBuf>,
}

/// Opens libraries.
#[derive(Debug, Clone)]
pub struct Opener {
    request: Request,
    /// Where the installed packs are; `None` if they are not read.
    packs: Option<Store>,
    /// What is read: the places of the request and the installed packs.
    places: Vec<Place>,
    language: Arc<str>,
}

/// Receives how far indexing is, and says whether it goes on.
type Watch<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

impl Opener {
    /// Opens what `request` names.
    pub fn new(request: Request) -> Self {
        Self {
            places: InstalledPacks::default().add_to(request.places.clone()),
            request,
            packs: None,
            language: Arc::default(),
        }
    }

    /// The same for a reader of this language.
    #[must_use]
    pub fn in_language(self, language: &str) -> Self {
        Self {
            language: language.into(),
            ..self
        }
    }

    /// The same with the packs of `store`, which were `installed` just now. A [refresh](Self::refresh) reads them again.
    #[must_use]
    pub fn with_packs(self, store: Store, installed: &InstalledPacks) -> Self {
        Self {
            places: installed.add_to(self.request.places.clone()),
            packs: Some(store),
            ..self
        }
    }

    fn cache(&self) -> Option<Cache> {
        let cache = self.request.cache.as_deref()?;
        Some(Cache::new(cache, &self.places))
    }

    /// The newest index there is, whether or not the library's files have changed since.
    pub fn at_once(&self) -> Option<Library> {
        let mut complete = self.cache()?.complete().into_iter();
        complete.find_map(|(folder, fingerprint)| self.open(folder, fingerprint))
    }

    /// The library as its files are now: from the index where that is up to date, else indexed again.
    ///
    /// A large index is not verified as a whole, but each record that is read is: see [`Index::damaged`](index::Index::damaged).
    pub fn current(&self, progress: &mut dyn FnMut(Progress)) -> Result<Library, Error> {
        if let Some(library) = self.indexed(&self.fingerprint()?)
            && (library.entry_count() > VERIFIED_FIRST || library.verify())
        {
            return Ok(library);
        }
        let mut watch = |now| {
            progress(now);
            ControlFlow::Continue(())
        };
        self.build(&self.scan()?, &mut watch)
    }

    /// The same for `clinfaq index`: the index is verified, the library's files are compared by their contents, and an index
    /// that can't be on disk is an error. Says whether it had to be built. With `share`, other users may read it from now on.
    pub fn index(&self, share: bool, watch: &mut Watch<'_>) -> Result<(Library, bool), Error> {
        if share && let Some(cache) = self.cache() {
            cache.prepare(true)?;
        }
        if let Some(library) = self.indexed(&self.fingerprint()?)
            && let Storage::Disk(folder) = library.storage()
            && library.contents() == self.contents()
            && library.verify()
        {
            if share {
                cache::set_modes(folder, true)?;
            }
            return Ok((library, false));
        }
        let library = self.build_on_disk(&self.scan()?, &mut throttled(watch))?;
        Ok((library, true))
    }

    /// On a thread of its own, compares the library's files with `open` and verifies the index; builds a new one where they
    /// differ or it is damaged; and reports through `notify`. The last notice is `UpToDate`, `Ready` or `Failed`. Dropping
    /// the returned value stops the refresh and its notices.
    pub fn refresh(
        &self,
        open: Option<Library>,
        notify: impl Fn(Notice) + Send + Sync + 'static,
    ) -> Refresh {
        // Packs may have been installed or removed meanwhile.
        let this = match &self.packs {
            Some(store) => self.clone().with_packs(store.clone(), &store.installed()),
            None => self.clone(),
        };
        let notify = Arc::new(notify);
        let unstarted = Arc::clone(&notify);
        let (refresh, mut report) =
            refresh::refresh(this.cache(), open, move |notice| notify(notice));
        let started = thread::Builder::new()
            .name("library".to_owned())
            .spawn(move || {
                let refreshed = caught(|| this.refreshed(&mut report));
                match refreshed.unwrap_or_else(|panic| Err(Error::Mistake(panic))) {
                    Ok(last) => report.send(last),
                    Err(error) => report.failed(error),
                }
            });
        if let Err(error) = started {
            unstarted(Notice::Failed(Error::Index(error.to_string())));
        }
        refresh
    }

    fn refreshed(&self, report: &mut Report) -> Result<Notice, Error> {
        let fingerprint = self.fingerprint()?;
        if let Some(open) = &report.reading
            && open.fingerprint() == fingerprint
        {
            if !open.damaged() && open.verify() {
                if let Some(cache) = self.cache() {
                    cache.tidy(&fingerprint);
                }
                return Ok(Notice::UpToDate);
            }
            // Otherwise it would be opened again if it verifies then, for example after a read error that has gone away.
            if let Storage::Disk(folder) = open.storage() {
                remove(folder);
            }
        } else if let Some(library) = self.indexed(&fingerprint)
            && library.verify()
        {
            return Ok(Notice::Ready(library));
        }
        let scan = self.scan()?;
        let mut watch = |progress| {
            report.send(Notice::Progress(progress));
            match report.stopped() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        Ok(Notice::Ready(self.build(&scan, &mut watch)?))
    }

    /// What the library's files look like now.
    fn fingerprint(&self) -> Result<String, Error> {
        Ok(fingerprint_of(match content::fingerprint(&self.places) {
            Some(fingerprint) => fingerprint,
            None => self.scan()?.fingerprint,
        }))
    }

    /// What is in the library's files now: reads them all.
    fn contents(&self) -> String {
        let contents = content::fingerprint_of_contents(&self.places);
        contents.map(fingerprint_of).unwrap_or_default()
    }

    fn scan(&self) -> Result<Scan, Error> {
        let scan = scan(&self.places);
        match scan.missing.first() {
            Some((place, reason)) => Err(Error::Place {
                place: scan.places[*place].name(),
                reason: reason.clone(),
            }),
            None => Ok(scan),
        }
    }

    /// The index with this fingerprint, if there is one that is trusted and can be opened.
    fn indexed(&self, fingerprint: &str) -> Option<Library> {
        let cache = self.cache().filter(Cache::is_trusted)?;
        self.open(cache.folder(fingerprint), fingerprint.to_owned())
    }

    /// Opens an index folder. One that is missing, damaged or not trusted is left alone: building replaces it.
    fn open(&self, folder: PathBuf, fingerprint: String) -> Option<Library> {
        let index = caught(|| index::open(&folder)).ok()?.ok()?;
        Some(self.library(index, Storage::Disk(folder), fingerprint))
    }

    fn library(&self, index: Index, storage: Storage, fingerprint: String) -> Library {
        Library::new(index, storage, fingerprint, Arc::clone(&self.language))
    }

    /// Indexes the library: on disk, else in memory.
    fn build(&self, scan: &Scan, watch: &mut Watch<'_>) -> Result<Library, Error> {
        let mut watch = throttled(watch);
        let reason = match self.build_on_disk(scan, &mut watch) {
            Err(Error::Disk(reason)) => reason,
            made => return made,
        };
        if !has_memory(scan, true) {
            return Err(Error::Index(format!(
                "it cannot be saved on disk ({reason}), and there is too little memory to keep it in memory"
            )));
        }
        let index = caught(|| index::build(scan, "", Target::Memory, &mut watch))
            .map_err(Error::Mistake)?
            .map_err(|error| match error {
                index::Error::Stopped => Error::Stopped,
                error => Error::Index(error.to_string()),
            })?;
        let fingerprint = fingerprint_of(scan.fingerprint);
        Ok(self.library(index, Storage::Memory(reason), fingerprint))
    }

    fn build_on_disk(&self, scan: &Scan, watch: &mut Watch<'_>) -> Result<Library, Error> {
        let cache = self
            .cache()
            .ok_or_else(|| Error::Disk(NO_FOLDER.to_owned()))?;
        if !has_memory(scan, false) {
            return Err(Error::Memory);
        }
        let fingerprint = fingerprint_of(scan.fingerprint);
        cache.prepare(false)?;
        let lock = cache
            .lock(&mut || watch(Progress::default()))?
            .ok_or(Error::Stopped)?;
        // Taken before the files are read: if one changes meanwhile, the index must not pass for one of the new contents.
        let contents = self.contents();
        // The process that held the lock may have built the same index.
        let place = cache.folder(&fingerprint);
        if let Some(library) = self.open(place.clone(), fingerprint.clone())
            && library.contents() == contents
            && library.verify()
        {
            return Ok(library);
        }
        remove(&place);
        let folder = cache.begin(&lock)?;
        let built = caught(|| index::build(scan, &contents, Target::Folder(&folder), watch))
            .map_err(Error::Mistake)
            .and_then(|built| Ok(built.map(drop)?))
            .and_then(|()| Ok(cache.complete_with(&folder, &fingerprint, &lock)?));
        match built {
            Ok(place) => self
                .open(place, fingerprint)
                .ok_or_else(|| Error::Disk("the new index cannot be opened".to_owned())),
            Err(error) => {
                remove(&folder);
                Err(error)
            }
        }
    }
}

/// Calls `watch` no more often than a person can see.
fn throttled<'a>(watch: &'a mut Watch<'_>) -> impl FnMut(Progress) -> ControlFlow<()> + 'a {
    let mut last = None::<Instant>;
    move |now| {
        if last.is_some_and(|last| last.elapsed() < REPORT_EVERY) {
            return ControlFlow::Continue(());
        }
        last = Some(Instant::now());
        watch(now)
    }
}

/// Whether there is enough memory to index these files and, if `keep`, to keep the index in memory. This is checked first,
/// because the program would end when memory runs out while somebody reads.
fn has_memory(scan: &Scan, keep: bool) -> bool {
    let text = scan.bytes();
    let largest = scan.files.iter().map(|file| file.size).max().unwrap_or(0);
    let work = text.saturating_mul(WORK_PER_BYTE).saturating_add(WORK);
    // An index is about as large as the texts it holds.
    let index = if keep { text } else { 0 };
    let needed = [work, largest.saturating_mul(READING_PER_BYTE), index];
    let needed = needed.into_iter().fold(0, u64::saturating_add);
    usize::try_from(needed).is_ok_and(|needed| Vec::<u8>::new().try_reserve_exact(needed).is_ok())
}
