//! `clinfaq import FORMAT SRC DEST`: makes a library from another collection.

use std::io;

use crate::content::Progress;
use crate::import::{Error, Options, Summary};
use crate::terminal::Environment;
use crate::text::clean::clean_line;

use super::args::Import;
use super::outcome::{Failure, Outcome};
use super::output::{Output, ProgressLine, counted};
use super::stop::Stop;

/// Maximum number of files named for one reason.
const NAMED: usize = 20;

pub(super) fn run(args: &Import, output: &mut Output) -> Result<Outcome, Failure> {
    let plain = !Environment::detect().can_address_cursor();
    let mut line = ProgressLine::new("Importing", plain);
    let stop = Stop::on_signals()?;
    let options = Options {
        suggestions: args.suggestions,
    };
    let imported = args
        .format
        .run(&args.source, &args.dest, options, &mut |progress| {
            line.update(Progress {
                done: progress.done,
                total: progress.total,
                entries: progress.entries,
            });
            stop.flow()
        });
    drop(line);
    let summary = match imported {
        Ok(summary) => summary,
        Err(error @ Error::Nothing { .. }) => {
            output.note(format!("clinfaq: {error}"));
            if let Error::Nothing { summary, .. } = error {
                details(&summary, output)?;
            }
            return Ok(Outcome::Nothing);
        }
        Err(error) => return Err(failure(&error)),
    };
    report(&summary, args, output)?;
    Ok(match summary.skipped.is_empty() {
        true => Outcome::Fine,
        false => Outcome::Nothing,
    })
}

fn failure(error: &Error) -> Failure {
    let hint = match error {
        Error::Source { .. } => "name a folder, an archive (.tar.xz) or a file",
        Error::Occupied(_) => "name a folder that does not exist yet, or an empty one",
        Error::Write { .. } => {
            "check the free space on the disk, and whether the folder can be written to"
        }
        Error::Nothing { .. } | Error::Stopped => "",
    };
    Failure::new(error.to_string(), hint)
}

fn report(summary: &Summary, args: &Import, output: &mut Output) -> io::Result<()> {
    output.line(&format!(
        "{}, {} and {} from {}, written to {} ({:.1} MB)",
        counted(summary.conditions, "condition", "conditions"),
        counted(summary.entries, "entry", "entries"),
        counted(summary.sources, "source", "sources"),
        counted(summary.files, "file", "files"),
        args.dest.display(),
        summary.bytes as f64 / 1e6,
    ))?;
    let mut row = |count: usize, what: &str| match count {
        0 => Ok(()),
        count => output.line(&format!("{count:>8}  {what}")),
    };
    row(
        summary.joined_by_name,
        "conditions joined from documents of the same name",
    )?;
    row(
        summary.joined_by_code,
        "conditions joined from names that share an identifier",
    )?;
    row(summary.topics, "topics besides the standard ones")?;
    details(summary, output)?;
    output.note(format!(
        "to open it: clinfaq --library {}",
        args.dest.display()
    ));
    Ok(())
}

/// What was corrected, what was lost, and what was not read.
fn details(summary: &Summary, output: &mut Output) -> io::Result<()> {
    for (dirt, count) in &summary.cleaned {
        output.line(&format!("{count:>8}  {}", dirt.words()))?;
    }
    for (ending, (count, names)) in &summary.unread {
        let ending = match ending.as_str() {
            "" => "without an ending".to_owned(),
            ending => format!("ending in .{ending}"),
        };
        let more = if *count > names.len() { ", ..." } else { "" };
        let names = names.join(", ");
        let text = format!("{count:>8}  not read, {ending}: {names}{more}");
        output.line(&clean_line(&text))?;
    }
    for (files, what) in [(&summary.remarks, ""), (&summary.skipped, "skipped ")] {
        for file in files.iter().take(NAMED) {
            let text = format!("{what}{}: {}", file.name, file.reason);
            output.line(&clean_line(&text))?;
        }
        if files.len() > NAMED {
            output.line(&format!("and {} more", files.len() - NAMED))?;
        }
    }
    Ok(())
}
