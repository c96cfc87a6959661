//! The tree, the questions under its selected row, the preview of one of them.

use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;

use crate::index::{ConditionHead, ConditionOrd, Head};
use crate::library::Library;
use crate::page;
use crate::text::{Block, Document, Span, Style as Meaning, layout};
use crate::tui::action::{Action, Context};
use crate::tui::app::{App, Browse, Node, Overlay, Pane, Place, Row};

use super::chrome::{path, search_box};
use super::painter::{Painter, first_columns, indent};
use super::panes::{Question, condition_name, note, position, preview};

pub(super) fn draw(app: &App, painter: &mut Painter) -> Position {
    let areas = &app.areas;
    let (Some(library), Some(browse)) = (&app.library, app.place().browse()) else {
        return Position::ORIGIN;
    };
    let typing = search_box(app, painter);
    path(areas.head, painter, &crumbs(library, browse), &[]);
    painter.rule(areas.top_rule, "");
    painter.rule(areas.bottom_rule, "");
    if browse.tree.rows.is_empty()
        && app.overlays.is_empty()
        && let Some((why, _)) = library.nothing_to_read()
    {
        return typing.unwrap_or(empty(app, &why, painter));
    }
    let mut cursor = Position::ORIGIN;
    if areas.tree.width > 0 {
        cursor = tree(app, library, browse, painter);
        let (at, len) = (browse.tree.cursor.at, browse.tree.rows.len());
        note(
            app,
            painter,
            areas.tree,
            &position(at, len, areas.tree.height),
        );
    }
    if areas.list.width > 0 {
        let at = list(app, library, browse, painter);
        if browse.pane == Pane::Questions {
            cursor = at;
        }
    }
    if areas.tree.right() < areas.list.x {
        let line = Rect {
            x: areas.tree.right(),
            width: 1,
            ..areas.tree
        };
        painter.vertical(line, areas.bottom_rule.height > 0);
    }
    let (at, len) = (browse.cursor.at, browse.questions.len());
    preview(app, painter, &position(at, len, areas.list.height));
    if areas.tree.width > 0 && areas.preview.y > areas.list.y {
        let joint = Position {
            x: areas.tree.right(),
            y: areas.list.bottom(),
        };
        let (mark, dim) = (
            painter.styles.marks.lines.vertical_right,
            painter.styles.dim(),
        );
        painter.mark(joint, mark, dim);
    }
    typing.unwrap_or(cursor)
}

/// The panes of a library with nothing in it.
fn empty(app: &App, why: &str, painter: &mut Painter) -> Position {
    let screen = app.areas.screen.inner(Margin::new(1, 0));
    let top = app.areas.top_rule.bottom();
    let area = Rect {
        y: top,
        height: app.areas.footer.y.saturating_sub(top + 1),
        ..screen
    };
    let mut content = vec![Span::styled(why, Meaning::WARN)];
    if let Some(key) = app.key_in(Context::Browse, Action::Problems) {
        let tree = app.key(Action::SwitchPane);
        let tree = tree.filter(|_| app.context() == Context::Search);
        let tree = tree.map_or(String::new(), |tree| format!("{tree}, then "));
        content.push(Span::plain(format!("\n{tree}{key} says more.")));
    }
    let blocks = vec![Block::Paragraph(content)];
    let width = usize::from(area.width);
    let lines = layout(&Document { blocks }, width, &painter.styles.glyphs);
    painter.lines(area, &lines, 0, |_| Vec::new());
    area.as_position()
}

fn name(library: &Library, condition: Option<ConditionOrd>) -> String {
    match condition {
        Some(ord) => library.condition_head(ord).name,
        None => "General questions".to_owned(),
    }
}

fn crumbs(library: &Library, browse: &Browse) -> Vec<String> {
    let by_topic = browse.tree.by_topic;
    let root = if by_topic { "Topics" } else { "Conditions" };
    let mut crumbs = vec![root.to_owned()];
    match browse.tree.selected() {
        None => {}
        Some(Node::Condition(condition)) => crumbs.push(name(library, condition)),
        Some(Node::Topic(topic)) => crumbs.push(library.topic(topic).topic.title),
        Some(Node::Both(condition, topic)) => {
            let both = [name(library, condition), library.topic(topic).topic.title];
            crumbs.extend(both);
            if by_topic {
                crumbs.swap(1, 2);
            }
        }
    }
    crumbs
}

fn tree(app: &App, library: &Library, browse: &Browse, painter: &mut Painter) -> Position {
    let area = app.areas.tree;
    let tree = &browse.tree;
    let focused = browse.pane == Pane::Tree && matches!(app.place(), Place::Browse(_));
    if matches!(app.overlays.last(), Some(Overlay::Filter(_))) && tree.rows.is_empty() {
        painter.text(indent(area, 2), "No name matches.", painter.styles.dim());
    }
    painter.list(
        area,
        &tree.cursor,
        tree.rows.len(),
        |painter, at, row, selected| {
            let node = &tree.rows[at];
            let base = painter.select(row, 0, selected, focused);
            let (label, is_branch, count) = label(library, tree.by_topic, node);
            let mark = match (is_branch, node.open) {
                (false, _) => " ",
                (true, true) => "-",
                (true, false) => "+",
            };
            let count = Some(count).filter(|count| *count > 0);
            let count = count.map_or(String::new(), |count| count.to_string());
            let dim = match selected {
                true => base,
                false => painter.styles.dim(),
            };
            let inner = first_columns(row, row.width.saturating_sub(1));
            let left = painter.right(inner, inner.width, &[(count.into(), dim)]);
            let left = indent(left, 2 + node.depth.min(6) as u16 * 2);
            painter.mark(left.as_position(), mark, dim);
            let left = indent(left, 2);
            let label = match label {
                Label::Condition(condition) => condition_name(painter, condition, left.width),
                Label::Title(title) => title,
            };
            painter.text(left, &label, base);
        },
    )
}

/// The words of a row.
enum Label {
    Condition(ConditionHead),
    Title(String),
}

/// The words of a row, whether it is a branch, and how many answers are under it.
fn label(library: &Library, by_topic: bool, row: &Row) -> (Label, bool, u32) {
    let count = row.count.unwrap_or_default();
    match row.node {
        Node::Condition(Some(ord)) => {
            let head = library.condition_head(ord);
            let (branches, entries) = (head.branches, head.entries);
            (Label::Condition(head), branches, entries)
        }
        Node::Both(Some(ord), _) if by_topic => {
            (Label::Condition(library.condition_head(ord)), false, count)
        }
        Node::Condition(None) => (Label::Title(name(library, None)), true, count),
        Node::Both(None, _) if by_topic => (Label::Title(name(library, None)), false, count),
        Node::Topic(ord) => (Label::Title(library.topic(ord).topic.title), true, count),
        Node::Both(_, ord) => (Label::Title(library.topic(ord).topic.title), false, count),
    }
}

fn list(app: &App, library: &Library, browse: &Browse, painter: &mut Painter) -> Position {
    let area = app.areas.list;
    let focused = browse.pane == Pane::Questions;
    let selected = browse.tree.selected();
    if browse.questions.is_empty() {
        let text = match selected {
            Some(Node::Condition(Some(_))) => match app.key(Action::ConditionPage) {
                Some(key) => format!("No questions yet; {key} opens its page."),
                None => "No questions yet.".to_owned(),
            },
            _ => "No questions here.".to_owned(),
        };
        painter.text(indent(area, 2), &text, painter.styles.dim());
        return area.as_position();
    }
    let context = |head: &Head| match selected {
        Some(Node::Condition(_)) => library.topic(head.topic()).topic.title,
        Some(Node::Topic(_)) => page::short_name(library, head.condition),
        _ => String::new(),
    };
    let top = browse.cursor.top;
    let rows = usize::from(area.height);
    let entries = browse.questions.iter().copied().skip(top).take(rows);
    let entries: Vec<_> = entries.collect();
    let distinctions = page::distinctions(library, &entries).into_iter();
    let shown = entries
        .iter()
        .zip(distinctions)
        .map(|(entry, distinction)| {
            let head = library.head(*entry);
            let beside = beside(app, library, &head, context(&head), painter);
            let distinction = match beside.0 == distinction {
                true => String::new(),
                false => distinction,
            };
            (head.question, distinction, beside)
        });
    let shown: Vec<_> = shown.collect();
    // One column for all, as wide as its widest text.
    let widths = shown.iter().map(|(.., (text, _))| painter.columns(text));
    let column = widths.max().unwrap_or(0).min(usize::from(area.width / 3)) as u16;
    let end = area.width.saturating_sub(1 + column);
    let (cursor, len) = (&browse.cursor, browse.questions.len());
    painter.list(area, cursor, len, |painter, at, row, selected| {
        let (question, distinction, (text, style)) = &shown[at - top];
        // As in the results, the column next to the questions is not highlighted.
        let bar = if column == 0 { row.width } else { end };
        let base = painter.select(first_columns(row, bar), 0, selected, focused);
        let question = Question {
            text: question,
            found: &[],
            close: false,
            distinction,
        };
        let room = end.saturating_sub(2 + u16::from(column > 0));
        question.draw(first_columns(indent(row, 2), room), base, painter);
        painter.text(first_columns(indent(row, end), column), text, *style);
    })
}

/// The words next to a question: its warnings, or else its context. In a narrow list an exclamation mark replaces the
/// warnings: the answer spells them out.
fn beside(
    app: &App,
    library: &Library,
    head: &Head,
    context: String,
    painter: &Painter,
) -> (String, Style) {
    let width = app.areas.list.width;
    let mark = page::mark(library, head, app.options.clock).into_iter();
    let warnings: Vec<String> = mark
        .filter(|span| span.style.has(Meaning::WARN))
        .map(|span| span.text.trim().to_owned())
        .collect();
    let context = if width < 44 { String::new() } else { context };
    match (warnings.is_empty(), context.is_empty()) {
        (true, _) => (context, painter.styles.dim()),
        (false, true) if width < 44 => ("!".to_owned(), painter.styles.warn()),
        (false, false) if width < 60 => (format!("{context} !"), painter.styles.warn()),
        (false, _) => (warnings.join(", "), painter.styles.warn()),
    }
}
