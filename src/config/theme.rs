//! Colours by what they are for. Knows no terminal: which escape code an ink becomes is decided where the screen is
//! written.
//!
//! Colour only ever adds: bold, dim, reverse and underlined are set by the look, whatever the theme says, so that
//! nothing is lost where there is no colour.

use serde::{Deserialize, Deserializer};

use super::ink::{Depth, Ink};
use super::values::parsed;

/// The contrast of letters that WCAG 2 asks for at level AA.
pub const AA: f64 = 4.5;

/// Two colours nearer than this can be taken for one another at a glance; see [`Theme::at`].
const APART: f64 = 20.0;

/// A colour farther than this from the one that was meant is another: orange is not shown as green.
const ALIKE: f64 = 60.0;

/// Letters and what is behind them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paint {
    /// The letters; as around them where that is [`Ink::Default`].
    pub ink: Ink,
    /// Behind them; the same.
    pub ground: Ink,
}

impl Paint {
    /// An ink on whatever is there.
    const fn ink(ink: Ink) -> Self {
        Self {
            ink,
            ground: Ink::Default,
        }
    }

    /// Whether it says nothing.
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
            /// The least contrast between letters and what is behind them, as WCAG 2 counts.
            #[serde(deserialize_with = "contrast")]
            pub contrast: f64,
            $(#[doc = concat!("For ", $what, ".")] pub $role: Paint,)+
        }

        impl Theme {
            /// Names and meanings of the roles, in the order of the fields.
            pub const ROLES: &[(&str, &str)] = &[$((stringify!($role), $what)),+];

            /// No colour at all.
            pub const PLAIN: Self = Self { contrast: AA, $($role: Paint::ink(Ink::Default)),+ };

            /// The paints, in the order of [`Self::ROLES`].
            pub fn paints(&self) -> [Paint; Self::ROLES.len()] {
                [$(self.$role),+]
            }

            fn map(&self, mut to: impl FnMut(&str, Paint) -> Paint) -> Self {
                Self { contrast: self.contrast, $($role: to(stringify!($role), self.$role)),+ }
            }
        }
    };
}

roles! {
    text, "everything that has no other role";
    dim, "what is second to what stands around it, and lines";
    accent, "what leads somewhere";
    warning, "what must be noticed";
    hit, "words that were searched for";
    selection, "the row that the pointer is on";
    cursor, "the link or the place that the cursor is on";
}

impl Theme {
    /// The terminal's own colours, with inks that can be read on a dark and on a light ground.
    pub const STANDARD: Self = Self {
        accent: Paint::ink(Ink::Named(6)),
        warning: Paint::ink(Ink::Named(3)),
        ..Self::PLAIN
    };

    fn plain() -> Self {
        Self::PLAIN
    }

    /// The theme as a terminal of `depth` can show it: each colour the nearest that is there, keeps the theme's contrast
    /// where both sides of it are known, is still much the same colour, and is not taken for the plain text. A role that
    /// has none such gives up its colours, and what it means is told by attributes alone.
    pub fn at(&self, depth: Depth) -> Self {
        if depth == Depth::None {
            return Self::PLAIN;
        }
        let any = |_: Ink| true;
        let ground = self.text.ground.at(depth, any).unwrap_or_default();
        let readable = |ink: Ink, ground: Ink| self.readable(ink, ground, depth);
        let Some(ink) = self.text.ink.at(depth, |ink| readable(ink, ground)) else {
            return Self::PLAIN;
        };
        let text = Paint { ink, ground };
        self.map(|role, paint| match role {
            "text" => text,
            // What is dim may look like the text where there is no colour between.
            "dim" => Paint {
                ink: paint
                    .ink
                    .at(depth, |ink| readable(ink, ground))
                    .unwrap_or_default(),
                ground: Ink::Default,
            },
            _ => paint.at(depth, text, readable).unwrap_or_default(),
        })
    }

    /// Whether `ink` can be read on `ground`. With eight colours bold letters are bright ones on many terminals, and
    /// then those must be readable, too.
    fn readable(&self, ink: Ink, ground: Ink, depth: Depth) -> bool {
        let Some(ground) = ground.rgb() else {
            return true;
        };
        let enough = |ink: Ink| {
            ink.rgb()
                .is_none_or(|rgb| rgb.contrast(ground) >= self.contrast)
        };
        match ink {
            Ink::Named(at @ 0..8) if depth == Depth::Eight => {
                enough(ink) && enough(Ink::Named(at + 8))
            }
            _ => enough(ink),
        }
    }

    /// The roles whose letters have less contrast than the theme asks for, and how much they have.
    pub fn faint(&self) -> Vec<(&'static str, f64)> {
        let roles = Self::ROLES.iter().zip(self.paints());
        let contrasts = roles.filter_map(|((name, _), paint)| {
            // A role that says nothing is as readable as the text.
            if paint.is_plain() {
                return None;
            }
            let (ink, ground) = paint.over(self.text);
            Some((*name, ink.rgb()?.contrast(ground.rgb()?)))
        });
        contrasts
            .filter(|(_, contrast)| *contrast < self.contrast)
            .collect()
    }
}

impl Paint {
    /// Its ink and ground where it lies over `text`.
    fn over(self, text: Self) -> (Ink, Ink) {
        let or = |ink: Ink, other: Ink| if ink == Ink::Default { other } else { ink };
        (or(self.ink, text.ink), or(self.ground, text.ground))
    }

    /// The nearest that can be shown, read and told from `text`.
    fn at(self, depth: Depth, text: Self, readable: impl Fn(Ink, Ink) -> bool) -> Option<Self> {
        if self.is_plain() {
            return Some(self);
        }
        let ground = match self.ground {
            Ink::Default => Ink::Default,
            ground => ground.at(depth, |ink| ink == ground || apart(ink, text.ground))?,
        };
        let behind = match ground {
            Ink::Default => text.ground,
            ground => ground,
        };
        // What is shown as it was meant is left so, and letters on a ground of their own stand out by that.
        let alike =
            |ink| ground != Ink::Default || apart(ink, text.ink) && !farther(ink, self.ink, ALIKE);
        let stands_out = |ink| ink == self.ink || alike(ink);
        let ink = match self.ink {
            Ink::Default if readable(text.ink, behind) => Ink::Default,
            ink => ink.at(depth, |ink| readable(ink, behind) && stands_out(ink))?,
        };
        Some(Self { ink, ground })
    }
}

fn contrast<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    parsed(deserializer, |text| match text {
        "4.5" => Ok(4.5),
        "7" | "7.0" => Ok(7.0),
        _ => Err(format!("`{text}` is not a contrast\nwrite 4.5 or 7")),
    })
}

/// Whether two colours can be told apart at a glance, so far as they are known.
fn apart(a: Ink, b: Ink) -> bool {
    a.rgb().zip(b.rgb()).is_none() || farther(a, b, APART)
}

/// Whether two known colours are farther from each other than `distance`.
fn farther(a: Ink, b: Ink, distance: f64) -> bool {
    let both = a.rgb().zip(b.rgb());
    both.is_some_and(|(a, b)| a.distance(b) >= distance)
}

impl Default for Theme {
    fn default() -> Self {
        Self::STANDARD
    }
}
