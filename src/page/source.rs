//! The page of a source: what is known of it, and the answers that rest on it.

use crate::index::{PackOrd, SourceOrd};
use crate::library::Library;
use crate::model::{Clock, Source, SourceStatus};
use crate::text::{Span, Style};

use super::builder::Builder;
use super::spans::{Fields, counted};
use super::{Page, Part, trust};

pub(super) fn page(library: &Library, ord: SourceOrd, clock: Clock) -> Page {
    let record = library.source(ord);
    let source = &record.source;
    let pack = PackOrd(record.pack);
    let mut page = Builder::new(library, pack, clock);
    let mut fields = Fields::default();
    fields.text("Publisher", source.publisher.clone());
    fields.text(
        "Kind",
        source.kind.map_or("not stated", |kind| kind.title()),
    );
    fields.text("Authors", source.authors.join(", "));
    let date = |day: Option<_>| day.map_or(String::new(), |day| page.dated(day, pack));
    if source.date_as_printed.is_empty() {
        fields.text("Published", date(source.published));
        fields.text("Last updated", date(source.last_updated));
    } else {
        // Which date is meant is a guess of the library's author, so no age is claimed, and what is printed stands first.
        fields.text(
            "Published",
            source
                .published
                .map_or(String::new(), |day| day.to_string()),
        );
        let taken = source
            .last_updated
            .map_or(String::new(), |day| format!("; taken for {day}"));
        fields.add(
            "Last updated",
            vec![
                Span::plain(format!("\"{}\" ", source.date_as_printed)),
                Span::styled(format!("(can be read two ways{taken})"), Style::WARN),
            ],
        );
    }
    fields.text("Accessed", date(source.accessed));
    fields.text("Licence", source.license.clone());
    fields.add("Status", status(source.status));
    fields.text("Note", source.note.clone());
    fields.url("Address", &source.url);
    fields.text("Id", source.id.clone());
    fields.add("From", page.imprint());
    page.fields(fields);
    page.begin(Part::Questions);
    page.heading(match record.cited_by.len() as u64 {
        0 => "Used by no answer".to_owned(),
        count => format!("Used by {}", counted(count, "answer", "answers")),
    });
    let apart = super::apart(library, &record.cited_by);
    let links = record.cited_by.iter().zip(&apart);
    let links = links.map(|(entry, apart)| page.entry_link(*entry, apart));
    let links: Vec<_> = links.collect();
    if !links.is_empty() {
        page.list(links);
    }
    page.colophon();
    let trust = trust_lines(&page, source);
    let crumbs = vec!["Sources".to_owned()];
    page.page(crumbs, source.title.clone(), trust)
}

fn status(status: SourceStatus) -> Vec<Span> {
    let meaning = match status {
        SourceStatus::Active => "it stands",
        SourceStatus::Superseded => "a newer one has taken its place",
        SourceStatus::Retracted => "its publisher took it back",
    };
    match trust::source_status(status) {
        None => vec![Span::plain("active")],
        Some(warning) => vec![warning, Span::plain(format!(": {meaning}"))],
    }
}

/// Its kind and age, and what shakes it.
fn trust_lines(page: &Builder, source: &Source) -> Vec<Vec<Span>> {
    let kind = source.kind.map_or("kind not stated", |kind| kind.title());
    let mut parts = vec![Span::plain(format!("Source · {kind}"))];
    parts.push(if !source.date_as_printed.is_empty() {
        Span::styled(
            format!("date unclear \"{}\"", source.date_as_printed),
            Style::WARN,
        )
    } else {
        match source.date() {
            Some(date) => Span::plain(page.dated(date, page.pack)),
            None => Span::styled("no date", Style::WARN),
        }
    });
    parts.extend(trust::source_status(source.status));
    parts.extend(page.clock_warning());
    vec![parts]
}
