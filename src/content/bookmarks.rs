//! Bookmarks: what people want to find again, by id, in `bookmarks.toml` in the clinic's folder.
//!
//! Nothing is written before somebody makes a bookmark. A change reads the file again under a lock, so that two programs
//! at once lose nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::text::clean::clean_line;
use crate::text::lines::decode;

use super::files::{LOCK, PATIENCE, create_private, lock, replace};

/// The file in the clinic's folder.
pub(super) const BOOKMARKS: &str = "bookmarks.toml";
/// The largest file that is read, in bytes: some ten thousand bookmarks.
const MAX_SIZE: u64 = 4 << 20;

/// A bookmark.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bookmark {
    /// The id of an answer, a condition, or `source:` and the like with an id.
    pub id: String,
    /// The reader's name for it; empty if there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The title when the bookmark was made: the id may be gone later.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Fields of a newer version are kept.
    #[serde(flatten)]
    other: toml::Table,
}

impl Bookmark {
    /// A bookmark without a label.
    pub fn new(id: String, title: String) -> Self {
        Self {
            id,
            title,
            ..Self::default()
        }
    }
}

/// The file as serde reads it.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Contents {
    #[serde(rename = "bookmark")]
    bookmarks: Vec<Bookmark>,
    #[serde(flatten)]
    other: toml::Table,
}

/// Why bookmarks cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum BookmarkError {
    /// The settings forbid it.
    #[error("Nothing is kept on this computer: private = true in the settings.")]
    Private,
    /// There is no home folder.
    #[error("There is no folder for bookmarks: set HOME, or clinic = \"DIR\" in the settings.")]
    NoFolder,
    /// The file is not what it should be.
    #[error("{0} has a mistake: {1}. Correct it, or move it away.")]
    Faulty(String, String),
    /// The disk or the share refuses.
    #[error("Not kept, {0}: {1}.")]
    Io(String, io::Error),
}

impl BookmarkError {
    fn io(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        |error| Self::Io(clean_line(&path.to_string_lossy()).into_owned(), error)
    }
}

/// Where bookmarks are kept, and whether they may be changed.
#[derive(Debug, Clone, Default)]
pub struct Bookmarks {
    folder: Option<PathBuf>,
    /// Whether the folder may be created. One named in the settings may be on a share that is not connected.
    may_create: bool,
    is_private: bool,
}

impl Bookmarks {
    /// Bookmarks in `folder`, which is created if it `may_create`; never changed if `is_private`.
    pub fn new(folder: Option<PathBuf>, may_create: bool, is_private: bool) -> Self {
        Self {
            folder,
            may_create,
            is_private,
        }
    }

    /// All bookmarks, in the reader's order.
    pub fn read(&self) -> Result<Vec<Bookmark>, BookmarkError> {
        match &self.folder {
            Some(folder) => Ok(load(&folder.join(BOOKMARKS))?.1.bookmarks),
            None => Ok(Vec::new()),
        }
    }

    /// Changes the bookmarks as they are in the file now.
    pub fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<Bookmark>) -> T,
    ) -> Result<T, BookmarkError> {
        if self.is_private {
            return Err(BookmarkError::Private);
        }
        let folder = self.folder.as_ref().ok_or(BookmarkError::NoFolder)?;
        if self.may_create {
            create_private(folder).map_err(BookmarkError::io(folder))?;
        }
        let path = folder.join(BOOKMARKS);
        let _lock = lock(&folder.join(LOCK), PATIENCE).map_err(BookmarkError::io(folder))?;
        let (before, mut contents) = load(&path)?;
        let changed = change(&mut contents.bookmarks);
        let text = to_toml(&contents);
        if before.is_some() || !contents.bookmarks.is_empty() {
            replace(&path, text.as_bytes()).map_err(BookmarkError::io(&path))?;
        }
        Ok(changed)
    }

    /// Removes the bookmark with this id, or adds one with this title; says whether it is there now.
    pub fn toggle(&self, id: &str, title: &str) -> Result<bool, BookmarkError> {
        self.change(|bookmarks| {
            let before = bookmarks.len();
            bookmarks.retain(|bookmark| bookmark.id != id);
            let is_new = bookmarks.len() == before;
            if is_new {
                bookmarks.push(Bookmark::new(id.to_owned(), title.to_owned()));
            }
            is_new
        })
    }

    /// Moves the bookmark with this id to this position, or to the end; says whether there is such a bookmark.
    pub fn move_to(&self, id: &str, position: usize) -> Result<bool, BookmarkError> {
        self.change(|bookmarks| {
            let at = bookmarks.iter().position(|bookmark| bookmark.id == id);
            if let Some(at) = at {
                let bookmark = bookmarks.remove(at);
                bookmarks.insert(position.min(bookmarks.len()), bookmark);
            }
            at.is_some()
        })
    }

    /// Adds those of `new` whose ids are not there yet, after the others; says how many.
    pub fn add(&self, new: Vec<Bookmark>) -> Result<usize, BookmarkError> {
        self.change(|bookmarks| {
            let before = bookmarks.len();
            for one in new {
                if !one.id.is_empty() && bookmarks.iter().all(|known| known.id != one.id) {
                    bookmarks.push(one);
                }
            }
            bookmarks.len() - before
        })
    }

    /// Bookmarks from text that [`Bookmarks::export`] made.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Vec<Bookmark>, BookmarkError> {
        Ok(parse(name, bytes)?.bookmarks)
    }

    /// Bookmarks as text.
    pub fn export(bookmarks: Vec<Bookmark>) -> String {
        to_toml(&Contents {
            bookmarks,
            ..Contents::default()
        })
    }
}

/// The file's bytes, if it exists, and what they say.
fn load(path: &Path) -> Result<(Option<Vec<u8>>, Contents), BookmarkError> {
    let bytes = match fs::metadata(path) {
        Ok(data) if !data.is_file() || data.len() > MAX_SIZE => {
            Err(io::Error::other("this is not a file of bookmarks"))
        }
        Ok(_) => fs::read(path),
        Err(error) => Err(error),
    };
    match bytes {
        Ok(bytes) => {
            let contents = parse(&path.to_string_lossy(), &bytes)?;
            Ok((Some(bytes), contents))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((None, Contents::default())),
        Err(error) => Err(BookmarkError::io(path)(error)),
    }
}

fn parse(name: &str, bytes: &[u8]) -> Result<Contents, BookmarkError> {
    let faulty = |what: &str| {
        let name = clean_line(name).into_owned();
        BookmarkError::Faulty(name, clean_line(what).trim_end_matches('.').to_owned())
    };
    let text = decode(bytes).map_err(|_| faulty("it is not UTF-8"))?;
    let mut contents: Contents = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(0, |span| text[..span.start].lines().count().max(1));
        faulty(&format!("line {line}, {}", error.message()))
    })?;
    for bookmark in &mut contents.bookmarks {
        for text in [&mut bookmark.id, &mut bookmark.label, &mut bookmark.title] {
            *text = clean_line(text).into_owned();
        }
    }
    Ok(contents)
}

fn to_toml(contents: &Contents) -> String {
    let head = "# Bookmarks of clinfaq, which writes this file again when they change.\n\n";
    let text = toml::to_string(contents).unwrap_or_default(); // strings and tables that were TOML before
    format!("{head}{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(bookmarks: &[Bookmark]) -> Vec<&str> {
        bookmarks
            .iter()
            .map(|bookmark| bookmark.id.as_str())
            .collect()
    }

    fn store() -> (tempfile::TempDir, PathBuf, Bookmarks) {
        let folder = tempfile::tempdir().expect("a folder");
        let clinic = folder.path().join("data/clinic");
        let bookmarks = Bookmarks::new(Some(clinic.clone()), true, false);
        (folder, clinic.join(BOOKMARKS), bookmarks)
    }

    #[test]
    fn nothing_is_written_before_the_first_bookmark() {
        let (folder, file, bookmarks) = store();
        assert_eq!(bookmarks.read().expect("read"), []);
        assert!(!folder.path().join("data").exists());
        assert!(bookmarks.toggle("poh/a", "A?").expect("written"));
        assert!(file.is_file());
        assert!(!bookmarks.toggle("poh/a", "A?").expect("written"));
        assert_eq!(bookmarks.read().expect("read"), []);
    }

    #[test]
    fn private_bookmarks_are_read_and_never_written() {
        let (folder, _, _) = store();
        let bookmarks = Bookmarks::new(Some(folder.path().join("x")), true, true);
        let refused = bookmarks.toggle("poh", "").expect_err("refused");
        assert!(refused.to_string().contains("private = true"));
        assert!(!folder.path().join("x").exists());
    }

    #[test]
    fn folder_that_is_set_and_missing_is_not_created() {
        let (folder, _, _) = store();
        let share = folder.path().join("share");
        let bookmarks = Bookmarks::new(Some(share.clone()), false, false);
        let refused = bookmarks.toggle("poh", "").expect_err("refused");
        assert!(refused.to_string().starts_with("Not kept"), "{refused}");
        assert!(!share.exists());
    }

    #[test]
    fn any_text_survives_and_is_clean_when_read() {
        let (_folder, _, bookmarks) = store();
        let label = "a \"quote\", a \\, two\nlines, an \u{1b}[31mescape, \u{202e}direction, é中";
        let change = |all: &mut Vec<Bookmark>| {
            all.push(Bookmark {
                label: label.to_owned(),
                ..Bookmark::new("poh/a".to_owned(), String::new())
            });
        };
        bookmarks.change(change).expect("written");
        let read = bookmarks.read().expect("read");
        assert_eq!(read[0].label, clean_line(label));
        assert!(!read[0].label.contains(['\u{1b}', '\u{202e}']));
    }

    #[test]
    fn faulty_file_is_reported_and_kept() {
        let (_folder, file, bookmarks) = store();
        bookmarks.toggle("poh", "POH").expect("written");
        for faulty in [
            "[[bookmark]]\nid = \"poh\n",
            "bookmark = 1\n",
            "\u{1b}[31m = 1\n",
        ] {
            fs::write(&file, faulty).expect("written");
            let refused = bookmarks
                .toggle("fop", "FOP")
                .expect_err("refused")
                .to_string();
            assert!(refused.contains("has a mistake: line "), "{refused}");
            assert!(!refused.contains(char::is_control), "{refused:?}");
            assert_eq!(fs::read_to_string(&file).expect("read"), faulty);
        }
        fs::write(&file, b"\xff").expect("written");
        assert!(bookmarks.read().is_err());
    }

    #[test]
    fn what_a_newer_version_wrote_is_kept() {
        let (_folder, file, bookmarks) = store();
        bookmarks.toggle("poh", "POH").expect("written");
        let newer = "version = 2\n[[bookmark]]\nid = \"poh\"\ncolour = \"red\"\n";
        fs::write(&file, newer).expect("written");
        bookmarks.toggle("fop", "FOP").expect("written");
        let text = fs::read_to_string(&file).expect("read");
        assert!(
            text.contains("version = 2") && text.contains("colour = \"red\""),
            "{text}"
        );
    }

    #[test]
    fn two_programs_at_once_lose_nothing() {
        let (_folder, _, bookmarks) = store();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let bookmarks = &bookmarks;
                scope.spawn(move || {
                    for at in 0..10 {
                        let id = format!("{writer}/{at}");
                        bookmarks.toggle(&id, "").expect("written");
                    }
                });
            }
        });
        assert_eq!(bookmarks.read().expect("read").len(), 40);
    }

    #[test]
    fn bookmark_moves_to_a_position_or_the_end() {
        let (_folder, _, bookmarks) = store();
        for id in ["a", "b", "c"] {
            bookmarks.toggle(id, "").expect("written");
        }
        assert!(bookmarks.move_to("c", 0).expect("written"));
        assert!(bookmarks.move_to("a", 9).expect("written"));
        assert!(!bookmarks.move_to("x", 0).expect("written"));
        assert_eq!(ids(&bookmarks.read().expect("read")), ["c", "b", "a"]);
    }
}
