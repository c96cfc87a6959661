//! What is listed with the answers about a condition: organisations, trials, medicines.

use serde::{Deserialize, Serialize};

use super::date::PartialDate;
use super::id::Id;
use super::words::words;

/// An organisation that helps, with contact details as of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organization {
    /// Unique within its pack.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Conditions it serves.
    pub conditions: Vec<Id>,
    /// Street and number.
    pub street: String,
    /// Town.
    pub locality: String,
    /// State or province.
    pub region: String,
    /// Postal code.
    pub postal_code: String,
    /// ISO 3166 country code.
    pub country: String,
    /// In international form.
    pub telephone: String,
    /// As the source prints it.
    pub telephone_as_printed: String,
    /// In international form.
    pub fax: String,
    /// Address for mail.
    pub email: String,
    /// Address on the web.
    pub url: String,
    /// The day on which the details were right.
    pub verified: Option<PartialDate>,
    /// The source's id.
    pub cite: Id,
    /// What a reader should know about it.
    pub note: String,
}

/// A clinical trial, with its status as of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trial {
    /// Unique within its pack.
    pub id: Id,
    /// `ClinicalTrials.gov` or another.
    pub registry: String,
    /// Its number there.
    pub registry_id: String,
    /// Title.
    pub title: String,
    /// Conditions it concerns.
    pub conditions: Vec<Id>,
    /// What is tried.
    pub interventions: Vec<String>,
    /// The registry's words.
    pub status: String,
    /// When that was its status.
    pub status_as_of: Option<PartialDate>,
    /// Phase.
    pub phase: String,
    /// ISO 3166 country codes.
    pub countries: Vec<String>,
    /// The source's id.
    pub cite: Id,
    /// What a reader should know about it.
    pub note: String,
}

/// A medicine and what regulators say about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Medication {
    /// Unique within its pack.
    pub id: Id,
    /// International non-proprietary name.
    pub name: String,
    /// Brand names.
    pub brands: Vec<String>,
    /// Conditions it concerns.
    pub conditions: Vec<Id>,
    /// What it is to them.
    pub relation: Option<Relation>,
    /// Decisions of regulators.
    pub approvals: Vec<Approval>,
    /// Warnings of its label.
    pub warnings: Vec<String>,
    /// The source's id.
    pub cite: Id,
    /// What a reader should know about it.
    pub note: String,
}

/// A regulator's decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Approval {
    /// ISO 3166 country code, or `EU`.
    pub country: String,
    /// The day it was approved.
    pub on: Option<PartialDate>,
    /// The day it was refused.
    pub refused: Option<PartialDate>,
    /// For whom or what.
    #[serde(rename = "for")]
    pub indication: String,
    /// The source's id, if it is not the medicine's.
    pub cite: Id,
}

words! {
    /// What a medicine is to a condition.
    Relation {
        /// Approved for it somewhere.
        Approved = "approved", "approved";
        /// Studied in it.
        Studied = "studied", "studied";
        /// Used in it outside its approval.
        OffLabel = "off-label", "off label";
        /// Refused for it.
        Refused = "refused", "refused";
        /// Advised against in it.
        NotRecommended = "not-recommended", "not recommended";
    }
}
