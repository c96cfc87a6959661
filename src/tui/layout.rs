//! The layout of the screen: a pure function of its size and of the kind of screen.
//!
//! From 120 columns there are three panes, from 60 two, below that one at a time; where the text next to a list has all
//! it needs, the list grows. An area of no size is not shown.

use ratatui::layout::{Constraint, Layout, Rect, Size};

/// From this many columns on there are three panes.
const WIDE: u16 = 120;
/// From this many columns on there are two.
const MIDDLE: u16 = 60;
/// From this many rows on there is a line above the footer, and room for a preview below a list.
const TALL: u16 = 16;
/// From this many rows on, title and trust lines of a page do not scroll.
const HEAD_STAYS: u16 = 20;
/// Maximum number of columns of a text: longer lines are hard to read.
pub(crate) const TEXT: u16 = 78;
/// Width of the preview: the text, and a free column at either side.
const PREVIEW: u16 = TEXT + 2;
/// A pop-up that would leave less than this at either side takes the whole width.
const MARGIN: u16 = 8;
/// On a smaller screen nothing is shown.
const MIN_SIZE: Size = Size {
    width: 24,
    height: 6,
};

/// What the screen shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only a note that the screen is too small.
    #[default]
    TooSmall,
    /// There is no library yet.
    Preparing,
    /// The tree and its panes; on a narrow screen the questions instead of the tree.
    Browse { questions: bool },
    /// The search box and its panes.
    Search,
    /// A page, how many lines of title and trust stay above its text, and whether a wide screen is all text.
    Page { head: usize, is_full: bool },
}

/// Named areas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Areas {
    pub(crate) kind: Kind,
    pub(crate) screen: Rect,
    /// The first row.
    pub(crate) header: Rect,
    /// Below it: how a search was understood; the path to the selected row of the tree; title and trust lines of a page.
    pub(crate) head: Rect,
    /// The lines above and below the body.
    pub(crate) top_rule: Rect,
    pub(crate) bottom_rule: Rect,
    pub(crate) tree: Rect,
    pub(crate) list: Rect,
    pub(crate) preview: Rect,
    /// The text of a page.
    pub(crate) text: Rect,
    /// Next to it: headings and sources.
    pub(crate) side: Rect,
    /// The last row.
    pub(crate) footer: Rect,
    /// The pop-up over the rest, with its border.
    pub(crate) popup: Rect,
}

impl Areas {
    pub(crate) fn new(size: Size, kind: Kind) -> Self {
        let screen = Rect::new(0, 0, size.width, size.height);
        if size.width < MIN_SIZE.width || size.height < MIN_SIZE.height {
            return Self {
                screen,
                ..Self::default()
            };
        }
        let is_tall = size.height >= TALL;
        let is_page = matches!(kind, Kind::Page { .. });
        let head = match kind {
            Kind::Page { head, .. } => head as u16, // it fits
            Kind::Search => 1,
            // On a small screen the tree itself shows what is selected.
            _ => u16::from(is_tall),
        };
        let rows = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(head),
            // A page on a small screen needs every row for its text.
            Constraint::Length(u16::from(is_tall || !is_page)),
            Constraint::Fill(1),
            Constraint::Length(u16::from(is_tall)),
            Constraint::Length(1),
        ]);
        let [header, head, top_rule, body, bottom_rule, footer] = rows.areas(screen);
        let mut areas = Self {
            kind,
            screen,
            header,
            head,
            top_rule,
            bottom_rule,
            footer,
            ..Self::default()
        };
        match kind {
            Kind::Browse { questions } => areas.browse(body, is_tall, questions),
            Kind::Search if body.width >= WIDE => {
                let list = (body.width * 11 / 20).min(84);
                let list = list.max(body.width.saturating_sub(PREVIEW + 1));
                [areas.list, areas.preview] = split_left(body, list);
            }
            Kind::Search => areas.stack(body, is_tall, 2),
            Kind::Page { is_full, .. } => {
                let (text, side) = text_columns(body.width, is_full);
                areas.text = Rect {
                    x: 1,
                    width: text,
                    ..body
                };
                if side > 0 {
                    areas.side = Rect {
                        x: areas.text.right() + 3,
                        width: side,
                        ..body
                    };
                }
            }
            Kind::Preparing | Kind::TooSmall => areas.text = body,
        }
        areas
    }

    /// The rows inside the border of a pop-up.
    pub(crate) fn popup_rows(&self) -> usize {
        self.popup.height.saturating_sub(2).into()
    }

    fn browse(&mut self, body: Rect, is_tall: bool, questions: bool) {
        if body.width >= WIDE {
            let spare = body.width.saturating_sub(36 + 56 + 2 + PREVIEW);
            let [tree, rest] = split_left(body, 36 + spare / 3);
            let list = (rest.width * 9 / 20).min(56);
            let list = list.max(rest.width.saturating_sub(PREVIEW + 1));
            self.tree = tree;
            [self.list, self.preview] = split_left(rest, list);
        } else if body.width >= MIDDLE {
            let [tree, rest] = split_left(body, (body.width * 2 / 5).clamp(24, 36));
            self.tree = tree;
            self.stack(rest, is_tall, 3);
        } else if questions {
            self.stack(body, is_tall, 3);
        } else {
            self.tree = body;
        }
    }

    /// A list in one part of `share`, and below it, if there is room, a line and the preview.
    fn stack(&mut self, body: Rect, is_tall: bool, share: u16) {
        if !is_tall {
            self.list = body;
            return;
        }
        let rows = Constraint::Length((body.height / share).clamp(4, 16));
        let rows = Layout::vertical([rows, Constraint::Length(1), Constraint::Fill(1)]);
        [self.list, _, self.preview] = rows.areas(body);
    }
}

/// Columns at the left, and the rest, with a column between them for a line.
fn split_left(area: Rect, columns: u16) -> [Rect; 2] {
    let left = Constraint::Length(columns);
    let columns = Layout::horizontal([left, Constraint::Length(1), Constraint::Fill(1)]);
    let [left, _, right] = columns.areas(area);
    [left, right]
}

/// The columns of a page's text, and of the headings and sources next to it, on a screen of this width. With `is_full`, a
/// wide screen is all text.
pub(crate) fn text_columns(width: u16, is_full: bool) -> (u16, u16) {
    if is_full && width >= WIDE {
        return (width - 2, 0);
    }
    let text = width.saturating_sub(2).clamp(1, TEXT);
    let side = if width >= WIDE { width - text - 5 } else { 0 };
    (text, side)
}

/// How many columns and lines title and trust lines may take above a page's text.
pub(crate) fn head_room(size: Size) -> (usize, usize) {
    let rows = if size.height >= HEAD_STAYS {
        size.height / 3
    } else {
        0
    };
    (usize::from(size.width.saturating_sub(2)), usize::from(rows))
}

/// The width of a pop-up, with its border, that would like to have `wanted` columns.
pub(crate) fn popup_width(size: Size, wanted: u16) -> u16 {
    match size.width < wanted + 2 * MARGIN {
        true => size.width,
        false => wanted,
    }
}

/// The area of a pop-up of this width with room for `rows` inside its border.
pub(crate) fn popup(size: Size, width: u16, rows: usize) -> Rect {
    let area = Rect::new(0, 1, size.width, size.height.saturating_sub(2));
    if size.width < MIDDLE {
        return area;
    }
    let height = u16::try_from(rows + 2).map_or(area.height, |rows| rows.min(area.height));
    Rect {
        x: (size.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}
