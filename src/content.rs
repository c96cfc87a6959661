//! TOML -> corpus: reads the files of a library, checks them, and hands on what is good.
//!
//! Two passes keep memory flat. The first reads every file, notes the ids and hands the catalogue (packs, topics,
//! conditions, sources, organisations, trials, medicines) to a [`Sink`]; the second reads every file again, resolves
//! references and streams the entries. Ids and references stay in memory; texts pass through. What is wrong becomes a
//! [`Diagnostic`], and the rest is loaded.
//!
//! The way of a file: `place` finds it, `segment` parses its tables one at a time, `table` reads each as a type of the model
//! and reports every fault in it, `verify` asks for what is required, `reference` lists what it refers to, `lint` looks at
//! what loads but should be looked at. `load` leads through it, `registry` is what it remembers, `findings` what it
//! says, `rule` what each finding's name means. `claim` and `grade` judge a text, `asked` what is asked in it. The other
//! way round, `author` begins a table for somebody to fill in.

mod allow;
mod asked;
mod author;
mod bundle;
mod check;
mod claim;
mod compact;
mod findings;
mod grade;
mod lint;
mod load;
mod place;
mod reference;
mod registry;
mod rule;
mod schema;
mod segment;
mod sink;
mod table;
mod verify;
mod write;

pub(crate) use asked::names_one;
pub use author::{AuthorError, Begun, Skeleton, begin};
pub use bundle::STANDARD_TOPICS;
pub(crate) use bundle::standard_topics;
pub use check::{Report, check};
pub use claim::{Claim, claims};
pub use grade::{Grade, Names};
pub use load::{Checks, Progress, Stopped, load, load_with};
pub use place::{
    File, Fingerprint, MAX_FILE, Place, Scan, fingerprint, fingerprint_of_contents, scan,
};
pub use rule::{NO_LIBRARY, Rule, rules};
pub(crate) use schema::MAX_TEXT;
pub use sink::{PackIndex, Sink};
pub use write::{Writer, quoted};

pub use crate::model::{Diagnostic, Severity, Site};
