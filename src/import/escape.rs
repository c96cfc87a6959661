//! Plain text -> Markdown that shows it as it is.

/// `text`, of one line, so that Markdown shows every character of it.
pub(super) fn line(text: &str) -> String {
    line_start(text.trim())
}

/// The same for the beginning of a line, which goes on behind it.
pub(super) fn line_start(text: &str) -> String {
    let inner = inline(text);
    match opener(text) {
        None => inner,
        // What begins a block is in front of it: the same bytes in both.
        Some(at) => format!("{}\\{}", &inner[..at], &inner[at..]),
    }
}

/// The same for text that stands within a line.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, char) in text.char_indices() {
        let rest = &text[at + char.len_utf8()..];
        // Where the text ends, something may follow that is no part of it.
        let last = rest.is_empty();
        let after = rest.chars().next().unwrap_or(' ');
        let alone = before.is_whitespace() && after.is_whitespace() && at > 0 && !last;
        let special = match char {
            '\\' => last || after.is_ascii_punctuation() || after == '\n',
            '`' | '[' | '~' => true,
            '*' => !alone,
            // Within a word it is no markup.
            '_' => !(alone || before.is_alphanumeric() && after.is_alphanumeric()),
            '<' => after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?'),
            '&' => is_entity(rest),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(char);
        before = char;
    }
    out
}

/// The same for a cell of a table.
pub(super) fn cell(text: &str) -> String {
    inline(text.trim()).replace('|', "\\|")
}

/// Where in a line that would begin a heading, a quote, a list, a table or a rule a backslash makes it text.
fn opener(text: &str) -> Option<usize> {
    let blank = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let rest = text.get(1..).unwrap_or("");
    match text.as_bytes().first()? {
        b'#' | b'>' | b'|' => Some(0),
        b'-' | b'+' if blank(rest) || rest.trim_matches(['-', ' ']).is_empty() => Some(0),
        b'=' if rest.trim_matches(['=', ' ']).is_empty() => Some(0),
        b'0'..=b'9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let mark = text[digits..].starts_with(['.', ')']);
            (mark && blank(&text[digits + 1..])).then_some(digits)
        }
        _ => None,
    }
}

/// Whether `&` and this would be read as one character.
fn is_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let letters = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    letters > 0 && letters <= 32 && name[letters..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::plain_text;
    use proptest::prelude::*;

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        assert_eq!(
            line("GNAS gene (20q13.32) 5 * 3 & a_b"),
            "GNAS gene (20q13.32) 5 * 3 & a_b"
        );
        assert_eq!(
            line("HLA-B*27 __x__ [1] <i> &lt;"),
            "HLA-B\\*27 \\_\\_x\\_\\_ \\[1] \\<i> \\&lt;"
        );
        assert_eq!(line("1. of many"), "1\\. of many");
        assert_eq!(line("2016 was"), "2016 was");
        assert_eq!(line("- a"), "\\- a");
        assert_eq!(line("# a"), "\\# a");
        assert_eq!(cell("a|b"), "a\\|b");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn what_is_escaped_is_shown_as_it_was(text in "[-a1 *_`~<>&;|#+=.!)(\\[\\]\\\\\"'/:^$é]{1,24}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            let text = words.join(" ");
            prop_assert_eq!(plain_text(&line(&text)), text);
        }
    }
}
