//! Adapts the state to the size of the screen, before it is drawn.

use ratatui::layout::Size;

use crate::index::analyze::fold;
use crate::library::Listed;
use crate::page::Examples;
use crate::terminal::Styles;
use crate::text::{Block, Document, Line, Span, layout, width};
use crate::tui::action::{Action, Context, TABLE};
use crate::tui::keymap::Keymap;
use crate::tui::layout::{Areas, Kind, head_room, popup, popup_width, text_columns};

use super::browse::{Browse, Pane};
use super::state::{App, Help, Overlay, Place};

/// Columns of the help, with its border.
const HELP_WIDTH: u16 = 76;

impl App {
    /// To be called after changes and before drawing.
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
        self.prepare_popup();
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

    /// Lays out the topmost overlay.
    fn prepare_popup(&mut self) {
        let (size, areas) = (self.size, &mut self.areas);
        let (options, styles) = (&self.options, &self.styles);
        // The box for a label leaves the list on the screen.
        let is_popup = |overlay: &&mut Overlay| !matches!(overlay, Overlay::Prompt(_));
        match self.overlays.iter_mut().rev().find(is_popup) {
            Some(Overlay::FullScreen(shown)) => {
                shown.prepare(size, options.environment.charset(), &styles.glyphs);
            }
            Some(Overlay::Help(help)) => {
                let width = popup_width(size, HELP_WIDTH);
                let inner = usize::from(width.saturating_sub(4)).max(1);
                let library = self.library.as_ref();
                let library = library.filter(|_| help.context == Context::Search);
                let examples = library.and_then(Examples::of);
                help.lines = help_lines(help, &options.keymap, examples, styles, inner);
                areas.popup = popup(size, width, help.lines.len());
                let hidden = help.lines.len().saturating_sub(areas.popup_rows());
                help.top = help.top.min(hidden);
            }
            Some(Overlay::Menu(menu)) => {
                let labels = menu.items.iter().map(|(label, _)| width(label));
                let widest = labels.chain([menu.title.len()]).max().unwrap_or(0);
                let width = popup_width(size, widest.clamp(30, 96) as u16 + 6);
                areas.popup = popup(size, width, menu.items.len());
                menu.cursor
                    .scroll_into_view(menu.items.len(), areas.popup_rows());
            }
            _ => {}
        }
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
                let entry = place.browse().and_then(Browse::entry);
                (entry.map(Listed::Entry), None)
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

/// The help for a context as far as it matches the words in it, at most `width` columns wide.
fn help_lines(
    help: &Help,
    keymap: &Keymap,
    examples: Option<Examples>,
    styles: &Styles,
    width: usize,
) -> Vec<Line> {
    let field = |(name, text): (String, String)| (name, vec![Span::plain(text)]);
    let label = |action| keymap.label(help.context, action, styles.marks.arrows);
    let keys = TABLE
        .iter()
        .map(|row| (label(row.action), row.help.to_owned()));
    let mut tables: Vec<Vec<(String, String)>> = vec![keys.collect()];
    if help.context == Context::Search {
        let mut letters = "type words to search for".to_owned();
        let mut rows = Vec::new();
        if let Some(examples) = examples {
            letters += &format!(", such as {}", examples.words);
            let phrase = format!("\"{}\"", examples.phrase);
            rows.push((phrase, "exactly these words in a row".to_owned()));
            let filters = examples.filters.into_iter();
            rows.extend(filters.map(|(filter, about)| (filter, format!("only {about}"))));
        }
        rows.push(("-word".to_owned(), "without that word".to_owned()));
        let up = "in the empty box: an earlier search".to_owned();
        rows.push((label(Action::Up), up));
        letters += "; Ctrl-W deletes a word";
        tables.insert(0, vec![("letters".to_owned(), letters)]);
        tables.push(rows);
    }
    let words = fold(help.words.value().trim()).into_owned();
    let is_wanted = |(name, text): &(String, String)| {
        !name.is_empty() && fold(&format!("{name}{text}")).contains(&words)
    };
    let blocks = tables.into_iter().filter_map(|table| {
        let rows = table.into_iter().filter(is_wanted).map(field);
        let rows: Vec<_> = rows.collect();
        (!rows.is_empty()).then_some(Block::Fields(rows))
    });
    let blocks = blocks.collect();
    layout(&Document { blocks }, width, &styles.glyphs)
}
