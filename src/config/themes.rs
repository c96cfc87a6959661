//! Themes by name: those in the binary, one file each in `assets/themes`, and how one is read.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use super::theme::{Paints, Theme};
use super::values::tidy;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../assets/themes/", $name, ".toml")))),+]
    };
}

/// The themes in the binary. To add one, add a file and its name.
const FILES: &[(&str, &str)] = files![
    "dark",
    "light",
    "high-contrast",
    "colour-blind-safe",
    "monochrome",
];

/// The theme that is no file: the terminal's own colours.
const STANDARD: &str = "standard";

/// Names of the themes in the binary, the default first.
pub fn theme_names() -> impl Iterator<Item = &'static str> {
    std::iter::once(STANDARD).chain(FILES.iter().map(|(name, _)| *name))
}

/// The theme in the binary with this name.
pub fn theme(name: &str) -> Option<Theme> {
    if name == STANDARD {
        return Some(Theme::STANDARD);
    }
    let (_, text) = FILES.iter().find(|(known, _)| *known == name)?;
    read(text).ok()
}

/// Reads a theme's own file, with tables for few colours.
fn read(text: &str) -> Result<Theme, Error> {
    let mut file = DeTable::parse(text)?;
    for (_, value) in file.get_mut().iter_mut() {
        tidy(value.get_mut());
    }
    let limited = ["eight", "sixteen"].map(|depth| file.get_mut().remove(depth));
    let mut theme = theme_of(file)?;
    if let [Some(eight), Some(sixteen)] = limited {
        theme.tables = Some([paints_of(eight)?, paints_of(sixteen)?]);
    }
    Ok(theme)
}

fn theme_of(mut table: Spanned<DeTable<'_>>) -> Result<Theme, Error> {
    spell_out(table.get_mut());
    Theme::deserialize(Deserializer::from(table))
}

fn paints_of(value: Spanned<DeValue<'_>>) -> Result<Paints, Error> {
    let span = value.span();
    let table = match value.into_inner() {
        DeValue::Table(table) => table,
        _ => DeTable::default(),
    };
    Ok(theme_of(Spanned::new(span, table))?.paints())
}

/// One line about a theme in the binary.
pub fn about_theme(name: &str) -> Option<String> {
    if name == STANDARD {
        return Some("the terminal's own colours".to_owned());
    }
    let (_, text) = FILES.iter().find(|(known, _)| *known == name)?;
    let table = DeTable::parse(text).ok()?.into_inner();
    Some(table.get("about")?.get_ref().as_str()?.to_owned())
}

/// Writes the roles of a theme's table as tables, also those that give only the text colour.
pub(super) fn spell_out(table: &mut DeTable<'_>) {
    table.remove("about");
    for (role, value) in table.iter_mut() {
        if value.get_ref().is_str() && role.get_ref() != "contrast" {
            let key = Spanned::new(value.span(), "fg".into());
            let fg = Spanned::new(value.span(), value.get_ref().clone());
            *value.get_mut() = DeValue::Table([(key, fg)].into_iter().collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::color::{Color, ColorDepth};
    use super::super::theme::{AA, Paint};
    use super::*;

    #[test]
    fn built_in_themes_are_valid() {
        for (name, text) in FILES {
            assert!(read(text).is_ok(), "{name}: {:?}", read(text));
            assert!(about_theme(name).is_some_and(|about| !about.is_empty()));
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/themes");
        for file in std::fs::read_dir(folder).expect("the themes") {
            let path = file.expect("a file").path();
            let name = path.file_stem().expect("a name").to_string_lossy();
            assert!(theme(&name).is_some(), "{name} is not in the binary");
        }
    }

    fn brightened(paint: Paint) -> Paint {
        match paint.fg {
            Color::Indexed(at @ 0..8) => Paint {
                fg: Color::Indexed(at + 8),
                ..paint
            },
            _ => paint,
        }
    }

    #[test]
    fn own_theme_with_other_colours_gives_way_to_the_standard_one_at_few_colours() {
        let mut own = Theme::PLAIN;
        own.hit.fg = Color::Indexed(2);
        assert_eq!(own.at(ColorDepth::Eight), own);
        own.accent.fg = Color::Indexed(10);
        assert_eq!(own.at(ColorDepth::Eight), Theme::STANDARD);
        assert_eq!(own.at(ColorDepth::Sixteen), own);
    }

    const DEPTHS: [ColorDepth; 4] = [
        ColorDepth::Eight,
        ColorDepth::Sixteen,
        ColorDepth::Many,
        ColorDepth::True,
    ];

    #[test]
    fn every_theme_is_readable_at_every_depth() {
        for name in theme_names() {
            let theme = theme(name).expect("a theme");
            assert!(theme.contrast >= AA, "{name}");
            for depth in DEPTHS {
                let limited = theme.at(depth);
                assert_eq!(limited.faint(), [], "{name} at {depth:?}");
                if depth == ColorDepth::Eight {
                    // Many terminals show bold letters in the bright colour.
                    let bold = limited.with(limited.paints().map(brightened));
                    assert_eq!(bold.faint(), [], "{name} in bold");
                }
                for paint in limited.paints() {
                    assert!(paint.fg.is_shown(depth) && paint.bg.is_shown(depth));
                }
            }
            assert_eq!(theme.at(ColorDepth::None), Theme::PLAIN);
        }
        assert!(theme("high-contrast").expect("a theme").contrast >= 7.0);
    }

    #[test]
    fn every_role_keeps_its_own_colour_if_all_are_shown() {
        for name in theme_names() {
            let theme = theme(name).expect("a theme");
            assert_eq!(theme.at(ColorDepth::True), theme, "{name}");
        }
        for name in ["dark", "light", "high-contrast", "colour-blind-safe"] {
            let many = theme(name).expect("a theme").at(ColorDepth::Many);
            for paint in [
                many.accent,
                many.warning,
                many.hit,
                many.selection,
                many.cursor,
            ] {
                assert!(!paint.is_plain(), "{name}");
            }
        }
    }

    /// How light looks to people without one kind of cone: the matrices for linear RGB at full severity of Machado,
    /// Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009).
    const BLINDNESS: [(&str, [[f64; 3]; 3]); 3] = [
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    fn seen(matrix: &[[f64; 3]; 3], light: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| {
            let sum: f64 = row
                .iter()
                .zip(light)
                .map(|(part, light)| part * light)
                .sum();
            sum.clamp(0.0, 1.0)
        })
    }

    /// Light as CIELAB (1976, D65).
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

    fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
        let parts = lab(a).into_iter().zip(lab(b));
        parts.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    /// The distance is that of CIELAB; 20 is seen at a glance.
    #[test]
    fn colour_blind_theme_separates_accent_from_warning() {
        let theme = theme("colour-blind-safe").expect("a theme");
        for depth in DEPTHS {
            let theme = theme.at(depth);
            // Attributes alone are safe; with eight colours there is no second one.
            let both = theme.accent.fg.light().zip(theme.warning.fg.light());
            let Some((accent, warning)) = both else {
                assert_eq!(depth, ColorDepth::Eight);
                continue;
            };
            for (name, matrix) in &BLINDNESS {
                let apart = distance(seen(matrix, accent), seen(matrix, warning));
                assert!(
                    apart >= 20.0,
                    "{name} at {depth:?}: {accent:?} {warning:?} {apart}"
                );
            }
        }
    }
}
