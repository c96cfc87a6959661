//! TOML -> records: reads the files of a library, checks them, and hands on what is good.
//!
//! Two passes keep memory flat. The first reads every file, notes the ids and hands over the packs with their topics,
//! conditions, sources, organisations, trials, medicines and vocabulary; the second reads every file again, resolves
//! references and streams the entries. Ids and references stay in memory; texts pass through. What is wrong becomes a
//! [`Diagnostic`], and the rest is loaded.
//!
//! A file's path through the modules: `walk` and `scan` find it, `parts` parses its tables one at a time, `table` reads each
//! as a `record` and reports every fault in it, `verify` asks for what is required, `lint` looks at what loads but should be
//! looked at. `load` runs the passes with the state in `loader`; `packs` finds each library's pack, and `conditions`
//! compares those of several libraries. `registry` is what is remembered between the passes, `findings` what is reported,
//! `rule` what each finding's name means. `claims`, `questions` and `readability` judge a text. The other way round,
//! `author` starts a table for an author to fill in, and `write` writes whole libraries. `bookmarks` is not part of
//! a library: it keeps what a reader has bookmarked. `files` replaces a file whole or not at all, and `staging` is what an
//! import or export writes until it is complete.

mod author;
mod bookmarks;
mod bundle;
mod check;
mod claims;
mod conditions;
mod files;
mod findings;
mod lint;
mod load;
mod loader;
mod own;
mod packs;
mod parts;
mod questions;
mod raw;
mod readability;
mod record;
mod registry;
mod rule;
mod scan;
mod schema;
#[cfg(any(feature = "import", feature = "export"))]
mod staging;
mod suppressions;
mod table;
mod verify;
mod walk;
mod write;
mod write_error;

pub use author::{Begun, Skeleton, begin};
pub use bookmarks::{Bookmark, BookmarkError, Bookmarks};
#[cfg(feature = "import")]
pub(crate) use bundle::standard_topics;
pub use bundle::{BUNDLED_ID, BUNDLED_SEQUENCE, STANDARD_TOPICS};
pub use check::{Report, check};
pub use claims::{Claim, claims};
pub(crate) use files::{
    LOCK, PATIENCE, create, create_private, lock, numbered, replace, sync_folder,
};
pub use findings::Found;
pub use load::load;
pub use loader::Progress;
pub use own::{OwnText, check_own, note_text, own_texts};
#[cfg(feature = "import")]
pub(crate) use questions::names_one;
pub use readability::{Names, Readability};
pub use record::Record;
pub use rule::{NO_LIBRARY, Rule, rules};
pub use scan::{File, Fingerprint, Scan, fingerprint, fingerprint_of_contents, scan};
pub(crate) use schema::MAX_TEXT;
#[cfg(any(feature = "import", feature = "export"))]
pub(crate) use staging::Staging;
pub use walk::{InstalledPack, MAX_FILE, Place};
pub use write::{Writer, quoted};
pub use write_error::WriteError;

pub use crate::model::{Diagnostic, PackIndex, Severity, Site};
