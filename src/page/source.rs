//! The page of a source: what is known of it, and the answers that cite it.

use crate::index::{PackOrd, SourceOrd};
use crate::library::Library;
use crate::model::{Clock, PartialDate, Source, SourceStatus};
use crate::text::{Span, counted};

use super::builder::{Builder, Fields, Page, Part, web};
use super::list_row::distinctions;
use super::trust::{self, warn};

/// The page of a source, with the answers that cite it.
pub(super) fn source(library: &Library, ord: SourceOrd, clock: Clock) -> Page {
    let record = library.source(ord);
    let source = &record.source;
    let pack = PackOrd(record.pack);
    let mut page = Builder::new(library, pack, clock);
    let mut fields = Fields::default();
    fields.text("Publisher", source.publisher.clone());
    let kind = source.kind.map(|kind| kind.title());
    fields.text("Kind", kind.unwrap_or("not stated"));
    fields.text("Authors", source.authors.join(", "));
    let date = |day: Option<PartialDate>| day.map_or(String::new(), |day| page.dated(day, pack));
    if source.date_as_printed.is_empty() {
        fields.text("Published", date(source.published));
        fields.text("Last updated", date(source.last_updated));
    } else {
        // Which date is meant is a guess of the library's author: no age is claimed, and the printed date comes first.
        let published = source.published.map(|day| day.to_string());
        fields.text("Published", published.unwrap_or_default());
        let taken = source.last_updated.map(|day| format!("; taken for {day}"));
        let taken = taken.unwrap_or_default();
        let spans = vec![
            Span::plain(format!("\"{}\" ", source.date_as_printed)),
            warn(format!("(can be read two ways{taken})")),
        ];
        fields.add("Last updated", spans);
    }
    fields.text("Accessed", date(source.accessed));
    fields.text("Licence", source.license.clone());
    fields.add("Status", status(source.status));
    fields.text("Note", source.note.clone());
    fields.add("Address", vec![web(&source.url)]);
    page.fields_with_origin(fields, &source.id);
    page.begin(Part::Questions);
    page.heading(match record.cited_by.len() {
        0 => "Used by no answer".to_owned(),
        count => format!("Used by {}", counted(count, "answer")),
    });
    let distinctions = distinctions(library, &record.cited_by);
    let links = record.cited_by.iter().zip(&distinctions);
    page.list(links, |page, (entry, distinction)| {
        page.entry_link(*entry, distinction)
    });
    let trust = trust_line(&page, source);
    page.finish(vec!["Sources".to_owned()], &source.title, trust)
}

fn status(status: SourceStatus) -> Vec<Span> {
    let meaning = match status {
        SourceStatus::Active => "",
        SourceStatus::Superseded => ": a newer one has taken its place",
        SourceStatus::Retracted => ": its publisher took it back",
    };
    let status = trust::source_status(status).unwrap_or_else(|| Span::plain("active"));
    vec![status, Span::plain(meaning)]
}

/// Its kind and age, and what casts doubt on it.
fn trust_line(page: &Builder, source: &Source) -> Vec<Span> {
    let kind = source.kind.map_or("kind not stated", |kind| kind.title());
    let date = match (source.date_as_printed.as_str(), source.date()) {
        ("", Some(date)) => Span::plain(page.dated(date, page.pack)),
        ("", None) => warn("no date"),
        (printed, _) => warn(format!("date unclear \"{printed}\"")),
    };
    let mut parts = vec![Span::plain(format!("Source · {kind}")), date];
    parts.extend(trust::source_status(source.status));
    parts
}
