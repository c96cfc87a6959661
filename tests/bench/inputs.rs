//! What is measured, and where it is.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clinfaq::content::Place;
use clinfaq::import::{Importer, Options};
use clinfaq::library::{Library, Opener, Request};

use crate::sets::LOOKED_AT;

/// Names the folder with `corpora` and `bench/search`; without it they are expected in `shared` beside the repository.
const SHARED: &str = "CLINFAQ_SHARED";
/// The name of the bundled library in place of a folder.
pub(crate) const BUNDLED: &str = "bundled";

/// Where everything is.
#[derive(Debug)]
pub(crate) struct Inputs {
    shared: PathBuf,
    work: PathBuf,
}

impl Inputs {
    /// An empty folder to work in, and the inputs, which may be missing.
    pub(crate) fn new() -> io::Result<Self> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        let shared = std::env::var_os(SHARED).map(PathBuf::from);
        let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("measure");
        if work.exists() {
            std::fs::remove_dir_all(&work)?;
        }
        std::fs::create_dir_all(&work)?;
        Ok(Self {
            shared: shared.unwrap_or_else(|| repository.join("../shared")),
            work,
        })
    }

    /// The folder of queries with their right answers.
    pub(crate) fn sets(&self) -> PathBuf {
        self.shared.join("bench/search")
    }

    /// A path in the working folder.
    pub(crate) fn work(&self, name: &str) -> PathBuf {
        self.work.join(name)
    }

    /// MedQuAD, imported; `None` with a message where it or the queries are missing.
    pub(crate) fn medquad(&self) -> io::Result<Option<PathBuf>> {
        let archive = self.shared.join("corpora/medquad.tar.xz");
        if let Some(missing) = [archive.clone(), self.sets()]
            .iter()
            .find(|path| !path.exists())
        {
            println!(
                "MedQuAD is not measured: {} is missing. {SHARED} can name the folder that has it.",
                missing.display()
            );
            return Ok(None);
        }
        let folder = self.work("medquad");
        Importer::named("medquad")
            .ok_or_else(|| io::Error::other("no such importer"))?
            .run(&archive, &folder, Options::default(), &mut |_| {
                ControlFlow::Continue(())
            })
            .map_err(io::Error::other)?;
        Ok(Some(folder))
    }
}

/// What opens the library in `folder`, or the bundled one, with its index in `cache`.
pub(crate) fn opener(library: &str, cache: &Path) -> Opener {
    let place = match library {
        BUNDLED => Place::Bundled,
        folder => Place::Folder(folder.into()),
    };
    Opener::new(Request {
        places: vec![place],
        cache: Some(cache.to_owned()),
    })
}

/// Opens a library, and indexes it if need be.
pub(crate) fn open(library: &str, cache: &Path) -> io::Result<Library> {
    let opener = opener(library, cache);
    opener.current(&mut |_| {}).map_err(io::Error::other)
}

/// The ids of the best answers, as the browser searches for them.
pub(crate) fn search(library: &Library, typed: &str) -> Vec<String> {
    let hits = library.search(typed, LOOKED_AT).hits.into_iter();
    hits.map(|hit| library.head(hit.entry).id).collect()
}
