//! Gathers findings while a library is read, and puts them in the order in which a person works through them.

use crate::model::{Diagnostic, Severity};

/// After so many of one severity the rest is only counted: nobody reads more, and memory must not grow with a library
/// that is wrong in every line.
pub(super) const MOST: usize = 1_000;

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<(Severity, usize, u32, Diagnostic)>,
    counts: Counts,
}

/// How many findings there were, kept or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

impl Counts {
    fn of(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        }
    }
}

impl Findings {
    /// Adds what was found in the file with this place in the scan.
    pub(super) fn push(&mut self, file: usize, diagnostic: Diagnostic) {
        let count = self.counts.of(diagnostic.severity);
        *count += 1;
        if *count <= MOST {
            let line = diagnostic.sites.first().map_or(0, |site| site.line);
            self.kept
                .push((diagnostic.severity, file, line, diagnostic));
        }
    }

    /// Whether one more of this severity would only be counted; it is, then. Saves finding out where it stands.
    pub(super) fn only_counts(&mut self, severity: Severity) -> bool {
        let count = self.counts.of(severity);
        let full = *count >= MOST;
        *count += usize::from(full);
        full
    }

    /// How many there were.
    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    /// Errors first, then by file and line; past the first thousand, one line says how many more there are.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.kept
            .sort_by_key(|&(severity, file, line, _)| (severity, file, line));
        let mut list: Vec<_> = self
            .kept
            .into_iter()
            .take(MOST)
            .map(|(_, _, _, diagnostic)| diagnostic)
            .collect();
        let rest = self.counts.errors + self.counts.warnings - list.len();
        if rest > 0 {
            let severity = match list.last() {
                Some(last) if self.counts.errors <= MOST => last.severity,
                _ => Severity::Error,
            };
            list.push(Diagnostic {
                severity,
                rule: "more".to_owned(),
                message: format!("{rest} more findings are not shown"),
                sites: Vec::new(),
                hint: "correct the first ones and check again".to_owned(),
            });
        }
        list
    }
}
