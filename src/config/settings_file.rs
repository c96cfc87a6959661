//! Reads a settings file: the settings in it, and its mistakes.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use crate::model::{Diagnostic, Severity, Site};
use crate::text::clean::clean_line;
use crate::text::lines::{Lines, decode, not_utf8, short};
use crate::text::suggest;
use crate::text::toml_errors::{cut, syntax_error};

use super::key::Key;
use super::settings::{AUTO, Binding, ClinicSettings, SETTINGS, Settings, Start, TerminalSettings};
use super::theme::Theme;
use super::themes;
use super::values::{Located, tidy};

/// The largest settings file that is read, in bytes. Every setting with its comments takes a quarter of it.
pub const MAX_SETTINGS: u64 = 64 << 10;

/// How many mistakes are reported. With more, this is probably another file.
const MOST_PROBLEMS: usize = 50;

/// How many syntax errors of a table are reported: most follow from the first.
const MOST_SYNTAX_ERRORS: usize = 5;

/// How many tables are read of a file that is not TOML.
const MOST_TABLES: usize = 200;

/// The keys of each action.
type KeysOfActions = BTreeMap<Spanned<String>, Vec<Spanned<Key>>>;

/// A settings file, or a part of one, as serde reads it.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    theme: Option<Spanned<String>>,
    libraries: Option<Vec<Spanned<String>>>,
    packs_from: Option<Vec<Spanned<String>>>,
    start: Option<Start>,
    language: Option<String>,
    resume: Option<bool>,
    private: Option<bool>,
    clinic: ClinicTable,
    terminal: TerminalSettings,
    /// By place and action. An empty name of a place means all places.
    keys: BTreeMap<Spanned<String>, KeysOfActions>,
    themes: BTreeMap<Spanned<String>, Theme>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ClinicTable {
    folder: Option<Spanned<String>>,
    name: Option<String>,
    contact: Option<String>,
}

impl Settings {
    /// Reads a settings file called `name`: the settings in it, and its mistakes.
    pub fn read(name: &str, bytes: &[u8]) -> (Self, Vec<Diagnostic>) {
        let text = match decode(bytes) {
            Ok(text) => text,
            Err(at) => return (Self::default(), vec![not_utf8(name, bytes, at)]),
        };
        let mut reader = Reader {
            lines: Lines::new(0, name, text),
            problems: Vec::new(),
        };
        let mut settings = match DeTable::parse(text) {
            Ok(table) => reader.settings(table.into_inner()),
            Err(error) => {
                let settings = reader.broken(text);
                if reader.problems.is_empty() {
                    reader.keep(syntax_error(&reader.lines, 0, &error, "the first counts"));
                }
                settings
            }
        };
        // The first of two bindings that want the same key gets it.
        let place = |binding: &Binding| (binding.action.site.line, binding.action.site.column);
        settings.keys.sort_by_key(place);
        reader.check_theme(&mut settings);
        (settings, reader.problems)
    }
}

/// Reads one settings file.
struct Reader<'l> {
    lines: Lines<'l>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reads what it can of text that is not TOML, each table by itself: a bracket or a quote that is not closed drops only
    /// the rest of its table.
    fn broken(&mut self, text: &str) -> Settings {
        // Spaces take the place of what comes before a table, so that positions count from the start of the file.
        let tables = tables(text).into_iter().take(MOST_TABLES);
        let texts: Vec<String> = tables
            .map(|table| " ".repeat(table.start) + &text[table])
            .collect();
        let mut whole = DeTable::new();
        for text in &texts {
            let (table, errors) = DeTable::parse_recoverable(text);
            let mut table = table.into_inner();
            for error in &errors {
                cut(&mut table, &error.span().unwrap_or_default());
            }
            for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
                self.keep(syntax_error(&self.lines, 0, error, "the line is ignored"));
            }
            join(&mut whole, table);
        }
        self.settings(whole)
    }

    /// Reads a table. serde stops at the first mistake, so the mistake is removed and the rest is read again.
    fn settings(&mut self, mut table: DeTable<'_>) -> Settings {
        spell_out(&mut table);
        for _ in 0..MOST_PROBLEMS {
            let error =
                match File::deserialize(Deserializer::from(Spanned::new(0..0, table.clone()))) {
                    Ok(file) => return self.located(file),
                    Err(error) => error,
                };
            let span = error.span().unwrap_or_default();
            let Some(key) = cut(&mut table, &span) else {
                break;
            };
            self.mistake(&error, &key, span);
        }
        Settings::default()
    }

    /// The settings of a file, with their places.
    fn located(&mut self, file: File) -> Settings {
        let mut keys = Vec::new();
        for (place, actions) in file.keys {
            let place = (!place.get_ref().is_empty()).then(|| self.said(place));
            keys.extend(actions.into_iter().map(|(action, keys)| Binding {
                place: place.clone(),
                action: self.said(action),
                keys: keys.into_iter().map(|key| self.said(key)).collect(),
            }));
        }
        let mut themes = Vec::new();
        for (name, theme) in file.themes {
            let name = self.said(name);
            self.check_contrast(&name, &theme);
            themes.push((clean_line(&name.value).into_owned(), theme));
        }
        let folders = |list: Option<Vec<Spanned<String>>>| {
            list.map(|list| list.into_iter().map(|path| self.said(path)).collect())
        };
        Settings {
            theme: file.theme.map(|theme| self.said(theme)),
            libraries: folders(file.libraries),
            packs_from: folders(file.packs_from),
            start: file.start,
            language: file.language.filter(|language| language != AUTO),
            resume: file.resume,
            private: file.private,
            clinic: ClinicSettings {
                folder: file.clinic.folder.map(|folder| self.said(folder)),
                name: file.clinic.name.filter(|name| !name.is_empty()),
                contact: file.clinic.contact.filter(|contact| !contact.is_empty()),
            },
            terminal: file.terminal,
            keys,
            themes,
        }
    }

    fn said<T>(&self, value: Spanned<T>) -> Located<T> {
        Located {
            site: self.lines.site(value.span(), ""),
            value: value.into_inner(),
        }
    }

    /// Reports that `key`, or its value at `span`, is not what is expected.
    fn mistake(&mut self, error: &Error, key: &str, span: Range<usize>) {
        let site = self.lines.site(span.clone(), "");
        let written = self.lines.text.get(span).unwrap_or_default();
        let written = short(written.trim_matches(['"', '\'']));
        let (key, error) = (short(key), error.message());
        let row = SETTINGS.iter().find(|row| row.name == key);
        if error.starts_with("unknown field") {
            // serde names the fields that there are, each between backticks.
            let known: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
            let terminal = SETTINGS.iter().filter(|row| row.table == "terminal");
            let near = suggest::nearest(&key, terminal.map(|row| row.name));
            let hint = match near.filter(|near| !known.contains(near)) {
                Some(near) => format!("did you mean `{near}`? It belongs under [terminal]"),
                None => suggest::hint(&key, &known),
            };
            let message = format!("there is no setting `{key}` here; it is ignored");
            self.report(Severity::Warning, "unknown-key", message, site, hint);
            return;
        }
        let (message, hint) = if let Some(row) = row.filter(|row| !row.words.is_empty()) {
            let message = format!("`{key}` cannot be `{written}`");
            (message, suggest::hint(&written, row.words))
        } else if let Some((message, hint)) = error.split_once('\n') {
            (short(message), hint.to_owned())
        } else {
            let (kind, hint) = match error {
                error if error.contains("expected a string") => {
                    ("text", "write it in quotes: \"...\"")
                }
                error if error.contains("expected a sequence") => {
                    ("a list", "write it like [\"one\", \"two\"]")
                }
                _ => (
                    "a table",
                    "write its name in brackets, and what belongs to it below",
                ),
            };
            (format!("`{key}` must be {kind}"), hint.to_owned())
        };
        let message = format!("{message}; it is ignored");
        self.report(Severity::Error, "wrong-value", message, site, hint);
    }

    fn report(
        &mut self,
        severity: Severity,
        rule: &str,
        message: String,
        site: Site,
        hint: String,
    ) {
        self.keep(Diagnostic::new(severity, rule, message, site, hint));
    }

    /// Keeps `problem`, unless another one in its line is known: it probably follows from that.
    fn keep(&mut self, problem: Diagnostic) {
        let line = |problem: &Diagnostic| problem.sites.first().map(|site| site.line);
        let known = self
            .problems
            .iter()
            .any(|known| line(known) == line(&problem));
        if !known && self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Reports a theme that does not exist.
    fn check_theme(&mut self, settings: &mut Settings) {
        let Some(theme) = settings.theme.take() else {
            return;
        };
        if settings.find_theme(&theme.value).is_some() {
            settings.theme = Some(theme);
            return;
        }
        let message = format!(
            "there is no theme `{}`; the standard one is used",
            short(&theme.value)
        );
        let hint = suggest::hint(&theme.value, &settings.theme_names());
        self.report(Severity::Error, "unknown-theme", message, theme.site, hint);
    }

    /// Reports the roles of a theme that are hard to read.
    fn check_contrast(&mut self, name: &Located<String>, theme: &Theme) {
        for (role, contrast) in theme.faint() {
            let message = format!(
                "the letters of `{role}` in the theme `{}` are hard to read: their contrast is {contrast:.1}",
                short(&name.value)
            );
            let hint = format!("use colours with a contrast of {} or more", theme.contrast);
            let site = name.site.clone();
            self.report(Severity::Warning, "faint", message, site, hint);
        }
    }
}

/// Brings what may be written in several ways into the form that serde reads.
fn spell_out(table: &mut DeTable<'_>) {
    for (key, value) in table.iter_mut() {
        tidy(value.get_mut());
        match (key.get_ref().as_ref(), value.get_mut()) {
            ("libraries" | "packs_from", _) => list(value),
            ("clinic", DeValue::String(_)) => {
                let folder = Spanned::new(value.span(), value.get_ref().clone());
                let key = Spanned::new(value.span(), "folder".into());
                *value.get_mut() = DeValue::Table([(key, folder)].into_iter().collect());
            }
            // serde would take the items for the fields.
            ("clinic" | "terminal", DeValue::Array(_)) => {
                *value.get_mut() = DeValue::Boolean(false);
            }
            ("clinic" | "terminal", DeValue::Table(table)) => {
                let rows = std::mem::replace(table, DeTable::new()).into_iter();
                let set = rows.filter(|(_, value)| value.get_ref().as_str() != Some(AUTO));
                *table = set.collect();
            }
            ("keys", DeValue::Table(keys)) => {
                let mut everywhere = DeTable::new();
                for (key, mut value) in std::mem::replace(keys, DeTable::new()) {
                    if let DeValue::Table(place) = value.get_mut() {
                        place.iter_mut().for_each(|(_, value)| list(value));
                        keys.insert(key, value);
                    } else {
                        list(&mut value);
                        everywhere.insert(key, value);
                    }
                }
                let everywhere = Spanned::new(0..0, DeValue::Table(everywhere));
                keys.insert(Spanned::new(0..0, "".into()), everywhere);
            }
            ("themes", DeValue::Table(own)) => {
                let values = own.iter_mut().map(|(_, value)| value.get_mut());
                for value in values {
                    if let DeValue::Table(theme) = value {
                        themes::spell_out(theme);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Makes a single text a list of one.
fn list(value: &mut Spanned<DeValue<'_>>) {
    if value.get_ref().is_str() {
        let text = Spanned::new(value.span(), value.get_ref().clone());
        *value.get_mut() = DeValue::Array([text].into_iter().collect());
    }
}

/// Adds what is in `more` and not in `table`.
fn join<'t>(table: &mut DeTable<'t>, more: DeTable<'t>) {
    for (key, value) in more {
        let span = value.span();
        match (table.get_mut(key.get_ref().as_ref()), value.into_inner()) {
            (Some(known), DeValue::Table(more)) => {
                if let DeValue::Table(known) = known.get_mut() {
                    join(known, more);
                }
            }
            (Some(_), _) => {}
            (None, value) => drop(table.insert(key, Spanned::new(span, value))),
        }
    }
}

/// Where the tables of `text` are: what comes before the first header, then header by header.
fn tables(text: &str) -> Vec<Range<usize>> {
    let header = |line: &str| {
        let word = line.trim_start().strip_prefix('[')?.split_once(']')?.0;
        let plain = |c: char| c.is_alphanumeric() || "_-. \"'".contains(c);
        (!word.is_empty() && word.chars().all(plain)).then_some(())
    };
    let mut tables = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if at > start && header(line).is_some() {
            tables.push(start..at);
            start = at;
        }
        at += line.len();
    }
    tables.push(start..at);
    tables
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (Settings, Vec<String>) {
        let (settings, problems) = Settings::read("config.toml", text.as_bytes());
        let rules = problems.into_iter().map(|problem| problem.rule);
        (settings, rules.collect())
    }

    #[test]
    fn every_word_of_every_setting_is_read() {
        for row in SETTINGS {
            assert!(!row.about.is_empty());
            let table = match row.table {
                "" => String::new(),
                table => format!("[{table}]\n"),
            };
            let (_, problems) = read(&format!("{table}{} = {}\n", row.name, row.default));
            assert_eq!(problems, [""; 0], "{}", row.name);
            for word in row.words {
                let (settings, problems) = read(&format!("{table}{} = \"{word}\"\n", row.name));
                assert_eq!(problems, [""; 0], "{} {word}", row.name);
                let unset = settings == Settings::default();
                assert_eq!(unset, *word == AUTO, "{} {word}", row.name);
            }
        }
    }

    #[test]
    fn a_list_that_is_not_closed_drops_only_its_own_table() {
        let text = "theme = \"dark\"\nlibraries = [\"a\",\n[terminal]\nslow = true\n[keys]\nup = [\n\
                    [themes.a]\n[themes]\nb = { text = \"red\" }\n";
        let (settings, problems) = read(text);
        assert!(problems.iter().all(|rule| rule == "syntax"), "{problems:?}");
        assert!(!problems.is_empty());
        assert_eq!(settings.terminal.slow, Some(true));
        assert!(settings.find_theme("b").is_some());
    }

    #[test]
    fn mistakes_are_left_out_and_named_plainly() {
        for (text, expected) in [
            ("theme = dark", "this is not TOML"),
            ("theme = [\"dark\"]", "`theme` must be text; it is ignored"),
            (
                "[theme.mine]\ntext = \"red\"",
                "`theme` must be text; it is ignored",
            ),
            ("start = \"\"", "`start` cannot be ``; it is ignored"),
            (
                "libraries = { a = 1 }",
                "`libraries` must be a list; it is ignored",
            ),
            (
                "[[terminal]]\nslow = true",
                "`terminal` must be a table; it is ignored",
            ),
            (
                "terminal = true",
                "`terminal` must be a table; it is ignored",
            ),
            (
                "[terminal]\nslow = \"yes\"",
                "`slow` cannot be `yes`; it is ignored",
            ),
            ("[keys]\nup = [[\"a\"]]", "`up` must be text; it is ignored"),
            (
                "[keys]\nup = [\"strg-f\"]",
                "`strg-f` is not a key; it is ignored",
            ),
            (
                "themes = [\"a\"]",
                "`themes` must be a table; it is ignored",
            ),
            ("[themes.a]\ntext = 5", "`5` is not a colour; it is ignored"),
            (
                "[themes.a]\ncontrast = true",
                "`contrast` must be text; it is ignored",
            ),
            (
                "slow = true",
                "there is no setting `slow` here; it is ignored",
            ),
        ] {
            let (settings, problems) = Settings::read("config.toml", text.as_bytes());
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            let message = &problems[0].message;
            assert!(message.starts_with(expected), "{text}: {message}");
            let rest = Settings {
                themes: settings.themes.clone(),
                ..Settings::default()
            };
            assert_eq!(settings, rest, "{text}");
        }
    }

    #[test]
    fn tables_in_several_places_are_all_read() {
        let text = "start = topics\n[themes.a]\n[terminal]\n[themes.b]\n[keys]\nup = \"u\"\n[keys.reading]\nup = \"v\"\n";
        let (settings, problems) = read(text);
        assert_eq!(problems, ["syntax"]);
        assert!(settings.find_theme("a").is_some() && settings.find_theme("b").is_some());
        assert_eq!(settings.keys.len(), 2);
    }

    #[test]
    fn keys_may_be_written_as_help_shows_them() {
        let (settings, problems) = read("[keys]\nup = [\"Ctrl-U\", \"PgUp\", \"G\", \"g\"]\n");
        assert_eq!(problems, [""; 0]);
        let keys: Vec<String> = settings.keys[0]
            .keys
            .iter()
            .map(|key| key.value.to_string())
            .collect();
        assert_eq!(keys, ["ctrl-u", "pgup", "G", "g"]);
    }

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            prop::sample::select(vec![
                "theme",
                "libraries",
                "start",
                "color",
                "keys",
                "up",
                "mouse",
                "=",
                "= [",
                "]",
                "{",
                "}",
                "\n",
                "\n",
                "\n[terminal]\n",
                "\n[keys]\n",
                "[keys.reading]\n",
                "[themes.a]\n",
                "text",
                "fg",
                "\"dark\"",
                "true",
                "256",
                "\"\"\"",
                "'",
                "#",
                ".",
                ",",
                "\u{1b}[31m",
                "\u{202e}",
                "1979-05-27",
            ])
            .prop_map(str::to_owned),
            "\\PC{0,6}",
        ]
    }

    proptest! {
        /// Whatever is in the file, it is read, and the problems are clean and name the right lines.
        #[test]
        fn any_text_is_read(pieces in prop::collection::vec(piece(), 0..40)) {
            let text = pieces.join(" ");
            let (settings, problems) = Settings::read("config.toml", text.as_bytes());
            let lines = text.split('\n').count();
            for problem in &problems {
                let mut texts = vec![&problem.message, &problem.hint];
                for site in &problem.sites {
                    prop_assert!((1..=lines).contains(&(site.line as usize)), "{problem:?}");
                    prop_assert!(site.text.get(site.start as usize..site.end as usize).is_some());
                    texts.extend([&site.text, &site.label]);
                }
                for text in texts {
                    prop_assert_eq!(&clean_line(text), text.as_str());
                }
            }
            prop_assert!(settings.theme.is_none_or(|theme| clean_line(&theme.value) == theme.value));
        }
    }
}
