//! How meanings look: text styles and states as attributes and colours, and the characters for frames and pointers.
//!
//! Colour only ever adds to a word, a character or an attribute. What a theme says goes through here: it can change how a
//! meaning is coloured, never that it is told without colour, too.

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};

use crate::config::{Charset, Ink, Paint, Theme};
use crate::text::{self, Glyphs};

use super::environment::Environment;
use super::screen::codes;

/// The characters of the browser itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    /// Before what is selected.
    pub(crate) pointer: &'static str,
    /// The part of a scroll bar that stands for what is shown.
    pub(crate) thumb: &'static str,
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
    thumb: "▐",
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
    crumb: ">",
    ..UNICODE
};

const ASCII: Marks = Marks {
    pointer: ">",
    thumb: "#",
    crumb: ">",
    dot: "|",
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
    pub(crate) glyphs: Glyphs,
    pub(crate) marks: Marks,
}

impl Look {
    pub(crate) fn new(environment: &Environment, theme: &Theme) -> Self {
        let (glyphs, marks) = match environment.charset() {
            Charset::Ascii => (Glyphs::ASCII, ASCII),
            Charset::Console => (Glyphs::CONSOLE, CONSOLE),
            Charset::Unicode => (Glyphs::UNICODE, UNICODE),
        };
        Self {
            theme: theme.at(environment.depth()),
            glyphs,
            marks,
        }
    }

    /// `text` in characters that this terminal shows.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.glyphs.show(text)
    }

    /// What everything is drawn on, and in where it has no style of its own.
    pub(crate) fn base(&self) -> Style {
        paint(self.theme.text)
    }

    /// Second to what stands around it.
    pub(crate) fn dim(&self) -> Style {
        let Theme { text, dim, .. } = self.theme;
        // A terminal's dim letters are as dim as it likes, which a theme that promises a contrast cannot have.
        match dim.is_plain() && text.ground == Ink::Default {
            true => Style::new().add_modifier(Modifier::DIM),
            false => paint(dim),
        }
    }

    pub(crate) fn strong(&self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    pub(crate) fn accent(&self) -> Style {
        paint(self.theme.accent)
    }

    /// Must be noticed.
    pub(crate) fn warn(&self) -> Style {
        self.strong().patch(paint(self.theme.warning))
    }

    /// The row that the pointer is on: in the pane that has the keys, and in another one.
    pub(crate) fn selected(&self, focused: bool) -> Style {
        match (focused, self.theme.selection) {
            (false, _) => self.strong(),
            (
                true,
                Paint {
                    ground: Ink::Default,
                    ink,
                },
            ) => {
                let reversed = self.strong().add_modifier(Modifier::REVERSED);
                reversed.patch(paint(Paint {
                    ink,
                    ground: Ink::Default,
                }))
            }
            (true, selection) => self.strong().patch(paint(selection)),
        }
    }

    /// A word that was searched for.
    pub(crate) fn hit(&self) -> Style {
        self.strong()
            .add_modifier(Modifier::UNDERLINED)
            .patch(paint(self.theme.hit))
    }

    /// Where the cursor is among links or places found.
    pub(crate) fn current(&self) -> Style {
        match self.theme.cursor {
            Paint {
                ground: Ink::Default,
                ..
            } => Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD),
            cursor => self.strong().patch(paint(cursor)),
        }
    }

    /// `style` over `base`. Where `base` has a ground of its own, as a selected row has, the colours stay its own: the
    /// theme promises nothing of how others look on it.
    pub(crate) fn over(&self, base: Style, style: Style) -> Style {
        match base.bg.is_some() || base.add_modifier.contains(Modifier::REVERSED) {
            true => base.patch(Style {
                fg: None,
                bg: None,
                ..style
            }),
            false => base.patch(style),
        }
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
        match self.theme.accent {
            accent if accent.is_plain() => Style::new().add_modifier(Modifier::UNDERLINED),
            accent => paint(accent),
        }
    }
}

/// How styled text looks in lines that are written one after the other, without a screen: as on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Lines {
    look: Look,
}

impl Lines {
    /// In this terminal, with these colours. A theme that brings its own ground chose its letters for that, and lines
    /// stand on the terminal's: then the standard's are taken.
    pub fn new(environment: &Environment, theme: &Theme) -> Self {
        let standard = Theme::default();
        let theme = match theme.text.ground {
            Ink::Default => theme,
            _ => &standard,
        };
        Self {
            look: Look::new(environment, theme),
        }
    }

    /// What is written before text of this style, and nothing where it is plain; `ESC [0m` ends it.
    pub fn codes(&self, style: text::Style) -> String {
        codes(self.look.meaning(style))
    }
}

/// A paint as a style; what is left to what is around it stays unsaid.
fn paint(paint: Paint) -> Style {
    Style {
        fg: ink(paint.ink),
        bg: ink(paint.ground),
        ..Style::new()
    }
}

fn ink(ink: Ink) -> Option<Color> {
    Some(match ink {
        Ink::Default => return None,
        Ink::Named(at) => NAMED[usize::from(at % 16)],
        Ink::Indexed(at) => Color::Indexed(at),
        Ink::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    })
}

/// ratatui's names for the sixteen, in the order of their codes.
const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];
