//! `clinfaq new`: puts a commented skeleton where an author goes on writing.
//!
//! A person's texts are in these files. So nothing is written before the whole library has been looked through and the
//! file as it will be has been read back; then the new file is written beside the old one and takes its place at once.
//! What can be doubted is refused, with the place to look at.

mod put;
mod survey;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::model::{GENERAL, is_entry_id, is_kebab};

use super::place::{Place, scan};
use super::schema::Kind;
use super::verify::kebab;

use survey::Survey;

/// What marks a place that an author has to write. A lint looks for it.
pub(super) const FILL_IN: &str = "FILL IN";

/// What can be begun.
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
    /// The cover, where the folder was empty before.
    pub pack: Option<PathBuf>,
    /// The entry's condition is that of the bundled library alone: the two are to be opened together.
    pub needs_bundled: bool,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AuthorError {
    /// The id is none.
    #[error(
        "`{id}` is no id: lower-case letters, digits and single hyphens, an entry's as condition/name"
    )]
    BadId {
        /// As it was given, cleaned.
        id: String,
        /// One that would do.
        right: String,
    },
    /// Something has the id already.
    #[error("the {kind} `{id}` is there already: {place}")]
    Exists {
        /// The kind of table.
        kind: &'static str,
        /// The id.
        id: String,
        /// File and line.
        place: String,
    },
    /// An entry's condition is nowhere.
    #[error("there is no condition `{id}`")]
    NoCondition {
        /// The condition's id.
        id: String,
    },
    /// The folder holds something, but no library.
    #[error("{folder} holds files, but none with a [pack]: it is no library")]
    NoLibrary {
        /// The folder, cleaned.
        folder: String,
    },
    /// A file cannot be relied on, so nothing is added.
    #[error("{place}: {message}")]
    Faulty {
        /// File and line.
        place: String,
        /// What is wrong there.
        message: String,
    },
    /// Something else is writing the file, or was stopped while it did.
    #[error("{file} is being written by another program, or by one that was stopped")]
    Busy {
        /// The file that shows it, cleaned.
        file: String,
    },
    /// The file was changed meanwhile.
    #[error("{file} was changed while this program looked at it")]
    Changed {
        /// The file, cleaned.
        file: String,
    },
    /// The disk refused.
    #[error("{file}: {error}")]
    Io {
        /// The file or folder, cleaned.
        file: String,
        /// Why.
        error: io::Error,
    },
}

impl AuthorError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::BadId { right, .. } => format!("try {right}"),
            Self::Exists { .. } => "go on writing there, or choose another id".to_owned(),
            Self::NoCondition { id } => format!("begin with: clinfaq new condition {id}"),
            Self::NoLibrary { .. } => {
                "name the folder of a library, or an empty one: --library DIR".to_owned()
            }
            Self::Faulty { .. } => "correct that first; clinfaq check shows more".to_owned(),
            Self::Busy { .. } => "if no other program is at work there, delete it".to_owned(),
            Self::Changed { .. } => "try again".to_owned(),
            Self::Io { .. } => {
                "look at the folder's rights and the free room on the disk".to_owned()
            }
        }
    }
}

/// Adds a skeleton with the id `id` to the library in `folder`. An empty folder, or one that is not there yet, becomes a
/// library; nothing that exists is changed but for what is added at a file's end.
pub fn begin(folder: &Path, what: Skeleton, id: &str, today: Date) -> Result<Begun, AuthorError> {
    check_id(what, id)?;
    let survey = match folder.exists() {
        true => Survey::of(folder, what.kind(), id)?,
        false => Survey::default(),
    };
    if let Some(place) = survey.taken {
        return Err(AuthorError::Exists {
            kind: what.kind().word(),
            id: id.to_owned(),
            place,
        });
    }
    if !survey.has_pack && !is_empty(folder) {
        return Err(AuthorError::NoLibrary {
            folder: shown(folder),
        });
    }
    let home = id.split('/').next().unwrap_or(id);
    let own = what != Skeleton::Entry || home == GENERAL || survey.condition.is_some();
    let mut name = survey.name;
    if !own {
        let bundled = Survey::among(&scan(&[Place::Bundled]), Kind::Condition, home)?;
        if bundled.condition.is_none() {
            return Err(AuthorError::NoCondition {
                id: home.to_owned(),
            });
        }
        name = bundled.name;
    }
    let file = match (what, survey.condition) {
        (Skeleton::Source, _) => folder.join("sources.toml"),
        (Skeleton::Entry, Some(file)) => file,
        _ => folder.join(format!("{home}.toml")),
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    // The table first is read back with what is there; only then is anything written.
    let table = skeleton(what, id, name.as_deref(), today);
    let written = put::prepare(&file, &table)?;
    let mut pack = None;
    if !survey.has_pack {
        let cover = folder.join("pack.toml");
        put::prepare(&cover, &self::pack(folder, today))?.put()?;
        pack = Some(cover);
    }
    written.put()?;
    Ok(Begun {
        file,
        pack,
        needs_bundled: !own,
    })
}

/// Whether there is nothing to be seen in a folder: whoever forgot to name one must not find a library at home.
fn is_empty(folder: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else {
        return true;
    };
    entries.all(|entry| {
        let name = entry.map(|entry| entry.file_name()).unwrap_or_default();
        name.to_string_lossy().starts_with('.')
    })
}

fn check_id(what: Skeleton, id: &str) -> Result<(), AuthorError> {
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
    Err(AuthorError::BadId {
        id: crate::text::lines::short(id),
        right,
    })
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
    let question = super::write::quoted(&question);
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
    let title: String = crate::text::lines::short(&name)
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

fn failed(path: &Path, error: io::Error) -> AuthorError {
    AuthorError::Io {
        file: shown(path),
        error,
    }
}

fn shown(path: &Path) -> String {
    crate::text::clean::clean_line(&path.to_string_lossy()).into_owned()
}
