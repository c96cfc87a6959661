//! `clinfaq list`: what the library holds, one line each, starting with the id.

use crate::index::{ConditionOrd, EntryOrd, SourceOrd, TopicOrd};
use crate::json;
use crate::library::Library;
use crate::model::{Clock, GENERAL};
use crate::page;
use crate::text::clean::clean_line;
use crate::text::{pad, width};

use super::args::{List, Listing};
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::session::Session;
use super::suggest;

/// What the list is limited to.
struct Filter {
    /// `Some(None)` means the general questions.
    condition: Option<Option<ConditionOrd>>,
    topic: Option<TopicOrd>,
}

/// What is listed, in the order of the list.
enum Rows {
    Conditions(Vec<(ConditionOrd, u32)>),
    Topics(Vec<(TopicOrd, u32)>),
    Entries(Vec<EntryOrd>),
    Sources(Vec<SourceOrd>),
}

pub(super) fn run(args: &List, session: &Session, output: &mut Output) -> Result<Outcome, Failure> {
    session.read(output, |library, output| {
        let filter = Filter::new(args, library)?;
        let rows = match args.what {
            Listing::Conditions => Rows::Conditions(filter.conditions(library)),
            Listing::Topics => Rows::Topics(filter.topics(library)),
            Listing::Entries => Rows::Entries(filter.entries(library)),
            Listing::Sources => Rows::Sources(filter.sources(library)),
        };
        let lines = rows.lines(library, session.clock);
        if args.json {
            output.json(&rows.json(library, session.clock))?;
        } else if lines.is_empty() {
            output.note("clinfaq: nothing to list");
        } else {
            print(&lines, output)?;
        }
        Ok(match lines.is_empty() {
            true => Outcome::Nothing,
            false => Outcome::Fine,
        })
    })
}

impl Filter {
    fn new(args: &List, library: &Library) -> Result<Self, Failure> {
        let condition = args.condition.as_deref();
        let topic = args.topic.as_deref();
        Ok(Self {
            condition: condition
                .map(|id| find_condition(library, id))
                .transpose()?,
            topic: topic.map(|id| find_topic(library, id)).transpose()?,
        })
    }

    fn conditions(&self, library: &Library) -> Vec<(ConditionOrd, u32)> {
        let wanted = |ord: &ConditionOrd| self.condition.is_none_or(|only| only == Some(*ord));
        let all = library.conditions_by_name().into_iter().filter(wanted);
        let counted = all.filter_map(|ord| {
            let record = library.condition(ord);
            let Some(topic) = self.topic else {
                return Some((ord, record.entries));
            };
            let (_, count) = record.topics.iter().find(|(ord, _)| *ord == topic)?;
            Some((ord, *count))
        });
        counted.collect()
    }

    fn topics(&self, library: &Library) -> Vec<(TopicOrd, u32)> {
        let mut topics = match self.condition {
            None => (0..library.topic_count())
                .map(|ord| (TopicOrd(ord), library.topic(TopicOrd(ord)).entries))
                .collect(),
            Some(None) => library.general_topics(),
            Some(Some(condition)) => library.condition(condition).topics,
        };
        topics.retain(|(ord, _)| self.topic.is_none_or(|only| only == *ord));
        topics
    }

    fn entries(&self, library: &Library) -> Vec<EntryOrd> {
        let conditions = match self.condition {
            Some(condition) => vec![condition],
            None => {
                let all = library.conditions_by_name().into_iter().map(Some);
                all.chain([None]).collect()
            }
        };
        let conditions = conditions.into_iter();
        conditions
            .flat_map(|condition| library.entries(condition, self.topic))
            .collect()
    }

    /// All sources, or those that the entries cite.
    fn sources(&self, library: &Library) -> Vec<SourceOrd> {
        let all = (0..library.source_count()).map(SourceOrd);
        if self.condition.is_none() && self.topic.is_none() {
            return all.collect();
        }
        let mut entries = self.entries(library);
        entries.sort_unstable();
        let cited = |ord: &SourceOrd| {
            let citing = library.source(*ord).cited_by;
            citing
                .iter()
                .any(|entry| entries.binary_search(entry).is_ok())
        };
        all.filter(cited).collect()
    }
}

/// The condition with this id or name; `None` for the general questions.
pub(super) fn find_condition(library: &Library, id: &str) -> Result<Option<ConditionOrd>, Failure> {
    if id == GENERAL {
        return Ok(None);
    }
    let called = library.conditions_named(id);
    let called = called.first().filter(|_| called.len() == 1).copied();
    let found = library.find_condition(id).or(called);
    let unknown = || unknown("condition", id, suggest::conditions(library));
    Ok(Some(found.ok_or_else(unknown)?))
}

/// The topic with this id.
pub(super) fn find_topic(library: &Library, id: &str) -> Result<TopicOrd, Failure> {
    let unknown = || unknown("topic", id, suggest::topics(library));
    library.find_topic(id).ok_or_else(unknown)
}

fn unknown(kind: &str, id: &str, known: impl Iterator<Item = (String, Vec<String>)>) -> Failure {
    let nearest = suggest::nearest(id, known).into_iter();
    let nearest: Vec<String> = nearest.map(|(id, name)| format!("{id} ({name})")).collect();
    let hint = match nearest.is_empty() {
        true => format!("`clinfaq list {kind}s` lists all of them"),
        false => format!("did you mean: {}", nearest.join(", ")),
    };
    Failure::new(format!("no {kind} has the id `{}`", clean_line(id)), hint)
}

impl Rows {
    fn json(&self, library: &Library, clock: Clock) -> serde_json::Value {
        match self {
            Self::Conditions(rows) => json::conditions(library, rows),
            Self::Topics(rows) => json::topics(library, rows),
            Self::Entries(rows) => json::entries(library, rows, clock),
            Self::Sources(rows) => json::sources(library, rows),
        }
    }

    /// The columns of each line.
    fn lines(&self, library: &Library, clock: Clock) -> Vec<Vec<String>> {
        let condition = |(ord, count): &(ConditionOrd, u32)| {
            let condition = library.condition(*ord).condition;
            let name = match condition.abbreviation.is_empty() {
                true => condition.name,
                false => format!("{} ({})", condition.name, condition.abbreviation),
            };
            vec![condition.id, count.to_string(), name]
        };
        let topic = |(ord, count): &(TopicOrd, u32)| {
            let topic = library.topic(*ord).topic;
            vec![topic.id, count.to_string(), topic.title]
        };
        let entry = |ord: &EntryOrd| {
            let head = library.head(*ord);
            let mark = page::mark(library, &head, clock).into_iter();
            let mark = mark.map(|span| span.text).collect();
            vec![head.id, mark, head.question]
        };
        let source = |ord: &SourceOrd| {
            let source = library.source(*ord).source;
            let date = source.printed_date();
            let date = date.unwrap_or_else(|| "no date".to_owned());
            let kind = source.kind.map_or("", |kind| kind.word()).to_owned();
            vec![source.id, date, kind, source.publisher, source.title]
        };
        match self {
            Self::Conditions(rows) => rows.iter().map(condition).collect(),
            Self::Topics(rows) => rows.iter().map(topic).collect(),
            Self::Entries(rows) => rows.iter().map(entry).collect(),
            Self::Sources(rows) => rows.iter().map(source).collect(),
        }
    }
}

/// Padded columns for a person, tabs for a program.
fn print(lines: &[Vec<String>], output: &mut Output) -> Result<(), Failure> {
    if !output.terminal {
        return Ok(lines.iter().try_for_each(|line| output.tabbed(line))?);
    }
    let columns = lines.first().map_or(0, Vec::len);
    let mut widths = vec![0; columns];
    for line in lines {
        for (widest, field) in widths.iter_mut().zip(line) {
            *widest = (*widest).max(width(&output.show(field)));
        }
    }
    for line in lines {
        let fields = line.iter().zip(&widths);
        let text: String = fields
            .map(|(field, widest)| pad(&output.show(field), widest + 2).into_owned())
            .collect();
        output.cleaned(&format!("{}\n", text.trim_end()))?;
    }
    Ok(())
}
