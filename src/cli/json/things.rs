//! Sources, organisations, trials, medicines.

use crate::model::{Medication, Organization, Source, Trial};

use super::object::{Object, strings};

/// A source's id as `show` takes it; nothing for none.
pub(super) fn source_id(id: &str) -> String {
    match id {
        "" => String::new(),
        id => format!("source:{id}"),
    }
}

pub(super) fn source(source: &Source) -> Object {
    let person = |name: &String| Object::typed("Person").text("name", name).into();
    Object::typed("CreativeWork")
        .text("@id", &source_id(&source.id))
        .text("name", &source.title)
        .object(
            "publisher",
            Object::typed("Organization").text("name", &source.publisher),
        )
        .text("genre", source.kind.map_or("", |kind| kind.word()))
        .text("url", &source.url)
        .list("author", source.authors.iter().map(person))
        .date("datePublished", source.published)
        .date("dateModified", source.last_updated)
        .text("clinfaq:dateAsPrinted", &source.date_as_printed)
        .date("clinfaq:accessed", source.accessed)
        .text("license", &source.license)
        .text("creativeWorkStatus", source.status.word())
        .text("description", &source.note)
}

pub(super) fn organization(organization: &Organization) -> Object {
    let address = Object::typed("PostalAddress")
        .text("streetAddress", &organization.street)
        .text("addressLocality", &organization.locality)
        .text("addressRegion", &organization.region)
        .text("postalCode", &organization.postal_code)
        .text("addressCountry", &organization.country);
    Object::typed("Organization")
        .text("@id", &format!("organization:{}", organization.id))
        .text("name", &organization.name)
        .object("address", address)
        .text("telephone", &organization.telephone)
        .text(
            "clinfaq:telephoneAsPrinted",
            &organization.telephone_as_printed,
        )
        .text("faxNumber", &organization.fax)
        .text("email", &organization.email)
        .text("url", &organization.url)
        .date("clinfaq:verified", organization.verified)
        .list("clinfaq:conditions", strings(&organization.conditions))
        .text("citation", &source_id(&organization.cite))
        .text("description", &organization.note)
}

pub(super) fn trial(trial: &Trial) -> Object {
    let identifier = Object::typed("PropertyValue")
        .text("propertyID", &trial.registry)
        .text("value", &trial.registry_id);
    Object::typed("MedicalTrial")
        .text("@id", &format!("trial:{}", trial.id))
        .text("name", &trial.title)
        .object("identifier", identifier)
        .text("status", &trial.status)
        .date("clinfaq:statusAsOf", trial.status_as_of)
        .text("clinfaq:phase", &trial.phase)
        .list("clinfaq:interventions", strings(&trial.interventions))
        .list("clinfaq:countries", strings(&trial.countries))
        .list("healthCondition", strings(&trial.conditions))
        .text("citation", &source_id(&trial.cite))
        .text("description", &trial.note)
}

pub(super) fn medication(medication: &Medication) -> Object {
    let approvals = medication.approvals.iter().map(|approval| {
        Object::new()
            .text("country", &approval.country)
            .date("on", approval.on)
            .date("refused", approval.refused)
            .text("for", &approval.indication)
            .text("citation", &source_id(&approval.cite))
            .into()
    });
    Object::typed("Drug")
        .text("@id", &format!("medication:{}", medication.id))
        .text("nonProprietaryName", &medication.name)
        .list("proprietaryName", strings(&medication.brands))
        .text(
            "clinfaq:relation",
            medication.relation.map_or("", |relation| relation.word()),
        )
        .list("clinfaq:approvals", approvals)
        .list("warning", strings(&medication.warnings))
        .list("clinfaq:conditions", strings(&medication.conditions))
        .text("citation", &source_id(&medication.cite))
        .text("description", &medication.note)
}
