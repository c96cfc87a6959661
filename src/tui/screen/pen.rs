//! Styles, and the shortest way from one to the next.

use std::io::Write;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What characters look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

pub(super) const PLAIN: Pen = Pen {
    fg: Color::Reset,
    bg: Color::Reset,
    modifier: Modifier::empty(),
};

const ATTRIBUTES: [(Modifier, u8); 5] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
];

impl Pen {
    pub(super) fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// Whether a blank written with it looks like an erased one.
    pub(super) fn leaves_blanks(self) -> bool {
        let seen = Modifier::REVERSED | Modifier::UNDERLINED;
        self.bg == Color::Reset && !self.modifier.intersects(seen)
    }

    /// Writes what makes a terminal that writes with `self` write with `to`.
    pub(super) fn change(self, to: Self, out: &mut Vec<u8>) {
        if self == to {
            return;
        }
        // Attributes cannot be taken back one by one everywhere: then all are, and what stays is named again.
        let adds = to.modifier.contains(self.modifier)
            && (to.fg == self.fg || to.fg != Color::Reset)
            && (to.bg == self.bg || to.bg != Color::Reset);
        let from = if adds { self } else { PLAIN };
        out.extend_from_slice(b"\x1b[");
        if !adds && to != PLAIN {
            out.push(b'0');
        }
        let mut more = !adds;
        let mut code = |out: &mut Vec<u8>, code: std::fmt::Arguments| {
            if std::mem::replace(&mut more, true) {
                out.push(b';');
            }
            let _ = out.write_fmt(code); // a vector takes it
        };
        for (modifier, number) in ATTRIBUTES {
            if to.modifier.contains(modifier) && !from.modifier.contains(modifier) {
                code(out, format_args!("{number}"));
            }
        }
        for (colour, known, ground) in [(to.fg, from.fg, 0), (to.bg, from.bg, 10)] {
            if colour == known {
                continue;
            }
            match number(colour) {
                Number::None => {}
                Number::Old(n) => code(out, format_args!("{}", n + ground)),
                Number::Table(n) => code(out, format_args!("{};5;{n}", 38 + ground)),
                Number::Mixed(r, g, b) => code(out, format_args!("{};2;{r};{g};{b}", 38 + ground)),
            }
        }
        out.push(b'm');
    }
}

/// How a colour is named to a terminal.
enum Number {
    None,
    /// The eight, and the eight bright ones, as old terminals know them: `38;5;n` is "blink" to them.
    Old(u8),
    Table(u8),
    Mixed(u8, u8, u8),
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
        Color::Indexed(n) => return Number::Table(n),
        Color::Rgb(r, g, b) => return Number::Mixed(r, g, b),
    })
}
