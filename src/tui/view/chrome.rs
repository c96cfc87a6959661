//! The frame of every screen: header, notes, footer.

use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;

use crate::config::{Code, Key};
use crate::library::{Listed, Storage};
use crate::nav::Subject;
use crate::tui::action::{Action, Context};
use crate::tui::app::{App, Overlay, Pane, Place, Purpose, Search};

use super::painter::{Painter, Piece, indent, row};

/// The header of a page: the name, the path to it, and at the right the notes on the library.
pub(super) fn header(app: &App, painter: &mut Painter, crumbs: &[String], right: &str) {
    let mut notes = notes(app);
    if !right.is_empty() {
        if !notes.is_empty() {
            notes.push(("  ".into(), Style::new()));
        }
        notes.push((right.to_owned().into(), painter.styles.dim()));
    }
    path(app.areas.header, painter, crumbs, &notes);
}

/// The name of the program, the path to the page, and `right` at the right.
pub(super) fn path(area: Rect, painter: &mut Painter, crumbs: &[String], right: &[Piece]) {
    let area = area.inner(Margin::new(1, 0));
    let mut left = painter.right(area, area.width, right);
    if area.width >= 58 {
        let used = painter.text(area, "clinfaq", painter.styles.strong());
        left = indent(left, used + 2);
    }
    let separator = format!(" {} ", painter.styles.marks.crumb);
    // The last crumb is the most important: a long path is cut at its beginning.
    let fits = |from: &usize| {
        let shown = crumbs[*from..].join(&separator);
        painter.columns(&shown) <= usize::from(left.width)
    };
    let last = crumbs.len().saturating_sub(1);
    let from = (0..crumbs.len()).find(fits).unwrap_or(last);
    painter.text(left, &crumbs[from..].join(&separator), Style::new());
}

/// The search box in the first row: the words, or a hint; at the right the number of results or, above the tree, the notes on
/// the library. Returns the insertion point, if the box has the focus.
pub(super) fn search_box(app: &App, painter: &mut Painter) -> Option<Position> {
    let header = app.areas.header;
    let search = match app.place() {
        Place::Search(search) => Some(search),
        _ => None,
    };
    let right = match app.place().results() {
        Some(search) => found(app, search, painter),
        None => notes(app),
    };
    let area = header.inner(Margin::new(1, 0));
    let left = painter.right(area, header.width / 2, &right);
    let style = painter.styles.accent().patch(painter.styles.strong());
    let mark = if search.is_some() { "/ " } else { "" };
    let area = indent(left, painter.text(area, mark, style));
    if search.is_none_or(|search| search.words().is_empty()) {
        let hint = match search {
            Some(_) => {
                let browse = app.key_in(Context::Search, Action::Down);
                let browse = browse.map_or(String::new(), |key| format!(", {key} to browse"));
                let hint = |example: &str| format!("Type to search{example}{browse}");
                let example = app.example.as_ref();
                let example = example.map(|words| hint(&format!(" (such as: {words})")));
                let fits = |hint: &String| painter.columns(hint) <= usize::from(area.width);
                example.filter(fits).unwrap_or_else(|| hint(""))
            }
            None => app
                .key_in(Context::Browse, Action::Search)
                .map_or(String::new(), |key| format!("{key} to search")),
        };
        painter.text(area, &hint, painter.styles.dim());
    }
    search.map(|search| painter.input(area, &search.input, search.stale_words))
}

/// How much was found, and in how much of the library.
fn found(app: &App, search: &Search, painter: &Painter) -> Vec<Piece<'static>> {
    let mut right: Vec<Piece> = Vec::new();
    if let Some(percent) = app.percent_indexed() {
        let text = match app.areas.screen.width {
            ..60 => format!("{percent} %  "),
            _ => format!("{percent} % indexed  "),
        };
        right.push((text.into(), painter.styles.warn()));
    }
    let count = match search.results.total {
        1 => "1 answer".to_owned(),
        n if search.results.has_less_likely() && app.areas.screen.width >= 60 => {
            format!("{} of {n} answers likely", search.results.likely)
        }
        n => format!("{n} answers"),
    };
    right.push((count.into(), painter.styles.dim()));
    right
}

/// Notes on the library that are always shown: indexing, problems, an index that is out of date.
fn notes(app: &App) -> Vec<Piece<'static>> {
    let styles = &app.styles;
    let is_narrow = app.areas.screen.width < 60;
    let fitting = |wide: &'static str, narrow| if is_narrow { narrow } else { wide };
    let key = |action| {
        let key = app.key(action);
        key.map_or(String::new(), |key| format!(" ({key})"))
    };
    let mut notes: Vec<Vec<Piece>> = Vec::new();
    let mut add = |text: String, style| notes.push(vec![(text.into(), style)]);
    if let Some(percent) = app.percent_indexed() {
        let indexed = fitting(" indexed", "");
        add(format!("{percent} %{indexed}"), styles.dim());
    }
    if let Some(library) = &app.library {
        if matches!(library.storage(), Storage::Memory(_)) {
            let text = fitting("index not saved", "not saved");
            add(text.to_owned(), styles.warn());
        }
        if library.outdated().is_some() {
            let text = fitting("out of date", "old");
            add(format!("{text}{}", key(Action::About)), styles.warn());
        }
        let text = match library.problem_count() + app.options.settings_problems.len() {
            0 => None,
            count if is_narrow => Some(format!("{count}!")),
            1 => Some(format!("1 problem{}", key(Action::Problems))),
            count => Some(format!("{count} problems{}", key(Action::Problems))),
        };
        if let Some(text) = text {
            add(text, styles.warn());
        }
    }
    let dot = format!(" {} ", styles.marks.dot);
    notes.join(&(dot.into(), styles.dim()))
}

/// The footer: a message, the box for words to find, or the keys that matter here. Returns the insertion point, if
/// something is typed here.
pub(super) fn footer(app: &App, painter: &mut Painter) -> Option<Position> {
    let area = app.areas.footer.inner(Margin::new(1, 0));
    if let Some(message) = &app.message {
        let style = match message.is_warning {
            true => painter.styles.warn(),
            false => Style::new(),
        };
        painter.text(area, &message.text, style);
        return None;
    }
    let (label, input, count, none) = match (app.overlays.last(), app.place()) {
        (Some(Overlay::Find), Place::Page(view)) => {
            let found = view.found.as_ref()?;
            let count = match (found.matches.len(), found.input.value().is_empty()) {
                (_, true) => String::new(),
                (0, _) => "not found".to_owned(),
                (n, _) => format!("{} of {n}", found.at + 1),
            };
            ("Find ", &found.input, count, found.matches.is_empty())
        }
        (Some(Overlay::Filter(filter)), Place::Browse(browse)) => {
            let rows = browse.tree.rows.len();
            let count = format!("{rows} of {}", filter.len());
            ("Filter ", &filter.input, count, rows == 0)
        }
        (Some(Overlay::Prompt(prompt)), _) => {
            let save = app.key_in(Context::Write, Action::SaveNote);
            let save = save.map_or(String::new(), |key| format!("{key} saves"));
            let (label, hint) = match prompt.purpose {
                Purpose::Command => (":", String::new()),
                Purpose::Label(_) => ("Label ", String::new()),
                Purpose::Note(_) => ("Note ", save),
            };
            (label, &prompt.input, hint, false)
        }
        (Some(Overlay::Help(help)), _) if help.is_typing => {
            ("Find ", &help.words, String::new(), help.lines.is_empty())
        }
        _ => {
            keys(app, painter);
            return None;
        }
    };
    let style = match none {
        true => painter.styles.warn(),
        false => painter.styles.dim(),
    };
    let left = painter.right(area, area.width, &[(count.into(), style)]);
    let label = painter.text(area, label, painter.styles.strong());
    Some(painter.input(indent(left, label), input, false))
}

/// A key in the footer: the action, its word if not the table's, and whether it is shown on a narrow screen.
type Wanted = (Action, Option<&'static str>, bool);

fn wanted(app: &App) -> Vec<Wanted> {
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
        Some(Listed::Condition(_)) => "open",
        _ => "read",
    };
    let leave = match search {
        Some(search) if !search.from_page => "clear",
        _ => "back",
    };
    let finding = matches!(app.place(), Place::Page(view) if view.found.is_some());
    let is_handout =
        matches!(app.place(), Place::Page(view) if matches!(view.subject, Subject::Handout(..)));
    match context {
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
        Context::Page if is_handout => vec![
            (Action::Handout, Some("print or save"), true),
            (Action::Back, None, true),
        ],
        Context::Page => vec![
            (Action::Source(1), None, false),
            (Action::Outline, None, false),
            (Action::NextQuestion, None, false),
            (Action::Back, None, true),
            (Action::Find, None, true),
            (Action::Original, None, true),
            (Action::OtherLanguage, None, true),
            (Action::Help, None, true),
            (Action::AddNote, None, false),
        ],
        Context::Menu => vec![
            (Action::Choose, None, true),
            (Action::Down, None, true),
            (Action::Leave, None, true),
        ],
        Context::Bookmarks => vec![
            (Action::Choose, None, true),
            (Action::Label, None, true),
            (Action::Remove, None, true),
            (Action::Raise, None, false),
            (Action::Lower, None, false),
            (Action::Leave, None, true),
        ],
        Context::Help => vec![
            (Action::Down, None, true),
            (Action::Find, None, true),
            (Action::Leave, None, true),
        ],
        Context::FullScreen => match app.overlays.last() {
            Some(Overlay::FullScreen(shown)) if shown.codes() > 1 => vec![
                (Action::Code, Some("next code"), true),
                (Action::Leave, None, true),
            ],
            _ => vec![(Action::Leave, None, true)],
        },
        Context::Find | Context::Filter | Context::Prompt | Context::Write => Vec::new(),
    }
}

/// Draws the keys that matter here, as many as fit.
fn keys(app: &App, painter: &mut Painter) {
    let area = app.areas.footer;
    let mut left = area.inner(Margin::new(1, 0));
    let is_narrow = area.width < 60;
    let context = app.context();
    let (strong, dim) = (painter.styles.strong(), painter.styles.dim());
    for (action, word, matters) in wanted(app) {
        let Some(label) = key_label(app, context, action, word) else {
            continue;
        };
        if is_narrow && !matters {
            continue;
        }
        let word = word.unwrap_or(action.row().short);
        let columns = painter.columns(&label) + 1 + painter.columns(word);
        if columns > usize::from(left.width) {
            break;
        }
        let used = painter.text(left, &label, strong) + 1;
        left = indent(left, used);
        let used = painter.text(left, word, dim);
        left = indent(left, used + if is_narrow { 2 } else { 3 });
    }
}

/// How the key of `action` is shown; `None` if it has none, or nothing to work on.
fn key_label(app: &App, context: Context, action: Action, word: Option<&str>) -> Option<String> {
    let results = app.place().results();
    let page = match app.place() {
        Place::Page(view) => Some(view),
        _ => None,
    };
    let page_text = page
        .and_then(|view| view.laid_out.as_ref())
        .map(|text| &text.page);
    let is_useful = match action {
        Action::Read | Action::Down | Action::PreviewDown => {
            results.is_none_or(|search| search.len() > 0)
        }
        Action::Group => results.is_some_and(|search| search.results.hits.len() > 1),
        Action::NextQuestion => page.is_some_and(|view| view.siblings.len() > 1),
        Action::Outline => page
            .and_then(|view| view.laid_out.as_ref())
            .is_some_and(|text| text.lines.iter().any(|line| line.heading.is_some())),
        Action::Source(_) => page.is_some_and(|view| view.source_count() > 0),
        Action::AddNote => page.is_some_and(|view| view.subject.entry().is_some()),
        Action::Original => page_text.is_some_and(|page| page.is_replacement),
        Action::OtherLanguage => page_text.is_some_and(|page| page.languages > 1),
        _ => true,
    };
    if !is_useful {
        return None;
    }
    let marks = app.styles.marks;
    let first = *app.options.keymap.keys(context, action).first()?;
    match (action, page) {
        (Action::Source(_), Some(view)) => {
            app.options
                .keymap
                .sources(context, view.source_count(), marks.arrows)
        }
        // With the arrow up.
        (Action::Down, _) if first == Key::plain(Code::Down) && word != Some("browse") => {
            Some(marks.up_down.to_owned())
        }
        _ => Some(first.label(marks.arrows)),
    }
}

/// The first start: there is no index yet.
pub(super) fn preparing(app: &App, painter: &mut Painter) -> Position {
    let areas = &app.areas;
    let typing = search_box(app, painter);
    painter.rule(areas.top_rule, "");
    painter.rule(areas.bottom_rule, "");
    let ellipsis = painter.styles.glyphs.ellipsis;
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
    let area = areas.text;
    let top = area.height.saturating_sub(3) / 2;
    let styles = [painter.styles.strong(), painter.styles.dim()];
    let mut cursor = None;
    for (y, (text, style)) in (top..area.height).zip(lines.iter().zip(styles)) {
        let columns = painter.columns(text).min(usize::from(area.width)) as u16; // at most a u16
        let place = indent(row(area, y), (area.width - columns) / 2);
        painter.text(place, text, style);
        cursor.get_or_insert(place.as_position());
    }
    typing.or(cursor).unwrap_or(Position::ORIGIN)
}
