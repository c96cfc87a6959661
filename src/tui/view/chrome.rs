//! What is around every screen: header, notes, lines across, footer.

use std::borrow::Cow;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Scrollbar, ScrollbarOrientation, ScrollbarState, StatefulWidget};

use crate::config::{Code, Key};
use crate::library::Storage;
use crate::tui::action::{Action, Context};
use crate::tui::app::{App, Choice, Message, Overlay, Pane, Place, Search};
use crate::tui::layout::Layout;
use crate::tui::widget::{Brush, Piece, draw_input};

/// Header of a page: the name, the way here, and at the right what must be known of the library.
pub(super) fn header(
    app: &App,
    layout: &Layout,
    brush: &mut Brush,
    crumbs: &[String],
    right: &str,
) {
    let mut notes = notes(app, layout.area.width);
    if !right.is_empty() {
        if !notes.is_empty() {
            notes.push(("  ".into(), Style::new()));
        }
        notes.push((right.to_owned().into(), brush.look.dim()));
    }
    path(layout.header, brush, crumbs, &notes);
}

/// The name, the way here, and `right` at the right.
pub(super) fn path(area: Rect, brush: &mut Brush, crumbs: &[String], right: &[Piece]) {
    if area.height == 0 {
        return;
    }
    let room = area.width.saturating_sub(2);
    let begin = brush.right(area.right().saturating_sub(1), area.y, room, right);
    let mut x = area.x + 1;
    if area.width >= 60 {
        x += brush.text(x, area.y, room, "clinfaq", brush.look.strong());
        x += 2;
    }
    let room = begin.saturating_sub(x + 1);
    let separator = format!(" {} ", brush.look.marks.crumb);
    let shown = crumbs.join(&separator);
    // The last crumb says most: what is too long is cut at its beginning.
    let first = (0..crumbs.len())
        .find(|from| brush.columns(&crumbs[*from..].join(&separator)) <= usize::from(room))
        .unwrap_or(crumbs.len().saturating_sub(1));
    let shown = match first {
        0 => shown,
        from => crumbs[from..].join(&separator),
    };
    brush.text(x, area.y, room, &shown, Style::new());
}

/// The search box in the first row: what is typed, or what can be; at the right how much was found or, above the tree, what
/// must be known of the library. Gives back the insertion point, where the box has the keys.
pub(super) fn search_box(app: &App, layout: &Layout, brush: &mut Brush) -> Option<Position> {
    let area = layout.header;
    let search = match app.place() {
        Place::Search(search) => Some(search),
        _ => None,
    };
    let right = match search.filter(|search| !search.is_blank()) {
        Some(search) => found(app, search, area.width, brush),
        None => notes(app, area.width),
    };
    let end = area.right().saturating_sub(1);
    let begin = brush.right(end, area.y, area.width / 2, &right);
    let style = brush.look.accent().patch(brush.look.strong());
    let mark = if search.is_some() { "/ " } else { "" };
    let x = area.x + 1 + brush.text(area.x + 1, area.y, area.width, mark, style);
    let area = Rect {
        x,
        width: begin.saturating_sub(x + 1),
        ..area
    };
    if search.is_none_or(|search| search.words().is_empty()) {
        let hint = match search {
            Some(_) => {
                let browse = app.key_in(Context::Search, Action::Down);
                let browse = browse.map_or(String::new(), |key| format!(", {key} to browse"));
                let hint = |example: &str| format!("Type to search{example}{browse}");
                let example = app
                    .example
                    .as_ref()
                    .map(|words| hint(&format!(" (such as: {words})")));
                let fits = |hint: &String| brush.columns(hint) <= usize::from(area.width);
                example.filter(fits).unwrap_or_else(|| hint(""))
            }
            None => app
                .key_in(Context::Browse, Action::Search)
                .map_or(String::new(), |key| format!("{key} to search")),
        };
        brush.text(area.x, area.y, area.width, &hint, brush.look.dim());
    }
    search.map(|search| draw_input(brush, area, &search.input, search.stale_words))
}

/// How much was found, and in how much of the library.
fn found(app: &App, search: &Search, width: u16, brush: &Brush) -> Vec<Piece<'static>> {
    let mut right: Vec<Piece> = Vec::new();
    if let Some(percent) = app.percent_indexed() {
        let text = match width {
            ..60 => format!("{percent} %  "),
            _ => format!("{percent} % indexed  "),
        };
        right.push((text.into(), brush.look.warn()));
    }
    let count = match search.results.total {
        1 => "1 answer".to_owned(),
        n => format!("{n} answers"),
    };
    right.push((count.into(), brush.look.dim()));
    right
}

/// What must be known of the library all the time.
fn notes(app: &App, width: u16) -> Vec<Piece<'static>> {
    let look = &app.look;
    let narrow = width < 60;
    let mut notes: Vec<(String, Style)> = Vec::new();
    if let Some(percent) = app.percent_indexed() {
        let text = if narrow {
            format!("{percent} %")
        } else {
            format!("{percent} % indexed")
        };
        notes.push((text, look.dim()));
    }
    if let Some(library) = &app.library {
        if matches!(library.storage(), Storage::Memory(_)) {
            let text = if narrow { "memory" } else { "in memory only" };
            notes.push((text.to_owned(), look.warn()));
        }
        if library.outdated().is_some() {
            let text = if narrow { "old" } else { "not up to date" };
            let text = match app.key(Action::About) {
                Some(key) => format!("{text} ({key})"),
                None => text.to_owned(),
            };
            notes.push((text, look.warn()));
        }
        let text = match (
            library.problem_count() + app.settings_problems.len(),
            app.key(Action::Problems),
        ) {
            (0, _) => String::new(),
            (count, _) if narrow => format!("{count}!"),
            (1, Some(key)) => format!("1 problem ({key})"),
            (1, None) => "1 problem".to_owned(),
            (count, Some(key)) => format!("{count} problems ({key})"),
            (count, None) => format!("{count} problems"),
        };
        if !text.is_empty() {
            notes.push((text, look.warn()));
        }
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for (text, style) in notes {
        if !pieces.is_empty() {
            let dot = format!(" {} ", look.marks.dot);
            pieces.push((dot.into(), look.dim()));
        }
        pieces.push((text.into(), style));
    }
    pieces
}

/// A line across, with a word near its right end.
pub(super) fn rule(brush: &mut Brush, area: Rect, word: &str) {
    if area.height == 0 {
        return;
    }
    brush.across(area);
    if !word.is_empty() {
        let text = format!(" {word} ");
        let dim = brush.look.dim();
        let right = area.right().saturating_sub(2);
        brush.right(right, area.y, area.width, &[(text.into(), dim)]);
    }
}

/// A bar in the last column of a pane that cannot show all of its `len` lines: how much is shown, and where.
pub(super) fn scroll_bar(brush: &mut Brush, area: Rect, top: usize, len: usize) {
    let height = usize::from(area.height);
    if height == 0 || len <= height {
        return;
    }
    let mut state = ScrollbarState::new(len - height + 1)
        .position(top)
        .viewport_content_length(height);
    Scrollbar::new(ScrollbarOrientation::VerticalRight)
        .begin_symbol(None)
        .end_symbol(None)
        .track_symbol(None)
        .thumb_symbol(brush.look.marks.thumb)
        .thumb_style(brush.look.dim())
        .render(area, brush.buffer, &mut state);
}

/// Where one is in a list: `3 of 21`; nothing where all of it is in sight.
pub(super) fn position(at: usize, len: usize, height: u16) -> String {
    if len > usize::from(height) {
        format!("{} of {len}", at + 1)
    } else {
        String::new()
    }
}

/// The footer: what was said last, the box for words to find, or the keys that matter here. Gives back the insertion
/// point where something is typed here.
pub(super) fn footer(app: &App, layout: &Layout, brush: &mut Brush) -> Option<Position> {
    let area = layout.footer;
    if let Some(message) = &app.message {
        say(message, area, brush);
        return None;
    }
    let (label, input, count, none) = match (app.overlays.last(), app.place()) {
        (Some(Overlay::Find), Place::Page(view)) => {
            let found = view.found.as_ref()?;
            let count = match (found.places.len(), found.input.value().is_empty()) {
                (_, true) => String::new(),
                (0, _) => "not found".to_owned(),
                (n, _) => format!("{} of {n}", found.at + 1),
            };
            ("Find ", &found.input, count, found.places.is_empty())
        }
        (Some(Overlay::Filter(filter)), Place::Browse(browse)) => {
            let (rows, all) = (browse.tree.rows.len(), filter.len());
            (
                "Filter ",
                &filter.input,
                format!("{rows} of {all}"),
                rows == 0,
            )
        }
        _ => {
            keys(app, area, brush);
            return None;
        }
    };
    let style = match none {
        true => brush.look.warn(),
        false => brush.look.dim(),
    };
    let right = area.right().saturating_sub(1);
    let begin = brush.right(right, area.y, area.width, &[(count.into(), style)]);
    let label = brush.text(area.x + 1, area.y, area.width, label, brush.look.strong());
    let x = area.x + 1 + label;
    let width = begin.saturating_sub(x + 1);
    Some(draw_input(brush, Rect { x, width, ..area }, input, false))
}

fn say(message: &Message, area: Rect, brush: &mut Brush) {
    let style = if message.warning {
        brush.look.warn()
    } else {
        Style::new()
    };
    brush.text(
        area.x + 1,
        area.y,
        area.width.saturating_sub(2),
        &message.text,
        style,
    );
}

/// A key of the footer: the action, its word where the table's does not fit, and whether it matters on a narrow screen.
type Wanted = (Action, Option<&'static str>, bool);

fn wanted(app: &App) -> (Context, Vec<Wanted>) {
    let context = app.context();
    let by_topic = matches!(app.place(), Place::Browse(browse) if browse.tree.by_topic);
    let turn = if by_topic { "by condition" } else { "by topic" };
    let search = match app.place() {
        Place::Search(search) => Some(search),
        _ => None,
    };
    let grouped = search.is_some_and(|search| search.grouped);
    let group = if grouped { "best first" } else { "group" };
    let condition = search.and_then(|search| search.selected());
    let open = match condition {
        Some(Choice::Condition(_)) => "open",
        _ => "read",
    };
    let leave = match search {
        Some(search) if !search.from_page => "clear",
        _ => "back",
    };
    let finding = matches!(app.place(), Place::Page(view) if view.found.is_some());
    let list = match context {
        Context::Browse if app.pane() == Pane::Questions => vec![
            (Action::Down, None, false),
            (Action::Expand, Some("read"), true),
            (Action::Collapse, Some("tree"), false),
            (Action::Search, None, true),
            (Action::Help, None, true),
        ],
        Context::Browse => vec![
            (Action::Down, None, false),
            (Action::Expand, None, true),
            (Action::Search, None, true),
            (Action::Filter, None, false),
            (Action::TurnTree, Some(turn), false),
            (Action::Help, None, true),
            (Action::Quit, None, false),
        ],
        Context::Search if app.place().browse().is_some() => vec![
            (Action::Down, Some("browse"), true),
            (Action::Help, None, true),
            (Action::Quit, None, true),
        ],
        Context::Search => vec![
            (Action::Read, Some(open), true),
            (Action::Down, Some("choose"), false),
            (Action::PreviewDown, None, false),
            (Action::Group, Some(group), false),
            (Action::Leave, Some(leave), true),
            (Action::Help, None, true),
        ],
        Context::Page if finding => vec![
            (Action::FindNext, None, true),
            (Action::FindPrevious, None, true),
            (Action::Leave, Some("done"), true),
            (Action::Find, Some("find again"), false),
            (Action::Help, None, false),
        ],
        Context::Page => vec![
            (Action::Source(1), None, false),
            (Action::Outline, None, false),
            (Action::NextQuestion, None, false),
            (Action::Back, None, true),
            (Action::Find, None, true),
            (Action::Help, None, true),
        ],
        Context::Menu => vec![
            (Action::Choose, None, true),
            (Action::Down, None, true),
            (Action::Leave, None, true),
        ],
        Context::Help => vec![(Action::Down, None, true), (Action::Leave, None, true)],
        Context::Find | Context::Filter => Vec::new(),
    };
    (context, list)
}

fn keys(app: &App, area: Rect, brush: &mut Brush) {
    let marks = brush.look.marks;
    let narrow = area.width < 60;
    let (context, list) = wanted(app);
    let (sources, siblings) = match app.place() {
        Place::Page(view) => (
            view.laid
                .as_ref()
                .map_or(0, |laid| laid.page.citations.len()),
            view.siblings.len(),
        ),
        _ => (0, 0),
    };
    let nothing =
        matches!(app.place(), Place::Search(search) if !search.is_blank() && search.len() == 0);
    let found = match app.place() {
        Place::Search(search) => search.results.hits.len(),
        _ => 0,
    };
    let headed = matches!(app.place(), Place::Page(view) if view.is_headed());
    let mut x = area.x + 1;
    for (action, word, matters) in list {
        if narrow && !matters {
            continue;
        }
        let first = app.keymap.keys(context, action).first();
        let label: Cow<str> = match (action, first) {
            (_, None) => continue,
            (Action::Read | Action::Down | Action::PreviewDown, _) if nothing => continue,
            (Action::Group, _) if found < 2 => continue,
            (Action::Outline, _) if !headed => continue,
            (Action::Source(_), _) if sources == 0 => continue,
            (Action::Source(_), _) => match app.keymap.sources(context, sources, marks.arrows) {
                Some(label) => label.into(),
                None => continue,
            },
            (Action::NextQuestion, _) if siblings < 2 => continue,
            (Action::Down, Some(key))
                if *key == Key::plain(Code::Down) && word != Some("browse") =>
            {
                marks.up_down.into()
            }
            (_, Some(key)) => key.label(marks.arrows).into(),
        };
        let word = word
            .or(action.row().map(|row| row.short))
            .unwrap_or_default();
        let wide = brush.columns(&label) + 1 + brush.columns(word);
        if usize::from(x) + wide >= usize::from(area.right()) {
            break;
        }
        x += brush.text(x, area.y, area.width, &label, brush.look.strong());
        x += 1;
        x += brush.text(x, area.y, area.width, word, brush.look.dim());
        x += if narrow { 2 } else { 3 };
    }
}

/// The first start: there is no index yet.
pub(super) fn preparing(app: &App, layout: &Layout, brush: &mut Brush) -> Position {
    let typing = search_box(app, layout, brush);
    rule(brush, layout.top_rule, "");
    rule(brush, layout.bottom_rule, "");
    let area = layout.text;
    let ellipsis = brush.look.glyphs.ellipsis;
    let lines = match (&app.failure, app.percent_indexed()) {
        (Some(failure), _) => [
            "The library could not be opened.".to_owned(),
            failure.clone(),
        ],
        (None, Some(percent)) => [
            format!("Preparing the library{ellipsis} {percent} %"),
            "This happens once, and again when the library changes.".to_owned(),
        ],
        (None, None) => [format!("Preparing the library{ellipsis}"), String::new()],
    };
    let top = area.y + area.height.saturating_sub(3) / 2;
    let mut cursor = Position { x: 0, y: top };
    for (row, text) in (top..area.bottom()).zip(&lines) {
        let wide = brush.columns(text).min(usize::from(area.width)) as u16; // at most a u16
        let x = area.x + (area.width - wide) / 2;
        let style = if row == top {
            brush.look.strong()
        } else {
            brush.look.dim()
        };
        brush.text(x, row, area.width, text, style);
        if row == top {
            cursor.x = x;
        }
    }
    typing.unwrap_or(cursor)
}
