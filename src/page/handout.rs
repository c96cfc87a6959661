//! A page to take home: one or more answers with what a patient needs of them, on paper or as a file.

use crate::config::ClinicSettings;
use crate::index::{EntryOrd, OrganizationOrd};
use crate::library::Library;
use crate::model::{Audience, Clock};
use crate::text::{Block, Span, join};

use super::builder::{Builder, Page, dots, paragraph};
use super::clinic;
use super::entry::{answer, entry, in_short};
use super::listings;
use super::trust::{Trust, warn};

/// The title where the clinic's name is not set.
const NO_CLINIC: &str = "Information to take home";

/// The handout of these answers: the clinic, then each answer with its dates, boxes, helpful organisations and sources,
/// then the disclaimers and the day.
pub fn handout(
    library: &Library,
    entries: &[EntryOrd],
    clinic: &ClinicSettings,
    clock: Clock,
) -> Page {
    let mut handout = Page {
        crumbs: vec!["Handout".to_owned()],
        title: clinic.name.clone().unwrap_or_else(|| NO_CLINIC.to_owned()),
        trust: clinic
            .contact
            .iter()
            .map(|contact| vec![Span::plain(contact)])
            .collect(),
        ..Page::default()
    };
    let blocks = &mut handout.document.blocks;
    let mut named = Vec::new();
    let mut disclaimers = Vec::new();
    for ord in entries {
        let page = one(library, *ord, &mut named, clock);
        blocks.push(Block::Heading {
            level: 1,
            content: vec![Span::plain(page.title)],
        });
        let trust = page.trust.into_iter().map(dots);
        blocks.push(Block::Paragraph(join(trust, "\n")));
        blocks.extend(page.document.blocks);
        let disclaimer = library.pack(library.head(*ord).pack()).pack.disclaimer;
        if !disclaimer.is_empty() && !disclaimers.contains(&disclaimer) {
            disclaimers.push(disclaimer);
        }
        handout.citations = page.citations;
        handout.pack = page.pack;
    }
    if entries.len() > 1 {
        // Each answer has numbers of its own.
        handout.citations.clear();
    }
    blocks.push(Block::Rule);
    blocks.extend(disclaimers.into_iter().map(paragraph));
    blocks.push(paragraph(format!("Printed on {}.", clock.today)));
    handout
}

/// One answer. An organisation is only in the first that it could be in: `named` holds those before.
fn one(library: &Library, ord: EntryOrd, named: &mut Vec<OrganizationOrd>, clock: Clock) -> Page {
    let head = library.head(ord);
    let written = library.body(ord).entry;
    if head.withdrawn || written.id.is_empty() {
        return entry(library, ord, clock);
    }
    let mut page = Builder::new(library, head.pack(), clock);
    if written.audience == Audience::Professional {
        page.push(Block::Paragraph(vec![warn("Written for professionals.")]));
    }
    clinic::above(&mut page, ord, &written);
    in_short(&mut page, &written.short_answer);
    answer(&mut page, &written);
    for source in &written.sources {
        page.number(head.pack(), source);
    }
    let trust = Trust::of(library, &head, &written, &page.cited(), clock).lines();
    if let Some(condition) = head.condition {
        let mut organizations = library.condition(condition).organizations;
        organizations.retain(|ord| !named.contains(ord));
        listings::organizations(&mut page, &organizations, false);
        named.extend(organizations);
    }
    page.sources(usize::MAX, true);
    page.page(Vec::new(), written.question, trust)
}
