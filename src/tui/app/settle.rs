//! Brings what is shown in line with the size of the screen, before it is drawn.

use ratatui::layout::Size;

use crate::index::SourceOrd;
use crate::library::Library;
use crate::page;
use crate::search::Highlighter;
use crate::text::{Block, Document, Line, Span, Style, layout, layout_top};

use super::{App, Choice, Overlay, Place, Preview};
use crate::tui::layout::{Layout, TEXT, columns, head_room};

impl App {
    /// To be called after every batch of changes. Drawing without it would show what was.
    pub(crate) fn settle(&mut self) {
        let Some(library) = self.library.clone() else {
            return;
        };
        let size = self.size;
        match self.history.current_mut() {
            Place::Browse(browse) => browse.follow(&library),
            Place::Search(search) => {
                search.run(&library);
                search.browse.follow(&library);
            }
            Place::Page(view) => view.lay(
                &library,
                self.clock,
                &self.look.glyphs,
                usize::from(columns(size.width).0),
                head_room(size),
            ),
        }
        let layout = Layout::new(size, self);
        let rows = |height: u16| usize::from(height);
        let clock = self.clock;
        let place = self.history.current_mut();
        if let Some(browse) = place.browse_mut() {
            let len = browse.tree.rows.len();
            browse.tree.cursor.settle(len, rows(layout.tree.height));
            let len = browse.questions.len();
            browse.cursor.settle(len, rows(layout.list.height));
        }
        match place {
            Place::Search(search) if !search.is_blank() => {
                search.settle(&library, rows(layout.list.height), clock);
            }
            Place::Page(view) => view.settle(rows(layout.text.height)),
            Place::Browse(_) | Place::Search(_) => {}
        }
        self.settle_overlay(&layout);
        self.settle_preview(&library, layout.preview.as_size());
    }

    fn settle_overlay(&mut self, layout: &Layout) {
        let inside = usize::from(layout.overlay.height.saturating_sub(2));
        let lines = match self.overlays.last() {
            Some(Overlay::Help(help)) => {
                let width = usize::from(layout.overlay.width.saturating_sub(4));
                crate::tui::view::help_lines(self, help.context, width).len()
            }
            _ => 0,
        };
        match self.overlays.last_mut() {
            Some(Overlay::Help(help)) => help.top = help.top.min(lines.saturating_sub(inside)),
            Some(Overlay::Menu(menu)) => menu.cursor.settle(menu.items.len(), inside),
            _ => {}
        }
    }

    fn settle_preview(&mut self, library: &Library, size: Size) {
        self.previews.owed = false;
        if size.width == 0 {
            return;
        }
        let choice = self.previewed();
        let (words, highlighter) = match self.place() {
            Place::Search(search) => (search.words(), Some(&search.results.highlighter)),
            _ => ("", None),
        };
        // The title stands above what scrolls.
        let height = usize::from(size.height).saturating_sub(1);
        let known = &self.preview;
        let is_same = (known.choice, known.size, known.words.as_str()) == (choice, size, words);
        let top = if is_same { known.top } else { 0 };
        if is_same && (known.whole || known.lines.len() > top + height) {
            self.preview.top = top.min(known.lines.len().saturating_sub(height));
            return;
        }
        // The one from before says in its title whose it is. Of another size it would be cut.
        let fits = known.size == size || known.choice.is_none();
        if self.previews.later && !self.previews.rested && choice.is_some() && fits {
            self.previews.owed = true;
            return;
        }
        let mut preview = Preview {
            choice,
            size,
            words: words.to_owned(),
            ..Preview::default()
        };
        if let Some(choice) = choice {
            let page = match choice {
                Choice::Entry(entry) => page::preview(library, entry, self.clock),
                Choice::Condition(condition) => {
                    page::condition_preview(library, condition, self.clock)
                }
            };
            // A column at either side stays free.
            let width = usize::from(size.width.min(TEXT + 2))
                .saturating_sub(2)
                .max(1);
            let glyphs = &self.look.glyphs;
            for spans in page::trust_lines(&page.trust, width) {
                let blocks = vec![Block::Paragraph(spans)];
                preview
                    .lines
                    .extend(layout(&Document { blocks }, width, glyphs));
            }
            preview.lines.push(Line::default());
            // What nobody sees is not laid out, and no words are looked for in it.
            let room = (top + height + 1).saturating_sub(preview.lines.len());
            let lines = layout_top(&page.document, width, glyphs, room);
            preview.whole = lines.len() < room;
            preview.lines.extend(lines);
            if let Some(highlighter) = highlighter {
                for line in &mut preview.lines {
                    mark(line, highlighter);
                }
            }
            preview.title = page.title;
            preview.top = top.min(preview.lines.len().saturating_sub(height));
        }
        self.preview = preview;
    }

    /// Scrolls the answer beside the list by half its height.
    pub(super) fn scroll_preview(&mut self, by: isize) {
        let half = Layout::new(self.size, self).preview.height / 2;
        let lines = by * isize::from(i16::try_from(half.max(1)).unwrap_or(i16::MAX));
        self.preview.top = self.preview.top.saturating_add_signed(lines);
    }
}

/// Marks in `line` the words that were searched for.
fn mark(line: &mut Line, highlighter: &Highlighter) {
    let mut spans = Vec::with_capacity(line.spans.len());
    for span in line.spans.drain(..) {
        let ranges = highlighter.ranges(&span.text);
        let mut end = 0;
        let piece = |range: std::ops::Range<usize>, style: Style| Span {
            text: span.text.get(range).unwrap_or_default().to_owned(),
            style,
            target: span.target.clone(),
        };
        let mut pieces = Vec::new();
        for range in ranges {
            pieces.push(piece(end..range.start, span.style));
            pieces.push(piece(range.clone(), span.style | Style::HIT));
            end = range.end;
        }
        pieces.push(piece(end..span.text.len(), span.style));
        spans.extend(pieces.into_iter().filter(|piece| !piece.text.is_empty()));
    }
    line.spans = spans;
}

/// A source on one line: publisher, title, date, and whether it still stands.
pub(crate) fn source_label(library: &Library, ord: SourceOrd) -> String {
    let source = library.source(ord).source;
    let mut parts: Vec<String> = [source.publisher.clone(), source.title.clone()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    parts.extend(source.printed_date());
    if source.status != crate::model::SourceStatus::Active {
        parts.push(source.status.title().to_owned());
    }
    parts.join(" · ")
}
