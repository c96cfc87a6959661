//! `clinfaq list`: what the library holds, one line each, the id first.

use crate::index::{ConditionOrd, EntryOrd, SourceOrd, TopicOrd};
use crate::library::Library;
use crate::model::{Clock, GENERAL};
use crate::page;
use crate::text::clean::clean_line;
use crate::text::{pad, width};

use super::args::{List, Listing};
use super::output::Output;
use super::session::Session;
use super::{Failure, Outcome, json, suggest};

/// What the list is narrowed to.
struct Filter {
    /// `Some(None)` stands for the general questions.
    condition: Option<Option<ConditionOrd>>,
    topic: Option<TopicOrd>,
}

/// What is listed, in the order of the list.
pub(super) enum Rows {
    Conditions(Vec<(ConditionOrd, u32)>),
    Topics(Vec<(TopicOrd, u32)>),
    Entries(Vec<EntryOrd>),
    Sources(Vec<SourceOrd>),
}

pub(super) fn run(args: &List, session: &Session, output: &mut Output) -> Result<Outcome, Failure> {
    let clock = session.clock;
    session.read(output, |library, output| list(args, clock, library, output))
}

fn list(
    args: &List,
    clock: Clock,
    library: &Library,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let filter = Filter::new(args, library)?;
    let rows = match args.what {
        Listing::Conditions => Rows::Conditions(conditions(library, &filter)),
        Listing::Topics => Rows::Topics(topics(library, &filter)),
        Listing::Entries => Rows::Entries(entries(library, &filter)),
        Listing::Sources => Rows::Sources(sources(library, &filter)),
    };
    let lines = rows.lines(library, clock);
    if args.json {
        output.json(&json::rows(library, &rows, clock))?;
    } else if lines.is_empty() {
        output.note("clinfaq: nothing to list");
    } else {
        print(&lines, output)?;
    }
    Ok(match lines.is_empty() {
        true => Outcome::Nothing,
        false => Outcome::Fine,
    })
}

impl Filter {
    fn new(args: &List, library: &Library) -> Result<Self, Failure> {
        let condition = match args.condition.as_deref() {
            None => None,
            Some(GENERAL) => Some(None),
            Some(id) => Some(Some(condition(library, id)?)),
        };
        let topic = match args.topic.as_deref() {
            None => None,
            Some(id) => Some(
                library
                    .find_topic(id)
                    .ok_or_else(|| unknown("topic", id, suggest::topics(library, id)))?,
            ),
        };
        Ok(Self { condition, topic })
    }
}

/// The condition with this id; else the only one with this name or abbreviation.
fn condition(library: &Library, id: &str) -> Result<ConditionOrd, Failure> {
    if let Some(condition) = library.find_condition(id) {
        return Ok(condition);
    }
    match library.conditions_named(id)[..] {
        [condition] => Ok(condition),
        _ => Err(unknown("condition", id, suggest::conditions(library, id))),
    }
}

fn unknown(kind: &str, id: &str, nearest: Vec<(String, String)>) -> Failure {
    let hint = match nearest.is_empty() {
        true => format!("`clinfaq list {kind}s` names them all"),
        false => {
            let nearest: Vec<String> = nearest
                .into_iter()
                .map(|(id, name)| format!("{id} ({name})"))
                .collect();
            format!("the nearest: {}", nearest.join(", "))
        }
    };
    Failure::told(format!("no {kind} has the id `{}`", clean_line(id)), hint)
}

fn conditions(library: &Library, filter: &Filter) -> Vec<(ConditionOrd, u32)> {
    let all = library.conditions_by_name().into_iter();
    let counted = all.map(|ord| {
        let record = library.condition(ord);
        let count = match filter.topic {
            None => Some(record.entries),
            Some(topic) => {
                let of_topic = record.topics.iter().find(|(ord, _)| *ord == topic);
                of_topic.map(|(_, count)| *count)
            }
        };
        (ord, count)
    });
    counted
        .filter(|(ord, _)| filter.condition.is_none_or(|only| only == Some(*ord)))
        .filter_map(|(ord, count)| Some((ord, count?)))
        .collect()
}

fn topics(library: &Library, filter: &Filter) -> Vec<(TopicOrd, u32)> {
    let all = match filter.condition {
        None => (0..library.topic_count())
            .map(TopicOrd)
            .map(|ord| (ord, library.topic(ord).entries))
            .collect(),
        Some(None) => library.general_topics(),
        Some(Some(condition)) => library.condition(condition).topics,
    };
    let wanted = |ord: &TopicOrd| filter.topic.is_none_or(|only| only == *ord);
    all.into_iter().filter(|(ord, _)| wanted(ord)).collect()
}

fn entries(library: &Library, filter: &Filter) -> Vec<EntryOrd> {
    match filter.condition {
        Some(condition) => library.entries(condition, filter.topic),
        None => {
            let conditions = library.conditions_by_name().into_iter().map(Some);
            conditions
                .chain([None])
                .flat_map(|condition| library.entries(condition, filter.topic))
                .collect()
        }
    }
}

fn sources(library: &Library, filter: &Filter) -> Vec<SourceOrd> {
    let all = (0..library.source_count()).map(SourceOrd);
    if filter.condition.is_none() && filter.topic.is_none() {
        return all.collect();
    }
    let mut wanted = entries(library, filter);
    wanted.sort_unstable();
    let cited = |ord: &SourceOrd| {
        let citing = library.source(*ord).cited_by;
        citing
            .iter()
            .any(|entry| wanted.binary_search(entry).is_ok())
    };
    all.filter(cited).collect()
}

impl Rows {
    /// The columns of each line.
    fn lines(&self, library: &Library, clock: Clock) -> Vec<Vec<String>> {
        match self {
            Self::Conditions(rows) => {
                let line = |(ord, count): &(ConditionOrd, u32)| {
                    let condition = library.condition(*ord).condition;
                    let name = match condition.abbreviation.is_empty() {
                        true => condition.name,
                        false => format!("{} ({})", condition.name, condition.abbreviation),
                    };
                    vec![condition.id, count.to_string(), name]
                };
                rows.iter().map(line).collect()
            }
            Self::Topics(rows) => {
                let line = |(ord, count): &(TopicOrd, u32)| {
                    let topic = library.topic(*ord).topic;
                    vec![topic.id, count.to_string(), topic.title]
                };
                rows.iter().map(line).collect()
            }
            Self::Entries(rows) => {
                let line = |ord: &EntryOrd| {
                    let head = library.head(*ord);
                    let mark = page::mark(library, &head, clock);
                    let mark = mark.into_iter().map(|span| span.text).collect();
                    vec![head.id, mark, head.question]
                };
                rows.iter().map(line).collect()
            }
            Self::Sources(rows) => {
                let line = |ord: &SourceOrd| {
                    let source = library.source(*ord).source;
                    let date = source
                        .printed_date()
                        .unwrap_or_else(|| "no date".to_owned());
                    let kind = source.kind.map_or("", |kind| kind.word()).to_owned();
                    vec![source.id, date, kind, source.publisher, source.title]
                };
                rows.iter().map(line).collect()
            }
        }
    }
}

/// Padded columns for a person, tabs for a program.
fn print(lines: &[Vec<String>], output: &mut Output) -> Result<(), Failure> {
    let columns = lines.first().map_or(0, Vec::len);
    let mut widths = vec![0; columns];
    for line in lines {
        for (widest, field) in widths.iter_mut().zip(line) {
            *widest = (*widest).max(width(&output.show(field)));
        }
    }
    for line in lines {
        let mut text = String::new();
        for (at, field) in line.iter().enumerate() {
            let field = output.show(field);
            if at + 1 == columns {
                text.push_str(&field);
            } else if output.terminal {
                text.push_str(&pad(&field, widths[at] + 2));
            } else {
                text.push_str(&field);
                text.push('\t');
            }
        }
        output.cleaned(text.trim_end())?;
        output.cleaned("\n")?;
    }
    Ok(())
}
