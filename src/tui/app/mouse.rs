//! The wheel and clicks. Everything can be done without them.

use ratatui::layout::{Position, Rect};

use crate::nav::Link;
use crate::terminal::Mouse;
use crate::text::{Line, width};
use crate::tui::action::{Action, Effect};

use super::browse::Pane;
use super::cursor::Cursor;
use super::state::{App, Overlay, Place};
use super::tree::Node;

/// Lines of text that one notch of the wheel scrolls.
const NOTCH: isize = 3;

impl App {
    /// Does what the mouse asks for at a column and row.
    pub(crate) fn mouse(&mut self, what: Mouse, column: u16, row: u16) -> Option<Effect> {
        let at = Position { x: column, y: row };
        match what {
            Mouse::Click => return self.click(at),
            Mouse::WheelUp => self.wheel(at, -1),
            Mouse::WheelDown => self.wheel(at, 1),
        }
        None
    }

    fn wheel(&mut self, at: Position, by: isize) {
        let areas = self.areas;
        if self.overlays.is_empty() {
            if areas.preview.contains(at) {
                return self.preview.scroll(by * NOTCH);
            }
            self.enter_tree();
            if let Place::Browse(browse) = self.history.current_mut() {
                if areas.tree.contains(at) {
                    browse.pane = Pane::Tree;
                } else if areas.list.contains(at) && !browse.questions.is_empty() {
                    browse.pane = Pane::Questions;
                }
            }
        }
        let lines = match (self.overlays.last(), self.place()) {
            (None, Place::Page(_)) | (Some(Overlay::Help(_)), _) => by * NOTCH,
            _ => by,
        };
        self.step(lines);
    }

    fn click(&mut self, at: Position) -> Option<Effect> {
        let areas = self.areas;
        let chosen = match (self.overlays.last_mut(), self.history.current_mut()) {
            (None, _) => {
                self.click_place(at);
                return None;
            }
            (Some(Overlay::Filter(_)), Place::Browse(browse)) => {
                let len = browse.tree.rows.len();
                select(&mut browse.tree.cursor, len, areas.tree, at)
            }
            (Some(Overlay::Menu(menu)), _) => {
                let inside = areas.popup.inner(ratatui::layout::Margin::new(1, 1));
                select(&mut menu.cursor, menu.items.len(), inside, at)
            }
            _ => None,
        };
        if chosen.is_some() {
            return self.choose();
        }
        if !areas.popup.contains(at) {
            self.update(Action::Leave);
        }
        None
    }

    fn click_place(&mut self, at: Position) {
        let areas = self.areas;
        let in_header = areas.header.contains(at);
        if in_header && matches!(self.place(), Place::Browse(_)) {
            return self.search();
        }
        if !in_header {
            self.enter_tree();
        }
        let in_preview = areas.preview.contains(at);
        let action = match self.history.current_mut() {
            Place::Browse(browse) => {
                let (rows, questions) = (browse.tree.rows.len(), browse.questions.len());
                let pane = browse.pane;
                if let Some(again) = select(&mut browse.tree.cursor, rows, areas.tree, at) {
                    browse.pane = Pane::Tree;
                    // A branch opens at once; a leaf, when it is clicked again.
                    let is_leaf = matches!(browse.tree.selected(), Some(Node::Both(..)));
                    (!is_leaf || again && pane == Pane::Tree).then_some(Action::Open)
                } else if let Some(again) = select(&mut browse.cursor, questions, areas.list, at) {
                    browse.pane = Pane::Questions;
                    (again && pane == Pane::Questions).then_some(Action::Open)
                } else if in_preview && questions > 0 {
                    browse.pane = Pane::Questions;
                    Some(Action::Open)
                } else {
                    None
                }
            }
            Place::Search(search) => {
                let len = search.len();
                let row = select(&mut search.cursor, len, areas.list, at);
                let again = row == Some(true) && !search.is_unselected();
                search.chosen |= row.is_some();
                (again || in_preview && len > 0).then_some(Action::Read)
            }
            Place::Page(view) => {
                let line = view.top + usize::from(at.y.saturating_sub(areas.text.y));
                let column = usize::from(at.x.saturating_sub(areas.text.x));
                let text = view.laid_out.as_ref();
                let text = text.filter(|_| areas.text.contains(at));
                let link = text.and_then(|text| {
                    let byte = byte_at(text.lines.get(line)?, column)?;
                    let is_on = |link: &Link| {
                        let mut pieces = link.pieces.iter();
                        pieces.any(|(at, bytes)| *at == line && bytes.contains(&byte))
                    };
                    text.links.iter().position(is_on)
                });
                view.link = link.or(view.link);
                link.map(|_| Action::Follow)
            }
        };
        if let Some(action) = action {
            self.update(action);
        }
    }
}

/// Selects the row of a list that is at a position; says whether it was selected before.
fn select(cursor: &mut Cursor, len: usize, area: Rect, at: Position) -> Option<bool> {
    let row = cursor.top + usize::from(at.y.checked_sub(area.y)?);
    let is_row = area.contains(at) && row < len;
    is_row.then(|| std::mem::replace(&mut cursor.at, row) == row)
}

/// The byte of the line's text in a column.
fn byte_at(line: &Line, column: usize) -> Option<usize> {
    let text = line.text();
    let mut ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.find(|end| width(&text[..*end]) > column)
        .map(|end| end - 1)
}
