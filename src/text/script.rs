//! Superscripts, subscripts and fractions in plain characters: `10⁹`, `2^x`, `H₂O`, `1 1/2`, `100.4°F`.

use super::document::{Span, Style};

/// Characters with a superscript form and, except for the last, a subscript form.
const PLAIN: &str = "0123456789+-−–()n";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₍₎";

/// Endings of ordinal numbers, which are also written on the line: `1st`, `2e`.
const ORDINALS: &[&str] = &[
    "st", "nd", "rd", "th", "er", "re", "ère", "e", "ème", "de", "a", "ª", "º",
];

/// Styles that last only until the text is complete.
const TEMPORARY: [Style; 3] = [Style::SUPERSCRIPT, Style::SUBSCRIPT, Style::STRUCK];

/// Writes spans styled [`Style::SUPERSCRIPT`] or [`Style::SUBSCRIPT`] in characters that mean the same on one line.
pub(super) fn flatten(spans: Vec<Span>) -> Vec<Span> {
    let is_marked = |span: &Span| TEMPORARY.iter().any(|style| span.style.has(*style));
    if !spans.iter().any(is_marked) {
        return spans;
    }
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    let mut rest = spans.as_slice();
    while let Some(span) = rest.first() {
        let before = out.last().and_then(|last| last.text.chars().next_back());
        let (text, taken) = match fraction(rest) {
            Some((fraction, taken)) => (mixed(before, &fraction), taken),
            None => {
                let after = rest.get(1).and_then(|next| next.text.chars().next());
                (on_the_line(span, before, after), 1)
            }
        };
        rest = &rest[taken..];
        let style = TEMPORARY
            .iter()
            .fold(span.style, |style, mark| style.without(*mark));
        match out.last_mut() {
            Some(last) if last.style == style && last.target == span.target => {
                last.text.push_str(&text);
            }
            _ => out.push(Span {
                text,
                style,
                target: span.target.clone(),
            }),
        }
    }
    out
}

/// A raised numerator over a lowered denominator at the beginning of `spans`, and how many spans it takes. The slash may be
/// in either of them or between.
fn fraction(spans: &[Span]) -> Option<(String, usize)> {
    let is_lowered = |span: &Span| span.style.has(Style::SUBSCRIPT);
    let lower = spans.iter().take(3).position(is_lowered)?;
    if lower == 0 || !spans[0].style.has(Style::SUPERSCRIPT) {
        return None;
    }
    let text: String = spans[..=lower]
        .iter()
        .map(|span| span.text.trim())
        .collect();
    Some((simple_fraction(&text)?, lower + 1))
}

/// `1/2`, where a text is that.
fn simple_fraction(text: &str) -> Option<String> {
    let (upper, lower) = text.split_once(['/', '⁄', '∕'])?;
    let (upper, lower) = (upper.trim_end(), lower.trim_start());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(upper) && digits(lower)).then(|| format!("{upper}/{lower}"))
}

/// A fraction after a whole number: `1 1/2`, not `11/2`.
fn mixed(before: Option<char>, fraction: &str) -> String {
    match before.is_some_and(|c| c.is_ascii_digit()) {
        true => format!(" {fraction}"),
        false => fraction.to_owned(),
    }
}

/// The text of a span between these characters, with its spaces at both ends.
fn on_the_line(span: &Span, before: Option<char>, after: Option<char>) -> String {
    let text = span.text.trim();
    let is_raised = span.style.has(Style::SUPERSCRIPT);
    if text.is_empty() || !(is_raised || span.style.has(Style::SUBSCRIPT)) {
        return span.text.clone();
    }
    let start = span.text.len() - span.text.trim_start().len();
    let (lead, trail) = (&span.text[..start], &span.text[start + text.len()..]);
    let before = if lead.is_empty() { before } else { None };
    let after = if trail.is_empty() { after } else { None };
    let written = match is_raised {
        true => superscript(text, before, after),
        false => subscript(text),
    };
    format!("{lead}{written}{trail}")
}

fn superscript(text: &str, before: Option<char>, after: Option<char>) -> String {
    let digit_before = before.is_some_and(|c| c.is_ascii_digit());
    let scale_after = after.is_some_and(|c| matches!(c, 'C' | 'F'));
    let letter_after = after.is_some_and(char::is_alphabetic);
    match text {
        "o" | "O" | "º" | "°" | "˚" if scale_after || (digit_before && !letter_after) => {
            return "°".to_owned();
        }
        "0" if digit_before && scale_after => return "°".to_owned(),
        "o" => return "º".to_owned(),
        "TM" | "tm" => return "™".to_owned(),
        "SM" => return "℠".to_owned(),
        "R" | "(R)" => return "®".to_owned(),
        _ => {}
    }
    if digit_before && ORDINALS.contains(&text) {
        return text.to_owned();
    }
    if digit_before && let Some(fraction) = simple_fraction(text) {
        return mixed(before, &fraction);
    }
    // A mark of a note, or a reference that is set off already; not a charge.
    let is_charge = matches!(text, "+" | "-" | "−" | "–");
    if text.starts_with('[') || !(text.contains(char::is_alphanumeric) || is_charge) {
        return text.to_owned();
    }
    in_forms(text, RAISED).unwrap_or_else(|| marked('^', text, after))
}

fn subscript(text: &str) -> String {
    // Letters as they are written everywhere: HbA1c, Cmax.
    let letters = || {
        text.chars()
            .all(char::is_alphanumeric)
            .then(|| text.to_owned())
    };
    in_forms(text, LOWERED)
        .or_else(letters)
        .unwrap_or_else(|| marked('_', text, None))
}

/// The text in raised or lowered characters, where there are such for all of it.
fn in_forms(text: &str, forms: &str) -> Option<String> {
    let form = |c: char| {
        PLAIN
            .chars()
            .zip(forms.chars())
            .find(|(plain, _)| *plain == c)
    };
    text.chars()
        .map(|c| form(c).map(|(_, form)| form))
        .collect()
}

/// `^x`, or `^(x+1)` where its end would not be seen.
fn marked(mark: char, text: &str, after: Option<char>) -> String {
    let inner = text.strip_prefix(['-', '−', '+']).unwrap_or(text);
    let plain = inner.chars().all(char::is_alphanumeric);
    let is_bracketed = text.starts_with('(') && text.ends_with(')');
    match is_bracketed || plain && !after.is_some_and(char::is_alphanumeric) {
        true => format!("{mark}{text}"),
        false => format!("{mark}({text})"),
    }
}

#[cfg(test)]
mod tests {
    use crate::text::plain_text;

    #[test]
    fn superscripts_and_subscripts_keep_their_meaning() {
        for (markdown, shown) in [
            ("150 x 10<sup>9</sup>/L", "150 x 10⁹/L"),
            (
                "5 x 10<sup>-3</sup> g, 10<sup>&minus;6</sup>",
                "5 x 10⁻³ g, 10⁻⁶",
            ),
            ("1<sup>1</sup>/<sub>2</sub> tablets", "1 1/2 tablets"),
            ("1 <sup>1</sup>&frasl;<sub>2</sub>", "1 1/2"),
            (
                "<sup>3</sup><sub>/4</sub> cup, 2<sup>1/2</sup> cups",
                "3/4 cup, 2 1/2 cups",
            ),
            (
                "100.4<sup>o</sup>F<sup>1</sup>, 38<sup>0</sup>C",
                "100.4°F¹, 38°C",
            ),
            ("lie at 30<sup>o</sup>, n<sup>o</sup> 5", "lie at 30°, nº 5"),
            (
                "2<sup>x</sup>, 10<sup>1,5</sup>, e<sup>-kt</sup>",
                "2^x, 10^(1,5), e^-kt",
            ),
            ("the 1<sup>st</sup> and 4<sup>th</sup>", "the 1st and 4th"),
            (
                "Brand<sup>TM</sup> and Name<sup>&reg;</sup>",
                "Brand™ and Name®",
            ),
            (
                "Ca<sup>2+</sup>, Na<sup>+</sup>, HCO<sub>3</sub><sup>&minus;</sup>, HbA<sub>1c</sub>",
                "Ca²⁺, Na⁺, HCO₃⁻, HbA1c",
            ),
            ("C<sub>max</sub>, x<sub>i+1</sub>", "Cmax, x_(i+1)"),
            (
                "word<sup>*</sup> and word<sup>[1]</sup>",
                "word* and word[1]",
            ),
            ("**10<sup>9</sup>** and 10<sup>**9**</sup>", "10⁹ and 10⁹"),
            ("a <sup>unclosed 5", "a ^(unclosed 5)"),
        ] {
            assert_eq!(plain_text(markdown), shown);
        }
    }
}
