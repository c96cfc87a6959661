//! The one table of what can be set: name, meaning, words, and where the value goes.
//!
//! Reading the settings file, printing it, and the list in the manual are made from it. To add a setting, add a row and
//! a field. Nothing here knows where the file lies, what the actions are that keys can be given to, or what a terminal
//! can do.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::Diagnostic;
use crate::text::clean::clean_line;
use crate::text::lines::{decode, not_utf8, short};
use crate::text::suggest;

use super::ink::Depth;
use super::key::Key;
use super::reader::{Reader, Said};
use super::terminal::{Charset, TerminalSettings};
use super::theme::Theme;
use super::themes;

#[cfg(test)]
mod tests;

/// The largest settings file that is read, in bytes. Every setting with its comments takes a quarter of it.
pub const MAX_SETTINGS: usize = 64 << 10;

/// What the browser shows first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Start {
    /// The tree ordered by condition.
    #[default]
    Conditions,
    /// The tree ordered by topic.
    Topics,
}

/// Keys given to an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The word for the place in which they count; `None` for all places that the action has keys in.
    pub place: Option<Said<String>>,
    /// The action's name.
    pub action: Said<String>,
    /// Its keys, the one that is shown first; none takes away those it has.
    pub keys: Vec<Said<Key>>,
}

/// What a person has set. What is not set is left to what is found out, or to the standard.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// The theme's name.
    pub theme: Option<Said<String>>,
    /// The libraries to read: folders, or `bundled`.
    pub libraries: Option<Vec<Said<String>>>,
    /// What to begin with.
    pub start: Option<Start>,
    /// The terminal.
    pub terminal: TerminalSettings,
    /// Keys, in the order of the file.
    pub keys: Vec<Binding>,
    /// Themes of one's own, by name.
    pub themes: Vec<(String, Theme)>,
}

/// A row of the table.
#[derive(Debug)]
pub struct Setting {
    /// The table that it stands in; empty before the first.
    pub table: &'static str,
    /// Its key.
    pub name: &'static str,
    /// What it is for, in a sentence or two.
    pub about: &'static str,
    /// What counts where nothing is set, as TOML.
    pub default: &'static str,
    value: Value,
}

/// What a setting's value is, and which field holds it.
#[derive(Debug)]
enum Value {
    Theme,
    Libraries,
    /// One of these words, by its place among them; the one at no place is `auto`, what is found out.
    Word {
        words: &'static [&'static str],
        get: fn(&Settings) -> Option<usize>,
        set: fn(&mut Settings, usize),
    },
}

/// A setting's value as it is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// As it stands: a number, `true` or `false`.
    Bare(String),
    /// In quotes.
    Text(String),
    /// A list of such.
    Texts(Vec<String>),
}

const STARTS: [Start; 2] = [Start::Conditions, Start::Topics];
const TRUTHS: [bool; 2] = [true, false];

/// The words for [`Depth::ALL`].
pub const DEPTH_WORDS: &[&str] = &["never", "8", "16", "256", "truecolor"];
/// The words for [`Charset::ALL`].
pub const CHARSET_WORDS: &[&str] = &["unicode", "console", "ascii"];
const START_WORDS: &[&str] = &["conditions", "topics"];
const TRUTH_WORDS: &[&str] = &["true", "false"];

/// A row's value that is one of the words for the values of `$all`.
macro_rules! word {
    ($words:ident, $all:expr, $($field:ident).+) => {
        Value::Word {
            words: $words,
            get: |settings| $all.iter().position(|value| Some(*value) == settings.$($field).+),
            set: |settings, at| settings.$($field).+ = $all.get(at).copied(),
        }
    };
}

/// Every setting but keys and themes, which are tables of their own.
pub const SETTINGS: &[Setting] = &[
    Setting {
        table: "",
        name: "theme",
        about: "The colours, by name.",
        default: "\"standard\"",
        value: Value::Theme,
    },
    Setting {
        table: "",
        name: "libraries",
        about: "The libraries that are read where no --library is given: folders, or \"bundled\". A path that is not \
                whole counts from the folder of this file; ~/ is the home folder.",
        default: "[\"bundled\"]",
        value: Value::Libraries,
    },
    Setting {
        table: "",
        name: "start",
        about: "The order in which browsing begins.",
        default: "\"conditions\"",
        value: word!(START_WORDS, STARTS, start),
    },
    Setting {
        table: "terminal",
        name: "color",
        about: "How many colours to use. `auto` looks at TERM, COLORTERM, NO_COLOR and CLICOLOR.",
        default: "\"auto\"",
        value: word!(DEPTH_WORDS, Depth::ALL, terminal.depth),
    },
    Setting {
        table: "terminal",
        name: "charset",
        about: "The characters to draw and write with. `auto` looks at TERM and the locale.",
        default: "\"auto\"",
        value: word!(CHARSET_WORDS, Charset::ALL, terminal.charset),
    },
    Setting {
        table: "terminal",
        name: "alternate_screen",
        about: "Whether to use the terminal's second screen, so that the shell's comes back at the end.",
        default: "\"auto\"",
        value: word!(TRUTH_WORDS, TRUTHS, terminal.alternate_screen),
    },
    Setting {
        table: "terminal",
        name: "mouse",
        about: "Whether a click chooses and the wheel scrolls what is under the pointer. Text can then be selected with the \
                mouse only while Shift is held down. Without it, most terminals make the wheel send arrow keys.",
        default: "false",
        value: word!(TRUTH_WORDS, TRUTHS, terminal.mouse),
    },
    Setting {
        table: "terminal",
        name: "slow",
        about: "Whether the line to the terminal is slow: then less is redrawn, and later.",
        default: "\"auto\"",
        value: word!(TRUTH_WORDS, TRUTHS, terminal.slow),
    },
];

/// What a setting of the terminal is where it is left to what is found out.
const AUTO: &str = "auto";

impl Setting {
    /// The words that it takes; none where it takes any text.
    pub fn words(&self) -> Vec<&'static str> {
        match self.value {
            Value::Word { words, .. } if self.table == "terminal" => {
                std::iter::once(AUTO).chain(words.iter().copied()).collect()
            }
            Value::Word { words, .. } => words.to_vec(),
            Value::Theme | Value::Libraries => Vec::new(),
        }
    }

    /// Its value in `settings`; `None` where it is not set.
    pub fn written(&self, settings: &Settings) -> Option<Written> {
        match &self.value {
            Value::Theme => {
                let theme = settings.theme.as_ref()?;
                Some(Written::Text(theme.value.clone()))
            }
            Value::Libraries => {
                let libraries = settings.libraries.as_ref()?.iter();
                let texts = libraries.map(|library| library.value.clone());
                Some(Written::Texts(texts.collect()))
            }
            Value::Word { words, get, .. } => {
                let word = words[get(settings)?];
                let bare = word.parse::<u32>().is_ok() || TRUTH_WORDS.contains(&word);
                Some(match bare {
                    true => Written::Bare(word.to_owned()),
                    false => Written::Text(word.to_owned()),
                })
            }
        }
    }

    fn read(&self, reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>, into: &mut Settings) {
        match &self.value {
            Value::Theme => {
                into.theme = reader.text(self.name, value).map(|value_| Said {
                    value: value_,
                    site: reader.site(value.span()),
                });
            }
            Value::Libraries => into.libraries = reader.texts(self.name, value),
            Value::Word { set, .. } => {
                let words = self.words();
                let Some(at) = reader.choice(self.name, value, &words) else {
                    return;
                };
                match (words[at], self.table) {
                    (AUTO, _) => {}
                    (_, "terminal") => set(into, at - 1),
                    _ => set(into, at),
                }
            }
        }
    }
}

impl Settings {
    /// These, and where they say nothing, what `other` says. Keys and themes are one's own or the other's, not both.
    pub fn or(self, other: Self) -> Self {
        Self {
            theme: self.theme.or(other.theme),
            libraries: self.libraries.or(other.libraries),
            start: self.start.or(other.start),
            terminal: self.terminal.or(other.terminal),
            keys: if self.keys.is_empty() {
                other.keys
            } else {
                self.keys
            },
            themes: if self.themes.is_empty() {
                other.themes
            } else {
                self.themes
            },
        }
    }

    /// Reads the text of a settings file called `name`: what is right of it, and what is wrong, in the order of the lines.
    pub fn read(name: &str, bytes: &[u8]) -> (Self, Vec<Diagnostic>) {
        let text = match decode(bytes) {
            Ok(text) => text,
            Err(at) => return (Self::default(), vec![not_utf8(name, bytes, at)]),
        };
        let (mut reader, parts) = Reader::new(name, text);
        let mut settings = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for (base, table) in &parts {
            reader.turn_to(*base);
            for (key, value) in table {
                let word = key.get_ref().as_ref();
                if reader.is_broken(&value.span()) {
                    continue;
                }
                // Tables below these may stand apart from each other.
                if seen.contains(&word) && !matches!(word, "keys" | "themes") {
                    let message =
                        format!("there is more than one [{}]; the first counts", short(word));
                    reader.wrong(
                        reader.site(key.span()),
                        "duplicate-key",
                        message,
                        "join them",
                    );
                    continue;
                }
                settings.read_top(&mut reader, key, value);
            }
            seen.extend(table.keys().map(|key| key.get_ref().as_ref()));
        }
        settings.check_theme(&mut reader);
        (settings, reader.finish())
    }

    fn read_top(
        &mut self,
        reader: &mut Reader<'_>,
        key: &Spanned<toml::de::DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        match key.get_ref().as_ref() {
            "terminal" => {
                if let Some(table) = reader.table("terminal", value) {
                    self.read_table(reader, "terminal", table);
                }
            }
            "keys" => self.read_keys(reader, value),
            "themes" => self.read_themes(reader, value),
            _ => self.read_one(reader, "", key, value),
        }
    }

    /// The theme that is set, found among one's own and those of the binary; the standard one where none is.
    pub fn theme(&self) -> Theme {
        let named = self.theme.as_ref();
        named
            .and_then(|name| self.find_theme(&name.value))
            .unwrap_or_default()
    }

    /// The theme with this name: one's own before those of the binary.
    pub fn find_theme(&self, name: &str) -> Option<Theme> {
        let own = self.themes.iter().find(|(known, _)| known == name);
        own.map(|(_, theme)| *theme).or_else(|| themes::theme(name))
    }

    /// The names of all themes that there are.
    pub fn theme_names(&self) -> Vec<String> {
        let own = self.themes.iter().map(|(name, _)| name.clone());
        let known = themes::theme_names().map(str::to_owned);
        known.chain(own).collect()
    }

    fn read_table(&mut self, reader: &mut Reader<'_>, table: &str, values: &DeTable<'_>) {
        for (key, value) in values {
            if !reader.is_broken(&value.span()) {
                self.read_one(reader, table, key, value);
            }
        }
    }

    fn read_one(
        &mut self,
        reader: &mut Reader<'_>,
        table: &str,
        key: &Spanned<toml::de::DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let rows = || SETTINGS.iter().filter(|row| row.table == table);
        match rows().find(|row| row.name == key.get_ref().as_ref()) {
            Some(row) => row.read(reader, value, self),
            None => {
                let tables: &[&str] = match table {
                    "" => &["terminal", "keys", "themes"],
                    _ => &[],
                };
                let known: Vec<&str> = rows()
                    .map(|row| row.name)
                    .chain(tables.iter().copied())
                    .collect();
                let word = key.get_ref().as_ref();
                let elsewhere = SETTINGS
                    .iter()
                    .filter(|row| row.table != table && !row.table.is_empty());
                let meant = suggest::nearest(word, elsewhere.map(|row| row.name));
                if let Some(row) = SETTINGS.iter().find(|row| Some(row.name) == meant) {
                    let message = format!("`{}` is no key here; it is not read", short(word));
                    let hint = format!("did you mean `{}`? It stands in [{}]", row.name, row.table);
                    return reader.doubtful(reader.site(key.span()), "unknown-key", message, hint);
                }
                let home = match table {
                    "" => "the settings".to_owned(),
                    table => format!("[{table}]"),
                };
                reader.unknown_key(key, &home, &known);
            }
        }
    }

    fn read_keys(&mut self, reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) {
        let Some(table) = reader.table("keys", value) else {
            return;
        };
        for (key, value) in table {
            let named = Said {
                value: key.get_ref().to_string(),
                site: reader.site(key.span()),
            };
            match value.get_ref() {
                // A table of a place's own.
                DeValue::Table(inner) => {
                    for (action, keys) in inner {
                        self.bind(reader, Some(named.clone()), action, keys);
                    }
                }
                _ => self.bind(reader, None, key, value),
            }
        }
        // As written, so that of two that want the same key the first counts.
        self.keys.sort_by_key(|binding| binding.action.site.line);
    }

    fn bind(
        &mut self,
        reader: &mut Reader<'_>,
        place: Option<Said<String>>,
        action: &Spanned<toml::de::DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        if reader.is_broken(&value.span()) {
            return;
        }
        let Some(texts) = reader.texts(action.get_ref(), value) else {
            return;
        };
        let none = value
            .get_ref()
            .as_array()
            .is_some_and(|keys| keys.is_empty());
        let keys: Vec<Said<Key>> = texts
            .into_iter()
            .filter_map(|text| read_key(reader, text))
            .collect();
        // Of a list in which nothing is right nothing is taken: only an empty one takes keys away.
        if keys.is_empty() && !none {
            return;
        }
        self.keys.push(Binding {
            place,
            action: Said {
                value: action.get_ref().to_string(),
                site: reader.site(action.span()),
            },
            keys,
        });
    }

    fn read_themes(&mut self, reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) {
        let Some(table) = reader.table("themes", value) else {
            return;
        };
        for (key, value) in table {
            let name = clean_line(key.get_ref()).into_owned();
            let Some(table) = reader.table(&name, value) else {
                continue;
            };
            let theme = themes::read(reader, &name, table);
            for (role, contrast) in theme.faint() {
                let message = format!(
                    "in the theme `{}` letters of `{role}` are hard to read: their contrast is {contrast:.1}",
                    short(&name)
                );
                let hint = format!("take colours with a contrast of {} or more", theme.contrast);
                reader.doubtful(reader.site(key.span()), "faint", message, hint);
            }
            self.themes.push((name, theme));
        }
    }

    fn check_theme(&mut self, reader: &mut Reader<'_>) {
        let Some(theme) = &self.theme else { return };
        if self.find_theme(&theme.value).is_some() {
            return;
        }
        let names = self.theme_names();
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let hint = suggest::hint(&theme.value, &known);
        let message = format!(
            "there is no theme `{}`; the standard one is used",
            short(&theme.value)
        );
        let site = theme.site.clone();
        reader.wrong(site, "unknown-theme", message, hint);
        self.theme = None;
    }
}

/// Keys that a terminal sends as others.
const SENT_AS: [(&str, &str); 4] = [
    ("ctrl-h", "backspace"),
    ("ctrl-i", "tab"),
    ("ctrl-m", "enter"),
    ("ctrl-[", "esc"),
];

fn read_key(reader: &mut Reader<'_>, text: Said<String>) -> Option<Said<Key>> {
    let Said { value: text, site } = text;
    let lower = text.to_lowercase();
    if let Some((_, sent)) = SENT_AS.iter().find(|(name, _)| *name == lower) {
        let message = format!("terminals send {sent} where `{}` is pressed", short(&text));
        let hint = format!("write {sent}, or take another key");
        reader.wrong(site, "bad-key", message, hint);
        return None;
    }
    // As help writes it: Ctrl-F, PgDn. A single letter stays what it is.
    match Key::parse(&text).or_else(|_| Key::parse(&lower)) {
        Ok(value) => Some(Said { value, site }),
        Err(_) => {
            let message = format!("`{}` names no key", short(&text));
            let hint = "keys are written like ctrl-f, alt-left, shift-tab, pgdn, space, f1, G or ]";
            reader.wrong(site, "bad-key", message, hint);
            None
        }
    }
}
