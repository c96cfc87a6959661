//! What is measured with, and where it lies.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clinfaq::content::Place;
use clinfaq::import::{Importer, Options};
use clinfaq::library::{Library, Opener, Request};

use crate::generate::generate;

/// Names the folder with `corpora` and `bench/search`; else it is looked for beside the repository.
const SHARED: &str = "CLINFAQ_SHARED";
/// Names the folder in which libraries and indexes are made; it may come to hold 10 GB.
const WORK: &str = "CLINFAQ_MEASURE";

/// Where everything lies.
#[derive(Debug)]
pub(crate) struct Inputs {
    shared: PathBuf,
    work: PathBuf,
}

impl Inputs {
    /// Looks for it; says what is missing.
    pub(crate) fn find() -> Result<Self, String> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        let shared =
            std::env::var_os(SHARED).map_or_else(|| repository.join("../shared"), PathBuf::from);
        let work = std::env::var_os(WORK).map_or_else(
            || Path::new(env!("CARGO_TARGET_TMPDIR")).join("measure"),
            PathBuf::from,
        );
        let inputs = Self { shared, work };
        for needed in [inputs.medquad_archive(), inputs.sets()] {
            if !needed.exists() {
                return Err(format!(
                    "nothing was measured: `{}` is not there; {SHARED} can name the folder that holds it",
                    needed.display()
                ));
            }
        }
        Ok(inputs)
    }

    fn medquad_archive(&self) -> PathBuf {
        self.shared.join("corpora/medquad.tar.xz")
    }

    /// The folder of queries with their right answers.
    pub(crate) fn sets(&self) -> PathBuf {
        self.shared.join("bench/search")
    }

    /// A folder to work in.
    pub(crate) fn work(&self, name: &str) -> PathBuf {
        self.work.join(name)
    }

    /// The real library, imported where it is not there.
    pub(crate) fn medquad(&self) -> io::Result<PathBuf> {
        let folder = self.work("medquad");
        if !folder.join("pack.toml").exists() {
            std::fs::create_dir_all(&self.work)?;
            let importer =
                Importer::named("medquad").ok_or_else(|| io::Error::other("no such importer"))?;
            importer
                .run(
                    &self.medquad_archive(),
                    &folder,
                    Options::default(),
                    &mut |_| ControlFlow::Continue(()),
                )
                .map_err(io::Error::other)?;
        }
        Ok(folder)
    }

    /// Where a large library lies.
    pub(crate) fn large_folder(&self, entries: usize) -> PathBuf {
        self.work(&format!("made-{entries}"))
    }

    /// Makes a library of so many entries, where it is not there.
    pub(crate) fn generate(&self, entries: usize, folder: &Path) -> io::Result<()> {
        let real = open(&self.medquad()?, &self.work("cache"))?;
        generate(&real, entries, folder).map(drop)
    }
}

/// Opens the library in `folder`, indexed in `cache`.
pub(crate) fn open(folder: &Path, cache: &Path) -> io::Result<Library> {
    let request = Request {
        places: vec![Place::Folder(folder.to_owned())],
        cache: Some(cache.to_owned()),
    };
    Opener::new(request)
        .current(&mut |_| {})
        .map_err(io::Error::other)
}
