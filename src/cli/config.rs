//! `clinfaq config`: the settings in force, written as a settings file that says what each means and where it is from.
//!
//! Made from the tables of settings and of actions. Read again it says the same; a test holds it to that.

use std::io;

use crate::content::quoted;
use crate::terminal::Environment;
use crate::text::clean::clean_line;
use crate::tui::{KeySetting, Keymap, key_places};
use crate::user::{
    CHARSET_WORDS, Charset, DEPTH_WORDS, Depth, SETTINGS, Setting, Settings, Theme, Written,
    about_theme,
};

use super::args::Config;
use super::output::Output;
use super::preferences::Preferences;
use super::{Failure, Outcome, report};

/// Columns of a comment.
const WIDTH: usize = 78;

pub(super) fn run(
    args: &Config,
    preferences: &Preferences,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    if args.path {
        return path(preferences, output);
    }
    let mut page = Page {
        preferences,
        settings: preferences.settings(),
        output,
    };
    page.head()?;
    page.values("")?;
    page.values("terminal")?;
    page.keys()?;
    page.themes()?;
    for problem in &preferences.problems {
        output.note(report::render(problem, false, output.width));
        output.note("");
    }
    Ok(match preferences.problems.is_empty() {
        true => Outcome::Fine,
        false => Outcome::Nothing,
    })
}

/// `clinfaq config --path`.
fn path(preferences: &Preferences, output: &mut Output) -> Result<Outcome, Failure> {
    let Some(path) = &preferences.path else {
        output.note(
            "clinfaq: no settings file is looked for: CLINFAQ_CONFIG is empty, or there is no HOME",
        );
        return Ok(Outcome::Nothing);
    };
    output.line(&path.to_string_lossy())?;
    Ok(Outcome::Fine)
}

/// What is written, and where to.
struct Page<'p, 'o> {
    preferences: &'p Preferences,
    settings: Settings,
    output: &'o mut Output,
}

impl Page<'_, '_> {
    fn head(&mut self) -> io::Result<()> {
        self.comment("The settings of clinfaq that are in force. Saved in the settings file this means the same; a line that is taken out counts as its default.")?;
        let file = match (&self.preferences.path, self.preferences.found) {
            (None, _) => "No settings file is looked for.".to_owned(),
            (Some(path), true) => format!("Settings file: {}", path.to_string_lossy()),
            (Some(path), false) => format!("Settings file: {} (not there)", path.to_string_lossy()),
        };
        self.comment(&file)
    }

    /// The settings of one table.
    fn values(&mut self, table: &str) -> io::Result<()> {
        if !table.is_empty() {
            self.output.line("")?;
            self.output.line(&format!("[{table}]"))?;
        }
        for row in SETTINGS.iter().filter(|row| row.table == table) {
            self.output.line("")?;
            self.comment(row.about)?;
            let words = row.words();
            if !words.is_empty() {
                self.comment(&format!("One of: {}", words.join(", ")))?;
            }
            if row.name == "theme" {
                self.comment("One of:")?;
                for name in self.settings.theme_names() {
                    let about = about_theme(&name).unwrap_or_else(|| "one's own, below".to_owned());
                    self.comment(&format!("  {name}: {about}"))?;
                }
            }
            self.comment(&self.origin(row))?;
            let value = row.written(&self.settings);
            let value = value.map_or_else(|| row.default.to_owned(), |value| toml(&value));
            self.output.line(&format!("{} = {value}", row.name))?;
        }
        Ok(())
    }

    /// Where a setting's value comes from.
    fn origin(&self, row: &Setting) -> String {
        let file = row.written(&self.preferences.file).is_some();
        if row.written(&self.preferences.options).is_some() {
            "From the command line.".to_owned()
        } else if file {
            format!("From the settings file. Default: {}", row.default)
        } else if let Some(found) = found(row) {
            format!("The default; found out here: {found}")
        } else {
            "The default.".to_owned()
        }
    }

    fn keys(&mut self) -> io::Result<()> {
        self.output.line("")?;
        self.comment("Keys, the one that the screens show first. A list takes the place of all keys of its action; an empty one takes them away. They are written like \"ctrl-f\", \"alt-left\", \"shift-tab\", \"pgdn\", \"space\", \"f1\", \"G\".")?;
        let mut places = vec![None];
        places.extend(key_places().into_iter().map(Some));
        let keys = self.preferences.keymap().bindings();
        let standard = Keymap::default().bindings();
        for place in places {
            let word = place.map(|(word, _)| word);
            let of_place: Vec<&KeySetting> = keys.iter().filter(|key| key.place == word).collect();
            if of_place.is_empty() {
                continue;
            }
            if let Some((word, title)) = place {
                self.output.line("")?;
                self.comment(&format!(
                    "{title}: where an action's keys are others than above."
                ))?;
                self.output.line(&format!("[keys.{word}]"))?;
            } else {
                self.output.line("[keys]")?;
            }
            let width = of_place.iter().map(|key| assignment(key).len()).max();
            for key in of_place {
                let own = match standard.contains(key) {
                    true => "",
                    false => " (changed)",
                };
                let text = assignment(key);
                let width = width.unwrap_or(0).min(40);
                self.output
                    .line(&format!("{text:width$} # {}{own}", key.help))?;
            }
        }
        Ok(())
    }

    /// Themes of one's own; and without any, how one is made.
    fn themes(&mut self) -> io::Result<()> {
        self.output.line("")?;
        self.comment("Themes of one's own: [themes.NAME], and in it colours for these roles, each as #rrggbb, as one of the terminal's sixteen (\"cyan\", \"bright-red\"), or as a table of `ink` and `ground`. `contrast` is the least that letters must keep: 4.5 or 7. On a terminal with 8 or 16 colours, the standard theme replaces one that uses other colours.")?;
        for (role, about) in Theme::ROLES {
            self.comment(&format!("  {role}: {about}"))?;
        }
        for (name, theme) in &self.settings.themes {
            self.output.line("")?;
            self.output.line(&format!("[themes.{}]", quoted(name)))?;
            if theme.contrast > 4.5 {
                self.output
                    .line(&format!("contrast = {}", theme.contrast))?;
            }
            for ((role, _), paint) in Theme::ROLES.iter().zip(theme.paints()) {
                if !paint.is_plain() {
                    let line = format!(
                        "{role} = {{ ink = \"{}\", ground = \"{}\" }}",
                        paint.ink, paint.ground
                    );
                    self.output.line(&line)?;
                }
            }
        }
        Ok(())
    }

    /// A comment in lines that are not too long.
    fn comment(&mut self, text: &str) -> io::Result<()> {
        // What was indented stays so.
        let text = clean_line(text).into_owned();
        let indent = text.len() - text.trim_start().len();
        let mut line = format!("# {}", &text[..indent]);
        let begin = line.len();
        for word in text.split_whitespace() {
            if line.len() > begin && line.len() + word.len() + 1 > WIDTH {
                self.output.line(&line)?;
                // What goes on is set off from the next of a list.
                line = format!("# {:1$}", "", if indent > 0 { indent + 2 } else { 0 });
            }
            if !line.ends_with(' ') {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.output.line(&line)
    }
}

/// `up = ["up", "k"]`.
fn assignment(key: &KeySetting) -> String {
    let keys: Vec<String> = key.keys.iter().map(|key| quoted(key)).collect();
    format!("{} = [{}]", key.action, keys.join(", "))
}

/// A value as TOML.
fn toml(value: &Written) -> String {
    match value {
        Written::Bare(text) => text.clone(),
        Written::Text(text) => quoted(text),
        Written::Texts(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            format!("[{}]", texts.join(", "))
        }
    }
}

/// What is found out of the terminal where a setting leaves it to that.
fn found(row: &Setting) -> Option<String> {
    let environment = Environment::detect();
    let word = |words: &[&str], at: Option<usize>| Some(words.get(at?)?.to_string());
    match (row.table, row.name) {
        ("terminal", "color") => {
            let depth = environment.depth();
            word(
                DEPTH_WORDS,
                Depth::ALL.iter().position(|known| *known == depth),
            )
        }
        ("terminal", "charset") => {
            let charset = environment.charset();
            word(
                CHARSET_WORDS,
                Charset::ALL.iter().position(|known| *known == charset),
            )
        }
        ("terminal", "alternate_screen") => Some(environment.alternate_screen().to_string()),
        ("terminal", "slow") => Some(environment.slow().to_string()),
        _ => None,
    }
}
