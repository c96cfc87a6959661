//! A colour as a theme writes it, what it looks like, and the nearest of 256. Knows no terminal's codes.

use std::fmt;

use anstyle::{Ansi256Color, RgbColor};
use anstyle_lossy::palette::VGA;
use anstyle_lossy::{rgb_to_xterm, xterm_to_rgb};
use serde::{Deserialize, Deserializer, Serialize};

use super::values::parsed;

/// How many colours a terminal is to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ColorDepth {
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

/// A colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Color {
    /// As around it; in the end the terminal's own.
    #[default]
    Default,
    /// One of the 256. The first eight, and the eight bright ones after them, have names.
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

impl Color {
    /// Reads a colour as a theme writes it: a name, `#rrggbb`, or `default`.
    ///
    /// The error message has two lines: the mistake, and what to do.
    pub fn parse(text: &str) -> Result<Self, String> {
        let bad = || {
            let names = NAMES.join(", ");
            format!("`{text}` is not a colour\nwrite it as #rrggbb, default, or one of: {names}")
        };
        if text == "default" {
            return Ok(Self::Default);
        }
        if let Some(at) = NAMES.iter().position(|name| *name == text) {
            return Ok(Self::Indexed(at as u8)); // below 16
        }
        let digits = text.strip_prefix('#').ok_or_else(bad)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(bad());
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| bad())?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self::Rgb(red, green, blue))
    }

    /// Whether a terminal of `depth` shows it as it is.
    pub(super) fn is_shown(self, depth: ColorDepth) -> bool {
        let least = match self {
            Self::Default => ColorDepth::None,
            Self::Indexed(0..8) => ColorDepth::Eight,
            Self::Indexed(8..16) => ColorDepth::Sixteen,
            Self::Indexed(_) => ColorDepth::Many,
            Self::Rgb(..) => ColorDepth::True,
        };
        depth >= least
    }

    /// The nearest of the 256.
    pub(super) fn nearest_of_256(self) -> Self {
        match self {
            Self::Rgb(r, g, b) => Self::Indexed(rgb_to_xterm(RgbColor(r, g, b)).index()),
            other => other,
        }
    }

    /// The contrast to another colour as WCAG 2 counts it, from 1 to 21; `None` if one of them is not known. A terminal's
    /// own sixteen may look like anything; they are taken to be those of the Linux console, which most others resemble.
    pub(super) fn contrast(self, other: Self) -> Option<f64> {
        let (a, b) = (self.luminance()?, other.luminance()?);
        Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
    }

    fn rgb(self) -> Option<RgbColor> {
        Some(match self {
            Self::Default => return None,
            Self::Indexed(index) => xterm_to_rgb(Ansi256Color(index), VGA),
            Self::Rgb(red, green, blue) => RgbColor(red, green, blue),
        })
    }

    /// Red, green and blue as light, from 0 to 1.
    pub(super) fn light(self) -> Option<[f64; 3]> {
        let RgbColor(red, green, blue) = self.rgb()?;
        Some([red, green, blue].map(|part| {
            let part = f64::from(part) / 255.0;
            match part {
                ..=0.040_45 => part / 12.92,
                _ => ((part + 0.055) / 1.055).powf(2.4),
            }
        }))
    }

    fn luminance(self) -> Option<f64> {
        let [red, green, blue] = self.light()?;
        Some(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, Self::parse)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (*self, self.rgb()) {
            (Self::Indexed(at @ 0..16), _) => f.write_str(NAMES[usize::from(at)]),
            (_, Some(RgbColor(red, green, blue))) => write!(f, "#{red:02x}{green:02x}{blue:02x}"),
            (_, None) => f.write_str("default"),
        }
    }
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
            assert_eq!(Color::parse(text).expect(text).to_string(), text);
        }
        for bad in [
            "", "#fff", "#12345g", "#+12345", "grey", "Cyan", "#éa", "bright",
        ] {
            assert!(Color::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let (black, white) = (Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255));
        let contrast = |a: Color, b: Color| a.contrast(b).expect("two colours");
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(white, white) - 1.0).abs() < 1e-9);
        // The grey that the guidelines' own examples name as just enough.
        assert!((contrast(Color::Rgb(118, 118, 118), white) - 4.54).abs() < 0.01);
        assert_eq!(white.contrast(Color::Default), None);
    }

    #[test]
    fn colour_becomes_the_nearest_of_256() {
        assert_eq!(
            Color::Rgb(95, 215, 250).nearest_of_256(),
            Color::Indexed(81)
        );
        assert_eq!(Color::Indexed(3).nearest_of_256(), Color::Indexed(3));
    }
}
