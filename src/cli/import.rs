//! `clinfaq import FORMAT SRC DEST`: makes a library of somebody else's collection.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::import::{Error, Importer, Options, Progress, Summary};
use crate::text::clean::clean_line;

use super::args::Import;
use super::output::Output;
use super::{Failure, Outcome};

/// Maximum number of files named for one reason.
const NAMED: usize = 20;

pub(super) fn run(args: &Import, output: &mut Output) -> Result<Outcome, Failure> {
    let Some(importer) = Importer::named(&args.format) else {
        return Err(Failure::told(
            format!("no format has the name `{}`", clean_line(&args.format)),
            "",
        ));
    };
    let mut line = ProgressLine::new();
    let stop = stop_signals()?;
    let options = Options {
        suggestions: args.suggestions,
    };
    let imported = importer.run(&args.source, &args.dest, options, &mut |progress| {
        line.update(progress);
        match stop.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    line.clear();
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

/// Is set when somebody wants the import to end; what was written so far is removed then. A second signal ends it at once.
#[cfg(unix)]
fn stop_signals() -> io::Result<Arc<AtomicBool>> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&stop))?;
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(stop)
}

#[cfg(not(unix))]
fn stop_signals() -> io::Result<Arc<AtomicBool>> {
    Ok(Arc::default())
}

fn failure(error: &Error) -> Failure {
    let hint = match error {
        Error::Source { .. } => "name a folder, an archive (.tar.xz) or a file",
        Error::Occupied(_) => "name a folder that is not there yet, or an empty one",
        Error::Write { .. } => {
            "check the free space on the disk, and whether the folder can be written to"
        }
        Error::Nothing { .. } | Error::Stopped => "",
    };
    Failure::told(error.to_string(), hint)
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
    details(summary, output)?;
    output.note(format!(
        "clinfaq --library {} opens it",
        args.dest.display()
    ));
    Ok(())
}

/// What was put right, what was lost, and what was not read.
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
    for (said, what) in [(&summary.remarks, ""), (&summary.skipped, "skipped ")] {
        for file in said.iter().take(NAMED) {
            let text = format!("{what}{}: {}", file.name, file.reason);
            output.line(&clean_line(&text))?;
        }
        if said.len() > NAMED {
            output.line(&format!("and {} more", said.len() - NAMED))?;
        }
    }
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
