//! A theme: colours by what they are for. Colour only ever adds to bold, dim, reversed and underlined, which do not depend on
//! the theme, so that nothing is lost without colour.

use serde::{Deserialize, Deserializer};

use super::color::{Color, ColorDepth};
use super::values::parsed;

/// The contrast of letters that WCAG 2 asks for at level AA.
pub const AA: f64 = 4.5;

/// The colours of letters and of their background.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paint {
    /// The letters; as around them where that is [`Color::Default`].
    pub fg: Color,
    /// Behind them; the same.
    pub bg: Color,
}

impl Paint {
    /// A colour on whatever background there is.
    const fn fg(fg: Color) -> Self {
        Self {
            fg,
            bg: Color::Default,
        }
    }

    /// Whether it changes no colour.
    pub fn is_plain(self) -> bool {
        self == Self::default()
    }
}

macro_rules! roles {
    ($($role:ident, $what:literal;)+) => {
        /// Which colours are for what.
        #[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
        #[serde(default = "Theme::plain", deny_unknown_fields)]
        pub struct Theme {
            /// The lowest contrast between letters and their background, as WCAG 2 defines it.
            #[serde(deserialize_with = "contrast")]
            pub contrast: f64,
            $(#[doc = concat!("For ", $what, ".")] pub $role: Paint,)+
            /// The paints for terminals with 8 and with 16 colours.
            #[serde(skip)]
            pub(super) tables: Option<[Paints; 2]>,
        }

        /// A paint for each role, in the order of [`Theme::ROLES`].
        pub(super) type Paints = [Paint; Theme::ROLES.len()];

        impl Theme {
            /// Names and meanings of the roles, in the order of the fields.
            pub const ROLES: &[(&str, &str)] = &[$((stringify!($role), $what)),+];

            /// No colour at all.
            pub const PLAIN: Self = Self { contrast: AA, $($role: Paint::fg(Color::Default),)+ tables: None };

            /// The paints, in the order of [`Self::ROLES`].
            pub fn paints(&self) -> Paints {
                [$(self.$role),+]
            }

            pub(super) fn with(self, [$($role),+]: Paints) -> Self {
                Self { $($role,)+ ..self }
            }
        }
    };
}

roles! {
    text, "everything that has no other role";
    dim, "what is less important than the text around it, and lines";
    accent, "links and other things to open";
    warning, "what must be noticed";
    hit, "words that were searched for";
    selection, "the selected row";
    cursor, "the selected link, or the selected place on a page";
}

impl Theme {
    /// The terminal's own colours, and two that can be read on a dark and on a light background.
    pub const STANDARD: Self = Self {
        accent: Paint::fg(Color::Indexed(6)),
        warning: Paint::fg(Color::Indexed(3)),
        ..Self::PLAIN
    };

    fn plain() -> Self {
        Self::PLAIN
    }

    /// The theme for a terminal of `depth`. With 8 or 16 colours it has tables of its own; the standard theme takes the place
    /// of one that has none and uses other colours.
    pub fn at(self, depth: ColorDepth) -> Self {
        let shown = |paint: &Paint| paint.fg.is_shown(depth) && paint.bg.is_shown(depth);
        match (depth, self.tables) {
            (ColorDepth::None, _) => Self::PLAIN,
            (ColorDepth::Eight, Some([eight, _])) => self.with(eight),
            (ColorDepth::Sixteen, Some([_, sixteen])) => self.with(sixteen),
            (ColorDepth::Eight | ColorDepth::Sixteen, None) if !self.paints().iter().all(shown) => {
                Self::STANDARD
            }
            (ColorDepth::Many, _) => self.with(self.paints().map(|paint| Paint {
                fg: paint.fg.nearest_of_256(),
                bg: paint.bg.nearest_of_256(),
            })),
            _ => self,
        }
    }

    /// The roles whose letters have less contrast than the theme asks for, and how much they have.
    pub fn faint(&self) -> Vec<(&'static str, f64)> {
        let or = |color: Color, other: Color| {
            if color == Color::Default {
                other
            } else {
                color
            }
        };
        let roles = Self::ROLES.iter().zip(self.paints());
        let coloured = roles.filter(|(_, paint)| !paint.is_plain());
        let contrasts = coloured.filter_map(|((name, _), paint)| {
            let fg = or(paint.fg, self.text.fg);
            let contrast = fg.contrast(or(paint.bg, self.text.bg))?;
            Some((*name, contrast))
        });
        contrasts
            .filter(|(_, contrast)| *contrast < self.contrast)
            .collect()
    }
}

fn contrast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    parsed(deserializer, |text| match text {
        "4.5" => Ok(4.5),
        "7" | "7.0" => Ok(7.0),
        _ => Err(format!("`{text}` is not a contrast\nwrite 4.5 or 7")),
    })
}

impl Default for Theme {
    fn default() -> Self {
        Self::STANDARD
    }
}
