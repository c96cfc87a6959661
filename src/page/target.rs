//! Where links lead. Ids of sources, organisations, trials and medicines are unique within a pack only, so the page's own
//! pack is asked before the others.

use crate::index::{MedicationOrd, OrganizationOrd, PackOrd, TrialOrd};
use crate::library::{Library, Listed};
use crate::text::Target;

use super::Page;

pub(super) fn follow(library: &Library, page: &Page, target: &Target) -> Option<Listed> {
    let pack = page.pack.unwrap_or(PackOrd(0));
    match target {
        Target::Cite(number) => {
            let source = page.citations.get(number.checked_sub(1)?)?;
            source.map(Listed::Source)
        }
        Target::Entry(id) => library.find_entry(pack, id).map(Listed::Entry),
        Target::Condition(id) => library.find_condition(id).map(Listed::Condition),
        Target::Source(id) => library
            .find_source(pack, id)
            .map(Listed::Source)
            .or_else(|| library.find(&format!("source:{id}"))),
        Target::Organization(id) => (0..library.organization_count())
            .map(OrganizationOrd)
            .find(|ord| {
                let (organization, home) = library.organization(*ord);
                home == pack && organization.id == *id
            })
            .map(Listed::Organization)
            .or_else(|| library.find(&format!("organization:{id}"))),
        Target::Trial(id) => (0..library.trial_count())
            .map(TrialOrd)
            .find(|ord| {
                let (trial, home) = library.trial(*ord);
                home == pack && trial.id == *id
            })
            .map(Listed::Trial)
            .or_else(|| library.find(&format!("trial:{id}"))),
        Target::Medication(id) => (0..library.medication_count())
            .map(MedicationOrd)
            .find(|ord| {
                let (medication, home) = library.medication(*ord);
                home == pack && medication.id == *id
            })
            .map(Listed::Medication)
            .or_else(|| library.find(&format!("medication:{id}"))),
        Target::Url(_) => None,
    }
}
