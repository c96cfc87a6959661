//! Parts that several screens share: the preview, questions in a list, names of conditions.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::index::ConditionHead;
use crate::text::truncate;
use crate::tui::action::Action;
use crate::tui::app::{App, Pane, Place};

use super::painter::{Painter, Piece, first_columns, indent, row};

/// Marks a result that has a word only in another spelling.
const CLOSE: &str = "close match";
/// Minimum number of columns for the distinction of a question.
const MIN_DISTINCTION: u16 = 12;

/// The line between a list and its preview, with the position in the list, and the preview.
pub(super) fn preview(app: &App, painter: &mut Painter, position: &str) {
    let (list, area) = (app.areas.list, app.areas.preview);
    if area.width < 3 || area.height == 0 {
        return;
    }
    let has_line_below = app.areas.bottom_rule.height > 0;
    if area.y > list.y {
        painter.rule(row(list, list.height), position);
    } else {
        let line = Rect {
            x: list.right(),
            width: 1,
            ..list
        };
        painter.vertical(line, has_line_below);
        note(app, painter, list, position);
    }
    let preview = &app.preview;
    let inner = indent(first_columns(area, area.width - 1), 1);
    painter.text(inner, &preview.title, painter.styles.strong());
    let inner = Rect {
        y: inner.y + 1,
        height: inner.height - 1,
        ..inner
    };
    let rows = usize::from(inner.height);
    let is_cut = preview.lines.len() > preview.top + rows && rows > 1;
    let text = Rect {
        height: inner.height - u16::from(is_cut),
        ..inner
    };
    painter.lines(text, &preview.lines, preview.top, |_| Vec::new());
    if is_cut {
        // Enter opens the answer only where the list of answers has the keys.
        let open = match app.place() {
            Place::Browse(browse) if browse.pane == Pane::Questions => app.key(Action::Open),
            place => place.results().and_then(|_| app.key(Action::Read)),
        };
        let open = open.map(|key| format!("{key} opens all"));
        let scroll = app.key(Action::PreviewDown);
        let scroll = scroll.map(|key| format!("{key} scrolls"));
        let hints: Vec<String> = open.into_iter().chain(scroll).collect();
        let text = format!("{} {}", painter.styles.glyphs.ellipsis, hints.join(", "));
        painter.text(row(inner, inner.height - 1), &text, painter.styles.dim());
    }
}

/// A word in the line below a pane.
pub(super) fn note(app: &App, painter: &mut Painter, pane: Rect, word: &str) {
    let line = Rect {
        x: pane.x,
        width: pane.width,
        ..app.areas.bottom_rule
    };
    if !word.is_empty() {
        painter.rule(line, word);
    }
}

/// The position in a list: `3 of 21`; nothing if all of it is on the screen.
pub(super) fn position(at: usize, len: usize, height: u16) -> String {
    match len > usize::from(height) {
        true => format!("{} of {len}", at + 1),
        false => String::new(),
    }
}

/// The name of a condition; after its abbreviation if it does not fit, because cut names may look alike.
pub(super) fn condition_name(painter: &Painter, condition: ConditionHead, room: u16) -> String {
    let (name, abbreviation) = (condition.name, condition.abbreviation);
    match abbreviation.is_empty() || painter.columns(&name) <= usize::from(room) {
        true => name,
        false => format!("{abbreviation} {} {name}", painter.styles.marks.dot),
    }
}

/// A question in a row of a list.
pub(super) struct Question<'a> {
    pub(super) text: &'a str,
    /// The words in it that were searched for.
    pub(super) found: &'a [Range<usize>],
    /// It has a word only in another spelling.
    pub(super) close: bool,
    /// Distinguishes it from others that ask the same; shown even if the question is cut.
    pub(super) distinction: &'a str,
}

impl Question<'_> {
    pub(super) fn draw(&self, area: Rect, base: Style, painter: &mut Painter) {
        let distinction = match self.distinction {
            "" => 0,
            // The columns that the question leaves free, or else a third of the area.
            distinction => {
                let text = painter.columns(self.text).min(usize::from(area.width)) as u16;
                let min = MIN_DISTINCTION.min(area.width);
                let room = (area.width - text).max(area.width / 3).max(min);
                (painter.columns(distinction) + 2).min(usize::from(room)) as u16
            }
        };
        let text_area = first_columns(area, area.width - distinction);
        let ellipsis = painter.styles.glyphs.ellipsis;
        let cut = truncate(self.text, usize::from(text_area.width), ellipsis);
        let kept = match &cut {
            Cow::Borrowed(text) => text.len(),
            Cow::Owned(text) => text.strip_suffix(ellipsis).map_or(0, str::len),
        };
        let hit = painter.styles.over(base, painter.styles.hit());
        let mut pieces: Vec<Piece> = Vec::new();
        let mut end = 0;
        for found in self.found {
            // A match may be cut off.
            let range = found.start.min(kept)..found.end.min(kept);
            pieces.push((cut[end..range.start].into(), base));
            pieces.push((cut[range.clone()].into(), hit));
            end = range.end;
        }
        pieces.push((cut[end..].into(), base));
        let mut used = painter.pieces(text_area, &pieces) + 2;
        let dim = painter.styles.over(base, painter.styles.dim());
        if self.close && usize::from(text_area.width) >= usize::from(used) + CLOSE.len() {
            used += 2 + painter.text(indent(text_area, used), CLOSE, dim);
        }
        if distinction > 2 {
            let area = first_columns(indent(area, used), distinction - 2);
            painter.text(area, self.distinction, dim);
        }
    }
}
