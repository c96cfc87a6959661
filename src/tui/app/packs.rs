//! Packs: a job waits until the loop runs it on a thread of its own, because a stick may be slow.

use std::rc::Rc;

use crate::nav::{PackResult, Packs, Subject};
use crate::text::PackLink;

use super::state::{App, PackJob, Place};

impl App {
    /// Asks for something to be done with packs.
    pub(super) fn ask_packs(&mut self, link: PackLink) {
        if let PackJob::Running = self.pack_job {
            return self.say("Please wait: something is being done with a pack.");
        }
        if self.library.is_none() {
            return self.say("The library is being indexed. Please try again when that is done.");
        }
        match &link {
            PackLink::Offer(_) => self.say("The pack is being checked."),
            PackLink::Install(..) => {
                self.say("The pack is being installed. You can read on meanwhile.");
            }
            _ => {}
        }
        self.pack_job = PackJob::Waiting(link);
    }

    /// Whether something waits to be done.
    pub(crate) fn has_pack_job(&self) -> bool {
        matches!(self.pack_job, PackJob::Waiting(_))
    }

    /// The job of [`Effect::Pack`](crate::tui::Effect::Pack); its result goes to [`packs_done`](Self::packs_done).
    pub fn pack_job(&mut self) -> Option<impl FnOnce() -> PackResult + Send + use<>> {
        let PackJob::Waiting(link) = std::mem::take(&mut self.pack_job) else {
            return None;
        };
        self.pack_job = PackJob::Running;
        let packs: Packs = self.options.packs.clone();
        Some(move || packs.run(&link))
    }

    /// Takes the result of a job with packs.
    pub fn packs_done(&mut self, result: PackResult) {
        self.pack_job = PackJob::None;
        self.message = None;
        if let Some((text, is_warning)) = result.message {
            match is_warning {
                true => self.warn(text),
                false => self.say(text),
            }
        }
        self.has_changed |= result.has_changed;
        let Some(page) = result.page else { return };
        if result.has_changed {
            // What these pages say is no longer so.
            let is_other = |place: &mut Place| !matches!(place, Place::Page(view) if matches!(view.subject, Subject::Packs(_)));
            self.history.retain_mut(is_other);
        }
        let message = self.message.take();
        self.close_overlays();
        self.open_page(Subject::Packs(Rc::new(page)), Vec::new());
        self.message = message;
    }
}
