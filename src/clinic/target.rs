//! The clinic's folder, and where in it a text is saved: in a new file, or in place of one that is there.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use crate::content::{LOCK, PATIENCE, create, create_private, lock, numbered, quoted, replace};

/// The file that makes a folder a library.
const PACK: &str = "pack.toml";

/// The clinic's folder.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// Whether it may be created.
    pub(super) may_create: bool,
    /// The clinic's name, for a new `pack.toml`; empty if none is set.
    pub(super) title: String,
}

/// Where a text is to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// In a new file with this name, or with a number after it: every note is kept.
    Note(String),
    /// In a new file with this name: there is one answer of the clinic in place of another.
    Answer(String),
    /// In place of this file.
    File(PathBuf),
}

/// What happened to a text.
pub(super) enum Saved {
    /// It is in this file.
    In(PathBuf),
    /// Somebody has changed the file; this is in it now.
    Changed(String),
}

impl Folder {
    /// Saves a text. Replaces a file only if that still has the text that `is_expected`.
    pub(super) fn save(
        &self,
        target: &Target,
        text: &str,
        is_expected: impl FnOnce(&str) -> bool,
    ) -> io::Result<Saved> {
        self.make_library()?;
        let changed_or_same = |path: PathBuf| {
            let now = fs::read_to_string(&path)?;
            Ok(match now == text {
                true => Saved::In(path),
                false => Saved::Changed(now),
            })
        };
        match target {
            Target::Note(name) => {
                // An earlier attempt may have been interrupted after the text was saved, before the draft was removed.
                let mut known = fs::read_dir(&self.path)?.flatten().map(|file| file.path());
                let same =
                    known.find(|path| fs::read_to_string(path).is_ok_and(|known| known == text));
                let path = match same {
                    Some(path) => path,
                    None => create(&self.path, numbered(name, "toml"), text.as_bytes())?,
                };
                Ok(Saved::In(path))
            }
            Target::Answer(name) => {
                let name = format!("{name}.toml");
                match create(&self.path, [&name], text.as_bytes()) {
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                        changed_or_same(self.path.join(name))
                    }
                    created => created.map(Saved::In),
                }
            }
            Target::File(path) => {
                // The second of two people who have changed it is to get a message.
                let _lock = lock(&self.path.join(LOCK), PATIENCE)?;
                if !is_expected(&fs::read_to_string(path)?) {
                    return changed_or_same(path.clone());
                }
                replace(path, text.as_bytes())?;
                Ok(Saved::In(path.clone()))
            }
        }
    }

    /// Makes the folder a library.
    fn make_library(&self) -> io::Result<()> {
        if self.may_create {
            create_private(&self.path)?;
        }
        if self.path.join(PACK).exists() {
            return Ok(());
        }
        let title = match self.title.as_str() {
            "" => "Our clinic",
            title => title,
        };
        let title = quoted(title);
        let text =
            format!("format = 1\n\n[pack]\nid = \"clinic\"\ntitle = {title}\nversion = \"1\"\n");
        match create(&self.path, [PACK], text.as_bytes()) {
            // Somebody else has just done it.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            created => created.map(drop),
        }
    }
}

/// A file name for an id or a path, without dots and slashes. Different ones have different names.
pub(super) fn file_name(start: &str, of: &str) -> String {
    let name = format!("{start}{}", of.replace('/', "--"));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.len() <= 100 && name.chars().all(is_plain) {
        return name;
    }
    let end = &of[of.ceil_char_boundary(of.len().saturating_sub(60))..];
    let end = end.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    format!("{start}{end}-{:08x}", crc32fast::hash(of.as_bytes()))
}
