//! How meanings look: text styles and states as attributes and colours, and the characters for frames and pointers.
//!
//! Colour only ever adds to a word, a character or an attribute.

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};

use crate::text::{self, Glyphs};
use crate::user::{Charset, Depth, Ink, Theme};

use super::environment::Environment;

/// The characters of the browser itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    /// Before what is selected.
    pub(crate) pointer: &'static str,
    /// Before a branch that is shut, and one that is open.
    pub(crate) shut: &'static str,
    pub(crate) open: &'static str,
    /// Between the parts of a path.
    pub(crate) crumb: &'static str,
    /// Between the parts of a note.
    pub(crate) dot: &'static str,
    /// Lines, and where they meet.
    pub(crate) horizontal: &'static str,
    pub(crate) vertical: &'static str,
    pub(crate) down: &'static str,
    pub(crate) up: &'static str,
    pub(crate) right: &'static str,
    pub(crate) top_left: &'static str,
    pub(crate) top_right: &'static str,
    pub(crate) bottom_left: &'static str,
    pub(crate) bottom_right: &'static str,
    /// Keys that move.
    pub(crate) up_down: &'static str,
    /// Whether arrows can be shown.
    pub(crate) arrows: bool,
}

const UNICODE: Marks = Marks {
    pointer: "▸",
    shut: "▸",
    open: "▾",
    crumb: "›",
    dot: "·",
    horizontal: "─",
    vertical: "│",
    down: "┬",
    up: "┴",
    right: "├",
    top_left: "┌",
    top_right: "┐",
    bottom_left: "└",
    bottom_right: "┘",
    up_down: "↑↓",
    arrows: true,
};

/// What the font of the Linux console has: the characters of code page 437.
const CONSOLE: Marks = Marks {
    pointer: "►",
    shut: "►",
    open: "▼",
    crumb: ">",
    ..UNICODE
};

const ASCII: Marks = Marks {
    pointer: ">",
    shut: "+",
    open: "-",
    crumb: ">",
    dot: "*",
    horizontal: "-",
    vertical: "|",
    down: "+",
    up: "+",
    right: "+",
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    up_down: "Up/Down",
    arrows: false,
};

/// How everything looks on this terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    theme: Theme,
    colour: bool,
    pub(crate) glyphs: Glyphs,
    pub(crate) marks: Marks,
}

impl Look {
    pub(crate) fn new(environment: &Environment, theme: Option<Theme>) -> Self {
        let depth = environment.depth();
        let (glyphs, marks) = match environment.charset() {
            Charset::Ascii => (Glyphs::ASCII, ASCII),
            Charset::Console => (Glyphs::CONSOLE, CONSOLE),
            Charset::Unicode => (Glyphs::UNICODE, UNICODE),
        };
        Self {
            theme: match depth {
                Depth::None => Theme::PLAIN,
                depth => theme.unwrap_or_else(|| Theme::at(depth)),
            },
            colour: depth != Depth::None,
            glyphs,
            marks,
        }
    }

    /// `text` in characters that this terminal shows.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.glyphs.show(text)
    }

    /// Second to what stands around it.
    pub(crate) fn dim(&self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    pub(crate) fn strong(&self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    pub(crate) fn accent(&self) -> Style {
        Style::new().fg(ink(self.theme.accent))
    }

    /// Must be noticed.
    pub(crate) fn warn(&self) -> Style {
        self.strong().fg(ink(self.theme.warning))
    }

    /// The row that the pointer is on: in the pane that has the keys, and in another one.
    pub(crate) fn selected(&self, focused: bool) -> Style {
        if focused {
            self.strong().add_modifier(Modifier::REVERSED)
        } else {
            self.strong()
        }
    }

    /// A word that was searched for.
    pub(crate) fn hit(&self) -> Style {
        self.strong().add_modifier(Modifier::UNDERLINED)
    }

    /// Where the cursor is among links or places found.
    pub(crate) fn current(&self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
    }

    /// A meaning in a text.
    pub(crate) fn meaning(&self, style: text::Style) -> Style {
        use text::Style as Meaning;
        let mut out = Style::new();
        for (meaning, looks) in [
            (Meaning::STRONG, self.strong()),
            (Meaning::HEADING, self.strong()),
            (Meaning::DIM, self.dim()),
            (
                Meaning::EMPHASIS,
                Style::new().add_modifier(Modifier::ITALIC),
            ),
            (Meaning::LINK, self.link()),
            (Meaning::WARN, self.warn()),
            (Meaning::HIT, self.hit()),
        ] {
            if style.has(meaning) {
                out = out.patch(looks);
            }
        }
        // Dim and bold together is bold on some terminals and dim on others.
        if out.add_modifier.contains(Modifier::BOLD) {
            out.add_modifier.remove(Modifier::DIM);
        }
        out
    }

    fn link(&self) -> Style {
        if self.colour {
            self.accent()
        } else {
            Style::new().add_modifier(Modifier::UNDERLINED)
        }
    }
}

fn ink(ink: Ink) -> Color {
    match ink {
        Ink::Default => Color::Reset,
        Ink::Black => Color::Black,
        Ink::Red => Color::Red,
        Ink::Green => Color::Green,
        Ink::Yellow => Color::Yellow,
        Ink::Blue => Color::Blue,
        Ink::Magenta => Color::Magenta,
        Ink::Cyan => Color::Cyan,
        Ink::White => Color::Gray,
    }
}
