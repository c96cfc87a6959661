//! The handout of an answer: first to look at, then to print or save.

use std::rc::Rc;

use crate::handout::{CHOICES, Delivery, Handout};
use crate::nav::Subject;
use crate::tui::action::Action;

use super::state::{App, Jump, Place};

impl App {
    /// Shows the handout of the answer that is read or selected; on the handout itself, the list of what can be done with it.
    pub(super) fn handout(&mut self) {
        let entry = match self.place() {
            Place::Page(view) if matches!(view.subject, Subject::Handout(..)) => {
                let item = |(label, delivery): &(&str, Delivery)| {
                    ((*label).to_owned(), Jump::Deliver(*delivery))
                };
                let items = CHOICES.iter().map(item).collect();
                return self.menu("Handout", items, 0, "");
            }
            Place::Page(view) => view.subject.entry(),
            Place::Browse(browse) => browse.entry(),
            Place::Search(_) => None,
        };
        let Some(entry) = entry else {
            return self.say("A handout is made of an answer: open one first.");
        };
        self.open_page(
            Subject::Handout(entry, Rc::clone(&self.options.clinic)),
            Vec::new(),
        );
        if let Some(key) = self.key(Action::Handout) {
            self.say(format!("This is the handout. {key}: print or save."));
        }
    }

    /// Prints or saves the handout that is on the screen, and says what became of it.
    pub fn deliver(&mut self, delivery: Delivery) {
        let (Some(library), Place::Page(view)) = (&self.library, self.place()) else {
            return;
        };
        let Subject::Handout(entry, clinic) = &view.subject else {
            return;
        };
        let charset = self.styles.glyphs.charset;
        let handout = Handout::new(library, &[*entry], clinic, self.options.clock, charset);
        match handout.deliver(delivery) {
            Ok(done) => self.say(done),
            Err(error) => self.warn(error),
        }
    }
}
