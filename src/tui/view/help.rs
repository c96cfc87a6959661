//! The keys that work where one is, made from the table of actions.

use ratatui::layout::{Position, Rect};

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
        blocks.insert(
            0,
            fields(&[(
                "letters",
                "are the words to search for; Ctrl-U empties the box, Ctrl-W takes a word out",
            )]),
        );
        blocks.push(fields(&[
            ("topic:", "answers of one topic: topic:treatment"),
            ("condition:", "of one condition: condition:poh"),
            ("source:", "from one source or publisher: source:gard"),
            ("after:", "changed since then: after:2024"),
            ("\"...\"", "words that stand together"),
            ("-word", "without that word"),
        ]));
    }
    lay(&Document { blocks }, width.max(1), &app.look.glyphs)
}

fn fields(rows: &[(&str, &str)]) -> Block {
    let field = |(name, text): &(&str, &str)| ((*name).to_owned(), vec![Span::plain(*text)]);
    Block::Fields(rows.iter().map(field).collect())
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
