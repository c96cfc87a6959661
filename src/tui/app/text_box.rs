//! One line of text that is typed or pasted: clean, and not too long.

use tui_input::{Input, InputRequest};

use crate::config::{Code, Key};
use crate::text::clean;

/// Maximum length of what is typed, in bytes.
pub(super) const MAX_LENGTH: usize = 10_000;

/// Edits the line; says whether its text has changed.
pub(super) fn edit(input: &mut Input, key: Key) -> bool {
    let request = match (key.code, key.ctrl, key.alt) {
        // A line separator becomes a space, a control character nothing.
        (Code::Char(c), false, false) => {
            match one_line(c.encode_utf8(&mut [0; 4])).chars().next() {
                Some(c) if input.value().len() < MAX_LENGTH => InputRequest::InsertChar(c),
                _ => return false,
            }
        }
        (Code::Backspace, false, false) => InputRequest::DeletePrevChar,
        (Code::Delete, false, _) => InputRequest::DeleteNextChar,
        (Code::Left, false, false) => InputRequest::GoToPrevChar,
        (Code::Right, false, false) => InputRequest::GoToNextChar,
        (Code::Left, true, _) | (Code::Char('b'), _, true) => InputRequest::GoToPrevWord,
        (Code::Right, true, _) | (Code::Char('f'), _, true) => InputRequest::GoToNextWord,
        (Code::Home, ..) | (Code::Char('a'), true, _) => InputRequest::GoToStart,
        (Code::End, ..) | (Code::Char('e'), true, _) => InputRequest::GoToEnd,
        (Code::Char('w'), true, _) | (Code::Backspace, ..) => InputRequest::DeletePrevWord,
        (Code::Char('u'), true, _) => InputRequest::DeleteLine,
        (Code::Char('k'), true, _) => InputRequest::DeleteTillEnd,
        _ => return false,
    };
    input.handle(request).is_some_and(|change| change.value)
}

/// Inserts `text` at the cursor, as one line, up to the maximum length.
pub(super) fn paste(input: &mut Input, text: &str) {
    let mut chars = input.value().chars();
    let before: String = chars.by_ref().take(input.cursor()).collect();
    let after: String = chars.collect();
    let text = one_line(text);
    let room = MAX_LENGTH.saturating_sub(input.value().len());
    let text = &text[..text.floor_char_boundary(room)];
    let cursor = before.chars().count() + text.chars().count();
    *input = Input::new(format!("{before}{text}{after}")).with_cursor(cursor);
}

/// Clean, on one line, not too long.
pub(super) fn one_line(text: &str) -> String {
    let line = clean::clean_line(text);
    let line = line.trim_matches(['\n', '\r']).replace(['\n', '\t'], " ");
    let mut line: String = line.chars().filter(|c| !c.is_control()).collect();
    line.truncate(line.floor_char_boundary(MAX_LENGTH));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_becomes_one_clean_short_line() {
        let mut input = Input::new("ab".into()).with_cursor(1);
        paste(&mut input, "x\ny\u{1b}[31m");
        assert!(!input.value().contains(char::is_control));
        assert!(input.value().starts_with("ax y"), "{}", input.value());
        assert!(input.value().ends_with('b'));
        paste(&mut input, &"long ".repeat(10_000));
        assert!(input.value().len() <= MAX_LENGTH);
    }

    #[test]
    fn typed_text_is_clean() {
        let mut input = Input::default();
        for c in ['a', '\u{2028}', 'b', '\u{ad}', '\u{202e}', '\u{2029}'] {
            edit(&mut input, Key::plain(Code::Char(c)));
        }
        assert_eq!(input.value(), "a b ");
    }
}
