//! What the loader's tests share: a library that is written to a temporary folder, and a sink that keeps everything.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clinfaq::content::{
    Checks, Diagnostic, PackIndex, Place, Progress, Scan, Sink, Stopped, load_with, scan,
};
use clinfaq::model::{Condition, Entry, Medication, Organization, Pack, Source, Topic, Trial};

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
    pub(crate) entries: Vec<(PackIndex, Entry)>,
    pub(crate) complete: bool,
}

impl Collect {
    pub(crate) fn entry_ids(&self) -> Vec<&str> {
        self.entries.iter().map(|(_, e)| e.id.as_str()).collect()
    }
}

macro_rules! keep {
    ($name:ident, $list:ident, $type:ty) => {
        fn $name(&mut self, pack: PackIndex, value: $type) -> Result<(), Infallible> {
            assert!(!self.complete, "the catalogue comes before the entries");
            assert!(usize::from(pack) + 1 == self.packs.len(), "pack by pack");
            self.$list.push((pack, value));
            Ok(())
        }
    };
}

impl Sink for Collect {
    type Error = Infallible;

    fn pack(&mut self, pack: Pack) -> Result<(), Infallible> {
        self.packs.push(pack);
        Ok(())
    }

    keep!(topic, topics, Topic);
    keep!(condition, conditions, Condition);
    keep!(source, sources, Source);
    keep!(organization, organizations, Organization);
    keep!(trial, trials, Trial);
    keep!(medication, medications, Medication);

    fn catalogue_complete(&mut self) -> Result<(), Infallible> {
        self.complete = true;
        Ok(())
    }

    fn entry(&mut self, pack: PackIndex, entry: Entry) -> Result<(), Infallible> {
        assert!(self.complete);
        assert!(usize::from(pack) < self.packs.len());
        self.entries.push((pack, entry));
        Ok(())
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
    checks: Checks,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            checks: Checks::Loading,
        }
    }

    pub(crate) fn today(mut self, date: &str) -> Self {
        self.checks = Checks::All {
            today: date.parse().expect("a date"),
        };
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

    /// Loads the folder; in what it says the folder is called `lib`.
    pub(crate) fn load(&self) -> Loaded {
        self.load_folders(&[""])
    }

    /// Loads folders below as libraries of their own.
    pub(crate) fn load_folders(&self, names: &[&str]) -> Loaded {
        self.run(names, &mut |_| ControlFlow::Continue(()))
            .expect("nobody stops it")
    }

    /// Loads the folder, and does something each time so many files have been read.
    pub(crate) fn load_while(&self, mut act: impl FnMut(usize)) -> Loaded {
        let mut files = 0;
        let mut progress = |_| {
            files += 1;
            act(files);
            ControlFlow::Continue(())
        };
        self.run(&[""], &mut progress).expect("nobody stops it")
    }

    /// Loads the folder and shows how far it is.
    pub(crate) fn load_watching(&self, mut see: impl FnMut(Progress)) -> Loaded {
        let mut progress = |progress| {
            see(progress);
            ControlFlow::Continue(())
        };
        self.run(&[""], &mut progress).expect("nobody stops it")
    }

    /// Whether a loading that is stopped at once says so.
    pub(crate) fn load_stopping(&self) -> bool {
        let stopped = self.run(&[""], &mut |_| ControlFlow::Break(()));
        matches!(stopped, Err(Stopped::Asked))
    }

    fn run(
        &self,
        names: &[&str],
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Loaded, Stopped<Infallible>> {
        let places: Vec<_> = names
            .iter()
            .map(|name| Place::Folder(self.folder.path().join(name)))
            .collect();
        let scan = scan(&places);
        let mut sink = Collect::default();
        let mut problems = load_with(&scan, &mut sink, self.checks, progress)?;
        let folder = self.folder.path().to_string_lossy().into_owned();
        for site in problems.iter_mut().flat_map(|p| &mut p.sites) {
            site.file = site.file.replace(&folder, "lib");
        }
        Ok(Loaded {
            sink,
            problems,
            scan,
        })
    }
}
