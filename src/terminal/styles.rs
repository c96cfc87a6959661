//! Styles: meanings and states as attributes and colours, and the characters for frames and pointers.
//!
//! Colour only ever adds to a word, a character or an attribute: a theme changes how a meaning is coloured, and the meaning
//! is clear without colour, too.

use std::borrow::Cow;

use ratatui::style::{Modifier, Style};
use ratatui::symbols::line;

use crate::config::{Charset, Color, Paint, Theme};
use crate::text::{self, Glyphs};

use super::environment::Environment;
use super::sgr::Sgr;

/// The characters of the browser itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    /// Before the selected row.
    pub(crate) pointer: &'static str,
    /// The thumb of a scroll bar.
    pub(crate) thumb: &'static str,
    /// Between the parts of a path.
    pub(crate) crumb: &'static str,
    /// Between the parts of a note.
    pub(crate) dot: &'static str,
    pub(crate) lines: line::Set<'static>,
    /// The arrow keys.
    pub(crate) up_down: &'static str,
    /// Whether arrows can be shown.
    pub(crate) arrows: bool,
}

const UNICODE: Marks = Marks {
    pointer: "▸",
    thumb: "▐",
    crumb: "›",
    dot: "·",
    lines: line::NORMAL,
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
    lines: line::Set {
        vertical: "|",
        horizontal: "-",
        top_right: "+",
        top_left: "+",
        bottom_right: "+",
        bottom_left: "+",
        vertical_left: "+",
        vertical_right: "+",
        horizontal_down: "+",
        horizontal_up: "+",
        cross: "+",
    },
    up_down: "Up/Down",
    arrows: false,
};

/// The styles and characters of this terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Styles {
    theme: Theme,
    pub(crate) glyphs: Glyphs,
    pub(crate) marks: Marks,
    /// Whether the terminal opens links.
    pub(crate) links: bool,
}

impl Styles {
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
            links: environment.opens_links(),
        }
    }

    /// The styles of lines that are printed one after the other. They are printed on the terminal's own background: a theme that
    /// brings another, and has chosen its letters for that, gives way to the standard one.
    pub(crate) fn for_printing(environment: &Environment, theme: &Theme) -> Self {
        match theme.text.bg {
            Color::Default => Self::new(environment, theme),
            _ => Self::new(environment, &Theme::STANDARD),
        }
    }

    /// What is printed before text of this style; nothing if it is plain. `ESC [0m` ends it.
    pub(crate) fn codes(&self, style: text::Style) -> String {
        Sgr::codes(self.meaning(style))
    }

    /// `text` in characters that this terminal can show.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.glyphs.show(text)
    }

    /// The background of the screen, and text without a style of its own.
    pub(crate) fn base(&self) -> Style {
        paint(self.theme.text)
    }

    /// Less important than the text around it.
    pub(crate) fn dim(&self) -> Style {
        let Theme { text, dim, .. } = self.theme;
        // How dim a terminal makes dim letters is not known: a theme that promises a contrast cannot use them.
        match dim.is_plain() && text.bg == Color::Default {
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

    /// The selected row, in the pane that has the focus and in another one.
    pub(crate) fn selected(&self, focused: bool) -> Style {
        match focused {
            true => self.filled(self.theme.selection),
            false => self.strong(),
        }
    }

    /// A word that was searched for.
    pub(crate) fn hit(&self) -> Style {
        let hit = self.strong().add_modifier(Modifier::UNDERLINED);
        hit.patch(paint(self.theme.hit))
    }

    /// The selected link, or the selected place on a page.
    pub(crate) fn current(&self) -> Style {
        self.filled(self.theme.cursor)
    }

    /// Letters on a background of their own; on the text's colour if the theme has none.
    fn filled(&self, filled: Paint) -> Style {
        let style = self.strong().patch(paint(filled));
        match filled.bg {
            Color::Default => style.add_modifier(Modifier::REVERSED),
            _ => style,
        }
    }

    /// `style` over `base`. If `base` has a background of its own, as a selected row has, its colours stay: the theme promises
    /// nothing about how others look on it.
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

    /// The style of a text.
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
        // Dim and bold together are bold on some terminals and dim on others.
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

/// A paint as a style.
fn paint(paint: Paint) -> Style {
    Style {
        fg: color(paint.fg),
        bg: color(paint.bg),
        ..Style::new()
    }
}

fn color(color: Color) -> Option<ratatui::style::Color> {
    Some(match color {
        Color::Default => return None,
        Color::Indexed(at) => ratatui::style::Color::Indexed(at),
        Color::Rgb(red, green, blue) => ratatui::style::Color::Rgb(red, green, blue),
    })
}
