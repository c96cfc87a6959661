//! The tree, the questions under its pointer, the answer of one of them.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::index::{ConditionHead, EntryOrd};
use crate::library::Library;
use crate::page;
use crate::text::{Block, Document, Span, Style as Meaning, layout as lay};
use crate::tui::action::{Action, Context};
use crate::tui::app::{App, Browse, Node, Overlay, Pane, Place, Row};
use crate::tui::layout::Layout;
use crate::tui::widget::{Brush, draw_lines};

use super::chrome::{path, position, rule, scroll_bar, search_box};
use super::preview;
use super::search::{Question, question};

pub(super) fn draw(app: &App, layout: &Layout, brush: &mut Brush) -> Position {
    let (Some(library), Some(browse)) = (&app.library, app.place().browse()) else {
        return Position::ORIGIN;
    };
    let typing = search_box(app, layout, brush);
    path(layout.head, brush, &crumbs(library, browse), &[]);
    rule(brush, layout.top_rule, "");
    let tall = layout.bottom_rule.height > 0;
    rule(brush, layout.bottom_rule, "");
    if browse.tree.rows.is_empty()
        && app.overlays.is_empty()
        && let Some((why, _)) = library.nothing_to_read()
    {
        return empty(app, &why, layout, brush, typing);
    }
    let mut cursor = Position::ORIGIN;
    if layout.tree.width > 0 {
        cursor = tree(app, library, browse, layout.tree, brush);
        let at = position(
            browse.tree.cursor.at,
            browse.tree.rows.len(),
            layout.tree.height,
        );
        note(brush, layout.tree, layout.bottom_rule, &at);
    }
    if layout.list.width > 0 {
        let at = list(app, library, browse, layout.list, brush);
        if browse.pane == Pane::Questions {
            cursor = at;
        }
    }
    panes(layout, brush, tall);
    if layout.preview.width > 0 {
        let at = position(browse.cursor.at, browse.questions.len(), layout.list.height);
        if layout.preview.y > layout.list.y {
            below(layout, brush, &at);
        } else {
            note(brush, layout.list, layout.bottom_rule, &at);
        }
        preview::draw(app, layout.preview, brush);
    }
    typing.unwrap_or(cursor)
}

/// The panes of a library with nothing in it.
fn empty(
    app: &App,
    why: &str,
    layout: &Layout,
    brush: &mut Brush,
    typing: Option<Position>,
) -> Position {
    let area = Rect {
        x: 1,
        y: layout.top_rule.bottom(),
        width: layout.area.width.saturating_sub(2),
        height: layout.footer.y.saturating_sub(layout.top_rule.bottom() + 1),
    };
    let mut content = vec![Span::styled(why, Meaning::WARN)];
    if let Some(key) = app.key_in(Context::Browse, Action::Problems) {
        let tree = app
            .key(Action::SwitchPane)
            .filter(|_| app.context() == Context::Search);
        let tree = tree.map_or(String::new(), |tree| format!("{tree}, then "));
        content.push(Span::plain(format!("\n{tree}{key} says more.")));
    }
    let document = Document {
        blocks: vec![Block::Paragraph(content)],
    };
    let lines = lay(&document, usize::from(area.width), &brush.look.glyphs);
    draw_lines(brush, area, &lines, 0, &());
    typing.unwrap_or(area.as_position())
}

/// The lines between panes.
fn panes(layout: &Layout, brush: &mut Brush, tall: bool) {
    for pane in [layout.tree, layout.list] {
        let x = pane.right();
        if pane.width == 0 || x >= layout.area.right() {
            continue;
        }
        // The pane may be shorter than the line beside it, where something stands below it.
        let height = layout.tree.height.max(layout.list.height);
        brush.down(x, Rect { height, ..pane }, tall);
    }
}

/// The line between a list and the answer below it.
fn below(layout: &Layout, brush: &mut Brush, word: &str) {
    let area = Rect {
        y: layout.list.bottom(),
        height: 1,
        ..layout.list
    };
    rule(brush, area, word);
    if let Some(x) = area.x.checked_sub(1) {
        let (mark, style) = (brush.look.marks.right, brush.look.dim());
        brush.mark(x, area.y, mark, style);
    }
}

/// A word in the line below a pane.
fn note(brush: &mut Brush, pane: Rect, line: Rect, word: &str) {
    if line.height > 0 && !word.is_empty() {
        rule(
            brush,
            Rect {
                x: pane.x,
                width: pane.width,
                ..line
            },
            word,
        );
    }
}

fn crumbs(library: &Library, browse: &Browse) -> Vec<String> {
    let name = |condition: Option<crate::index::ConditionOrd>| match condition {
        Some(ord) => library.condition_head(ord).name,
        None => "General questions".to_owned(),
    };
    let root = if browse.tree.by_topic {
        "Topics"
    } else {
        "Conditions"
    };
    let mut crumbs = vec![root.to_owned()];
    match browse.tree.selected() {
        None => {}
        Some(Node::Condition(condition)) => crumbs.push(name(condition)),
        Some(Node::Topic(topic)) => crumbs.push(library.topic(topic).topic.title),
        Some(Node::Both(condition, topic)) => {
            crumbs.push(name(condition));
            crumbs.push(library.topic(topic).topic.title);
            if browse.tree.by_topic {
                crumbs.swap(1, 2);
            }
        }
    }
    crumbs
}

fn tree(app: &App, library: &Library, browse: &Browse, area: Rect, brush: &mut Brush) -> Position {
    let focused = browse.pane == Pane::Tree && matches!(app.place(), Place::Browse(_));
    if matches!(app.overlays.last(), Some(Overlay::Filter(_))) && browse.tree.rows.is_empty() {
        let dim = brush.look.dim();
        brush.text(area.x + 2, area.y, area.width, "No name matches.", dim);
    }
    let top = browse.tree.cursor.top;
    let rows = browse.tree.rows.iter().enumerate().skip(top);
    let mut cursor = area.as_position();
    for (y, (at, row)) in (area.y..area.bottom()).zip(rows) {
        let selected = at == browse.tree.cursor.at;
        let base = brush.row(area, area.x, y, selected, focused);
        if selected {
            cursor = Position { x: area.x, y };
        }
        let (branch, label, count) = label(library, browse, row);
        let indent = (row.depth.min(6) * 2) as u16;
        let mark = match (branch, row.open) {
            (false, _) => " ",
            (true, true) => "-",
            (true, false) => "+",
        };
        let count = match count {
            0 => String::new(),
            count => count.to_string(),
        };
        let dim = if selected {
            base
        } else {
            base.patch(brush.look.dim())
        };
        let right = area.right().saturating_sub(1);
        let begin = brush.right(right, y, area.width, &[(count.into(), dim)]);
        let x = area.x + 2 + indent;
        brush.mark(x, y, mark, dim);
        let room = begin.saturating_sub(x + 3);
        let label = match label {
            Label::Condition(condition) => named(brush, condition, room),
            Label::Title(title) => title,
        };
        brush.text(x + 2, y, room, &label, base);
    }
    scroll_bar(brush, area, top, browse.tree.rows.len());
    cursor
}

/// The name of a condition, after its abbreviation where there is too little room for it: names that begin alike are told
/// apart by that.
pub(super) fn named(brush: &Brush, condition: ConditionHead, room: u16) -> String {
    let ConditionHead {
        name, abbreviation, ..
    } = condition;
    match abbreviation.is_empty() || brush.columns(&name) <= usize::from(room) {
        true => name,
        false => format!("{abbreviation} {} {name}", brush.look.marks.dot),
    }
}

/// The words of a row.
enum Label {
    Condition(ConditionHead),
    Title(String),
}

/// Whether a row is a branch, its words, and how many answers are under it.
fn label(library: &Library, browse: &Browse, row: &Row) -> (bool, Label, u32) {
    let count = row.count.unwrap_or_default();
    let general = || Label::Title("General questions".to_owned());
    let topic = |topic| Label::Title(library.topic(topic).topic.title);
    match row.node {
        Node::Condition(None) => (true, general(), count),
        Node::Condition(Some(ord)) => {
            let head = library.condition_head(ord);
            (head.branches, Label::Condition(head.clone()), head.entries)
        }
        Node::Topic(ord) => (true, topic(ord), count),
        Node::Both(None, _) if browse.tree.by_topic => (false, general(), count),
        Node::Both(Some(ord), _) if browse.tree.by_topic => {
            (false, Label::Condition(library.condition_head(ord)), count)
        }
        Node::Both(_, ord) => (false, topic(ord), count),
    }
}

fn list(app: &App, library: &Library, browse: &Browse, area: Rect, brush: &mut Brush) -> Position {
    let focused = browse.pane == Pane::Questions;
    let mut cursor = area.as_position();
    if browse.questions.is_empty() {
        let text = match browse.tree.selected() {
            Some(Node::Condition(Some(_))) => match app.key(Action::ConditionPage) {
                Some(key) => format!("No questions yet; {key} opens its page."),
                None => "No questions yet.".to_owned(),
            },
            _ => "No questions here.".to_owned(),
        };
        brush.text(
            area.x + 2,
            area.y,
            area.width.saturating_sub(2),
            &text,
            brush.look.dim(),
        );
        return cursor;
    }
    let by = match browse.tree.selected() {
        Some(Node::Condition(_)) => Beside::Topic,
        Some(Node::Topic(_)) => Beside::Condition,
        _ => Beside::Nothing,
    };
    let top = browse.cursor.top;
    let entries = browse
        .questions
        .iter()
        .skip(top)
        .take(usize::from(area.height));
    let entries: Vec<EntryOrd> = entries.copied().collect();
    let apart = page::apart(library, &entries);
    let shown = entries.iter().zip(apart).map(|(entry, apart)| {
        let head = library.head(*entry);
        let beside = beside(app, library, &head, by, area.width, brush);
        let is_said = beside.0 == apart;
        (
            head.question,
            if is_said { String::new() } else { apart },
            beside,
        )
    });
    let shown: Vec<_> = shown.collect();
    // One column for all, as wide as what stands in it.
    let widest = shown
        .iter()
        .map(|(.., (text, _))| brush.columns(text))
        .max();
    let most = area.width / 3;
    let column = widest.unwrap_or(0).min(usize::from(most)) as u16; // at most a u16
    let end = area.right().saturating_sub(1 + column);
    let rows = (area.y..area.bottom()).zip(shown.iter().enumerate());
    for (y, (i, (words, apart, (text, style)))) in rows {
        let selected = top + i == browse.cursor.at;
        // As in the results, what stands beside a question is not part of what is selected.
        let bar = match column {
            0 => area,
            _ => Rect {
                width: end.saturating_sub(area.x),
                ..area
            },
        };
        let base = brush.row(bar, area.x, y, selected, focused);
        if selected {
            cursor = Position { x: area.x, y };
        }
        let gap = if column > 0 { 1 } else { 0 };
        let x = area.x + 2;
        let row = Question {
            text: words,
            found: &[],
            close: false,
            apart,
        };
        question(&row, x, y, end.saturating_sub(x + gap), base, brush);
        brush.text(end, y, column, text, *style);
    }
    scroll_bar(brush, area, top, browse.questions.len());
    cursor
}

/// What stands beside a question when nothing must be noticed.
#[derive(Clone, Copy)]
enum Beside {
    Topic,
    Condition,
    Nothing,
}

/// The words beside a question: what must be noticed, else topic or condition. Where there is little room an
/// exclamation mark stands for the former: the answer beside it says it in words.
fn beside(
    app: &App,
    library: &Library,
    head: &crate::index::Head,
    by: Beside,
    columns: u16,
    brush: &Brush,
) -> (String, Style) {
    let warning: Vec<String> = page::mark(library, head, app.clock)
        .into_iter()
        .filter(|span| span.style.has(Meaning::WARN))
        .map(|span| span.text.trim().to_owned())
        .collect();
    let text = match by {
        _ if columns < 44 => String::new(),
        Beside::Topic => library.topic(head.topic()).topic.title,
        Beside::Condition => page::short_name(library, head.condition),
        Beside::Nothing => String::new(),
    };
    match (warning.is_empty(), text.is_empty()) {
        (true, _) => (text, brush.look.dim()),
        (false, true) if columns < 44 => ("!".to_owned(), brush.look.warn()),
        (false, false) if columns < 60 => (format!("{text} !"), brush.look.warn()),
        (false, _) => (warning.join(", "), brush.look.warn()),
    }
}
