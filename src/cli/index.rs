//! `clinfaq index`: makes the index now. The browser has this done as well, by a process of its own, so that what memory
//! it takes is not the browser's.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use crate::content::Place;
use crate::library::{Indexer, Storage, Told};

use super::args::Index;
use super::output::Output;
use super::preferences::BUNDLED;
use super::session::{ProgressLine, Session};
use super::{Failure, Outcome};

/// The command that makes the index of the libraries at `places`; `None` where the system does not say what runs here.
pub(super) fn command(places: &[Place]) -> Option<Indexer> {
    let mut arguments = vec!["index".into(), "--progress".into()];
    for place in places {
        // In one piece: a path may begin with a dash.
        let mut argument = OsString::from("--library=");
        argument.push(place.folder().map_or(OsStr::new(BUNDLED), Path::as_os_str));
        arguments.push(argument);
    }
    if places.iter().any(|place| matches!(place, Place::Linked(_))) {
        arguments.push("--follow-links".into());
    }
    Some(Indexer {
        program: env::current_exe().ok()?,
        arguments,
    })
}

pub(super) fn run(
    args: &Index,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    first_to_go();
    match args.progress {
        true => for_a_program(session, output),
        false => for_a_person(session, output),
    }
}

fn for_a_person(session: &Session, output: &mut Output) -> Result<Outcome, Failure> {
    let mut line = ProgressLine::new("Indexing", session.plain);
    let made = session.opener().index(&mut |progress| {
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

/// Each line goes out at once. Where nobody reads them, nobody waits for the index.
fn for_a_program(session: &Session, output: &mut Output) -> Result<Outcome, Failure> {
    let mut tell = |told: Told| -> io::Result<()> {
        output.line(&told.to_string())?;
        output.finish()
    };
    let mut refused = None;
    let made = session
        .opener()
        .index(&mut |progress| match tell(Told::Progress(progress)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                refused = Some(error);
                ControlFlow::Break(())
            }
        });
    if let Some(error) = refused {
        return Err(Failure::Write(error));
    }
    match made {
        Ok(_) => {
            tell(Told::Made)?;
            Ok(Outcome::Fine)
        }
        Err(error) => {
            tell(error.told())?;
            Err(error.into())
        }
    }
}

/// Should memory run out, Linux ends what it thinks can be spared best. The index can be made again; what else runs here,
/// somebody uses.
fn first_to_go() {
    // More than half of all memory is laid to our charge.
    const SPARED_BEST: &str = "600";
    // Where it does not take that, it chooses for itself.
    let _ = fs::write("/proc/self/oom_score_adj", SPARED_BEST);
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStringExt;

    use super::*;
    use crate::cli::args::{self, Command};
    use crate::cli::preferences::place;

    #[test]
    fn the_command_names_just_these_libraries() {
        let strange = OsString::from_vec(b"/media/st\xffick/-x y=\n".to_vec());
        let places = [
            Place::Folder(strange.into()),
            Place::Bundled,
            Place::Folder("--library".into()),
            Place::Folder(Path::new("./bundled").into()),
        ];
        let indexer = command(&places).expect("this program");
        let said = [OsString::from("clinfaq")]
            .into_iter()
            .chain(indexer.arguments);
        let args = args::parse(said).expect("arguments");
        let library = args.common.library.iter();
        assert_eq!(library.map(|path| place(path)).collect::<Vec<_>>(), places);
        assert!(matches!(
            args.command,
            Some(Command::Index(Index { progress: true, .. }))
        ));
    }
}
