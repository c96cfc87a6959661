//! What leaves the screen: a copy on the clipboard, text to select, a code for a phone, a handout.

use std::rc::Rc;

use crate::handout::{CHOICES, Delivery, Handout};
use crate::library::Listed;
use crate::nav::Subject;
use crate::page::{self, Excerpt, Page};
use crate::text::Target;
use crate::tui::action::{Action, Effect};

use super::browse::Pane;
use super::full_screen::FullScreen;
use super::state::{App, Jump, Overlay, Place};
use super::tree::Node;

impl App {
    /// The current page or the selected item.
    pub(super) fn listed(&self) -> Option<Listed> {
        match self.place() {
            Place::Page(view) => match view.subject {
                Subject::Listed(listed) => Some(listed),
                _ => None,
            },
            Place::Search(search) => search.selected(),
            Place::Browse(browse) => match (browse.pane, browse.tree.selected()) {
                (Pane::Tree, Some(Node::Condition(Some(condition)))) => {
                    Some(Listed::Condition(condition))
                }
                _ => browse.entry().map(Listed::Entry),
            },
        }
    }

    /// The current page, or the page of the selected item.
    fn page(&self) -> Option<Page> {
        match self.place() {
            Place::Page(view) => view.laid_out.as_ref().map(|text| text.page.clone()),
            _ => {
                let library = self.library.as_ref()?;
                Some(page::listed(library, self.listed()?, self.options.clock))
            }
        }
    }

    /// The web address that the selected link leads to.
    fn address(&self) -> Option<String> {
        let (Place::Page(view), Some(library)) = (self.place(), &self.library) else {
            return None;
        };
        let url = match view.target()? {
            Target::Url(url) => url.clone(),
            target => match Subject::of_link(library, &view.laid_out.as_ref()?.page, target)? {
                Subject::Listed(Listed::Source(source)) => library.source(source).source.url,
                _ => String::new(),
            },
        };
        Some(url).filter(|url| !url.is_empty())
    }

    fn excerpt(&self) -> Option<Excerpt> {
        Excerpt::of(self.library.as_ref()?, &self.page()?, self.options.clock)
    }

    /// Copies the selected address, or else the short answer with its source and date. Where the terminal is not known
    /// to have a clipboard, shows the text so that the mouse can select it.
    pub(super) fn copy(&mut self) -> Option<Effect> {
        let address = self.address();
        let what = match &address {
            Some(_) => "the address",
            None => "the short answer, its source and date",
        };
        let text = address.or_else(|| Some(self.excerpt()?.lines().join("\n")));
        let Some(text) = text else {
            self.say("There is no answer here to copy.");
            return None;
        };
        if self.options.environment.capabilities().clipboard {
            self.say(format!("Sent to the terminal's clipboard: {what}."));
            return Some(Effect::Copy(text));
        }
        self.overlays
            .push(Overlay::FullScreen(FullScreen::of_text(text)));
        None
    }

    /// Shows a code of the selected address, or else codes of the short answer and of the addresses of its sources.
    /// Where codes are shown, goes to the next one.
    pub(super) fn show_code(&mut self) {
        if let Some(Overlay::FullScreen(shown)) = self.overlays.last_mut() {
            shown.at = (shown.at + 1) % shown.texts.len();
            return;
        }
        let texts = match (self.address(), self.excerpt()) {
            (Some(address), _) => vec![address],
            (None, Some(excerpt)) => {
                let mut texts = excerpt.addresses.clone();
                let is_source = matches!(self.listed(), Some(Listed::Source(_)));
                let at = if is_source { texts.len() } else { 0 };
                texts.insert(at, excerpt.brief());
                texts
            }
            (None, None) => return self.say("There is no answer here for a code."),
        };
        let size = self.areas.screen.as_size();
        let shown = FullScreen::of_codes(texts, size, self.options.environment.charset());
        self.overlays.push(Overlay::FullScreen(shown));
    }

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

    /// What prints or saves the handout on the screen. A printer may take its time, so the loop runs it on a thread.
    pub fn deliver(
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
        let handout = Handout::new(library, &[*entry], clinic, self.options.clock, charset);
        let is_private = self.options.clinic_texts.is_private;
        self.say("Please wait.");
        Some(move || handout.deliver(delivery, is_private))
    }

    /// Reports that a handout was printed or saved, or why not.
    pub fn delivered(&mut self, ended: Result<String, String>) {
        match ended {
            Ok(done) => self.say(done),
            Err(error) => self.warn(error),
        }
    }
}
