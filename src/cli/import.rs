//! `clinfaq import FORMAT SRC DEST`: makes a library of somebody else's collection.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::import::{Error, Importer, Progress, Skipped, Summary};
use crate::text::clean::clean_line;

use super::args::Import;
use super::output::{Output, say};
use super::{Failure, Outcome};

/// So many skipped files are named.
const NAMED: usize = 20;

pub(super) fn run(args: &Import, output: &mut Output) -> Result<Outcome, Failure> {
    let Some(importer) = Importer::named(&args.format) else {
        return Err(Failure::told(
            format!("no format has the name `{}`", clean_line(&args.format)),
            "",
        ));
    };
    let mut line = ProgressLine::new();
    let imported = importer.run(&args.source, &args.dest, &mut |progress| {
        line.update(progress)
    });
    line.clear();
    let summary = imported.map_err(|error| failure(&error))?;
    report(&summary, args, output)?;
    Ok(match summary.skipped.is_empty() {
        true => Outcome::Fine,
        false => Outcome::Nothing,
    })
}

fn failure(error: &Error) -> Failure {
    let hint = match error {
        Error::Source { .. } => "name a folder, an archive (.tar.xz) or a file",
        Error::Occupied(_) => "name a folder that is not there yet, or an empty one",
        Error::Write { .. } => {
            "look at the free room on the disk, and whether the folder can be written to"
        }
        Error::Nothing { skipped, .. } => {
            for skipped in skipped.iter().take(NAMED) {
                say(&named(skipped));
            }
            "look at the format: clinfaq import --help names them"
        }
    };
    Failure::told(error.to_string(), hint)
}

fn named(skipped: &Skipped) -> String {
    format!(
        "skipped {}: {}",
        clean_line(&skipped.name),
        clean_line(&skipped.reason)
    )
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
        "conditions joined from documents of one name",
    )?;
    row(
        summary.joined_by_code,
        "conditions joined from names that share an identifier",
    )?;
    row(summary.topics, "topics beside the standard ones")?;
    for (dirt, count) in &summary.cleaned {
        row(*count, dirt.words())?;
    }
    for skipped in summary.skipped.iter().take(NAMED) {
        output.line(&named(skipped))?;
    }
    if summary.skipped.len() > NAMED {
        output.line(&format!(
            "and {} more were skipped",
            summary.skipped.len() - NAMED
        ))?;
    }
    output.note(format!(
        "clinfaq --library {} opens it",
        args.dest.display()
    ));
    Ok(())
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// One line on a terminal's standard error that is written over and taken away again.
struct ProgressLine {
    started: Instant,
    written: Option<Instant>,
    terminal: bool,
}

impl ProgressLine {
    const WIDTH: usize = 60;
    const PATIENCE: Duration = Duration::from_millis(300);

    fn new() -> Self {
        Self {
            started: Instant::now(),
            written: None,
            terminal: io::stderr().is_terminal(),
        }
    }

    fn update(&mut self, progress: Progress) {
        let waited = self.written.unwrap_or(self.started).elapsed();
        if !self.terminal || waited < Self::PATIENCE {
            return;
        }
        self.written = Some(Instant::now());
        let percent = progress.done * 100 / progress.total.max(1);
        let text = format!(
            "Importing: {} %, {} entries",
            percent.min(100),
            progress.entries
        );
        let _ = write!(io::stderr(), "\r{text:<width$}", width = Self::WIDTH);
    }

    fn clear(&self) {
        if self.written.is_some() {
            let _ = write!(io::stderr(), "\r{:width$}\r", "", width = Self::WIDTH);
        }
    }
}
