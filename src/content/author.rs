//! `clinfaq new`: adds a commented skeleton for an author to fill in.
//!
//! These files hold a person's work. So the whole library is read first, and the file is parsed as it will be before it
//! replaces the old one. In any doubt nothing is written, and the message names the place to look at.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::model::{GENERAL, Kind, Severity, Site, is_entry_id, is_kebab};
use crate::text::lines::{Lines, decode, short};

use super::files::{PATIENCE, lock, replace};
use super::parts::{Item, items};
use super::place::{Place, shown};
use super::scan::{Scan, scan};
use super::verify::kebab;
use super::write::quoted;
use super::write_error::WriteError;

/// What marks a place that an author has to write. A lint looks for it.
pub(super) const FILL_IN: &str = "FILL IN";

/// What a skeleton is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skeleton {
    /// A condition.
    Condition,
    /// A question with its answer.
    Entry,
    /// A source.
    Source,
}

impl Skeleton {
    fn kind(self) -> Kind {
        match self {
            Self::Condition => Kind::Condition,
            Self::Entry => Kind::Entry,
            Self::Source => Kind::Source,
        }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The file that holds the skeleton now.
    pub file: PathBuf,
    /// The new `pack.toml`, if the folder was empty before.
    pub pack: Option<PathBuf>,
    /// Whether the entry's condition is only in the bundled library, so that the two must be opened together.
    pub needs_bundled: bool,
}

/// A file cannot be relied on, so nothing is added.
fn faulty(place: &str, message: &str) -> WriteError {
    let hint = "correct that first; clinfaq check shows more";
    WriteError::new(format!("{place}: {message}"), hint)
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> WriteError {
    move |error| {
        let hint = "check the folder's permissions and the free space on the disk";
        WriteError::new(format!("{}: {error}", shown(path)), hint)
    }
}

/// Adds a skeleton with the id `id` to the library in `folder`. An empty folder, or one that does not exist yet, becomes a
/// library; nothing that exists is changed except for what is added at a file's end.
pub fn begin(folder: &Path, what: Skeleton, id: &str, today: Date) -> Result<Begun, WriteError> {
    check_id(what, id)?;
    let existing = match folder.exists() {
        true => Existing::of_folder(folder, what.kind(), id)?,
        false => Existing::default(),
    };
    if let Some(place) = existing.taken {
        let message = format!("the {} `{id}` exists already: {place}", what.kind().word());
        let hint = "go on writing there, or choose another id";
        return Err(WriteError::new(message, hint));
    }
    if !existing.has_pack && !is_empty(folder) {
        let message = format!(
            "{} holds files, but none with a [pack]: it is not a library",
            shown(folder)
        );
        let hint = "name the folder of a library, or an empty one: --library DIR";
        return Err(WriteError::new(message, hint));
    }
    let home = id.split('/').next().unwrap_or(id);
    let own = what != Skeleton::Entry || home == GENERAL || existing.condition.is_some();
    let mut name = existing.name;
    if !own {
        let bundled = Existing::of_files(&scan(&[Place::Bundled]), Kind::Condition, home)?;
        if bundled.condition.is_none() {
            return Err(WriteError::new(
                format!("there is no condition `{home}`"),
                format!("begin with: clinfaq new condition {home}"),
            ));
        }
        name = bundled.name;
    }
    let file = match (what, existing.condition) {
        (Skeleton::Source, _) => folder.join("sources.toml"),
        (Skeleton::Entry, Some(file)) => file,
        _ => folder.join(format!("{home}.toml")),
    };
    fs::create_dir_all(folder).map_err(io_error(folder))?;
    // The lock is on the folder itself: nothing is left behind.
    let _lock = lock(folder, PATIENCE).map_err(io_error(folder))?;
    // First the table is read back together with what is there; only then is anything written.
    let addition = Addition::new(&file, &skeleton(what, id, name.as_deref(), today))?;
    let mut pack = None;
    if !existing.has_pack {
        let file = folder.join("pack.toml");
        Addition::new(&file, &self::pack(folder, today))?.write()?;
        pack = Some(file);
    }
    addition.write()?;
    Ok(Begun {
        file,
        pack,
        needs_bundled: !own,
    })
}

/// Whether a folder holds only hidden files. A person who forgets to name a folder must not get a library in their home.
fn is_empty(folder: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else {
        return true;
    };
    entries.all(|entry| {
        let name = entry.map(|entry| entry.file_name()).unwrap_or_default();
        name.to_string_lossy().starts_with('.')
    })
}

fn check_id(what: Skeleton, id: &str) -> Result<(), WriteError> {
    let good = match what {
        Skeleton::Entry => is_entry_id(id),
        Skeleton::Condition => is_kebab(id) && id != GENERAL,
        Skeleton::Source => is_kebab(id),
    };
    if good {
        return Ok(());
    }
    let right = match (what, id.split_once('/')) {
        (Skeleton::Entry, Some((home, name))) => format!("{}/{}", kebab(home), kebab(name)),
        (Skeleton::Entry, None) => format!("{GENERAL}/{}", kebab(id)),
        _ if id == GENERAL => format!("{GENERAL}-questions"),
        _ => kebab(id),
    };
    Err(WriteError::new(
        format!(
            "`{}` is not an id: lower-case letters, digits and single hyphens, an entry's as condition/name",
            short(id)
        ),
        format!("try {right}"),
    ))
}

/// The table to fill in; `name` is that of an entry's condition.
fn skeleton(what: Skeleton, id: &str, name: Option<&str>, today: Date) -> String {
    let template = match what {
        Skeleton::Condition => include_str!("author/condition.toml"),
        Skeleton::Entry => include_str!("author/entry.toml"),
        Skeleton::Source => include_str!("author/source.toml"),
    };
    let home = id.split('/').next().unwrap_or(id);
    let condition = match home {
        GENERAL => String::new(),
        home => format!("condition = \"{home}\"\n"),
    };
    let question = match name {
        Some(name) => format!("{FILL_IN}: a question about {name}?"),
        None => format!("{FILL_IN}: the question?"),
    };
    let question = quoted(&question);
    template
        .replace("{condition}", &condition)
        .replace("{question}", &question)
        .replace("{id}", id)
        .replace("{today}", &today.to_string())
}

fn pack(folder: &Path, today: Date) -> String {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    // A folder may be called anything; a title in quotes may not.
    let title: String = short(&name)
        .chars()
        .filter(|c| !matches!(c, '"' | '\\'))
        .collect();
    let id = kebab(&name);
    include_str!("author/pack.toml")
        .replace("{id}", &id)
        .replace("{title}", if title.is_empty() { &id } else { &title })
        .replace("{version}", &today.to_string().replace('-', "."))
        .replace("{today}", &today.to_string())
}

/// What a library has already, as far as a new table must know.
#[derive(Debug, Default)]
struct Existing {
    /// Whether a file of the folder itself holds a pack.
    has_pack: bool,
    /// Where a table of the same kind and id is.
    taken: Option<String>,
    /// The file with the table of the condition that the id begins with.
    condition: Option<PathBuf>,
    /// That condition's name.
    name: Option<String>,
}

impl Existing {
    /// Looks through `folder` for a table of `kind` with the id `id`.
    fn of_folder(folder: &Path, kind: Kind, id: &str) -> Result<Self, WriteError> {
        // An author may have linked a file to another place: the id may be taken there.
        let scan = scan(&[Place::Linked(folder.to_owned())]);
        if let Some((_, reason)) = scan.missing.first() {
            return Err(io_error(folder)(io::Error::other(reason.clone())));
        }
        // A folder that cannot be entered may hold the id.
        if let Some(problem) = scan.problems.first() {
            let place = problem.sites.first().map_or_else(String::new, place);
            return Err(faulty(&place, &problem.message));
        }
        Self::of_files(&scan, kind, id)
    }

    fn of_files(scan: &Scan, kind: Kind, id: &str) -> Result<Self, WriteError> {
        let mut existing = Self::default();
        for (at, file) in scan.files.iter().enumerate() {
            let name = file.shown();
            let text = file
                .text()
                .map_err(|finding| faulty(&name, &finding.message))?;
            let before = existing.has_pack;
            existing.look(&Lines::new(at, &name, &text), &file.path, kind, id);
            // A library in a subfolder does not make the folder a library.
            existing.has_pack &= before || file.is_at_root();
        }
        Ok(existing)
    }

    fn look(&mut self, lines: &Lines<'_>, path: &Path, kind: Kind, id: &str) {
        let home = id.split('/').next().filter(|home| *home != GENERAL);
        for item in items(lines) {
            let (found, known, span) = match &item {
                Item::Table(raw) => (raw.kind, raw.id(), Some(raw.span("id"))),
                Item::Broken(kind, id) => (*kind, id.as_str(), None),
                Item::Format(..) | Item::Problem(_) => continue,
            };
            self.has_pack |= found == Kind::Pack;
            if found == kind && known == id && self.taken.is_none() {
                self.taken = Some(match span {
                    Some(span) => place(&lines.site(span, "")),
                    None => lines.name.to_owned(),
                });
            }
            if found == Kind::Condition && Some(known) == home && self.condition.is_none() {
                self.condition = Some(path.to_owned());
                if let Item::Table(raw) = &item {
                    self.name = raw.text("name").map(str::to_owned);
                }
            }
        }
    }
}

/// A file with a table added at its end, checked and ready to be written.
struct Addition {
    /// The file itself, not a symbolic link to it.
    path: PathBuf,
    /// What it holds now; `None` if there is no file.
    before: Option<Vec<u8>>,
    text: String,
}

impl Addition {
    /// Reads the file at `path`, if there is one, and adds `table` at its end. The result is read as a library's file before
    /// anything is written.
    fn new(path: &Path, table: &str) -> Result<Self, WriteError> {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let before = read(&path)?;
        let name = shown(&path);
        let bytes = before.as_deref().unwrap_or_default();
        let old = decode(bytes).map_err(|_| faulty(&name, "this file is not UTF-8"))?;
        check_syntax(&name, old)?;
        // A byte order mark at the beginning is kept with the rest.
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        let (table, end) = match text.contains("\r\n") {
            true => (table.replace('\n', "\r\n"), "\r\n"),
            false => (table.to_owned(), "\n"),
        };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(end);
        }
        if !text.trim().is_empty() {
            text.push_str(end);
        }
        text.push_str(&table);
        check_syntax(&name, text.trim_start_matches('\u{feff}'))?;
        Ok(Self { path, before, text })
    }

    fn write(self) -> Result<(), WriteError> {
        // An editor may have saved meanwhile.
        if read(&self.path)? != self.before {
            let name = shown(&self.path);
            let message = format!("{name} was changed while this program looked at it");
            return Err(WriteError::new(message, "try again"));
        }
        replace(&self.path, self.text.as_bytes()).map_err(io_error(&self.path))
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, WriteError> {
    let failed = io_error(path);
    match fs::metadata(path) {
        Ok(data) if !data.is_file() => Err(failed(io::Error::other("not a regular file"))),
        Ok(_) => fs::read(path).map(Some).map_err(failed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// Whether a file's TOML has no error.
fn check_syntax(name: &str, text: &str) -> Result<(), WriteError> {
    let lines = Lines::new(0, name, text);
    let error = items(&lines).find_map(|item| match item {
        Item::Problem(problem) if problem.severity == Severity::Error => Some(problem),
        _ => None,
    });
    error.map_or(Ok(()), |problem| {
        let place = problem.sites.first().map_or_else(String::new, place);
        Err(faulty(&place, &problem.message))
    })
}

/// `my-library/poh.toml:12`.
fn place(site: &Site) -> String {
    match site.line {
        0 => site.file.clone(),
        line => format!("{}:{line}", site.file),
    }
}
