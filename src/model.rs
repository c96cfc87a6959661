//! What the library is made of: packs, topics, conditions, sources, entries and the facts around them.
//!
//! Pure data and pure rules. Nothing here reads a file, knows a screen or names a search library. The types derive
//! serde's traits for two uses: their names are those of the TOML format (an absent field is an empty one), and the index
//! folder stores them.

mod column;
mod condition;
mod date;
mod diagnostic;
mod entry;
mod freshness;
mod id;
mod kind;
mod listing;
mod note;
mod pack;
mod source;
mod vocabulary;
mod words;

pub use column::{Column, MARKDOWN, with_apostrophe, without_apostrophe};
pub use condition::{Code, CodeMatch, Condition, Gene};
pub use date::{DateError, PartialDate, age};
pub use diagnostic::{Diagnostic, Severity, Site};
pub use entry::{
    Audience, Certainty, Claim, Disagreement, Entry, EntryStatus, Experiences, Reviewer, Suggestion,
};
pub use freshness::{Clock, Freshness, Timeliness};
pub use id::{GENERAL, Id, is_entry_id, is_kebab};
pub use kind::Kind;
pub use listing::{Approval, Medication, Organization, Relation, Trial};
pub use note::Note;
pub use pack::{Pack, PackIndex, Topic, Withdrawal};
pub use source::{Source, SourceKind, SourceStatus};
pub use vocabulary::{
    Abbreviation, Case, EMPTY_WORDS, LONGEST_ABBREVIATION, LONGEST_PHRASE, Synonym, gist,
    is_everyday, kind as vocabulary_kind,
};
