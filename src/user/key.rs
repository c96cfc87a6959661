//! Keys as a person writes them: `ctrl-f`, `alt-left`, `pgdn`, `]`. Knows no terminal.

use std::fmt;

/// A key with its modifiers.
///
/// Shift is kept only where a character cannot say it: `G` is a character of its own, `shift-tab` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which.
    pub code: Code,
    /// Held down with it.
    pub ctrl: bool,
    /// Held down with it, or sent as an escape before it.
    pub alt: bool,
    /// Held down with it.
    pub shift: bool,
}

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character.
    Char(char),
    /// F1 to F12.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tabulator.
    Tab,
    /// Deletes to the left.
    Backspace,
    /// Deletes to the right.
    Delete,
    /// Insert.
    Insert,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// To the start.
    Home,
    /// To the end.
    End,
    /// A page back.
    PageUp,
    /// A page on.
    PageDown,
}

/// Why a text names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no key; keys are written like ctrl-f, alt-left, pgdn, f1 or ]")]
pub struct KeyError(String);

/// Names as written in a table, and as shown to a person.
const NAMES: &[(Code, &str, &str)] = &[
    (Code::Char(' '), "space", "Space"),
    (Code::Enter, "enter", "Enter"),
    (Code::Esc, "esc", "Esc"),
    (Code::Tab, "tab", "Tab"),
    (Code::Backspace, "backspace", "Backspace"),
    (Code::Delete, "del", "Del"),
    (Code::Insert, "ins", "Ins"),
    (Code::Left, "left", "Left"),
    (Code::Right, "right", "Right"),
    (Code::Up, "up", "Up"),
    (Code::Down, "down", "Down"),
    (Code::Home, "home", "Home"),
    (Code::End, "end", "End"),
    (Code::PageUp, "pgup", "PgUp"),
    (Code::PageDown, "pgdn", "PgDn"),
];

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// Reads a key as it is written in a table of keys.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let bad = || KeyError(text.to_owned());
        let mut rest = text;
        let mut key = Self::plain(Code::Esc);
        loop {
            // A hyphen can be the key itself: `-` and `ctrl--`.
            let (held, after) = match rest {
                _ if rest.chars().count() == 1 => break,
                _ if rest.starts_with("ctrl-") => (&mut key.ctrl, &rest[5..]),
                _ if rest.starts_with("alt-") => (&mut key.alt, &rest[4..]),
                _ if rest.starts_with("shift-") => (&mut key.shift, &rest[6..]),
                _ => break,
            };
            if *held || after.is_empty() {
                return Err(bad());
            }
            *held = true;
            rest = after;
        }
        key.code = Code::parse(rest).ok_or_else(bad)?;
        if let Code::Char(c) = key.code
            && (key.shift || c.is_control() || (key.ctrl && c.is_uppercase()))
        {
            return Err(bad());
        }
        Ok(key)
    }

    /// The character that it types, where it types one.
    pub fn text(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// For people: `Ctrl-F`, `PgDn`, and an arrow where the screen has arrows.
    pub fn label(self, arrows: bool) -> String {
        let mut text = String::new();
        for (held, name) in [
            (self.ctrl, "Ctrl-"),
            (self.alt, "Alt-"),
            (self.shift, "Shift-"),
        ] {
            if held {
                text.push_str(name);
            }
        }
        match self.code {
            Code::Left if arrows => text.push('←'),
            Code::Right if arrows => text.push('→'),
            Code::Up if arrows => text.push('↑'),
            Code::Down if arrows => text.push('↓'),
            Code::Char(c) if c != ' ' && self.ctrl => text.extend(c.to_uppercase()),
            Code::F(n) => text.push_str(&format!("F{n}")),
            code => match NAMES.iter().find(|(known, ..)| *known == code) {
                Some((_, _, shown)) => text.push_str(shown),
                None => text.push_str(&code.to_string()),
            },
        }
        text
    }
}

impl Code {
    fn parse(text: &str) -> Option<Self> {
        if let Some((code, ..)) = NAMES.iter().find(|(_, name, _)| *name == text) {
            return Some(*code);
        }
        let mut chars = text.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return (c != ' ').then_some(Self::Char(c));
        }
        let number = text.strip_prefix('f')?;
        match number.parse() {
            Ok(n @ 1..=12) if !number.starts_with(['0', '+']) => Some(Self::F(n)),
            _ => None,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, NAMES.iter().find(|(code, ..)| code == self)) {
            (_, Some((_, name, _))) => f.write_str(name),
            (Self::Char(c), None) => write!(f, "{c}"),
            (Self::F(n), None) => write!(f, "f{n}"),
            // Every other code is in the table; a test says so.
            (_, None) => f.write_str("?"),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.ctrl, "ctrl-"),
            (self.alt, "alt-"),
            (self.shift, "shift-"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        self.code.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_read_as_people_write_them() {
        let key = Key::parse("ctrl-f").expect("a key");
        assert_eq!((key.code, key.ctrl), (Code::Char('f'), true));
        assert_eq!(Key::parse("shift-tab").map(|k| k.shift), Ok(true));
        assert_eq!(Key::parse("ctrl--").map(|k| k.code), Ok(Code::Char('-')));
        assert_eq!(Key::parse("-"), Ok(Key::plain(Code::Char('-'))));
        assert_eq!(Key::parse("f12"), Ok(Key::plain(Code::F(12))));
        for bad in [
            "",
            " ",
            "ctrl-",
            "ctrl-ctrl-f",
            "ctrl-F",
            "shift-a",
            "f0",
            "f13",
            "f01",
            "page",
            "ctrl",
        ] {
            assert!(Key::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn labels_are_for_people() {
        let label = |text| Key::parse(text).expect("a key").label(true);
        assert_eq!(label("ctrl-f"), "Ctrl-F");
        assert_eq!(label("alt-left"), "Alt-←");
        assert_eq!(label("G"), "G");
        assert_eq!(label("pgdn"), "PgDn");
        assert_eq!(Key::plain(Code::Up).label(false), "Up");
    }

    fn code() -> impl Strategy<Value = Code> {
        prop_oneof![
            "[!-~é中]".prop_map(|s| Code::Char(s.chars().next().expect("one"))),
            (1u8..=12).prop_map(Code::F),
            prop::sample::select(NAMES.iter().map(|n| n.0).collect::<Vec<_>>()),
        ]
    }

    proptest! {
        #[test]
        fn parse_and_print_are_inverse(code in code(), ctrl: bool, alt: bool, shift: bool) {
            let is_char = matches!(code, Code::Char(_));
            let upper = matches!(code, Code::Char(c) if c.is_uppercase());
            let key = Key { code, ctrl: ctrl && !upper, alt, shift: shift && !is_char };
            prop_assert_eq!(Key::parse(&key.to_string()), Ok(key));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
            if let Ok(key) = Key::parse(&text) {
                prop_assert_eq!(key.to_string(), text);
            }
        }
    }
}
