//! The search box, how the words were understood, the results, the preview of one of them.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::index::ConditionOrd;
use crate::library::Library;
use crate::page;
use crate::search::Hit;
use crate::text::{Span, Style as Meaning};
use crate::tui::action::Action;
use crate::tui::app::{App, Search};

use super::chrome::search_box;
use super::painter::{Painter, Piece, first_columns, indent, row};
use super::panes::{Question, condition_name, position, preview};

pub(super) fn draw(app: &App, painter: &mut Painter) -> Position {
    let areas = &app.areas;
    let Some(search) = app.place().results() else {
        return Position::ORIGIN;
    };
    let cursor = search_box(app, painter).unwrap_or(Position::ORIGIN);
    painter.rule(areas.top_rule, "");
    painter.rule(areas.bottom_rule, "");
    let Some(library) = &app.library else {
        painter.text(
            indent(areas.head, 2),
            "The library is being prepared.",
            painter.styles.dim(),
        );
        return cursor;
    };
    understood(library, search, areas.head, painter);
    if search.len() == 0 {
        nothing(app, library, painter);
        return cursor;
    }
    results(app, library, search, painter);
    let at = match search.is_unselected() {
        true => String::new(),
        false => position(search.cursor.at, search.total(), areas.list.height),
    };
    preview(app, painter, &at);
    cursor
}

/// How the words were understood: conditions, topics, close matches, filters.
fn understood(library: &Library, search: &Search, area: Rect, painter: &mut Painter) {
    let understood = &search.results.understood;
    let dot = format!(" {} ", painter.styles.marks.dot);
    let (plain, dim) = (Style::new(), painter.styles.dim());
    let (strong, warn) = (painter.styles.strong(), painter.styles.warn());
    let is_narrow = area.width < 60;
    let conditions = understood.conditions.iter().take(3);
    let conditions = conditions.map(|ord| page::short_name(library, Some(*ord)));
    let topics = understood.topics.iter().take(3);
    let topics = topics.map(|ord| library.topic(*ord).topic.title.to_lowercase());
    let filters = understood.filters.iter().cloned();
    let parts: Vec<String> = conditions.chain(topics).chain(filters).collect();
    let close: Vec<String> = understood
        .close
        .iter()
        .map(|close| match is_narrow {
            true => format!("\"{}\"", close.typed),
            false => format!("\"{}\": {}", close.typed, close.found),
        })
        .collect();
    let mut warnings: Vec<String> = Vec::new();
    if !close.is_empty() {
        let what = if is_narrow {
            "close match"
        } else {
            "close match for"
        };
        warnings.push(format!("{what} {}", close.join(", ")));
    }
    if !understood.unknown_filters.is_empty() {
        let filters = understood.unknown_filters.join(", ");
        warnings.push(format!("unknown filter ignored: {filters}"));
    }
    let mut notes = page::search_notes(&search.results);
    if is_narrow {
        notes.reverse();
    }
    let mut groups: Vec<Vec<Piece>> = Vec::new();
    if !notes.is_empty() {
        groups.push(vec![(notes.join(" ").into(), warn)]);
    }
    if !search.results.nearest.is_empty() {
        groups.push(vec![("Nothing found. Did you mean:".into(), strong)]);
    }
    if !parts.is_empty() && notes.is_empty() {
        let label = if is_narrow { "" } else { "understood: " };
        groups.push(vec![(label.into(), dim), (parts.join(&dot).into(), plain)]);
    }
    if !warnings.is_empty() {
        groups.push(vec![(warnings.join(&dot).into(), warn)]);
    }
    // If the line is cut, the warnings must stay.
    if is_narrow {
        groups.reverse();
    }
    let pieces = groups.join(&("   ".into(), plain));
    let area = indent(first_columns(area, area.width.saturating_sub(1)), 3);
    painter.pieces(area, &pieces);
}

/// Nothing was found, and no name is similar: what to do next.
fn nothing(app: &App, library: &Library, painter: &mut Painter) {
    let list = app.areas.list;
    let area = indent(first_columns(list, list.width.saturating_sub(1)), 3);
    painter.text(area, "Nothing found.", painter.styles.strong());
    let empty = library.nothing_to_read().map(|(what, _)| what);
    let empty = empty.as_deref().map(|why| why.trim_end_matches('.'));
    let advice = match library.damaged() {
        true => "The index is damaged",
        false => empty.unwrap_or("Try fewer words"),
    };
    let text = match app.key(Action::Leave) {
        Some(key) => format!("{advice}; {key} goes back."),
        None => format!("{advice}."),
    };
    painter.text(row(area, 1), &text, painter.styles.dim());
}

/// An answer as it is listed.
struct Answer {
    question: String,
    condition: String,
    mark: Vec<Piece<'static>>,
    /// Distinguishes it from others on the screen that ask the same.
    distinction: String,
}

fn results(app: &App, library: &Library, search: &Search, painter: &mut Painter) {
    let area = app.areas.list;
    let (mut cursor, conditions) = (search.cursor, search.conditions());
    // The answers on the screen are listed after the conditions on the screen.
    let first = cursor.top.saturating_sub(conditions.len());
    let rows = usize::from(area.height);
    let rows_left = rows.saturating_sub(conditions.len().saturating_sub(cursor.top));
    let hits: Vec<&Hit> = search
        .results
        .hits
        .iter()
        .skip(first)
        .take(rows_left)
        .collect();
    let entries: Vec<_> = hits.iter().map(|hit| hit.entry).collect();
    let distinctions = page::distinctions(library, &entries);
    let answer = |(entry, distinction): (&_, String)| {
        let head = library.head(*entry);
        Answer {
            condition: page::short_name(library, head.condition),
            mark: mark(
                page::mark(library, &head, app.options.clock),
                area.width,
                painter,
            ),
            question: head.question,
            distinction,
        }
    };
    let answers: Vec<Answer> = entries.iter().zip(distinctions).map(answer).collect();
    // Columns are as wide as their widest text.
    let is_narrow = area.width < 60;
    let is_same = answers
        .windows(2)
        .all(|pair| pair[0].condition == pair[1].condition);
    let max = match (is_narrow, is_same) {
        // The questions need every column, and the line above names the condition.
        (true, true) if !search.results.understood.conditions.is_empty() => 0,
        (true, _) => 8,
        _ => 14,
    };
    let names = answers
        .iter()
        .map(|answer| painter.columns(&answer.condition));
    let name_width = names.max().unwrap_or(0).min(max) as u16;
    let marks = answers.iter().map(|answer| {
        let columns = answer.mark.iter().map(|(text, _)| painter.columns(text));
        columns.sum::<usize>()
    });
    let mark_width = match is_narrow {
        true => 1,
        false => marks.max().unwrap_or(0).min(26) as u16,
    };
    let has_bar = u16::from(search.total() > rows);
    let mark_x = area.width.saturating_sub(mark_width + 1 + has_bar);
    let name_x = mark_x.saturating_sub(name_width + 2);
    let room = name_x.saturating_sub(if name_width > 0 { 5 } else { 3 });
    let less_likely = |at| search.results.has_less_likely() && at >= search.results.likely;
    if search.is_unselected() {
        cursor.at = usize::MAX;
    }
    painter.list(
        area,
        &cursor,
        search.total(),
        |painter, at, row, selected| {
            let Some(at) = at.checked_sub(conditions.len()) else {
                return condition_row(library, conditions[at], row, selected, painter);
            };
            // Answers that have not been fetched yet have no row.
            let at = at - first;
            let (Some(hit), Some(answer)) = (hits.get(at), answers.get(at)) else {
                return;
            };
            // The columns next to the questions look the same, selected or not: on a slow line they need not be sent again.
            let base = painter.select(first_columns(row, room + 4), 1, selected, true);
            let base = match less_likely(first + at) {
                true => painter.styles.over(base, painter.styles.dim()),
                false => base,
            };
            let is_named = name_width > 0 && answer.distinction == answer.condition;
            let question = Question {
                text: &answer.question,
                found: &search.results.highlighter.ranges(&answer.question),
                close: hit.close,
                distinction: if is_named { "" } else { &answer.distinction },
            };
            question.draw(first_columns(indent(row, 3), room), base, painter);
            // In groups, only the first row of each names the condition.
            let previous = at.checked_sub(1).map(|at| &answers[at].condition);
            if !(search.grouped && previous == Some(&answer.condition)) {
                let area = first_columns(indent(row, name_x), name_width);
                painter.text(area, &answer.condition, painter.styles.dim());
            }
            painter.pieces(first_columns(indent(row, mark_x), mark_width), &answer.mark);
        },
    );
}

/// The words of a mark. In a narrow list only its warnings, or else the date; on a narrow screen only an exclamation mark if
/// there are warnings.
fn mark(mark: Vec<Span>, width: u16, painter: &Painter) -> Vec<Piece<'static>> {
    let is_warning = |span: &Span| span.style.has(Meaning::WARN);
    let has_warning = mark.iter().any(is_warning);
    if width < 60 {
        let mark = has_warning.then(|| ("!".into(), painter.styles.warn()));
        return mark.into_iter().collect();
    }
    let is_short = width < 76 && has_warning;
    let shown = mark
        .into_iter()
        .filter(|span| !is_short || is_warning(span));
    let piece = |span: Span| {
        let text = match is_short {
            true => span.text.trim_start().to_owned(),
            false => span.text,
        };
        (text.into(), painter.styles.meaning(span.style))
    };
    shown.map(piece).collect()
}

/// A condition that was named: its page opens.
fn condition_row(
    library: &Library,
    condition: ConditionOrd,
    row: Rect,
    selected: bool,
    painter: &mut Painter,
) {
    let row = first_columns(row, row.width - 1);
    let base = painter.select(row, 1, selected, true);
    let head = library.condition_head(condition);
    let count = match head.entries {
        _ if row.width < 59 => "condition".to_owned(),
        1 => "condition, 1 answer".to_owned(),
        n => format!("condition, {n} answers"),
    };
    let dim = painter.styles.over(base, painter.styles.dim());
    let text = indent(first_columns(row, row.width.saturating_sub(1)), 3);
    let left = painter.right(text, row.width / 2, &[(count.into(), dim)]);
    let name = condition_name(painter, head, left.width);
    painter.text(left, &name, base);
}
