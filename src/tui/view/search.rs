//! The search box, how it was understood, the results, the answer of one of them.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::index::ConditionOrd;
use crate::library::Library;
use crate::page;
use crate::text::{Span, Style as Meaning, truncate, width};
use crate::tui::action::Action;
use crate::tui::app::{App, Place, ResultRow, Search};
use crate::tui::layout::Layout;
use crate::tui::widget::{Brush, Piece};

use super::browse::named;
use super::chrome::{position, rule, scroll_bar, search_box};
use super::preview;

pub(super) fn draw(app: &App, layout: &Layout, brush: &mut Brush) -> Position {
    let Place::Search(search) = app.place() else {
        return Position::ORIGIN;
    };
    let cursor = search_box(app, layout, brush).unwrap_or(Position::ORIGIN);
    rule(brush, layout.top_rule, "");
    rule(brush, layout.bottom_rule, "");
    let Some(library) = &app.library else {
        let text = "The library is being prepared.";
        brush.text(2, layout.head.y, layout.area.width, text, brush.look.dim());
        return cursor;
    };
    understood(library, search, layout.head, brush);
    if search.len() == 0 {
        nothing(app, library, layout, brush);
        return cursor;
    }
    list(library, search, layout.list, brush);
    let at = position(search.cursor.at, search.total(), layout.list.height);
    if layout.preview.width > 0 {
        let beside = layout.preview.y == layout.list.y;
        if beside {
            let tall = layout.bottom_rule.height > 0;
            brush.down(layout.list.right(), layout.list, tall);
        }
        let line = Rect {
            y: layout.list.bottom(),
            height: 1,
            ..layout.list
        };
        rule(brush, line, &at);
        preview::draw(app, layout.preview, brush);
    }
    cursor
}

/// How the words were taken: conditions, topics, close matches, filters.
fn understood(library: &Library, search: &Search, area: Rect, brush: &mut Brush) {
    let understood = &search.results.understood;
    let dot = format!(" {} ", brush.look.marks.dot);
    let (dim, warn) = (brush.look.dim(), brush.look.warn());
    let mut taken: Vec<String> = Vec::new();
    let conditions = understood.conditions.iter().take(3);
    taken.extend(conditions.map(|ord| page::short_name(library, Some(*ord))));
    let topics = understood.topics.iter().take(3);
    taken.extend(topics.map(|ord| library.topic(*ord).topic.title.to_lowercase()));
    taken.extend(understood.filters.iter().cloned());
    let narrow = area.width < 60;
    let mut warnings: Vec<String> = Vec::new();
    let close: Vec<String> = understood
        .close
        .iter()
        .map(|close| match narrow {
            true => format!("\"{}\"", close.typed),
            false => format!("\"{}\": {}", close.typed, close.found),
        })
        .collect();
    if !close.is_empty() {
        let what = if narrow {
            "close match"
        } else {
            "close match for"
        };
        warnings.push(format!("{what} {}", close.join(", ")));
    }
    if !understood.unknown_filters.is_empty() {
        let filters = understood.unknown_filters.join(", ");
        warnings.push(format!("not applied: {filters}"));
    }
    let mut parts: Vec<Vec<Piece>> = Vec::new();
    if !search.results.nearest.is_empty() {
        parts.push(vec![(
            "Nothing found. Did you mean:".into(),
            brush.look.strong(),
        )]);
    }
    let notes = page::search_notes(&search.results);
    if !notes.is_empty() {
        parts.insert(0, vec![(notes.join(" ").into(), warn)]);
    }
    if !taken.is_empty() && notes.is_empty() {
        let label = if narrow { "" } else { "understood: " };
        parts.push(vec![
            (label.into(), dim),
            (taken.join(&dot).into(), Style::new()),
        ]);
    }
    if !warnings.is_empty() {
        parts.push(vec![(warnings.join(&dot).into(), warn)]);
    }
    // Where the line is cut, what must be noticed is not what is lost.
    if narrow {
        parts.reverse();
    }
    let pieces = parts.join(&("   ".into(), Style::new()));
    brush.pieces(area.x + 3, area.y, area.width.saturating_sub(4), &pieces);
}

/// Nothing was found, and no name is near: what to do next.
fn nothing(app: &App, library: &Library, layout: &Layout, brush: &mut Brush) {
    let area = layout.list;
    let room = area.width.saturating_sub(4);
    let strong = brush.look.strong();
    brush.text(area.x + 3, area.y, room, "Nothing found.", strong);
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
    brush.text(area.x + 3, area.y + 1, room, &text, brush.look.dim());
}

fn list(library: &Library, search: &Search, area: Rect, brush: &mut Brush) {
    let top = search.cursor.top;
    let rows = &search.rows;
    let conditions = search.conditions().iter().enumerate().skip(top);
    let mut answers = area;
    for (y, (at, condition)) in (area.y..area.bottom()).zip(conditions) {
        let bar = Rect {
            width: area.width - 1,
            ..area
        };
        let base = brush.row(bar, area.x + 1, y, at == search.cursor.at, true);
        condition_row(library, *condition, area, y, base, brush);
        answers.y += 1;
        answers.height -= 1;
    }
    let first = search.conditions().len().max(top);
    let bar = u16::from(search.total() > usize::from(area.height));
    scroll_bar(brush, area, top, search.total());
    let area = answers;
    // Columns are as wide as what stands in them.
    let narrow = area.width < 60;
    let same = rows
        .windows(2)
        .all(|pair| pair[0].condition == pair[1].condition);
    let most = match (narrow, same) {
        // Every column is needed for the questions, and the line above says which condition it is.
        (true, true) if !search.results.understood.conditions.is_empty() => 0,
        (true, _) => 8,
        _ => 14,
    };
    let names = rows.iter().map(|row| brush.columns(&row.condition));
    let name_column = names.max().unwrap_or(0).min(most) as u16;
    let marks = rows.iter().map(|row| {
        let spans = short_mark(&row.mark, area.width);
        spans.map(|(text, _)| width(text)).sum::<usize>()
    });
    let mark_column = if narrow {
        1
    } else {
        marks.max().unwrap_or(0).min(26) as u16
    };
    let mut before = None;
    for (y, (i, row)) in (area.y..area.bottom()).zip(rows.iter().enumerate()) {
        let selected = first + i == search.cursor.at;
        let mark_x = area.right().saturating_sub(mark_column + 1 + bar);
        let name_x = mark_x.saturating_sub(name_column + 2);
        let gap = if name_column > 0 { 5 } else { 3 };
        let room = name_x.saturating_sub(area.x + gap);
        // What stands beside the questions looks the same, whichever is selected: on a slow line it need not be written.
        let bar = Rect {
            width: room + 4,
            ..area
        };
        let base = brush.row(bar, area.x + 1, y, selected, true);
        let is_named = name_column > 0 && row.apart == row.condition;
        let row_question = Question {
            text: &row.question,
            found: &row.found,
            close: row.close,
            apart: if is_named { "" } else { &row.apart },
        };
        question(&row_question, area.x + 3, y, room, base, brush);
        // In groups, the first row of each says which condition it is about.
        let repeated = before.replace(&row.condition) == Some(&row.condition);
        if !(search.grouped && repeated) {
            brush.text(name_x, y, name_column, &row.condition, brush.look.dim());
        }
        mark(row, area, mark_x, y, mark_column, brush);
    }
}

/// A condition that was named: its page opens.
fn condition_row(
    library: &Library,
    condition: ConditionOrd,
    area: Rect,
    y: u16,
    base: Style,
    brush: &mut Brush,
) {
    let head = library.condition_head(condition);
    let count = match head.entries {
        _ if area.width < 60 => "condition".to_owned(),
        1 => "condition, 1 answer".to_owned(),
        n => format!("condition, {n} answers"),
    };
    let dim = brush.look.over(base, brush.look.dim());
    let right = area.right().saturating_sub(2);
    let begin = brush.right(right, y, area.width / 2, &[(count.into(), dim)]);
    let room = begin.saturating_sub(area.x + 4);
    let name = named(brush, head, room);
    brush.text(area.x + 3, y, room, &name, base);
}

/// A question in a row of a list.
pub(super) struct Question<'a> {
    pub(super) text: &'a str,
    /// The words in it that were searched for.
    pub(super) found: &'a [Range<usize>],
    /// It holds what was typed in another spelling only.
    pub(super) close: bool,
    /// What tells it from others that ask the same; shown whatever else is cut.
    pub(super) apart: &'a str,
}

/// Draws a question in at most `room` columns.
pub(super) fn question(row: &Question, x: u16, y: u16, room: u16, base: Style, brush: &mut Brush) {
    let apart = match row.apart {
        "" => 0,
        // What the question leaves, or else a third of the room.
        apart => {
            let left = room.saturating_sub(brush.columns(row.text).min(usize::from(room)) as u16);
            (brush.columns(apart) + 2)
                .min(usize::from(left.max(room / 3).max(LEAST_APART.min(room)))) as u16
        }
    };
    let text_room = room - apart;
    let cut = truncate(row.text, usize::from(text_room), brush.look.glyphs.ellipsis);
    let kept = match cut {
        Cow::Borrowed(_) => row.text.len(),
        Cow::Owned(ref cut) => cut
            .strip_suffix(brush.look.glyphs.ellipsis)
            .map_or(0, str::len),
    };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut end = 0;
    for found in row.found {
        // Of one that is cut, what is left.
        let range = found.start.min(kept)..found.end.min(kept);
        let (before, hit) = (cut.get(end..range.start), cut.get(range.clone()));
        pieces.push((before.unwrap_or_default().into(), base));
        pieces.push((
            hit.unwrap_or_default().into(),
            brush.look.over(base, brush.look.hit()),
        ));
        end = range.end;
    }
    pieces.push((cut.get(end..).unwrap_or_default().into(), base));
    let mut used = brush.pieces(x, y, text_room, &pieces);
    let dim = brush.look.over(base, brush.look.dim());
    if row.close && usize::from(text_room) >= usize::from(used) + 2 + CLOSE.len() {
        used += 2 + brush.text(x + used + 2, y, room, CLOSE, dim);
    }
    if apart > 2 {
        brush.text(x + used + 2, y, apart - 2, row.apart, dim);
    }
}

/// Minimum number of columns for what tells a question apart.
const LEAST_APART: u16 = 12;
/// Said of a result that holds what was typed in another spelling alone.
const CLOSE: &str = "close match";

/// The words of a mark; where there is little room for the questions: what must be noticed, else the date.
fn short_mark(mark: &[Span], columns: u16) -> impl Iterator<Item = (&str, Meaning)> {
    let warns = |span: &Span| span.style.has(Meaning::WARN);
    let short = columns < 76 && mark.iter().any(warns);
    mark.iter()
        .filter(move |span| !short || warns(span))
        .map(move |span| match short {
            true => (span.text.trim_start(), span.style),
            false => (span.text.as_str(), span.style),
        })
}

/// Date and freshness; on a narrow screen an exclamation mark where something must be noticed.
fn mark(row: &ResultRow, area: Rect, x: u16, y: u16, columns: u16, brush: &mut Brush) {
    if columns <= 1 {
        if row.mark.iter().any(|span| span.style.has(Meaning::WARN)) {
            brush.text(x, y, 1, "!", brush.look.warn());
        }
        return;
    }
    let pieces: Vec<Piece> = short_mark(&row.mark, area.width)
        .map(|(text, style)| (text.into(), brush.look.meaning(style)))
        .collect();
    brush.pieces(x, y, columns, &pieces);
}
