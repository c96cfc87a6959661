//! The two passes: what they share, and the order in which they go.

mod catalogue;
mod cover;
mod entries;
mod identity;
mod keeper;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU64;
use std::ops::{ControlFlow, Range};

use jiff::civil::Date;

use crate::model::Id;

use super::allow::Allowed;
use super::compact::hash_of;
use super::findings::{Counts, Findings};
use super::place::{File, Scan, unreadable};
use super::registry::{Registry, Spot};
use super::sink::{PackIndex, Sink};
use crate::model::{Diagnostic, Site};
use crate::text::lines::{self, Lines, decode};
use keeper::{Keeper, Refused};

/// How far the loading has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read so far, over both passes.
    pub done: u64,
    /// Bytes that both passes will read.
    pub total: u64,
    /// Entries handed over.
    pub entries: u64,
}

/// Why the loading ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped<E> {
    /// The one who watches the progress said so.
    Asked,
    /// The sink could not take more.
    Sink(E),
}

/// What is looked at while a library is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checks {
    /// What a reader must know: tables that are left out, keys that are not read, references that lead nowhere.
    Loading,
    /// All of the lints besides, judged as on this day.
    All {
        /// Today.
        today: Date,
    },
}

/// Reads the library of `scan` into `sink` and says what is wrong with it, errors first, then by file and line.
///
/// `progress` is called after each file and decides whether to go on.
pub fn load<S: Sink>(
    scan: &Scan,
    sink: &mut S,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Vec<Diagnostic>, Stopped<S::Error>> {
    load_with(scan, sink, Checks::Loading, progress)
}

/// [`load`], with a say in what is looked at.
pub fn load_with<S: Sink>(
    scan: &Scan,
    sink: &mut S,
    checks: Checks,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Vec<Diagnostic>, Stopped<S::Error>> {
    run(scan, sink, checks, progress).map(|(findings, _)| findings)
}

/// The same with the counts of findings, of which the list holds the first ones only.
pub(super) fn run<S: Sink>(
    scan: &Scan,
    sink: &mut S,
    checks: Checks,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(Vec<Diagnostic>, Counts), Stopped<S::Error>> {
    let mut keeper = Keeper::new(sink);
    let loaded = Run::new(scan, &mut keeper, checks, progress).all();
    loaded.map_err(|stopped| match (stopped, keeper.refusal()) {
        (Stopped::Sink(Refused), Some(error)) => Stopped::Sink(error),
        _ => Stopped::Asked,
    })
}

/// Ids that are compared at most for all of a library's "did you mean": well under a second's work.
const MOST_COMPARISONS: usize = 1_000_000;
/// A loading under way.
struct Run<'r> {
    scan: &'r Scan,
    sink: &'r mut dyn Sink<Error = Refused>,
    checks: Checks,
    registry: Registry,
    findings: Findings,
    /// What each file held in the first pass; `None` where it could not be read.
    hashes: Vec<Option<NonZeroU64>>,
    /// The pack of each place; `None` where the place is left out.
    packs: Vec<Option<PackIndex>>,
    /// How many tables of libraries there were, broken ones as well.
    tables: usize,
    /// Conditions by id, where several libraries are read.
    named: HashMap<Id, identity::Named>,
    /// Entries whose condition's table is left out, by condition: how many, and where the first stands.
    orphans: HashMap<Id, (u32, Spot)>,
    /// What tables allow, by the files they stand in.
    allows: Vec<(usize, Allowed)>,
    /// How many ids may still be compared for a "did you mean".
    comparisons: usize,
    so_far: Progress,
    progress: &'r mut dyn FnMut(Progress) -> ControlFlow<()>,
}

/// The sink took it; else its refusal is kept by the [`Keeper`].
type Outcome<T = ()> = Result<T, Stopped<Refused>>;

impl<'r> Run<'r> {
    fn new(
        scan: &'r Scan,
        sink: &'r mut dyn Sink<Error = Refused>,
        checks: Checks,
        progress: &'r mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Self {
        Self {
            scan,
            sink,
            checks,
            registry: Registry::default(),
            findings: Findings::default(),
            hashes: vec![None; scan.files.len()],
            packs: vec![None; scan.places.len()],
            tables: 0,
            named: HashMap::new(),
            orphans: HashMap::new(),
            allows: Vec::new(),
            comparisons: MOST_COMPARISONS,
            so_far: Progress {
                total: scan.bytes() * 2,
                ..Progress::default()
            },
            progress,
        }
    }

    /// Both passes.
    fn all(mut self) -> Outcome<(Vec<Diagnostic>, Counts)> {
        for problem in &self.scan.problems {
            self.findings.push(0, problem.clone());
        }
        self.catalogue()?;
        self.sink.catalogue_complete().map_err(Stopped::Sink)?;
        self.entries()?;
        let counts = self.findings.counts();
        Ok((self.findings.finish(), counts))
    }

    /// Tells how far it is, after the file was read in one pass.
    fn step(&mut self, file: &File) -> Outcome {
        self.so_far.done += file.size;
        match (self.progress)(self.so_far) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Stopped::Asked),
        }
    }

    /// The files of a place, by their places in the scan.
    fn files(&self, place: usize) -> Range<usize> {
        let files = &self.scan.files;
        let first = files.partition_point(|file| file.place() < place);
        first..files.partition_point(|file| file.place() <= place)
    }

    /// A place in a file that is not at hand.
    fn site(&self, spot: Spot, label: &'static str) -> Site {
        let mut sites = self.sites(std::iter::once(&[(spot, label)][..]));
        sites
            .pop()
            .and_then(|mut sites| sites.pop())
            .unwrap_or_default()
    }

    /// Places in files that are not at hand. Each file is read again, once, which happens for findings alone.
    fn sites<'s>(
        &self,
        wanted: impl Iterator<Item = &'s [(Spot, &'static str)]> + Clone,
    ) -> Vec<Vec<Site>> {
        let mut found = HashMap::new();
        let files: BTreeSet<u32> = wanted
            .clone()
            .flatten()
            .map(|(spot, _)| spot.file)
            .collect();
        for at in files {
            let Some(file) = self.scan.files.get(at as usize) else {
                continue;
            };
            let name = file.shown();
            let bytes = file.read().unwrap_or_default();
            let lines = Lines::new(at as usize, &name, decode(&bytes).unwrap_or(""));
            for (spot, label) in wanted.clone().flatten().filter(|(spot, _)| spot.file == at) {
                // A file that has changed since may no longer reach so far: then it is named as a whole.
                let site = match spot.range(lines.text) {
                    Some(range) => lines.site(range, label),
                    None => lines::whole(&name),
                };
                found.insert((*spot, *label), site);
            }
        }
        let program = lines::whole("(no file)");
        let look = |wanted: &(Spot, &'static str)| found.get(wanted).unwrap_or(&program).clone();
        wanted
            .map(|spots| spots.iter().map(look).collect())
            .collect()
    }
}

/// The bytes of a file, or the finding that there are none.
fn read(file: &File) -> Result<Cow<'static, [u8]>, Diagnostic> {
    file.read()
        .map_err(|error| unreadable(file.shown(), "this file cannot be read", &error))
}

/// Never 0, so that "none" needs no room of its own.
fn hash(bytes: &[u8]) -> NonZeroU64 {
    NonZeroU64::new(hash_of(bytes)).unwrap_or(NonZeroU64::MIN)
}
