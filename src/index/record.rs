//! The records of an index, addressed by ordinals.

use serde::{Deserialize, Serialize};

use crate::model::{
    Certainty, Condition, Entry, EntryStatus, Note, Pack, PartialDate, Source, SourceKind,
    Timeliness, Topic,
};

use super::directory::FileSum;

macro_rules! ordinals {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into an array.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ordinals! {
    /// An entry: its place in the order in which entries were read, and its document number in the search index.
    EntryOrd;
    /// A condition; conditions are numbered by their names.
    ConditionOrd;
    /// A topic; topics are numbered in their order.
    TopicOrd;
    /// A source.
    SourceOrd;
    /// An organisation.
    OrganizationOrd;
    /// A trial.
    TrialOrd;
    /// A medicine.
    MedicationOrd;
    /// A pack.
    PackOrd;
    /// A note.
    NoteOrd;
}

/// A pack and what the library adds up of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackRecord {
    /// As written.
    pub pack: Pack,
    /// The newest day that its entries and sources show; a clock before it is wrong.
    pub newest: Option<PartialDate>,
    /// How many answers a reader finds in it.
    pub entries: u32,
    /// Whether it is the clinic's own texts.
    pub clinic: bool,
}

/// A note and what it is on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRecord {
    /// As written.
    pub note: Note,
    /// Its pack.
    pub pack: u32,
    /// The entry that it is on; `None` if no pack holds it.
    pub entry: Option<EntryOrd>,
}

/// A topic and how many answers it has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicRecord {
    /// As written, but without its words, which are only in the search index.
    pub topic: Topic,
    /// How many answers a reader finds under it.
    pub entries: u32,
}

/// A condition with everything that refers to it. References to nothing known are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionRecord {
    /// Conditions of which it is a kind; first, because ranking reads them without the rest.
    pub parents: Vec<ConditionOrd>,
    /// As written.
    pub condition: Condition,
    /// The pack whose table it is; citations in it are that pack's.
    pub pack: u32,
    /// How many answers a reader finds under it.
    pub entries: u32,
    /// Its topics in their order, with the number of answers in each.
    pub topics: Vec<(TopicOrd, u32)>,
    /// Its kinds, in name order.
    pub children: Vec<ConditionOrd>,
    /// Related conditions.
    pub related: Vec<ConditionOrd>,
    /// Differential diagnosis: conditions that it may be mistaken for.
    pub differential: Vec<ConditionOrd>,
    /// Organisations for patients.
    pub organizations: Vec<OrganizationOrd>,
    /// Trials.
    pub trials: Vec<TrialOrd>,
    /// Medicines.
    pub medications: Vec<MedicationOrd>,
}

/// What a list shows of a condition, without the rest of its record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionHead {
    /// Its main name.
    pub name: String,
    /// Its abbreviation, or empty.
    pub abbreviation: String,
    /// How many answers a reader finds under it.
    pub entries: u32,
    /// Whether it has kinds or topics.
    pub branches: bool,
}

impl ConditionHead {
    /// The abbreviation, or the name where it has none.
    pub fn into_short_name(self) -> String {
        match self.abbreviation.is_empty() {
            true => self.name,
            false => self.abbreviation,
        }
    }
}

/// A source and where it is cited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// As written.
    pub source: Source,
    /// Its pack.
    pub pack: u32,
    /// The answers that cite it.
    pub cited_by: Vec<EntryOrd>,
}

/// What a list shows of an entry, without unpacking its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The entry's id.
    pub id: String,
    /// The question, cut where it is very long.
    pub question: String,
    /// Its condition; `None` for a general question.
    pub condition: Option<ConditionOrd>,
    /// Its topic.
    pub topic: u32,
    /// Its pack.
    pub pack: u32,
    /// The day the text last changed.
    pub last_updated: Option<PartialDate>,
    /// The day it was checked.
    pub last_reviewed: Option<PartialDate>,
    /// The day it should be checked again.
    pub next_review_due: Option<PartialDate>,
    /// GRADE certainty.
    pub certainty: Option<Certainty>,
    /// Draft or active.
    pub status: EntryStatus,
    /// How many of its sources are of which kind, in the order of the kinds; `None` where the kind is not known.
    pub sources: Vec<(Option<SourceKind>, u32)>,
    /// Whether a source of it was superseded or retracted.
    pub shaken_source: bool,
    /// Whether the pack took it back.
    pub withdrawn: bool,
    /// Whether its answer is only a list of addresses.
    pub links_only: bool,
    /// Its language, or that of its pack; empty if neither says.
    pub language: String,
    /// The notes on it.
    pub notes: Vec<NoteOrd>,
    /// Whether it is shown in place of another.
    pub replaces: bool,
    /// The entry that is shown in its place.
    pub replaced_by: Option<EntryOrd>,
    /// The checksum of its body, which tantivy stores.
    pub(crate) body_checksum: u32,
}

impl Head {
    /// Its topic.
    pub fn topic(&self) -> TopicOrd {
        TopicOrd(self.topic)
    }

    /// Its pack.
    pub fn pack(&self) -> PackOrd {
        PackOrd(self.pack)
    }

    /// Whether it is in no list and found by no search: a draft, taken back, or replaced.
    pub fn is_hidden(&self) -> bool {
        self.withdrawn || self.status == EntryStatus::Draft || self.replaced_by.is_some()
    }

    /// How many sources it has.
    pub fn source_count(&self) -> u32 {
        self.sources.iter().map(|(_, count)| count).sum()
    }

    /// The dates by which its freshness is judged, under the rules of `pack`.
    pub fn timeliness(&self, pack: &PackRecord) -> Timeliness {
        Timeliness {
            last_updated: self.last_updated,
            last_reviewed: self.last_reviewed,
            next_review_due: self.next_review_due,
            review_after_months: pack.pack.review_after_months,
            pack_newest: pack.newest,
        }
    }
}

/// A whole entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// As written.
    pub entry: Entry,
    /// Its pack, in which its citations are looked up.
    pub pack: u32,
}

/// What is known of the whole index.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Meta {
    /// Entries that a reader can find.
    pub(super) visible: u32,
    /// The same for each topic.
    pub(super) topic_sizes: Vec<u32>,
    /// The same for each condition.
    pub(super) condition_sizes: Vec<u32>,
    /// Languages of the entries that a reader can find.
    pub(super) languages: Vec<String>,
    /// The library's own synonyms and abbreviations, as sorted lines.
    pub(super) vocabulary: String,
    /// The pack of the clinic's own texts.
    pub(super) clinic: Option<u32>,
    /// The fingerprint of the library's contents.
    pub(super) contents: String,
    /// The other files of the folder.
    pub(super) files: Vec<FileSum>,
}

/// The visible entries of a condition, or of the general questions, by topic.
pub(super) type EntriesByTopic = Vec<(TopicOrd, Vec<EntryOrd>)>;

/// The visible entries of a topic by condition; the general questions come last.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct TopicEntries {
    /// The conditions, each with the number of its entries.
    pub(super) conditions: Vec<(Option<ConditionOrd>, u32)>,
    pub(super) entries: Vec<EntryOrd>,
}

/// A name in the forms in which a query is compared with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NameForms {
    /// Its folded words, separated by spaces.
    pub(crate) folded: String,
    /// Their stems, separated by spaces.
    pub(crate) stems: String,
}
