//! Writes the clinic's own texts: notes, answers of its own, and replacements of other answers.
//!
//! What a person writes is never lost. A text starts as a [`draft`] in the user's data folder. The draft is removed only
//! after the text has been checked and saved in the clinic's folder ([`target`]). A draft with a mistake keeps the reason
//! in comments and is opened again the next time. Every note is a file of its own, so that two people can write at once.

mod draft;
mod editor;
mod skeleton;
mod target;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::content::{Bookmarks, own_texts};
use crate::index::PackOrd;
use crate::library::Library;

pub use crate::content::WriteError;
pub use draft::{Draft, Finished};
pub use editor::editor;
use target::{Folder, Target, file_name};

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
    /// The bookmarks, which are kept in the clinic's folder.
    pub fn bookmarks(&self) -> Bookmarks {
        Bookmarks::new(self.folder.clone(), !self.is_set, self.is_private)
    }

    /// Starts to write, or continues a draft that could not be saved earlier.
    pub fn begin(&self, library: &Library, request: &Request) -> Result<Draft, WriteError> {
        if self.is_private {
            return Err(WriteError::new(
                "nothing is written on this computer: the settings say private = true",
                "to change that, edit the settings file; clinfaq config --path says where it is",
            ));
        }
        let (Some(folder), Some(drafts)) = (&self.folder, &self.drafts) else {
            return Err(WriteError::new(
                "there is no home folder to write to",
                "set XDG_DATA_HOME to a folder",
            ));
        };
        if self.is_set && !folder.is_dir() {
            return Err(WriteError::new(
                format!("the clinic's folder is not there: {}", folder.display()),
                "connect the disk or share that it is on, or create it",
            ));
        }
        let entry = library.find_entry(PackOrd(0), &request.id);
        let entry = entry.map(|entry| (library.head(entry), library.body(entry).entry));
        let unknown = || {
            WriteError::new(
                format!("no answer has the id {}", request.id),
                "clinfaq search WORDS finds answers, clinfaq list entries lists their ids",
            )
        };
        let own = own_texts(folder);
        let id = entry.as_ref().map_or(&request.id, |(head, _)| &head.id);
        let (name, target, text) = match request.what {
            What::NewNote => {
                let (_, entry) = entry.ok_or_else(unknown)?;
                let text = skeleton::note(&entry, self.today);
                let name = file_name("note-", &entry.id);
                (name.clone(), Target::Note(name), text)
            }
            What::Note(number) => {
                let on =
                    |of: &str| of == id || entry.as_ref().is_some_and(|(_, it)| it.replaces == of);
                let mut notes = own.iter().filter(|text| text.is_note && on(&text.of));
                let note = notes.nth(number.saturating_sub(1)).ok_or_else(|| {
                    WriteError::new(
                        format!("the clinic has no note {number} on {}", request.id),
                        format!("to write one: clinfaq new note {}", request.id),
                    )
                })?;
                let text = read(&note.path)?;
                let name = file_name("edit-", &note.path.to_string_lossy());
                (name, Target::File(note.path.clone()), text)
            }
            What::Answer => {
                let is_it = |of: &str| of == id || of == request.id;
                let mut answers = own.iter().filter(|text| !text.is_note);
                match answers.find(|text| is_it(&text.id) || is_it(&text.of)) {
                    Some(answer) => {
                        let of = if answer.of.is_empty() {
                            &answer.id
                        } else {
                            &answer.of
                        };
                        let text = read(&answer.path)?;
                        (file_name("", of), Target::File(answer.path.clone()), text)
                    }
                    None => {
                        let (head, entry) = entry.ok_or_else(unknown)?;
                        let title = library.pack(head.pack()).pack.title;
                        let text =
                            skeleton::replacement(&entry, &head.language, &title, self.today);
                        let name = file_name("", &entry.id);
                        (name.clone(), Target::Answer(name), text)
                    }
                }
            }
        };
        let folder = Folder {
            path: folder.clone(),
            may_create: !self.is_set,
            title: self.name.clone(),
        };
        Draft::open(drafts, folder, &name, target, text)
    }
}

fn read(path: &Path) -> Result<String, WriteError> {
    fs::read_to_string(path).map_err(|error| {
        let what = format!("{} cannot be read: {error}", path.display());
        WriteError::new(what, "give yourself permission to read it")
    })
}
