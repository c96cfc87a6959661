//! The settings: their structure, and what each of them means.
//!
//! The text of the settings file that `clinfaq config` prints, and the list in the manual, are made from [`SETTINGS`]. To
//! add a setting, add a row, a field, and a field of `File` in `settings_file`. Nothing here knows to which actions keys can
//! be given, or what a terminal can do.

use serde::{Deserialize, Serialize};

use super::color::ColorDepth;
use super::key::Key;
use super::theme::Theme;
use super::themes;
use super::values::Located;

/// What the browser shows first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// The tree ordered by condition.
    #[default]
    Conditions,
    /// The tree ordered by topic.
    Topics,
}

/// The characters to draw and write with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Charset {
    /// All of Unicode.
    Unicode,
    /// What the font of the Linux console has.
    Console,
    /// ASCII: everything else is transliterated.
    Ascii,
}

/// Settings of the terminal. What is `None` is detected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TerminalSettings {
    /// How many colours to use.
    #[serde(rename = "color")]
    pub depth: Option<ColorDepth>,
    /// Which characters to use.
    pub charset: Option<Charset>,
    /// Whether to use the terminal's alternate screen, so that the shell's comes back at the end.
    pub alternate_screen: Option<bool>,
    /// Whether to ask for mouse reports.
    pub mouse: Option<bool>,
    /// Whether the connection is slow: less is redrawn, and later.
    pub slow: Option<bool>,
}

/// Settings of the clinic, for its own texts and for handouts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ClinicSettings {
    /// The folder that holds them.
    pub folder: Option<Located<String>>,
    /// The clinic's name, with which they are labelled.
    pub name: Option<String>,
    /// How patients reach it, in one line.
    pub contact: Option<String>,
}

/// Keys given to an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The name of the place in which they count; `None` for all places in which the action has keys.
    pub place: Option<Located<String>>,
    /// The action's name.
    pub action: Located<String>,
    /// Its keys, the one that is shown first; none takes away those it has.
    pub keys: Vec<Located<Key>>,
}

/// What a person has set. Other settings have their defaults, or are detected.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Settings {
    /// The theme's name.
    pub theme: Option<Located<String>>,
    /// The libraries to read: folders, or `bundled`.
    pub libraries: Option<Vec<Located<String>>>,
    /// Folders in which newer packs are looked for.
    pub packs_from: Option<Vec<Located<String>>>,
    /// What to begin with.
    pub start: Option<Start>,
    /// The reader's language.
    pub language: Option<String>,
    /// Whether the browser begins with the page that was read last.
    pub resume: Option<bool>,
    /// Whether nothing is ever written to disk but the index.
    pub private: Option<bool>,
    /// The clinic's own texts.
    pub clinic: ClinicSettings,
    /// The terminal.
    pub terminal: TerminalSettings,
    /// Keys, in the order of the file.
    #[serde(skip)]
    pub keys: Vec<Binding>,
    /// The person's own themes, by name.
    #[serde(skip)]
    pub themes: Vec<(String, Theme)>,
}

/// One setting: a row of the list.
#[derive(Debug)]
pub struct Setting {
    /// The table that it is in; empty for those before the first table.
    pub table: &'static str,
    /// Its key.
    pub name: &'static str,
    /// What it is for, in a sentence or two.
    pub about: &'static str,
    /// Its default, as TOML.
    pub default: &'static str,
    /// The words that it takes; none if it takes any text.
    pub words: &'static [&'static str],
}

/// The value that leaves a setting to detection.
pub const AUTO: &str = "auto";

macro_rules! settings {
    ($([$table:literal] $($name:literal = $default:literal, $words:expr, $about:literal;)+)+) => {
        /// Every setting but keys and themes, which are tables of their own.
        pub const SETTINGS: &[Setting] = &[$($(Setting {
            table: $table,
            name: $name,
            about: $about,
            default: $default,
            words: $words,
        },)+)+];
    };
}

const NO_WORDS: &[&str] = &[];
const YES_OR_NO: &[&str] = &["true", "false"];
const AUTO_YES_OR_NO: &[&str] = &[AUTO, "true", "false"];

// Table, name, default, words, what it is for.
settings! {
    [""]
    "theme" = "\"standard\"", NO_WORDS,
        "The theme: a set of colours.";
    "libraries" = "[\"bundled\"]", NO_WORDS,
        "The libraries to read if no --library is given: folders, or \"bundled\". A relative path starts at the folder \
         of this file; ~/ is the home folder.";
    "packs_from" = "[]", NO_WORDS,
        "Folders in which newer packs are looked for when the browser starts, such as the folder of a stick.";
    "start" = "\"conditions\"", &["conditions", "topics"],
        "The order in which browsing begins.";
    "language" = "\"auto\"", NO_WORDS,
        "Your language, such as \"es\": answers in it come first, and others are labelled. `auto` only labels those \
         that are not in the language of the first library.";
    "resume" = "false", YES_OR_NO,
        "Whether the browser begins with the page that was read last. Its id is then kept in your state folder \
         (XDG_STATE_HOME, usually ~/.local/state); otherwise no place is ever kept.";
    "private" = "false", YES_OR_NO,
        "Whether nothing that you write is kept: no notes, no bookmarks. For computers that anybody can use.";

    ["clinic"]
    "folder" = "\"auto\"", NO_WORDS,
        "The folder for the clinic's own texts, for example on a share. `auto` is clinfaq/clinic in your data folder \
         (XDG_DATA_HOME, usually ~/.local/share). `clinic = \"DIR\"` above all tables means the same.";
    "name" = "\"\"", NO_WORDS,
        "The clinic's name, with which its own texts are labelled, and which heads its handouts.";
    "contact" = "\"\"", NO_WORDS,
        "How patients reach the clinic, in one line below its name on handouts: telephone, address, opening hours.";

    ["terminal"]
    "color" = "\"auto\"", &[AUTO, "never", "8", "16", "256", "truecolor"],
        "How many colours to use. `auto` detects it from TERM, COLORTERM, NO_COLOR and CLICOLOR.";
    "charset" = "\"auto\"", &[AUTO, "unicode", "console", "ascii"],
        "The characters to draw and write with. `auto` detects them from TERM and the locale.";
    "alternate_screen" = "\"auto\"", AUTO_YES_OR_NO,
        "Whether to use the terminal's alternate screen, so that the shell's comes back at the end.";
    "mouse" = "false", AUTO_YES_OR_NO,
        "Whether a click selects and the wheel scrolls what is under the pointer. To select text with the mouse, hold \
         Shift down. If this is off, most terminals make the wheel send arrow keys.";
    "slow" = "\"auto\"", AUTO_YES_OR_NO,
        "Whether the connection to the terminal is slow: then less is redrawn, and later.";
}

impl Settings {
    /// The theme that is set, found among the person's own and the built-in ones; the standard one if none is set.
    pub fn theme(&self) -> Theme {
        let named = self.theme.as_ref();
        named
            .and_then(|name| self.find_theme(&name.value))
            .unwrap_or_default()
    }

    /// The theme with this name: the person's own before the built-in ones.
    pub fn find_theme(&self, name: &str) -> Option<Theme> {
        let own = self.themes.iter().find(|(known, _)| known == name);
        own.map(|(_, theme)| *theme).or_else(|| themes::theme(name))
    }

    /// The names of all themes that there are.
    pub fn theme_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = themes::theme_names().collect();
        names.extend(self.themes.iter().map(|(name, _)| name.as_str()));
        names
    }

    /// All themes by name, the built-in ones first.
    pub fn themes(&self) -> Vec<(String, Theme)> {
        let names = self.theme_names().into_iter();
        let themes = names.filter_map(|name| Some((name.to_owned(), self.find_theme(name)?)));
        themes.collect()
    }
}
