//! What tells a reader how far to trust an answer: dates, ages, review, sources by kind, certainty. Every state has words
//! of its own.

use std::collections::BTreeMap;

use crate::index::{Head, PackOrd, SourceOrd};
use crate::library::Library;
use crate::model::{Clock, Entry, EntryStatus, Freshness, SourceKind, SourceStatus, Withdrawal};
use crate::text::{Span, Style, width};

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

/// The trust of an answer: updated, age, review, certainty; then the sources by kind and what casts doubt on them.
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
    vec![first, second]
}

/// The same in few words, for a preview; what casts doubt on the sources stands apart.
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
    vec![parts, weight.warnings()]
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
        (None, None) => Span::plain("no review"),
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
    parts
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
        (None, true) => Span::plain("no review yet"),
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

/// The trust of a page in lines of at most so many columns, the parts of each with dots between them. No part is broken; one
/// that is wider than a line is broken behind a comma. A group begins a new line, unless the one before it took more than
/// its own.
pub(super) fn fit(groups: &[Vec<Span>], columns: usize) -> Vec<Vec<Span>> {
    const DOT: &str = " · ";
    let mut lines: Vec<Vec<Span>> = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let mut begin = lines.len() <= at;
        for part in group.iter().flat_map(|part| pieces(part, columns)) {
            let used = |line: &Vec<Span>| line.iter().map(|span| width(&span.text)).sum::<usize>();
            match lines.last_mut() {
                Some(line)
                    if !begin
                        && !line.last().is_some_and(|last| last.text.ends_with(','))
                        && used(line) + width(DOT) + width(&part.text) <= columns =>
                {
                    line.extend([Span::plain(DOT), part]);
                }
                _ => lines.push(vec![part]),
            }
            begin = false;
        }
    }
    lines
}

/// A part, or its pieces up to a comma where it is wider than a line.
fn pieces(part: &Span, columns: usize) -> Vec<Span> {
    let mut pieces: Vec<Span> = Vec::new();
    let is_wide = width(&part.text) > columns;
    for text in part.text.split_inclusive(", ").filter(|_| is_wide) {
        match pieces.last_mut() {
            Some(last) if width(&last.text) + 1 + width(text.trim_end()) <= columns => {
                last.text = format!("{} {}", last.text, text.trim_end());
            }
            _ => pieces.push(Span {
                text: text.trim_end().to_owned(),
                ..part.clone()
            }),
        }
    }
    match is_wide {
        true => pieces,
        false => vec![part.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(line: &[Span]) -> String {
        line.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn lines_are_broken_between_parts_only() {
        let part = |text: &&str| Span::plain(*text);
        let group = |parts: &[&str]| parts.iter().map(part).collect::<Vec<_>>();
        let groups = [
            group(&["Updated 2026-11-20", "no review yet"]),
            group(&["2 sources: 1 review, 1 study", "source retracted"]),
        ];
        let at = |columns| -> Vec<String> {
            fit(&groups, columns)
                .iter()
                .map(|line| text(line))
                .collect()
        };
        assert_eq!(
            at(80),
            [
                "Updated 2026-11-20 · no review yet",
                "2 sources: 1 review, 1 study · source retracted"
            ]
        );
        assert_eq!(
            at(33),
            [
                "Updated 2026-11-20",
                "no review yet",
                "2 sources: 1 review, 1 study",
                "source retracted"
            ]
        );
        assert_eq!(at(22)[2..4], ["2 sources: 1 review,", "1 study"]);
    }

    proptest! {
        #[test]
        fn every_part_is_whole_and_no_line_is_too_wide(
            groups in prop::collection::vec(prop::collection::vec("[a-z]{1,9}( [a-z]{1,9}){0,3}", 0..6), 0..3),
            columns in 1usize..60,
        ) {
            let groups: Vec<Vec<Span>> = groups
                .into_iter()
                .map(|group| group.into_iter().map(Span::plain).collect())
                .collect();
            let lines = fit(&groups, columns);
            let parts: Vec<&Span> = groups.iter().flatten().collect();
            let shown: Vec<&Span> = lines.iter().flat_map(|line| line.iter().step_by(2)).collect();
            prop_assert_eq!(parts, shown);
            for line in &lines {
                prop_assert!(line.len() == 1 || width(&text(line)) <= columns);
            }
        }
    }
}
