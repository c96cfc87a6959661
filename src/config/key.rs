//! Keys as a person writes them: `ctrl-f`, `alt-left`, `pgdn`, `]`. Knows no terminal.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::values::parsed;

/// A key with its modifiers.
///
/// Shift is kept only where a character does not imply it: `G` is a character of its own, `shift-tab` is not.
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

/// The names of keys, as shown to a person. In a settings file they are written in small letters.
const NAMES: &[(Code, &str)] = &[
    (Code::Char(' '), "Space"),
    (Code::Enter, "Enter"),
    (Code::Esc, "Esc"),
    (Code::Tab, "Tab"),
    (Code::Backspace, "Backspace"),
    (Code::Delete, "Del"),
    (Code::Insert, "Ins"),
    (Code::Left, "Left"),
    (Code::Right, "Right"),
    (Code::Up, "Up"),
    (Code::Down, "Down"),
    (Code::Home, "Home"),
    (Code::End, "End"),
    (Code::PageUp, "PgUp"),
    (Code::PageDown, "PgDn"),
];

/// Keys that a terminal sends as others.
const SENT_AS: [(&str, &str); 4] = [
    ("ctrl-h", "backspace"),
    ("ctrl-i", "tab"),
    ("ctrl-m", "enter"),
    ("ctrl-[", "esc"),
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

    /// Reads a key as it is written in the table of actions: `ctrl-f`.
    ///
    /// The error message has two lines: the mistake, and what to do.
    pub fn parse(text: &str) -> Result<Self, String> {
        let bad = || {
            format!(
                "`{text}` is not a key\nwrite keys like ctrl-f, alt-left, shift-tab, pgdn, space, f1, G or ]"
            )
        };
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

    /// Reads a key as a person writes it, who may write it as help does: `Ctrl-F`, `PgDn`.
    fn read(text: &str) -> Result<Self, String> {
        let lower = text.to_lowercase();
        if let Some((_, sent)) = SENT_AS.iter().find(|(name, _)| *name == lower) {
            return Err(format!(
                "terminals send {sent} when `{text}` is pressed\nwrite {sent}, or choose another key"
            ));
        }
        // A single letter keeps its case.
        Self::parse(text).or_else(|error| Self::parse(&lower).map_err(|_| error))
    }

    /// For people: `Ctrl-F`, `PgDn`, and an arrow where the screen has arrows.
    pub fn label(self, arrows: bool) -> String {
        let name = match self.code {
            Code::Left if arrows => "←".to_owned(),
            Code::Right if arrows => "→".to_owned(),
            Code::Up if arrows => "↑".to_owned(),
            Code::Down if arrows => "↓".to_owned(),
            Code::Char(c) if self.ctrl && c != ' ' => c.to_uppercase().collect(),
            code => code.name(),
        };
        self.modifiers() + &name
    }

    fn modifiers(self) -> String {
        let held = [
            (self.ctrl, "Ctrl-"),
            (self.alt, "Alt-"),
            (self.shift, "Shift-"),
        ];
        let held = held.into_iter().filter(|(held, _)| *held);
        held.map(|(_, name)| name).collect()
    }
}

impl Code {
    fn parse(text: &str) -> Option<Self> {
        let mut names = NAMES.iter();
        if let Some((code, _)) = names.find(|(_, name)| name.to_lowercase() == text) {
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

    fn name(self) -> String {
        let known = NAMES.iter().find(|(code, _)| *code == self);
        match (known, self) {
            (Some((_, name)), _) => (*name).to_owned(),
            (None, Self::Char(c)) => c.to_string(),
            (None, Self::F(n)) => format!("F{n}"),
            (None, _) => String::new(), // every other key is in the list
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.code.name();
        let written = match self.code {
            Code::Char(c) if c != ' ' => name,
            _ => name.to_lowercase(),
        };
        write!(f, "{}{written}", self.modifiers().to_lowercase())
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, Self::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
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
    fn labels_name_keys_as_keyboards_do() {
        let label = |text| Key::parse(text).expect("a key").label(true);
        assert_eq!(label("ctrl-f"), "Ctrl-F");
        assert_eq!(label("ctrl-space"), "Ctrl-Space");
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
        fn a_printed_key_is_read_again(code in code(), ctrl: bool, alt: bool, shift: bool) {
            let is_char = matches!(code, Code::Char(_));
            let upper = matches!(code, Code::Char(c) if c.is_uppercase());
            let key = Key { code, ctrl: ctrl && !upper, alt, shift: shift && !is_char };
            prop_assert_eq!(Key::parse(&key.to_string()), Ok(key));
        }

        #[test]
        fn every_text_is_a_key_or_an_error(text in "\\PC{0,12}") {
            if let Ok(key) = Key::parse(&text) {
                prop_assert_eq!(key.to_string(), text);
            }
        }
    }
}
