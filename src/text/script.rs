//! Superscripts, subscripts and fractions in plain characters: `10⁹`, `2^x`, `H₂O`, `1 1/2`, `100.4°F`.

use super::{Span, Style};

/// Characters that have a superscript and a subscript form. A letter may have none.
const FORMS: &[(char, char, Option<char>)] = &[
    ('0', '⁰', Some('₀')),
    ('1', '¹', Some('₁')),
    ('2', '²', Some('₂')),
    ('3', '³', Some('₃')),
    ('4', '⁴', Some('₄')),
    ('5', '⁵', Some('₅')),
    ('6', '⁶', Some('₆')),
    ('7', '⁷', Some('₇')),
    ('8', '⁸', Some('₈')),
    ('9', '⁹', Some('₉')),
    ('+', '⁺', Some('₊')),
    ('-', '⁻', Some('₋')),
    ('−', '⁻', Some('₋')),
    ('–', '⁻', Some('₋')),
    ('(', '⁽', Some('₍')),
    (')', '⁾', Some('₎')),
    ('n', 'ⁿ', None),
];

/// Endings of ordinal numbers, which lose nothing on the line: `1st`, `2e`.
const ORDINALS: &[&str] = &[
    "st", "nd", "rd", "th", "er", "re", "ère", "e", "ème", "de", "a", "ª", "º",
];

/// Writes spans styled [`Style::SUPERSCRIPT`] or [`Style::SUBSCRIPT`] in characters that mean the same on one line.
pub(super) fn flatten(spans: Vec<Span>) -> Vec<Span> {
    const ALL: [Style; 3] = [Style::SUPERSCRIPT, Style::SUBSCRIPT, Style::STRUCK];
    let marked = |span: &Span| ALL.iter().any(|style| span.style.has(*style));
    if !spans.iter().any(marked) {
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
        let style = ALL
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

fn is_raised(span: &Span) -> bool {
    span.style.has(Style::SUPERSCRIPT)
}

fn is_lowered(span: &Span) -> bool {
    span.style.has(Style::SUBSCRIPT)
}

/// A raised numerator over a lowered denominator at the beginning of `spans`, and how many spans it takes.
fn fraction(spans: &[Span]) -> Option<(String, usize)> {
    const SLASHES: [char; 3] = ['/', '⁄', '∕'];
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let [upper, more @ ..] = spans else {
        return None;
    };
    if !is_raised(upper) {
        return None;
    }
    let mut numerator = upper.text.trim();
    let mut slash = false;
    if let Some(bare) = numerator.strip_suffix(SLASHES) {
        (numerator, slash) = (bare.trim_end(), true);
    }
    let (middle, lower) = match more {
        [lower, ..] if is_lowered(lower) => ("", lower),
        [middle, lower, ..] if is_lowered(lower) => (middle.text.trim(), lower),
        _ => return None,
    };
    let mut denominator = lower.text.trim();
    if let Some(bare) = denominator.strip_prefix(SLASHES) {
        (denominator, slash) = (bare.trim_start(), true);
    }
    let between = middle.strip_prefix(SLASHES);
    let whole = between == Some("") || (middle.is_empty() && slash);
    let taken = if std::ptr::eq(lower, &more[0]) { 2 } else { 3 };
    (whole && digits(numerator) && digits(denominator))
        .then(|| (format!("{numerator}/{denominator}"), taken))
}

/// A fraction behind a whole number: `1 1/2`, not `11/2`.
fn mixed(before: Option<char>, fraction: &str) -> String {
    match before.is_some_and(|c| c.is_ascii_digit()) {
        true => format!(" {fraction}"),
        false => fraction.to_owned(),
    }
}

/// The text of a span between these characters, with its blanks at both ends.
fn on_the_line(span: &Span, before: Option<char>, after: Option<char>) -> String {
    let text = span.text.trim();
    if text.is_empty() || !(is_raised(span) || is_lowered(span)) {
        return span.text.clone();
    }
    let start = span.text.len() - span.text.trim_start().len();
    let (lead, trail) = (&span.text[..start], &span.text[start + text.len()..]);
    let before = if lead.is_empty() { before } else { None };
    let after = if trail.is_empty() { after } else { None };
    let written = match is_raised(span) {
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
    if digit_before
        && let Some((upper, lower)) = text.split_once(['/', '⁄'])
        && [upper, lower]
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return mixed(before, &format!("{upper}/{lower}"));
    }
    // A mark of a note, or a reference that is set off already; not a charge.
    let is_charge = matches!(text, "+" | "-" | "−" | "–");
    if text.starts_with('[') || !(text.contains(char::is_alphanumeric) || is_charge) {
        return text.to_owned();
    }
    let form = |c: char| FORMS.iter().find(|form| form.0 == c).map(|form| form.1);
    match text.chars().map(form).collect() {
        Some(raised) => raised,
        None => marked('^', text, after),
    }
}

fn subscript(text: &str) -> String {
    let form = |c: char| {
        FORMS
            .iter()
            .find(|form| form.0 == c)
            .and_then(|form| form.2)
    };
    match text.chars().map(form).collect() {
        Some(lowered) => lowered,
        // As it is written everywhere: HbA1c, Cmax.
        None if text.chars().all(char::is_alphanumeric) => text.to_owned(),
        None => marked('_', text, None),
    }
}

/// `^x`, or `^(x+1)` where it would not be seen where it ends.
fn marked(mark: char, text: &str, after: Option<char>) -> String {
    let inner = text.strip_prefix(['-', '−', '+']).unwrap_or(text);
    let plain = inner.chars().all(char::is_alphanumeric);
    match plain && !after.is_some_and(char::is_alphanumeric) {
        true => format!("{mark}{text}"),
        false if text.starts_with('(') && text.ends_with(')') => format!("{mark}{text}"),
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
