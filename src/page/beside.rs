//! What stands beside a condition's answers: organisations, trials, medicines. What changes by the day carries its day.

use crate::index::{ConditionOrd, MedicationOrd, OrganizationOrd, PackOrd, TrialOrd};
use crate::library::Library;
use crate::model::{Approval, Clock, Medication, Organization, Relation, Trial};
use crate::text::{Block, BoxKind, Span, Style, Target};

use super::builder::Builder;
use super::spans::{Fields, dots, lines};
use super::{Page, Part};

pub(super) fn organization_link(organization: &Organization) -> Vec<Span> {
    vec![Span::link(
        organization.name.clone(),
        Target::Organization(organization.id.clone()),
    )]
}

pub(super) fn trial_link(trial: &Trial) -> Vec<Span> {
    vec![Span::link(
        trial.title.clone(),
        Target::Trial(trial.id.clone()),
    )]
}

pub(super) fn medication_link(medication: &Medication) -> Vec<Span> {
    let mut spans = vec![Span::link(
        medication.name.clone(),
        Target::Medication(medication.id.clone()),
    )];
    if !medication.brands.is_empty() {
        spans.push(Span::plain(format!(" ({})", medication.brands.join(", "))));
    }
    spans
}

/// `as of 2020-05-01 (6 years ago)`: contact details go stale.
pub(super) fn verified(page: &Builder, organization: &Organization, pack: PackOrd) -> Span {
    match organization.verified {
        Some(date) => Span::plain(format!("as of {}", page.dated(date, pack))),
        None => Span::styled("details undated", Style::WARN),
    }
}

/// Town and street on one line.
pub(super) fn address(organization: &Organization) -> String {
    let town = [
        &organization.locality,
        &organization.region,
        &organization.postal_code,
    ];
    let town: Vec<&str> = town.into_iter().map(String::as_str).collect();
    let town = town
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let parts = [&organization.street, &town, &organization.country];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

/// In international form, which can be dialled from anywhere, and as printed, which can be checked.
pub(super) fn telephone(organization: &Organization) -> String {
    let (dial, printed) = (&organization.telephone, &organization.telephone_as_printed);
    match (dial.is_empty(), printed.is_empty()) {
        (_, true) => dial.clone(),
        (true, false) => format!("{printed} (as printed)"),
        (false, false) => format!("{dial} (printed {printed})"),
    }
}

/// `status "Recruiting" as of 2023-03-01`: a status without its day misleads.
pub(super) fn trial_status(page: &Builder, trial: &Trial, pack: PackOrd, ages: bool) -> Vec<Span> {
    let status = Span::plain(format!("status \"{}\"", trial.status));
    match trial.status_as_of {
        Some(date) if ages => vec![
            status,
            Span::plain(format!(" as of {}", page.dated(date, pack))),
        ],
        Some(date) => vec![status, Span::plain(format!(" as of {date}"))],
        None => vec![
            status,
            Span::plain(", "),
            Span::styled("status undated", Style::WARN),
        ],
    }
}

/// What else is known of a trial, in one line.
pub(super) fn trial_facts(trial: &Trial) -> Vec<Span> {
    dots([
        format!("{} {}", trial.registry, trial.registry_id)
            .trim()
            .to_owned(),
        phase(trial),
        trial.interventions.join(", "),
        trial.countries.join(", "),
    ])
}

fn phase(trial: &Trial) -> String {
    if trial.phase.is_empty() || trial.phase.to_lowercase().starts_with("phase") {
        trial.phase.clone()
    } else {
        format!("phase {}", trial.phase)
    }
}

/// How a medicine stands to its conditions; what advises against it must be noticed.
pub(super) fn relation(medication: &Medication) -> Vec<Span> {
    match medication.relation {
        None => Vec::new(),
        Some(relation @ (Relation::Refused | Relation::NotRecommended)) => {
            vec![Span::styled(relation.title(), Style::WARN)]
        }
        Some(relation) => vec![Span::plain(relation.title())],
    }
}

/// `US: approved 2023-08-16 for ... [3]`.
pub(super) fn approval(page: &mut Builder, approval: &Approval, pack: PackOrd) -> Vec<Span> {
    let mut spans = vec![Span::plain(format!("{}: ", approval.country))];
    match (approval.on, approval.refused) {
        (None, None) => spans.push(Span::styled("decision undated", Style::WARN)),
        (on, refused) => {
            if let Some(on) = on {
                spans.push(Span::plain(format!("approved {on}")));
            }
            if let Some(refused) = refused {
                let comma = if on.is_some() { ", " } else { "" };
                spans.push(Span::plain(comma));
                spans.push(Span::styled(format!("refused {refused}"), Style::WARN));
            }
        }
    }
    if !approval.indication.is_empty() {
        spans.push(Span::plain(format!(" for {}", approval.indication)));
    }
    spans.extend(page.cite(pack, &approval.cite));
    spans
}

pub(super) fn organization_page(library: &Library, ord: OrganizationOrd, clock: Clock) -> Page {
    let (organization, pack) = library.organization(ord);
    let mut page = Builder::new(library, pack, clock);
    let mut fields = Fields::default();
    fields.text("Address", address(&organization));
    fields.text("Telephone", telephone(&organization));
    fields.text("Fax", organization.fax.clone());
    fields.text("Mail", organization.email.clone());
    fields.url("Web", &organization.url);
    fields.text("Note", organization.note.clone());
    fields.add(
        "Conditions",
        page.conditions_named(&organization.conditions),
    );
    fields.text("Id", organization.id.clone());
    fields.add("From", page.imprint());
    page.fields(fields);
    let mut trust = vec![
        Span::plain("Organisation"),
        verified(&page, &organization, pack),
    ];
    trust.extend(page.clock_warning());
    end(
        page,
        "Organisations",
        organization.name,
        trust,
        &organization.cite,
    )
}

pub(super) fn trial_page(library: &Library, ord: TrialOrd, clock: Clock) -> Page {
    let (trial, pack) = library.trial(ord);
    let mut page = Builder::new(library, pack, clock);
    let mut fields = Fields::default();
    fields.add("Status", trial_status(&page, &trial, pack, true));
    fields.text(
        "Registry",
        format!("{} {}", trial.registry, trial.registry_id).trim(),
    );
    fields.text("Phase", trial.phase.clone());
    fields.text("What is tried", trial.interventions.join(", "));
    fields.text("Countries", trial.countries.join(", "));
    fields.text("Note", trial.note.clone());
    fields.add("Conditions", page.conditions_named(&trial.conditions));
    fields.text("Id", trial.id.clone());
    fields.add("From", page.imprint());
    page.fields(fields);
    let mut trust = vec![Span::plain("Trial"), trial_day(&page, &trial, pack)];
    trust.extend(page.clock_warning());
    end(page, "Trials", trial.title, trust, &trial.cite)
}

/// For the trust line, where the status itself may be too long.
fn trial_day(page: &Builder, trial: &Trial, pack: PackOrd) -> Span {
    match trial.status_as_of {
        Some(date) if trial.status.len() < 20 => Span::plain(format!(
            "status \"{}\" as of {}",
            trial.status,
            page.dated(date, pack)
        )),
        Some(date) => Span::plain(format!("status as of {}", page.dated(date, pack))),
        None => Span::styled("status undated", Style::WARN),
    }
}

pub(super) fn medication_page(library: &Library, ord: MedicationOrd, clock: Clock) -> Page {
    let (medication, pack) = library.medication(ord);
    let mut page = Builder::new(library, pack, clock);
    for warning in &medication.warnings {
        page.push(Block::Alert {
            kind: BoxKind::Warning,
            content: vec![Block::Paragraph(vec![Span::plain(warning.clone())])],
        });
    }
    let mut fields = Fields::default();
    fields.text("Brand names", medication.brands.join(", "));
    fields.add("Relation", relation(&medication));
    fields.text("Note", medication.note.clone());
    fields.add("Conditions", page.conditions_named(&medication.conditions));
    page.fields(fields);
    if !medication.approvals.is_empty() {
        page.heading("Decisions of regulators");
        let approvals = medication.approvals.iter();
        let approvals = approvals
            .map(|one| approval(&mut page, one, pack))
            .collect();
        page.list(approvals);
    }
    let mut fields = Fields::default();
    fields.text("Id", medication.id.clone());
    fields.add("From", page.imprint());
    page.fields(fields);
    let mut trust = vec![Span::plain("Medicine")];
    trust.extend(relation(&medication));
    trust.extend(page.clock_warning());
    end(page, "Medicines", medication.name, trust, &medication.cite)
}

/// The source and the disclaimer, with which all three end.
fn end(mut page: Builder, crumb: &str, title: String, trust: Vec<Span>, cite: &str) -> Page {
    let pack = page.pack;
    if page.number(pack, cite).is_none() && page.cited_count() == 0 {
        page.push(Block::Paragraph(vec![Span::styled(
            "No source is given for this.",
            Style::WARN,
        )]));
    }
    let cited = page.cited_count();
    page.sources(cited, false);
    page.colophon();
    page.page(vec![crumb.to_owned()], title, vec![trust])
}

/// The parts of a condition's page about who helps, what is tried, what is given.
pub(super) fn sections(page: &mut Builder, condition: ConditionOrd) {
    let library = page.library;
    let record = library.condition(condition);
    let items = record.organizations.iter().map(|ord| {
        let (organization, pack) = library.organization(*ord);
        organization_item(page, &organization, pack)
    });
    let items = items.collect();
    section(page, "Organisations", items);
    let items = record.trials.iter().map(|ord| {
        let (trial, pack) = library.trial(*ord);
        let cite = page.cite(pack, &trial.cite);
        let title = [trial_link(&trial), cite].concat();
        let status = trial_status(page, &trial, pack, true);
        lines([title, status, trial_facts(&trial), note(&trial.note)])
    });
    let items = items.collect();
    section(page, "Trials", items);
    let items = record.medications.iter().map(|ord| {
        let (medication, pack) = library.medication(*ord);
        medication_item(page, &medication, pack)
    });
    let items = items.collect();
    section(page, "Medicines", items);
}

fn section(page: &mut Builder, title: &str, items: Vec<Vec<Span>>) {
    if !items.is_empty() {
        page.begin(Part::Beside);
        page.heading(title);
        page.list(items);
    }
}

fn organization_item(page: &mut Builder, organization: &Organization, pack: PackOrd) -> Vec<Span> {
    let cite = page.cite(pack, &organization.cite);
    let name = [organization_link(organization), cite].concat();
    let reach = |label: &str, text: &str| match text {
        "" => String::new(),
        text => format!("{label} {text}"),
    };
    let contact = dots([
        reach("tel", &telephone(organization)),
        reach("fax", &organization.fax),
        organization.email.clone(),
    ]);
    let web = match organization.url.as_str() {
        "" => Vec::new(),
        url => vec![Span::link(url, Target::Url(url.to_owned()))],
    };
    lines([
        name,
        vec![Span::plain(address(organization))],
        contact,
        web,
        vec![verified(page, organization, pack)],
        note(&organization.note),
    ])
}

fn medication_item(page: &mut Builder, medication: &Medication, pack: PackOrd) -> Vec<Span> {
    let mut name = medication_link(medication);
    if medication.relation.is_some() {
        name.push(Span::plain(" · "));
        name.extend(relation(medication));
    }
    name.extend(page.cite(pack, &medication.cite));
    let mut parts = vec![name];
    for one in &medication.approvals {
        parts.push(approval(page, one, pack));
    }
    for warning in &medication.warnings {
        parts.push(vec![
            Span::styled("Warning: ", Style::WARN),
            Span::plain(warning.clone()),
        ]);
    }
    parts.push(note(&medication.note));
    lines(parts)
}

fn note(note: &str) -> Vec<Span> {
    match note {
        "" => Vec::new(),
        note => vec![Span::styled(note, Style::DIM)],
    }
}
