//! Shared by the loader's tests: a library in a temporary folder, and a sink that keeps everything.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clinfaq::content::{Diagnostic, PackIndex, Place, Progress, Record, Scan, load, scan};
use clinfaq::model::{
    Abbreviation, Condition, Entry, Medication, Organization, Pack, Source, Synonym, Topic, Trial,
};
use jiff::civil::Date;

/// A small library without a fault.
pub(crate) const GOOD: &str = include_str!("../fixtures/good.toml");

/// Keeps what it is given.
#[derive(Debug, Default)]
pub(crate) struct Collect {
    pub(crate) packs: Vec<Pack>,
    pub(crate) topics: Vec<(PackIndex, Topic)>,
    pub(crate) conditions: Vec<(PackIndex, Condition)>,
    pub(crate) sources: Vec<(PackIndex, Source)>,
    pub(crate) organizations: Vec<(PackIndex, Organization)>,
    pub(crate) trials: Vec<(PackIndex, Trial)>,
    pub(crate) medications: Vec<(PackIndex, Medication)>,
    pub(crate) synonyms: Vec<(PackIndex, Synonym)>,
    pub(crate) abbreviations: Vec<(PackIndex, Abbreviation)>,
    pub(crate) entries: Vec<(PackIndex, Entry)>,
}

impl Collect {
    pub(crate) fn entry_ids(&self) -> Vec<&str> {
        self.entries.iter().map(|(_, e)| e.id.as_str()).collect()
    }
}

impl Collect {
    /// Keeps a record.
    pub(crate) fn take(&mut self, pack: PackIndex, record: Record) -> ControlFlow<()> {
        let is_entry = matches!(record, Record::Entry(_));
        assert!(
            is_entry || self.entries.is_empty(),
            "the catalogue comes before the entries"
        );
        match record {
            Record::Pack(it) | Record::Clinic(it) => self.packs.push(it),
            Record::Note(_) => {}
            Record::Topic(it) => self.topics.push((pack, it)),
            Record::Condition(it) => self.conditions.push((pack, it)),
            Record::Source(it) => self.sources.push((pack, it)),
            Record::Organization(it) => self.organizations.push((pack, it)),
            Record::Trial(it) => self.trials.push((pack, it)),
            Record::Medication(it) => self.medications.push((pack, it)),
            Record::Synonym(it) => self.synonyms.push((pack, it)),
            Record::Abbreviation(it) => self.abbreviations.push((pack, it)),
            Record::Entry(it) => self.entries.push((pack, it)),
        }
        let known = usize::from(pack) + 1;
        assert!(known == self.packs.len() || is_entry, "pack by pack");
        ControlFlow::Continue(())
    }
}

/// A library that was loaded.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) sink: Collect,
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) scan: Scan,
}

impl Loaded {
    /// The rules of the findings, in their order.
    pub(crate) fn rules(&self) -> Vec<&str> {
        self.problems.iter().map(|p| p.rule.as_str()).collect()
    }
}

/// Builds a library in a temporary folder.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
    today: Option<Date>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            today: None,
        }
    }

    pub(crate) fn today(mut self, date: &str) -> Self {
        self.today = Some(date.parse().expect("a date"));
        self
    }

    pub(crate) fn file(self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
        self
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Loads the folder; diagnostics call it `lib`.
    pub(crate) fn load(&self) -> Loaded {
        self.load_folders(&[""])
    }

    /// Loads folders below as libraries of their own.
    pub(crate) fn load_folders(&self, names: &[&str]) -> Loaded {
        self.run(names, &mut |_| ControlFlow::Continue(()))
            .expect("it is not stopped")
    }

    /// Loads the folder and calls `act` with the number of files read so far.
    pub(crate) fn load_while(&self, mut act: impl FnMut(usize)) -> Loaded {
        let mut files = 0;
        let mut progress = |_| {
            files += 1;
            act(files);
            ControlFlow::Continue(())
        };
        self.run(&[""], &mut progress).expect("it is not stopped")
    }

    /// Loads the folder and calls `see` with the progress.
    pub(crate) fn load_watching(&self, mut see: impl FnMut(Progress)) -> Loaded {
        let mut progress = |progress| {
            see(progress);
            ControlFlow::Continue(())
        };
        self.run(&[""], &mut progress).expect("it is not stopped")
    }

    /// Whether loading that is stopped at once returns nothing.
    pub(crate) fn load_stopping(&self) -> bool {
        self.run(&[""], &mut |_| ControlFlow::Break(())).is_none()
    }

    fn run(
        &self,
        names: &[&str],
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Option<Loaded> {
        let places: Vec<_> = names
            .iter()
            .map(|name| Place::Folder(self.folder.path().join(name)))
            .collect();
        let scan = scan(&places);
        let mut sink = Collect::default();
        let mut take = |pack, record| sink.take(pack, record);
        let mut problems = load(&scan, self.today, &mut take, progress)?.diagnostics;
        let folder = self.folder.path().to_string_lossy().into_owned();
        for site in problems.iter_mut().flat_map(|p| &mut p.sites) {
            site.file = site.file.replace(&folder, "lib");
        }
        Some(Loaded {
            sink,
            problems,
            scan,
        })
    }
}
