//! Everything that can be said about a library: the loader with all lints, and what it counted.

use std::convert::Infallible;
use std::ops::ControlFlow;

use jiff::civil::Date;

use crate::model::{Condition, Entry, Medication, Organization, Pack, Source, Topic, Trial};

use super::load::{Checks, Progress, Stopped, run};
use super::place::{Place, scan};
use super::sink::{PackIndex, Sink};
use crate::model::Diagnostic;

/// What was found in a library, and how much there is of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Errors first, then by file and line; past a thousand only counted.
    pub diagnostics: Vec<Diagnostic>,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// Places that are not there or cannot be read at all, with the reason.
    pub missing: Vec<(usize, String)>,
    /// Files.
    pub files: usize,
    /// Packs.
    pub packs: usize,
    /// Conditions.
    pub conditions: usize,
    /// Entries, drafts included.
    pub entries: usize,
    /// Sources.
    pub sources: usize,
    /// Organisations, trials and medicines.
    pub listings: usize,
}

/// Checks the libraries at `places` as on the day `today`. `progress` is told, file by file, how far it is.
pub fn check(places: &[Place], today: Date, progress: &mut dyn FnMut(Progress)) -> Report {
    let found = scan(places);
    let mut counts = Counter::default();
    let outcome = run(&found, &mut counts, Checks::All { today }, &mut |so_far| {
        progress(so_far);
        ControlFlow::Continue(())
    });
    let (diagnostics, findings) = match outcome {
        Ok(outcome) => outcome,
        Err(Stopped::Asked) => Default::default(), // nobody asks
        Err(Stopped::Sink(never)) => match never {},
    };
    Report {
        diagnostics,
        errors: findings.errors,
        warnings: findings.warnings,
        files: found.files.len(),
        missing: found.missing,
        ..counts.0
    }
}

/// A sink that counts.
#[derive(Default)]
struct Counter(Report);

impl Sink for Counter {
    type Error = Infallible;

    fn pack(&mut self, _: Pack) -> Result<(), Infallible> {
        self.0.packs += 1;
        Ok(())
    }

    fn topic(&mut self, _: PackIndex, _: Topic) -> Result<(), Infallible> {
        Ok(())
    }

    fn condition(&mut self, _: PackIndex, _: Condition) -> Result<(), Infallible> {
        self.0.conditions += 1;
        Ok(())
    }

    fn source(&mut self, _: PackIndex, _: Source) -> Result<(), Infallible> {
        self.0.sources += 1;
        Ok(())
    }

    fn organization(&mut self, _: PackIndex, _: Organization) -> Result<(), Infallible> {
        self.0.listings += 1;
        Ok(())
    }

    fn trial(&mut self, _: PackIndex, _: Trial) -> Result<(), Infallible> {
        self.0.listings += 1;
        Ok(())
    }

    fn medication(&mut self, _: PackIndex, _: Medication) -> Result<(), Infallible> {
        self.0.listings += 1;
        Ok(())
    }

    fn catalogue_complete(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn entry(&mut self, _: PackIndex, _: Entry) -> Result<(), Infallible> {
        self.0.entries += 1;
        Ok(())
    }
}
