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
        self.open_page(Subject::Handout(entry, Rc::clone(&self.clinic)), Vec::new());
        if let Some(key) = self.key(Action::Handout) {
            self.say(format!("This is the handout. {key}: print or save."));
        }
    }

    /// What prints or saves the handout on the screen. A printer may take its time, so the loop runs it on a thread.
    pub(crate) fn deliver(
        &mut self,
        delivery: Delivery,
    ) -> Option<impl FnOnce() -> Result<String, String> + Send + use<>> {
        let (Some(library), Place::Page(view)) = (&self.library, self.place()) else {
            return None;
        };
        let Subject::Handout(entry, clinic) = &view.subject else {
            return None;
        };
        let charset = self.styles.glyphs.charset;
        let handout = Handout::new(library, &[*entry], clinic, self.clock, charset);
        let is_private = self.clinic_texts.is_private;
        self.say("Please wait.");
        Some(move || handout.deliver(delivery, is_private))
    }

    /// Says that a handout was printed or saved, or why not.
    pub(crate) fn delivered(&mut self, ended: Result<String, String>) {
        match ended {
            Ok(done) => self.say(done),
            Err(error) => self.warn(error),
        }
    }
}
