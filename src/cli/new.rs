//! `clinfaq new condition|entry|source ID`: adds a template to a library folder, for an author to fill in.

use std::path::{Path, PathBuf};

use crate::clinic::{Clinic, Request, What};
use crate::content::{Skeleton, begin};
use crate::text::clean::clean_line;

use super::args::{Beginning, New};
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::preferences::BUNDLED;
use super::session::Session;
use super::write;

pub(super) fn run(
    args: &New,
    libraries: &[PathBuf],
    clinic: &Clinic,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let (what, word) = match args.what {
        Beginning::Condition => (Skeleton::Condition, "condition"),
        Beginning::Entry => (Skeleton::Entry, "entry"),
        Beginning::Source => (Skeleton::Source, "source"),
        Beginning::Note => {
            let request = Request {
                id: args.id.clone(),
                what: What::NewNote,
            };
            return write::run(&request, clinic, session, output);
        }
    };
    let folder = match libraries {
        [] => Path::new("."),
        [bundled] if bundled.as_os_str() == BUNDLED => {
            return Err(Failure::new(
                "the bundled library is part of the program: nothing can be added to it",
                "name a folder of your own: --library DIR; it can be read together with `--library bundled`",
            ));
        }
        [folder] => folder,
        _ => {
            return Err(Failure::new(
                "`new` writes to one library, but several are named",
                "name only one: --library DIR",
            ));
        }
    };
    let begun = begin(folder, what, &args.id, session.clock.today)?;
    if let Some(pack) = &begun.pack {
        output.line(&format!("{}: a new library", pack.display()))?;
    }
    output.line(&format!("{}: {word} {}", begun.file.display(), args.id))?;
    output.line("")?;
    let folder = quoted(folder);
    let libraries = match begun.needs_bundled {
        true => format!("--library bundled --library {folder}"),
        false => format!("--library {folder}"),
    };
    for (at, step) in steps(args, &libraries, begun.needs_bundled)
        .iter()
        .enumerate()
    {
        output.line(&format!("{}. {step}", at + 1))?;
    }
    Ok(Outcome::Fine)
}

/// What to do next.
fn steps(args: &New, libraries: &str, needs_bundled: bool) -> Vec<String> {
    let id = &args.id;
    let mut steps = vec!["Replace every FILL IN.".to_owned()];
    if args.what == Beginning::Source {
        steps.push(format!("Cite it after the statements it supports: [^{id}]"));
    }
    steps.push(format!("clinfaq check {libraries}"));
    if args.what == Beginning::Entry {
        steps.push(format!("clinfaq show {id} {libraries}"));
        steps.push("Remove status = \"draft\" when readers may see it.".to_owned());
    }
    if needs_bundled {
        let condition = id.split('/').next().unwrap_or(id);
        steps.push(format!(
            "The condition {condition} is in the bundled library, so open both together; or start one of your own: clinfaq new condition {condition}"
        ));
    }
    steps
}

/// A path as a shell reads it back.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~');
    match path.chars().all(plain) {
        true => path.into_owned(),
        false => format!("'{}'", clean_line(&path).replace('\'', "'\\''")),
    }
}
