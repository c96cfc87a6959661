//! Styles, and the shortest way from one to the next.
//!
//! crossterm knows the numbers; its commands are not used, for each would be a sequence of its own (`ESC [1m ESC [36m` for
//! `ESC [1;36m`), and they name the eight colours by the table of 256, which old terminals take for blinking.

use std::fmt::{Arguments, Write};

use crossterm::style::{Attribute, Color as Named, Colored};
use ratatui::style::{Color, Modifier, Style};

/// What characters look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) modifier: Modifier,
}

pub(super) const PLAIN: Pen = Pen {
    fg: Color::Reset,
    bg: Color::Reset,
    modifier: Modifier::empty(),
};

const ATTRIBUTES: [(Modifier, Attribute); 5] = [
    (Modifier::BOLD, Attribute::Bold),
    (Modifier::DIM, Attribute::Dim),
    (Modifier::ITALIC, Attribute::Italic),
    (Modifier::UNDERLINED, Attribute::Underlined),
    (Modifier::REVERSED, Attribute::Reverse),
];

impl Pen {
    /// Whether a blank written with it looks like an erased one.
    pub(super) fn leaves_blanks(self) -> bool {
        let seen = Modifier::REVERSED | Modifier::UNDERLINED;
        self.bg == Color::Reset && !self.modifier.intersects(seen)
    }

    /// Writes what makes a terminal that writes with `self` write with `to`.
    pub(super) fn change(self, to: Self, out: &mut String) {
        if self == to {
            return;
        }
        // Attributes cannot be taken back one by one everywhere: then all are, and what stays is named again.
        let adds = to.modifier.contains(self.modifier)
            && (to.fg == self.fg || to.fg != Color::Reset)
            && (to.bg == self.bg || to.bg != Color::Reset);
        let from = if adds { self } else { PLAIN };
        out.push_str("\x1b[");
        // To take everything away, crossterm writes the 0 as well; no terminal needs it.
        if !adds && to != PLAIN {
            out.push('0');
        }
        let mut more = !adds;
        let mut code = |out: &mut String, code: Arguments| {
            if std::mem::replace(&mut more, true) {
                out.push(';');
            }
            let _ = out.write_fmt(code); // a string takes it
        };
        for (modifier, attribute) in ATTRIBUTES {
            if to.modifier.contains(modifier) && !from.modifier.contains(modifier) {
                code(out, format_args!("{}", attribute.sgr()));
            }
        }
        for (colour, known, back) in [(to.fg, from.fg, false), (to.bg, from.bg, true)] {
            if colour == known {
                continue;
            }
            match number(colour) {
                Number::None => {}
                Number::Old(n) if back => code(out, format_args!("{}", n + 10)),
                Number::Old(n) => code(out, format_args!("{n}")),
                Number::Named(n) if back => {
                    code(out, format_args!("{}", Colored::BackgroundColor(n)));
                }
                Number::Named(n) => code(out, format_args!("{}", Colored::ForegroundColor(n))),
            }
        }
        out.push('m');
    }
}

/// What makes a terminal write with `style` that writes plainly.
pub(in crate::tui) fn codes(style: Style) -> String {
    let pen = Pen {
        fg: style.fg.unwrap_or(Color::Reset),
        bg: style.bg.unwrap_or(Color::Reset),
        modifier: style.add_modifier,
    };
    let mut codes = String::new();
    PLAIN.change(pen, &mut codes);
    codes
}

/// How a colour is named to a terminal.
enum Number {
    None,
    /// The eight, and the eight bright ones, as old terminals know them: `38;5;n` is "blink" to them.
    Old(u8),
    /// By the table of 256, or mixed: these crossterm names in the same way.
    Named(Named),
}

fn number(colour: Color) -> Number {
    Number::Old(match colour {
        Color::Reset => return Number::None,
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Indexed(n @ 0..8) => 30 + n,
        Color::Indexed(n @ 8..16) => 82 + n,
        Color::Indexed(n) => return Number::Named(Named::AnsiValue(n)),
        Color::Rgb(r, g, b) => return Number::Named(Named::Rgb { r, g, b }),
    })
}
