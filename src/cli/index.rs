//! `clinfaq index`: builds the index now.

use std::ops::ControlFlow;

use crate::library::Storage;

use super::args::Index;
use super::outcome::{Failure, Outcome};
use super::output::{Output, ProgressLine};
use super::session::Session;

pub(super) fn run(
    args: &Index,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let mut line = ProgressLine::new("Indexing the library", session.plain);
    let (library, new) = session.opener().index(args.share, &mut |progress| {
        line.update(progress);
        ControlFlow::Continue(())
    })?;
    drop(line);
    if let Storage::Disk(folder) = library.storage() {
        let state = if new {
            "indexed"
        } else {
            "were indexed already"
        };
        let (count, folder) = (library.entry_count(), folder.display());
        output.line(&format!("{count} answers {state}: {folder}"))?;
    }
    Ok(Outcome::Fine)
}
