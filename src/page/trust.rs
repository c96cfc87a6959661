//! The trust line, by which a reader judges an answer: dates, ages, review, sources by kind, certainty. Every state has its
//! own words.

use std::collections::BTreeMap;

use crate::index::{Head, SourceOrd};
use crate::library::Library;
use crate::model::{Clock, Entry, EntryStatus, Freshness, SourceKind, SourceStatus, Withdrawal};
use crate::text::{Span, Style, width};

/// A state that a reader must notice.
pub(super) fn warn(text: impl Into<String>) -> Span {
    Span::styled(text, Style::WARN)
}

/// How current an answer is.
pub(super) fn freshness(library: &Library, head: &Head, clock: Clock) -> Freshness {
    head.timeliness(&library.pack(head.pack())).freshness(clock)
}

/// What a reader must notice about an answer with these sources, in words.
#[cfg(feature = "export")]
pub(crate) fn warnings(
    library: &Library,
    head: &Head,
    entry: &Entry,
    cited: &[Option<SourceOrd>],
    clock: Clock,
) -> Vec<String> {
    let lines = Trust::of(library, head, entry, cited, clock).lines();
    let spans = lines.into_iter().flatten();
    let warnings = spans.filter(|span| span.style.has(Style::WARN));
    warnings.map(|span| span.text).collect()
}

/// What the trust line of an answer is made of.
pub(super) struct Trust<'a> {
    head: &'a Head,
    entry: &'a Entry,
    freshness: Freshness,
    clock: Clock,
    /// The clinic's name, if it is its own text.
    clinic: Option<String>,
    /// How many sources there are of each kind.
    kinds: BTreeMap<Option<SourceKind>, u32>,
    undefined: u32,
    superseded: u32,
    retracted: u32,
    /// Dates as printed that can be read two ways.
    unclear: Vec<String>,
}

impl<'a> Trust<'a> {
    pub(super) fn of(
        library: &Library,
        head: &'a Head,
        entry: &'a Entry,
        cited: &[Option<SourceOrd>],
        clock: Clock,
    ) -> Self {
        let pack = library.pack(head.pack());
        let mut trust = Self {
            clinic: pack.clinic.then_some(pack.pack.title),
            head,
            entry,
            freshness: freshness(library, head, clock),
            clock,
            kinds: BTreeMap::new(),
            undefined: 0,
            superseded: 0,
            retracted: 0,
            unclear: Vec::new(),
        };
        for citation in cited {
            let Some(source) = citation else {
                trust.undefined += 1;
                continue;
            };
            let source = library.source(*source).source;
            *trust.kinds.entry(source.kind).or_default() += 1;
            trust.superseded += u32::from(source.status == SourceStatus::Superseded);
            trust.retracted += u32::from(source.status == SourceStatus::Retracted);
            let printed = source.date_as_printed;
            if !printed.is_empty() && !trust.unclear.contains(&printed) {
                trust.unclear.push(printed);
            }
        }
        trust
    }

    /// Updated, age, review, certainty; then the sources by kind and doubts about them.
    pub(super) fn lines(&self) -> Vec<Vec<Span>> {
        let mut first = Vec::new();
        first.extend(self.draft("draft, not for readers yet"));
        first.extend(self.clinic());
        first.extend(self.updated(true));
        first.push(self.review());
        first.extend(self.suggestion());
        first.extend(self.certainty());
        let mut second = vec![self.sources(true)];
        second.extend(self.doubts());
        vec![first, second]
    }

    /// The same in few words, for a preview; doubts about the sources are a group of their own.
    pub(super) fn brief(&self) -> Vec<Vec<Span>> {
        let mut parts = self.updated(false);
        parts.extend(self.clinic());
        parts.extend(self.draft("draft"));
        parts.push(match self.entry.last_reviewed {
            Some(date) => Span::plain(format!("reviewed {date}")),
            None => self.review(),
        });
        parts.extend(self.suggestion());
        parts.push(self.sources(false));
        vec![parts, self.doubts()]
    }

    /// The same for a narrow screen: `2026-11-20 today · no review · 5 src`, then what must be noticed.
    pub(super) fn narrow(&self) -> Vec<Span> {
        let state = match &self.freshness {
            Freshness::Overdue { .. } => Some("overdue".to_owned()),
            Freshness::ClockWrong { year } => Some(format!("age unknown: clock says {year}")),
            Freshness::Current { .. } | Freshness::NoDate => None,
        };
        let mut parts = vec![match (self.head.last_updated, self.age()) {
            (None, _) => warn("no date"),
            (Some(date), Some(age)) => Span::plain(format!("{date} {age}")),
            (Some(date), None) => Span::plain(date.to_string()),
        }];
        parts.push(match (self.entry.last_reviewed, &self.entry.reviewed_by) {
            (Some(date), _) => Span::plain(format!("reviewed {date}")),
            (None, None) => Span::plain("no review"),
            (None, Some(_)) => self.review(),
        });
        parts.push(match self.source_count() {
            0 => self.sources(false),
            count => Span::plain(format!("{count} src")),
        });
        parts.extend(self.clinic());
        parts.extend(self.suggestion());
        parts.extend(state.map(warn));
        parts.extend(self.certainty());
        parts.extend(self.draft("draft"));
        parts.extend(self.doubts());
        parts
    }

    /// Whose text it is, if it is the clinic's own.
    fn clinic(&self) -> Option<Span> {
        let clinic = self.clinic.as_ref()?;
        Some(Span::plain(format!("by {clinic}")))
    }

    fn draft(&self, words: &str) -> Option<Span> {
        (self.entry.status == EntryStatus::Draft).then(|| warn(words))
    }

    /// Its age, where that is known.
    fn age(&self) -> Option<&str> {
        match &self.freshness {
            Freshness::Current { age } | Freshness::Overdue { age, .. } => age.as_deref(),
            Freshness::NoDate | Freshness::ClockWrong { .. } => None,
        }
    }

    /// The date and the state of the answer, as parts of a line.
    fn updated(&self, ages: bool) -> Vec<Span> {
        let state = match &self.freshness {
            Freshness::Overdue { since, .. } => Some(warn(format!("overdue since {since}"))),
            Freshness::ClockWrong { .. } => Some(clock_warning(self.clock)),
            Freshness::Current { .. } | Freshness::NoDate => None,
        };
        let age = self.age().filter(|_| ages);
        let mut parts = vec![match (self.head.last_updated, age) {
            (None, _) => warn("no date"),
            (Some(date), Some(age)) => Span::plain(format!("Updated {date} ({age})")),
            (Some(date), None) => Span::plain(format!("Updated {date}")),
        }];
        parts.extend(state);
        parts
    }

    /// Whether the answer was reviewed, when and by whom. A review is never implied: a name without a day is marked as such.
    fn review(&self) -> Span {
        let reviewer = self.entry.reviewed_by.as_ref();
        let (name, role) = reviewer.map_or(("", ""), |by| (by.name.as_str(), by.role.as_str()));
        let by = match (name, role) {
            ("", "") => String::new(),
            ("", role) => format!(" by a {role}"),
            (name, "") => format!(" by {name}"),
            (name, role) => format!(" by {name}, {role}"),
        };
        match self.entry.last_reviewed {
            Some(date) => Span::plain(format!("reviewed {date}{by}")),
            None if by.is_empty() => Span::plain("no review yet"),
            None => warn(format!("reviewed{by}, day unknown")),
        }
    }

    /// Says who suggested the answer, and that it was not accepted where it was asked.
    fn suggestion(&self) -> Option<Span> {
        let suggestion = self.entry.suggested_by.as_ref()?;
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
        Some(warn(text))
    }

    fn certainty(&self) -> Option<Span> {
        let certainty = self.entry.certainty?;
        Some(Span::plain(format!("certainty {certainty}")))
    }

    fn source_count(&self) -> u32 {
        self.kinds.values().sum::<u32>() + self.undefined
    }

    /// `4 sources: 2 reviews, 1 government, 1 aggregator`; or only how many.
    fn sources(&self, by_kind: bool) -> Span {
        let text = match self.source_count() {
            0 => return warn("no sources"),
            1 => "1 source".to_owned(),
            count => format!("{count} sources"),
        };
        let kinds = self
            .kinds
            .iter()
            .map(|(kind, count)| of_kind(*kind, *count));
        let kinds: Vec<String> = kinds.collect();
        Span::plain(match by_kind && !kinds.is_empty() {
            true => format!("{text}: {}", kinds.join(", ")),
            false => text,
        })
    }

    /// Doubts about the sources.
    fn doubts(&self) -> Vec<Span> {
        let states = [
            (self.retracted, "retracted"),
            (self.superseded, "superseded"),
            (self.undefined, "not defined"),
        ];
        let states = states.into_iter().filter_map(|(count, state)| match count {
            0 => None,
            1 => Some(format!("source {state}")),
            _ => Some(format!("{count} sources {state}")),
        });
        let unclear = self.unclear.iter();
        let unclear = unclear.map(|printed| format!("date unclear \"{printed}\""));
        states.chain(unclear).map(warn).collect()
    }
}

/// `2 reviews`, `1 government`.
fn of_kind(kind: Option<SourceKind>, count: u32) -> String {
    let title = kind.map_or("of unknown kind", |kind| kind.title());
    match (kind, title.strip_suffix('y')) {
        (None | Some(SourceKind::Government | SourceKind::Aggregator), _) => {
            format!("{count} {title}")
        }
        _ if count == 1 => format!("{count} {title}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {title}s"),
    }
}

/// Why no age is given.
pub(super) fn clock_warning(clock: Clock) -> Span {
    let year = clock.today.year();
    warn(format!("age unknown: this computer's clock says {year}"))
}

/// `source superseded` or `source retracted`; nothing for a source that is current.
pub(super) fn source_status(status: SourceStatus) -> Option<Span> {
    (status != SourceStatus::Active).then(|| warn(format!("source {status}")))
}

/// `withdrawn 2026-11-01`.
pub(super) fn withdrawn(withdrawal: &Withdrawal) -> Span {
    warn(match withdrawal.on {
        Some(on) => format!("withdrawn {on}"),
        None => "withdrawn, day unknown".to_owned(),
    })
}

/// The [`trust`](super::Page::trust) of a page in lines of at most so many columns, with dots between the parts of each. No
/// part is broken; one that is wider than a line is broken after a comma. A group begins a new line, unless the one before
/// it took more than its own.
pub fn trust_lines(groups: &[Vec<Span>], columns: usize) -> Vec<Vec<Span>> {
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
            trust_lines(&groups, columns)
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
            let lines = trust_lines(&groups, columns);
            let parts: Vec<&Span> = groups.iter().flatten().collect();
            let shown: Vec<&Span> = lines.iter().flat_map(|line| line.iter().step_by(2)).collect();
            prop_assert_eq!(parts, shown);
            for line in &lines {
                prop_assert!(line.len() == 1 || width(&text(line)) <= columns);
            }
        }
    }
}
