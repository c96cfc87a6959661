//! Themes by name: those in the binary, one file each in `assets/themes`, and how one is read.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use super::theme::Theme;
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

/// Names of the themes in the binary, the one that is used by itself first.
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

/// Reads a theme's own file.
fn read(text: &str) -> Result<Theme, Error> {
    let mut table = DeTable::parse(text)?;
    for (_, value) in table.get_mut().iter_mut() {
        tidy(value.get_mut());
    }
    spell_out(table.get_mut());
    Theme::deserialize(Deserializer::from(table))
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

/// Writes the roles of a theme's table as tables, also those of which only the ink is given.
pub(super) fn spell_out(table: &mut DeTable<'_>) {
    table.remove("about");
    for (role, value) in table.iter_mut() {
        if value.get_ref().is_str() && role.get_ref() != "contrast" {
            let key = Spanned::new(value.span(), "ink".into());
            let ink = Spanned::new(value.span(), value.get_ref().clone());
            *value.get_mut() = DeValue::Table([(key, ink)].into_iter().collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ink::{Depth, Rgb, distance};
    use super::super::theme::AA;
    use super::*;

    #[test]
    fn the_themes_in_the_binary_have_no_fault() {
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

    const DEPTHS: [Depth; 4] = [Depth::Eight, Depth::Sixteen, Depth::Many, Depth::True];

    #[test]
    fn letters_can_be_read_in_every_theme_at_every_depth() {
        for name in theme_names() {
            let theme = theme(name).expect("a theme");
            assert!(theme.contrast >= AA, "{name}");
            for depth in DEPTHS {
                assert_eq!(theme.at(depth).faint(), [], "{name} at {depth:?}");
            }
            assert_eq!(theme.at(Depth::None), Theme::PLAIN);
        }
        assert!(theme("high-contrast").expect("a theme").contrast >= 7.0);
    }

    #[test]
    fn where_all_colours_are_there_every_role_keeps_its_own() {
        for name in theme_names() {
            let theme = theme(name).expect("a theme");
            assert_eq!(theme.at(Depth::True), theme, "{name}");
        }
        for name in ["dark", "light", "high-contrast", "colour-blind-safe"] {
            let many = theme(name).expect("a theme").at(Depth::Many);
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

    fn seen(matrix: &[[f64; 3]; 3], colour: Rgb) -> [f64; 3] {
        let light = colour.linear();
        matrix.map(|row| {
            let sum: f64 = row
                .iter()
                .zip(light)
                .map(|(part, light)| part * light)
                .sum();
            sum.clamp(0.0, 1.0)
        })
    }

    /// The distance is that of CIELAB; 20 is seen at a glance.
    #[test]
    fn nobody_takes_an_accent_for_a_warning_in_the_theme_that_promises_it() {
        let theme = theme("colour-blind-safe").expect("a theme");
        for depth in DEPTHS {
            let theme = theme.at(depth);
            // Attributes alone are safe; with eight colours there is no second one.
            let both = theme.accent.ink.rgb().zip(theme.warning.ink.rgb());
            let Some((accent, warning)) = both else {
                assert_eq!(depth, Depth::Eight);
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
