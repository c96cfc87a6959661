//! What tells a reader how far to trust an answer: dates, ages, review, sources by kind, certainty. Every state has words
//! of its own.

use std::collections::BTreeMap;

use crate::index::{Head, PackOrd, SourceOrd};
use crate::library::Library;
use crate::model::{Clock, Entry, EntryStatus, Freshness, SourceKind, SourceStatus, Withdrawal};
use crate::text::{Span, Style, width};

/// Trust lines should stand whole on a terminal of 80 columns, with a column at each side.
const COLUMNS: usize = 78;

/// What the sources of an answer amount to.
#[derive(Default)]
pub(super) struct Weight {
    kinds: BTreeMap<Option<SourceKind>, u32>,
    undefined: u32,
    superseded: u32,
    retracted: u32,
    /// Dates as printed that can be read two ways.
    unclear: Vec<String>,
}

impl Weight {
    pub(super) fn of(library: &Library, citations: &[Option<SourceOrd>]) -> Self {
        let mut weight = Self::default();
        for citation in citations {
            let Some(source) = citation else {
                weight.undefined += 1;
                continue;
            };
            let source = library.source(*source).source;
            *weight.kinds.entry(source.kind).or_default() += 1;
            match source.status {
                SourceStatus::Active => {}
                SourceStatus::Superseded => weight.superseded += 1,
                SourceStatus::Retracted => weight.retracted += 1,
            }
            let printed = source.date_as_printed;
            if !printed.is_empty() && !weight.unclear.contains(&printed) {
                weight.unclear.push(printed);
            }
        }
        weight
    }

    fn count(&self) -> u32 {
        self.kinds.values().sum::<u32>() + self.undefined
    }

    /// `4 sources: 2 reviews, 1 government, 1 aggregator`; with `brief`, only how many.
    fn summary(&self, brief: bool) -> Span {
        let count = self.count();
        if count == 0 {
            return Span::styled("no sources", Style::WARN);
        }
        let mut text = format!("{count} source{}", if count == 1 { "" } else { "s" });
        if !brief && !self.kinds.is_empty() {
            let kinds: Vec<String> = self
                .kinds
                .iter()
                .map(|(kind, n)| counted(*kind, *n))
                .collect();
            text = format!("{text}: {}", kinds.join(", "));
        }
        Span::plain(text)
    }

    /// What shakes the sources.
    fn warnings(&self) -> Vec<Span> {
        let warn = |text: String| Span::styled(text, Style::WARN);
        let counted = |count: u32, state: &str| match count {
            0 => None,
            1 => Some(warn(format!("source {state}"))),
            _ => Some(warn(format!("{count} sources {state}"))),
        };
        let mut warnings: Vec<Span> = [
            counted(self.retracted, "retracted"),
            counted(self.superseded, "superseded"),
            counted(self.undefined, "not defined"),
        ]
        .into_iter()
        .flatten()
        .collect();
        warnings.extend(
            self.unclear
                .iter()
                .map(|printed| warn(format!("date unclear \"{printed}\""))),
        );
        warnings
    }
}

/// `2 reviews`, `1 government`.
fn counted(kind: Option<SourceKind>, count: u32) -> String {
    let Some(kind) = kind else {
        return format!("{count} of unknown kind");
    };
    let title = kind.title();
    let plural = match kind {
        SourceKind::Government => title.to_owned(),
        _ => match title.strip_suffix('y') {
            Some(stem) if kind != SourceKind::Government => format!("{stem}ies"),
            _ => format!("{title}s"),
        },
    };
    format!("{count} {}", if count == 1 { title } else { &plural })
}

/// The trust lines of an answer: updated, age, review, certainty; then the sources by kind and what shakes them.
pub(super) fn lines(
    library: &Library,
    head: &Head,
    entry: &Entry,
    weight: &Weight,
    clock: Clock,
) -> Vec<Vec<Span>> {
    let mut first = freshness(library, head, clock, true);
    first.push(review(entry));
    if entry.status == EntryStatus::Draft {
        first.insert(0, Span::styled("draft, not for readers yet", Style::WARN));
    }
    first.extend(suggestion(entry));
    if let Some(certainty) = entry.certainty {
        first.push(Span::plain(format!("certainty {certainty}")));
    }
    let mut second = vec![weight.summary(false)];
    second.extend(weight.warnings());
    fill(first, second)
}

/// The same in few words, for a preview: one line, and a second one only for what shakes the sources.
pub(super) fn brief(
    library: &Library,
    head: &Head,
    entry: &Entry,
    weight: &Weight,
    clock: Clock,
) -> Vec<Vec<Span>> {
    let mut parts = freshness(library, head, clock, false);
    if entry.status == EntryStatus::Draft {
        parts.push(Span::styled("draft", Style::WARN));
    }
    parts.push(match entry.last_reviewed {
        Some(date) => Span::plain(format!("reviewed {date}")),
        None => review(entry),
    });
    parts.extend(suggestion(entry));
    parts.push(weight.summary(true));
    fill(parts, weight.warnings())
}

/// The same for a narrow screen: `2026-11-20 today · no review · 5 src`, then what must be noticed.
pub(super) fn narrow(
    library: &Library,
    head: &Head,
    entry: &Entry,
    weight: &Weight,
    clock: Clock,
) -> Vec<Span> {
    let freshness = head.timeliness(&library.pack(head.pack())).freshness(clock);
    let mut parts = vec![match (head.last_updated, &freshness) {
        (None, _) => Span::styled("no date", Style::WARN),
        (
            Some(date),
            Freshness::Current { age: Some(age) } | Freshness::Overdue { age: Some(age), .. },
        ) => Span::plain(format!("{date} {age}")),
        (Some(date), _) => Span::plain(date.to_string()),
    }];
    parts.push(match (entry.last_reviewed, &entry.reviewed_by) {
        (Some(date), _) => Span::plain(format!("reviewed {date}")),
        (None, None) => Span::styled("no review", Style::DIM),
        (None, Some(_)) => review(entry),
    });
    parts.push(match weight.count() {
        0 => Span::styled("no sources", Style::WARN),
        count => Span::plain(format!("{count} src")),
    });
    parts.extend(suggestion(entry));
    match freshness {
        Freshness::Overdue { .. } => parts.push(Span::styled("overdue", Style::WARN)),
        Freshness::ClockWrong { year } => {
            parts.push(Span::styled(
                format!("age unknown: clock says {year}"),
                Style::WARN,
            ));
        }
        Freshness::Current { .. } | Freshness::NoDate => {}
    }
    if let Some(certainty) = entry.certainty {
        parts.push(Span::plain(format!("certainty {certainty}")));
    }
    if entry.status == EntryStatus::Draft {
        parts.push(Span::styled("draft", Style::WARN));
    }
    parts.extend(weight.warnings());
    join(parts)
}

/// The date with what is to be said of it, as parts of a line.
fn freshness(library: &Library, head: &Head, clock: Clock, ages: bool) -> Vec<Span> {
    let updated = |age: &Option<String>| match (head.last_updated, age) {
        (None, _) => Span::styled("no date", Style::WARN),
        (Some(date), Some(age)) if ages => Span::plain(format!("Updated {date} ({age})")),
        (Some(date), _) => Span::plain(format!("Updated {date}")),
    };
    match head.timeliness(&library.pack(head.pack())).freshness(clock) {
        Freshness::Current { age } => vec![updated(&age)],
        Freshness::Overdue { age, since } => vec![
            updated(&age),
            Span::styled(format!("overdue since {since}"), Style::WARN),
        ],
        Freshness::NoDate => vec![updated(&None)],
        Freshness::ClockWrong { year } => vec![updated(&None), clock_warning(year)],
    }
}

/// Why no age is told.
pub(super) fn clock_warning(year: i16) -> Span {
    Span::styled(
        format!("age unknown: this computer's clock says {year}"),
        Style::WARN,
    )
}

/// Says that nobody accepted the answer where it was asked, and whose it is.
fn suggestion(entry: &Entry) -> Option<Span> {
    let suggestion = entry.suggested_by.as_ref()?;
    let name = match suggestion.name.as_str() {
        "" => "unknown author",
        name => name,
    };
    let votes = match suggestion.votes {
        None => String::new(),
        Some(1) => ", 1 vote".to_owned(),
        Some(votes) => format!(", {votes} votes"),
    };
    let text = format!("suggestion by {name}{votes}, not an accepted answer");
    Some(Span::styled(text, Style::WARN))
}

/// Whether somebody checked the answer, when and who. A review is never implied: a name without a day is said to lack it.
fn review(entry: &Entry) -> Span {
    let by = match &entry.reviewed_by {
        Some(reviewer) if !reviewer.name.is_empty() && !reviewer.role.is_empty() => {
            format!(" by {}, {}", reviewer.name, reviewer.role)
        }
        Some(reviewer) if !reviewer.name.is_empty() => format!(" by {}", reviewer.name),
        Some(reviewer) if !reviewer.role.is_empty() => format!(" by a {}", reviewer.role),
        _ => String::new(),
    };
    match (entry.last_reviewed, by.is_empty()) {
        (Some(date), _) => Span::plain(format!("reviewed {date}{by}")),
        (None, false) => Span::styled(format!("reviewed{by}, day unknown"), Style::WARN),
        (None, true) => Span::styled("no review yet", Style::DIM),
    }
}

/// Freshness in a few words for a list row.
pub(super) fn mark(library: &Library, head: &Head, clock: Clock) -> Vec<Span> {
    let warn = |text: &str| Span::styled(text, Style::WARN);
    if head.withdrawn {
        return vec![warn("withdrawn")];
    }
    let date = match head.last_updated {
        Some(date) => Span::styled(date.to_string(), Style::DIM),
        None => warn("no date"),
    };
    let mut spans = vec![date];
    let mut add = |text: &str| {
        spans.push(Span::plain(if spans.len() == 1 { " " } else { ", " }));
        spans.push(warn(text));
    };
    match head.timeliness(&library.pack(head.pack())).freshness(clock) {
        Freshness::Overdue { .. } => add("overdue"),
        Freshness::ClockWrong { .. } => add("age unknown"),
        Freshness::Current { .. } | Freshness::NoDate => {}
    }
    if head.shaken_source {
        add("source in doubt");
    }
    if head.status == EntryStatus::Draft {
        add("draft");
    }
    spans
}

/// `source superseded` or `source retracted`; nothing for a source that stands.
pub(super) fn source_status(status: SourceStatus) -> Option<Span> {
    (status != SourceStatus::Active).then(|| Span::styled(format!("source {status}"), Style::WARN))
}

/// `withdrawn 2026-11-01`.
pub(super) fn withdrawn(withdrawal: &Withdrawal) -> Span {
    let text = match withdrawal.on {
        Some(on) => format!("withdrawn {on}"),
        None => "withdrawn, day unknown".to_owned(),
    };
    Span::styled(text, Style::WARN)
}

/// Whether the clock is wrong by the pack's dates.
pub(super) fn clock_is_wrong(library: &Library, pack: PackOrd, clock: Clock) -> bool {
    clock.is_wrong(library.pack(pack).newest)
}

/// Parts with dots between them.
pub(super) fn join(parts: Vec<Span>) -> Vec<Span> {
    let mut line = Vec::with_capacity(parts.len() * 2);
    for part in parts {
        if !line.is_empty() {
            line.push(Span::plain(" · "));
        }
        line.push(part);
    }
    line
}

/// Two groups of parts in lines that a terminal of 80 columns shows whole. The second group begins a line, unless the
/// first left something over: then it goes on behind that, so that the whole stays low.
pub(super) fn fill(first: Vec<Span>, second: Vec<Span>) -> Vec<Vec<Span>> {
    let mut lines = pack(vec![Vec::new()], first);
    if lines.len() < 2 {
        lines.push(Vec::new());
    }
    pack(lines, second)
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(join)
        .collect()
}

fn pack(mut lines: Vec<Vec<Span>>, parts: Vec<Span>) -> Vec<Vec<Span>> {
    for part in parts.into_iter().flat_map(split) {
        match lines.last_mut() {
            Some(line)
                if line.is_empty()
                    || line.iter().map(|span| width(&span.text) + 3).sum::<usize>()
                        + width(&part.text)
                        <= COLUMNS =>
            {
                line.push(part);
            }
            _ => lines.push(vec![part]),
        }
    }
    lines
}

/// A part that is wider than a line, parted at blanks: a blank at the end of a piece says that it goes on.
fn split(part: Span) -> Vec<Span> {
    let mut pieces: Vec<Span> = Vec::new();
    for word in part.text.split(' ') {
        match pieces.last_mut() {
            Some(piece) if width(&piece.text) + width(word) < COLUMNS => {
                piece.text.push(' ');
                piece.text.push_str(word);
            }
            last => {
                if let Some(piece) = last {
                    piece.text.push(' ');
                }
                pieces.push(Span {
                    text: word.to_owned(),
                    style: part.style,
                    target: part.target.clone(),
                });
            }
        }
    }
    pieces
}
