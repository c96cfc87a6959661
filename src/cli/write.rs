//! `clinfaq new note ID` and `clinfaq edit ID`: the clinic's own texts, written in an editor or line by line.

use std::io::{self, BufRead, IsTerminal};

use crate::clinic::{Clinic, Draft, Finished, Request, WriteError, editor};
use crate::library::Library;

use super::input::read_line;
use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::session::Session;

/// How many bytes of a line are read.
const LONGEST: usize = 64 << 10;

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::new(error.what, error.hint)
    }
}

pub(super) fn run(
    request: &Request,
    clinic: &Clinic,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let library = session.library()?;
    let finished = write(request, clinic, &library, &mut io::stdin().lock(), output)?;
    output.line(&describe(&finished))?;
    Ok(match finished {
        Finished::Saved(_) => Outcome::Fine,
        Finished::Nothing => Outcome::Nothing,
    })
}

/// Lets the user write.
pub(super) fn write(
    request: &Request,
    clinic: &Clinic,
    library: &Library,
    input: &mut impl BufRead,
    output: &mut Output,
) -> Result<Finished, Failure> {
    let draft = clinic.begin(library, request)?;
    output.finish()?;
    match editor() {
        Some(editor) => Ok(draft.edit(&editor, library)?),
        None => by_lines(draft, library, input, output),
    }
}

/// How writing ended, in words.
pub(super) fn describe(finished: &Finished) -> String {
    match finished {
        Finished::Saved(path) => format!("Saved: {}", path.display()),
        Finished::Nothing => "Nothing was written.".to_owned(),
    }
}

/// Takes the lines of a note: from a terminal up to an empty one, else all.
fn by_lines(
    draft: Draft,
    library: &Library,
    input: &mut impl BufRead,
    output: &mut Output,
) -> Result<Finished, Failure> {
    let mut text = draft.written()?;
    if !text.is_empty() {
        output.line("You began this note earlier. What you type is added to it:")?;
        output.line(&text)?;
        text.push('\n');
    }
    let by_hand = io::stdin().is_terminal();
    if by_hand {
        output.line("Type the note. An empty line ends it.")?;
    }
    let mut line = Vec::new();
    loop {
        if by_hand {
            output.prompt("note> ")?;
        }
        let more = read_line(input, &mut line, LONGEST);
        let more =
            more.map_err(|error| Failure::new(format!("cannot read the note: {error}"), ""))?;
        let typed = String::from_utf8_lossy(&line);
        if !more || by_hand && typed.trim().is_empty() {
            break;
        }
        text.push_str(typed.trim_end());
        text.push('\n');
    }
    Ok(draft.write(&text, library)?)
}
