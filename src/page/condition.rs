//! The page of a condition: names and identifiers, what to remember, its questions, who helps, what is tried and given.
//! The heading "Key takeaways" or "Questions" parts the first half from the second.

use crate::index::{ConditionOrd, ConditionRecord, PackOrd};
use crate::library::Library;
use crate::model::{Clock, CodeMatch, Freshness};
use crate::text::{Block, Span, Style, Target};

use super::builder::Builder;
use super::entry::in_short;
use super::spans::{Fields, commas, counted};
use super::{Page, Part, beside};

pub(super) fn page(library: &Library, ord: ConditionOrd, clock: Clock) -> Page {
    let record = library.condition(ord);
    let condition = &record.condition;
    let mut page = Builder::new(library, PackOrd(record.pack), clock);
    about(&mut page, &record);
    questions(&mut page, ord, &record);
    beside::sections(&mut page, ord);
    let cited = page.cited_count();
    page.sources(cited, false);
    page.begin(Part::About);
    page.heading("About this page");
    let mut fields = Fields::default();
    fields.text("Id", condition.id.clone());
    fields.add("From", page.imprint());
    page.fields(fields);
    page.colophon();
    let trust = trust_lines(&page, ord, &record);
    let crumbs = vec!["Conditions".to_owned(), condition.short_name().to_owned()];
    page.page(crumbs, condition.name.clone(), trust)
}

pub(super) fn preview(library: &Library, ord: ConditionOrd, clock: Clock) -> Page {
    let record = library.condition(ord);
    let mut page = Builder::new(library, PackOrd(record.pack), clock);
    about(&mut page, &record);
    let trust = trust_lines(&page, ord, &record);
    page.page(Vec::new(), record.condition.name.clone(), trust)
}

/// What it is, its names and identifiers, and what to remember.
fn about(page: &mut Builder, record: &ConditionRecord) {
    let condition = &record.condition;
    in_short(page, &condition.summary);
    names(page, record);
    identifiers(page, record);
    if !condition.takeaways.is_empty() {
        page.heading("Key takeaways");
        let takeaways = condition.takeaways.iter();
        let takeaways = takeaways.map(|one| page.inline(one)).collect();
        page.list(takeaways);
    }
}

/// How many answers there are and how fresh they are.
fn trust_lines(page: &Builder, ord: ConditionOrd, record: &ConditionRecord) -> Vec<Vec<Span>> {
    let library = page.library;
    let (mut overdue, mut undated, mut newest) = (0u32, 0u32, None);
    for entry in library.entries(Some(ord), None) {
        let head = library.head(entry);
        newest = newest.max(head.last_updated);
        undated += u32::from(head.last_updated.is_none());
        let dates = head.timeliness(&library.pack(head.pack()));
        let freshness = dates.freshness(page.clock);
        overdue += u32::from(matches!(freshness, Freshness::Overdue { .. }));
    }
    let mut parts = vec![Span::plain(counted(record.entries, "answer", "answers"))];
    if let Some(newest) = newest {
        parts.push(Span::plain(format!(
            "newest {}",
            page.dated(newest, page.pack)
        )));
    }
    if overdue > 0 {
        parts.push(Span::styled(format!("{overdue} overdue"), Style::WARN));
    }
    if undated > 0 {
        parts.push(Span::styled(format!("{undated} with no date"), Style::WARN));
    }
    parts.extend(page.clock_warning());
    vec![parts]
}

/// What it is called, how it is passed on, and its place among the others.
fn names(page: &mut Builder, record: &ConditionRecord) {
    let condition = &record.condition;
    let mut fields = Fields::default();
    fields.text("Short name", condition.abbreviation.clone());
    fields.text("Also known as", condition.alternate_names.join(" · "));
    fields.text("Inheritance", condition.inheritance.clone());
    let genes = condition.genes.iter().map(|gene| {
        let mut spans = vec![Span::plain(gene.symbol.clone())];
        if !gene.locus.is_empty() {
            spans.push(Span::plain(format!(" ({})", gene.locus)));
        }
        spans.extend(page.cite(page.pack, &gene.cite));
        if !gene.note.is_empty() {
            spans.push(Span::styled(format!(" {}", gene.note), Style::DIM));
        }
        spans
    });
    let genes = commas(genes);
    fields.add("Genes", genes);
    fields.add("A kind of", page.condition_links(&record.parents));
    fields.add("Kinds", page.condition_links(&record.children));
    fields.add("Looks like", page.condition_links(&record.differential));
    fields.add("See also", page.condition_links(&record.related));
    page.fields(fields);
}

/// Codes with how well they fit: a code that means something near is not passed off as the condition's own.
fn identifiers(page: &mut Builder, record: &ConditionRecord) {
    if record.condition.codes.is_empty() {
        return;
    }
    page.heading("Identifiers");
    let codes = record.condition.codes.iter();
    let rows = codes.map(|code| {
        let fit = match code.fit {
            None => Span::styled("match not stated", Style::WARN),
            Some(fit @ CodeMatch::Exact) => Span::plain(fit.title()),
            Some(fit) => Span::styled(fit.title(), Style::WARN),
        };
        let source = match page.number(page.pack, &code.cite) {
            None => Vec::new(),
            Some(number) => vec![Span::link(format!("[{number}]"), Target::Cite(number))],
        };
        vec![
            vec![Span::plain(code.system.clone())],
            vec![Span::plain(code.value.clone())],
            vec![fit],
            vec![Span::plain(code.note.clone())],
            source,
        ]
    });
    let rows: Vec<Vec<Vec<Span>>> = rows.collect();
    let mut header = vec!["system", "code", "match", "note", "source"];
    // A column that nobody filled takes room from the others.
    let empty = |column: usize| {
        rows.iter()
            .all(|row| row[column].iter().all(|span| span.text.is_empty()))
    };
    let keep: Vec<usize> = (0..header.len()).filter(|column| !empty(*column)).collect();
    header = keep.iter().map(|column| header[*column]).collect();
    let rows = rows
        .iter()
        .map(|row| keep.iter().map(|column| row[*column].clone()).collect())
        .collect();
    page.push(Block::Table {
        header: header
            .into_iter()
            .map(|head| vec![Span::plain(head)])
            .collect(),
        rows,
    });
}

/// Topics with their questions.
fn questions(page: &mut Builder, ord: ConditionOrd, record: &ConditionRecord) {
    if record.topics.is_empty() {
        return;
    }
    page.begin(Part::Questions);
    page.heading("Questions");
    let all = page.library.entries(Some(ord), None);
    let mut apart = super::apart(page.library, &all).into_iter();
    for (topic, count) in &record.topics {
        let title = page.library.topic(*topic).topic.title;
        page.push(Block::Heading {
            level: 3,
            content: vec![
                Span::plain(title),
                Span::styled(format!(" {count}"), Style::DIM),
            ],
        });
        let entries = page.library.entries(Some(ord), Some(*topic));
        let links = entries.into_iter().zip(apart.by_ref());
        let links = links.map(|(entry, apart)| page.entry_link(entry, &apart));
        let links = links.collect();
        page.list(links);
    }
}
