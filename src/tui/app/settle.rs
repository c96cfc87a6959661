//! Brings what is shown in line with the size of the screen, before it is drawn.

use ratatui::layout::Size;

use crate::index::SourceOrd;
use crate::library::Library;
use crate::page;
use crate::search::Highlighter;
use crate::text::{Block, Document, Line, Span, Style, layout, layout_top};

use super::{App, Overlay, Place, Preview};
use crate::tui::layout::{Layout, columns, head_room};

impl App {
    /// To be called after every batch of changes. Drawing without it would show what was.
    pub(crate) fn settle(&mut self) {
        let Some(library) = self.library.clone() else {
            return;
        };
        let size = self.size;
        match self.history.current_mut() {
            Place::Browse(browse) => browse.follow(&library),
            Place::Search(search) => search.run(&library),
            Place::Page(view) => view.lay(
                &library,
                self.clock,
                &self.look.glyphs,
                usize::from(columns(size.width).0),
                usize::from(head_room(size)),
            ),
        }
        let layout = Layout::new(size, self);
        let rows = |height: u16| usize::from(height);
        let clock = self.clock;
        match self.history.current_mut() {
            Place::Browse(browse) => {
                let len = browse.tree.rows.len();
                browse.tree.cursor.settle(len, rows(layout.tree.height));
                let len = browse.questions.len();
                browse.cursor.settle(len, rows(layout.list.height));
            }
            Place::Search(search) => search.settle(&library, rows(layout.list.height), clock),
            Place::Page(view) => view.settle(rows(layout.text.height)),
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
        let entry = self.selected_entry();
        let (words, highlighter) = match self.place() {
            Place::Search(search) => (search.words(), Some(&search.results.highlighter)),
            _ => ("", None),
        };
        let known = &self.preview;
        if (known.entry, known.size, known.words.as_str()) == (entry, size, words) {
            return;
        }
        // The one from before says in its title whose it is. Of another size it would be cut.
        let fits = known.size == size || known.entry.is_none();
        if self.previews.later && !self.previews.rested && entry.is_some() && fits {
            self.previews.owed = true;
            return;
        }
        let mut preview = Preview {
            entry,
            size,
            words: words.to_owned(),
            ..Preview::default()
        };
        if let Some(entry) = entry {
            let page = page::preview(library, entry, self.clock);
            // A column at either side stays free.
            let width = usize::from(size.width).saturating_sub(2).max(1);
            let glyphs = &self.look.glyphs;
            for spans in &page.trust {
                let blocks = vec![Block::Paragraph(spans.clone())];
                preview
                    .lines
                    .extend(layout(&Document { blocks }, width, glyphs));
            }
            preview.lines.push(Line::default());
            // What nobody sees is not laid out, and no words are looked for in it.
            let room = (usize::from(size.height) + 1).saturating_sub(preview.lines.len());
            preview
                .lines
                .extend(layout_top(&page.document, width, glyphs, room));
            if let Some(highlighter) = highlighter {
                for line in &mut preview.lines {
                    mark(line, highlighter);
                }
            }
            preview.title = page.title;
        }
        self.preview = preview;
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
