//! Reads an index folder. Whatever comes back as `None` for an ordinal in range means that the folder is damaged.

mod words;

use std::sync::Arc;

pub(crate) use words::name_forms;

use serde::Deserialize;
use tantivy::directory::OwnedBytes;
use tantivy::schema::{Field, Value};
use tantivy::{
    DocAddress, InvertedIndexReader, ReloadPolicy, Searcher, SegmentReader, TantivyDocument,
};

use crate::content::Diagnostic;
use crate::model::{Condition, Id, Medication, Organization, Source, Trial};

use super::build::{
    Column, ConditionLinks, Meta, NONE, TopicStored, entry_key, scoped, table, unsealed,
};
use super::fields::Fields;
use super::record::{
    Body, ConditionHead, ConditionOrd, ConditionRecord, EntryOrd, Head, MedicationOrd,
    OrganizationOrd, PackOrd, PackRecord, SourceOrd, SourceRecord, TopicOrd, TopicRecord, TrialOrd,
};
use super::shelf::{Damage, Shelf};
use super::table::{Table, number};
use super::{Error, FORMAT};

/// So many unpacked blocks of answers are kept in memory.
const KEPT_BLOCKS: usize = 4;

/// An open index folder.
pub struct Index {
    searcher: Searcher,
    fields: Fields,
    meta: Meta,
    damage: Damage,
    packs: Table,
    topics: Table,
    conditions: Table,
    links: Table,
    sources: Table,
    citing: Table,
    organizations: Table,
    trials: Table,
    medications: Table,
    heads: Table,
    columns: Vec<OwnedBytes>,
    problems: Table,
    names: Table,
    name_terms: Table,
    phrases: Table,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("format", &FORMAT)
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

/// A keyed record: its pack and itself.
type Packed<T> = (u32, T);

/// The fields that a [`Condition`] begins with: records are decoded from their beginning, and the rest can be left.
#[derive(Deserialize)]
struct ConditionNames {
    _id: Id,
    name: String,
    abbreviation: String,
}

/// The fields that [`ConditionLinks`] begin with.
#[derive(Deserialize)]
struct ConditionBranches {
    _first: u32,
    entries: u32,
    topics: Vec<(TopicOrd, u32)>,
    _parents: Vec<ConditionOrd>,
    children: Vec<ConditionOrd>,
}

impl Index {
    pub(super) fn open(shelf: Shelf) -> Result<Self, Error> {
        let open = |name| Table::open(&shelf, name);
        let damaged = || std::io::Error::other("the index is damaged");
        let meta = open(table::META)?.get(0).ok_or_else(damaged)?;
        // Numbers are asked for one at a time: the columns are verified once, here.
        let columns = open(table::COLUMNS)?;
        let columns = (0..=Column::TopicEntries as u32).map(|column| columns.bytes(column));
        let columns: Option<Vec<OwnedBytes>> = columns.collect();
        let index = tantivy::Index::open(shelf.clone())?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(KEPT_BLOCKS)
            .try_into()?;
        let this = Self {
            searcher: reader.searcher(),
            fields: Fields::schema().1,
            meta,
            damage: shelf.damage(),
            packs: open(table::PACKS)?,
            topics: open(table::TOPICS)?,
            conditions: open(table::CONDITIONS)?,
            links: open(table::LINKS)?,
            sources: open(table::SOURCES)?,
            citing: open(table::CITING)?,
            organizations: open(table::ORGANIZATIONS)?,
            trials: open(table::TRIALS)?,
            medications: open(table::MEDICATIONS)?,
            heads: open(table::HEADS)?,
            columns: columns.ok_or_else(damaged)?,
            problems: open(table::PROBLEMS)?,
            names: open(table::NAMES)?,
            name_terms: open(table::NAME_TERMS)?,
            phrases: open(table::PHRASES)?,
        };
        this.check_fit()?;
        Ok(this)
    }

    /// Parts of different sizes can't belong together.
    fn check_fit(&self) -> Result<(), Error> {
        let fits = self.searcher.segment_readers().len() == 1
            && self.searcher.num_docs() == u64::from(self.heads.len())
            && self.links.len() == self.conditions.len() + 1
            && self.name_terms.len() == self.conditions.len()
            && self.citing.len() == self.sources.len();
        if fits {
            Ok(())
        } else {
            Err(std::io::Error::other("the parts of the index folder do not fit").into())
        }
    }

    /// Whether anything that was read turned out not to be what was written.
    pub fn damaged(&self) -> bool {
        self.damage.was_found()
    }

    /// The search library's view.
    pub fn searcher(&self) -> &Searcher {
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
    pub fn fields(&self) -> &Fields {
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
    pub fn visible_entries(&self) -> u32 {
        self.meta.visible
    }

    /// How many entries there are, with drafts and withdrawn ones.
    pub fn all_entries(&self) -> u32 {
        self.heads.len()
    }

    /// How many packs there are.
    pub fn pack_count(&self) -> u32 {
        self.packs.len()
    }

    /// A pack.
    pub fn pack(&self, pack: PackOrd) -> Option<PackRecord> {
        self.packs.get(pack.0)
    }

    /// How many topics there are.
    pub fn topic_count(&self) -> u32 {
        self.topics.len()
    }

    /// A topic.
    pub fn topic(&self, topic: TopicOrd) -> Option<TopicRecord> {
        let stored: TopicStored = self.topics.get(topic.0)?;
        Some(TopicRecord {
            topic: stored.topic,
            entries: stored.entries,
        })
    }

    /// The topic with this id.
    pub fn find_topic(&self, id: &str) -> Option<TopicOrd> {
        let is_it = |&topic: &u32| {
            self.topics
                .get::<TopicStored>(topic)
                .is_some_and(|stored| stored.topic.id == id)
        };
        self.topics.candidates(id).find(is_it).map(TopicOrd)
    }

    /// The conditions that have answers in a topic, by name, with their number; `None` for the general questions.
    pub fn topic_conditions(&self, topic: TopicOrd) -> Option<Vec<(Option<ConditionOrd>, u32)>> {
        let stored: TopicStored = self.topics.get(topic.0)?;
        let conditions = self.column(Column::EntryCondition)?;
        let mut counts: Vec<(Option<ConditionOrd>, u32)> = Vec::new();
        for entry in self.run(Column::ByTopic, stored.first, stored.entries)? {
            let condition = number(conditions, entry.index())?;
            let condition = (condition != NONE).then_some(ConditionOrd(condition));
            match counts.last_mut() {
                Some((last, count)) if *last == condition => *count += 1,
                _ => counts.push((condition, 1)),
            }
        }
        Some(counts)
    }

    /// How many conditions there are.
    pub fn condition_count(&self) -> u32 {
        self.conditions.len()
    }

    /// All conditions by name.
    pub fn conditions_by_name(&self) -> Option<Vec<ConditionOrd>> {
        self.all(Column::ByName, ConditionOrd)
    }

    /// Conditions that are no kind of another, by name.
    pub fn root_conditions(&self) -> Option<Vec<ConditionOrd>> {
        self.all(Column::Roots, ConditionOrd)
    }

    /// A condition as written, and its pack.
    pub fn condition_text(&self, condition: ConditionOrd) -> Option<(PackOrd, Condition)> {
        let (pack, text): Packed<Condition> = self.conditions.get(condition.0)?;
        Some((PackOrd(pack), text))
    }

    /// A condition with everything that hangs on it.
    pub fn condition(&self, condition: ConditionOrd) -> Option<ConditionRecord> {
        let (pack, text) = self.condition_text(condition)?;
        let links: ConditionLinks = self.links.get(condition.0)?;
        Some(ConditionRecord {
            condition: text,
            pack: pack.0,
            entries: links.entries,
            topics: links.topics,
            parents: links.parents,
            children: links.children,
            related: links.related,
            differential: links.differential,
            organizations: links.organizations,
            trials: links.trials,
            medications: links.medications,
        })
    }

    /// What a list shows of a condition: of dozens of them in every frame, so no more is decoded than is shown.
    pub fn condition_head(&self, condition: ConditionOrd) -> Option<ConditionHead> {
        let (_, names): Packed<ConditionNames> = self.conditions.get(condition.0)?;
        let links: ConditionBranches = self.links.get(condition.0)?;
        Some(ConditionHead {
            name: names.name,
            abbreviation: names.abbreviation,
            entries: links.entries,
            branches: !links.children.is_empty() || !links.topics.is_empty(),
        })
    }

    /// The condition with this id.
    pub fn find_condition(&self, id: &str) -> Option<ConditionOrd> {
        self.conditions
            .candidates(id)
            .map(ConditionOrd)
            .find(|&found| {
                self.condition_text(found)
                    .is_some_and(|(_, condition)| condition.id == id)
            })
    }

    /// How many entries a reader finds under a topic, from a column.
    pub fn topic_size(&self, topic: TopicOrd) -> u32 {
        self.column(Column::TopicEntries)
            .and_then(|column| number(column, topic.index()))
            .unwrap_or(0)
    }

    /// The visible entries of a topic.
    pub fn topic_entries(&self, topic: TopicOrd) -> Option<Vec<EntryOrd>> {
        let stored: TopicStored = self.topics.get(topic.0)?;
        self.run(Column::ByTopic, stored.first, stored.entries)
    }

    /// The topics of a condition, or of the general questions, with the number of answers in each.
    pub fn topics_of(&self, condition: Option<ConditionOrd>) -> Option<Vec<(TopicOrd, u32)>> {
        Some(self.links_of(condition)?.topics)
    }

    /// The conditions of which this one is a kind.
    pub fn parents_of(&self, condition: ConditionOrd) -> Option<Vec<ConditionOrd>> {
        Some(self.links_of(Some(condition))?.parents)
    }

    fn links_of(&self, condition: Option<ConditionOrd>) -> Option<ConditionLinks> {
        self.links
            .get(condition.map_or(self.conditions.len(), |condition| condition.0))
    }

    /// The visible entries of a condition, or the general questions; of one topic or of all, topics in their order.
    pub fn entries(
        &self,
        condition: Option<ConditionOrd>,
        topic: Option<TopicOrd>,
    ) -> Option<Vec<EntryOrd>> {
        let links = self.links_of(condition)?;
        let (mut first, mut count) = (links.first, links.entries);
        if let Some(topic) = topic {
            for (other, entries) in links.topics {
                if other == topic {
                    count = entries;
                    return self.run(Column::ByCondition, first, count);
                }
                first = first.checked_add(entries)?;
            }
            count = 0;
        }
        self.run(Column::ByCondition, first, count)
    }

    /// All visible entries, by the name of their condition; the general questions come last.
    pub fn entries_by_condition(&self) -> Option<Vec<EntryOrd>> {
        self.all(Column::ByCondition, EntryOrd)
    }

    /// What a list shows of an entry.
    pub fn head(&self, entry: EntryOrd) -> Option<Head> {
        self.heads.get(entry.0)
    }

    /// The whole of an entry.
    pub fn body(&self, entry: EntryOrd) -> Option<Body> {
        let document: TantivyDocument = self.searcher.doc(DocAddress::new(0, entry.0)).ok()?;
        let sealed = document.get_first(self.fields.body)?.as_bytes()?;
        postcard::from_bytes(unsealed(entry.0, sealed)?).ok()
    }

    /// The entry with this id, among the general questions that of `pack`.
    pub fn find_entry(&self, pack: PackOrd, id: &str) -> Option<EntryOrd> {
        self.heads
            .candidates(&entry_key(pack.0, id))
            .map(EntryOrd)
            .find(|&found| self.head(found).is_some_and(|head| head.id == id))
    }

    /// The condition of an entry, from a column.
    pub fn condition_of(&self, entry: EntryOrd) -> Option<ConditionOrd> {
        let condition = number(self.column(Column::EntryCondition)?, entry.index())?;
        (condition != NONE).then_some(ConditionOrd(condition))
    }

    /// The topic of an entry, from a column.
    pub fn topic_of(&self, entry: EntryOrd) -> Option<TopicOrd> {
        number(self.column(Column::EntryTopic)?, entry.index()).map(TopicOrd)
    }

    /// Whether an entry's answer is only a list of addresses.
    pub(crate) fn is_links_only(&self, entry: EntryOrd) -> bool {
        let column = self.column(Column::EntryLinksOnly);
        column.and_then(|column| number(column, entry.index())) == Some(1)
    }

    /// The day of an entry's last change as a number (20201231), 0 without one.
    pub fn updated_of(&self, entry: EntryOrd) -> Option<u32> {
        number(self.column(Column::EntryUpdated)?, entry.index())
    }

    /// How many sources there are.
    pub fn source_count(&self) -> u32 {
        self.sources.len()
    }

    /// A source and who cites it.
    pub fn source(&self, source: SourceOrd) -> Option<SourceRecord> {
        let (pack, text): Packed<Source> = self.sources.get(source.0)?;
        Some(SourceRecord {
            source: text,
            pack,
            cited_by: self.cited_by(source)?,
        })
    }

    /// The entries that cite a source.
    pub fn cited_by(&self, source: SourceOrd) -> Option<Vec<EntryOrd>> {
        let bytes = self.citing.bytes(source.0)?;
        (0..bytes.len() / 4)
            .map(|at| number(&bytes, at).map(EntryOrd))
            .collect()
    }

    /// The source with this id in `pack`.
    pub fn find_source(&self, pack: PackOrd, id: &str) -> Option<SourceOrd> {
        find(&self.sources, pack, id, |source: &Source| &source.id).map(SourceOrd)
    }

    /// An organisation and its pack.
    pub fn organization(&self, organization: OrganizationOrd) -> Option<(PackOrd, Organization)> {
        packed(&self.organizations, organization.0)
    }

    /// The organisation with this id in `pack`.
    pub fn find_organization(&self, pack: PackOrd, id: &str) -> Option<OrganizationOrd> {
        find(&self.organizations, pack, id, |o: &Organization| &o.id).map(OrganizationOrd)
    }

    /// How many organisations there are.
    pub fn organization_count(&self) -> u32 {
        self.organizations.len()
    }

    /// A trial and its pack.
    pub fn trial(&self, trial: TrialOrd) -> Option<(PackOrd, Trial)> {
        packed(&self.trials, trial.0)
    }

    /// The trial with this id in `pack`.
    pub fn find_trial(&self, pack: PackOrd, id: &str) -> Option<TrialOrd> {
        find(&self.trials, pack, id, |t: &Trial| &t.id).map(TrialOrd)
    }

    /// How many trials there are.
    pub fn trial_count(&self) -> u32 {
        self.trials.len()
    }

    /// A medicine and its pack.
    pub fn medication(&self, medication: MedicationOrd) -> Option<(PackOrd, Medication)> {
        packed(&self.medications, medication.0)
    }

    /// The medicine with this id in `pack`.
    pub fn find_medication(&self, pack: PackOrd, id: &str) -> Option<MedicationOrd> {
        find(&self.medications, pack, id, |m: &Medication| &m.id).map(MedicationOrd)
    }

    /// How many medicines there are.
    pub fn medication_count(&self) -> u32 {
        self.medications.len()
    }

    /// How many findings the loading had.
    pub fn problem_count(&self) -> u32 {
        self.problems.len()
    }

    /// The findings.
    pub fn problems(&self) -> Option<Vec<Diagnostic>> {
        (0..self.problems.len())
            .map(|problem| self.problems.get(problem))
            .collect()
    }

    fn column(&self, column: Column) -> Option<&[u8]> {
        self.columns.get(column as usize).map(|bytes| &**bytes)
    }

    fn all<T>(&self, column: Column, wrap: impl Fn(u32) -> T) -> Option<Vec<T>> {
        let bytes = self.column(column)?;
        (0..bytes.len() / 4)
            .map(|at| number(bytes, at).map(&wrap))
            .collect()
    }

    fn run(&self, column: Column, first: u32, count: u32) -> Option<Vec<EntryOrd>> {
        let bytes = self.column(column)?;
        let first = first as usize;
        (first..first.checked_add(count as usize)?)
            .map(|at| number(bytes, at).map(EntryOrd))
            .collect()
    }
}

fn packed<T: serde::de::DeserializeOwned>(table: &Table, ordinal: u32) -> Option<(PackOrd, T)> {
    let (pack, record): Packed<T> = table.get(ordinal)?;
    Some((PackOrd(pack), record))
}

fn find<T: serde::de::DeserializeOwned>(
    table: &Table,
    pack: PackOrd,
    id: &str,
    id_of: impl Fn(&T) -> &String,
) -> Option<u32> {
    table.candidates(&scoped(pack.0, id)).find(|&found| {
        table
            .get::<Packed<T>>(found)
            .is_some_and(|(of, record)| of == pack.0 && id_of(&record) == id)
    })
}
