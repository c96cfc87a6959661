//! The keys that work where one is, made from the table of actions.

use ratatui::layout::{Position, Rect};

use crate::page::Examples;
use crate::text::{Block, Document, Line, Span, layout as lay};
use crate::tui::action::{Context, TABLE};
use crate::tui::app::{App, Help};
use crate::tui::layout::Layout;
use crate::tui::widget::{Brush, draw_lines};

use super::chrome::scroll_bar;
use super::menu::frame;

/// The lines of the help for `context`, on so many columns.
pub(crate) fn help_lines(app: &App, context: Context, width: usize) -> Vec<Line> {
    let arrows = app.look.marks.arrows;
    let rows = TABLE.iter().filter_map(|row| {
        let label = app.keymap.label(context, row.action, arrows);
        (!label.is_empty()).then(|| (label, vec![Span::plain(row.help)]))
    });
    let mut blocks = vec![Block::Fields(rows.collect())];
    if context == Context::Search {
        let examples = app.library.as_ref().and_then(Examples::of);
        let words = examples.as_ref().map_or(String::new(), |examples| {
            format!(", such as {}", examples.words)
        });
        let letters = format!("type words to search for{words}; Ctrl-W deletes a word");
        blocks.insert(0, fields([("letters".to_owned(), letters)]));
        let mut rows = Vec::new();
        if let Some(examples) = examples {
            rows.push((
                format!("\"{}\"", examples.phrase),
                "exactly these words in a row".to_owned(),
            ));
            let filters = examples.filters.into_iter();
            rows.extend(filters.map(|(filter, about)| (filter, format!("only {about}"))));
        }
        rows.push(("-word".to_owned(), "without that word".to_owned()));
        blocks.push(fields(rows));
    }
    lay(&Document { blocks }, width.max(1), &app.look.glyphs)
}

fn fields(rows: impl IntoIterator<Item = (String, String)>) -> Block {
    let field = |(name, text)| (name, vec![Span::plain(text)]);
    Block::Fields(rows.into_iter().map(field).collect())
}

pub(super) fn draw(app: &App, help: &Help, layout: &Layout, brush: &mut Brush) -> Position {
    let area = layout.overlay;
    let inner = frame(brush, area, &format!("Help: {}", help.context.title()));
    let lines = help_lines(app, help.context, usize::from(inner.width));
    draw_lines(brush, inner, &lines, help.top, &());
    let bar = Rect {
        width: inner.width + 1,
        ..inner
    };
    scroll_bar(brush, bar, help.top, lines.len());
    inner.as_position()
}
