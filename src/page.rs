//! What a reader sees of an entry, a condition or a source, as a document: the same for screen and pipe.
//!
//! Here stands, once, what must never be missing: dates, ages, review, sources, certainty, boxes, disagreements. States
//! that a reader must notice are said in words and marked [`Style::WARN`](crate::text::Style::WARN): colour only adds to
//! them. This room knows no screen and no terminal; what it gives has no shape yet.
//!
//! In every list of sources the label of a source is its number in brackets, `[1]`, the first thing on its line.

mod apart;
mod beside;
mod builder;
mod condition;
mod entry;
mod examples;
mod library;
mod preview;
mod problems;
mod source;
mod spans;
mod target;
#[cfg(test)]
mod tests;
mod trust;

use crate::index::{
    ConditionOrd, EntryOrd, Head, MedicationOrd, OrganizationOrd, PackOrd, SourceOrd, TrialOrd,
};
use crate::library::{Library, Listed};
use crate::model::{Clock, Diagnostic};
use crate::search::{Matching, Results};
use crate::text::{Block, Document, Span, Target};

pub use examples::Examples;

/// A page, ready to be laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Where it stands: `POH`, `Treatment`.
    pub crumbs: Vec<String>,
    /// The question, or the name of the condition or source.
    pub title: String,
    /// What must be seen without scrolling, in groups of parts: updated, age, reviewed, certainty; sources by kind. See
    /// [`trust_lines`].
    pub trust: Vec<Vec<Span>>,
    /// The same in the fewest words, for a narrow screen: one group, empty where there is nothing shorter to say.
    pub narrow: Vec<Span>,
    /// The rest.
    pub document: Document,
    /// The sources by their number on the page, from 1: `None` for one that the library does not define.
    pub citations: Vec<Option<SourceOrd>>,
    /// The pack that its links are meant in; `None` where it belongs to none.
    pub pack: Option<PackOrd>,
    /// Where in the document each of its parts begins, by block. What comes before the first is its own text.
    pub parts: Vec<(Part, usize)>,
}

/// What follows the text of a page, for readers who take a page piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The answers that a condition has, or that rest on a source.
    Questions,
    /// Who helps, what is tried and given: with the condition, or about it beside an answer.
    Beside,
    /// The sources by their numbers.
    Sources,
    /// Answers to read next.
    Next,
    /// What the page is, which library it comes from, and the library's disclaimer.
    About,
}

impl Page {
    /// The blocks of its own text, without the parts that follow it.
    pub fn text(&self) -> &[Block] {
        let end = self
            .parts
            .first()
            .map_or(self.document.blocks.len(), |(_, at)| *at);
        &self.document.blocks[..end]
    }

    /// The same with the boxes that must be seen right behind the short answer: for those who read it a piece at a time,
    /// and may not read to its end.
    pub fn text_boxes_first(&self) -> Vec<Block> {
        let (short, rest) = match self.text() {
            [short @ Block::Fields(_), rest @ ..] => (Some(short), rest),
            all => (None, all),
        };
        let (boxes, rest): (Vec<&Block>, Vec<&Block>) =
            rest.iter().partition(|block| preview::must_be_seen(block));
        let all = short.into_iter().chain(boxes).chain(rest);
        all.cloned().collect()
    }

    /// The blocks of one part; none where it has no such part.
    pub fn part(&self, part: Part) -> &[Block] {
        let Some(at) = self.parts.iter().position(|(known, _)| *known == part) else {
            return &[];
        };
        let begins = |at: usize| {
            self.parts
                .get(at)
                .map_or(self.document.blocks.len(), |(_, block)| *block)
        };
        &self.document.blocks[begins(at)..begins(at + 1)]
    }

    /// Where a link on this page leads within the library: `None` for an address on the web and for what is not there.
    /// An answer that was taken back and is gone has a page all the same: see [`withdrawn`].
    pub fn follow(&self, library: &Library, target: &Target) -> Option<Listed> {
        target::follow(library, self, target)
    }
}

/// The page of what an id names.
pub fn listed(library: &Library, listed: Listed, clock: Clock) -> Page {
    match listed {
        Listed::Entry(ord) => entry(library, ord, clock),
        Listed::Condition(ord) => condition(library, ord, clock),
        Listed::Source(ord) => source(library, ord, clock),
        Listed::Organization(ord) => organization(library, ord, clock),
        Listed::Trial(ord) => trial(library, ord, clock),
        Listed::Medication(ord) => medication(library, ord, clock),
    }
}

/// The page of an entry; the notice alone where it was withdrawn.
pub fn entry(library: &Library, entry: EntryOrd, clock: Clock) -> Page {
    entry::page(library, entry, clock)
}

/// The page of an entry that a pack took back and no longer holds.
pub fn withdrawn(library: &Library, id: &str) -> Option<Page> {
    entry::withdrawn(library, id)
}

/// The short form of an entry's page, for a preview: trust line, short answer, boxes, first paragraphs, sources.
pub fn preview(library: &Library, entry: EntryOrd, clock: Clock) -> Page {
    preview::page(library, entry, clock)
}

/// The short form of a condition's page, for a preview: what it is and what it is called, without its questions.
pub fn condition_preview(library: &Library, condition: ConditionOrd, clock: Clock) -> Page {
    condition::preview(library, condition, clock)
}

/// The [`trust`](Page::trust) of a page in lines of at most so many columns, broken between its parts only.
pub fn trust_lines(trust: &[Vec<Span>], columns: usize) -> Vec<Vec<Span>> {
    trust::fit(trust, columns)
}

/// The page of a condition.
pub fn condition(library: &Library, condition: ConditionOrd, clock: Clock) -> Page {
    condition::page(library, condition, clock)
}

/// The page of a source, with the answers that cite it.
pub fn source(library: &Library, source: SourceOrd, clock: Clock) -> Page {
    source::page(library, source, clock)
}

/// The page of an organisation.
pub fn organization(library: &Library, organization: OrganizationOrd, clock: Clock) -> Page {
    beside::organization_page(library, organization, clock)
}

/// The page of a trial.
pub fn trial(library: &Library, trial: TrialOrd, clock: Clock) -> Page {
    beside::trial_page(library, trial, clock)
}

/// The page of a medicine.
pub fn medication(library: &Library, medication: MedicationOrd, clock: Clock) -> Page {
    beside::medication_page(library, medication, clock)
}

/// What is open: the packs with their versions, licences and disclaimers, and where the index lies.
pub fn library(library: &Library, clock: Clock) -> Page {
    library::page(library, clock)
}

/// What is wrong with the settings file, and with the library's files.
pub fn problems(library: &Library, settings: &[Diagnostic]) -> Page {
    problems::page(library, settings)
}

/// What must be said before the results of a search: that it is in another language, what the library has nothing about,
/// and that what follows is no answer. A sentence each.
pub fn search_notes(results: &Results) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(language) = &results.language {
        notes.push(format!(
            "{} This library is in English, not {}.",
            language.message, language.name
        ));
    } else if !results.missing.is_empty() {
        notes.push(format!(
            "Not in this library: {}.",
            results.missing.join(", ")
        ));
    }
    if results.matching == Matching::Related && !results.hits.is_empty() {
        notes.push("No answer was found. Only related:".to_owned());
    }
    notes
}

/// For each entry of a list, what tells it from the others that ask the same: the condition, else the publisher, the title or
/// the address of its first source. Empty where no other asks the same.
pub fn apart(library: &Library, entries: &[EntryOrd]) -> Vec<String> {
    apart::apart(library, entries)
}

/// Freshness in a few words for a list row: the date or `no date`, then `overdue` or `age unknown`, `source in doubt`,
/// `source date unclear`, `draft`; `withdrawn` alone. The style says what must be noticed.
pub fn mark(library: &Library, head: &Head, clock: Clock) -> Vec<Span> {
    trust::mark(library, head, clock)
}

/// The short name of a condition for a list row; `General` for the questions of none.
pub fn short_name(library: &Library, condition: Option<ConditionOrd>) -> String {
    match condition {
        Some(ord) => library.condition_head(ord).into_short_name(),
        None => "General".to_owned(),
    }
}
