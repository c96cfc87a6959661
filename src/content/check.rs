//! `clinfaq check`: loads a library with all lints, and counts what is in it.

use std::ops::ControlFlow;

use jiff::civil::Date;

use crate::model::Diagnostic;

use super::load::load;
use super::loader::Progress;
use super::place::Place;
use super::record::Record;
use super::scan::scan;

/// What was found in a library, and how much there is of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Errors first, then by file and line; after the first thousand only counted.
    pub diagnostics: Vec<Diagnostic>,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// Places that do not exist or cannot be read at all, with the reason.
    pub missing: Vec<(usize, String)>,
    /// Conditions.
    pub conditions: usize,
    /// Entries, drafts included.
    pub entries: usize,
    /// Sources.
    pub sources: usize,
}

/// Checks the libraries at `places` as of the day `today`. `progress` is called after each file.
pub fn check(places: &[Place], today: Date, progress: &mut dyn FnMut(Progress)) -> Report {
    let scan = scan(places);
    let mut report = Report::default();
    let mut count = |_, record: Record| {
        match record {
            Record::Condition(_) => report.conditions += 1,
            Record::Entry(_) => report.entries += 1,
            Record::Source(_) => report.sources += 1,
            _ => {}
        }
        ControlFlow::Continue(())
    };
    let found = load(&scan, Some(today), &mut count, &mut |so_far| {
        progress(so_far);
        ControlFlow::Continue(())
    });
    let found = found.unwrap_or_default(); // never stopped
    Report {
        diagnostics: found.diagnostics,
        errors: found.errors,
        warnings: found.warnings,
        missing: scan.missing,
        ..report
    }
}
