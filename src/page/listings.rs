//! Organisations, trials and medicines: their pages, and how other pages list them. Whatever can change is shown with its date.

use crate::index::{ConditionRecord, MedicationOrd, OrganizationOrd, PackOrd, TrialOrd};
use crate::library::Library;
use crate::model::{Approval, Clock, Medication, Organization, Relation, Trial};
use crate::text::{Block, BoxKind, Span, Style, Target, join};

use super::builder::{Builder, Fields, Page, Part, dots, paragraph, web};
use super::trust::warn;

pub(super) fn organization_link(organization: &Organization) -> Span {
    let target = Target::Organization(organization.id.clone());
    Span::link(organization.name.clone(), target)
}

pub(super) fn trial_link(trial: &Trial) -> Span {
    Span::link(trial.title.clone(), Target::Trial(trial.id.clone()))
}

pub(super) fn medication_link(medication: &Medication) -> Vec<Span> {
    let target = Target::Medication(medication.id.clone());
    let mut spans = vec![Span::link(medication.name.clone(), target)];
    if !medication.brands.is_empty() {
        spans.push(Span::plain(format!(" ({})", medication.brands.join(", "))));
    }
    spans
}

/// `as of 2020-05-01 (6 years ago)`: contact details go out of date.
fn verified(page: &Builder, organization: &Organization, pack: PackOrd) -> Span {
    match organization.verified {
        Some(date) => Span::plain(format!("as of {}", page.dated(date, pack))),
        None => warn("details undated"),
    }
}

/// Street and town on one line.
fn address(organization: &Organization) -> String {
    let filled = |parts: [&str; 3], mark| {
        let filled = parts.into_iter().filter(|part| !part.is_empty());
        filled.collect::<Vec<_>>().join(mark)
    };
    let Organization {
        locality,
        region,
        postal_code,
        street,
        country,
        ..
    } = organization;
    let town = filled([locality, region, postal_code], " ");
    filled([street, &town, country], ", ")
}

/// In international form, which can be dialled from anywhere, and as printed, which can be checked.
fn telephone(organization: &Organization) -> String {
    let (dial, printed) = (&organization.telephone, &organization.telephone_as_printed);
    match (dial.is_empty(), printed.is_empty()) {
        (_, true) => dial.clone(),
        (true, false) => format!("{printed} (as printed)"),
        (false, false) => format!("{dial} (printed {printed})"),
    }
}

/// `status "Recruiting" as of 2023-03-01`: a status without its date misleads.
pub(super) fn trial_status(page: &Builder, trial: &Trial, pack: PackOrd, ages: bool) -> Vec<Span> {
    let mut spans = vec![Span::plain(format!("status \"{}\"", trial.status))];
    match trial.status_as_of {
        Some(date) if ages => {
            spans.push(Span::plain(format!(" as of {}", page.dated(date, pack))));
        }
        Some(date) => spans.push(Span::plain(format!(" as of {date}"))),
        None => spans.extend([Span::plain(", "), warn("status undated")]),
    }
    spans
}

/// The relation of a medicine to its conditions; what advises against it must be noticed.
fn relation(medication: &Medication) -> Option<Span> {
    let relation = medication.relation?;
    Some(match relation {
        Relation::Refused | Relation::NotRecommended => warn(relation.title()),
        _ => Span::plain(relation.title()),
    })
}

/// `US: approved 2023-08-16 for ... [3]`.
fn approval(page: &mut Builder, approval: &Approval, pack: PackOrd) -> Vec<Span> {
    let approved = approval.on.map(|on| Span::plain(format!("approved {on}")));
    let refused = approval.refused.map(|on| warn(format!("refused {on}")));
    let decisions = match (approved, refused) {
        (None, None) => vec![warn("decision undated")],
        (approved, refused) => join(
            [approved, refused].map(|one| one.into_iter().collect()),
            ", ",
        ),
    };
    let mut spans = vec![Span::plain(format!("{}: ", approval.country))];
    spans.extend(decisions);
    if !approval.indication.is_empty() {
        spans.push(Span::plain(format!(" for {}", approval.indication)));
    }
    spans.extend(page.cite(pack, &approval.cite));
    spans
}

/// The page of an organisation.
pub(super) fn organization(library: &Library, ord: OrganizationOrd, clock: Clock) -> Page {
    let (organization, pack) = library.organization(ord);
    let mut page = Builder::new(library, pack, clock);
    let mut fields = Fields::default();
    fields.text("Address", address(&organization));
    fields.text("Telephone", telephone(&organization));
    fields.text("Fax", organization.fax.clone());
    fields.text("Mail", organization.email.clone());
    fields.add("Web", vec![web(&organization.url)]);
    fields.text("Note", organization.note.clone());
    fields.add(
        "Conditions",
        page.conditions_named(&organization.conditions),
    );
    page.fields_with_origin(fields, &organization.id);
    let trust = vec![
        Span::plain("Organisation"),
        verified(&page, &organization, pack),
    ];
    finish(
        page,
        "Organisations",
        &organization.name,
        trust,
        &organization.cite,
    )
}

/// The page of a trial.
pub(super) fn trial(library: &Library, ord: TrialOrd, clock: Clock) -> Page {
    let (trial, pack) = library.trial(ord);
    let mut page = Builder::new(library, pack, clock);
    let mut fields = Fields::default();
    fields.add("Status", trial_status(&page, &trial, pack, true));
    fields.text("Registry", registry(&trial));
    fields.text("Phase", trial.phase.clone());
    fields.text("What is tried", trial.interventions.join(", "));
    fields.text("Countries", trial.countries.join(", "));
    fields.text("Note", trial.note.clone());
    fields.add("Conditions", page.conditions_named(&trial.conditions));
    page.fields_with_origin(fields, &trial.id);
    // In the trust line, a long status is not repeated.
    let state = match trial.status_as_of.map(|date| page.dated(date, pack)) {
        Some(date) if trial.status.len() < 20 => {
            Span::plain(format!("status \"{}\" as of {date}", trial.status))
        }
        Some(date) => Span::plain(format!("status as of {date}")),
        None => warn("status undated"),
    };
    let trust = vec![Span::plain("Trial"), state];
    finish(page, "Trials", &trial.title, trust, &trial.cite)
}

fn registry(trial: &Trial) -> String {
    let registry = format!("{} {}", trial.registry, trial.registry_id);
    registry.trim().to_owned()
}

/// The page of a medicine.
pub(super) fn medication(library: &Library, ord: MedicationOrd, clock: Clock) -> Page {
    let (medication, pack) = library.medication(ord);
    let mut page = Builder::new(library, pack, clock);
    page.extend(medication.warnings.iter().map(|warning| Block::Alert {
        kind: BoxKind::Warning,
        content: vec![paragraph(warning.clone())],
    }));
    let mut fields = Fields::default();
    fields.text("Brand names", medication.brands.join(", "));
    fields.add("Relation", relation(&medication).into_iter().collect());
    fields.text("Note", medication.note.clone());
    fields.add("Conditions", page.conditions_named(&medication.conditions));
    page.fields(fields);
    if !medication.approvals.is_empty() {
        page.heading("Decisions of regulators");
        page.list(&medication.approvals, |page, one| approval(page, one, pack));
    }
    page.fields_with_origin(Fields::default(), &medication.id);
    let mut trust = vec![Span::plain("Medicine")];
    trust.extend(relation(&medication));
    finish(page, "Medicines", &medication.name, trust, &medication.cite)
}

/// The sources, with which all three end.
fn finish(mut page: Builder, crumb: &str, title: &str, trust: Vec<Span>, cite: &str) -> Page {
    page.number(page.pack, cite);
    let cited = page.cited_count();
    if cited == 0 {
        page.push(Block::Paragraph(vec![warn("No source is given for this.")]));
    }
    page.sources(cited, false);
    page.finish(vec![crumb.to_owned()], title, trust)
}

/// The parts of a condition's page about who helps, what is tried, what is given.
pub(super) fn of_condition(page: &mut Builder, record: &ConditionRecord) {
    organizations(page, &record.organizations, true);
    page.section(Part::Listings, "Trials", &record.trials, trial_item);
    page.section(
        Part::Listings,
        "Medicines",
        &record.medications,
        medication_item,
    );
}

/// Who helps, with the day on which the details were so; `cited` says whether with their sources.
pub(super) fn organizations(page: &mut Builder, organizations: &[OrganizationOrd], cited: bool) {
    page.section(
        Part::Listings,
        "Organisations",
        organizations,
        |page, ord| organization_item(page, *ord, cited),
    );
}

fn organization_item(page: &mut Builder, ord: OrganizationOrd, cited: bool) -> Vec<Span> {
    let (organization, pack) = page.library.organization(ord);
    let organization = &organization;
    let cite = match cited {
        true => page.cite(pack, &organization.cite),
        false => Vec::new(),
    };
    let name = [vec![organization_link(organization)], cite].concat();
    let labelled = |label: &str, text: &str| match text {
        "" => Span::default(),
        text => Span::plain(format!("{label} {text}")),
    };
    let contact = dots([
        labelled("tel", &telephone(organization)),
        labelled("fax", &organization.fax),
        Span::plain(&organization.email),
    ]);
    let lines = [
        name,
        vec![Span::plain(address(organization))],
        contact,
        vec![web(&organization.url)],
        vec![verified(page, organization, pack)],
        vec![note(&organization.note)],
    ];
    join(lines, "\n")
}

fn trial_item(page: &mut Builder, ord: &TrialOrd) -> Vec<Span> {
    let (trial, pack) = page.library.trial(*ord);
    let trial = &trial;
    let title = [vec![trial_link(trial)], page.cite(pack, &trial.cite)].concat();
    let phase = match trial.phase.to_lowercase() {
        known if known.is_empty() || known.starts_with("phase") => trial.phase.clone(),
        _ => format!("phase {}", trial.phase),
    };
    let facts = [
        registry(trial),
        phase,
        trial.interventions.join(", "),
        trial.countries.join(", "),
    ];
    let facts = dots(facts.map(Span::plain));
    let status = trial_status(page, trial, pack, true);
    join([title, status, facts, vec![note(&trial.note)]], "\n")
}

fn medication_item(page: &mut Builder, ord: &MedicationOrd) -> Vec<Span> {
    let (medication, pack) = page.library.medication(*ord);
    let relation = relation(&medication).into_iter().collect();
    let name = join([medication_link(&medication), relation], " · ");
    let mut lines = vec![[name, page.cite(pack, &medication.cite)].concat()];
    for one in &medication.approvals {
        lines.push(approval(page, one, pack));
    }
    let warnings = medication.warnings.iter();
    lines.extend(warnings.map(|warning| vec![warn("Warning: "), Span::plain(warning.clone())]));
    lines.push(vec![note(&medication.note)]);
    join(lines, "\n")
}

fn note(note: &str) -> Span {
    Span::styled(note, Style::DIM)
}
