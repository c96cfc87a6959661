//! Styles as escape sequences: "select graphic rendition", `ESC [ ... m`.

use std::fmt::Write;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier, Style};

/// How characters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sgr {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const ATTRIBUTES: [(Modifier, &str); 5] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
];

impl Sgr {
    /// The terminal's default style.
    pub(crate) const PLAIN: Self = Self {
        fg: Color::Reset,
        bg: Color::Reset,
        modifier: Modifier::empty(),
    };

    pub(crate) fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// Whether a blank written with it looks like an erased one.
    pub(crate) fn hides_blanks(self) -> bool {
        let visible = Modifier::REVERSED | Modifier::UNDERLINED;
        self.bg == Color::Reset && !self.modifier.intersects(visible)
    }

    /// Writes what makes a terminal that writes with `self` write with `to`, in one sequence.
    pub(crate) fn change(self, to: Self, out: &mut String) {
        if self == to {
            return;
        }
        let mut codes = Vec::new();
        let loses_colour = |from, to| from != to && to == Color::Reset;
        // Not every terminal can turn attributes off one by one.
        let reset = !(self.modifier - to.modifier).is_empty()
            || loses_colour(self.fg, to.fg)
            || loses_colour(self.bg, to.bg);
        let from = match reset {
            true => Self::PLAIN,
            false => self,
        };
        if reset && to != Self::PLAIN {
            codes.push("0".to_owned());
        }
        let gained = to.modifier - from.modifier;
        let attributes = ATTRIBUTES.iter().filter(|(one, _)| gained.contains(*one));
        codes.extend(attributes.map(|(_, code)| (*code).to_owned()));
        if to.fg != from.fg {
            codes.push(colour(to.fg, 30));
        }
        if to.bg != from.bg {
            codes.push(colour(to.bg, 40));
        }
        let _ = write!(out, "\x1b[{}m", codes.join(";")); // writing to a string does not fail
    }

    /// What is written before text in `style`, so that only `ESC [ m` need follow it.
    pub(crate) fn codes(style: Style) -> String {
        let mut codes = String::new();
        let style = Self {
            fg: style.fg.unwrap_or_default(),
            bg: style.bg.unwrap_or_default(),
            modifier: style.add_modifier,
        };
        Self::PLAIN.change(style, &mut codes);
        codes
    }
}

/// A colour as the foreground, `base` 30, or as the background, `base` 40. The sixteen are written as old terminals know
/// them, to which `38;5` is "blink".
fn colour(colour: Color, base: u8) -> String {
    let index = match colour {
        Color::Reset => return (base + 9).to_string(),
        Color::Rgb(r, g, b) => return format!("{};2;{r};{g};{b}", base + 8),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(index) => index,
    };
    match index {
        0..8 => (base + index).to_string(),
        8..16 => (base + 60 + index - 8).to_string(),
        _ => format!("{};5;{index}", base + 8),
    }
}
