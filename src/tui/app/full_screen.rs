//! An overlay that fills the screen: text to select with the mouse, or a code for the camera of a phone.

use qrcode::{Color, EcLevel, QrCode};
use ratatui::layout::Size;

use crate::config::Charset;
use crate::text::{Glyphs, Line, Span};

use super::page::paragraphs;

/// Light modules around a code, without which cameras do not find it. The standard says four; on a screen two are enough.
const QUIET: usize = 2;

/// Fills the whole screen: text to select with the mouse, or codes one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct FullScreen {
    pub(super) texts: Vec<String>,
    /// The text that is shown.
    pub(super) at: usize,
    is_code: bool,
    /// The first line on the screen.
    pub(crate) top: usize,
    /// What is drawn: the code with the text next to it, or the text alone.
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

    /// Whether a screen of this size shows it above its last row.
    fn has_room(&self, size: Size) -> bool {
        let (columns, rows) = self.size();
        columns <= usize::from(size.width) && rows < usize::from(size.height)
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

impl FullScreen {
    /// Text to select.
    pub(super) fn of_text(text: String) -> Self {
        Self {
            texts: vec![text],
            ..Self::default()
        }
    }

    /// Codes of `texts`, beginning with the first that fits on a screen of this size.
    pub(super) fn of_codes(texts: Vec<String>, size: Size, charset: Charset) -> Self {
        let has_room = |text: &String| {
            let code = Code::of(text, charset != Charset::Ascii);
            code.is_some_and(|code| code.has_room(size))
        };
        Self {
            at: texts.iter().position(has_room).unwrap_or(0),
            texts,
            is_code: true,
            ..Self::default()
        }
    }

    /// How many codes there are to see.
    pub(crate) fn codes(&self) -> usize {
        if self.is_code { self.texts.len() } else { 0 }
    }

    /// Makes the code and the lines for a screen of this size; its last row stays free.
    pub(super) fn prepare(&mut self, size: Size, charset: Charset, glyphs: &Glyphs) {
        let (columns, rows) = (usize::from(size.width), usize::from(size.height));
        let text = &self.texts[self.at];
        let mut lines: Vec<&str> = text.lines().collect();
        let code = Code::of(text, charset != Charset::Ascii).filter(|_| self.is_code);
        let is_room = |code: &Code| code.has_room(size);
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
