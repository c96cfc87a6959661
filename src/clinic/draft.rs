//! A draft: what a person is writing, until it is in the clinic's folder.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::content::{
    MAX_TEXT, WriteError, check_own, create_private, lock, note_text, numbered, quoted, replace,
};
use crate::index::{ConditionOrd, TopicOrd};
use crate::library::Library;
use crate::model::Diagnostic;
use crate::text::clean::clean_line;

use super::editor;
use super::skeleton::BLANK;
use super::target::{Folder, Saved, Target};

/// Begins a line that is not part of the text, such as why a draft was not saved.
const COMMENT: &str = "#! ";
/// Begins the line that says which text is to be replaced.
const BASE: &str = "#! In place of the text with the checksum ";
/// Drafts share this many lock files. These are never removed, so they must not name what anybody read.
const LOCKS: u32 = 64;
/// Maximum number of drafts of the same text.
const MAX_DRAFTS: usize = 100;

/// A text that is being written.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    /// Keeps other programs from opening the draft. `None` where the file system has no locks.
    _lock: Option<File>,
    /// What it was started with.
    skeleton: String,
    target: Target,
    folder: Folder,
}

/// How writing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finished {
    /// The text is in this file.
    Saved(PathBuf),
    /// Nothing was written, and nothing is kept.
    Nothing,
}

impl Draft {
    /// Opens the draft with this name, or starts one with `text`.
    pub(super) fn open(
        drafts: &Path,
        folder: Folder,
        name: &str,
        target: Target,
        text: String,
    ) -> Result<Self, WriteError> {
        let failed = |error: io::Error| {
            let what = format!("nothing can be written in {}: {error}", drafts.display());
            WriteError::new(
                what,
                "free some space on the disk, or set XDG_DATA_HOME to a folder that you may write to",
            )
        };
        create_private(drafts).map_err(failed)?;
        let name = format!("{name}.draft");
        let names = numbered(&name, "toml").take(MAX_DRAFTS);
        // First those that are there: the next time may not be the same number.
        let existing = names.clone().map(|name| (name, true));
        for (name, is_resumed) in existing.chain(names.map(|name| (name, false))) {
            let path = drafts.join(&name);
            // The editor nano leaves this when the terminal goes away.
            let rescued = drafts.join(name.clone() + ".save");
            if is_resumed != (path.exists() || rescued.exists()) {
                continue;
            }
            let number = crc32fast::hash(name.as_bytes()) % LOCKS;
            let lock = match lock(&drafts.join(format!(".lock-{number}")), Duration::ZERO) {
                // Another program has this draft open.
                Err(error) if error.kind() == ErrorKind::ResourceBusy => continue,
                lock => lock.map_err(failed)?,
            };
            let _ = fs::rename(rescued, &path);
            // Meanwhile, another program may have started or finished one.
            if is_resumed != path.exists() {
                continue;
            }
            if !is_resumed {
                let base = match &target {
                    Target::File(_) => base_line(&text),
                    _ => String::new(),
                };
                replace(&path, (base + &text).as_bytes()).map_err(failed)?;
            }
            return Ok(Self {
                path,
                _lock: lock,
                skeleton: text,
                target,
                folder,
            });
        }
        Err(failed(ErrorKind::ResourceBusy.into()))
    }

    /// Lets the user edit it in their editor, and saves it.
    pub fn edit(&self, editor: &str, library: &Library) -> Result<Finished, WriteError> {
        match editor::edit(editor, &self.path) {
            Ok(true) => self.finish(library),
            ended if self.read().is_ok_and(|(_, text)| text == self.skeleton) => {
                self.discard();
                let reason = ended.map_or_else(
                    |error| error.to_string(),
                    |_| "it ended with an error".to_owned(),
                );
                Err(WriteError::new(
                    format!("nothing was written: the editor {editor} failed: {reason}"),
                    "set EDITOR to a text editor, such as nano",
                ))
            }
            _ => Err(self.keep("the editor ended with an error", &[])),
        }
    }

    /// The text of the note as far as it has been written.
    pub fn written(&self) -> Result<String, WriteError> {
        let is_new_note = self.skeleton.contains(BLANK);
        let draft = self.read().ok().filter(|_| is_new_note);
        let text = draft.and_then(|(_, text)| note_text(&text));
        text.map(|text| text.trim().to_owned()).ok_or_else(|| {
            WriteError::new(
                "this can only be edited with a text editor",
                format!(
                    "set EDITOR to one, such as nano, or edit {}",
                    self.path.display()
                ),
            )
        })
    }

    /// Saves the note with this text.
    pub fn write(&self, text: &str, library: &Library) -> Result<Finished, WriteError> {
        self.remember(text).map_err(|error| {
            let what = format!("the note cannot be written: {error}");
            WriteError::new(what, "free some space on the disk; nothing was saved")
        })?;
        self.finish(library)
    }

    /// Puts this text into the draft: whatever ends the program, it is there the next time.
    pub fn remember(&self, text: &str) -> io::Result<()> {
        let filled = match text.trim() {
            "" => self.skeleton.clone(),
            text => self.skeleton.replacen(BLANK, &quoted(text), 1),
        };
        replace(&self.path, filled.as_bytes())
    }

    /// The line that says what the text is to replace, empty if it is new; and the text without comments.
    fn read(&self) -> io::Result<(String, String)> {
        if fs::metadata(&self.path)?.len() > MAX_TEXT as u64 {
            return Err(io::Error::other("it is longer than 1 MB"));
        }
        let draft = fs::read_to_string(&self.path)?;
        let lines = draft.split_inclusive('\n');
        let (comments, text): (Vec<&str>, Vec<&str>) =
            lines.partition(|line| line.starts_with(COMMENT));
        let base = comments.into_iter().find(|line| line.starts_with(BASE));
        Ok((base.unwrap_or_default().to_owned(), text.concat()))
    }

    /// Checks what was written, and saves it in the clinic's folder.
    fn finish(&self, library: &Library) -> Result<Finished, WriteError> {
        let (base, text) = match self.read() {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Finished::Nothing),
            Err(error) => return Err(self.kept(&format!("it cannot be read: {error}"))),
        };
        let conditions = (0..library.condition_count()).map(ConditionOrd);
        let conditions = conditions.map(|at| library.condition(at).condition.id);
        let topics = (0..library.topic_count()).map(|at| library.topic(TopicOrd(at)).topic.id);
        let problems = match text == self.skeleton {
            true => None,
            false => check_own(&text, conditions, topics),
        };
        let Some(problems) = problems else {
            self.discard();
            return Ok(Finished::Nothing);
        };
        if !problems.is_empty() {
            return Err(self.keep("there is a mistake in it", &problems));
        }
        let is_expected = |now: &str| base == base_line(now);
        match self.folder.save(&self.target, &text, is_expected) {
            Ok(Saved::In(path)) => {
                self.discard();
                Ok(Finished::Saved(path))
            }
            Ok(Saved::Changed(now)) => {
                // From now on the draft replaces that text: whoever continues has seen it.
                let base = base_line(&now);
                let theirs = now.lines().map(|line| format!("{COMMENT}  {line}\n"));
                let theirs: String = theirs.collect();
                let both = format!(
                    "{base}{COMMENT}Somebody else has changed this meanwhile. This is their text:\n{theirs}{text}"
                );
                let _ = replace(&self.path, both.as_bytes());
                Err(self.kept("somebody else has changed it meanwhile"))
            }
            Err(error) => {
                let folder = self.folder.path.display();
                Err(self.keep(&format!("it cannot be saved in {folder}: {error}"), &[]))
            }
        }
    }

    /// Keeps it with the reason why it is not saved.
    fn keep(&self, reason: &str, problems: &[Diagnostic]) -> WriteError {
        if let Ok((base, text)) = self.read()
            && !text.is_empty()
        {
            // The comments come before the text, a line each.
            let before = usize::from(!base.is_empty()) + 1 + problems.len();
            let problems = problems.iter().map(|problem| {
                let line = problem.sites.first().map_or(0, |site| site.line) as usize + before;
                let Diagnostic { message, hint, .. } = problem;
                format!("{COMMENT}Line {line}: {message}; {hint}\n")
            });
            let problems: String = problems.collect();
            let reason = clean_line(reason);
            let draft = format!("{base}{COMMENT}Not saved: {reason}\n{problems}{text}");
            // If this fails, the text is there all the same.
            let _ = replace(&self.path, draft.as_bytes());
        }
        self.kept(&match problems.first() {
            Some(problem) => format!("{reason}: {}", problem.message),
            None => reason.to_owned(),
        })
    }

    fn kept(&self, reason: &str) -> WriteError {
        WriteError::new(
            format!("not saved: {reason}"),
            format!(
                "your text is kept in {} and is opened again the next time",
                self.path.display()
            ),
        )
    }

    /// Removes it.
    fn discard(&self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The line that says that this is the text to be replaced.
fn base_line(text: &str) -> String {
    format!("{BASE}{:08x}\n", crc32fast::hash(text.as_bytes()))
}
