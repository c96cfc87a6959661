//! The characters that a terminal has, and transliteration to them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The characters that a terminal shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Charset {
    /// All of Unicode.
    #[default]
    Unicode,
    /// Code page 437, the font that the Linux console starts with.
    CodePage437,
    /// ASCII.
    Ascii,
}

/// Code page 437 beyond ASCII, with other characters that its font gives the same shape.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥ƒáíóúñÑªº¿¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
                             αßΓπΣσµμτΦΘΩδ∞φε∩≡±≥≤÷≈°·√ⁿ²■•◘○◙►◄↕‼¶§▬↨↑↓→←∟↔▲▼";

impl Charset {
    /// `text` in these characters: missing ones are written as people type them.
    pub fn show(self, text: &str) -> Cow<'_, str> {
        // A raised digit is shown only where all are: 10¹² must not become 10^1².
        let shown = |c: char| c.is_ascii() || CODE_PAGE_437.contains(c) && raised(c).is_none();
        match self {
            Self::Unicode => Cow::Borrowed(text),
            Self::Ascii => to_ascii(text),
            Self::CodePage437 if text.chars().all(shown) => Cow::Borrowed(text),
            // Composed first: an accent on its own would be lost.
            Self::CodePage437 => Cow::Owned(transliterate(text.nfc(), shown)),
        }
    }
}

/// The characters used for drawing: the real ones, or ASCII where a terminal has nothing better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// The characters of text.
    pub charset: Charset,
    /// Before a list item.
    pub bullet: &'static str,
    /// Left edge of a box.
    pub bar: &'static str,
    /// Left edge of a quotation.
    pub quote: &'static str,
    /// One column of a line across.
    pub rule: &'static str,
    /// Where text was cut.
    pub ellipsis: &'static str,
    /// Before a conclusion.
    pub arrow: &'static str,
}

impl Glyphs {
    /// For terminals that show Unicode.
    pub const UNICODE: Self = Self {
        charset: Charset::Unicode,
        bullet: "•",
        bar: "┃",
        quote: "│",
        rule: "─",
        ellipsis: "…",
        arrow: "→",
    };
    /// For the others.
    pub const ASCII: Self = Self {
        charset: Charset::Ascii,
        bullet: "*",
        bar: "|",
        quote: ">",
        rule: "-",
        ellipsis: "...",
        arrow: "->",
    };

    /// For the Linux console.
    pub const CONSOLE: Self = Self {
        charset: Charset::CodePage437,
        bar: "│",
        ellipsis: "...",
        ..Self::UNICODE
    };

    /// `text` as the terminal can show it. Layout does this itself.
    pub fn show<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.charset.show(text)
    }
}

/// `text` in ASCII: typographic characters as people type them, letters without their accents, `?` for all else.
pub fn to_ascii(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(transliterate(text.chars(), |_| false)),
    }
}

/// The same, but for characters to `keep`.
fn transliterate(text: impl Iterator<Item = char>, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.size_hint().0);
    let mut before = ' ';
    for char in text {
        match char {
            _ if char.is_ascii() => out.push(char),
            // Without a mark, 10⁹ would become 109.
            _ if let Some(raised) = raised(char) => {
                if self::raised(before).is_none() {
                    out.push('^');
                }
                out.push(raised);
            }
            _ if keep(char) => out.push(char),
            // Between words it separates; within one it multiplies.
            '·' => out.push(if before == ' ' { '|' } else { '*' }),
            _ if let Some(known) = known(char) => out.push_str(known),
            // The letter before it is written without it.
            _ if is_combining_mark(char) => {}
            // 1½ is not 11/2.
            '¼'..='¾' | '⅐'..='⅞' if before.is_numeric() => {
                out.push(' ');
                decomposed(char, &mut out);
            }
            _ => decomposed(char, &mut out),
        }
        before = char;
    }
    out
}

/// The digit or sign that is raised.
fn raised(char: char) -> Option<char> {
    let plain = match char {
        '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '⁺' | '⁻' | 'ⁿ' => {
            std::iter::once(char).nfkd().next()?
        }
        _ => return None,
    };
    Some(if plain == '−' { '-' } else { plain })
}

/// The character's compatible parts (`ﬁ`, `½`, `ＡＢ`), or `?`.
fn decomposed(char: char, out: &mut String) {
    let before = out.len();
    for part in std::iter::once(char).nfkd() {
        if part.is_ascii() {
            out.push(part);
        } else if let Some(known) = known(part) {
            out.push_str(known);
        } else if !is_combining_mark(part) {
            out.truncate(before);
            break;
        }
    }
    if out.len() == before {
        out.push('?');
    }
}

#[rustfmt::skip]
fn known(char: char) -> Option<&'static str> {
    Some(match char {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' => "",
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '┄' | '┈' | '═' => "-",
        '…' => "...",
        '•' | '‣' | '▪' | '■' | '●' | '◦' => "*", '×' | '✗' => "x", '✓' => "v",
        '│' | '┃' | '║' | '┆' | '┊' | '¦' | '▏' | '▕' => "|", '\u{250c}'..='\u{254b}' | '\u{2552}'..='\u{2570}' => "+", '\u{2580}'..='\u{2593}' => "#",
        '≥' => ">=", '≤' => "<=", '≠' => "!=", '≈' | '∼' => "~", '±' => "+/-", '÷' => "/", '⁄' => "/",
        '→' | '⇒' => "->", '←' | '⇐' => "<-", '↑' => "^", '↓' => "v", '↔' => "<->",
        '›' | '▸' | '▶' | '►' => ">", '‹' | '◂' | '◀' | '◄' => "<", '▾' | '▼' => "v", '▴' | '▲' => "^", '↕' => "|",
        '°' => "deg", '§' => "S.", '¶' => "P.", '†' => "+", '‡' => "++", '‰' => "o/oo",
        '©' => "(c)", '®' => "(R)", '™' => "(TM)", '€' => "EUR", '£' => "GBP", '¥' => "JPY", '¢' => "c",
        'ß' => "ss", 'æ' => "ae", 'Æ' => "AE", 'œ' => "oe", 'Œ' => "OE", 'ø' => "o", 'Ø' => "O", 'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D", 'ł' => "l", 'Ł' => "L", 'þ' => "th", 'Þ' => "Th", 'ı' => "i", 'ħ' => "h", 'Ħ' => "H",
        'ẞ' => "SS", '¿' => "?", '¡' => "!",
        'µ' | 'μ' => "u",
        'α' => "alpha", 'β' => "beta", 'γ' => "gamma", 'δ' => "delta", 'Δ' => "Delta", 'ε' => "epsilon",
        'κ' => "kappa", 'λ' => "lambda", 'σ' => "sigma", 'τ' => "tau", 'ω' => "omega", 'Ω' => "Ohm",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ascii_is_written_as_people_type_it() {
        for (text, wanted) in [
            ("plain", "plain"),
            ("“Can’t” – 5…10 µg ≥ 3", "\"Can't\" - 5...10 ug >= 3"),
            (
                "Sjögren, Ménière, Größe, Čech",
                "Sjogren, Meniere, Grosse, Cech",
            ),
            ("cœur æther Łódź", "coeur aether Lodz"),
            ("TNF-α • 37 °C → ½ ﬁn", "TNF-alpha * 37 degC -> 1/2 fin"),
            ("e\u{301}", "e"),
            (
                "POH › Treatment · 2024 • ‹x›",
                "POH > Treatment | 2024 * <x>",
            ),
            ("kg·m² 4·10⁹/L 10⁻¹² Ca²⁺", "kg*m^2 4*10^9/L 10^-12 Ca^2+"),
            ("1½ or ½, １２", "1 1/2 or 1/2, 12"),
            ("┌─┐│▸█↑", "+-+|>#^"),
            ("骨化 👩\u{200d}🔬", "?? ??"),
        ] {
            assert_eq!(to_ascii(text), wanted);
        }
    }

    #[test]
    fn the_console_keeps_characters_of_its_code_page() {
        for (text, shown) in [
            ("Sjögren, Ménière", "Sjögren, Ménière"),
            ("Me\u{301}nie\u{300}re", "Ménière"),
            ("“Čech” – ≥ 3 µg…", "\"Cech\" - ≥ 3 µg..."),
        ] {
            assert_eq!(Charset::CodePage437.show(text), shown);
        }
    }

    proptest! {
        #[test]
        fn always_ascii(text in "\\PC*") {
            prop_assert!(to_ascii(&text).is_ascii());
        }

        #[test]
        fn showing_twice_is_showing_once(text in "\\PC*") {
            for charset in [Charset::Unicode, Charset::CodePage437, Charset::Ascii] {
                let shown = charset.show(&text).into_owned();
                prop_assert_eq!(charset.show(&shown), shown.as_str());
            }
        }
    }
}
