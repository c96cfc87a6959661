//! A look through a library for what a new table has to know of it.

use std::path::{Path, PathBuf};

use crate::content::place::{Place, Scan, scan};
use crate::content::schema::Kind;
use crate::content::segment::{Item, Segments};
use crate::model::GENERAL;
use crate::model::{Severity, Site};
use crate::text::lines::Lines;
use crate::text::lines::decode;

use super::{AuthorError, failed};

/// What is there.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Whether a file of the folder itself holds a pack.
    pub(super) has_pack: bool,
    /// Where a table of the same kind and id stands.
    pub(super) taken: Option<String>,
    /// The file with the table of the condition that the id begins with.
    pub(super) condition: Option<PathBuf>,
    /// That condition's name.
    pub(super) name: Option<String>,
}

impl Survey {
    /// Looks through `folder` for a table of `kind` with the id `id`.
    pub(super) fn of(folder: &Path, kind: Kind, id: &str) -> Result<Self, AuthorError> {
        // An author may have linked a file to another place: the id may be taken there.
        let found = scan(&[Place::Linked(folder.to_owned())]);
        if let Some((_, reason)) = found.missing.first() {
            return Err(failed(folder, std::io::Error::other(reason.clone())));
        }
        // A folder that cannot be entered may hold the id.
        if let Some(problem) = found.problems.first() {
            return Err(AuthorError::Faulty {
                place: problem.sites.first().map_or_else(String::new, place),
                message: problem.message.clone(),
            });
        }
        Self::among(&found, kind, id)
    }

    /// The same among files that were found.
    pub(super) fn among(found: &Scan, kind: Kind, id: &str) -> Result<Self, AuthorError> {
        let mut survey = Self::default();
        for (at, file) in found.files.iter().enumerate() {
            let bytes = file.read().map_err(|error| failed(&file.path(), error))?;
            let name = file.shown();
            let text = decode(&bytes).map_err(|_| AuthorError::Faulty {
                place: name.clone(),
                message: "this file is not UTF-8".to_owned(),
            })?;
            let before = survey.has_pack;
            survey.look(&Lines::new(at, &name, text), &file.path(), kind, id);
            // A library somewhere below does not make the folder one: nobody wants a table at home.
            survey.has_pack &= before || file.is_at_root();
        }
        Ok(survey)
    }

    fn look(&mut self, lines: &Lines<'_>, path: &Path, kind: Kind, id: &str) {
        let home = id.split('/').next().filter(|home| *home != GENERAL);
        let mut segments = Segments::new(lines);
        while let Some(items) = segments.next() {
            for item in items {
                let (found, known, span) = match &item {
                    Item::Table(raw) => (raw.kind, raw.id(), Some(raw.span(&["id".into()]))),
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
                        self.name = raw.word("name").map(str::to_owned);
                    }
                }
            }
        }
    }
}

/// The first error in a file's TOML, by place and message.
pub(super) fn fault(name: &str, text: &str) -> Option<(String, String)> {
    let lines = Lines::new(0, name, text);
    let mut segments = Segments::new(&lines);
    while let Some(items) = segments.next() {
        for item in items {
            if let Item::Problem(problem) = item
                && problem.severity == Severity::Error
            {
                let at = problem.sites.first().map_or_else(String::new, place);
                return Some((at, problem.message));
            }
        }
    }
    None
}

/// `my-library/poh.toml:12`.
fn place(site: &Site) -> String {
    match site.line {
        0 => site.file.clone(),
        line => format!("{}:{line}", site.file),
    }
}
