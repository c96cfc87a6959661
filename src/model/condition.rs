//! Conditions: diseases and signs, their names, identifiers, genes and relatives.

use serde::{Deserialize, Serialize};

use super::id::Id;
use super::words::words;

/// A disease, injury or sign that questions are asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Condition {
    /// Unique; the first part of its entries' ids.
    pub id: Id,
    /// The main name.
    pub name: String,
    /// A short name for narrow places.
    pub abbreviation: String,
    /// Other names it is known or searched by.
    pub alternate_names: Vec<String>,
    /// One sentence of Markdown.
    pub summary: String,
    /// Conditions that it is a kind of.
    pub parents: Vec<Id>,
    /// Related conditions.
    pub related: Vec<Id>,
    /// Conditions that look like it.
    pub differential: Vec<Id>,
    /// How it is passed on.
    pub inheritance: String,
    /// Genes involved.
    pub genes: Vec<Gene>,
    /// Identifiers in terminologies and registries.
    pub codes: Vec<Code>,
    /// The few sentences to remember, in Markdown with citations.
    pub takeaways: Vec<String>,
}

impl Condition {
    /// The abbreviation, or the name if it has none.
    pub fn short_name(&self) -> &str {
        if self.abbreviation.is_empty() {
            &self.name
        } else {
            &self.abbreviation
        }
    }

    /// Every name: the main one, the abbreviation, the others.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str(), self.abbreviation.as_str()]
            .into_iter()
            .chain(self.alternate_names.iter().map(String::as_str))
            .filter(|name| !name.is_empty())
    }
}

/// A gene of a condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gene {
    /// HGNC symbol.
    pub symbol: String,
    /// Chromosome band.
    pub locus: String,
    /// The source's id.
    pub cite: Id,
    /// What a reader should know about it.
    pub note: String,
}

/// An identifier of a condition in a terminology or registry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Code {
    /// `ICD-10`, `ORPHA`, `OMIM`, `MONDO`, ...
    pub system: String,
    /// The identifier without its system.
    pub value: String,
    /// How well it fits.
    #[serde(rename = "match")]
    pub fit: Option<CodeMatch>,
    /// The source's id.
    pub cite: Id,
    /// What a reader should know about it.
    pub note: String,
}

words! {
    /// How well an identifier fits a condition.
    CodeMatch {
        /// It means this condition and no other.
        Exact = "exact", "exact";
        /// It means more than this condition.
        Broader = "broader", "broader";
        /// It means a part of this condition.
        Narrower = "narrower", "narrower";
        /// It means something related.
        Related = "related", "related";
        /// Sources disagree, or it could not be verified.
        Doubtful = "doubtful", "doubtful";
    }
}
