//! Input from the terminal: actions by their keys, text for the box that has the focus, numbers before a key, pastes.

use tui_input::Input as TextBox;

use crate::config::{Code, Key};
use crate::terminal::Input;
use crate::tui::action::{Action, Context, Effect};

use super::state::{App, Overlay, Place, Purpose};
use super::text_box::{self, MAX_LENGTH};

/// The largest number before a key.
const MAX_COUNT: usize = 9_999;

impl App {
    /// Takes a batch of input; returns what the loop has to do.
    pub fn feed(&mut self, inputs: Vec<Input>) -> Vec<Effect> {
        self.is_idle = false;
        let mut effects = Vec::new();
        for input in inputs {
            effects.extend(self.take(input));
            if self.has_pack_job() {
                effects.push(Effect::Pack);
            }
            if effects.contains(&Effect::Quit) {
                break;
            }
        }
        effects
    }

    fn take(&mut self, input: Input) -> Option<Effect> {
        match input {
            Input::Paste(text) => self.paste(&text),
            Input::Mouse(what, column, row) => {
                self.prepare_frame();
                return self.mouse(what, column, row);
            }
            Input::Key(key) => match self.options.keymap.resolve(self.context(), key) {
                Some(action) => {
                    // What was typed before counts: Enter reads a result of all the words.
                    self.prepare_frame();
                    return self.update(action);
                }
                None => self.type_key(key),
            },
        }
        None
    }

    /// The box that has the keys.
    fn input_mut(&mut self) -> Option<&mut TextBox> {
        match (self.overlays.last_mut(), self.history.current_mut()) {
            (Some(Overlay::Filter(filter)), _) => Some(&mut filter.input),
            (Some(Overlay::Prompt(prompt)), _) => Some(&mut prompt.input),
            (Some(Overlay::Help(help)), _) if help.is_typing => Some(&mut help.words),
            (Some(Overlay::Find), Place::Page(view)) => {
                Some(&mut view.found.get_or_insert_default().input)
            }
            (None, Place::Search(search)) => Some(&mut search.input),
            _ => None,
        }
    }

    /// Searches, filters or finds again, for the text in the box.
    fn input_changed(&mut self) {
        let height = self.text_height();
        match (self.overlays.last(), self.history.current_mut()) {
            (Some(Overlay::Filter(filter)), Place::Browse(browse)) => filter.apply(browse),
            (Some(Overlay::Prompt(prompt)), _) => {
                if let Purpose::Note(draft) = &prompt.purpose {
                    // If this fails, saving the note will say why.
                    let _ = draft.remember(prompt.input.value());
                }
            }
            (Some(Overlay::Find), Place::Page(view)) => view.find(&self.styles.glyphs, height),
            (None, Place::Search(search)) => search.words_changed(),
            _ => {}
        }
    }

    /// Takes a key that is not a command, where text is typed.
    fn type_key(&mut self, key: Key) {
        self.message = None;
        if self.context() == Context::Search
            && let Place::Search(search) = self.history.current_mut()
        {
            // No search begins with these: they do what they do where letters are commands.
            if (search.is_blank() || search.stale_words)
                && matches!(key.code, Code::Char('/' | '?' | ':'))
                && let Some(action @ (Action::Search | Action::Help | Action::Command)) =
                    self.options.keymap.resolve(Context::Browse, key)
            {
                self.update(action);
                return;
            }
            if std::mem::take(&mut search.stale_words) && key.text().is_some() {
                search.input.reset();
            }
        }
        match self.input_mut() {
            Some(input) => {
                if text_box::edit(input, key) {
                    self.input_changed();
                }
            }
            None => self.type_count(key),
        }
    }

    /// Takes pasted text, where text is typed; elsewhere it is searched for.
    fn paste(&mut self, text: &str) {
        self.message = None;
        if text.len() > MAX_LENGTH {
            self.warn("The pasted text is too long: only its beginning was taken.");
        }
        if !self.context().takes_text() {
            self.search();
        }
        if let (None, Place::Search(search)) = (self.overlays.last(), self.history.current_mut())
            && std::mem::take(&mut search.stale_words)
        {
            search.input.reset();
        }
        if let Some(input) = self.input_mut() {
            text_box::paste(input, text);
            self.input_changed();
        }
    }

    /// Takes a key that is no command: a digit is part of the number before a key that moves.
    fn type_count(&mut self, key: Key) {
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
}
