//! Opens libraries, and keeps their indexes up to date and sound.
//!
//! [`Opener`] finds the index that belongs to a library, compares it with the library's files, builds it where it is
//! missing, old or damaged, and gives out [`Library`] handles. While somebody reads, that happens on a thread of its own.
//! Tantivy panics on some kinds of damage to its files: such panics are caught, and the index is built again.

mod cache;
mod caught;
mod error;
mod handle;
mod opener;
mod refresh;

pub use caught::panic_is_caught;
pub use error::Error;
pub use handle::{Library, Listed, ORIGINAL, Outdated, Storage};
pub use opener::{Opener, Request};
pub use refresh::{Notice, Refresh};

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
