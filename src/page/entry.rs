//! The page of an entry: the answer, what it rests on, and where to read on.

use crate::index::{Body, ConditionOrd, EntryOrd, Head, PackOrd};
use crate::library::Library;
use crate::model::{Audience, Certainty, Clock, Disagreement, Experiences, Withdrawal};
use crate::text::{Block, BoxKind, Document, Span, Style, Target};

use super::builder::Builder;
use super::spans::{Fields, between, counted};
use super::trust::{self, Weight};
use super::{Page, Part, beside};

/// So many organisations, trials or medicines are named; the condition's page has them all.
const BESIDE: usize = 5;

pub(super) fn page(library: &Library, ord: EntryOrd, clock: Clock) -> Page {
    let head = library.head(ord);
    if head.withdrawn {
        return notice(library, Some(&head), &withdrawal_of(library, &head));
    }
    let body = library.body(ord);
    if body.entry.id.is_empty() {
        return unreadable(&head);
    }
    let mut page = Builder::new(library, head.pack(), clock);
    let in_text = answer(&mut page, &body);
    let entry = &body.entry;
    if let Some(experiences) = &entry.experiences {
        page.push(experience(experiences));
    }
    for source in &entry.sources {
        page.number(head.pack(), source);
    }
    page.sources(in_text, false);
    read_next(&mut page, &body);
    if let Some(condition) = head.condition {
        beside_condition(&mut page, condition);
    }
    about(&mut page, &body);
    page.colophon();
    let weight = Weight::of(library, &page.cited());
    let trust = trust::lines(library, &head, entry, &weight, clock);
    let narrow = trust::narrow(library, &head, entry, &weight, clock);
    let page = page.page(crumbs(library, &head), entry.question.clone(), trust);
    Page { narrow, ..page }
}

/// Short answer, answer, disagreements. Gives back how many sources are cited in them.
fn answer(page: &mut Builder, body: &Body) -> usize {
    let entry = &body.entry;
    in_short(page, &entry.short_answer);
    let blocks = page.markdown(&entry.answer);
    page.extend(blocks);
    for disagreement in &entry.disagreements {
        disagree(page, disagreement);
    }
    page.cited_count()
}

pub(super) fn in_short(page: &mut Builder, markdown: &str) {
    let mut fields = Fields::default();
    let mut spans = page.inline(markdown);
    for span in &mut spans {
        span.style = span.style | Style::STRONG;
    }
    fields.add("In short", spans);
    page.fields(fields);
}

/// Sources that say different things, as a table, and how to read them.
fn disagree(page: &mut Builder, disagreement: &Disagreement) {
    page.heading(format!("Sources disagree: {}", disagreement.about));
    let header = ["what it says", "as of", "source"];
    let rows = disagreement.claims.iter().map(|claim| {
        let as_of = match claim.as_of {
            Some(date) => Span::plain(date.to_string()),
            None => Span::styled("no date", Style::WARN),
        };
        let source = match page.number(page.pack, &claim.cite) {
            None => vec![Span::styled("no source", Style::WARN)],
            Some(number) => {
                let mut cell = vec![Span::link(format!("[{number}]"), Target::Cite(number))];
                if let Some(ord) = page.library.find_source(page.pack, &claim.cite) {
                    let source = page.library.source(ord).source;
                    let name = [source.publisher, source.title];
                    let name = name.into_iter().find(|name| !name.is_empty());
                    cell.push(Span::plain(format!(" {}", name.unwrap_or_default())));
                }
                cell
            }
        };
        vec![page.inline(&claim.says), vec![as_of], source]
    });
    let rows = rows.collect();
    page.push(Block::Table {
        header: header.map(|head| vec![Span::plain(head)]).into(),
        rows,
    });
    let mut reading = page.inline(&disagreement.reading);
    if !reading.is_empty() {
        reading.insert(0, Span::plain("→ "));
        page.push(Block::Paragraph(reading));
    }
}

/// How many people tell of it themselves, and where. They are no sources of the answer.
fn experience(experiences: &Experiences) -> Block {
    let mut spans = vec![Span::plain(format!(
        "{} elsewhere",
        counted(
            experiences.count,
            "first-person account",
            "first-person accounts"
        )
    ))];
    match experiences.as_of {
        Some(date) => spans.push(Span::plain(format!(", as of {date}"))),
        None => spans.push(Span::styled(", count undated", Style::WARN)),
    }
    if !experiences.url.is_empty() {
        spans.push(Span::plain(": "));
        spans.push(Span::link(
            experiences.url.clone(),
            Target::Url(experiences.url.clone()),
        ));
    }
    Block::Paragraph(spans)
}

fn read_next(page: &mut Builder, body: &Body) {
    if body.entry.related.is_empty() {
        return;
    }
    page.begin(Part::Next);
    page.heading("Read next");
    let related = body.entry.related.iter();
    let related = related.map(|id| page.entry_named(id)).collect();
    page.list(related);
}

/// The condition, and who and what stands beside it: names and links, the rest is on their pages.
fn beside_condition(page: &mut Builder, condition: ConditionOrd) {
    let record = page.library.condition(condition);
    page.begin(Part::Beside);
    page.heading("About the condition");
    let mut fields = Fields::default();
    fields.add("Condition", page.condition_link(condition));
    let library = page.library;
    let organizations = record.organizations.iter().map(|ord| {
        let (organization, _) = library.organization(*ord);
        beside::organization_link(&organization)
    });
    fields.add("Organisations", some(organizations.collect(), " · "));
    let trials = record.trials.iter().map(|ord| {
        let (trial, pack) = library.trial(*ord);
        let mut spans = beside::trial_link(&trial);
        spans.push(Span::plain(" ("));
        spans.extend(beside::trial_status(page, &trial, pack, false));
        spans.push(Span::plain(")"));
        spans
    });
    fields.add("Trials", some(trials.collect(), "\n"));
    let medications = record.medications.iter().map(|ord| {
        let (medication, _) = library.medication(*ord);
        let mut spans = beside::medication_link(&medication);
        if let Some(relation) = medication.relation {
            spans.push(Span::plain(format!(" ({relation})")));
        }
        spans
    });
    fields.add("Medicines", some(medications.collect(), " · "));
    page.fields(fields);
}

/// The first few, and how many more there are.
fn some(mut parts: Vec<Vec<Span>>, mark: &str) -> Vec<Span> {
    let more = parts.len().saturating_sub(BESIDE);
    parts.truncate(BESIDE);
    if more > 0 {
        let more = format!("{more} more on the condition's page");
        parts.push(vec![Span::styled(more, Style::DIM)]);
    }
    between(parts, mark)
}

/// What else a reader may want to know of the answer itself.
fn about(page: &mut Builder, body: &Body) {
    let entry = &body.entry;
    page.begin(Part::About);
    page.heading("About this answer");
    let mut fields = Fields::default();
    if entry.audience == Audience::Professional {
        fields.text("Written for", "professionals");
    }
    let pack = page.library.pack(page.pack).pack;
    if !entry.language.is_empty() && entry.language != pack.language {
        fields.text("Language", entry.language.clone());
    }
    if !entry.translation_of.is_empty() {
        fields.add("Translation of", page.entry_named(&entry.translation_of));
    }
    if let Some(certainty) = entry.certainty {
        fields.text("Certainty", format!("{certainty}: {}", meaning(certainty)));
    }
    fields.text("Id", entry.id.clone());
    fields.add("From", page.imprint());
    page.fields(fields);
}

/// What GRADE means by it.
fn meaning(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::High => "further research is very unlikely to change it",
        Certainty::Moderate => "further research may change it",
        Certainty::Low => "further research is likely to change it",
        Certainty::VeryLow => "any estimate is very uncertain",
    }
}

/// `POH`, `Treatment`; `General`, `Treatment`.
pub(super) fn crumbs(library: &Library, head: &Head) -> Vec<String> {
    let condition = match head.condition {
        Some(ord) => library.condition_head(ord).into_short_name(),
        None => "General".to_owned(),
    };
    vec![condition, library.topic(head.topic()).topic.title]
}

pub(super) fn withdrawal_of(library: &Library, head: &Head) -> Withdrawal {
    library.withdrawal(&head.id).unwrap_or_else(|| Withdrawal {
        entry: head.id.clone(),
        ..Withdrawal::default()
    })
}

pub(super) fn withdrawn(library: &Library, id: &str) -> Option<Page> {
    let withdrawal = library.withdrawal(id)?;
    let head = library
        .find_entry(PackOrd(0), id)
        .map(|ord| library.head(ord));
    Some(notice(library, head.as_ref(), &withdrawal))
}

/// What stands in place of an answer that was taken back. Nothing of the answer is in it.
pub(super) fn notice(library: &Library, head: Option<&Head>, withdrawal: &Withdrawal) -> Page {
    let mut content = vec![Block::Paragraph(vec![Span::plain(
        "This answer was taken back by its publisher and is no longer shown.",
    )])];
    content.push(Block::Paragraph(vec![Span::plain(
        match withdrawal.reason.is_empty() {
            true => "No reason is recorded.".to_owned(),
            false => format!("Reason: {}", withdrawal.reason),
        },
    )]));
    let mut blocks = vec![Block::Alert {
        kind: BoxKind::Important,
        content,
    }];
    let condition = withdrawal.entry.split('/').next().unwrap_or_default();
    if let Some(ord) = library.find_condition(condition) {
        let condition = library.condition(ord).condition;
        let mut fields = Fields::default();
        fields.add(
            "Condition",
            vec![Span::link(condition.name, Target::Condition(condition.id))],
        );
        blocks.push(Block::Fields(fields.0));
    }
    Page {
        crumbs: head.map_or_else(Vec::new, |head| crumbs(library, head)),
        title: match head {
            Some(head) if !head.question.is_empty() => head.question.clone(),
            _ => withdrawal.entry.clone(),
        },
        trust: vec![vec![trust::withdrawn(withdrawal)]],
        document: Document { blocks },
        pack: head.map(Head::pack),
        ..Page::default()
    }
}

/// For a record that a damaged index did not give back.
pub(super) fn unreadable(head: &Head) -> Page {
    Page {
        title: head.question.clone(),
        trust: vec![vec![Span::styled(
            "cannot be read: the index is damaged",
            Style::WARN,
        )]],
        document: Document {
            blocks: vec![Block::Paragraph(vec![Span::plain(
                "The library's own files are as they were. The index is made anew from them.",
            )])],
        },
        ..Page::default()
    }
}
