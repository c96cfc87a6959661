//! The state of loading a library, and how it looks up places in files again.

use std::collections::{BTreeSet, HashMap};
use std::ops::{ControlFlow, Range};

use jiff::civil::Date;

use crate::model::{Id, PackIndex, Site};
use crate::text::lines::{self, Lines};

use super::findings::Findings;
use super::raw::Spot;
use super::record::Record;
use super::registry::Registry;
use super::scan::Scan;
use super::suppressions::Suppressions;
use super::walk::File;

/// How far loading is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read so far, over both passes.
    pub done: u64,
    /// Bytes that both passes will read.
    pub total: u64,
    /// Entries passed on.
    pub entries: u64,
    /// Tables found in the first pass.
    pub tables: usize,
}

/// The state of loading.
pub(super) struct Loader<'r> {
    pub(super) scan: &'r Scan,
    /// Takes the records.
    pub(super) take: &'r mut dyn FnMut(PackIndex, Record) -> ControlFlow<()>,
    /// Today, if lints are run.
    pub(super) today: Option<Date>,
    pub(super) registry: Registry,
    pub(super) findings: Findings,
    /// Files that could not be read.
    pub(super) unreadable: BTreeSet<usize>,
    /// The pack of each place; `None` if the place is left out.
    pub(super) packs: Vec<Option<PackIndex>>,
    /// Files with entries that replace others. The second pass reads them first: the index must know an entry's replacement
    /// before it gets the entry.
    pub(super) replacing: BTreeSet<usize>,
    /// Conditions by id, if there are several libraries.
    pub(super) named: HashMap<Id, Named>,
    /// Entries whose condition's table is left out, by condition: how many, and where the first is.
    pub(super) orphans: HashMap<Id, (u32, Spot)>,
    /// What tables suppress, by their files.
    pub(super) suppressions: Vec<(usize, Suppressions)>,
    pub(super) so_far: Progress,
    pub(super) progress: &'r mut dyn FnMut(Progress) -> ControlFlow<()>,
}

/// A condition that was found under an id.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) pack: PackIndex,
    pub(super) spot: Spot,
    pub(super) name: String,
    /// The words of its name and of each other name, without the abbreviation: MS is short for several diseases.
    pub(super) names: Vec<Vec<String>>,
}

impl Loader<'_> {
    /// Reports progress after a file was read in one pass.
    pub(super) fn step(&mut self, file: &File) -> ControlFlow<()> {
        self.so_far.done += file.size;
        (self.progress)(self.so_far)
    }

    /// The files of a place, by their positions in the scan.
    pub(super) fn files(&self, place: usize) -> Range<usize> {
        let files = &self.scan.files;
        let first = files.partition_point(|file| file.place < place);
        first..files.partition_point(|file| file.place <= place)
    }

    /// A place in a file that is not in memory.
    pub(super) fn site(&self, spot: Spot, label: &'static str) -> Site {
        let spots = [(spot, label)];
        let mut sites = self.sites(std::iter::once(&spots[..]));
        sites.pop().unwrap_or_default().pop().unwrap_or_default()
    }

    /// Places in files that are not in memory. Each file is read again once, and only if there are findings.
    pub(super) fn sites<'s>(
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
            let (name, text) = (file.shown(), file.text().unwrap_or_default());
            let lines = Lines::new(at as usize, &name, &text);
            for (spot, label) in wanted.clone().flatten().filter(|(spot, _)| spot.file == at) {
                // A file that has changed since may be shorter: then it is named as a whole.
                let site = match spot.range() {
                    range if range.end <= text.len() => lines.site(range, label),
                    _ => lines::whole(&name),
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
