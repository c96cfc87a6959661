//! A draft: what a person is writing, until it is in the clinic's folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::content::{MAX_TEXT, check_own, note_text, quoted};
use crate::index::{ConditionOrd, TopicOrd};
use crate::library::Library;
use crate::model::Diagnostic;
use crate::text::clean::clean_line;

use super::editor;
use super::save::{self, Saved, Target};
use super::skeleton::BLANK;
use super::trouble::Trouble;

/// Begins a line that says why a draft was not saved.
const REASON: &str = "#! ";
/// Begins the line that says which text is to be replaced.
const BASE: &str = "#! In place of the text with the checksum ";
/// The folder's `pack.toml`.
const PACK: &str = "pack.toml";

/// A text that is being written.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    /// Locked while this is being written. `None` where the file system has no locks.
    lock: Option<(File, PathBuf)>,
    /// What it was begun with.
    skeleton: String,
    target: Target,
    folder: PathBuf,
    /// The pack's title, should the folder need one.
    title: String,
    /// Whether it was begun earlier.
    pub is_resumed: bool,
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
    /// Opens the draft that was begun for `target`, or begins one with `text`.
    pub(super) fn open(
        drafts: &Path,
        folder: &Path,
        title: &str,
        target: Target,
        text: String,
    ) -> Result<Self, Trouble> {
        let failed = |error: io::Error| {
            let what = format!("nothing can be written in {}: {error}", drafts.display());
            Trouble::new(
                what,
                "free some space on the disk, or set XDG_DATA_HOME to a folder that you may write to",
            )
        };
        create_folder(drafts, 0o700).map_err(failed)?;
        let name = target.name();
        let draft = |path, lock, is_resumed| Self {
            path,
            lock,
            skeleton: text.clone(),
            target: target.clone(),
            folder: folder.to_owned(),
            title: title.to_owned(),
            is_resumed,
        };
        let _turn = take_turn(drafts).map_err(failed)?;
        let mut number = 1;
        loop {
            let numbered = save::numbered(&format!("{name}.draft"), number);
            let path = drafts.join(numbered);
            number += 1;
            // Where another process has it open, somebody else is writing.
            let Some(lock) = lock(&path).map_err(failed)? else {
                continue;
            };
            // The editor nano leaves this when the terminal goes away.
            let mut saved = path.clone().into_os_string();
            saved.push(".save");
            let _ = fs::rename(saved, &path);
            if path.exists() {
                return Ok(draft(path, lock, true));
            }
            let base = match &target {
                Target::New(_) => String::new(),
                Target::File(_) => based_on(&text),
            };
            save::replace(&path, &(base + &text)).map_err(failed)?;
            return Ok(draft(path, lock, false));
        }
    }

    /// Lets the user edit it in their editor, and saves it.
    pub fn edit(&self, editor: &str, library: &Library) -> Result<Finished, Trouble> {
        match editor::edit(editor, &self.path) {
            Ok(true) => self.finish(library),
            ended if self.text().is_ok_and(|text| text == self.skeleton) => {
                self.discard();
                let reason = ended.map_or_else(
                    |error| error.to_string(),
                    |_| "it ended with an error".to_owned(),
                );
                Err(Trouble::new(
                    format!("nothing was written: the editor {editor} failed: {reason}"),
                    "set EDITOR to a text editor, such as nano",
                ))
            }
            _ => Err(self.keep("the editor ended with an error", &[])),
        }
    }

    /// The text of the note as far as it has been written.
    pub fn written(&self) -> Result<String, Trouble> {
        let is_new_note = self.skeleton.contains(BLANK);
        let text = self.text().ok().filter(|_| is_new_note);
        let text = text.and_then(|text| note_text(&text));
        text.map(|text| text.trim().to_owned()).ok_or_else(|| {
            Trouble::new(
                "this can only be edited with a text editor",
                format!(
                    "set EDITOR to one, such as nano, or edit {}",
                    self.path.display()
                ),
            )
        })
    }

    /// Saves it with this text in place of what is in the file.
    pub fn write(&self, text: &str, library: &Library) -> Result<Finished, Trouble> {
        self.remember(text).map_err(|error| {
            let what = format!("the note cannot be written: {error}");
            Trouble::new(what, "free some space on the disk; nothing was saved")
        })?;
        self.finish(library)
    }

    /// Puts this text into the draft: whatever ends the program, it is there the next time.
    pub fn remember(&self, text: &str) -> io::Result<()> {
        let filled = match text.trim() {
            "" => self.skeleton.clone(),
            text => self.skeleton.replacen(BLANK, &quoted(text), 1),
        };
        save::replace(&self.path, &filled)
    }

    fn text(&self) -> io::Result<String> {
        if fs::metadata(&self.path)?.len() > MAX_TEXT as u64 {
            return Err(io::Error::other("it is longer than 1 MB"));
        }
        let text = fs::read_to_string(&self.path)?;
        let lines = text.split_inclusive('\n');
        Ok(lines.filter(|line| !line.starts_with(REASON)).collect())
    }

    /// The line of the draft that says what it is to replace.
    fn base(&self) -> Option<String> {
        let text = fs::read_to_string(&self.path).ok()?;
        let base = text.lines().find(|line| line.starts_with(BASE))?;
        Some(format!("{base}\n"))
    }

    /// Checks what was written, and saves it in the clinic's folder.
    fn finish(&self, library: &Library) -> Result<Finished, Trouble> {
        let text = match self.text() {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Finished::Nothing),
            Err(error) => return Err(self.keep(&format!("it cannot be read: {error}"), &[])),
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
        let base = self.base();
        let is_expected = |now: &str| base.is_none_or(|base| base == based_on(now));
        let saved = self
            .create_pack()
            .and_then(|()| self.target.save(&self.folder, &text, is_expected));
        match saved {
            Ok(Saved::In(path)) => {
                self.discard();
                Ok(Finished::Saved(path))
            }
            Ok(Saved::Changed(now)) => {
                // From now on this is what it replaces: whoever goes on has seen it.
                let lines = now.lines().map(|line| format!("{REASON}  {line}\n"));
                let theirs: String = lines.collect();
                let both = format!(
                    "{}{REASON}Somebody else has changed this meanwhile. This is their text:\n{theirs}{text}",
                    based_on(&now)
                );
                let _ = save::replace(&self.path, &both);
                Err(self.kept("somebody else has changed it meanwhile"))
            }
            Err(error) => {
                let reason = format!("it cannot be saved in {}: {error}", self.folder.display());
                Err(self.keep(&reason, &[]))
            }
        }
    }

    /// Makes the clinic's folder a library.
    fn create_pack(&self) -> io::Result<()> {
        create_folder(&self.folder, 0o777)?;
        if self.folder.join(PACK).exists() {
            return Ok(());
        }
        let title = match self.title.as_str() {
            "" => "Our clinic",
            title => title,
        };
        let text = format!(
            "format = 1\n\n[pack]\nid = \"clinic\"\ntitle = {}\nversion = \"1\"\n",
            quoted(title)
        );
        save::create(&self.folder, "pack", &text).map(drop)
    }

    /// Keeps it with the reason why it is not saved.
    fn keep(&self, reason: &str, problems: &[Diagnostic]) -> Trouble {
        let text = self.text().unwrap_or_default();
        let reasons: String = problems
            .iter()
            .map(|problem| {
                let line = problem.sites.first().map_or(0, |site| site.line);
                // The reasons come before the text.
                let base = usize::from(self.base().is_some());
                let line = line as usize + base + problems.len() + 1;
                format!(
                    "{REASON}Line {line}: {}; {}\n",
                    problem.message, problem.hint
                )
            })
            .collect();
        let first = problems.first();
        let first = first.map(|problem| format!("{reason}: {}", problem.message));
        if !text.is_empty() {
            // If this fails, the text itself is there all the same.
            let base = self.base().unwrap_or_default();
            let reason = clean_line(reason);
            let text = format!("{base}{REASON}Not saved: {reason}\n{reasons}{text}");
            let _ = save::replace(&self.path, &text);
        }
        self.kept(first.as_deref().unwrap_or(reason))
    }

    fn kept(&self, reason: &str) -> Trouble {
        Trouble::new(
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
fn based_on(text: &str) -> String {
    format!("{BASE}{:08x}\n", crc32fast::hash(text.as_bytes()))
}

impl Drop for Draft {
    fn drop(&mut self) {
        let Some((file, path)) = self.lock.take() else {
            return;
        };
        let _turn = self.path.parent().map(take_turn);
        let _ = fs::remove_file(path);
        drop(file);
    }
}

/// Waits until no other process opens or closes a draft: between checking a lock file and locking it, no other process may remove it.
fn take_turn(drafts: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new();
    let file = file.create(true).append(true).open(drafts.join(".lock"))?;
    let _ = file.lock(); // a file system without locks is used without
    Ok(file)
}

type Lock = Option<(File, PathBuf)>;

/// Locks a draft; `None` if another process has it.
fn lock(path: &Path) -> io::Result<Option<Lock>> {
    let path = path.with_extension("lock");
    let file = OpenOptions::new().create(true).append(true).open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Some((file, path)))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(_)) => Ok(Some(None)),
    }
}

fn create_folder(path: &Path, mode: u32) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode);
    #[cfg(not(unix))]
    let _ = mode;
    builder.create(path)
}
