//! The preview next to a list: the selected answer or condition.

use ratatui::layout::Size;

use crate::library::{Library, Listed};
use crate::model::Clock;
use crate::page;
use crate::search::Highlighter;
use crate::text::{Glyphs, Line, Span, Style, layout_top};
use crate::tui::layout::TEXT;

use super::page::paragraphs;

/// The preview of the selected answer or condition.
#[derive(Debug, Clone, Default)]
pub(crate) struct Preview {
    pub(super) listed: Option<Listed>,
    /// The size of the pane that it is made for.
    pub(super) size: Size,
    /// The words that are marked in it.
    words: String,
    pub(crate) title: String,
    /// As many as fit below `top`, and one more if there are more.
    pub(crate) lines: Vec<Line>,
    /// Whether these are all lines.
    is_whole: bool,
    /// The first line on the screen.
    pub(crate) top: usize,
    /// It still shows another row, because the line is slow.
    pub(crate) is_due: bool,
}

impl Preview {
    fn is_same(&self, listed: Option<Listed>, words: &str, size: Size) -> bool {
        (self.listed, self.size, self.words.as_str()) == (listed, size, words)
    }

    /// Whether it shows `listed`, for these words, as far as can be seen; if so, keeps it from scrolling past its end.
    pub(super) fn is_current(&mut self, listed: Option<Listed>, words: &str, size: Size) -> bool {
        let is_enough = self.is_whole || self.lines.len() > self.top + text_height(size);
        let is_current = is_enough && self.is_same(listed, words, size);
        if is_current {
            self.limit_scroll();
        }
        is_current
    }

    /// Lays out as much as can be seen.
    pub(super) fn make(
        &mut self,
        library: &Library,
        listed: Option<Listed>,
        (words, highlighter): (&str, Option<&Highlighter>),
        size: Size,
        (clock, glyphs): (Clock, &Glyphs),
    ) {
        let top = match self.is_same(listed, words, size) {
            true => self.top,
            false => 0,
        };
        *self = Self {
            listed,
            size,
            words: words.to_owned(),
            top,
            ..Self::default()
        };
        let page = match listed {
            Some(Listed::Entry(entry)) => page::preview(library, entry, clock),
            Some(Listed::Condition(condition)) => {
                page::condition_preview(library, condition, clock)
            }
            _ => return,
        };
        // A column at either side stays free.
        let width = usize::from(size.width.min(TEXT + 2).saturating_sub(2).max(1));
        self.lines = paragraphs(page::trust_lines(&page.trust, width), width, glyphs);
        self.lines.push(Line::default());
        let room = (top + text_height(size) + 1).saturating_sub(self.lines.len());
        let lines = layout_top(&page.document, width, glyphs, room);
        self.is_whole = lines.len() < room;
        self.lines.extend(lines);
        if let Some(highlighter) = highlighter {
            for line in &mut self.lines {
                mark(line, highlighter);
            }
        }
        self.title = page.title;
        self.limit_scroll();
    }

    fn limit_scroll(&mut self) {
        let hidden = self.lines.len().saturating_sub(text_height(self.size));
        self.top = self.top.min(hidden);
    }

    /// Scrolls by `by` lines.
    pub(super) fn scroll(&mut self, by: isize) {
        self.top = self.top.saturating_add_signed(by);
    }
}

/// The title does not scroll.
fn text_height(size: Size) -> usize {
    usize::from(size.height).saturating_sub(1)
}

/// Marks in `line` the words that were searched for.
fn mark(line: &mut Line, highlighter: &Highlighter) {
    let mut spans = Vec::with_capacity(line.spans.len());
    for span in line.spans.drain(..) {
        let mut end = 0;
        let mut push = |range: std::ops::Range<usize>, style: Style| {
            let text = span.text.get(range).unwrap_or_default();
            if !text.is_empty() {
                spans.push(Span {
                    text: text.to_owned(),
                    style,
                    target: span.target.clone(),
                });
            }
        };
        for range in highlighter.ranges(&span.text) {
            push(end..range.start, span.style);
            end = range.end;
            push(range, span.style | Style::HIT);
        }
        push(end..span.text.len(), span.style);
    }
    line.spans = spans;
}
