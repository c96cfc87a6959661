//! Taking something along: a copy on the clipboard, text to select, a code for the camera of a phone.

use qrcode::{Color, EcLevel, QrCode};
use ratatui::layout::Size;

use crate::config::Charset;
use crate::library::Listed;
use crate::nav::Subject;
use crate::page::{self, Excerpt, Page};
use crate::terminal::ScreenLink;
use crate::text::{Glyphs, Line, Span, Target};
use crate::tui::action::Effect;

use super::browse::Pane;
use super::page::paragraphs;
use super::state::{App, Overlay, Place};
use super::tree::Node;

/// Light modules around a code, without which cameras do not find it. The standard says four; on a screen two are enough.
const QUIET: usize = 2;

/// Something that fills the screen, with nothing beside it: text to select with the mouse, or codes one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    texts: Vec<String>,
    /// The text that is shown.
    at: usize,
    is_code: bool,
    /// The first line on the screen.
    pub(crate) top: usize,
    /// What is drawn: the code, and beside it or in its place the text.
    pub(crate) code: Option<Code>,
    pub(crate) lines: Vec<Line>,
}

/// A code, row by row: which of its modules are light.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) rows: Vec<Vec<bool>>,
    /// A cell has two modules, one above the other. Otherwise a module has two cells.
    pub(crate) is_dense: bool,
}

impl Code {
    /// The code for `text`, with light modules around it; `None` where that is too long for any code.
    fn of(text: &str, is_dense: bool) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
        let width = code.width();
        let colors = code.to_colors();
        let is_light = |x: usize, y: usize| {
            let inside = (x.checked_sub(QUIET), y.checked_sub(QUIET));
            match inside {
                (Some(x), Some(y)) if x < width && y < width => {
                    colors[y * width + x] == Color::Light
                }
                _ => true,
            }
        };
        let all = 0..width + 2 * QUIET;
        let rows = all
            .clone()
            .map(|y| all.clone().map(|x| is_light(x, y)).collect());
        Some(Self {
            rows: rows.collect(),
            is_dense,
        })
    }

    /// The columns and rows that it takes.
    pub(crate) fn size(&self) -> (usize, usize) {
        let modules = self.rows.len();
        match self.is_dense {
            true => (modules, modules.div_ceil(2)),
            false => (2 * modules, modules),
        }
    }
}

impl Shown {
    /// How many codes there are to see.
    pub(crate) fn codes(&self) -> usize {
        if self.is_code { self.texts.len() } else { 0 }
    }

    /// Makes what is drawn on a screen of this size, without its last row.
    pub(super) fn prepare(&mut self, size: Size, charset: Charset, glyphs: &Glyphs) {
        let (columns, rows) = (usize::from(size.width), usize::from(size.height));
        let text = &self.texts[self.at];
        let mut lines: Vec<&str> = text.lines().collect();
        let code = Code::of(text, charset != Charset::Ascii).filter(|_| self.is_code);
        let is_room = |code: &Code| code.size().0 <= columns && code.size().1 < rows;
        let note = match &code {
            Some(code) if !is_room(code) => {
                let (columns, rows) = code.size();
                format!("The code needs {columns} columns and {} rows.", rows + 1)
            }
            None if self.is_code => "This is too long for a code.".to_owned(),
            _ => String::new(),
        };
        if !note.is_empty() {
            lines.splice(0..0, [note.as_str(), ""]);
        }
        self.code = code.filter(is_room);
        let beside = self.code.as_ref().map_or(0, |code| code.size().0 + 2);
        let width = columns.saturating_sub(beside).max(1);
        let spans = lines.iter().map(|line| vec![Span::plain(*line)]);
        self.lines = paragraphs(spans, width, glyphs);
        let hidden = self.lines.len().saturating_sub(rows.saturating_sub(1));
        self.top = self.top.min(hidden);
    }
}

impl App {
    /// What is read or selected.
    pub(super) fn listed(&self) -> Option<Listed> {
        match self.place() {
            Place::Page(view) => match view.subject {
                Subject::Listed(listed) => Some(listed),
                _ => None,
            },
            Place::Search(search) => search.selected(),
            Place::Browse(browse) => match (browse.pane, browse.tree.selected()) {
                (Pane::Tree, Some(Node::Condition(Some(condition)))) => {
                    Some(Listed::Condition(condition))
                }
                _ => browse.entry().map(Listed::Entry),
            },
        }
    }

    /// The page that is read, or that of what is selected.
    fn page(&self) -> Option<Page> {
        match self.place() {
            Place::Page(view) => view.laid_out.as_ref().map(|text| text.page.clone()),
            _ => {
                let library = self.library.as_ref()?;
                Some(page::listed(library, self.listed()?, self.clock))
            }
        }
    }

    /// The web address that the selected link leads to.
    fn address(&self) -> Option<String> {
        let (Place::Page(view), Some(library)) = (self.place(), &self.library) else {
            return None;
        };
        let url = match view.target()? {
            Target::Url(url) => url.clone(),
            target => match Subject::of_link(library, &view.laid_out.as_ref()?.page, target)? {
                Subject::Listed(Listed::Source(source)) => library.source(source).source.url,
                _ => String::new(),
            },
        };
        Some(url).filter(|url| !url.is_empty())
    }

    /// The web addresses on the screen, where the terminal opens links.
    pub(crate) fn links(&self) -> Vec<ScreenLink> {
        match self.place() {
            Place::Page(view)
                if self.overlays.is_empty() && self.environment.capabilities().links =>
            {
                view.screen_links(self.areas.text)
            }
            _ => Vec::new(),
        }
    }

    fn excerpt(&self) -> Option<Excerpt> {
        Some(Excerpt::of(
            self.library.as_ref()?,
            &self.page()?,
            self.clock,
        ))
    }

    /// Copies the selected address, or else the short answer with its source and date. Where the terminal is not known
    /// to have a clipboard, shows the text so that the mouse can select it.
    pub(super) fn copy(&mut self) -> Option<Effect> {
        let address = self.address();
        let what = match &address {
            Some(_) => "the address",
            None => "the short answer, its source and date",
        };
        let text = address.or_else(|| Some(self.excerpt()?.lines().join("\n")));
        let Some(text) = text else {
            self.say("Nothing is selected.");
            return None;
        };
        if self.environment.capabilities().clipboard {
            self.say(format!("Sent to the terminal's clipboard: {what}."));
            return Some(Effect::Copy(text));
        }
        self.overlays.push(Overlay::Shown(Shown {
            texts: vec![text],
            ..Shown::default()
        }));
        None
    }

    /// Shows a code of the selected address, or else codes of the short answer and of the addresses of its sources.
    /// Where codes are shown, goes to the next one.
    pub(super) fn show_code(&mut self) {
        if let Some(Overlay::Shown(shown)) = self.overlays.last_mut() {
            shown.at = (shown.at + 1) % shown.texts.len();
            return;
        }
        let texts = match (self.address(), self.excerpt()) {
            (Some(address), _) => vec![address],
            (None, Some(excerpt)) => {
                let mut texts = excerpt.addresses.clone();
                let is_source = matches!(self.listed(), Some(Listed::Source(_)));
                let at = if is_source { texts.len() } else { 0 };
                texts.insert(at, excerpt.brief());
                texts
            }
            (None, None) => return self.say("Nothing is selected."),
        };
        self.overlays.push(Overlay::Shown(Shown {
            texts,
            is_code: true,
            ..Shown::default()
        }));
    }
}
