//! Entries: a question, its answer, and what a reader must know to trust it.

use serde::{Deserialize, Serialize};

use super::date::PartialDate;
use super::id::{GENERAL, Id};
use super::words::words;

/// A question with its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// `<condition>/<name>`, or `general/<name>`.
    pub id: Id,
    /// The condition's id; empty for a general question.
    pub condition: Id,
    /// The topic's id.
    pub topic: Id,
    /// The question as a person asks it.
    pub question: String,
    /// Other ways in which it is asked.
    pub also_asked: Vec<String>,
    /// Markdown of one to three sentences that stand alone.
    pub short_answer: String,
    /// Markdown.
    pub answer: String,
    /// The day the text last changed.
    pub last_updated: Option<PartialDate>,
    /// The day somebody checked all of it.
    pub last_reviewed: Option<PartialDate>,
    /// Who that was.
    pub reviewed_by: Option<Reviewer>,
    /// The day by which it should be checked again.
    pub next_review_due: Option<PartialDate>,
    /// GRADE certainty of the evidence.
    pub certainty: Option<Certainty>,
    /// Whom it is written for.
    pub audience: Audience,
    /// Whether readers see it.
    pub status: EntryStatus,
    /// BCP 47; empty means the pack's.
    pub language: String,
    /// The entry that this one translates.
    pub translation_of: Id,
    /// The entry in whose place this one is shown; empty if it is an answer of its own.
    pub replaces: Id,
    /// Entries to read next.
    pub related: Vec<Id>,
    /// Sources used for the whole answer, besides those cited in it.
    pub sources: Vec<Id>,
    /// The answer is only a list of addresses.
    pub links_only: bool,
    /// Who suggested the answer, if it comes from a forum and was never accepted there.
    pub suggested_by: Option<Suggestion>,
    /// First-person accounts published elsewhere.
    pub experiences: Option<Experiences>,
    /// On what sources say different things.
    #[serde(rename = "disagreement")]
    pub disagreements: Vec<Disagreement>,
}

impl Entry {
    /// The part of the id before the slash, which names the condition or says `general`.
    pub fn id_condition(&self) -> &str {
        self.id
            .split_once('/')
            .map_or("", |(condition, _)| condition)
    }

    /// All texts of the answer: the short one, the long one, and those of its disagreements.
    pub fn texts(&self) -> impl Iterator<Item = &String> {
        let disagreements = self.disagreements.iter().flat_map(|disagreement| {
            let claims = disagreement.claims.iter().map(|claim| &claim.says);
            claims.chain([&disagreement.about, &disagreement.reading])
        });
        let answers = [&self.short_answer, &self.answer].into_iter();
        answers.chain(disagreements)
    }

    /// A number for the text of the answer: it changes with the words, not with how they are broken into lines.
    pub fn checksum(&self) -> String {
        let mut hasher = crc32fast::Hasher::new();
        for text in self.texts() {
            for word in text.split_whitespace() {
                hasher.update(word.as_bytes());
                hasher.update(b" ");
            }
        }
        format!("{:08x}", hasher.finalize())
    }

    /// Whether it belongs to no condition.
    pub fn is_general(&self) -> bool {
        self.id_condition() == GENERAL
    }
}

/// The person who checked an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reviewer {
    /// Name.
    pub name: String,
    /// Profession or office.
    pub role: String,
}

/// The author of a forum's answer that was never accepted, and what its readers thought of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Suggestion {
    /// The author's name; empty if it is not known.
    pub name: String,
    /// Votes for it minus votes against it.
    pub votes: Option<i32>,
}

/// How many first-person accounts a site holds, as of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Experiences {
    /// How many.
    pub count: u32,
    /// Where.
    pub url: String,
    /// When that was so.
    pub as_of: Option<PartialDate>,
}

/// Sources that say different things, side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Disagreement {
    /// What it is about.
    pub about: String,
    /// Two claims or more.
    pub claims: Vec<Claim>,
    /// Markdown: a careful reading of them.
    pub reading: String,
}

/// What one source says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claim {
    /// Markdown.
    pub says: String,
    /// When that was said.
    pub as_of: Option<PartialDate>,
    /// The source's id.
    pub cite: Id,
}

words! {
    /// Certainty of evidence, by GRADE.
    Certainty {
        /// Further research is very unlikely to change it.
        High = "high", "high";
        /// Further research may change it.
        Moderate = "moderate", "moderate";
        /// Further research is likely to change it.
        Low = "low", "low";
        /// Any estimate is very uncertain.
        VeryLow = "very-low", "very low";
    }
}

words! {
    /// Whom an answer is written for.
    #[derive(Default)]
    Audience {
        /// Anyone.
        #[default]
        Everyone = "everyone", "everyone";
        /// Patients and their families.
        Patient = "patient", "patients";
        /// Professionals.
        Professional = "professional", "professionals";
    }
}

words! {
    /// Whether readers see an entry.
    #[derive(Default)]
    EntryStatus {
        /// They do.
        #[default]
        Active = "active", "active";
        /// Only `check` and `show` do.
        Draft = "draft", "draft";
    }
}
