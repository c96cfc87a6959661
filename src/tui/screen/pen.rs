//! Styles, and the shortest way from one to the next.
//!
//! crossterm's commands are not used: each would be a sequence of its own (`ESC [1m ESC [36m` for `ESC [1;36m`), and they
//! name the eight colours by the table of 256, which old terminals take for blinking.

use crossterm::style::{Color as Named, Colored};
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier, Style};

use crate::tui::capabilities::Capabilities;

/// What characters look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    fg: Shade,
    bg: Shade,
    modifier: Modifier,
}

pub(super) const PLAIN: Pen = Pen {
    fg: Shade::NONE,
    bg: Shade::NONE,
    modifier: Modifier::empty(),
};

const ATTRIBUTES: [(Modifier, &str); 5] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
];

/// How they are taken back one by one.
const TAKEN_BACK: [(Modifier, &str); 4] = [
    (Modifier::BOLD.union(Modifier::DIM), "22"),
    (Modifier::ITALIC, "23"),
    (Modifier::UNDERLINED, "24"),
    (Modifier::REVERSED, "27"),
];

impl Pen {
    /// What `terminal` shows of the style of `cell`.
    #[inline(always)]
    pub(super) fn of(cell: &Cell, terminal: &Capabilities) -> Self {
        let (fg, bg) = match terminal.colour {
            true => (Shade::of(cell.fg), Shade::of(cell.bg)),
            false => (Shade::NONE, Shade::NONE),
        };
        Self {
            fg,
            bg,
            modifier: cell.modifier & terminal.attributes,
        }
    }

    /// Whether a blank written with it looks like an erased one.
    pub(super) fn leaves_blanks(self) -> bool {
        let seen = Modifier::REVERSED | Modifier::UNDERLINED;
        self.bg == Shade::NONE && !self.modifier.intersects(seen)
    }

    /// Writes what makes a terminal that writes with `self` write with `to`. Not everywhere can attributes be taken back one
    /// by one: unless it `takes_back` one, all are, and what stays is named again. So are colours.
    pub(super) fn change(self, to: Self, takes_back: bool, out: &mut String) {
        if self == to {
            return;
        }
        let begin = out.len();
        let keeps_colours = (to.fg == self.fg || to.fg != Shade::NONE)
            && (to.bg == self.bg || to.bg != Shade::NONE);
        let lost = self.modifier - to.modifier;
        if keeps_colours && lost.is_empty() {
            return Sequence::begin(out).names(self, to).end();
        }
        // To take everything away, crossterm writes the 0 as well; no terminal needs it.
        let mut all = Sequence::begin(out);
        if to != PLAIN {
            all.code("0");
        }
        all.names(PLAIN, to).end();
        if takes_back && keeps_colours && to != PLAIN {
            let all = out.len();
            let (mut one_by_one, mut kept) = (Sequence::begin(out), self);
            for (modifiers, code) in TAKEN_BACK {
                if lost.intersects(modifiers) {
                    one_by_one.code(code);
                    kept.modifier.remove(modifiers);
                }
            }
            one_by_one.names(kept, to).end();
            if out.len() - all < all - begin {
                out.drain(begin..all);
            } else {
                out.truncate(all);
            }
        }
    }
}

/// The codes of one change: `ESC [ codes m`.
struct Sequence<'a> {
    out: &'a mut String,
    more: bool,
}

impl<'a> Sequence<'a> {
    fn begin(out: &'a mut String) -> Self {
        out.push_str("\x1b[");
        Self { out, more: false }
    }

    fn code(&mut self, code: &str) {
        if std::mem::replace(&mut self.more, true) {
            self.out.push(';');
        }
        self.out.push_str(code);
    }

    /// What `to` has and `from` has not.
    fn names(mut self, from: Pen, to: Pen) -> Self {
        let gained = to.modifier - from.modifier;
        for (modifier, code) in ATTRIBUTES {
            if gained.contains(modifier) {
                self.code(code);
            }
        }
        if to.fg != from.fg {
            self.code(&to.fg.code(false));
        }
        if to.bg != from.bg {
            self.code(&to.bg.code(true));
        }
        self
    }

    fn end(self) {
        self.out.push('m');
    }
}

/// What makes a terminal write with `style` that writes plainly.
pub(in crate::tui) fn codes(style: Style) -> String {
    let shade = |colour: Option<Color>| colour.map_or(Shade::NONE, Shade::of);
    let pen = Pen {
        fg: shade(style.fg),
        bg: shade(style.bg),
        modifier: style.add_modifier,
    };
    let mut codes = String::new();
    PLAIN.change(pen, false, &mut codes);
    codes
}

/// A colour as a number, quickly compared: none, one of the table of 256, or a mixed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shade(u32);

impl Shade {
    /// The terminal's own.
    const NONE: Self = Self(0);
    const MIXED: u32 = 1 << 24;

    #[inline(always)]
    fn of(colour: Color) -> Self {
        match colour {
            Color::Reset => Self::NONE, // nearly always
            colour => Self::of_any(colour),
        }
    }

    fn of_any(colour: Color) -> Self {
        let at = match colour {
            Color::Reset => return Self::NONE,
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
            Color::Indexed(at) => at,
            Color::Rgb(r, g, b) => return Self(Self::MIXED | u32::from_be_bytes([0, r, g, b])),
        };
        Self(1 + u32::from(at))
    }

    /// How it is named to a terminal, as the ground where it is at the `back`. The eight, and the eight bright ones, as old
    /// terminals know them, to which `38;5;n` is "blink"; the others as crossterm has it.
    fn code(self, back: bool) -> String {
        let [mixed, r, g, b] = self.0.to_be_bytes();
        let ground = if back { 10 } else { 0 };
        let named = match self.0 {
            0 => return (39 + ground).to_string(),
            at @ 1..=8 => return (29 + at + ground).to_string(),
            at @ 9..=16 => return (81 + at + ground).to_string(),
            _ if mixed > 0 => Named::Rgb { r, g, b },
            at => Named::AnsiValue((at - 1) as u8), // below 256
        };
        match back {
            true => Colored::BackgroundColor(named).to_string(),
            false => Colored::ForegroundColor(named).to_string(),
        }
    }
}
