//! Commands typed after `:`, themes, numbers typed before keys, and earlier searches.

use crate::config::{Code, ColorDepth, Key};
use crate::terminal::Styles;
use crate::text::suggest::nearest;
use crate::tui::action::{Effect, Row, TABLE};

use super::state::{App, Overlay, Place};

/// Maximum number of searches that are remembered.
const MAX_SEARCHES: usize = 50;
/// The largest number before a key.
const MAX_COUNT: usize = 9_999;

impl App {
    /// Takes the label that was typed, or does what was typed after `:`: an action, by its name or the beginning of it, or `theme NAME`.
    pub(super) fn run(&mut self) -> Option<Effect> {
        let Some(Overlay::Prompt(prompt)) = self.overlays.pop() else {
            return None;
        };
        let typed = prompt.input.value().trim();
        if let Some(id) = &prompt.label {
            self.label_bookmark(id, typed);
            return None;
        }
        let typed = typed.to_lowercase();
        let (name, rest) = typed.split_once(' ').unwrap_or((&typed, ""));
        if name.is_empty() {
            return None;
        }
        if name == "theme" && !rest.is_empty() {
            self.use_theme_named(rest.trim());
            return None;
        }
        let name = if name == "print" { "handout" } else { name };
        let context = self.context();
        let is_here = |row: &&Row| row.contexts().any(|used| used == context);
        let exact = TABLE.iter().find(|row| row.name == name);
        let begins = |row: &&Row| row.name.starts_with(name) && is_here(row);
        match exact.or_else(|| TABLE.iter().find(begins)) {
            Some(row) if rest.is_empty() && is_here(&row) => return self.update(row.action),
            Some(row) if rest.is_empty() => self.warn(format!("{} does nothing here.", row.name)),
            Some(row) => self.warn(format!("{} takes nothing after it.", row.name)),
            None => {
                let near = nearest(name, TABLE.iter().map(|row| row.name));
                let hint = near.map_or(String::new(), |near| format!(" Did you mean {near}?"));
                self.warn(format!("There is no command \"{name}\".{hint}"));
            }
        }
        None
    }

    fn use_theme_named(&mut self, name: &str) {
        let names = || self.themes.iter().map(|(name, _)| name.as_str());
        match names().position(|known| known.to_lowercase() == name) {
            Some(at) => self.use_theme(at),
            None => {
                let names: Vec<&str> = names().collect();
                self.warn(format!("The themes are: {}.", names.join(", ")));
            }
        }
    }

    /// Uses a theme until the end of the session.
    pub(super) fn use_theme(&mut self, at: usize) {
        let Some((name, theme)) = self.themes.get(at) else {
            return;
        };
        let hint = match self.environment.depth() {
            ColorDepth::None => "This terminal shows no colours.".to_owned(),
            _ => format!("To keep it: theme = \"{name}\" in the settings."),
        };
        let text = format!("Theme: {name}. {hint}");
        self.styles = Styles::new(&self.environment, theme);
        self.theme = at;
        self.say(text);
    }

    /// Takes a key that means nothing by itself: a digit is part of the number before a key that moves.
    pub(super) fn type_count(&mut self, key: Key) {
        match key.code {
            Code::Char(c @ '0'..='9') if key == Key::plain(key.code) => {
                self.add_to_count(c as usize - '0' as usize);
            }
            _ => self.count = 0,
        }
    }

    pub(super) fn add_to_count(&mut self, digit: usize) {
        self.count = (self.count * 10 + digit).min(MAX_COUNT);
        if self.count > 0 {
            self.say(self.count.to_string());
        }
    }

    /// Puts an earlier search into the search box.
    pub(super) fn recall(&mut self) {
        if let Place::Search(search) = self.history.current_mut()
            && !search.recall(&self.searches)
        {
            self.say("No earlier searches.");
        }
    }
}

/// Keeps `words` as the newest search.
pub(super) fn remember(searches: &mut Vec<String>, words: &str) {
    searches.retain(|known| known != words);
    searches.push(words.to_owned());
    if searches.len() > MAX_SEARCHES {
        searches.remove(0);
    }
}
