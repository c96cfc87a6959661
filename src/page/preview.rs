//! An answer in little room: what must not be missed comes first, and nothing is folded away.

use crate::index::EntryOrd;
use crate::library::Library;
use crate::model::Clock;
use crate::text::{Block, BoxKind, Span, Style};

use super::Page;
use super::builder::Builder;
use super::entry::{crumbs, in_short, notice, unreadable, withdrawal_of};
use super::trust::{self, Weight};

pub(super) fn page(library: &Library, ord: EntryOrd, clock: Clock) -> Page {
    let head = library.head(ord);
    if head.withdrawn {
        return notice(library, Some(&head), &withdrawal_of(library, &head));
    }
    let body = library.body(ord);
    let entry = &body.entry;
    if entry.id.is_empty() {
        return unreadable(&head);
    }
    let mut page = Builder::new(library, head.pack(), clock);
    in_short(&mut page, &entry.short_answer);
    // Citations keep the numbers that they have on the whole page: they are given in the order of the text, and only then
    // do the boxes move up.
    let (boxes, rest): (Vec<_>, Vec<_>) = page
        .markdown(&entry.answer)
        .into_iter()
        .partition(must_be_seen);
    page.extend(boxes);
    page.extend(rest);
    for disagreement in &entry.disagreements {
        page.push(Block::Paragraph(vec![
            Span::styled("Sources disagree: ", Style::WARN),
            Span::plain(disagreement.about.clone()),
        ]));
        for claim in &disagreement.claims {
            page.markdown(&claim.says);
            page.number(head.pack(), &claim.cite);
        }
        page.markdown(&disagreement.reading);
    }
    let in_text = page.cited_count();
    for source in &entry.sources {
        page.number(head.pack(), source);
    }
    page.sources(in_text, true);
    let weight = Weight::of(library, &page.cited());
    let trust = trust::brief(library, &head, entry, &weight, clock);
    let narrow = trust::narrow(library, &head, entry, &weight, clock);
    let page = page.page(crumbs(library, &head), entry.question.clone(), trust);
    Page { narrow, ..page }
}

pub(super) fn must_be_seen(block: &Block) -> bool {
    matches!(
        block,
        Block::Alert {
            kind: BoxKind::Important | BoxKind::Warning | BoxKind::Caution,
            ..
        }
    )
}
