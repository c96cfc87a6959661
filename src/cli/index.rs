//! `clinfaq index`: makes the index now.

use std::ops::ControlFlow;

use crate::library::Storage;

use super::args::Index;
use super::output::Output;
use super::session::{ProgressLine, Session};
use super::{Failure, Outcome};

pub(super) fn run(
    args: &Index,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let mut line = ProgressLine::new("Indexing", session.plain);
    let made = session.opener().index(args.share, &mut |progress| {
        line.update(progress);
        ControlFlow::Continue(())
    });
    line.clear();
    let (library, new) = made?;
    let Storage::Disk(folder) = library.storage() else {
        return Ok(Outcome::Fine);
    };
    let state = if new {
        "indexed"
    } else {
        "were indexed already"
    };
    output.line(&format!(
        "{} answers {state}: {}",
        library.entry_count(),
        folder.display()
    ))?;
    Ok(Outcome::Fine)
}
