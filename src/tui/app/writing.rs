//! The clinic's own texts: notes, answers in place of others, and the way between these and the originals.

use tui_input::Input;

use crate::clinic::{Draft, Finished, Request, What, WriteError, editor};
use crate::index::EntryOrd;
use crate::library::{Library, Listed};
use crate::nav::Subject;
use crate::tui::action::Effect;

use super::page::PageView;
use super::state::{App, Jump, Overlay, Place, Prompt, Purpose};

impl App {
    /// The answer on the screen.
    fn answer(&self) -> Option<(&Library, EntryOrd)> {
        let entry = match self.place() {
            Place::Page(view) => view.subject.entry(),
            Place::Browse(browse) => browse.entry(),
            Place::Search(_) => None,
        };
        Some((self.library.as_ref()?, entry?))
    }

    /// Begins to write something on the answer, in the user's editor or, if none is set, in the footer.
    pub(super) fn begin_writing(&mut self, what: What) -> Option<Effect> {
        let Some((library, entry)) = self.answer() else {
            self.say("Open an answer first.");
            return None;
        };
        let id = library.head(entry).id;
        let begun = self
            .options
            .clinic_texts
            .begin(library, &Request { id, what });
        let begun = begun.and_then(|draft| match editor() {
            Some(_) => Ok((draft, None)),
            None => draft.written().map(|text| (draft, Some(text))),
        });
        match begun {
            Ok((draft, None)) => {
                self.draft = Some(draft);
                return Some(Effect::Edit);
            }
            Ok((draft, Some(text))) => self.overlays.push(Overlay::Prompt(Prompt {
                input: Input::new(text),
                purpose: Purpose::Note(draft),
            })),
            Err(error) => self.warn_of(&error),
        }
        None
    }

    /// The draft to open in an editor, and the library to check it against.
    pub fn take_draft(&mut self) -> Option<(Draft, Library)> {
        Some((self.draft.take()?, self.library.clone()?))
    }

    /// Reports how writing ended.
    pub fn written(&mut self, ended: Result<Finished, WriteError>) {
        match ended {
            Ok(Finished::Saved(_)) => {
                self.has_changed = true;
                self.say("Saved. It appears after indexing.");
            }
            Ok(Finished::Nothing) => self.say("Nothing was written."),
            Err(error) => self.warn_of(&error),
        }
    }

    fn warn_of(&mut self, error: &WriteError) {
        let WriteError { what, hint } = error;
        let mut letters = what.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        self.warn(format!(
            "{}{}: {hint}",
            first.collect::<String>(),
            letters.as_str()
        ));
    }

    /// Edits the answer, or asks which of the clinic's texts on it to edit.
    pub(super) fn edit(&mut self) -> Option<Effect> {
        let notes = self
            .answer()
            .map_or(0, |(library, entry)| library.clinic_notes(entry));
        if notes == 0 {
            return self.begin_writing(What::Answer);
        }
        let label = |number| match notes {
            1 => "The note".to_owned(),
            _ => format!("Note {number}"),
        };
        let mut items: Vec<(String, Jump)> = (1..=notes)
            .map(|number| (label(number), Jump::Write(What::Note(number))))
            .collect();
        items.push(("The answer".to_owned(), Jump::Write(What::Answer)));
        self.menu("Edit", items, 0, "");
        None
    }

    pub(super) fn go_to_original(&mut self) {
        let Some((library, entry)) = self.answer() else {
            return;
        };
        let replacement = library.head(entry).replaced_by;
        match replacement.or_else(|| library.original(entry)) {
            Some(other) => self.open_version(other),
            None => self.say("This answer is the original."),
        }
    }

    pub(super) fn go_to_translation(&mut self) {
        let Some((library, entry)) = self.answer() else {
            return;
        };
        let versions = library.versions(entry);
        let at = versions.iter().position(|version| *version == entry);
        match versions.get((at.unwrap_or(0) + 1) % versions.len()) {
            Some(next) if *next != entry => self.open_version(*next),
            _ => self.say("This answer is in no other language."),
        }
    }

    /// Opens another version of the answer in its place: back leads to where it was opened from.
    fn open_version(&mut self, entry: EntryOrd) {
        let place = self.history.current_mut();
        if let Place::Page(view) = place {
            let subject = Subject::Listed(Listed::Entry(entry));
            *place = Place::Page(Box::new(PageView::new(subject, view.siblings.clone())));
        }
    }
}
