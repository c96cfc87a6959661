//! What changed in the library, according to its dates: answers that were added or changed, withdrawn, or became overdue.

use jiff::civil::Date;

use crate::index::{EntryOrd, PackOrd};
use crate::library::Library;
use crate::model::{Clock, Freshness, PartialDate, Withdrawal};
use crate::text::{Block, Span, Style, Target, counted};

use super::builder::{Builder, Page, paragraph};
use super::list_row::short_name;
use super::trust::{freshness, warn};

/// Maximum number of changes of a kind that a page lists.
const MAX_LISTED: usize = 200;

/// The changes according to a library's dates, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Answers whose text was written or changed, with the day. The library does not say which of the two.
    pub changed: Vec<(PartialDate, EntryOrd)>,
    /// Answers that were taken back. Those without a day are last, and are always listed.
    pub withdrawn: Vec<Withdrawal>,
    /// Answers that should have been reviewed, with the day they became due.
    pub overdue: Vec<(PartialDate, EntryOrd)>,
    /// How many answers have no date.
    pub undated: u32,
}

/// The changes in each pack since a day, or all; a date without a day counts with the last day that it can mean.
pub fn changes(library: &Library, since: Option<Date>, clock: Clock) -> Vec<Changes> {
    let is_new = |date: PartialDate| since.is_none_or(|since| date.latest() >= since);
    let mut packs: Vec<Changes> = vec![Changes::default(); library.pack_count() as usize];
    for entry in (0..library.all_entries()).map(EntryOrd) {
        let head = library.head(entry);
        let Some(pack) = packs.get_mut(head.pack().index()) else {
            continue;
        };
        if head.is_hidden() {
            continue;
        }
        match head.last_updated {
            Some(date) if is_new(date) => pack.changed.push((date, entry)),
            Some(_) => {}
            None => pack.undated += 1,
        }
        if let Freshness::Overdue { since: due, .. } = freshness(library, &head, clock) {
            let due = PartialDate::from(due);
            if is_new(due) {
                pack.overdue.push((due, entry));
            }
        }
    }
    for (pack, record) in packs.iter_mut().zip(library.packs()) {
        pack.changed
            .sort_by_key(|(date, _)| std::cmp::Reverse(*date));
        pack.overdue
            .sort_by_key(|(date, _)| std::cmp::Reverse(*date));
        pack.withdrawn = record.pack.withdrawn;
        pack.withdrawn.retain(|one| one.on.is_none_or(is_new));
        pack.withdrawn.sort_by_key(|one| std::cmp::Reverse(one.on));
    }
    packs
}

/// The same as a page.
pub fn changes_page(library: &Library, since: Option<Date>, clock: Clock) -> Page {
    let all = changes(library, since, clock);
    let mut page = Builder::new(library, PackOrd(0), clock);
    let (mut changed, mut withdrawn, mut overdue, mut undated) = (0, 0, 0, 0);
    for (pack, at) in all.iter().zip(0..) {
        changed += pack.changed.len();
        withdrawn += pack.withdrawn.len();
        overdue += pack.overdue.len();
        undated += pack.undated;
        if pack.changed.is_empty() && pack.withdrawn.is_empty() && pack.overdue.is_empty() {
            continue;
        }
        let record = library.pack(PackOrd(at)).pack;
        page.heading(format!("{} {}", record.title, record.version).trim_end());
        let taken_back = pack.withdrawn.iter().map(|one| {
            let day = one.on.map_or("no date".to_owned(), |on| on.to_string());
            let link = Span::link(one.entry.clone(), Target::Entry(one.entry.clone()));
            vec![warn(day), Span::plain(" "), link, reason(one)]
        });
        section(&mut page, "Withdrawn", taken_back.collect());
        section(
            &mut page,
            "Overdue for review",
            rows(library, &pack.overdue),
        );
        section(&mut page, "Added or changed", rows(library, &pack.changed));
    }
    let title = match since {
        Some(since) => format!("What changed since {since}"),
        None => "What changed, the newest first".to_owned(),
    };
    if changed + withdrawn + overdue == 0 {
        page.push(paragraph(
            "Nothing, as far as the dates in the library show.",
        ));
    }
    page.push(Block::Paragraph(vec![Span::styled(
        unknown(undated),
        Style::DIM,
    )]));
    let mut trust = vec![Span::plain(format!("{changed} added or changed"))];
    let counts = [(withdrawn, "withdrawn"), (overdue, "overdue")];
    let noticed = counts.into_iter().filter(|(count, _)| *count > 0);
    trust.extend(noticed.map(|(count, what)| warn(format!("{count} {what}"))));
    page.finish(vec!["Changes".to_owned()], &title, trust)
}

fn reason(withdrawal: &Withdrawal) -> Span {
    Span::plain(match withdrawal.reason.as_str() {
        "" => String::new(),
        reason => format!(": {reason}"),
    })
}

/// What the dates of a library do not show.
fn unknown(undated: u32) -> String {
    let known = "From the dates in the library, which do not say whether an answer is new or was changed, or what was removed \
                 without a notice.";
    match undated {
        0 => known.to_owned(),
        count => format!(
            "{known} {} no date and cannot be listed.",
            counted(count as usize, "answer") + if count == 1 { " has" } else { " have" }
        ),
    }
}

fn rows(library: &Library, entries: &[(PartialDate, EntryOrd)]) -> Vec<Vec<Span>> {
    let row = |(date, entry): &(PartialDate, EntryOrd)| {
        let head = library.head(*entry);
        let link = Span::link(head.question, Target::Entry(head.id));
        let condition = format!(" · {}", short_name(library, head.condition));
        vec![
            Span::plain(format!("{date} ")),
            link,
            Span::plain(condition),
        ]
    };
    let shown = entries.iter().take(MAX_LISTED).map(row);
    let hidden = entries.len().saturating_sub(MAX_LISTED);
    let more = (hidden > 0).then(|| vec![Span::plain(format!("and {hidden} older ones"))]);
    shown.chain(more).collect()
}

fn section(page: &mut Builder, title: &str, items: Vec<Vec<Span>>) {
    if !items.is_empty() {
        page.push(Block::Heading {
            level: 3,
            content: vec![Span::plain(title)],
        });
        page.list(items, |_, item| item);
    }
}
