//! The end of an index: orders, links and counts, which need all entries to be known.

use serde::{Deserialize, Serialize};

use crate::content::Diagnostic;
use crate::index::record::{
    ConditionOrd, Head, MedicationOrd, OrganizationOrd, TopicOrd, TrialOrd,
};
use crate::index::shelf::Shelf;
use crate::index::table::{TableWriter, numbers_to_bytes};
use crate::index::{Error, day_number};
use crate::model::{Condition, Topic};

use super::names::{names, phrases};
use super::{Builder, Ledger, NONE, name_key};

/// The files of an index folder beside the search library's own.
pub(crate) mod table {
    pub(crate) const META: &str = "meta.table";
    pub(crate) const PACKS: &str = "packs.table";
    pub(crate) const TOPICS: &str = "topics.table";
    pub(crate) const CONDITIONS: &str = "conditions.table";
    pub(crate) const LINKS: &str = "links.table";
    pub(crate) const SOURCES: &str = "sources.table";
    pub(crate) const CITING: &str = "citing.table";
    pub(crate) const ORGANIZATIONS: &str = "organizations.table";
    pub(crate) const TRIALS: &str = "trials.table";
    pub(crate) const MEDICATIONS: &str = "medications.table";
    pub(crate) const HEADS: &str = "heads.table";
    pub(crate) const COLUMNS: &str = "columns.table";
    pub(crate) const PROBLEMS: &str = "problems.table";
    pub(crate) const NAMES: &str = "names.table";
    pub(crate) const NAME_TERMS: &str = "name-terms.table";
    pub(crate) const PHRASES: &str = "phrases.table";
}

/// Records of the table of columns, each an array of numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column {
    /// Conditions by name.
    ByName,
    /// Conditions that are no kind of another, by name.
    Roots,
    /// Visible entries by condition name, topic, place.
    ByCondition,
    /// Visible entries by topic, condition name, place.
    ByTopic,
    /// The condition of each entry.
    EntryCondition,
    /// The topic of each entry.
    EntryTopic,
    /// The day number of each entry's last change; 0 without one.
    EntryUpdated,
    /// 1 for each entry whose answer is only a list of addresses, else 0.
    EntryLinksOnly,
    /// How many visible entries each topic has.
    TopicEntries,
}

/// What is known of the whole.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Meta {
    /// Entries that a reader can find.
    pub(crate) visible: u32,
    /// Entries' languages, as far as they are stemmed differently.
    pub(crate) languages: Vec<String>,
    /// The library's own synonyms and abbreviations, as sorted lines.
    pub(crate) vocabulary: String,
}

/// A topic and where its entries stand in [`Column::ByTopic`]. Its words are not here, where every list would read them, but
/// in the table of phrases.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct TopicStored {
    pub(crate) topic: Topic,
    pub(crate) first: u32,
    pub(crate) entries: u32,
}

/// What hangs on a condition, and where its entries stand in [`Column::ByCondition`]. One record more than there are
/// conditions: the last is that of the general questions.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct ConditionLinks {
    pub(crate) first: u32,
    pub(crate) entries: u32,
    pub(crate) topics: Vec<(TopicOrd, u32)>,
    pub(crate) parents: Vec<ConditionOrd>,
    pub(crate) children: Vec<ConditionOrd>,
    pub(crate) related: Vec<ConditionOrd>,
    pub(crate) differential: Vec<ConditionOrd>,
    pub(crate) organizations: Vec<OrganizationOrd>,
    pub(crate) trials: Vec<TrialOrd>,
    pub(crate) medications: Vec<MedicationOrd>,
}

pub(super) fn finish(mut builder: Builder, problems: &[Diagnostic]) -> Result<Shelf, Error> {
    let Builder { shelf, .. } = &builder;
    let shelf = shelf.clone();
    // What takes memory and is not asked for any more goes first.
    builder.heads.complete()?;
    citing(
        &shelf,
        std::mem::take(&mut builder.citing),
        builder.briefs.len(),
    )?;
    builder.segment.finish()?;
    let (visible, sizes) = ordered(&shelf, &builder)?;
    names(&shelf, &mut builder)?;
    phrases(&shelf, &builder.topics, &sizes, &builder.packs)?;
    write_all(&shelf, table::PACKS, &builder.packs)?;
    write_all(&shelf, table::PROBLEMS, problems)?;
    let mut languages: Vec<String> = builder.languages.keys().cloned().collect();
    languages.sort_unstable();
    let meta = Meta {
        visible,
        languages,
        vocabulary: sorted(std::mem::take(&mut builder.vocabulary)),
    };
    write_all(&shelf, table::META, &[meta])?;
    for table in [builder.organizations, builder.trials, builder.medications] {
        table.finish()?;
    }
    Ok(shelf)
}

/// The lines in one text, in order and each once.
fn sorted(mut lines: Vec<String>) -> String {
    // A phrase without a letter or digit can't be looked up.
    lines.retain(|line| !line.starts_with('\t'));
    lines.sort_unstable();
    lines.dedup();
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// Writes all that has to do with orders. Gives back how many visible entries there are, in all and in each topic.
fn ordered(shelf: &Shelf, builder: &Builder) -> Result<(u32, Vec<u32>), Error> {
    let entries = Entries::of(&builder.heads);
    let orders = Orders::of(builder, &entries);
    columns(shelf, &entries, &orders)?;
    links(shelf, builder, &entries, &orders)?;
    let mut topics = TableWriter::create(shelf, table::TOPICS)?;
    for (topic, &(first, entries)) in builder.topics.iter().zip(&orders.topic_runs) {
        topics.push_keyed(
            &topic.id,
            &TopicStored {
                topic: Topic {
                    words: Vec::new(),
                    ..topic.clone()
                },
                first,
                entries,
            },
        )?;
    }
    topics.finish()?;
    let visible = orders.by_condition.len() as u32; // ordinals are u32 throughout
    Ok((visible, orders.topic_sizes()))
}

/// What orders and columns are made of: a number an entry each.
#[derive(Debug, Default)]
struct Entries {
    condition: Vec<u32>,
    topic: Vec<u32>,
    updated: Vec<u32>,
    links_only: Vec<u32>,
    hidden: Vec<bool>,
}

impl Entries {
    fn of(heads: &Ledger) -> Self {
        let mut entries = Self::default();
        for head in (0..heads.len()).map(|entry| heads.get::<Head>(entry).unwrap_or_default()) {
            let condition = head.condition.map_or(NONE, |condition| condition.0);
            let updated = head.last_updated.map(|date| day_number(date.latest()));
            entries.condition.push(condition);
            entries.topic.push(head.topic);
            entries.updated.push(updated.unwrap_or(0));
            entries.links_only.push(head.links_only.into());
            entries.hidden.push(head.is_hidden());
        }
        entries
    }
}

/// Everything in its order.
struct Orders {
    by_name: Vec<u32>,
    /// Where in `by_name` each condition stands.
    rank: Vec<u32>,
    by_condition: Vec<u32>,
    by_topic: Vec<u32>,
    /// Where in `by_topic` the entries of each topic begin, and how many they are.
    topic_runs: Vec<(u32, u32)>,
    /// Every condition with each of its kinds: by condition, then by the kind's name.
    kinds: Vec<(u32, u32)>,
}

impl Orders {
    fn of(builder: &Builder, entries: &Entries) -> Self {
        let conditions = &builder.conditions;
        let by_name = by_name(conditions);
        let mut rank = vec![0; by_name.len()];
        for (&condition, place) in by_name.iter().zip(0..) {
            rank[condition as usize] = place;
        }
        let rank_of = |entry: u32| {
            rank.get(entries.condition[entry as usize] as usize)
                .copied()
                .unwrap_or(NONE)
        };
        let topic_of = |entry: u32| entries.topic[entry as usize];
        let mut by_condition: Vec<u32> = (0..)
            .zip(&entries.hidden)
            .filter(|(_, hidden)| !**hidden)
            .map(|(entry, _)| entry)
            .collect();
        let mut by_topic = by_condition.clone();
        by_condition.sort_unstable_by_key(|&entry| (rank_of(entry), topic_of(entry), entry));
        by_topic.sort_unstable_by_key(|&entry| (topic_of(entry), rank_of(entry), entry));
        let topics = 0..builder.topics.len() as u32; // ordinals are u32 throughout
        let topic_runs = topics
            .map(|topic| run_of(&by_topic, |entry| topic_of(entry).cmp(&topic)))
            .collect();
        let mut kinds = parent_pairs(builder);
        kinds.sort_unstable_by_key(|&(parent, kind)| (parent, rank[kind as usize]));
        kinds.dedup();
        Self {
            by_name,
            rank,
            by_condition,
            by_topic,
            topic_runs,
            kinds,
        }
    }
}

/// Conditions by name. There may be so many that only the beginnings of their names are kept while they are sorted.
fn by_name(conditions: &Ledger) -> Vec<u32> {
    let key = |ordinal: u32| {
        let condition = conditions.get::<(u32, Condition)>(ordinal);
        condition.map(|(_, condition)| name_key(&condition))
    };
    let beginning = |ordinal: u32| {
        let mut beginning = [0; 8];
        for (to, from) in beginning
            .iter_mut()
            .zip(key(ordinal).unwrap_or_default().bytes())
        {
            *to = from;
        }
        (beginning, ordinal)
    };
    let mut sorted: Vec<([u8; 8], u32)> = (0..conditions.len()).map(beginning).collect();
    sorted.sort_unstable();
    for alike in sorted.chunk_by_mut(|a, b| a.0 == b.0) {
        alike.sort_by_cached_key(|&(_, ordinal)| key(ordinal));
    }
    sorted.into_iter().map(|(_, ordinal)| ordinal).collect()
}

impl Orders {
    /// How many visible entries each topic has.
    fn topic_sizes(&self) -> Vec<u32> {
        self.topic_runs
            .iter()
            .map(|(_, entries)| *entries)
            .collect()
    }
}

/// Where the entries that compare as equal stand in `order`, which is sorted by the same comparison.
fn run_of(order: &[u32], compare: impl Fn(u32) -> std::cmp::Ordering) -> (u32, u32) {
    let first = order.partition_point(|&entry| compare(entry).is_lt());
    let end = order.partition_point(|&entry| compare(entry).is_le());
    (first as u32, (end - first) as u32)
}

fn columns(shelf: &Shelf, entries: &Entries, orders: &Orders) -> Result<(), Error> {
    let roots = roots(orders);
    let mut columns = TableWriter::create(shelf, table::COLUMNS)?;
    let topics = orders.topic_sizes();
    // In the order of `Column`.
    for column in [
        &orders.by_name,
        &roots,
        &orders.by_condition,
        &orders.by_topic,
        &entries.condition,
        &entries.topic,
        &entries.updated,
        &entries.links_only,
        &topics,
    ] {
        columns.push_bytes(&numbers_to_bytes(column))?;
    }
    Ok(columns.finish()?)
}

/// The pairs (parent, kind) of all conditions.
fn parent_pairs(builder: &Builder) -> Vec<(u32, u32)> {
    let conditions = &builder.conditions;
    let mut pairs = Vec::new();
    for child in 0..conditions.len() {
        if let Some((_, condition)) = conditions.get::<(u32, Condition)>(child) {
            pairs.extend(
                builder
                    .resolve(&condition.parents)
                    .filter(|&parent| parent != child)
                    .map(|p| (p, child)),
            );
        }
    }
    pairs
}

/// Conditions without a parent, by name; and of each ring of conditions that name each other as parents, one, so that none
/// is out of reach.
fn roots(orders: &Orders) -> Vec<u32> {
    let pairs = &orders.kinds;
    let mut has_parent = vec![false; orders.by_name.len()];
    for &(_, child) in pairs {
        has_parent[child as usize] = true;
    }
    let mut reached = vec![false; orders.by_name.len()];
    let mut roots = Vec::new();
    for with_parent in [false, true] {
        for &condition in &orders.by_name {
            if has_parent[condition as usize] != with_parent || reached[condition as usize] {
                continue;
            }
            roots.push(condition);
            let mut open = vec![condition];
            while let Some(next) = open.pop() {
                if !std::mem::replace(&mut reached[next as usize], true) {
                    let first = pairs.partition_point(|&(parent, _)| parent < next);
                    open.extend(
                        pairs[first..]
                            .iter()
                            .take_while(|(parent, _)| *parent == next)
                            .map(|(_, c)| *c),
                    );
                }
            }
        }
    }
    roots.sort_unstable_by_key(|&root| orders.rank[root as usize]);
    roots
}

impl Builder {
    /// The ordinals of the conditions that `ids` name; those that name none are left out.
    fn resolve(&self, ids: &[String]) -> impl Iterator<Item = u32> {
        ids.iter().filter_map(|id| self.conditions.ordinal(id))
    }
}

fn links(
    shelf: &Shelf,
    builder: &Builder,
    entries: &Entries,
    orders: &Orders,
) -> Result<(), Error> {
    let conditions = &builder.conditions;
    let sorted = |links: &[(u64, u32)]| {
        let mut links: Vec<(u32, u32)> = links
            .iter()
            .filter_map(|(hash, listed)| Some((conditions.ordinal_of(*hash)?, *listed)))
            .collect();
        links.sort_unstable();
        links.dedup();
        links
    };
    let (organizations, trials, medications) = (
        sorted(&builder.organization_links),
        sorted(&builder.trial_links),
        sorted(&builder.medication_links),
    );
    let of = |links: &[(u32, u32)], condition: u32| -> Vec<u32> {
        let first = links.partition_point(|(c, _)| *c < condition);
        links[first..]
            .iter()
            .take_while(|(c, _)| *c == condition)
            .map(|(_, listed)| *listed)
            .collect()
    };
    let mut table = TableWriter::create(shelf, table::LINKS)?;
    for ordinal in 0..conditions.len() {
        let condition = conditions
            .get::<(u32, Condition)>(ordinal)
            .map(|(_, condition)| condition)
            .unwrap_or_default();
        let conditions_of = |ids: &[String]| builder.resolve(ids).map(ConditionOrd).collect();
        table.push(&ConditionLinks {
            parents: conditions_of(&condition.parents),
            related: conditions_of(&condition.related),
            differential: conditions_of(&condition.differential),
            children: of(&orders.kinds, ordinal)
                .into_iter()
                .map(ConditionOrd)
                .collect(),
            organizations: of(&organizations, ordinal)
                .into_iter()
                .map(OrganizationOrd)
                .collect(),
            trials: of(&trials, ordinal).into_iter().map(TrialOrd).collect(),
            medications: of(&medications, ordinal)
                .into_iter()
                .map(MedicationOrd)
                .collect(),
            ..entries_of(entries, orders, orders.rank[ordinal as usize])
        })?;
    }
    table.push(&entries_of(entries, orders, NONE))?;
    Ok(table.finish()?)
}

/// Where the entries of the condition of this rank stand, and how many there are in each topic.
fn entries_of(entries: &Entries, orders: &Orders, rank: u32) -> ConditionLinks {
    let rank_of = |entry: u32| {
        orders
            .rank
            .get(entries.condition[entry as usize] as usize)
            .copied()
            .unwrap_or(NONE)
    };
    let (first, count) = run_of(&orders.by_condition, |entry| rank_of(entry).cmp(&rank));
    let run = &orders.by_condition[first as usize..(first + count) as usize];
    let topics = run
        .chunk_by(|&a, &b| entries.topic[a as usize] == entries.topic[b as usize])
        .map(|chunk| {
            (
                TopicOrd(entries.topic[chunk[0] as usize]),
                chunk.len() as u32,
            )
        })
        .collect();
    ConditionLinks {
        first,
        entries: count,
        topics,
        ..ConditionLinks::default()
    }
}

fn citing(shelf: &Shelf, mut pairs: Vec<(u32, u32)>, sources: usize) -> Result<(), Error> {
    pairs.sort_unstable();
    let mut table = TableWriter::create(shelf, table::CITING)?;
    let mut rest = pairs.as_slice();
    for source in 0..sources as u32 {
        let count = rest.partition_point(|(of, _)| *of <= source);
        let (these, others) = rest.split_at(count);
        let entries: Vec<u32> = these.iter().map(|(_, entry)| *entry).collect();
        table.push_bytes(&numbers_to_bytes(&entries))?;
        rest = others;
    }
    Ok(table.finish()?)
}

fn write_all(shelf: &Shelf, name: &str, records: &[impl Serialize]) -> Result<(), Error> {
    let mut table = TableWriter::create(shelf, name)?;
    for record in records {
        table.push(record)?;
    }
    Ok(table.finish()?)
}
