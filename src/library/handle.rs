//! The handle.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::content::{Diagnostic, NO_LIBRARY};
use crate::index::analyze::folded_words;
use crate::index::{
    self, Body, ConditionHead, ConditionOrd, ConditionRecord, EntryOrd, Head, Index, MedicationOrd,
    OrganizationOrd, PackOrd, PackRecord, SourceOrd, SourceRecord, TopicOrd, TopicRecord, TrialOrd,
};
use crate::model::{Medication, Organization, Trial, Withdrawal};
use crate::search::{Results, WordTaken, search, words_taken};

use super::caught::caught;
use super::error::Error;

/// An opened library: catalogue, entries, search, problems. Cheap to clone; clones read the same files.
///
/// Reading never fails: should the index folder turn out to be damaged, an empty record comes back, [`Library::damaged`]
/// says so from then on, and whoever holds the handle asks for a new one.
#[derive(Debug, Clone)]
pub struct Library {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    index: Index,
    storage: Storage,
    fingerprint: String,
    partial: bool,
    damaged: AtomicBool,
    outdated: OnceLock<Outdated>,
}

/// Where an index lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// In a folder.
    Disk(PathBuf),
    /// In memory, for the reason given.
    Memory(String),
}

/// Why a library is not what its files are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outdated {
    /// What went wrong.
    pub why: String,
    /// What to do next.
    pub hint: &'static str,
}

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// An entry.
    Entry(EntryOrd),
    /// A condition.
    Condition(ConditionOrd),
    /// A source.
    Source(SourceOrd),
    /// An organisation.
    Organization(OrganizationOrd),
    /// A trial.
    Trial(TrialOrd),
    /// A medicine.
    Medication(MedicationOrd),
}

impl Library {
    pub(super) fn new(index: Index, storage: Storage, fingerprint: String, partial: bool) -> Self {
        Self {
            shared: Arc::new(Shared {
                index,
                storage,
                fingerprint,
                partial,
                damaged: AtomicBool::new(false),
                outdated: OnceLock::new(),
            }),
        }
    }

    /// Reads from the index; what can't be read marks the library as damaged.
    fn read<T: Default>(&self, read: impl FnOnce(&Index) -> Option<T>) -> T {
        read(&self.shared.index).unwrap_or_else(|| {
            self.shared.damaged.store(true, Ordering::Relaxed);
            T::default()
        })
    }

    /// [`Library::read`] with tantivy, which may panic.
    fn read_caught<T: Default>(&self, read: impl FnOnce(&Index) -> Option<T>) -> T {
        self.read(|index| caught(|| read(index)).ok().flatten())
    }

    /// Looks something up that may not be there.
    fn look_up<T>(&self, look: impl FnOnce(&Index) -> Option<T>) -> Option<T> {
        self.read(|index| Some(look(index)))
    }

    /// Whether the index folder was found to be damaged.
    pub fn damaged(&self) -> bool {
        self.shared.damaged.load(Ordering::Relaxed) || self.shared.index.damaged()
    }

    /// Reads all files of the index and says whether they are what was written; marks the library where they are not.
    pub fn verify(&self) -> bool {
        let sound = match self.storage() {
            Storage::Disk(folder) => index::is_sound(folder),
            Storage::Memory(_) => true,
        };
        self.read(|_| sound.then_some(true))
    }

    /// Where its index lies.
    pub fn storage(&self) -> &Storage {
        &self.shared.storage
    }

    /// What the library's files looked like when they were indexed.
    pub(super) fn fingerprint(&self) -> &str {
        &self.shared.fingerprint
    }

    /// Whether `other` was made from the same files: then its ordinals are the same, too.
    pub fn has_files_of(&self, other: &Self) -> bool {
        !self.partial() && !other.partial() && self.fingerprint() == other.fingerprint()
    }

    /// Whether only a part of the library is in it, because the rest is still being indexed.
    pub fn partial(&self) -> bool {
        self.shared.partial
    }

    /// Why the whole, or a newer one, could not be made, once that was tried in vain.
    pub fn outdated(&self) -> Option<&Outdated> {
        self.shared.outdated.get()
    }

    pub(super) fn set_outdated(&self, error: &Error) {
        // What went wrong first is as good a reason.
        let _ = self.shared.outdated.set(Outdated {
            why: error.to_string(),
            hint: error.hint(),
        });
    }

    /// The findings of the last loading: errors first. Of a part of a library none are told: what it refers to may be in
    /// the rest.
    pub fn problems(&self) -> Vec<Diagnostic> {
        match self.partial() {
            true => Vec::new(),
            false => self.read(Index::problems),
        }
    }

    /// Why there is no answer to read, and what to do next. `None` where there is one.
    pub fn nothing_to_read(&self) -> Option<(String, &'static str)> {
        if self.partial() || self.entry_count() > 0 {
            return None;
        }
        let problems = self.problems();
        if self.condition_count() > 0 && problems.is_empty() {
            return None; // names and codes, to be opened with other libraries
        }
        let none = problems.iter().filter(|problem| problem.rule == NO_LIBRARY);
        let folders: Vec<_> = none
            .flat_map(|problem| &problem.sites)
            .map(|site| site.file.as_str())
            .collect();
        Some(match folders.is_empty() {
            true => (
                "No answer in this library can be read.".to_owned(),
                "clinfaq check says why",
            ),
            false => (
                format!("No clinfaq library in this folder: {}", folders.join(", ")),
                "name a folder that holds TOML files with answers: --library DIR",
            ),
        })
    }

    /// Whether there is nothing at all in it.
    pub fn is_empty(&self) -> bool {
        self.entry_count() == 0 && self.condition_count() == 0 && self.source_count() == 0
    }

    /// How many there are.
    pub fn problem_count(&self) -> usize {
        match self.partial() {
            true => 0,
            false => self.shared.index.problem_count() as usize,
        }
    }

    /// All packs, in the order in which they were named.
    pub fn packs(&self) -> Vec<PackRecord> {
        (0..self.shared.index.pack_count())
            .map(|pack| self.pack(PackOrd(pack)))
            .collect()
    }

    /// A pack.
    pub fn pack(&self, pack: PackOrd) -> PackRecord {
        self.read(|index| index.pack(pack))
    }

    /// How many topics there are; their ordinals run from 0 in their order.
    pub fn topic_count(&self) -> u32 {
        self.shared.index.topic_count()
    }

    /// A topic.
    pub fn topic(&self, topic: TopicOrd) -> TopicRecord {
        self.read(|index| index.topic(topic))
    }

    /// The topic with this id.
    pub fn find_topic(&self, id: &str) -> Option<TopicOrd> {
        self.look_up(|index| index.find_topic(id))
    }

    /// The conditions of a topic that have answers in it, in name order, with their number. `None` stands for the general
    /// questions and comes last.
    pub fn topic_conditions(&self, topic: TopicOrd) -> Vec<(Option<ConditionOrd>, u32)> {
        self.read(|index| index.topic_conditions(topic))
    }

    /// All answers in a topic, in the order of [`Library::topic_conditions`].
    pub fn topic_entries(&self, topic: TopicOrd) -> Vec<EntryOrd> {
        self.read(|index| index.topic_entries(topic))
    }

    /// How many conditions there are; their ordinals run from 0.
    pub fn condition_count(&self) -> u32 {
        self.shared.index.condition_count()
    }

    /// All conditions by name.
    pub fn conditions_by_name(&self) -> Vec<ConditionOrd> {
        self.read(Index::conditions_by_name)
    }

    /// Conditions that are no kind of another, by name.
    pub fn root_conditions(&self) -> Vec<ConditionOrd> {
        self.read(Index::root_conditions)
    }

    /// A condition.
    pub fn condition(&self, condition: ConditionOrd) -> ConditionRecord {
        self.read(|index| index.condition(condition))
    }

    /// What a list shows of a condition.
    pub fn condition_head(&self, condition: ConditionOrd) -> ConditionHead {
        self.read(|index| index.condition_head(condition))
    }

    /// The condition with this id.
    pub fn find_condition(&self, id: &str) -> Option<ConditionOrd> {
        self.look_up(|index| index.find_condition(id))
    }

    /// The conditions one of whose names is just `name`, in any case and with or without accents.
    pub fn conditions_called(&self, name: &str) -> Vec<ConditionOrd> {
        self.read(|index| Some(index.conditions_called(&folded_words(name))))
    }

    /// The names of a condition, folded: in lower case and without accents.
    pub fn folded_names(&self, condition: ConditionOrd) -> Vec<String> {
        self.read(|index| {
            let names = index.names_of(condition)?;
            let forms = index::name_forms(&names);
            Some(forms.iter().map(|name| name.folded.to_owned()).collect())
        })
    }

    /// How many entries a reader can find.
    pub fn entry_count(&self) -> u32 {
        self.shared.index.visible_entries()
    }

    /// The entries of a condition (`None`: the general questions), or of one topic of it, topics in their order, then as
    /// written. Drafts and withdrawn entries are in no list.
    pub fn entries(
        &self,
        condition: Option<ConditionOrd>,
        topic: Option<TopicOrd>,
    ) -> Vec<EntryOrd> {
        self.read(|index| index.entries(condition, topic))
    }

    /// The topics of the general questions in their order, with the number of answers in each.
    pub fn general_topics(&self) -> Vec<(TopicOrd, u32)> {
        self.read(|index| index.topics_of(None))
    }

    /// What a list shows of an entry.
    pub fn head(&self, entry: EntryOrd) -> Head {
        self.read(|index| index.head(entry))
    }

    /// The whole of an entry.
    pub fn body(&self, entry: EntryOrd) -> Body {
        self.read_caught(|index| index.body(entry))
    }

    /// The entry with this id, drafts and withdrawn ones as well. A general question is looked for in `pack` first.
    pub fn find_entry(&self, pack: PackOrd, id: &str) -> Option<EntryOrd> {
        self.look_up(|index| {
            let packs = (0..index.pack_count())
                .map(PackOrd)
                .filter(|&other| other != pack);
            std::iter::once(pack)
                .chain(packs)
                .find_map(|pack| index.find_entry(pack, id))
        })
    }

    /// The notice of an entry that a pack took back, whether the pack still holds the entry or not.
    pub fn withdrawal(&self, id: &str) -> Option<Withdrawal> {
        self.packs()
            .into_iter()
            .flat_map(|record| record.pack.withdrawn)
            .find(|withdrawal| withdrawal.entry == id)
    }

    /// How many sources there are; their ordinals run from 0.
    pub fn source_count(&self) -> u32 {
        self.shared.index.source_count()
    }

    /// A source.
    pub fn source(&self, source: SourceOrd) -> SourceRecord {
        self.read(|index| index.source(source))
    }

    /// The source that `id` names in `pack`.
    pub fn find_source(&self, pack: PackOrd, id: &str) -> Option<SourceOrd> {
        self.look_up(|index| index.find_source(pack, id))
    }

    /// An organisation and its pack.
    pub fn organization(&self, organization: OrganizationOrd) -> (Organization, PackOrd) {
        let (pack, organization) =
            self.read(|index| index.organization(organization).map(|(p, o)| (p.0, o)));
        (organization, PackOrd(pack))
    }

    /// How many there are.
    pub fn organization_count(&self) -> u32 {
        self.shared.index.organization_count()
    }

    /// A trial and its pack.
    pub fn trial(&self, trial: TrialOrd) -> (Trial, PackOrd) {
        let (pack, trial) = self.read(|index| index.trial(trial).map(|(p, t)| (p.0, t)));
        (trial, PackOrd(pack))
    }

    /// How many there are.
    pub fn trial_count(&self) -> u32 {
        self.shared.index.trial_count()
    }

    /// A medicine and its pack.
    pub fn medication(&self, medication: MedicationOrd) -> (Medication, PackOrd) {
        let (pack, medication) =
            self.read(|index| index.medication(medication).map(|(p, m)| (p.0, m)));
        (medication, PackOrd(pack))
    }

    /// How many there are.
    pub fn medication_count(&self) -> u32 {
        self.shared.index.medication_count()
    }

    /// What `id` names: an entry, else a condition, a source, an organisation, a trial, a medicine; `source:ID` and the
    /// like say which. Of several packs the first counts.
    pub fn find(&self, id: &str) -> Option<Listed> {
        self.find_all(id).into_iter().next()
    }

    /// The same in every pack that has it.
    pub fn find_all(&self, id: &str) -> Vec<Listed> {
        let (wanted, id) = match id.split_once(':') {
            Some((kind, id)) => (Some(kind), id),
            None => (None, id),
        };
        self.read(|index| {
            type Find<'f> = &'f dyn Fn(PackOrd) -> Option<Listed>;
            let kinds: [(&str, Find<'_>); 6] = [
                ("entry", &|pack| {
                    index.find_entry(pack, id).map(Listed::Entry)
                }),
                ("condition", &|_| {
                    index.find_condition(id).map(Listed::Condition)
                }),
                ("source", &|pack| {
                    index.find_source(pack, id).map(Listed::Source)
                }),
                ("organization", &|pack| {
                    let found = index.find_organization(pack, id);
                    found.map(Listed::Organization)
                }),
                ("trial", &|pack| {
                    index.find_trial(pack, id).map(Listed::Trial)
                }),
                ("medication", &|pack| {
                    index.find_medication(pack, id).map(Listed::Medication)
                }),
            ];
            let kinds = kinds
                .iter()
                .filter(|(kind, _)| wanted.is_none_or(|wanted| wanted == *kind));
            let mut found = kinds.map(|(_, find)| {
                let packs = (0..index.pack_count()).map(PackOrd);
                let mut found: Vec<_> = packs.filter_map(find).collect();
                // What belongs to no pack is found in each.
                found.dedup();
                found
            });
            found.find(|found| !found.is_empty()).or(Some(Vec::new()))
        })
    }

    /// What `listed` of this library is in `new`, by its id: ordinals mean nothing there.
    pub fn same_in(&self, new: &Self, listed: Listed) -> Option<Listed> {
        Some(match listed {
            Listed::Entry(at) => {
                let head = self.head(at);
                Listed::Entry(new.find_entry(self.pack_in(new, head.pack())?, &head.id)?)
            }
            Listed::Condition(at) => {
                Listed::Condition(new.find_condition(&self.condition(at).condition.id)?)
            }
            Listed::Source(at) => {
                let record = self.source(at);
                let pack = self.pack_in(new, PackOrd(record.pack))?;
                Listed::Source(new.find_source(pack, &record.source.id)?)
            }
            Listed::Organization(at) => {
                let (organization, pack) = self.organization(at);
                let pack = self.pack_in(new, pack)?;
                let found = new.look_up(|index| index.find_organization(pack, &organization.id));
                Listed::Organization(found?)
            }
            Listed::Trial(at) => {
                let (trial, pack) = self.trial(at);
                let pack = self.pack_in(new, pack)?;
                Listed::Trial(new.look_up(|index| index.find_trial(pack, &trial.id))?)
            }
            Listed::Medication(at) => {
                let (medication, pack) = self.medication(at);
                let pack = self.pack_in(new, pack)?;
                let found = new.look_up(|index| index.find_medication(pack, &medication.id));
                Listed::Medication(found?)
            }
        })
    }

    /// The pack of `new` that `pack` is there.
    pub fn pack_in(&self, new: &Self, pack: PackOrd) -> Option<PackOrd> {
        let id = self.pack(pack).pack.id;
        let packs = (0..new.shared.index.pack_count()).map(PackOrd);
        packs.into_iter().find(|at| new.pack(*at).pack.id == id)
    }

    /// The best `limit` answers to `query`. Any text is a query.
    pub fn search(&self, query: &str, limit: usize) -> Results {
        self.read_caught(|index| search(index, query, limit).ok())
    }

    /// The condition that an entry is about; `None` for a general question.
    pub fn condition_of(&self, entry: EntryOrd) -> Option<ConditionOrd> {
        self.read(|index| Some(index.condition_of(entry)))
    }

    /// How each word of `query` is looked for.
    pub fn words_taken(&self, query: &str) -> Vec<WordTaken> {
        self.read_caught(|index| words_taken(index, query).ok())
    }
}
