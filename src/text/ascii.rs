//! Text for a terminal that shows nothing but ASCII.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `text` in ASCII letters: typographic characters as one types them, letters without their accents, `?` for what has
/// no such form.
pub fn to_ascii(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(transliterate(text.chars(), |_| false)),
    }
}

/// The same, but for characters to `keep`.
pub(super) fn transliterate(
    text: impl Iterator<Item = char>,
    keep: impl Fn(char) -> bool,
) -> String {
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
            // It stood on a letter that is written without it.
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
pub(super) fn raised(char: char) -> Option<char> {
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
    fn as_one_would_type_it() {
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

    proptest! {
        #[test]
        fn always_ascii(text in "\\PC*") {
            prop_assert!(to_ascii(&text).is_ascii());
        }
    }
}
