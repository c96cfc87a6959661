//! The search box, how it was understood, the results, the answer of one of them.

use std::borrow::Cow;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::library::Library;
use crate::page;
use crate::text::{Span, Style as Meaning, truncate, width};
use crate::tui::action::Action;
use crate::tui::app::{App, Place, ResultRow, Search};
use crate::tui::layout::Layout;
use crate::tui::widget::{Brush, Piece, draw_input};

use super::chrome::{position, rule};
use super::preview;

pub(super) fn draw(app: &App, layout: &Layout, brush: &mut Brush) -> Position {
    let Place::Search(search) = app.place() else {
        return Position::ORIGIN;
    };
    let cursor = the_box(app, search, layout, brush);
    rule(brush, layout.top_rule, "");
    rule(brush, layout.bottom_rule, "");
    let Some(library) = &app.library else {
        brush.text(
            2,
            layout.head.y,
            layout.area.width,
            "The library is being prepared.",
            brush.look.dim(),
        );
        return cursor;
    };
    understood(library, search, layout.head, brush);
    if search.words().trim().is_empty() {
        advice(layout, brush);
        return cursor;
    }
    if search.results.hits.is_empty() {
        nothing(app, library, search, layout, brush);
        return cursor;
    }
    list(search, layout.list, brush);
    let at = position(
        search.cursor.at,
        search.results.hits.len(),
        layout.list.height,
    );
    if layout.preview.width > 0 {
        let beside = layout.preview.y == layout.list.y;
        if beside {
            brush.down(
                layout.list.right(),
                layout.list,
                layout.bottom_rule.height > 0,
            );
        } else {
            let y = layout.list.bottom();
            rule(
                brush,
                Rect {
                    y,
                    height: 1,
                    ..layout.list
                },
                &at,
            );
        }
        preview::draw(app, layout.preview, brush, true);
    }
    cursor
}

/// The first row: what is typed, and how much was found.
fn the_box(app: &App, search: &Search, layout: &Layout, brush: &mut Brush) -> Position {
    let area = layout.header;
    let found = match search.results.total {
        _ if search.words().trim().is_empty() => String::new(),
        1 => "1 answer".to_owned(),
        n => format!("{n} answers"),
    };
    let mut right: Vec<Piece> = Vec::new();
    if let Some(percent) = app.percent_indexed() {
        let text = match area.width {
            ..60 => format!("{percent} %  "),
            60..100 => format!("{percent} % indexed  "),
            _ => format!("{percent} % indexed; search covers what is ready  "),
        };
        right.push((text.into(), brush.look.warn()));
    } else if app.library.as_ref().is_some_and(Library::partial) {
        right.push(("only a part  ".into(), brush.look.warn()));
    }
    right.push((found.into(), brush.look.dim()));
    let end = area.right().saturating_sub(1);
    let begin = brush.right(end, area.y, area.width / 2, &right);
    brush.text(
        area.x + 1,
        area.y,
        1,
        "/",
        brush.look.accent().patch(brush.look.strong()),
    );
    let x = area.x + 3;
    let width = begin.saturating_sub(x + 1);
    draw_input(
        brush,
        Rect { x, width, ..area },
        &search.input,
        search.stale_words,
    )
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
    if !taken.is_empty() {
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

/// What can be typed.
fn advice(layout: &Layout, brush: &mut Brush) {
    let rows = [
        (
            "poh treatment",
            "a condition and what one wants to know of it",
        ),
        ("M61.1  ORPHA:2762  GNAS", "codes and genes"),
        (
            "\"bone biopsy\"  -child",
            "words together; a word that must not be there",
        ),
        ("topic:surgery  condition:fop", "one topic, one condition"),
        (
            "source:gard  after:2024",
            "one source or publisher; newer answers",
        ),
    ];
    let area = layout.list;
    let width = layout.area.width;
    let (strong, dim) = (brush.look.strong(), brush.look.dim());
    let bottom = area.bottom().max(layout.preview.bottom());
    let top = area.y + u16::from(area.height > 8);
    for (y, (words, meaning)) in (top..bottom).zip(rows) {
        brush.text(area.x + 3, y, width.saturating_sub(4), words, strong);
        if width >= 76 {
            brush.text(area.x + 33, y, width - 34, meaning, dim);
        }
    }
}

/// Nothing was found: the nearest names and the way back.
fn nothing(app: &App, library: &Library, search: &Search, layout: &Layout, brush: &mut Brush) {
    let area = layout.list;
    let mut y = area.y;
    brush.text(
        area.x + 3,
        y,
        area.width.saturating_sub(4),
        "Nothing found.",
        brush.look.strong(),
    );
    y += 1;
    if !search.results.nearest.is_empty() {
        brush.text(
            area.x + 3,
            y,
            area.width.saturating_sub(4),
            "Did you mean:",
            brush.look.dim(),
        );
        y += 1;
    }
    let bottom = area.bottom().max(layout.preview.bottom());
    for (i, ord) in search.results.nearest.iter().enumerate() {
        if y >= bottom {
            return;
        }
        brush.row(area, area.x + 1, y, i == search.cursor.at, true);
        let name = library.condition_head(*ord).name;
        brush.text(
            area.x + 3,
            y,
            area.width.saturating_sub(4),
            &name,
            Style::new(),
        );
        y += 1;
    }
    if y < bottom {
        let advice = match (library.damaged(), library.partial()) {
            (true, _) => "The index is damaged.",
            (_, true) => "Only a part of the library could be searched.",
            (_, false) => "Try fewer words.",
        };
        let text = match (advice.strip_suffix('.'), app.key(Action::Leave)) {
            (Some(advice), Some(key)) => format!("{advice}; {key} goes back."),
            _ => advice.to_owned(),
        };
        brush.text(
            area.x + 3,
            y,
            area.width.saturating_sub(4),
            &text,
            brush.look.dim(),
        );
    }
}

fn list(search: &Search, area: Rect, brush: &mut Brush) {
    let top = search.cursor.top;
    let rows = &search.rows;
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
        let selected = top + i == search.cursor.at;
        let mark_x = area.right().saturating_sub(mark_column + 1);
        let name_x = mark_x.saturating_sub(name_column + 2);
        let gap = if name_column > 0 { 5 } else { 3 };
        let room = name_x.saturating_sub(area.x + gap);
        // What stands beside the questions looks the same, whichever is selected: on a slow line it need not be written.
        let bar = Rect {
            width: room + 4,
            ..area
        };
        let base = brush.row(bar, area.x + 1, y, selected, true);
        question(row, area.x + 3, y, room, base, brush);
        // In groups, the first row of each says which condition it is about.
        let repeated = before.replace(&row.condition) == Some(&row.condition);
        if !(search.grouped && repeated) {
            brush.text(name_x, y, name_column, &row.condition, brush.look.dim());
        }
        mark(row, area, mark_x, y, mark_column, brush);
    }
}

/// The question with the words that were searched for.
fn question(row: &ResultRow, x: u16, y: u16, room: u16, base: Style, brush: &mut Brush) {
    let text = &row.question;
    let cut = truncate(text, usize::from(room), brush.look.glyphs.ellipsis);
    let kept = match cut {
        Cow::Borrowed(_) => text.len(),
        Cow::Owned(ref cut) => cut
            .strip_suffix(brush.look.glyphs.ellipsis)
            .map_or(0, str::len),
    };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut end = 0;
    for found in &row.found {
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
    let mut used = brush.pieces(x, y, room, &pieces);
    let dim = brush.look.over(base, brush.look.dim());
    let mut beside = |text: &str, least: u16| {
        let left = room.saturating_sub(used + 4);
        if left >= least && !text.is_empty() {
            let text = truncate(text, usize::from(left), brush.look.glyphs.ellipsis);
            let columns = brush.columns(&text) as u16;
            brush.text(x + used + 2, y, columns, &text, dim);
            used += 2 + columns;
        }
    };
    if row.close {
        beside(CLOSE, CLOSE.len() as u16);
    }
    beside(row.publisher(), 8);
}

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
