//! A page: where it stands, title and trust lines, the text, and on a wide screen its headings and sources beside it.

use std::ops::Range;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::tui::action::Action;
use crate::tui::app::{App, Laid, PageView, Place};
use crate::tui::layout::Layout;
use crate::tui::widget::{Brush, Marking, draw_lines};

use super::chrome::{header, rule, scroll_bar};

pub(super) fn draw(app: &App, layout: &Layout, brush: &mut Brush) -> Position {
    let Place::Page(view) = app.place() else {
        return Position::ORIGIN;
    };
    let Some(laid) = &view.laid else {
        return Position::ORIGIN;
    };
    let mut place = match view.position() {
        Some(at) if view.siblings.len() > 1 => format!("{} of {}", at + 1, view.siblings.len()),
        _ => String::new(),
    };
    let percent = view.percent(usize::from(layout.text.height));
    let percent = percent.map_or_else(String::new, |percent| format!("{percent} %"));
    if layout.bottom_rule.height == 0 && !percent.is_empty() {
        place = format!("{place}  {percent}");
    }
    header(app, layout, brush, &laid.page.crumbs, &place);
    let head = Rect {
        x: layout.text.x,
        width: layout.area.width.saturating_sub(2),
        ..layout.head
    };
    draw_lines(brush, head, &laid.head, 0, &());
    rule(brush, layout.top_rule, "");
    let cursor = draw_lines(
        brush,
        layout.text,
        &laid.lines,
        view.top,
        &Marks { view, laid },
    );
    let bar = Rect {
        width: (layout.text.width + 1).min(layout.area.width.saturating_sub(layout.text.x)),
        ..layout.text
    };
    scroll_bar(brush, bar, view.top, laid.lines.len());
    if layout.side.width > 0 {
        let edge = Rect {
            x: layout.side.x - 2,
            ..layout.side
        };
        brush.down(edge.x, edge, layout.bottom_rule.height > 0);
        side(app, view, laid, layout.side, brush);
    }
    let found = view.found.as_ref().filter(|found| !found.places.is_empty());
    let mut note = match found {
        Some(found) => format!("{} of {} found", found.at + 1, found.places.len()),
        None => String::new(),
    };
    if !note.is_empty() && !percent.is_empty() {
        note.push_str("  ");
    }
    note.push_str(&percent);
    rule(brush, layout.bottom_rule, &note);
    cursor.unwrap_or(layout.text.as_position())
}

/// Where the link under the cursor and the places found are.
struct Marks<'a> {
    view: &'a PageView,
    laid: &'a Laid,
}

impl Marking for Marks<'_> {
    fn marks(&self, line: usize) -> Vec<(Range<usize>, bool)> {
        let found = self.view.found.as_ref();
        found.map_or_else(Vec::new, |found| found.marks(line).collect())
    }

    fn chosen(&self, line: usize, span: usize) -> bool {
        let link = self.view.link.and_then(|at| self.laid.links.get(at));
        link.is_some_and(|link| link.pieces.contains(&(line, span)))
    }
}

/// Headings, the one that is read pointed at, then sources.
fn side(app: &App, view: &PageView, laid: &Laid, area: Rect, brush: &mut Brush) {
    let outline = view.outline();
    let here = outline.iter().rposition(|(line, ..)| *line <= view.top);
    let (strong, dim) = (brush.look.strong(), brush.look.dim());
    let titled = |title: &str, action| match app.key(action) {
        Some(key) => format!("{title} ({key})"),
        None => title.to_owned(),
    };
    let mut y = area.y;
    let mut put = |brush: &mut Brush, indent: u16, text: &str, style: Style| {
        if y < area.bottom() {
            brush.text(
                area.x + indent,
                y,
                area.width.saturating_sub(indent),
                text,
                style,
            );
        }
        y += 1;
    };
    if !outline.is_empty() {
        put(brush, 0, &titled("On this page", Action::Outline), strong);
        for (i, (_, level, words)) in outline.iter().enumerate() {
            let indent = 2 * u16::from(level.saturating_sub(1).clamp(1, 3));
            put(
                brush,
                indent,
                words,
                if here == Some(i) { Style::new() } else { dim },
            );
        }
        put(brush, 0, "", dim);
    }
    let Some(library) = &app.library else { return };
    if !laid.page.citations.is_empty() {
        put(brush, 0, &titled("Sources", Action::Sources), strong);
    }
    for (i, source) in laid.page.citations.iter().enumerate() {
        let label = match source {
            Some(ord) => crate::tui::app::source_label(library, *ord),
            None => "not in the library".to_owned(),
        };
        put(brush, 2, &format!("[{}] {label}", i + 1), dim);
    }
}
