//! The page of an entry and its short form: the answer, its sources, and what to read next.

use crate::index::{ConditionOrd, EntryOrd, Head, PackOrd};
use crate::library::Library;
use crate::model::{Audience, Certainty, Clock, Disagreement, Entry, Experiences, Withdrawal};
use crate::text::{Block, BoxKind, Document, Span, Style, Target, counted, join};

use super::builder::{Builder, Fields, Page, Part, must_be_seen, paragraph, web};
use super::clinic;
use super::list_row::short_name;
use super::listings::{medication_link, organization_link, trial_link, trial_status};
use super::trust::{Trust, warn, withdrawn as withdrawn_mark};

/// Maximum number of organisations, trials or medicines named; the condition's page has all of them.
const MAX_NAMED: usize = 5;

/// The page of an entry; only the notice if it was withdrawn.
pub fn entry(library: &Library, ord: EntryOrd, clock: Clock) -> Page {
    page(library, ord, clock, false)
}

/// The short form of an entry's page, for a preview: trust line, short answer, boxes, the rest of the answer, sources.
pub fn preview(library: &Library, ord: EntryOrd, clock: Clock) -> Page {
    page(library, ord, clock, true)
}

fn page(library: &Library, ord: EntryOrd, clock: Clock, brief: bool) -> Page {
    let head = library.head(ord);
    if head.withdrawn {
        let withdrawal = library.withdrawal(&head.id).unwrap_or_else(|| Withdrawal {
            entry: head.id.clone(),
            ..Withdrawal::default()
        });
        return notice(library, Some(&head), &withdrawal, clock);
    }
    let entry = &library.body(ord).entry;
    if entry.id.is_empty() {
        return unreadable(&head);
    }
    let mut page = Builder::new(library, head.pack(), clock);
    clinic::above(&mut page, ord, entry);
    in_short(&mut page, &entry.short_answer);
    match brief {
        true => brief_answer(&mut page, entry),
        false => answer(&mut page, entry),
    }
    let in_text = page.cited_count();
    let versions = match brief {
        true => Vec::new(),
        false => library.versions(ord),
    };
    if let Some(experiences) = entry.experiences.as_ref().filter(|_| !brief) {
        page.push(experience(experiences));
    }
    for source in &entry.sources {
        page.number(head.pack(), source);
    }
    page.sources(in_text, brief);
    if !brief {
        page.section(Part::Next, "Read next", &entry.related, |page, id| {
            page.entry_named(id)
        });
        if let Some(condition) = head.condition {
            about_condition(&mut page, condition);
        }
        about(&mut page, entry, &versions);
        page.disclaimer();
    }
    let trust = Trust::of(library, &head, entry, &page.cited(), clock);
    let lines = if brief { trust.brief() } else { trust.lines() };
    Page {
        narrow: trust.narrow(),
        is_replacement: head.replaces || head.replaced_by.is_some(),
        languages: versions.len(),
        ..page.page(crumbs(library, &head), entry.question.clone(), lines)
    }
}

/// The answer, and what sources disagree about.
pub(super) fn answer(page: &mut Builder, entry: &Entry) {
    let blocks = page.markdown(&entry.answer);
    page.extend(blocks);
    for disagreement in &entry.disagreements {
        disagree(page, disagreement);
    }
}

/// The same in little space: what must not be missed comes first, and disagreements are only named.
fn brief_answer(page: &mut Builder, entry: &Entry) {
    // Citations keep the numbers that they have on the whole page: they are given in the order of the text, and only then
    // do the boxes move up.
    let blocks = page.markdown(&entry.answer).into_iter();
    let (boxes, rest): (Vec<_>, Vec<_>) = blocks.partition(must_be_seen);
    page.extend(boxes);
    page.extend(rest);
    for disagreement in &entry.disagreements {
        let about = Span::plain(disagreement.about.clone());
        page.push(Block::Paragraph(vec![warn("Sources disagree: "), about]));
        for claim in &disagreement.claims {
            page.markdown(&claim.says);
            page.number(page.pack, &claim.cite);
        }
        page.markdown(&disagreement.reading);
    }
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
            None => warn("no date"),
        };
        let mut source = vec![
            page.citation(page.pack, &claim.cite)
                .unwrap_or_else(|| warn("no source")),
        ];
        if let Some(ord) = page.library.find_source(page.pack, &claim.cite) {
            let known = page.library.source(ord).source;
            let mut names = [known.publisher, known.title].into_iter();
            let name = names.find(|name| !name.is_empty()).unwrap_or_default();
            source.push(Span::plain(format!(" {name}")));
        }
        vec![page.inline(&claim.says), vec![as_of], source]
    });
    let rows = rows.collect();
    let header = header.map(|head| vec![Span::plain(head)]).into();
    page.push(Block::Table { header, rows });
    let mut reading = page.inline(&disagreement.reading);
    if !reading.is_empty() {
        reading.insert(0, Span::plain("→ "));
        page.push(Block::Paragraph(reading));
    }
}

/// How many people describe their own experience, and where. They are no sources of the answer.
fn experience(experiences: &Experiences) -> Block {
    let accounts = counted(experiences.count as usize, "first-person account");
    let mut spans = vec![Span::plain(format!("{accounts} elsewhere"))];
    spans.push(match experiences.as_of {
        Some(date) => Span::plain(format!(", as of {date}")),
        None => warn(", count undated"),
    });
    if !experiences.url.is_empty() {
        spans.extend([Span::plain(": "), web(&experiences.url)]);
    }
    Block::Paragraph(spans)
}

/// The condition, with organisations, trials and medicines: names and links, the rest is on their pages.
fn about_condition(page: &mut Builder, condition: ConditionOrd) {
    let library = page.library;
    let record = library.condition(condition);
    page.begin(Part::Listings);
    page.heading("About the condition");
    let mut fields = Fields::default();
    fields.add("Condition", page.condition_link(condition));
    let organizations = record.organizations.iter();
    let organizations =
        organizations.map(|ord| vec![organization_link(&library.organization(*ord).0)]);
    fields.add("Organisations", some(organizations.collect(), " · "));
    let trials = record.trials.iter().map(|ord| {
        let (trial, pack) = library.trial(*ord);
        let mut spans = vec![trial_link(&trial), Span::plain(" (")];
        spans.extend(trial_status(page, &trial, pack, false));
        spans.push(Span::plain(")"));
        spans
    });
    fields.add("Trials", some(trials.collect(), "\n"));
    let medications = record.medications.iter().map(|ord| {
        let (medication, _) = library.medication(*ord);
        let mut spans = medication_link(&medication);
        let relation = medication.relation.map(|relation| format!(" ({relation})"));
        spans.extend(relation.map(Span::plain));
        spans
    });
    fields.add("Medicines", some(medications.collect(), " · "));
    page.fields(fields);
}

/// The first few, and how many more there are.
fn some(mut parts: Vec<Vec<Span>>, mark: &str) -> Vec<Span> {
    let more = parts.len().saturating_sub(MAX_NAMED);
    parts.truncate(MAX_NAMED);
    if more > 0 {
        let more = format!("{more} more on the condition's page");
        parts.push(vec![Span::styled(more, Style::DIM)]);
    }
    join(parts, mark)
}

/// What else a reader may want to know about the answer itself.
fn about(page: &mut Builder, entry: &Entry, versions: &[EntryOrd]) {
    page.begin(Part::About);
    page.heading("About this answer");
    let mut fields = Fields::default();
    if entry.audience == Audience::Professional {
        fields.text("Written for", "professionals");
    }
    if entry.language != page.library.pack(page.pack).pack.language {
        fields.text("Language", entry.language.clone());
    }
    if !entry.translation_of.is_empty() {
        fields.add("Translation of", page.entry_named(&entry.translation_of));
    }
    let heads = versions.iter().map(|version| page.library.head(*version));
    let others = heads.filter(|head| head.id != entry.id && head.id != entry.translation_of);
    let others = others.map(|head| {
        let language = match head.language.as_str() {
            "" => "en: ".to_owned(),
            language => format!("{language}: "),
        };
        vec![
            Span::plain(language),
            Span::link(head.question, Target::Entry(head.id)),
        ]
    });
    fields.add("Also in", join(others, "\n"));
    if let Some(certainty) = entry.certainty {
        fields.text("Certainty", format!("{certainty}: {}", meaning(certainty)));
    }
    page.fields_with_origin(fields, &entry.id);
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
fn crumbs(library: &Library, head: &Head) -> Vec<String> {
    let topic = library.topic(head.topic()).topic;
    vec![short_name(library, head.condition), topic.title]
}

/// The page of an entry that a pack withdrew and no longer holds.
pub fn withdrawn(library: &Library, id: &str, clock: Clock) -> Option<Page> {
    let withdrawal = library.withdrawal(id)?;
    let ord = library.find_entry(PackOrd(0), id);
    let head = ord.map(|ord| library.head(ord));
    Some(notice(library, head.as_ref(), &withdrawal, clock))
}

/// The notice in place of a withdrawn answer. It contains nothing of the answer.
fn notice(library: &Library, head: Option<&Head>, withdrawal: &Withdrawal, clock: Clock) -> Page {
    let reason = match withdrawal.reason.as_str() {
        "" => "No reason is recorded.".to_owned(),
        reason => format!("Reason: {reason}"),
    };
    let mut blocks = vec![Block::Alert {
        kind: BoxKind::Important,
        content: vec![
            paragraph("This answer was taken back by its publisher and is no longer shown."),
            paragraph(reason),
        ],
    }];
    let condition = withdrawal.entry.split('/').next().unwrap_or_default();
    if let Some(ord) = library.find_condition(condition) {
        let condition = library.condition(ord).condition;
        let link = Span::link(condition.name, Target::Condition(condition.id));
        blocks.push(Block::Fields(vec![("Condition".to_owned(), vec![link])]));
    }
    let mut notes = Builder::new(library, head.map_or(PackOrd(0), Head::pack), clock);
    clinic::kept_notes(&mut notes, Some(&withdrawal.entry));
    let citations = notes.cited();
    blocks.extend(notes.into_blocks());
    let question = head
        .map(|head| head.question.clone())
        .filter(|question| !question.is_empty());
    Page {
        crumbs: head.map_or_else(Vec::new, |head| crumbs(library, head)),
        title: question.unwrap_or_else(|| withdrawal.entry.clone()),
        trust: vec![vec![withdrawn_mark(withdrawal)]],
        document: Document { blocks },
        citations,
        pack: head.map(Head::pack),
        ..Page::default()
    }
}

/// The page for a record that a damaged index could not return.
fn unreadable(head: &Head) -> Page {
    let text = "The library's own files are not affected. The index is being rebuilt from them.";
    Page {
        title: head.question.clone(),
        trust: vec![vec![warn("cannot be read: the index is damaged")]],
        document: Document {
            blocks: vec![paragraph(text)],
        },
        ..Page::default()
    }
}
