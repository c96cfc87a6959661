//! Shared by these tests: an import into a temporary folder, and the library that results.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clinfaq::content::{self, Diagnostic, Place, load, scan};
use clinfaq::import::{Change, Error, Importer, Options, Summary};

use crate::bench::Collect;

/// An import that was done.
pub(crate) struct Imported {
    pub(crate) summary: Summary,
    pub(crate) library: Collect,
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) dest: PathBuf,
    _temporary: tempfile::TempDir,
}

/// The folder of the fixtures.
pub(crate) fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/import")
        .join(name)
}

pub(crate) fn run(format: &str, source: &Path, dest: &Path) -> Result<Summary, Error> {
    run_with(format, source, dest, suggestions(format))
}

/// Some formats are always tested with the answers that were never accepted.
fn suggestions(format: &str) -> Options {
    Options {
        suggestions: format == "faqpage",
        ..Options::default()
    }
}

pub(crate) fn run_with(
    format: &str,
    source: &Path,
    dest: &Path,
    options: Options,
) -> Result<Summary, Error> {
    let importer = Importer::named(format).expect("a format");
    importer.run(source, dest, options, &mut |_| ControlFlow::Continue(()))
}

pub(crate) fn import(format: &str, source: &Path) -> Imported {
    import_with(format, source, suggestions(format))
}

pub(crate) fn import_with(format: &str, source: &Path, options: Options) -> Imported {
    let temporary = tempfile::tempdir().expect("a folder");
    let dest = temporary.path().join("new/library");
    let summary = run_with(format, source, &dest, options).expect("an import");
    let left: Vec<_> = fs::read_dir(temporary.path().join("new"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left, ["library"], "nothing is left beside it");
    let mut library = Collect::default();
    let today = jiff::civil::date(2026, 11, 20);
    let found = scan(&[Place::Folder(dest.clone())]);
    let mut take = |pack, record| library.take(pack, record);
    let mut progress = |_| ControlFlow::Continue(());
    let loaded = load(&found, Some(today), &mut take, &mut progress).expect("nobody stops it");
    let counted = content::check(&[Place::Folder(dest.clone())], today, &mut |_| {});
    assert_eq!(counted.conditions, summary.conditions);
    assert_eq!(counted.entries, summary.entries);
    assert_eq!(library.entries.len(), summary.entries);
    Imported {
        summary,
        library,
        problems: loaded.diagnostics,
        dest,
        _temporary: temporary,
    }
}

impl Imported {
    /// How often a change was made.
    pub(crate) fn count(&self, dirt: Change) -> usize {
        let mut counts = self.summary.cleaned.iter();
        counts
            .find(|(found, _)| *found == dirt)
            .map_or(0, |(_, count)| *count)
    }

    pub(crate) fn file(&self, name: &str) -> String {
        fs::read_to_string(self.dest.join(name)).expect("a file")
    }

    pub(crate) fn ids(&self) -> Vec<&str> {
        let mut ids = self.library.entry_ids();
        ids.sort_unstable();
        ids
    }

    pub(crate) fn skipped(&self) -> Vec<(&str, &str)> {
        let skipped = self.summary.skipped.iter();
        skipped
            .map(|skipped| (skipped.name.as_str(), skipped.reason.as_str()))
            .collect()
    }
}
