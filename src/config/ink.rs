//! One colour, and how it is brought down to what a terminal can show. Knows no terminal's codes.
//!
//! A terminal's own colours may look like anything. Where a contrast has to be judged they are taken to be those of the
//! PC's text screen, which the Linux console has and most others come near to.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::values::parsed;

/// How many colours a terminal is to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Depth {
    /// None: attributes alone.
    #[serde(rename = "never")]
    None,
    /// The eight that every colour terminal has.
    #[serde(rename = "8")]
    Eight,
    /// The same, and each of them bright.
    #[serde(rename = "16")]
    Sixteen,
    /// 256: those, a cube of 216, and 24 greys.
    #[serde(rename = "256")]
    Many,
    /// Any of red, green and blue.
    #[serde(rename = "truecolor")]
    True,
}

impl Depth {
    /// All of them, from the least to the most.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Eight,
        Self::Sixteen,
        Self::Many,
        Self::True,
    ];
}

/// A colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Ink {
    /// As what is around it; in the end the terminal's own.
    #[default]
    Default,
    /// One of the sixteen: 0 to 7, and 8 to 15 for the bright ones.
    Named(u8),
    /// One of the 256, from 16 on: the first sixteen differ from terminal to terminal.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// The sixteen as a theme names them.
const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// The sixteen as the PC's text screen shows them.
const PC: [Rgb; 16] = [
    Rgb(0, 0, 0),
    Rgb(170, 0, 0),
    Rgb(0, 170, 0),
    Rgb(170, 85, 0),
    Rgb(0, 0, 170),
    Rgb(170, 0, 170),
    Rgb(0, 170, 170),
    Rgb(170, 170, 170),
    Rgb(85, 85, 85),
    Rgb(255, 85, 85),
    Rgb(85, 255, 85),
    Rgb(255, 255, 85),
    Rgb(85, 85, 255),
    Rgb(255, 85, 255),
    Rgb(85, 255, 255),
    Rgb(255, 255, 255),
];

/// The steps of the cube.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Ink {
    /// Reads a colour as a theme writes it: a name, `#rrggbb`, or `default`.
    ///
    /// The error says what is wrong, and on a second line what to do.
    pub fn parse(text: &str) -> Result<Self, String> {
        let bad = || {
            let names = NAMES.join(", ");
            format!("`{text}` is not a colour\nwrite it as #rrggbb, default, or one of: {names}")
        };
        if text == "default" {
            return Ok(Self::Default);
        }
        if let Some(at) = NAMES.iter().position(|name| *name == text) {
            return Ok(Self::Named(at as u8)); // below 16
        }
        let digits = text.strip_prefix('#').ok_or_else(bad)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(bad());
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| bad())?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self::Rgb(red, green, blue))
    }

    /// What it looks like, so far as that is known.
    pub(super) fn rgb(self) -> Option<Rgb> {
        match self {
            Self::Default => None,
            Self::Named(at) => PC.get(usize::from(at)).copied(),
            Self::Indexed(at) => Some(indexed(at)),
            Self::Rgb(red, green, blue) => Some(Rgb(red, green, blue)),
        }
    }

    /// The nearest that a terminal of `depth` shows and that `fits`; `None` where none does.
    pub(super) fn at(self, depth: Depth, fits: impl Fn(Self) -> bool) -> Option<Self> {
        let shown = match self {
            Self::Default => true,
            Self::Named(at) => depth >= Depth::Sixteen || (at < 8 && depth == Depth::Eight),
            Self::Indexed(_) => depth >= Depth::Many,
            Self::Rgb(..) => depth == Depth::True,
        };
        if shown {
            return Some(self).filter(|ink| fits(*ink));
        }
        let wanted = self.rgb()?;
        let all: Vec<Self> = match depth {
            Depth::None => return Some(Self::Default).filter(|ink| fits(*ink)),
            Depth::Eight => (0..8).map(Self::Named).collect(),
            Depth::Sixteen => (0..16).map(Self::Named).collect(),
            Depth::Many | Depth::True => (16..=255).map(Self::Indexed).collect(),
        };
        let distance = |ink: &Self| ink.rgb().map_or(f64::MAX, |rgb| rgb.distance(wanted));
        all.into_iter()
            .filter(|ink| fits(*ink))
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }
}

impl<'de> Deserialize<'de> for Ink {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, Self::parse)
    }
}

impl fmt::Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Default => f.write_str("default"),
            Self::Named(at) => f.write_str(NAMES[usize::from(at % 16)]),
            Self::Indexed(at) => {
                let Rgb(red, green, blue) = indexed(at);
                write!(f, "#{red:02x}{green:02x}{blue:02x}")
            }
            Self::Rgb(red, green, blue) => write!(f, "#{red:02x}{green:02x}{blue:02x}"),
        }
    }
}

/// What number `at` of the 256 looks like.
fn indexed(at: u8) -> Rgb {
    match at {
        0..16 => PC[usize::from(at)],
        16..232 => {
            let step = |n: u8| STEPS[usize::from(n % 6)];
            let at = at - 16;
            Rgb(step(at / 36), step(at / 6), step(at))
        }
        232.. => {
            let grey = 8 + 10 * (at - 232);
            Rgb(grey, grey, grey)
        }
    }
}

/// A colour as a screen makes it, in the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

impl Rgb {
    /// The three as light, from 0 to 1.
    pub(super) fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|part| {
            let part = f64::from(part) / 255.0;
            match part {
                ..=0.040_45 => part / 12.92,
                _ => ((part + 0.055) / 1.055).powf(2.4),
            }
        })
    }

    /// WCAG 2's relative luminance, from 0 to 1.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// WCAG 2's contrast ratio, from 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// How different two colours look: the distance in CIELAB (1976, D65). 2 can just be told apart side by side, 20 at a
    /// glance.
    pub(super) fn distance(self, other: Self) -> f64 {
        distance(self.linear(), other.linear())
    }
}

/// The same of two colours as light.
pub(super) fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (lab(a), lab(b));
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    squares.sum::<f64>().sqrt()
}

/// Light as CIELAB.
fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
    let part = |x: f64| match x {
        0.008_856.. => x.cbrt(),
        _ => 7.787 * x + 16.0 / 116.0,
    };
    let x = part((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.950_47);
    let y = part(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    let z = part((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_they_are_printed() {
        for text in [
            "default",
            "black",
            "bright-white",
            "#000000",
            "#5fd7ff",
            "cyan",
        ] {
            assert_eq!(Ink::parse(text).expect(text).to_string(), text);
        }
        for bad in [
            "", "#fff", "#12345g", "#+12345", "grey", "Cyan", "#éa", "bright",
        ] {
            assert!(Ink::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((white.contrast(white) - 1.0).abs() < 1e-9);
        // The grey that the guidelines' own examples name as just enough.
        assert!((Rgb(118, 118, 118).contrast(white) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_colour_becomes_the_nearest_that_is_there_and_fits() {
        let sky = Ink::Rgb(95, 215, 255);
        let any = |_| true;
        assert_eq!(sky.at(Depth::True, any), Some(sky));
        assert_eq!(sky.at(Depth::Many, any), Some(Ink::Indexed(81)));
        assert_eq!(sky.at(Depth::Sixteen, any), Some(Ink::Named(14)));
        assert_eq!(sky.at(Depth::Eight, any), Some(Ink::Named(6)));
        assert_eq!(sky.at(Depth::None, any), Some(Ink::Default));
        let not_cyan = |ink| ink != Ink::Named(6);
        assert_eq!(sky.at(Depth::Eight, not_cyan), Some(Ink::Named(7)));
        assert_eq!(sky.at(Depth::Eight, |_| false), None);
        assert_eq!(
            Ink::Named(3).at(Depth::Eight, any),
            Some(Ink::Named(3)),
            "the terminal's own stays"
        );
    }
}
