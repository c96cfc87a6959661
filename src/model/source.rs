//! Sources: where an answer comes from.

use serde::{Deserialize, Serialize};

use super::date::PartialDate;
use super::id::Id;
use super::words::words;

/// A publication, page or database that answers rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// Unique within its pack.
    pub id: Id,
    /// Its title, or a description if the title is not known.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// What kind of source it is, which says something about its weight.
    pub kind: Option<SourceKind>,
    /// Its address; empty if it is not known.
    pub url: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When it first appeared.
    pub published: Option<PartialDate>,
    /// When its text last changed.
    pub last_updated: Option<PartialDate>,
    /// Its own date as printed, when that can be read in more than one way.
    pub date_as_printed: String,
    /// When the library's author read it.
    pub accessed: Option<PartialDate>,
    /// SPDX expression or the source's own words.
    pub license: String,
    /// Whether it is still valid.
    pub status: SourceStatus,
    /// What a reader should know about it.
    pub note: String,
}

impl Source {
    /// The date by which its age is judged: the last change, else the first appearance.
    pub fn date(&self) -> Option<PartialDate> {
        self.last_updated.or(self.published)
    }

    /// Its date for a reader: quoted as printed if it is ambiguous, else the date itself.
    pub fn printed_date(&self) -> Option<String> {
        if self.date_as_printed.is_empty() {
            self.date().map(|date| date.to_string())
        } else {
            Some(format!("\"{}\"", self.date_as_printed))
        }
    }
}

words! {
    /// The kinds of source.
    SourceKind {
        /// A clinical guideline or consensus statement.
        Guideline = "guideline", "guideline";
        /// A public authority.
        Government = "government", "government";
        /// A product label approved by a regulator.
        Label = "label", "label";
        /// A trial or disease registry, or a terminology.
        Registry = "registry", "registry";
        /// A review of the literature.
        Review = "review", "review";
        /// One study.
        Study = "study", "study";
        /// A hospital's page for patients or referrers.
        Hospital = "hospital", "hospital";
        /// A professional society.
        Society = "society", "society";
        /// A patients' organisation.
        Charity = "charity", "charity";
        /// A textbook or reference work.
        Textbook = "textbook", "textbook";
        /// A company with an interest.
        Company = "company", "company";
        /// A site that gathers what others wrote.
        Aggregator = "aggregator", "collected from other sites";
    }
}

words! {
    /// Whether a source is still valid.
    #[derive(Default)]
    SourceStatus {
        /// It is valid.
        #[default]
        Active = "active", "active";
        /// A newer one has taken its place.
        Superseded = "superseded", "superseded";
        /// Its publisher retracted it.
        Retracted = "retracted", "retracted";
    }
}
