//! What a reader sees of an entry, a condition or a source, as a document: the same for screen, pipe and web browser.
//!
//! This is the one place for what must never be missing: dates, ages, review, sources, certainty, boxes, disagreements. States
//! that a reader must notice are put into words and marked [`Style::WARN`](crate::text::Style::WARN): colour only adds to
//! them. Pages are not laid out yet, and nothing here knows a screen or a terminal.
//!
//! In every list of sources the label of a source is its number in brackets, `[1]`, the first thing on its line.

mod builder;
mod changes;
mod clinic;
mod compare;
mod condition;
mod entry;
mod examples;
mod excerpt;
mod handout;
mod html;
mod library;
mod list_row;
mod listings;
mod packs;
mod problems;
mod source;
#[cfg(test)]
mod tests;
mod trust;

use crate::library::{Library, Listed};
use crate::model::Clock;
use crate::search::{Matching, Results};

pub use builder::{Page, Part};
pub use changes::{Changes, changes, changes_page};
pub use compare::compare;
pub use condition::{condition, condition_preview};
pub use entry::{entry, preview, withdrawn};
pub use examples::Examples;
pub use excerpt::Excerpt;
pub use handout::handout;
pub use html::{STYLE, article, html_page};
pub use library::{library, pack_details};
pub use list_row::{distinctions, mark, short_name};
pub use packs::{last_changes, newer_packs, offer, packs};
pub use problems::problems;
pub use trust::trust_lines;
#[cfg(feature = "export")]
pub(crate) use trust::warnings;

/// The page of what an id names.
pub fn listed(library: &Library, listed: Listed, clock: Clock) -> Page {
    match listed {
        Listed::Entry(ord) => entry(library, ord, clock),
        Listed::Condition(ord) => condition(library, ord, clock),
        Listed::Source(ord) => source::source(library, ord, clock),
        Listed::Organization(ord) => listings::organization(library, ord, clock),
        Listed::Trial(ord) => listings::trial(library, ord, clock),
        Listed::Medication(ord) => listings::medication(library, ord, clock),
    }
}

/// Notes above the results of a search, one sentence each: that the query is in another language, what is not in the library,
/// and that the results are only related.
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
        notes.push("No answer was found, only related ones:".to_owned());
    }
    notes
}
