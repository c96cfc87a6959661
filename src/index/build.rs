//! Corpus -> index folder.
//!
//! Records are written as they come and forgotten; what stays until the end is numbers: hashes of ids, which condition
//! and topic an entry has, who cites what. One segment, one thread.

use std::collections::{HashMap, HashSet};

use crate::content::{Diagnostic, PackIndex, Record};
use crate::model::{Condition, Entry, Pack, PartialDate, Source, SourceKind, SourceStatus, Topic};
use serde::Serialize;

use super::Error;
use super::analyze::{Stems, fold, folded_words};
use super::fields::Fields;
use super::record::{ConditionOrd, Head, PackRecord};
use super::shelf::Shelf;
use super::table::{TableWriter, key_hash};

mod document;
mod finish;
mod ledger;
mod names;
mod segment;

use document::ConditionTerms;
pub(crate) use document::{joined, unsealed};
pub(crate) use finish::{Column, ConditionLinks, Meta, TopicStored, table};
use ledger::Ledger;
pub(crate) use names::{NameForms, NameStored, PhraseStored, term_hash};
use segment::SegmentBuilder;

/// A question longer than this is cut in lists, in bytes; the answer's own page has the whole of it.
const LISTED_QUESTION: usize = 400;

/// The key of a thing that belongs to its pack.
pub(crate) fn scoped(pack: u32, id: &str) -> String {
    format!("{pack}:{id}")
}

/// The key of an entry: general questions belong to their pack, the others are unique over all.
pub(crate) fn entry_key(pack: u32, id: &str) -> String {
    if id.starts_with(crate::model::GENERAL) && id[crate::model::GENERAL.len()..].starts_with('/') {
        scoped(pack, id)
    } else {
        id.to_owned()
    }
}

/// What an entry's head needs to know of a source.
#[derive(Debug, Clone)]
struct SourceBrief {
    kind: Option<SourceKind>,
    shaken: bool,
    /// What a filter names it by: its id and its publisher.
    terms: String,
}

/// Builds an index on a shelf from a library that streams by.
pub(crate) struct Builder {
    shelf: Shelf,
    fields: Fields,
    segment: SegmentBuilder,
    languages: HashMap<String, Stems>,
    packs: Vec<PackRecord>,
    withdrawn: HashSet<String>,
    topics: Vec<Topic>,
    topic_ids: HashMap<String, u32>,
    /// Topics whose words stand in the search index.
    known_topics: HashSet<u32>,
    /// Hashes of the answers' words that stand in the search index as they are written.
    known_words: HashSet<u64>,
    conditions: Ledger,
    sources: Ledger,
    briefs: Vec<SourceBrief>,
    organizations: TableWriter,
    trials: TableWriter,
    medications: TableWriter,
    /// (hash of a condition's id, ordinal of what belongs to it).
    organization_links: Vec<(u64, u32)>,
    trial_links: Vec<(u64, u32)>,
    medication_links: Vec<(u64, u32)>,
    heads: Ledger,
    /// (source, entry that cites it).
    citing: Vec<(u32, u32)>,
    terms: ConditionTerms,
    /// Lines of synonyms and abbreviations, in which the search looks words up.
    vocabulary: Vec<String>,
    /// Whether everything but the entries has been added.
    complete: bool,
}

/// Stands for "no condition" and "no date" in columns.
pub(crate) const NONE: u32 = u32::MAX;

impl Builder {
    /// Begins an index.
    pub(crate) fn new(shelf: Shelf) -> Result<Self, Error> {
        let create = |name| TableWriter::create(&shelf, name);
        Ok(Self {
            fields: Fields::schema().1,
            segment: SegmentBuilder::new(shelf.clone()),
            languages: HashMap::new(),
            packs: Vec::new(),
            withdrawn: HashSet::new(),
            topics: Vec::new(),
            topic_ids: HashMap::new(),
            known_topics: HashSet::new(),
            known_words: HashSet::new(),
            conditions: Ledger::create(&shelf, table::CONDITIONS)?,
            sources: Ledger::create(&shelf, table::SOURCES)?,
            briefs: Vec::new(),
            organizations: create(table::ORGANIZATIONS)?,
            trials: create(table::TRIALS)?,
            medications: create(table::MEDICATIONS)?,
            organization_links: Vec::new(),
            trial_links: Vec::new(),
            medication_links: Vec::new(),
            heads: Ledger::create(&shelf, table::HEADS)?,
            citing: Vec::new(),
            terms: ConditionTerms::default(),
            vocabulary: Vec::new(),
            complete: false,
            shelf,
        })
    }

    fn language_of(&self, pack: PackIndex, entry: &Entry) -> String {
        if entry.language.is_empty() {
            self.packs
                .get(usize::from(pack))
                .map(|p| p.pack.language.clone())
                .unwrap_or_default()
        } else {
            entry.language.clone()
        }
    }

    /// Notes a day that the pack shows it has seen.
    fn seen(&mut self, pack: PackIndex, day: Option<PartialDate>) {
        if let Some(record) = self.packs.get_mut(usize::from(pack)) {
            record.newest = record.newest.max(day);
        }
    }

    /// The head of an entry, and the terms of the sources it cites.
    fn head(&mut self, pack: PackIndex, entry: &Entry, ordinal: u32) -> (Head, Vec<String>) {
        let mut cited: Vec<u32> = cited_sources(entry)
            .iter()
            .filter_map(|id| self.sources.ordinal(&scoped(pack.into(), id)))
            .collect();
        cited.sort_unstable();
        cited.dedup();
        let mut kinds: Vec<(Option<SourceKind>, u32)> = Vec::new();
        let mut shaken = false;
        let mut terms = Vec::new();
        for &source in &cited {
            self.citing.push((source, ordinal));
            let brief = &self.briefs[source as usize];
            shaken |= brief.shaken;
            terms.push(brief.terms.clone());
            match kinds.iter_mut().find(|(kind, _)| *kind == brief.kind) {
                Some((_, count)) => *count += 1,
                None => kinds.push((brief.kind, 1)),
            }
        }
        kinds.sort_by_key(|(kind, _)| (kind.is_none(), *kind));
        let head = Head {
            id: entry.id.clone(),
            question: clip(&entry.question, LISTED_QUESTION),
            condition: self.conditions.ordinal(&entry.condition).map(ConditionOrd),
            topic: self
                .topic_ids
                .get(&entry.topic)
                .copied()
                .unwrap_or_default(),
            pack: pack.into(),
            last_updated: entry.last_updated,
            last_reviewed: entry.last_reviewed,
            next_review_due: entry.next_review_due,
            certainty: entry.certainty,
            status: entry.status,
            sources: kinds,
            shaken_source: shaken,
            withdrawn: self.withdrawn.contains(&entry.id),
            links_only: entry.links_only,
        };
        (head, terms)
    }

    /// Ends the index: what can only be known at the end is added, and everything is written out.
    pub(crate) fn finish(mut self, problems: &[Diagnostic]) -> Result<Shelf, Error> {
        self.complete_catalogue()?;
        finish::finish(self, problems)
    }
}

impl Builder {
    /// Adds a record of the library. Entries come after everything else.
    pub(crate) fn add(&mut self, pack: PackIndex, record: Record) -> Result<(), Error> {
        match record {
            Record::Pack(pack) => self.add_pack(pack),
            Record::Topic(topic) => self.add_topic(topic),
            Record::Condition(condition) => {
                let record = (u32::from(pack), &condition);
                self.conditions.push(&condition.id, &record)?;
            }
            Record::Source(source) => self.add_source(pack, &source)?,
            Record::Organization(it) => {
                let (table, links) = (&mut self.organizations, &mut self.organization_links);
                listing(table, links, pack, &it.id, &it.conditions, &it)?;
            }
            Record::Trial(it) => {
                let (table, links) = (&mut self.trials, &mut self.trial_links);
                listing(table, links, pack, &it.id, &it.conditions, &it)?;
            }
            Record::Medication(it) => {
                let (table, links) = (&mut self.medications, &mut self.medication_links);
                listing(table, links, pack, &it.id, &it.conditions, &it)?;
            }
            Record::Synonym(synonym) => {
                let mut stems = Stems::of("");
                let lines = synonym.lines(self.vocabulary.len(), phrase, |word| stems.stem(word));
                self.vocabulary.extend(lines);
            }
            Record::Abbreviation(it) => self.vocabulary.push(it.line(phrase)),
            Record::Entry(entry) => {
                self.complete_catalogue()?;
                self.add_entry(pack, &entry)?;
            }
        }
        Ok(())
    }

    fn add_pack(&mut self, pack: Pack) {
        let withdrawn = pack.withdrawn.iter();
        self.withdrawn.extend(withdrawn.map(|it| it.entry.clone()));
        self.packs.push(PackRecord {
            pack,
            newest: None,
            entries: 0,
        });
    }

    fn add_topic(&mut self, topic: Topic) {
        match self.topics.iter_mut().find(|known| known.id == topic.id) {
            Some(known) => known.words.extend(topic.words),
            None => self.topics.push(topic),
        }
    }

    fn add_source(&mut self, pack: PackIndex, source: &Source) -> Result<(), Error> {
        let key = scoped(pack.into(), &source.id);
        self.sources.push(&key, &(u32::from(pack), source))?;
        self.briefs.push(SourceBrief {
            kind: source.kind,
            shaken: source.status != SourceStatus::Active,
            terms: format!(
                "{} {}",
                source_term(&source.id),
                source_term(&source.publisher)
            ),
        });
        self.seen(pack, source.accessed);
        Ok(())
    }

    /// Looks up what entries refer to from now on; does nothing the second time.
    fn complete_catalogue(&mut self) -> Result<(), Error> {
        if self.complete {
            return Ok(());
        }
        self.complete = true;
        self.conditions.complete()?;
        self.sources.complete()?;
        self.topics
            .sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        self.topic_ids = self
            .topics
            .iter()
            .zip(0..)
            .map(|(topic, ordinal)| (topic.id.clone(), ordinal))
            .collect();
        Ok(())
    }

    fn add_entry(&mut self, pack: PackIndex, entry: &Entry) -> Result<(), Error> {
        let ordinal = self.heads.len();
        let (head, cited) = self.head(pack, entry, ordinal);
        let hidden = head.is_hidden();
        let document = self.document(pack, entry, &head, &cited)?;
        self.segment.add(document)?;
        self.heads.push(&entry_key(pack.into(), &entry.id), &head)?;
        self.seen(pack, entry.last_updated.max(entry.last_reviewed));
        if let Some(record) = self.packs.get_mut(usize::from(pack)).filter(|_| !hidden) {
            record.entries += 1;
        }
        Ok(())
    }
}

fn listing(
    table: &mut TableWriter,
    links: &mut Vec<(u64, u32)>,
    pack: PackIndex,
    id: &str,
    conditions: &[String],
    record: &impl Serialize,
) -> Result<(), Error> {
    let ordinal = table.push_keyed(&scoped(pack.into(), id), &(u32::from(pack), record))?;
    links.extend(
        conditions
            .iter()
            .map(|condition| (key_hash(condition), ordinal)),
    );
    Ok(())
}

/// A phrase as the words of a query are: folded, and initials in one word, so that "H.I.V." is "hiv".
fn phrase(text: &str) -> String {
    let folded = folded_words(text);
    let mut words = folded.split(' ');
    let initials = words.all(|word| word.chars().count() == 1);
    match initials && !text.trim().contains(char::is_whitespace) {
        true => folded.replace(' ', ""),
        false => folded,
    }
}

/// An id or a publisher as a filter names it.
pub(crate) fn source_term(text: &str) -> String {
    joined(&folded_words(text))
}

/// The ids of all sources that an entry rests on: cited in its texts, in its claims, or named for the whole of it.
fn cited_sources(entry: &Entry) -> Vec<String> {
    let readings = entry.disagreements.iter().flat_map(|disagreement| {
        disagreement
            .claims
            .iter()
            .map(|claim| &claim.says)
            .chain([&disagreement.reading])
    });
    let mut ids: Vec<String> = [&entry.short_answer, &entry.answer]
        .into_iter()
        .chain(readings)
        .flat_map(|text| crate::text::citations(text).into_iter().map(|(_, id)| id))
        .collect();
    ids.extend(
        entry
            .disagreements
            .iter()
            .flat_map(|d| &d.claims)
            .map(|claim| claim.cite.clone()),
    );
    ids.extend(entry.sources.iter().cloned());
    ids
}

/// `text`, cut at a character near `most` bytes.
fn clip(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    format!("{}\u{2026}", &text[..text.floor_char_boundary(most)])
}

/// The order of names for people: without regard to case and accents.
fn name_key(condition: &Condition) -> String {
    fold(&condition.name).into_owned()
}
