//! `clinfaq config`: the settings in force, as a settings file that says what each means and where it comes from.
//!
//! Made from the lists of settings and actions. Reading it again gives the same settings; a test checks that.

use std::io;

use serde_json::Value;

use crate::config::{SETTINGS, Setting, Settings, TerminalSettings, Theme, about_theme};
use crate::content::quoted;
use crate::terminal::Environment;
use crate::text::{Block, Document, Glyphs, Span, layout};
use crate::tui::{Context, KeySetting, Keymap};

use super::args::Config;
use super::outcome::{Failure, Outcome};
use super::output::{Output, render};
use super::preferences::Preferences;

/// Columns of a comment.
const WIDTH: usize = 78;

pub(super) fn run(
    args: &Config,
    preferences: &Preferences,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    if args.path {
        let Some(path) = &preferences.path else {
            output.note("clinfaq: there is no settings file: CLINFAQ_CONFIG is empty, or there is no home folder");
            return Ok(Outcome::Nothing);
        };
        output.line(&path.to_string_lossy())?;
        return Ok(Outcome::Fine);
    }
    comment(
        output,
        "The settings of clinfaq that are in force. This text can be used as the settings file; a setting that is removed from it has its default.",
    )?;
    comment(
        output,
        &match &preferences.path {
            None => "There is no settings file.".to_owned(),
            Some(path) => {
                let missing = if preferences.found {
                    ""
                } else {
                    " (does not exist)"
                };
                format!("Settings file: {}{missing}", path.to_string_lossy())
            }
        },
    )?;
    values(preferences, output)?;
    keys(preferences, output)?;
    themes(&preferences.settings, output)?;
    for problem in &preferences.problems {
        output.note(render(problem, false, output.width));
        output.note("");
    }
    Ok(match preferences.problems.is_empty() {
        true => Outcome::Fine,
        false => Outcome::Nothing,
    })
}

/// Every setting with its value.
fn values(preferences: &Preferences, output: &mut Output) -> io::Result<()> {
    let settings = &preferences.settings;
    let environment = Environment::detect();
    let detected = Settings {
        terminal: TerminalSettings {
            depth: Some(environment.depth()),
            charset: Some(environment.charset()),
            alternate_screen: Some(environment.alternate_screen()),
            slow: Some(environment.slow()),
            mouse: None,
        },
        ..Settings::default()
    };
    let mut table = "";
    for row in SETTINGS {
        output.line("")?;
        if row.table != table {
            table = row.table;
            output.line(&format!("[{table}]"))?;
            output.line("")?;
        }
        comment(output, row.about)?;
        if !row.words.is_empty() {
            comment(output, &format!("One of: {}", row.words.join(", ")))?;
        }
        if row.name == "theme" {
            comment(output, "One of:")?;
            for name in settings.theme_names() {
                let about = about_theme(name);
                let about = about.unwrap_or_else(|| "your own, see below".to_owned());
                item(output, &format!("{name}: {about}"))?;
            }
        }
        let origin = if value(row, &preferences.options)?.is_some() {
            "From the command line.".to_owned()
        } else if value(row, settings)?.is_some() {
            format!("From the settings file. Default: {}", row.default)
        } else if let Some(detected) = value(row, &detected)? {
            format!("The default; detected here: {}", detected.trim_matches('"'))
        } else {
            "The default.".to_owned()
        };
        comment(output, &origin)?;
        let value = value(row, settings)?;
        let value = value.unwrap_or_else(|| row.default.to_owned());
        output.line(&format!("{} = {value}", row.name))?;
    }
    Ok(())
}

/// A setting's value as TOML; `None` if it is not set.
fn value(row: &Setting, settings: &Settings) -> io::Result<Option<String>> {
    let all = serde_json::to_value(settings)?;
    let value = match row.table {
        "" => &all[row.name],
        table => &all[table][row.name],
    };
    Ok(match value {
        Value::Null => None,
        Value::String(text) if text.parse::<u32>().is_ok() => Some(text.clone()),
        Value::String(text) => Some(quoted(text)),
        Value::Array(items) => {
            let items = items.iter().filter_map(Value::as_str).map(quoted);
            Some(format!("[{}]", items.collect::<Vec<_>>().join(", ")))
        }
        other => Some(other.to_string()),
    })
}

fn keys(preferences: &Preferences, output: &mut Output) -> io::Result<()> {
    output.line("")?;
    comment(
        output,
        "Keys, the one that is shown on screen first. A list replaces all keys of its action; an empty list removes them. Write keys like \"ctrl-f\", \"alt-left\", \"shift-tab\", \"pgdn\", \"space\", \"f1\", \"G\".",
    )?;
    let standard = Keymap::default().bindings();
    let keys = preferences.keymap().bindings();
    let places = Context::ALL.iter().copied().map(Some);
    for place in [None].into_iter().chain(places) {
        let keys: Vec<&KeySetting> = keys.iter().filter(|key| key.place == place).collect();
        if keys.is_empty() {
            continue;
        }
        if let Some(place) = place {
            output.line("")?;
            let title = place.title();
            comment(
                output,
                &format!("{title}: actions with other keys than above."),
            )?;
            output.line(&format!("[keys.{}]", place.word()))?;
        } else {
            output.line("[keys]")?;
        }
        let assignment = |key: &KeySetting| {
            let keys: Vec<String> = key.keys.iter().map(|key| quoted(key)).collect();
            format!("{} = [{}]", key.action, keys.join(", "))
        };
        let width = keys.iter().map(|key| assignment(key).len()).max();
        let width = width.unwrap_or(0).min(40);
        for key in keys {
            let changed = if standard.contains(key) {
                ""
            } else {
                " (changed)"
            };
            let text = assignment(key);
            output.line(&format!("{text:width$} # {}{changed}", key.help))?;
        }
    }
    Ok(())
}

/// The person's own themes, and how one is made.
fn themes(settings: &Settings, output: &mut Output) -> io::Result<()> {
    output.line("")?;
    comment(
        output,
        "Your own themes: [themes.NAME], and below it colours for these roles, each as #rrggbb, as one of the terminal's sixteen (\"cyan\", \"bright-red\"), or as a table of `fg` and `bg`. `contrast` is the lowest contrast that text may have: 4.5 or 7. On a terminal with 8 or 16 colours, the standard theme replaces one that uses other colours.",
    )?;
    for (role, about) in Theme::ROLES {
        item(output, &format!("{role}: {about}"))?;
    }
    for (name, theme) in &settings.themes {
        output.line("")?;
        output.line(&format!("[themes.{}]", quoted(name)))?;
        if theme.contrast > 4.5 {
            output.line(&format!("contrast = {}", theme.contrast))?;
        }
        for ((role, _), paint) in Theme::ROLES.iter().zip(theme.paints()) {
            if !paint.is_plain() {
                let (fg, bg) = (paint.fg, paint.bg);
                output.line(&format!("{role} = {{ fg = \"{fg}\", bg = \"{bg}\" }}"))?;
            }
        }
    }
    Ok(())
}

fn comment(output: &mut Output, text: &str) -> io::Result<()> {
    indented(output, text, "# ", "# ")
}

/// An item of a list in a comment.
fn item(output: &mut Output, text: &str) -> io::Result<()> {
    indented(output, text, "#   ", "#     ")
}

/// Text in lines of the width, the first of which begins with `first` and the others with `rest`.
fn indented(output: &mut Output, text: &str, first: &str, rest: &str) -> io::Result<()> {
    let blocks = vec![Block::Paragraph(vec![Span::plain(text)])];
    let lines = layout(&Document { blocks }, WIDTH - rest.len(), &Glyphs::UNICODE);
    for (at, line) in lines.iter().enumerate() {
        let begin = if at == 0 { first } else { rest };
        output.line(&format!("{begin}{}", line.text()))?;
    }
    Ok(())
}
