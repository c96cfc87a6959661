//! Collects findings while a library is read, and puts them in the order in which a person works through them.

use std::ops::Range;

use crate::model::{Diagnostic, Severity};
use crate::text::lines::Lines;

/// Maximum number of findings of one severity that are kept; the rest are only counted. Nobody reads more, and memory must not
/// grow with a library that is wrong in every line.
pub(super) const MAX_KEPT: usize = 1_000;

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Each with its file's place in the scan.
    kept: Vec<(usize, Diagnostic)>,
    errors: usize,
    warnings: usize,
}

/// All findings of a library.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Errors first, then by file and line; after the first thousand, one line says how many more there are.
    pub diagnostics: Vec<Diagnostic>,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
}

impl Findings {
    /// Adds what was found in the file with this place in the scan.
    pub(super) fn push(&mut self, file: usize, diagnostic: Diagnostic) {
        let count = self.count(diagnostic.severity);
        *count += 1;
        if *count <= MAX_KEPT {
            self.kept.push((file, diagnostic));
        }
    }

    /// Adds an error about a range of a file.
    pub(super) fn error(
        &mut self,
        lines: &Lines<'_>,
        range: Range<usize>,
        rule: &str,
        message: String,
        hint: impl Into<String>,
    ) {
        let site = lines.site(range, "");
        let error = Diagnostic::new(Severity::Error, rule, message, site, hint.into());
        self.push(lines.file, error);
    }

    /// Adds a warning about a range of a file.
    pub(super) fn warning(
        &mut self,
        lines: &Lines<'_>,
        range: Range<usize>,
        rule: &str,
        message: String,
        hint: impl Into<String>,
    ) {
        let site = lines.site(range, "");
        let warning = Diagnostic::new(Severity::Warning, rule, message, site, hint.into());
        self.push(lines.file, warning);
    }

    /// Whether the limit for this severity is reached. If so, counts one more, so that the caller need not look up its place.
    pub(super) fn only_counts(&mut self, severity: Severity) -> bool {
        let count = self.count(severity);
        let full = *count >= MAX_KEPT;
        *count += usize::from(full);
        full
    }

    fn count(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        }
    }

    /// How many errors there are so far.
    pub(super) fn errors(&self) -> usize {
        self.errors
    }

    /// All of them in order.
    pub(super) fn finish(mut self) -> Found {
        let line = |finding: &Diagnostic| finding.sites.first().map_or(0, |site| site.line);
        self.kept
            .sort_by_key(|(file, finding)| (finding.severity, *file, line(finding)));
        let kept = self.kept.into_iter().take(MAX_KEPT);
        let mut diagnostics: Vec<_> = kept.map(|(_, diagnostic)| diagnostic).collect();
        let rest = self.errors + self.warnings - diagnostics.len();
        if rest > 0 {
            let severity = match diagnostics.last() {
                Some(last) if self.errors <= MAX_KEPT => last.severity,
                _ => Severity::Error,
            };
            diagnostics.push(Diagnostic {
                severity,
                rule: "more".to_owned(),
                message: format!("{rest} more findings are not shown"),
                sites: Vec::new(),
                hint: "correct the first ones and check again".to_owned(),
            });
        }
        Found {
            diagnostics,
            errors: self.errors,
            warnings: self.warnings,
        }
    }
}
