//! Notices from the opener: progress, a newer library, a failure. The reader stays at the same place in a newer library.

use crate::library::{Library, Notice};
use crate::nav::Relocation;
use crate::tui::action::Effect;

use super::browse::Browse;
use super::preview::Preview;
use super::state::{App, Overlay, Place};

impl App {
    /// Handles a notice; says whether anything on the screen may have changed.
    pub fn notice(&mut self, notice: Notice) -> bool {
        match notice {
            Notice::Progress(progress) => {
                let before = self.percent_indexed();
                self.progress = Some(progress);
                before != self.percent_indexed()
            }
            Notice::Ready(library) => {
                self.progress = None;
                self.failure = None;
                self.is_rebuilding = false;
                self.reload(library);
                true
            }
            Notice::UpToDate => self.progress.take().is_some(),
            Notice::Failed(error) => {
                self.progress = None;
                self.warn(match &self.library {
                    Some(_) => format!("Showing the previous version: {error}"),
                    None => error.to_string(),
                });
                self.failure = Some(error.to_string());
                // The page about the library says more.
                for place in self.history.iter_mut() {
                    if let Place::Page(view) = place {
                        view.laid_out = None;
                    }
                }
                true
            }
        }
    }

    /// Asks once for a new index if a text has been saved, or if this index was found to be damaged.
    pub fn check_index(&mut self) -> Option<Effect> {
        if std::mem::take(&mut self.has_changed) {
            return Some(Effect::Rebuild);
        }
        let is_damaged = self
            .library
            .as_ref()
            .is_some_and(|library| library.damaged());
        if !is_damaged || std::mem::replace(&mut self.is_rebuilding, true) {
            return None;
        }
        self.warn("The index was damaged and is being rebuilt.");
        Some(Effect::Rebuild)
    }

    fn reload(&mut self, new: Library) {
        let old = self.library.replace(new.clone());
        self.preview = Preview::default();
        self.find_example();
        // These refer to the old library; the others do not.
        let is_old = |overlay: &Overlay| matches!(overlay, Overlay::Menu(_) | Overlay::Filter(_));
        if self.overlays.iter().any(is_old) {
            self.close_overlays();
        }
        let Some(old) = old else {
            for place in self.history.iter_mut() {
                match place {
                    Place::Browse(browse) => *browse = Browse::new(&new, self.options.start),
                    Place::Search(search) => {
                        search.browse = Browse::new(&new, self.options.start);
                        search.is_done = false;
                    }
                    Place::Page(_) => {}
                }
            }
            self.resume();
            return;
        };
        let to = Relocation::new(&old, &new);
        self.compared = self.compared.and_then(|listed| to.listed(listed));
        self.history.retain_mut(|place| {
            match place {
                Place::Browse(browse) => browse.reload(&to, &new),
                Place::Search(search) => search.reload(&to, &new),
                Place::Page(view) => return view.reload(&to),
            }
            true
        });
    }
}
