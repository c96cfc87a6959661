//! `clinfaq search WORDS...`: answers, best first.

use crate::index::ConditionOrd;
use crate::library::Library;
use crate::model::Clock;
use crate::page;
use crate::search::{Highlighter, Hit, Results, Role, Understood, Weighted, WordTaken};
use crate::text::{Block, Document, Span, Style, plain_text};

use super::args::{Search, spoken};
use super::output::Output;
use super::session::Session;
use super::{Failure, Outcome, json};

/// So many of the terms that a word is looked for as are told.
const EXPLAINED_TERMS: usize = 8;

pub(super) fn run(
    args: &Search,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let query = spoken(&args.words);
    let clock = session.clock;
    session.read(output, |library, output| {
        let mut results = library.search(&query, args.limit as usize);
        if args.group {
            results.group_by_condition(|entry| library.condition_of(entry));
        }
        let outcome = match results.hits.is_empty() && results.conditions.is_empty() {
            true => Outcome::Nothing,
            false => Outcome::Fine,
        };
        if args.json {
            output.json(&json::results(library, &query, &results, clock))?;
            return Ok(outcome);
        }
        if args.explain {
            let taken = library.words_taken(&query);
            output.document(&words_taken(&taken))?;
            output.line("")?;
        }
        if let Some((what, hint)) = library.nothing_to_read() {
            output.note(format!("clinfaq: {what}"));
            output.note(format!("  {hint}"));
        } else if outcome == Outcome::Nothing {
            nothing(library, &query, &results, output);
        } else {
            print(library, &results, args, clock, output)?;
        }
        Ok(outcome)
    })
}

fn print(
    library: &Library,
    results: &Results,
    args: &Search,
    clock: Clock,
    output: &mut Output,
) -> Result<(), Failure> {
    let shown = results.hits.len();
    let mut head = vec![Span::styled(
        match results.total {
            1 => "1 answer".to_owned(),
            total if total > shown => format!("{shown} of {total} answers"),
            total => format!("{total} answers"),
        },
        Style::DIM,
    )];
    let understood = understood(library, &results.understood);
    if !understood.is_empty() {
        head.push(Span::plain("\n"));
        head.extend(understood);
    }
    for note in page::search_notes(results) {
        head.push(Span::plain("\n"));
        head.push(Span::styled(note, Style::WARN));
    }
    for condition in &results.conditions {
        head.push(Span::plain("\n"));
        head.extend(named(library, *condition));
    }
    output.document(&paragraph(head))?;
    let mut group = None;
    for (at, hit) in results.hits.iter().enumerate() {
        output.line("")?;
        let condition = library.head(hit.entry).condition;
        if args.group && group.replace(condition) != Some(condition) {
            output.document(&group_heading(library, condition))?;
            output.line("")?;
        }
        let item = item(library, hit, at + 1, &results.highlighter, clock);
        output.document(&item)?;
        if args.explain {
            output.document(&reasons(hit))?;
        }
    }
    Ok(())
}

/// A condition that was named, and how to see its page.
fn named(library: &Library, condition: ConditionOrd) -> [Span; 2] {
    let record = library.condition(condition);
    let count = match record.entries {
        1 => "1 answer".to_owned(),
        n => format!("{n} answers"),
    };
    let more = format!(", condition, {count}: clinfaq show {}", record.condition.id);
    [
        Span::styled(record.condition.name, Style::STRONG),
        Span::styled(more, Style::DIM),
    ]
}

/// The name of the condition that the next answers are about.
fn group_heading(library: &Library, condition: Option<ConditionOrd>) -> Document {
    let name = match condition {
        Some(condition) => library.condition(condition).condition.name,
        None => "General questions".to_owned(),
    };
    paragraph(vec![Span::styled(name, Style::HEADING)])
}

/// How each word was taken: `tretment: topic, counts 0.25; looked for as treatment (0.8)`.
fn words_taken(words: &[WordTaken]) -> Document {
    let item = |word: &WordTaken| {
        let role = match word.role {
            Role::Name => "of a name",
            Role::Topic => "topic",
            Role::Empty => "says nothing alone",
            Role::Word => "to be found",
        };
        let shown = word.terms.iter().take(EXPLAINED_TERMS);
        let mut terms: Vec<String> = shown
            .map(|(term, quality)| match quality {
                1.0 => term.clone(),
                _ => format!("{term} ({quality})"),
            })
            .collect();
        let more = word.terms.len().saturating_sub(EXPLAINED_TERMS);
        if more > 0 {
            terms.push(format!("{more} more"));
        }
        let text = format!(
            ": {role}, counts {:.2}; looked for as {}",
            word.weight,
            terms.join(", ")
        );
        vec![Block::Paragraph(vec![
            Span::styled(&word.typed, Style::STRONG),
            Span::plain(text),
        ])]
    };
    Document {
        blocks: vec![Block::List {
            start: None,
            items: words.iter().map(item).collect(),
        }],
    }
}

/// Why an answer stands where it does: what each reason adds to its score.
fn reasons(hit: &Hit) -> Document {
    let item = |(reason, part): (&Weighted, f32)| {
        let text = format!("{part:+.2}  {}", reason.about);
        vec![Block::Paragraph(vec![Span::styled(text, Style::DIM)])]
    };
    let total = format!("score {:.2}:", hit.total);
    Document {
        blocks: vec![
            Block::Paragraph(vec![Span::styled(total, Style::DIM)]),
            Block::List {
                start: None,
                items: hit.score.parts().map(item).collect(),
            },
        ],
    }
}

/// The question, where it stands and how fresh it is, and the short answer.
fn item(
    library: &Library,
    hit: &Hit,
    rank: usize,
    highlighter: &Highlighter,
    clock: Clock,
) -> Document {
    let head = library.head(hit.entry);
    let mut content = highlighted(&head.question, Style::STRONG, highlighter);
    let mut place = vec![head.id.clone()];
    if let Some(condition) = head.condition {
        place.push(library.condition_head(condition).into_short_name());
    }
    place.push(library.topic(head.topic()).topic.title);
    content.push(Span::plain("\n"));
    content.push(Span::styled(
        format!("{} · ", place.join(" · ")),
        Style::DIM,
    ));
    content.extend(page::mark(library, &head, clock));
    if hit.close {
        content.push(Span::plain(" · "));
        content.push(Span::styled("close match", Style::WARN));
    }
    let short = plain_text(&library.body(hit.entry).entry.short_answer);
    if !short.is_empty() {
        content.push(Span::plain("\n"));
        content.extend(highlighted(&short, Style::PLAIN, highlighter));
    }
    Document {
        blocks: vec![Block::List {
            start: Some(rank as u64),
            items: vec![vec![Block::Paragraph(content)]],
        }],
    }
}

fn highlighted(text: &str, style: Style, highlighter: &Highlighter) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    for range in highlighter.ranges(text) {
        let (Some(before), Some(hit)) = (text.get(at..range.start), text.get(range.clone())) else {
            continue;
        };
        spans.push(Span::styled(before, style));
        spans.push(Span::styled(hit, style | Style::HIT));
        at = range.end;
    }
    spans.push(Span::styled(&text[at..], style));
    spans.retain(|span| !span.text.is_empty());
    spans
}

/// `understood: POH · treatment · "tretment" taken for "treatment"`; nothing where the words stand for themselves.
fn understood(library: &Library, understood: &Understood) -> Vec<Span> {
    let conditions = understood.conditions.iter();
    let conditions = conditions.map(|ord| page::short_name(library, Some(*ord)));
    let topics = understood.topics.iter();
    let topics = topics.map(|ord| library.topic(*ord).topic.title);
    let plain = conditions
        .chain(topics)
        .chain(understood.filters.iter().cloned());
    let mut parts: Vec<Span> = plain.map(Span::plain).collect();
    let close = understood.close.iter();
    parts.extend(close.map(|close| {
        let text = format!("close match: {} for \"{}\"", close.found, close.typed);
        Span::styled(text, Style::WARN)
    }));
    let unknown = understood.unknown_filters.iter();
    parts
        .extend(unknown.map(|filter| {
            Span::styled(format!("{filter} is not known, not applied"), Style::WARN)
        }));
    let mut spans = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        spans.push(Span::styled(
            if at == 0 { "understood: " } else { " · " },
            Style::DIM,
        ));
        spans.push(part);
    }
    spans
}

fn nothing(library: &Library, query: &str, results: &Results, output: &mut Output) {
    output.note(format!("clinfaq: nothing found for `{query}`"));
    for filter in &results.understood.unknown_filters {
        output.note(format!("  {filter} is not known and was not applied"));
    }
    if results.nearest.is_empty() {
        output.note("  try fewer or other words; `clinfaq list conditions` names what there is");
        return;
    }
    output.note("  the nearest names:");
    for condition in &results.nearest {
        let condition = library.condition(*condition).condition;
        output.note(format!("    {}  {}", condition.id, condition.name));
    }
}

fn paragraph(spans: Vec<Span>) -> Document {
    Document {
        blocks: vec![Block::Paragraph(spans)],
    }
}
