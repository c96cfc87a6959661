//! The handle to an open library.

use std::collections::HashSet;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::content::NO_LIBRARY;
use crate::index::analyze::folded_words;
use crate::index::{
    Body, ConditionOrd, EntryOrd, Index, MedicationOrd, OrganizationOrd, PackOrd, SourceOrd,
    SourceRecord, TrialOrd,
};
use crate::model::Withdrawal;
use crate::search::{Results, WordTaken, is_language, search, words_taken};

use super::caught::caught;
use super::error::Error;

/// An open library: its [`Index`], search, and how current it is. Cheap to clone; clones read the same files.
///
/// Reading never fails: should the index turn out to be damaged, an empty record comes back, [`Index::damaged`] says so
/// from then on, and the owner of the handle opens the library again.
#[derive(Debug, Clone)]
pub struct Library {
    shared: Arc<Shared>,
    /// The reader's language; empty if none is set.
    language: Arc<str>,
}

#[derive(Debug)]
struct Shared {
    index: Index,
    storage: Storage,
    fingerprint: String,
    outdated: OnceLock<Outdated>,
}

impl Deref for Library {
    type Target = Index;

    fn deref(&self) -> &Index {
        &self.shared.index
    }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// Before the id of an entry that is replaced: the entry itself, not its replacement.
pub const ORIGINAL: &str = "original:";

/// The kinds of things that have ids, in the order in which an id is looked up.
const KINDS: [&str; 7] = [
    "entry",
    "original",
    "condition",
    "source",
    "organization",
    "trial",
    "medication",
];

impl Library {
    /// A library for a reader of `language`.
    pub(super) fn new(
        index: Index,
        storage: Storage,
        fingerprint: String,
        language: Arc<str>,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                index,
                storage,
                fingerprint,
                outdated: OnceLock::new(),
            }),
            language,
        }
    }

    /// Whether a text in this language is in another than the reader's, who reads that of the first pack if none is set.
    pub fn is_foreign(&self, language: &str) -> bool {
        let wanted = match &*self.language {
            "" => self.pack(PackOrd(0)).pack.language,
            wanted => wanted.to_owned(),
        };
        self.languages().len() > 1 && !is_language(language, &wanted)
    }

    /// What `read` gives. Where tantivy fails or panics, the index is damaged.
    fn caught<T: Default>(&self, read: impl FnOnce(&Index) -> Option<T>) -> T {
        self.or_damaged(caught(|| read(self)).ok().flatten())
    }

    /// Reads all files of the index and says whether they are what was written; marks the index as damaged where they are
    /// not.
    pub fn verify(&self) -> bool {
        let sound = match self.storage() {
            Storage::Disk(folder) => self.is_sound(folder),
            Storage::Memory(_) => true,
        };
        if !sound {
            self.set_damaged();
        }
        sound
    }

    /// Where its index is.
    pub fn storage(&self) -> &Storage {
        &self.shared.storage
    }

    /// What the library's files looked like when they were indexed.
    pub(super) fn fingerprint(&self) -> &str {
        &self.shared.fingerprint
    }

    /// Whether `other` was made from the same files: then its ordinals are the same, too.
    pub fn has_files_of(&self, other: &Self) -> bool {
        self.fingerprint() == other.fingerprint()
    }

    /// Why a newer one could not be made, if that failed.
    pub fn outdated(&self) -> Option<&Outdated> {
        self.shared.outdated.get()
    }

    pub(super) fn set_outdated(&self, error: &Error) {
        // The first reason stays.
        let _ = self.shared.outdated.set(Outdated {
            why: error.to_string(),
            hint: error.hint(),
        });
    }

    /// Why there is no answer to read, and what to do next. `None` where there is one.
    pub fn nothing_to_read(&self) -> Option<(String, &'static str)> {
        if self.entry_count() > 0 {
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

    /// The conditions that have `name` as one of their names, in any case and with or without accents.
    pub fn conditions_named(&self, name: &str) -> Vec<ConditionOrd> {
        self.conditions_called(&folded_words(name))
    }

    /// The names of a condition, folded: in lower case and without accents.
    pub fn folded_names(&self, condition: ConditionOrd) -> Vec<String> {
        let names = self.names_of(condition).into_iter();
        names.map(|name| name.folded).collect()
    }

    /// The whole of an entry.
    pub fn body(&self, entry: EntryOrd) -> Body {
        self.caught(|index| index.stored_body(entry))
    }

    /// The language of an entry: its own, else its pack's, else English.
    pub fn language_of(&self, entry: EntryOrd) -> String {
        let body = self.body(entry);
        let pack = self.pack(PackOrd(body.pack)).pack;
        let mut languages = [body.entry.language, pack.language].into_iter();
        let known = languages.find(|language| !language.is_empty());
        known.unwrap_or_else(|| "en".to_owned())
    }

    /// The condition that an entry is about; `None` for a general question.
    pub fn condition_of(&self, entry: EntryOrd) -> Option<ConditionOrd> {
        self.head(entry).condition
    }

    /// The entry with this id, drafts and withdrawn ones as well. A general question is looked for in `pack` first.
    ///
    /// Of an entry that is replaced, this is the replacement; `original:` before the id names the entry itself.
    pub fn find_entry(&self, pack: PackOrd, id: &str) -> Option<EntryOrd> {
        if let Some(id) = id.strip_prefix(ORIGINAL) {
            return self.find_original(id);
        }
        let packs = (0..self.pack_count()).map(PackOrd);
        std::iter::once(pack)
            .chain(packs)
            .find_map(|pack| self.find_entry_in(pack, id))
    }

    /// The entry that `entry` is shown in place of, if a pack holds it.
    pub fn original(&self, entry: EntryOrd) -> Option<EntryOrd> {
        let replaced = self
            .head(entry)
            .replaces
            .then(|| self.body(entry).entry.replaces);
        self.find_original(&replaced?)
    }

    /// An answer in all its languages: the original, then its translations. This entry alone if there is no other.
    pub fn versions(&self, entry: EntryOrd) -> Vec<EntryOrd> {
        let body = self.body(entry);
        let original = match body.entry.translation_of.as_str() {
            "" => &body.entry.id,
            original => original,
        };
        let mut versions: Vec<EntryOrd> = self.translations(original);
        versions.splice(0..0, self.find_entry(PackOrd(body.pack), original));
        versions.retain(|version| !self.head(*version).is_hidden());
        if !versions.contains(&entry) {
            versions.push(entry);
        }
        versions
    }

    /// How many notes of the clinic are on an entry.
    pub fn clinic_notes(&self, entry: EntryOrd) -> usize {
        let notes = self.head(entry).notes.into_iter();
        let notes = notes.map(|note| PackOrd(self.note(note).pack));
        notes.filter(|pack| self.pack(*pack).clinic).count()
    }

    /// The notice of a withdrawn entry, whether or not its pack still holds the entry.
    pub fn withdrawal(&self, id: &str) -> Option<Withdrawal> {
        self.packs()
            .into_iter()
            .flat_map(|record| record.pack.withdrawn)
            .find(|withdrawal| withdrawal.entry == id)
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
        for kind in KINDS {
            if wanted.is_some_and(|wanted| wanted != kind) {
                continue;
            }
            let packs = (0..self.pack_count()).map(PackOrd);
            let found = packs.filter_map(|pack| self.find_kind(kind, pack, id));
            let mut found: Vec<Listed> = found.collect();
            // What belongs to no pack is found in each.
            let mut seen = HashSet::new();
            found.retain(|listed| seen.insert(*listed));
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// What has this kind and id in a pack.
    fn find_kind(&self, kind: &str, pack: PackOrd, id: &str) -> Option<Listed> {
        match kind {
            "entry" => self.find_entry_in(pack, id).map(Listed::Entry),
            "original" => self.find_original(id).map(Listed::Entry),
            "condition" => self.find_condition(id).map(Listed::Condition),
            "source" => self.find_source(pack, id).map(Listed::Source),
            "organization" => self.find_organization(pack, id).map(Listed::Organization),
            "trial" => self.find_trial(pack, id).map(Listed::Trial),
            "medication" => self.find_medication(pack, id).map(Listed::Medication),
            _ => None,
        }
    }

    /// The kind, the pack, the id and the name or question of something; a condition belongs to no pack.
    pub fn identify(&self, listed: Listed) -> (&'static str, Option<PackOrd>, String, String) {
        match listed {
            Listed::Entry(at) => {
                let head = self.head(at);
                let is_replaced = head.replaced_by.is_some();
                let kind = if is_replaced { "original" } else { "entry" };
                (kind, Some(head.pack()), head.id, head.question)
            }
            Listed::Condition(at) => {
                let condition = self.condition(at).condition;
                ("condition", None, condition.id, condition.name)
            }
            Listed::Source(at) => {
                let SourceRecord { source, pack, .. } = self.source(at);
                ("source", Some(PackOrd(pack)), source.id, source.title)
            }
            Listed::Organization(at) => {
                let (it, pack) = self.organization(at);
                ("organization", Some(pack), it.id, it.name)
            }
            Listed::Trial(at) => {
                let (trial, pack) = self.trial(at);
                ("trial", Some(pack), trial.id, trial.title)
            }
            Listed::Medication(at) => {
                let (it, pack) = self.medication(at);
                ("medication", Some(pack), it.id, it.name)
            }
        }
    }

    /// The id by which [`find`](Self::find) finds it, and its name or question.
    pub fn id_and_title(&self, listed: Listed) -> (String, String) {
        let (kind, _, id, title) = self.identify(listed);
        match listed {
            Listed::Entry(_) | Listed::Condition(_) => (id, title),
            _ => (format!("{kind}:{id}"), title),
        }
    }

    /// What `listed` of this library is in `new`, by its id: ordinals mean nothing there.
    pub fn same_in(&self, new: &Self, listed: Listed) -> Option<Listed> {
        let (kind, pack, id, _) = self.identify(listed);
        if let Some(original) = new.find_original(&id).filter(|_| kind == "original") {
            return Some(Listed::Entry(original));
        }
        let pack = match pack {
            Some(pack) => self.pack_in(new, pack)?,
            None => PackOrd(0),
        };
        match listed {
            Listed::Entry(_) => new.find_entry(pack, &id).map(Listed::Entry),
            _ => new.find_kind(kind, pack, &id),
        }
    }

    /// The pack of `new` that has the id of `pack`.
    pub fn pack_in(&self, new: &Self, pack: PackOrd) -> Option<PackOrd> {
        let id = self.pack(pack).pack.id;
        let mut packs = (0..new.pack_count()).map(PackOrd);
        packs.find(|at| new.pack(*at).pack.id == id)
    }

    /// The best `limit` answers to `query`. Any text is a query.
    pub fn search(&self, query: &str, limit: usize) -> Results {
        self.caught(|index| search(index, query, limit, &self.language).ok())
    }

    /// How each word of `query` is looked for.
    pub fn words_taken(&self, query: &str) -> Vec<WordTaken> {
        self.caught(|index| words_taken(index, query).ok())
    }
}
