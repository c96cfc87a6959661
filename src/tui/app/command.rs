//! What is typed in the footer's prompt: commands, labels, notes. Themes, and earlier searches.

use crate::config::ColorDepth;
use crate::terminal::Styles;
use crate::text::suggest::nearest;
use crate::tui::action::{Effect, Row, TABLE};

use super::state::{App, Overlay, Place, Prompt, Purpose};

/// Maximum number of searches that are remembered.
const MAX_SEARCHES: usize = 50;

impl App {
    /// Does what the text in the prompt is for.
    pub(super) fn accept_prompt(&mut self) -> Option<Effect> {
        let Some(Overlay::Prompt(Prompt { input, purpose })) = self.overlays.pop() else {
            return None;
        };
        match purpose {
            Purpose::Command => return self.run(input.value().trim()),
            Purpose::Label(id) => self.label_bookmark(&id, input.value().trim()),
            Purpose::Note(draft) => {
                if let Some(library) = &self.library {
                    let finished = draft.write(input.value(), library);
                    self.written(finished);
                }
            }
        }
        None
    }

    /// Does a command: an action, by its name or the beginning of it, or `theme NAME`.
    fn run(&mut self, typed: &str) -> Option<Effect> {
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
        let names = || self.options.themes.iter().map(|(name, _)| name.as_str());
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
        let Some((name, theme)) = self.options.themes.get(at) else {
            return;
        };
        let hint = match self.options.environment.depth() {
            ColorDepth::None => "This terminal shows no colours.".to_owned(),
            _ => format!("To keep it: theme = \"{name}\" in the settings."),
        };
        let text = format!("Theme: {name}. {hint}");
        self.styles = Styles::new(&self.options.environment, theme);
        self.theme = at;
        self.say(text);
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
