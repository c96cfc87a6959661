//! What an exporter works with: the library, the selected answers, the files to write, and the count of what is lost.

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::content::{Progress, Staging};
use crate::index::{ConditionOrd, EntryOrd, PackOrd, TopicOrd};
use crate::library::Library;
use crate::model::{Clock, Withdrawal};

/// Which answers are exported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only those about these conditions, with `None` for the general questions; if empty, all.
    pub conditions: Vec<Option<ConditionOrd>>,
    /// Only those under these topics; if empty, those under all.
    pub topics: Vec<TopicOrd>,
}

impl Selection {
    /// The conditions, by name; the general questions come last.
    pub(super) fn conditions(&self, library: &Library) -> Vec<Option<ConditionOrd>> {
        let all = library.conditions_by_name().into_iter().map(Some);
        let is_selected = |one: &_| self.conditions.is_empty() || self.conditions.contains(one);
        all.chain([None]).filter(is_selected).collect()
    }

    /// The answers that a reader finds, by condition, then by topic.
    fn entries(&self, library: &Library) -> Vec<EntryOrd> {
        let conditions = self.conditions(library).into_iter();
        let all = conditions.flat_map(|condition| library.entries(condition, None));
        all.filter(|ord| {
            let head = library.head(*ord);
            self.contains(head.condition, Some(head.topic()))
        })
        .collect()
    }

    fn contains(&self, condition: Option<ConditionOrd>, topic: Option<TopicOrd>) -> bool {
        let is_topic = || topic.is_some_and(|topic| self.topics.contains(&topic));
        (self.conditions.is_empty() || self.conditions.contains(&condition))
            && (self.topics.is_empty() || is_topic())
    }

    /// The notices of answers that were taken back. Of an answer that its pack no longer holds the topic is not known.
    fn withdrawals(&self, library: &Library) -> Vec<(PackOrd, Withdrawal)> {
        let packs = (0..library.pack_count()).map(PackOrd);
        let all = packs.flat_map(|pack| {
            let withdrawn = library.pack(pack).pack.withdrawn.into_iter();
            withdrawn.map(move |withdrawal| (pack, withdrawal))
        });
        let is_selected = |(pack, withdrawal): &(PackOrd, Withdrawal)| {
            let id = &withdrawal.entry;
            let head = library.find_entry(*pack, id).map(|ord| library.head(ord));
            let (condition, _) = id.split_once('/').unwrap_or_default();
            match head {
                Some(head) => self.contains(head.condition, Some(head.topic())),
                None => self.contains(library.find_condition(condition), None),
            }
        };
        all.filter(is_selected).collect()
    }
}

/// What was exported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Answers written.
    pub entries: usize,
    /// Answers that were taken back; nothing of them is exported but the notice.
    pub withdrawn: usize,
    /// Drafts, which are not exported.
    pub drafts: usize,
    /// Answers in whose place others are exported.
    pub replaced: usize,
    /// What the format cannot carry, in plural, and how many there are.
    pub lost: BTreeMap<&'static str, usize>,
    /// What to do next, such as a command that takes the export.
    pub notes: Vec<String>,
}

/// Why nothing was exported. The destination is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is something at the destination.
    #[error("`{}` already exists; nothing was written", .0.display())]
    Occupied(PathBuf),
    /// The selection is empty.
    #[error("no answer belongs to this selection; nothing was written")]
    Nothing,
    /// The export was stopped.
    #[error("the export was stopped; nothing was written")]
    Stopped,
    /// Something could not be read.
    #[error("the index of the library is damaged; nothing was written")]
    Damaged,
    /// The export cannot be written.
    #[error("cannot write the export: {0}")]
    Write(#[from] io::Error),
}

/// An export under way.
pub(super) struct Job<'a> {
    pub(super) library: &'a Library,
    pub(super) clock: Clock,
    pub(super) selection: &'a Selection,
    pub(super) summary: Summary,
    /// The notices of answers that were taken back, by pack.
    pub(super) withdrawals: Vec<(PackOrd, Withdrawal)>,
    /// As the person named it, for commands in notes.
    pub(super) dest: &'a Path,
    /// What the format writes.
    pub(super) staging: Staging,
    entries: Vec<EntryOrd>,
    progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
}

impl<'a> Job<'a> {
    pub(super) fn new(
        library: &'a Library,
        clock: Clock,
        selection: &'a Selection,
        dest: &'a Path,
        progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Self, Error> {
        let entries = selection.entries(library);
        if entries.is_empty() {
            return Err(Error::Nothing);
        }
        // A folder that is named wrongly, or a stick that is not there, is not created.
        let path = std::path::absolute(dest)?;
        std::fs::metadata(path.parent().unwrap_or(&path))?;
        let staging = Staging::new(dest)?;
        if !staging.is_free()? {
            return Err(Error::Occupied(dest.to_owned()));
        }
        let withdrawals = selection.withdrawals(library);
        let heads = (0..library.all_entries()).map(|ord| library.head(EntryOrd(ord)));
        let hidden = heads.filter(|head| {
            let is_selected = selection.contains(head.condition, Some(head.topic()));
            head.is_hidden() && !head.withdrawn && is_selected
        });
        let (replaced, drafts): (Vec<_>, Vec<_>) = hidden.partition(|it| it.replaced_by.is_some());
        let summary = Summary {
            withdrawn: withdrawals.len(),
            drafts: drafts.len(),
            replaced: replaced.len(),
            ..Summary::default()
        };
        Ok(Self {
            library,
            clock,
            selection,
            summary,
            dest,
            staging,
            entries,
            withdrawals,
            progress,
        })
    }

    /// Calls `write` for each selected answer, by condition, then by topic; not for withdrawn answers and drafts.
    pub(super) fn each(
        &mut self,
        mut write: impl FnMut(&mut Self, EntryOrd) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let entries = std::mem::take(&mut self.entries);
        for (at, entry) in entries.iter().enumerate() {
            let progress = Progress {
                done: at as u64,
                total: entries.len() as u64,
                entries: at as u64,
                ..Progress::default()
            };
            if (self.progress)(progress).is_break() {
                return Err(Error::Stopped);
            }
            write(self, *entry)?;
            self.summary.entries += 1;
        }
        self.entries = entries;
        Ok(())
    }

    /// The selected answers.
    pub(super) fn entries(&self) -> &[EntryOrd] {
        &self.entries
    }

    /// Orders the answers about each condition by the titles of their topics, and not as their packs do.
    pub(super) fn sort_by_topic_title(&mut self) {
        let library = self.library;
        let condition = |ord: &EntryOrd| library.head(*ord).condition;
        let title = |ord: &EntryOrd| library.topic(library.head(*ord).topic()).topic.title;
        let conditions = self
            .entries
            .chunk_by_mut(|one, other| condition(one) == condition(other));
        conditions.for_each(|entries| entries.sort_by_cached_key(title));
    }

    /// Counts what the format cannot carry; `what` is in plural.
    pub(super) fn lost(&mut self, what: &'static str, count: usize) {
        if count > 0 {
            *self.summary.lost.entry(what).or_default() += count;
        }
    }

    /// Moves the export to its destination, unless it may be wrong.
    pub(super) fn finish(self) -> Result<Summary, Error> {
        if self.library.damaged() {
            return Err(Error::Damaged);
        }
        if !self.staging.is_free()? {
            return Err(Error::Occupied(self.dest.to_owned()));
        }
        self.staging.finish()?;
        Ok(self.summary)
    }
}
