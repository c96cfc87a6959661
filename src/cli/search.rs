//! `clinfaq search WORDS...`: answers, best first.

use crate::index::ConditionOrd;
use crate::json;
use crate::library::Library;
use crate::model::Clock;
use crate::page;
use crate::search::{Highlighter, Hit, Results, Role, Understood, WordTaken};
use crate::text::{Block, Span, Style, counted, plain_text};

use super::args::{Search, join_words};
use super::batch;
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::session::Session;

/// Maximum number of search terms printed for a word.
const EXPLAINED_TERMS: usize = 8;

pub(super) fn run(
    args: &Search,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    if let Some(file) = &args.batch {
        return batch::run(file, args, session, output);
    }
    let query = join_words(&args.words);
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
            output.document(words_taken(&library.words_taken(&query)))?;
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
    let total = counted(results.total, "answer");
    let total = match results.total > shown {
        true => format!("{shown} of {total}"),
        false => total,
    };
    let mut head = vec![vec![Span::styled(total, Style::DIM)]];
    head.extend(understood(library, &results.understood));
    let notes = page::search_notes(results).into_iter();
    head.extend(notes.map(|note| vec![Span::styled(note, Style::WARN)]));
    head.extend(results.conditions.iter().map(|ord| named(library, *ord)));
    output.document(vec![Block::Paragraph(head.join(&Span::plain("\n")))])?;
    let mut group = None;
    for (at, hit) in results.hits.iter().enumerate() {
        output.line("")?;
        if results.has_less_likely() && at == results.likely {
            let heading = vec![Span::styled("Less likely:", Style::HEADING)];
            output.document(vec![Block::Paragraph(heading)])?;
            output.line("")?;
        }
        let condition = library.head(hit.entry).condition;
        if args.group && group.replace(condition) != Some(condition) {
            let name = match condition {
                Some(condition) => library.condition(condition).condition.name,
                None => "General questions".to_owned(),
            };
            output.document(vec![Block::Paragraph(vec![Span::styled(
                name,
                Style::HEADING,
            )])])?;
            output.line("")?;
        }
        let content = item(library, hit, &results.highlighter, clock);
        output.document(list(Some(at + 1), [content]))?;
        if args.explain {
            let total = Span::styled(format!("score {:.2}:", hit.total), Style::DIM);
            let parts = hit.score.parts().map(|(reason, part)| {
                let text = format!("{part:+.2}  {}", reason.about);
                vec![Span::styled(text, Style::DIM)]
            });
            let mut blocks = vec![Block::Paragraph(vec![total])];
            blocks.extend(list(None, parts));
            output.document(blocks)?;
        }
    }
    Ok(())
}

/// A list of paragraphs, numbered if `start` is given.
fn list(start: Option<usize>, items: impl IntoIterator<Item = Vec<Span>>) -> Vec<Block> {
    let items = items.into_iter().map(|spans| vec![Block::Paragraph(spans)]);
    vec![Block::List {
        start: start.map(|start| start as u64),
        items: items.collect(),
    }]
}

/// A condition that was named, and how to see its page.
fn named(library: &Library, condition: ConditionOrd) -> Vec<Span> {
    let record = library.condition(condition);
    let count = counted(record.entries as usize, "answer");
    let more = format!(", condition, {count}: clinfaq show {}", record.condition.id);
    vec![
        Span::styled(record.condition.name, Style::STRONG),
        Span::styled(more, Style::DIM),
    ]
}

/// How each word was interpreted: `tretment: topic, weight 0.25; searched for as treatment (0.8)`.
fn words_taken(words: &[WordTaken]) -> Vec<Block> {
    let item = |word: &WordTaken| {
        let role = match word.role {
            Role::Name => "name",
            Role::Topic => "topic",
            Role::Empty => "stop word",
            Role::Word => "word",
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
            ": {role}, weight {:.2}; searched for as {}",
            word.weight,
            terms.join(", ")
        );
        vec![Span::styled(&word.typed, Style::STRONG), Span::plain(text)]
    };
    list(None, words.iter().map(item))
}

/// The question, its place and how fresh it is, and the short answer.
fn item(library: &Library, hit: &Hit, highlighter: &Highlighter, clock: Clock) -> Vec<Span> {
    let head = library.head(hit.entry);
    let mut content = highlighted(&head.question, Style::STRONG, highlighter);
    let mut place = vec![head.id.clone()];
    if let Some(condition) = head.condition {
        place.push(library.condition_head(condition).into_short_name());
    }
    place.push(library.topic(head.topic()).topic.title);
    let place = format!("\n{} · ", place.join(" · "));
    content.push(Span::styled(place, Style::DIM));
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
    content
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

/// `understood: POH · treatment · close match: treatment for "tretment"`; `None` if there is nothing to say about the words.
fn understood(library: &Library, understood: &Understood) -> Option<Vec<Span>> {
    let conditions = understood.conditions.iter();
    let conditions = conditions.map(|ord| page::short_name(library, Some(*ord)));
    let topics = understood.topics.iter();
    let topics = topics.map(|ord| library.topic(*ord).topic.title);
    let filters = understood.filters.iter().cloned();
    let plain = conditions.chain(topics).chain(filters).map(Span::plain);
    let close = understood.close.iter();
    let close = close.map(|close| format!("close match: {} for \"{}\"", close.found, close.typed));
    let unknown = understood.unknown_filters.iter();
    let unknown = unknown.map(|filter| unmatched(filter));
    let warnings = close.chain(unknown);
    let warnings = warnings.map(|text| Span::styled(text, Style::WARN));
    let parts: Vec<[Span; 1]> = plain.chain(warnings).map(|part| [part]).collect();
    let mut spans = vec![Span::styled("understood: ", Style::DIM)];
    spans.extend(parts.join(&Span::styled(" · ", Style::DIM)));
    (!parts.is_empty()).then_some(spans)
}

/// The message about a filter such as `source:gard` that nothing matches.
fn unmatched(filter: &str) -> String {
    format!("nothing in this library matches {filter}; filter ignored")
}

fn nothing(library: &Library, query: &str, results: &Results, output: &mut Output) {
    output.note(format!("clinfaq: nothing found for `{query}`"));
    for filter in &results.understood.unknown_filters {
        output.note(format!("  {}", unmatched(filter)));
    }
    for note in page::search_notes(results) {
        output.note(format!("  {note}"));
    }
    if results.nearest.is_empty() {
        output.note(
            "  try fewer or other words; `clinfaq list conditions` lists what the library covers",
        );
        return;
    }
    output.note("  the nearest names:");
    for condition in &results.nearest {
        let condition = library.condition(*condition).condition;
        output.note(format!("    {}  {}", condition.id, condition.name));
    }
}
