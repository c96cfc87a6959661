//! Opens what is to be read, and is the one handle that the screen and the command line hold.
//!
//! [`Opener`] finds the index that belongs to a library, compares it with the library's files, has it built where it is
//! missing, old or damaged, and gives out [`Library`] handles. Beside a reader that is done in a process of its own, if
//! there is a command for it. An index is opened, verified and searched under guard, so that damage to the search
//! library's files is met with a rebuild and never with a crash; our own tables never panic.

mod guard;
mod handle;
mod indexer;
mod memory;
mod open;
mod report;
mod shelves;

pub use guard::{PANICKED, stand_still_if_guarded};
pub use handle::{Library, Listed, Outdated};
pub use indexer::{Indexer, Refresh, Told};
pub use open::{Error, Notice, Opener, Request, Storage};

/// Small libraries for tests.
#[cfg(test)]
pub(crate) mod testing {
    use super::{Library, Opener, Request};
    use crate::content::Place;

    /// The library that `toml` is, indexed in memory. Snapshots know its file as `library.toml`.
    pub(crate) fn library_of(toml: &str) -> Library {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("library.toml"), toml).expect("a file");
        let opener = Opener::new(Request {
            places: vec![Place::Folder(folder.path().to_owned())],
            cache: None,
        });
        opener.current(&mut |_| ()).expect("a library")
    }
}
