//! Colours by what they are for. Knows no terminal: which escape code an ink becomes is decided where the screen is
//! written.
//!
//! There is one accent and one warning colour. Everything else is told by attributes (bold, dim, reverse, underlined),
//! so that nothing is lost where there is no colour.

/// One of the eight colours that every colour terminal has, or the terminal's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Ink {
    /// The terminal's own.
    #[default]
    Default,
    /// Black.
    Black,
    /// Red.
    Red,
    /// Green.
    Green,
    /// Yellow, or brown.
    Yellow,
    /// Blue.
    Blue,
    /// Magenta.
    Magenta,
    /// Cyan.
    Cyan,
    /// White, or light grey.
    White,
}

/// How much colour a terminal is to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Depth {
    /// None: attributes alone.
    None,
    /// The eight colours.
    Eight,
}

/// Which ink is for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// What is selected, what leads somewhere.
    pub accent: Ink,
    /// What must be noticed.
    pub warning: Ink,
}

impl Theme {
    /// Inks that can be read on a dark and on a light ground.
    pub const STANDARD: Self = Self {
        accent: Ink::Cyan,
        warning: Ink::Yellow,
    };
    /// No ink at all.
    pub const PLAIN: Self = Self {
        accent: Ink::Default,
        warning: Ink::Default,
    };

    /// The standard theme for a terminal that shows so much colour.
    pub const fn at(depth: Depth) -> Self {
        match depth {
            Depth::None => Self::PLAIN,
            Depth::Eight => Self::STANDARD,
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::STANDARD
    }
}
