//! The page of a condition: names and identifiers, what to remember, its questions, who helps, what is tried and given.
//! Its own text ends where the heading "Questions" begins.

use crate::index::{ConditionOrd, ConditionRecord, PackOrd};
use crate::library::Library;
use crate::model::{Clock, CodeMatch, Freshness};
use crate::text::{Block, Span, Style, counted, join};

use super::builder::{Builder, Fields, Page, Part};
use super::entry::in_short;
use super::list_row::distinctions;
use super::listings;
use super::trust::{freshness, warn};

/// The page of a condition.
pub fn condition(library: &Library, ord: ConditionOrd, clock: Clock) -> Page {
    let record = library.condition(ord);
    let condition = &record.condition;
    let mut page = Builder::new(library, PackOrd(record.pack), clock);
    overview(&mut page, &record);
    questions(&mut page, ord, &record);
    listings::of_condition(&mut page, &record);
    let cited = page.cited_count();
    page.sources(cited, false);
    page.begin(Part::About);
    page.heading("About this page");
    page.fields_with_origin(Fields::default(), &condition.id);
    let trust = trust_line(&page, ord, &record);
    let crumbs = vec!["Conditions".to_owned(), condition.short_name().to_owned()];
    page.finish(crumbs, &condition.name, trust)
}

/// The short form of a condition's page, for a preview: what it is and what it is called, without its questions.
pub fn condition_preview(library: &Library, ord: ConditionOrd, clock: Clock) -> Page {
    let record = library.condition(ord);
    let mut page = Builder::new(library, PackOrd(record.pack), clock);
    overview(&mut page, &record);
    let mut trust = trust_line(&page, ord, &record);
    trust.extend(page.clock_warning());
    page.page(Vec::new(), record.condition.name, vec![trust])
}

/// What it is, its names and identifiers, and what to remember.
fn overview(page: &mut Builder, record: &ConditionRecord) {
    let condition = &record.condition;
    in_short(page, &condition.summary);
    names(page, record);
    identifiers(page, record);
    if !condition.takeaways.is_empty() {
        page.heading("Key takeaways");
        page.list(&condition.takeaways, |page, one| page.inline(one));
    }
}

/// How many answers there are and how current they are.
fn trust_line(page: &Builder, ord: ConditionOrd, record: &ConditionRecord) -> Vec<Span> {
    let (mut overdue, mut undated, mut newest) = (0u32, 0u32, None);
    for entry in page.library.entries(Some(ord), None) {
        let head = page.library.head(entry);
        newest = newest.max(head.last_updated);
        undated += u32::from(head.last_updated.is_none());
        let freshness = freshness(page.library, &head, page.clock);
        overdue += u32::from(matches!(freshness, Freshness::Overdue { .. }));
    }
    let mut parts = vec![Span::plain(counted(record.entries as usize, "answer"))];
    let newest = newest.map(|date| format!("newest {}", page.dated(date, page.pack)));
    parts.extend(newest.map(Span::plain));
    if overdue > 0 {
        parts.push(warn(format!("{overdue} overdue")));
    }
    if undated > 0 {
        parts.push(warn(format!("{undated} with no date")));
    }
    parts
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
    let genes = join(genes, ", ");
    fields.add("Genes", genes);
    fields.add("A kind of", page.condition_links(&record.parents));
    fields.add("Kinds", page.condition_links(&record.children));
    fields.add("Looks like", page.condition_links(&record.differential));
    fields.add("See also", page.condition_links(&record.related));
    page.fields(fields);
}

/// Codes with how well they fit: a code that means something near is not passed off as the condition's own.
fn identifiers(page: &mut Builder, record: &ConditionRecord) {
    let codes = &record.condition.codes;
    if codes.is_empty() {
        return;
    }
    page.heading("Identifiers");
    let header = ["system", "code", "match", "note", "source"];
    let mut header = Vec::from(header.map(|head| vec![Span::plain(head)]));
    let rows = codes.iter().map(|code| {
        let fit = match code.fit {
            None => warn("match not stated"),
            Some(fit @ CodeMatch::Exact) => Span::plain(fit.title()),
            Some(fit) => warn(fit.title()),
        };
        let source = page.citation(page.pack, &code.cite);
        vec![
            vec![Span::plain(code.system.clone())],
            vec![Span::plain(code.value.clone())],
            vec![fit],
            vec![Span::plain(code.note.clone())],
            source.into_iter().collect(),
        ]
    });
    let mut rows: Vec<Vec<Vec<Span>>> = rows.collect();
    // An empty column takes space from the others.
    for column in (0..header.len()).rev() {
        let mut spans = rows.iter().flat_map(|row| &row[column]);
        if spans.all(|span| span.text.is_empty()) {
            header.remove(column);
            rows.iter_mut().for_each(|row| drop(row.remove(column)));
        }
    }
    page.push(Block::Table { header, rows });
}

/// Topics with their questions.
fn questions(page: &mut Builder, ord: ConditionOrd, record: &ConditionRecord) {
    if record.topics.is_empty() {
        return;
    }
    page.begin(Part::Questions);
    page.heading("Questions");
    let library = page.library;
    let mut distinctions = distinctions(library, &library.entries(Some(ord), None)).into_iter();
    for (topic, count) in &record.topics {
        let title = Span::plain(library.topic(*topic).topic.title);
        let count = Span::styled(format!(" {count}"), Style::DIM);
        page.push(Block::Heading {
            level: 3,
            content: vec![title, count],
        });
        let entries = library.entries(Some(ord), Some(*topic));
        let links = entries.into_iter().zip(distinctions.by_ref());
        page.list(links, |page, (entry, distinction)| {
            page.entry_link(entry, &distinction)
        });
    }
}
