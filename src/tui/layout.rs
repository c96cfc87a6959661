//! Where everything stands: a pure function of the size and of what is open.
//!
//! Three widths: from 120 columns three panes, from 60 two, below that one at a time; where the
//! text beside lists has all it needs, the lists grow. A rectangle of no size is not shown.

use ratatui::layout::{Rect, Size};

use super::app::{App, Overlay, Pane, Place};
use super::view::help_lines;

/// From so many columns there are three panes.
const WIDE: u16 = 120;
/// From so many columns there are two.
const MIDDLE: u16 = 60;
/// From so many rows there is a line above the footer, and room for a preview below a list.
const TALL: u16 = 16;
/// From so many rows title and trust lines stay on the screen while one reads on.
const HEAD_STAYS: u16 = 20;
/// Lines longer than this are hard to read.
pub(crate) const TEXT: u16 = 78;
/// Text beside a list, with a free column at either side.
const PREVIEW: u16 = TEXT + 2;
/// What lies over the rest covers it from side to side where it would leave less than this at either side.
const MARGIN: u16 = 8;
/// With less than this there is nothing to show.
const LEAST: Size = Size {
    width: 24,
    height: 6,
};

/// What there is room and reason for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only a word that there is no room.
    TooSmall,
    /// There is no library yet.
    Preparing,
    /// The tree and its panes.
    Browse,
    /// The search box and its panes.
    Search,
    /// A page.
    Page,
}

/// Named areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) kind: Kind,
    pub(crate) area: Rect,
    /// The first row.
    pub(crate) header: Rect,
    /// Below it: how a search was understood; the way to what is selected in the tree; or a page's title and trust lines.
    pub(crate) head: Rect,
    /// Lines across: above the body, below it.
    pub(crate) top_rule: Rect,
    pub(crate) bottom_rule: Rect,
    pub(crate) tree: Rect,
    pub(crate) list: Rect,
    pub(crate) preview: Rect,
    /// The text of a page.
    pub(crate) text: Rect,
    /// Beside it: headings and sources.
    pub(crate) side: Rect,
    /// The last row.
    pub(crate) footer: Rect,
    /// What lies over the rest.
    pub(crate) overlay: Rect,
}

impl Layout {
    pub(crate) fn new(size: Size, app: &App) -> Self {
        let area = Rect::new(0, 0, size.width, size.height);
        let none = Rect::default();
        let mut layout = Self {
            kind: Kind::TooSmall,
            area,
            header: none,
            head: none,
            top_rule: none,
            bottom_rule: none,
            tree: none,
            list: none,
            preview: none,
            text: none,
            side: none,
            footer: none,
            overlay: none,
        };
        if size.width < LEAST.width || size.height < LEAST.height {
            return layout;
        }
        let mut body = area;
        layout.header = take_top(&mut body, 1);
        layout.footer = take_bottom(&mut body, 1);
        let tall = size.height >= TALL;
        let (kind, head) = match app.place() {
            // On a small screen the tree itself says where one is.
            place if place.browse().is_some() => (Kind::Browse, usize::from(tall)),
            Place::Page(view) => {
                let head = view.laid.as_ref().map_or(0, |laid| laid.head.len());
                (Kind::Page, head)
            }
            _ => (Kind::Search, 1),
        };
        layout.kind = kind;
        layout.head = take_top(&mut body, head.min(usize::from(u16::MAX)) as u16);
        // A page on a small screen needs every row for its text.
        if tall || layout.kind != Kind::Page {
            layout.top_rule = take_top(&mut body, 1);
        }
        if tall {
            layout.bottom_rule = take_bottom(&mut body, 1);
        }
        if app.library.is_none() && layout.kind != Kind::Search {
            layout.kind = Kind::Preparing;
        }
        match layout.kind {
            Kind::Browse => layout.browse(body, app, tall),
            Kind::Search => layout.search(body, tall),
            Kind::Page => layout.page(body),
            Kind::Preparing | Kind::TooSmall => layout.text = body,
        }
        layout.overlay = overlay(app, size);
        layout
    }

    fn browse(&mut self, body: Rect, app: &App, tall: bool) {
        let mut body = body;
        if body.width >= WIDE {
            let spare = body.width.saturating_sub(36 + 56 + 2 + PREVIEW);
            self.tree = take_left(&mut body, 36 + spare / 3);
            let list = (body.width * 9 / 20).min(56);
            let list = list.max(body.width.saturating_sub(PREVIEW + 1));
            self.list = take_left(&mut body, list);
            self.preview = body;
        } else if body.width >= MIDDLE {
            let tree = (body.width * 2 / 5).clamp(24, 36);
            self.tree = take_left(&mut body, tree);
            self.stack(body, tall);
        } else if app.pane() == Pane::Questions {
            self.stack(body, tall);
        } else {
            self.tree = body;
        }
    }

    fn search(&mut self, body: Rect, tall: bool) {
        let mut body = body;
        if body.width >= WIDE {
            let list = (body.width * 11 / 20).min(84);
            let list = list.max(body.width.saturating_sub(PREVIEW + 1));
            self.list = take_left(&mut body, list);
            self.preview = body;
        } else {
            self.stack(body, tall);
        }
    }

    /// A list, and below it, where there is room, a line across and the preview.
    fn stack(&mut self, body: Rect, tall: bool) {
        let mut body = body;
        if !tall {
            self.list = body;
            return;
        }
        let share = if self.kind == Kind::Search { 2 } else { 3 };
        let rows = (body.height / share).clamp(4, 16);
        self.list = take_top(&mut body, rows);
        take_top(&mut body, 1); // the line across
        self.preview = body;
    }

    fn page(&mut self, body: Rect) {
        let (text, side) = columns(self.area.width);
        self.text = Rect {
            x: 1,
            width: text.min(body.width),
            ..body
        };
        if side > 0 {
            let x = self.text.right() + 3;
            self.side = Rect {
                x,
                width: side.min(body.right().saturating_sub(x)),
                ..body
            };
        }
    }
}

/// The columns of a page's text, and of what stands beside it, on so many columns.
pub(crate) fn columns(width: u16) -> (u16, u16) {
    let text = width.saturating_sub(2).clamp(1, TEXT);
    let side = if width >= WIDE { width - text - 5 } else { 0 };
    (text, side)
}

/// How many lines of title and trust may stay above a page's text.
pub(crate) fn head_room(size: Size) -> HeadRoom {
    let rows = if size.height >= HEAD_STAYS {
        size.height / 3
    } else {
        0
    };
    HeadRoom {
        columns: usize::from(size.width.saturating_sub(2)),
        rows: usize::from(rows),
    }
}

/// How much of the screen title and trust lines may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeadRoom {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

fn overlay(app: &App, size: Size) -> Rect {
    let area = Rect {
        x: 0,
        y: 1,
        width: size.width,
        height: size.height - 2,
    };
    let wanted = match app.overlays.last() {
        None | Some(Overlay::Find | Overlay::Filter(_)) => return Rect::default(),
        Some(Overlay::Help(_)) => 76,
        Some(Overlay::Menu(menu)) => menu.widest().clamp(30, 96) as u16 + 6,
    };
    // Of what lies below, a few columns at either side would only be noise.
    let width = match size.width < wanted + 2 * MARGIN {
        true => size.width,
        false => wanted,
    };
    let rows = match app.overlays.last() {
        Some(Overlay::Help(help)) => {
            help_lines(app, help.context, usize::from(width.saturating_sub(4))).len()
        }
        Some(Overlay::Menu(menu)) => menu.items.len(),
        _ => 0,
    };
    if size.width < MIDDLE {
        return area;
    }
    let height = (rows.min(usize::from(area.height)) as u16 + 2).min(area.height); // at most a u16
    Rect {
        x: (size.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

fn take_top(area: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    let taken = Rect {
        height: rows,
        ..*area
    };
    area.y += rows;
    area.height -= rows;
    taken
}

fn take_bottom(area: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    area.height -= rows;
    Rect {
        y: area.bottom(),
        height: rows,
        ..*area
    }
}

/// Takes columns at the left, and one more for the line between.
fn take_left(area: &mut Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    let taken = Rect {
        width: columns,
        ..*area
    };
    let gone = (columns + 1).min(area.width);
    area.x += gone;
    area.width -= gone;
    taken
}
