//! The wheel and clicks. Nothing needs them.

use ratatui::layout::{Position, Rect};

use super::{App, Effect, Overlay, Pane, Place};
use crate::terminal::Mouse;
use crate::tui::action::Action;
use crate::tui::layout::Layout;

/// So many lines of text go by with one notch of the wheel.
const NOTCH: isize = 3;

impl App {
    /// Does what a click or the wheel asks for at a column and row.
    pub(crate) fn mouse(&mut self, what: Mouse, column: u16, row: u16) -> Vec<Effect> {
        let at = Position { x: column, y: row };
        let layout = Layout::new(self.size, self);
        match what {
            Mouse::Click => return self.click(&layout, at),
            Mouse::WheelUp => self.wheel(&layout, at, -1),
            Mouse::WheelDown => self.wheel(&layout, at, 1),
        }
        Vec::new()
    }

    fn wheel(&mut self, layout: &Layout, at: Position, by: isize) {
        if self.overlays.is_empty() && layout.preview.contains(at) {
            self.preview.top = self.preview.top.saturating_add_signed(by * NOTCH);
            return;
        }
        if self.overlays.is_empty() {
            self.enter_tree();
        }
        if self.overlays.is_empty()
            && let Place::Browse(browse) = self.history.current_mut()
        {
            if layout.tree.contains(at) {
                browse.pane = Pane::Tree;
            } else if layout.list.contains(at) && !browse.questions.is_empty() {
                browse.pane = Pane::Questions;
            }
        }
        let lines = match (self.overlays.last(), self.place()) {
            (None, Place::Page(_)) | (Some(Overlay::Help(_)), _) => by * NOTCH,
            _ => by,
        };
        self.step(lines);
    }

    fn click(&mut self, layout: &Layout, at: Position) -> Vec<Effect> {
        if let (Some(Overlay::Filter(_)), Place::Browse(browse)) =
            (self.overlays.last(), self.history.current_mut())
        {
            let row = row_of(layout.tree, at).map(|row| row + browse.tree.cursor.top);
            if let Some(row) = row.filter(|row| *row < browse.tree.rows.len()) {
                browse.tree.cursor.at = row;
                self.choose();
                return Vec::new();
            }
        }
        if let Some(overlay) = self.overlays.last_mut() {
            if let Overlay::Menu(menu) = overlay {
                let row = row_of(inside(layout.overlay), at).map(|row| row + menu.cursor.top);
                if let Some(row) = row.filter(|row| *row < menu.items.len()) {
                    menu.cursor.at = row;
                    self.choose();
                    return Vec::new();
                }
            }
            if !layout.overlay.contains(at) {
                return self.update(Action::Leave);
            }
            return Vec::new();
        }
        if layout.header.contains(at) && matches!(self.place(), Place::Browse(_)) {
            return self.update(Action::Search);
        }
        if !layout.header.contains(at) {
            self.enter_tree();
        }
        match self.history.current_mut() {
            Place::Browse(browse) => {
                let tree = row_of(layout.tree, at).map(|row| row + browse.tree.cursor.top);
                let list = row_of(layout.list, at).map(|row| row + browse.cursor.top);
                if let Some(row) = tree.filter(|row| *row < browse.tree.rows.len()) {
                    let again = browse.pane == Pane::Tree && browse.tree.cursor.at == row;
                    browse.pane = Pane::Tree;
                    browse.tree.cursor.at = row;
                    // A branch opens at once; what is a leaf, when it is clicked again.
                    let leaf = matches!(browse.tree.rows[row].node, super::Node::Both(..));
                    if again || !leaf {
                        return self.update(Action::Open);
                    }
                } else if let Some(row) = list.filter(|row| *row < browse.questions.len()) {
                    let again = browse.pane == Pane::Questions && browse.cursor.at == row;
                    browse.pane = Pane::Questions;
                    browse.cursor.at = row;
                    if again {
                        return self.update(Action::Open);
                    }
                } else if layout.preview.contains(at) && !browse.questions.is_empty() {
                    browse.pane = Pane::Questions;
                    return self.update(Action::Open);
                }
                Vec::new()
            }
            Place::Search(search) => {
                let row = row_of(layout.list, at).map(|row| row + search.cursor.top);
                if let Some(row) = row.filter(|row| *row < search.len()) {
                    if search.cursor.at != row {
                        search.cursor.at = row;
                        return Vec::new();
                    }
                    return self.update(Action::Read);
                }
                if layout.preview.contains(at) && search.len() > 0 {
                    return self.update(Action::Read);
                }
                Vec::new()
            }
            Place::Page(view) => {
                let hit = row_of(layout.text, at).and_then(|row| {
                    let laid = view.laid.as_ref()?;
                    let line = view.top + row;
                    let span = span_at(laid.lines.get(line)?, usize::from(at.x - layout.text.x))?;
                    let on = |link: &super::page::Link| link.pieces.contains(&(line, span));
                    laid.links.iter().position(on)
                });
                if let Some(link) = hit {
                    view.link = Some(link);
                    return self.update(Action::Follow);
                }
                Vec::new()
            }
        }
    }
}

/// The span of `line` that covers a column.
fn span_at(line: &crate::text::Line, column: usize) -> Option<usize> {
    let mut end = 0;
    line.spans.iter().position(|span| {
        end += crate::text::width(&span.text);
        column < end
    })
}

fn row_of(area: Rect, at: Position) -> Option<usize> {
    area.contains(at).then(|| usize::from(at.y - area.y))
}

/// Without the frame.
fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(1),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}
