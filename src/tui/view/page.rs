//! A page: its path, title and trust lines, its text, and on a wide screen its headings and sources next to it.

use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;

use crate::nav::headings;
use crate::tui::action::Action;
use crate::tui::app::{App, PageView, Place, source_label};

use super::chrome::header;
use super::painter::{Painter, indent, row};

pub(super) fn draw(app: &App, painter: &mut Painter) -> Position {
    let areas = &app.areas;
    let Place::Page(view) = app.place() else {
        return Position::ORIGIN;
    };
    let Some(text) = &view.laid_out else {
        return Position::ORIGIN;
    };
    let mut place = match view.position() {
        Some(at) if view.siblings.len() > 1 => format!("{} of {}", at + 1, view.siblings.len()),
        _ => String::new(),
    };
    if app.is_bookmarked() && app.areas.screen.width >= 60 {
        place = format!("bookmarked  {place}").trim_end().to_owned();
    }
    let percent = view.percent(usize::from(areas.text.height));
    let percent = percent.map_or_else(String::new, |percent| format!("{percent} %"));
    if areas.bottom_rule.height == 0 && !percent.is_empty() {
        place = format!("{place}  {percent}");
    }
    header(app, painter, &text.page.crumbs, &place);
    let head = areas.head.inner(Margin::new(1, 0));
    painter.lines(head, &text.head, 0, |_| Vec::new());
    painter.rule(areas.top_rule, "");
    let marks = |line| view.marks(line);
    let cursor = painter.lines(areas.text, &text.lines, view.top, marks);
    let bar = Rect {
        width: areas.text.width + 1,
        ..areas.text
    };
    painter.scroll_bar(bar, view.top, text.lines.len());
    let found = view
        .found
        .as_ref()
        .filter(|found| !found.matches.is_empty());
    let found = found.map(|found| format!("{} of {} found", found.at + 1, found.matches.len()));
    let percent = Some(percent).filter(|percent| !percent.is_empty());
    let notes: Vec<String> = found.into_iter().chain(percent).collect();
    painter.rule(areas.bottom_rule, &notes.join("  "));
    if areas.side.width > 0 {
        let edge = Rect {
            x: areas.side.x - 2,
            ..areas.side
        };
        painter.vertical(edge, areas.bottom_rule.height > 0);
        side(app, view, painter);
    }
    cursor.unwrap_or(areas.text.as_position())
}

/// Headings, the one that is read marked, then sources.
fn side(app: &App, view: &PageView, painter: &mut Painter) {
    let (Some(text), Some(library)) = (&view.laid_out, &app.library) else {
        return;
    };
    let (strong, dim) = (painter.styles.strong(), painter.styles.dim());
    let titled = |title: &str, action| match app.key(action) {
        Some(key) => format!("{title} ({key})"),
        None => title.to_owned(),
    };
    let mut lines: Vec<(u16, String, Style)> = Vec::new();
    let headings = headings(&text.lines);
    let here = headings.iter().rposition(|(line, ..)| *line <= view.top);
    if !headings.is_empty() {
        lines.push((0, titled("On this page", Action::Outline), strong));
        for (i, (_, level, words)) in headings.into_iter().enumerate() {
            let style = if here == Some(i) { Style::new() } else { dim };
            lines.push((
                2 * u16::from(level.saturating_sub(1).clamp(1, 3)),
                words,
                style,
            ));
        }
        lines.push((0, String::new(), dim));
    }
    if !text.page.citations.is_empty() {
        lines.push((0, titled("Sources", Action::Sources), strong));
    }
    for (source, number) in text.page.citations.iter().zip(1..) {
        let label = format!("[{number}] {}", source_label(library, *source));
        lines.push((2, label, dim));
    }
    let side = app.areas.side;
    for (y, (columns, text, style)) in (0..side.height).zip(lines) {
        painter.text(indent(row(side, y), columns), &text, style);
    }
}
