//! What the library is made of: packs, topics, conditions, sources, entries and the facts around them.
//!
//! Pure data and pure rules. Nothing here reads a file, knows a screen or names a search library. The types derive
//! serde's traits twice over: the names are those of the TOML format (an absent field is an empty one), and the same
//! types are what the index folder stores.

mod condition;
mod date;
mod diagnostic;
mod entry;
mod freshness;
mod id;
mod listing;
mod pack;
mod source;
mod vocabulary;

pub use condition::{Code, CodeMatch, Condition, Gene};
pub use date::{DateError, PartialDate, age};
pub use diagnostic::{Diagnostic, Severity, Site};
pub use entry::{
    Audience, Certainty, Claim, Disagreement, Entry, EntryStatus, Experiences, Reviewer, Suggestion,
};
pub use freshness::{Clock, Freshness, Timeliness};
pub use id::{GENERAL, Id, is_entry_id, is_kebab};
pub use listing::{Approval, Medication, Organization, Relation, Trial};
pub use pack::{Pack, Topic, Withdrawal};
pub use source::{Source, SourceKind, SourceStatus};
pub use vocabulary::{
    Abbreviation, Case, EMPTY_WORDS, LONGEST_ABBREVIATION, LONGEST_PHRASE, Synonym, gist,
    is_everyday,
};

/// Declares an enum whose values are words of the format, with the word and a title for people.
///
/// The words in TOML and on screen come from one list, so that a diagnostic can name the words that are allowed.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $title:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every value, in the order of the format.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word that stands in a file.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The same for a person to read.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.title())
            }
        }
    };
}
use words;
