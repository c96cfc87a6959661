//! TOML -> records: reads the files of a library, checks them, and passes on what is valid.
//!
//! Two passes keep memory flat. The first reads every file, notes the ids and passes on the packs with their topics,
//! conditions, sources, organisations, trials, medicines and vocabulary. The second reads every file again, resolves
//! references and streams the entries. Only ids and references stay in memory. A mistake becomes a [`Diagnostic`]; the rest
//! is loaded.
//!
//! | file | what it does |
//! |---|---|
//! | `place`, `walk`, `scan` | where libraries are, the files in them, and the fingerprint of their state |
//! | `parts`, `raw` | text of a file -> TOML tables |
//! | `table`, `schema`, `record` | TOML table -> record of the model; reports every fault in it |
//! | `verify` | required fields, ids, and an entry's condition and topic |
//! | `load`, `loader` | the two passes, and their state |
//! | `packs`, `conditions` | the pack of each library; conditions of several libraries with the same id |
//! | `inspect`, `texts`, `lint` | finds references and follows them; runs the lints, one file per subject |
//! | `registry`, `findings`, `rule` | ids known so far, findings so far, and the explanations of all rules |
//! | `allow`, `suppressions` | findings that an author allows |
//! | `claims`, `questions`, `readability` | what lints ask about a text |
//! | `author`, `write`, `own` | new tables for an author to fill in, whole libraries, the clinic's own texts |
//! | `bookmarks`, `files`, `staging` | what a reader marked; replacing files safely; what is not complete yet |

mod allow;
mod author;
mod bookmarks;
mod bundle;
mod check;
mod claims;
mod conditions;
mod files;
mod findings;
mod inspect;
mod lint;
mod load;
mod loader;
mod own;
mod packs;
mod parts;
mod place;
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
mod texts;
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
pub use place::{InstalledPack, Place};
#[cfg(feature = "import")]
pub(crate) use questions::names_one;
pub use readability::{Names, Readability};
pub use record::Record;
pub use rule::{NO_LIBRARY, Rule, rules};
pub use scan::{Fingerprint, Scan, fingerprint, fingerprint_of_contents, scan};
pub(crate) use schema::MAX_TEXT;
#[cfg(any(feature = "import", feature = "export"))]
pub(crate) use staging::Staging;
pub use walk::{File, MAX_FILE};
pub use write::{Writer, quoted};
pub use write_error::WriteError;

pub use crate::model::{Diagnostic, PackIndex, Severity, Site};
