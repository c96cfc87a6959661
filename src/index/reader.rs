//! Reads an index.
//!
//! Reading never fails. Where a record is damaged, an empty one comes back and [`Index::damaged`] says so from then on; the
//! index must then be built again. Only what asks tantivy returns errors, and may panic on damaged files.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::DeserializeOwned;
use tantivy::columnar::Column;
use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::termdict::TermOrdinal;
use tantivy::{
    Directory, DocAddress, DocSet, InvertedIndexReader, ReloadPolicy, Searcher, SegmentReader,
    TERMINATED, TantivyDocument,
};

use crate::content::Diagnostic;
use crate::model::{Medication, Organization, Trial};

use super::directory::Folder;
use super::error::{Error, damaged};
use super::record::{
    Body, ConditionHead, ConditionOrd, ConditionRecord, EntriesByTopic, EntryOrd, Head,
    MedicationOrd, Meta, NoteOrd, NoteRecord, OrganizationOrd, PackOrd, PackRecord, SourceOrd,
    SourceRecord, TopicEntries, TopicOrd, TopicRecord, TrialOrd,
};
use super::records::{Key, Keys, Kind, RECORDS, Records, entry_key, scoped};
use super::schema::{Fields, joined};

/// How many unpacked blocks of answers are kept in memory.
const KEPT_BLOCKS: usize = 4;
/// An unfinished word is looked for as no more words than these.
const COMPLETIONS: usize = 60;
/// How many names are taken of those that begin as a query does.
const BEGUN_NAMES: usize = 40;

/// An open index.
pub struct Index {
    searcher: Searcher,
    fields: Fields,
    condition_column: Column<u64>,
    topic_column: Column<u64>,
    links_only_column: Column<bool>,
    records: Records,
    keys: Keys,
    meta: Meta,
    damaged: AtomicBool,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in `folder`, without reading all of it.
    pub(super) fn open_folder(folder: &Path) -> Result<Self, Error> {
        super::trusted::check_folder(folder)?;
        let this = Self::open(Box::new(Folder::new(folder)))?;
        for file in &this.meta.files {
            let path = folder.join(&file.name);
            if std::fs::symlink_metadata(path)?.len() != file.size {
                return Err(damaged(format!("{} has another size", file.name)).into());
            }
        }
        Ok(this)
    }

    /// Opens the index in a directory.
    pub(super) fn open(directory: Box<dyn Directory>) -> Result<Self, Error> {
        let file = directory.open_read(Path::new(RECORDS));
        let records = Records::open(file.map_err(std::io::Error::other)?)?;
        let meta = records.get(Kind::Meta, 0);
        let (schema, fields) = Fields::schema();
        let index = tantivy::Index::open(directory)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(KEPT_BLOCKS)
            .try_into()?;
        let searcher: Searcher = reader.searcher();
        if index.schema() != schema
            || searcher.segment_readers().len() != 1
            || searcher.num_docs() != u64::from(records.count(Kind::Head))
        {
            return Err(damaged("the files of the index do not belong together").into());
        }
        let columns = searcher.segment_reader(0).fast_fields();
        Ok(Self {
            condition_column: columns.u64("condition")?,
            topic_column: columns.u64("topic")?,
            links_only_column: columns.bool("links_only")?,
            searcher,
            fields,
            keys: Keys::open(&records)?,
            meta: meta.ok_or_else(|| damaged("the index is damaged"))?,
            records,
            damaged: AtomicBool::new(false),
        })
    }

    /// Reads all files of the index in `folder`, which this is, and says whether they hold what was written.
    pub(crate) fn is_sound(&self, folder: &Path) -> bool {
        let folder = Folder::new(folder);
        let records = folder.atomic_read(Path::new(RECORDS)).ok();
        let records = records.and_then(|bytes| Records::open(FileSlice::from(bytes)).ok());
        records.is_some_and(|records| records.are_sound() && records.count(Kind::Meta) == 1)
            && self
                .meta
                .files
                .iter()
                .all(|file| folder.checksum(&file.name).is_ok_and(|now| now == *file))
    }

    /// Whether anything that was read turned out not to be what was written.
    pub fn damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    /// Notes that something could not be read.
    pub(crate) fn set_damaged(&self) {
        self.damaged.store(true, Ordering::Relaxed);
    }

    /// Something that was read; where it is missing, the index is damaged.
    pub(crate) fn or_damaged<T: Default>(&self, read: Option<T>) -> T {
        read.unwrap_or_else(|| {
            self.set_damaged();
            T::default()
        })
    }

    fn record<T: DeserializeOwned + Default>(&self, kind: Kind, ordinal: u32) -> T {
        self.or_damaged(self.records.get(kind, ordinal))
    }

    /// The fingerprint of the contents of the library's files when they were indexed.
    pub(crate) fn contents(&self) -> &str {
        &self.meta.contents
    }

    /// Tantivy's view.
    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The one segment.
    pub(crate) fn segment(&self) -> &SegmentReader {
        self.searcher.segment_reader(0)
    }

    /// The terms of a field and where they occur.
    pub(crate) fn terms(&self, field: Field) -> Result<Arc<InvertedIndexReader>, Error> {
        Ok(self.segment().inverted_index(field)?)
    }

    /// The fields of the search index.
    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The languages by which entries were stemmed.
    pub fn languages(&self) -> &[String] {
        &self.meta.languages
    }

    /// The library's own synonyms and abbreviations, as sorted lines.
    pub(crate) fn vocabulary(&self) -> &str {
        &self.meta.vocabulary
    }

    /// How many entries a reader can find.
    pub fn entry_count(&self) -> u32 {
        self.meta.visible
    }

    /// How many entries there are, with drafts and withdrawn ones.
    pub fn all_entries(&self) -> u32 {
        self.records.count(Kind::Head)
    }

    /// How many packs there are.
    pub fn pack_count(&self) -> u32 {
        self.records.count(Kind::Pack)
    }

    /// A pack.
    pub fn pack(&self, pack: PackOrd) -> PackRecord {
        self.record(Kind::Pack, pack.0)
    }

    /// All packs, in the order in which they were named.
    pub fn packs(&self) -> Vec<PackRecord> {
        let packs = (0..self.pack_count()).map(PackOrd);
        packs.map(|pack| self.pack(pack)).collect()
    }

    /// How many topics there are; their ordinals run from 0 in their order.
    pub fn topic_count(&self) -> u32 {
        self.records.count(Kind::Topic)
    }

    /// A topic.
    pub fn topic(&self, topic: TopicOrd) -> TopicRecord {
        self.record(Kind::Topic, topic.0)
    }

    /// The topic with this id.
    pub fn find_topic(&self, id: &str) -> Option<TopicOrd> {
        self.keys.find(Key::Topic, id).map(TopicOrd)
    }

    /// How many entries a reader finds under a topic.
    pub fn topic_size(&self, topic: TopicOrd) -> u32 {
        let size = self.meta.topic_sizes.get(topic.index());
        size.copied().unwrap_or(0)
    }

    /// The conditions of a topic that have answers in it, by name, with their number. `None` stands for the general
    /// questions and comes last.
    pub fn topic_conditions(&self, topic: TopicOrd) -> Vec<(Option<ConditionOrd>, u32)> {
        let entries: TopicEntries = self.record(Kind::TopicEntries, topic.0);
        entries.conditions
    }

    /// All answers in a topic, in the order of [`Index::topic_conditions`].
    pub fn topic_entries(&self, topic: TopicOrd) -> Vec<EntryOrd> {
        let entries: TopicEntries = self.record(Kind::TopicEntries, topic.0);
        entries.entries
    }

    /// How many conditions there are; their ordinals run from 0 in the order of their names.
    pub fn condition_count(&self) -> u32 {
        self.records.count(Kind::Condition)
    }

    /// All conditions by name.
    pub fn conditions_by_name(&self) -> Vec<ConditionOrd> {
        (0..self.condition_count()).map(ConditionOrd).collect()
    }

    /// Conditions that are no kind of another, by name.
    pub fn root_conditions(&self) -> Vec<ConditionOrd> {
        self.record(Kind::Roots, 0)
    }

    /// A condition with everything that belongs to it.
    pub fn condition(&self, condition: ConditionOrd) -> ConditionRecord {
        let (_, record): (ConditionHead, ConditionRecord) =
            self.record(Kind::Condition, condition.0);
        record
    }

    /// What a list shows of a condition: the beginning of its record, since lists read dozens for every frame.
    pub fn condition_head(&self, condition: ConditionOrd) -> ConditionHead {
        self.record(Kind::Condition, condition.0)
    }

    /// The condition with this id.
    pub fn find_condition(&self, id: &str) -> Option<ConditionOrd> {
        self.keys.find(Key::Condition, id).map(ConditionOrd)
    }

    /// The conditions that have exactly this name: `words` are folded and separated by spaces.
    pub(crate) fn conditions_called(&self, words: &str) -> Vec<ConditionOrd> {
        let called = self.keys.all(Key::Name, words).into_iter();
        called.map(ConditionOrd).collect()
    }

    /// The first `most` conditions of which a name or code begins with these folded words. Unlike
    /// [`Index::conditions_beginning`], it finds those without answers.
    pub(crate) fn conditions_named_from(&self, words: &str, most: usize) -> Vec<ConditionOrd> {
        let named = self.keys.beginning(Key::Name, words, most).into_iter();
        named.map(|(_, at)| ConditionOrd(at)).collect()
    }

    /// The names of a condition in the forms in which a query is compared with them: [`name_forms`] reads them.
    ///
    /// [`name_forms`]: super::name_forms
    pub(crate) fn names_of(&self, condition: ConditionOrd) -> Option<OwnedBytes> {
        let names = self.records.bytes(Kind::NameForms, condition.0);
        if names.is_none() {
            self.set_damaged();
        }
        names
    }

    /// The conditions of which this one is a kind.
    pub fn parents_of(&self, condition: ConditionOrd) -> Vec<ConditionOrd> {
        let (_, parents): (ConditionHead, Vec<ConditionOrd>) =
            self.record(Kind::Condition, condition.0);
        parents
    }

    /// The topics of the general questions in their order, with the number of answers in each.
    pub fn general_topics(&self) -> Vec<(TopicOrd, u32)> {
        let topics = self.entries_by_topic(None).into_iter();
        topics
            .map(|(topic, entries)| (topic, entries.len() as u32))
            .collect()
    }

    fn entries_by_topic(&self, condition: Option<ConditionOrd>) -> EntriesByTopic {
        let general = self.condition_count();
        let at = condition.map_or(general, |condition| condition.0);
        self.record(Kind::ConditionEntries, at)
    }

    /// The entries of a condition (`None`: the general questions), or of one topic of it, topics in their order, then as
    /// written. Drafts and withdrawn entries are in no list.
    pub fn entries(
        &self,
        condition: Option<ConditionOrd>,
        topic: Option<TopicOrd>,
    ) -> Vec<EntryOrd> {
        let topics = self.entries_by_topic(condition).into_iter();
        topics
            .filter(|(of, _)| topic.is_none_or(|topic| topic == *of))
            .flat_map(|(_, entries)| entries)
            .collect()
    }

    /// All visible entries, by the name of their condition; the general questions come last.
    pub(crate) fn entries_by_condition(&self) -> impl Iterator<Item = EntryOrd> {
        let conditions = (0..self.condition_count()).map(|at| Some(ConditionOrd(at)));
        conditions
            .chain([None])
            .flat_map(|condition| self.entries(condition, None))
    }

    /// What a list shows of an entry.
    pub fn head(&self, entry: EntryOrd) -> Head {
        self.record(Kind::Head, entry.0)
    }

    /// The whole of an entry; `None` where it is damaged.
    pub(crate) fn stored_body(&self, entry: EntryOrd) -> Option<Body> {
        let checksum = self.head(entry).body_checksum;
        let document: TantivyDocument = self.searcher.doc(DocAddress::new(0, entry.0)).ok()?;
        let body = document.get_first(self.fields.body)?.as_str()?;
        let body: Vec<u8> = body.chars().map(|character| character as u8).collect();
        (crc32fast::hash(&body) == checksum).then(|| postcard::from_bytes(&body).ok())?
    }

    /// The entry with this id, among the general questions that of `pack`.
    pub(crate) fn find_entry_in(&self, pack: PackOrd, id: &str) -> Option<EntryOrd> {
        let found = self.keys.find(Key::Entry, &entry_key(pack.0, id));
        found.map(EntryOrd)
    }

    /// The entry with this id that another is shown in place of.
    pub fn find_original(&self, id: &str) -> Option<EntryOrd> {
        let key = |pack| entry_key(pack, id);
        let mut packs = 0..self.pack_count();
        packs.find_map(|pack| self.keys.find(Key::Original, &key(pack)).map(EntryOrd))
    }

    /// The entries that translate the entry with this id.
    pub fn translations(&self, id: &str) -> Vec<EntryOrd> {
        let found = self.keys.all(Key::Translation, id).into_iter();
        found.map(EntryOrd).collect()
    }

    /// How many notes there are.
    pub fn note_count(&self) -> u32 {
        self.records.count(Kind::Note)
    }

    /// A note and what it is on.
    pub fn note(&self, note: NoteOrd) -> NoteRecord {
        self.record(Kind::Note, note.0)
    }

    /// The condition of an entry, for ranking: not verified.
    pub(crate) fn condition_of(&self, entry: EntryOrd) -> Option<ConditionOrd> {
        let condition = self.condition_column.first(entry.0)?;
        Some(ConditionOrd(condition as u32))
    }

    /// The topic of an entry, for ranking: not verified.
    pub(crate) fn topic_of(&self, entry: EntryOrd) -> Option<TopicOrd> {
        let topic = self.topic_column.first(entry.0)?;
        Some(TopicOrd(topic as u32))
    }

    /// Whether an entry's answer is only a list of addresses, for ranking: not verified.
    pub(crate) fn is_links_only(&self, entry: EntryOrd) -> bool {
        self.links_only_column.first(entry.0) == Some(true)
    }

    /// How many sources there are; their ordinals run from 0.
    pub fn source_count(&self) -> u32 {
        self.records.count(Kind::Source)
    }

    /// A source and who cites it.
    pub fn source(&self, source: SourceOrd) -> SourceRecord {
        self.record(Kind::Source, source.0)
    }

    /// The source with this id in `pack`. The clinic's own texts may cite the sources of all packs.
    pub fn find_source(&self, pack: PackOrd, id: &str) -> Option<SourceOrd> {
        let find = |pack| self.find_scoped(Key::Source, PackOrd(pack), id);
        let borrows = self.meta.clinic == Some(pack.0);
        let mut others = (0..self.pack_count()).filter(|_| borrows);
        let found = find(pack.0).or_else(|| others.find_map(find));
        found.map(SourceOrd)
    }

    /// An organisation and its pack.
    pub fn organization(&self, organization: OrganizationOrd) -> (Organization, PackOrd) {
        self.record(Kind::Organization, organization.0)
    }

    /// The organisation with this id in `pack`.
    pub fn find_organization(&self, pack: PackOrd, id: &str) -> Option<OrganizationOrd> {
        let found = self.find_scoped(Key::Organization, pack, id);
        found.map(OrganizationOrd)
    }

    /// How many organisations there are.
    pub fn organization_count(&self) -> u32 {
        self.records.count(Kind::Organization)
    }

    /// A trial and its pack.
    pub fn trial(&self, trial: TrialOrd) -> (Trial, PackOrd) {
        self.record(Kind::Trial, trial.0)
    }

    /// The trial with this id in `pack`.
    pub fn find_trial(&self, pack: PackOrd, id: &str) -> Option<TrialOrd> {
        self.find_scoped(Key::Trial, pack, id).map(TrialOrd)
    }

    /// How many trials there are.
    pub fn trial_count(&self) -> u32 {
        self.records.count(Kind::Trial)
    }

    /// A medicine and its pack.
    pub fn medication(&self, medication: MedicationOrd) -> (Medication, PackOrd) {
        self.record(Kind::Medication, medication.0)
    }

    /// The medicine with this id in `pack`.
    pub fn find_medication(&self, pack: PackOrd, id: &str) -> Option<MedicationOrd> {
        let found = self.find_scoped(Key::Medication, pack, id);
        found.map(MedicationOrd)
    }

    /// How many medicines there are.
    pub fn medication_count(&self) -> u32 {
        self.records.count(Kind::Medication)
    }

    fn find_scoped(&self, key: Key, pack: PackOrd, id: &str) -> Option<u32> {
        self.keys.find(key, &scoped(pack.0, id))
    }

    /// How many problems there were when the library was read.
    pub fn problem_count(&self) -> usize {
        self.records.count(Kind::Problem) as usize
    }

    /// The problems there were when the library was read, errors first.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let problems = 0..self.records.count(Kind::Problem);
        let read: Option<_> = problems
            .map(|at| self.records.get(Kind::Problem, at))
            .collect();
        self.or_damaged(read)
    }

    /// The most common words of names, topics and questions that begin with `prefix`, most common first, with the number of
    /// entries that they occur in.
    pub(crate) fn completions(&self, prefix: &str) -> Result<Vec<(u32, String)>, Error> {
        let begun = self.most_common(self.fields.words, prefix, COMPLETIONS)?;
        Ok(begun
            .into_iter()
            .map(|(info, word)| (info.doc_freq, word))
            .collect())
    }

    /// The conditions of which a name begins with these folded words, the last of which may be unfinished: those with the
    /// most entries first, with their number.
    pub(crate) fn conditions_beginning(
        &self,
        words: &str,
    ) -> Result<Vec<(ConditionOrd, u32)>, Error> {
        let names = self.terms(self.fields.whole_names)?;
        let begun = self.most_common(self.fields.whole_names, &joined(words), BEGUN_NAMES)?;
        let mut found: Vec<(ConditionOrd, u32)> = Vec::new();
        for (info, _) in begun {
            let mut entries = names.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            while entries.doc() != TERMINATED {
                let condition = self.condition_of(EntryOrd(entries.doc()));
                if let Some(condition) = condition
                    && found.iter().all(|(other, _)| *other != condition)
                {
                    found.push((condition, info.doc_freq));
                }
                entries.advance();
            }
        }
        Ok(found)
    }

    /// The terms of a field that begin with `prefix`: those that most entries hold, most common first, then by the
    /// alphabet.
    fn most_common(
        &self,
        field: Field,
        prefix: &str,
        most: usize,
    ) -> Result<Vec<(TermInfo, String)>, Error> {
        let terms = self.terms(field)?;
        let mut stream = terms.terms().range().ge(prefix.as_bytes()).into_stream()?;
        let mut found: BinaryHeap<Reverse<(u32, Reverse<TermOrdinal>)>> = BinaryHeap::new();
        while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
            let rank = Reverse((stream.value().doc_freq, Reverse(stream.term_ord())));
            if found.len() < most {
                found.push(rank);
            } else if let Some(mut least) = found.peek_mut()
                && rank < *least
            {
                *least = rank;
            }
        }
        let in_order = found.into_sorted_vec().into_iter();
        in_order
            .filter_map(|Reverse((_, Reverse(ordinal)))| {
                let mut word = Vec::new();
                let known = terms.terms().ord_to_term(ordinal, &mut word);
                let info = known.and_then(|_| terms.terms().get(&word)).transpose()?;
                let word = String::from_utf8_lossy(&word).into_owned();
                Some(info.map(|info| (info, word)).map_err(Error::from))
            })
            .collect()
    }

    /// The topic that a word or phrase means: `stems` are separated by spaces.
    pub(crate) fn topic_meant(&self, stems: &str) -> Option<TopicOrd> {
        self.keys.find(Key::Phrase, stems).map(TopicOrd)
    }

    /// The first `most` phrases that mean a topic and begin with `stems`, the last of which may be unfinished, in order.
    pub(crate) fn phrases_beginning(&self, stems: &str, most: usize) -> Vec<(String, TopicOrd)> {
        let phrases = self.keys.beginning(Key::Phrase, stems, most).into_iter();
        phrases
            .map(|(stems, topic)| (stems, TopicOrd(topic)))
            .collect()
    }
}
