//! Writing the clinic's own texts: notes, answers of its own, and replacements of others.
//!
//! What a person writes is never lost. It is written in a draft in the user's data folder ([`draft`]), which stays there
//! until the text has been checked and is saved in the clinic's folder ([`save`]). A draft with
//! a mistake keeps the reason as a comment, and is opened again the next time. Every note is a file of its own, so that two
//! people can write at once.

mod draft;
mod editor;
mod save;
mod skeleton;
mod trouble;

use std::path::PathBuf;

use jiff::civil::Date;

use crate::content::own_texts;
use crate::index::PackOrd;
use crate::library::Library;

pub use draft::{Draft, Finished};
pub use editor::editor;
pub use trouble::Trouble;

/// Where the clinic's own texts are, and whether they may be written.
#[derive(Debug, Clone, Default)]
pub struct Clinic {
    /// Their folder; `None` if there is no home folder.
    pub folder: Option<PathBuf>,
    /// Whether the settings name the folder. Then it is never created: it may be on a share that is not connected.
    pub is_set: bool,
    /// The folder for drafts.
    pub drafts: Option<PathBuf>,
    /// The clinic's name; empty if none is set.
    pub name: String,
    /// Whether nothing is ever written.
    pub is_private: bool,
    /// Today.
    pub today: Date,
}

/// What is to be written, and on which answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The answer's id.
    pub id: String,
    /// What is to be written.
    pub what: What,
}

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A new note.
    NewNote,
    /// The clinic's note with this number, counted from 1.
    Note(usize),
    /// The clinic's own answer, or one in place of another's.
    Answer,
}

impl Clinic {
    /// Begins to write, or goes on with what was begun earlier and could not be saved.
    pub fn begin(&self, library: &Library, request: &Request) -> Result<Draft, Trouble> {
        if self.is_private {
            return Err(Trouble::new(
                "nothing is written on this computer: the settings say private = true",
                "to change that, edit the settings file; clinfaq config --path says where it is",
            ));
        }
        let (Some(folder), Some(drafts)) = (&self.folder, &self.drafts) else {
            return Err(Trouble::new(
                "there is no home folder to write to",
                "set XDG_DATA_HOME to a folder",
            ));
        };
        if self.is_set && !folder.is_dir() {
            return Err(Trouble::new(
                format!("the clinic's folder is not there: {}", folder.display()),
                "connect the disk or share that it is on, or create it",
            ));
        }
        let entry = library.find_entry(PackOrd(0), &request.id);
        let entry = entry.map(|entry| (library.head(entry), library.body(entry).entry));
        let unknown = || {
            Trouble::new(
                format!("no answer has the id {}", request.id),
                "clinfaq search WORDS finds answers, clinfaq list entries lists their ids",
            )
        };
        let own = own_texts(folder);
        let id = entry.as_ref().map_or(&request.id, |(head, _)| &head.id);
        let (target, text) = match request.what {
            What::NewNote => {
                let (_, entry) = entry.ok_or_else(unknown)?;
                let text = skeleton::note(&entry, self.today);
                (save::Target::New(format!("note-{}", entry.id)), text)
            }
            What::Note(number) => {
                let on =
                    |of: &str| of == id || entry.as_ref().is_some_and(|(_, it)| it.replaces == of);
                let mut notes = own.iter().filter(|text| text.is_note && on(&text.of));
                let note = notes.nth(number.saturating_sub(1)).ok_or_else(|| {
                    Trouble::new(
                        format!("the clinic has no note {number} on {}", request.id),
                        format!("to write one: clinfaq new note {}", request.id),
                    )
                })?;
                save::Target::of_file(&note.path)?
            }
            What::Answer => {
                let is_it = |of: &str| of == id || of == request.id;
                let mut answers = own.iter().filter(|text| !text.is_note);
                match answers.find(|text| is_it(&text.id) || is_it(&text.of)) {
                    Some(answer) => save::Target::of_file(&answer.path)?,
                    None => {
                        let (head, entry) = entry.ok_or_else(unknown)?;
                        let title = library.pack(head.pack()).pack.title;
                        let text =
                            skeleton::replacement(&entry, &head.language, &title, self.today);
                        (save::Target::New(entry.id), text)
                    }
                }
            }
        };
        Draft::open(drafts, folder, &self.name, target, text)
    }
}
