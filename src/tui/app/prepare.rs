//! Adapts the state to the size of the screen, before it is drawn.

use ratatui::layout::Size;

use crate::index::analyze::fold;
use crate::page::Examples;
use crate::text::{Block, Document, Line, Span, layout, width};
use crate::tui::action::{Action, Context, TABLE};
use crate::tui::layout::{Areas, Kind, head_room, popup, popup_width, text_columns};

use super::browse::Pane;
use super::state::{App, Overlay, Place};

/// Columns of the help, with its border.
const HELP_WIDTH: u16 = 76;

impl App {
    /// To be called after changes and before drawing, which would else show what was before.
    pub(crate) fn prepare_frame(&mut self) {
        let size = self.size;
        if let Some(library) = &self.library {
            match self.history.current_mut() {
                Place::Browse(browse) => browse.update_questions(library),
                Place::Search(search) => {
                    search.run(library);
                    search.browse.update_questions(library);
                }
                Place::Page(view) => view.lay_out(
                    library,
                    (self.options.clock, &self.options.settings_problems),
                    &self.styles.glyphs,
                    usize::from(text_columns(size.width, view.is_full()).0),
                    head_room(size),
                ),
            }
        }
        self.areas = Areas::new(size, self.kind());
        self.prepare_popup(size);
        let areas = self.areas;
        let rows = |height: u16| usize::from(height);
        let place = self.history.current_mut();
        if let Some(browse) = place.browse_mut() {
            let len = browse.tree.rows.len();
            let cursor = &mut browse.tree.cursor;
            cursor.scroll_into_view(len, rows(areas.tree.height));
            let len = browse.questions.len();
            browse.cursor.scroll_into_view(len, rows(areas.list.height));
        }
        match (place, &self.library) {
            (Place::Search(search), Some(library)) if !search.is_blank() => {
                search.scroll_into_view(library, rows(areas.list.height));
            }
            (Place::Page(view), _) => view.limit_scroll(rows(areas.text.height)),
            _ => {}
        }
        self.prepare_preview(areas.preview.as_size());
    }

    fn kind(&self) -> Kind {
        match self.place() {
            place if place.results().is_some() => Kind::Search,
            _ if self.library.is_none() => Kind::Preparing,
            Place::Page(view) => Kind::Page {
                head: view.laid_out.as_ref().map_or(0, |text| text.head.len()),
                is_full: view.is_full(),
            },
            _ => Kind::Browse {
                questions: self.pane() == Pane::Questions,
            },
        }
    }

    /// Lays out what is over the rest.
    fn prepare_popup(&mut self, size: Size) {
        if let Some(Overlay::Shown(shown)) = self.overlays.last_mut() {
            let charset = self.options.environment.charset();
            return shown.prepare(size, charset, &self.styles.glyphs);
        }
        // The box for a label leaves the list on the screen.
        let is_popup = |overlay: &Overlay| !matches!(overlay, Overlay::Prompt(_));
        let Some(at) = self.overlays.iter().rposition(is_popup) else {
            return;
        };
        let width = match &self.overlays[at] {
            Overlay::Help(_) => popup_width(size, HELP_WIDTH),
            Overlay::Menu(menu) => {
                let labels = menu.items.iter().map(|(label, _)| width(label));
                let widest = labels.chain([menu.title.len()]).max().unwrap_or(0);
                popup_width(size, widest.clamp(30, 96) as u16 + 6)
            }
            _ => return,
        };
        let help = match &self.overlays[at] {
            Overlay::Help(help) => {
                let width = usize::from(width.saturating_sub(4));
                self.help_lines(help.context, help.words.value(), width)
            }
            _ => Vec::new(),
        };
        match &mut self.overlays[at] {
            Overlay::Help(shown) => {
                self.areas.popup = popup(size, width, help.len());
                let rows = usize::from(self.areas.popup.height.saturating_sub(2));
                shown.top = shown.top.min(help.len().saturating_sub(rows));
                shown.lines = help;
            }
            Overlay::Menu(menu) => {
                self.areas.popup = popup(size, width, menu.items.len());
                let rows = usize::from(self.areas.popup.height.saturating_sub(2));
                menu.cursor.scroll_into_view(menu.items.len(), rows);
            }
            _ => {}
        }
    }

    /// The help for `context` as far as it matches `words`, at most `width` columns wide.
    fn help_lines(&self, context: Context, words: &str, width: usize) -> Vec<Line> {
        let field = |(name, text): (String, String)| (name, vec![Span::plain(text)]);
        let keys = TABLE.iter().filter_map(|row| {
            let label = self
                .options
                .keymap
                .label(context, row.action, self.styles.marks.arrows);
            (!label.is_empty()).then(|| field((label, row.help.to_owned())))
        });
        let mut blocks = vec![Block::Fields(keys.collect())];
        if context == Context::Search {
            let examples = self.library.as_ref().and_then(Examples::of);
            let mut words = "type words to search for".to_owned();
            let mut rows = Vec::new();
            if let Some(examples) = examples {
                words += &format!(", such as {}", examples.words);
                let phrase = format!("\"{}\"", examples.phrase);
                rows.push((phrase, "exactly these words in a row".to_owned()));
                let filters = examples.filters.into_iter();
                rows.extend(filters.map(|(filter, about)| (filter, format!("only {about}"))));
            }
            rows.push(("-word".to_owned(), "without that word".to_owned()));
            let letters = ("letters".to_owned(), words + "; Ctrl-W deletes a word");
            let up = self
                .options
                .keymap
                .label(context, Action::Up, self.styles.marks.arrows);
            rows.push((up, "in the empty box: an earlier search".to_owned()));
            blocks.insert(0, Block::Fields(vec![field(letters)]));
            blocks.push(Block::Fields(rows.into_iter().map(field).collect()));
        }
        let words = fold(words.trim()).into_owned();
        for block in &mut blocks {
            if let Block::Fields(rows) = block {
                rows.retain(|(name, text)| {
                    let text = text.iter().map(|span| span.text.as_str());
                    let row: String = std::iter::once(name.as_str()).chain(text).collect();
                    fold(&row).contains(&words)
                });
            }
        }
        blocks.retain(|block| !matches!(block, Block::Fields(rows) if rows.is_empty()));
        layout(&Document { blocks }, width.max(1), &self.styles.glyphs)
    }

    fn prepare_preview(&mut self, size: Size) {
        self.preview.is_due = false;
        let Some(library) = &self.library else {
            return;
        };
        let place = self.history.current();
        let (listed, search) = match place.results() {
            Some(search) => (search.selected(), Some(search)),
            None => {
                let entry = place.browse().and_then(super::browse::Browse::entry);
                (entry.map(crate::library::Listed::Entry), None)
            }
        };
        let words = search.map_or("", |search| search.words());
        if size.width == 0 || self.preview.is_current(listed, words, size) {
            return;
        }
        // The old preview can stay for a while: it has a title. Only in a pane of another size it would be cut.
        let can_stay = self.preview.size == size || self.preview.listed.is_none();
        if self.options.environment.slow() && !self.is_idle && listed.is_some() && can_stay {
            self.preview.is_due = true;
            return;
        }
        let highlighter = search.map(|search| &search.results.highlighter);
        let style = (self.options.clock, &self.styles.glyphs);
        let preview = &mut self.preview;
        preview.make(library, listed, (words, highlighter), size, style);
    }
}
