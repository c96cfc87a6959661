//! What a person says of the terminal, where what its environment tells is wrong or is not wanted.

use super::Depth;

/// The characters to draw and write with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Charset {
    /// All of Unicode.
    Unicode,
    /// What the font of the Linux console has.
    Console,
    /// ASCII: everything else is transliterated.
    Ascii,
}

impl Charset {
    /// All of them, from the most to the least.
    pub const ALL: [Self; 3] = [Self::Unicode, Self::Console, Self::Ascii];
}

/// Settings that go before what is found out; `None` leaves it at that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TerminalSettings {
    /// How much colour to use.
    pub depth: Option<Depth>,
    /// Which characters to use.
    pub charset: Option<Charset>,
    /// Whether to use the terminal's second screen, so that the shell's comes back at the end.
    pub alternate_screen: Option<bool>,
    /// Whether to ask for mouse reports.
    pub mouse: Option<bool>,
    /// Whether the line is slow: less is redrawn, and later.
    pub slow: Option<bool>,
}

impl TerminalSettings {
    /// These, and where they say nothing, what `other` says.
    pub fn or(self, other: Self) -> Self {
        Self {
            depth: self.depth.or(other.depth),
            charset: self.charset.or(other.charset),
            alternate_screen: self.alternate_screen.or(other.alternate_screen),
            mouse: self.mouse.or(other.mouse),
            slow: self.slow.or(other.slow),
        }
    }
}
