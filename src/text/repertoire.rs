//! The characters that a terminal shows, and text in them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::ascii::{raised, to_ascii, transliterate};

/// The characters that a terminal shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Repertoire {
    /// All of Unicode.
    #[default]
    Unicode,
    /// Those of the first font there was for a screen, which the Linux console starts with: code page 437.
    CodePage437,
    /// ASCII.
    Ascii,
}

/// What code page 437 has beyond ASCII, also under the names that fonts give the same shape.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥ƒáíóúñÑªº¿¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
                             αßΓπΣσµμτΦΘΩδ∞φε∩≡±≥≤÷≈°·√ⁿ²■•◘○◙►◄↕‼¶§▬↨↑↓→←∟↔▲▼";

impl Repertoire {
    /// `text` in these characters: what is missing is written as one would type it.
    pub fn show(self, text: &str) -> Cow<'_, str> {
        // A raised digit is shown only where all are: 10¹² must not become 10^1².
        let shown = |c: char| c.is_ascii() || CODE_PAGE_437.contains(c) && raised(c).is_none();
        match self {
            Self::Unicode => Cow::Borrowed(text),
            Self::Ascii => to_ascii(text),
            Self::CodePage437 if text.chars().all(shown) => Cow::Borrowed(text),
            // Composed: an accent on its own could only be left out.
            Self::CodePage437 => Cow::Owned(transliterate(text.nfc(), shown)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_console_keeps_what_it_has() {
        for (text, shown) in [
            ("Sjögren, Ménière", "Sjögren, Ménière"),
            ("Me\u{301}nie\u{300}re", "Ménière"),
            ("“Čech” – ≥ 3 µg…", "\"Cech\" - ≥ 3 µg..."),
        ] {
            assert_eq!(Repertoire::CodePage437.show(text), shown);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_shown_as_it_is(text in "\\PC*") {
            for repertoire in [Repertoire::Unicode, Repertoire::CodePage437, Repertoire::Ascii] {
                let shown = repertoire.show(&text).into_owned();
                prop_assert_eq!(repertoire.show(&shown), shown.as_str());
            }
        }
    }
}
