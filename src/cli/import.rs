//! `clinfaq import FORMAT SRC DEST`: makes a library from another collection.

use std::io;
use std::path::Path;

use crate::import::{Error, IMPORTERS, Importer, Options, Summary, template};
use crate::terminal::Environment;
use crate::text::clean::clean_line;
use crate::text::counted;

use super::args::Import;
use super::outcome::{Failure, Outcome};
use super::output::{Output, ProgressLine};
use super::stop::Stop;

/// Maximum number of files named for one reason.
const NAMED: usize = 20;

pub(super) fn run(args: &Import, output: &mut Output) -> Result<Outcome, Failure> {
    let Some(format) = args.format else {
        return formats(output);
    };
    if let Some(path) = &args.template {
        return write_template(format, path, output);
    }
    let (Some(source), Some(dest)) = (&args.source, &args.dest) else {
        let what = format!(
            "`import {}` needs what to read and the folder to create",
            format.name
        );
        return Err(Failure::new(
            what,
            format!("for example: {}", format.example),
        ));
    };
    let plain = !Environment::detect().can_address_cursor();
    let mut line = ProgressLine::new("Importing", plain);
    let stop = Stop::on_signals()?;
    let options = Options {
        suggestions: args.suggestions,
        columns: args.columns.named(),
    };
    let imported = format.run(source, dest, options, &mut |progress| {
        line.update(progress);
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
    report(&summary, dest, output)?;
    Ok(match summary.skipped.is_empty() {
        true => Outcome::Fine,
        false => Outcome::Nothing,
    })
}

/// Lists the formats.
fn formats(output: &mut Output) -> Result<Outcome, Failure> {
    for importer in IMPORTERS {
        output.line(&format!("{:<10}{}", importer.name, importer.about))?;
        output.line(&format!("{:<10}{}", "", importer.example))?;
    }
    Ok(Outcome::Fine)
}

/// Writes the sheet to fill in.
fn write_template(format: &Importer, path: &Path, output: &mut Output) -> Result<Outcome, Failure> {
    if format.name != "sheet" {
        return Err(Failure::new(
            format!("there is no template for {}", format.name),
            "write one for a sheet: clinfaq import sheet --template answers.xlsx",
        ));
    }
    template(path).map_err(|error| failure(&error))?;
    let path = path.display();
    output.line(&format!(
        "{path}: an empty sheet with headings and one example"
    ))?;
    output.note(format!(
        "fill it in, then: clinfaq import sheet {path} my-library"
    ));
    Ok(Outcome::Fine)
}

fn failure(error: &Error) -> Failure {
    let hint = match error {
        Error::Source { .. } => "name a folder, an archive (.tar.xz) or a file",
        Error::Occupied(_) => "name a folder that does not exist yet, or an empty one",
        Error::Write { error, .. } if error.kind() == io::ErrorKind::AlreadyExists => {
            "name another file, or remove this one first"
        }
        Error::Write { .. } => {
            "check the free space on the disk, and whether the folder can be written to"
        }
        Error::TemplateName(_) => "name a file that does, such as answers.xlsx",
        Error::Nothing { .. } | Error::Stopped => "",
    };
    Failure::new(error.to_string(), hint)
}

fn report(summary: &Summary, dest: &Path, output: &mut Output) -> io::Result<()> {
    output.line(&format!(
        "{}, {} and {} from {}, written to {} ({:.1} MB)",
        counted(summary.conditions, "condition"),
        counted(summary.entries, "entry"),
        counted(summary.sources, "source"),
        counted(summary.files, "file"),
        dest.display(),
        summary.bytes as f64 / 1e6,
    ))?;
    let mut row = |count: usize, what: &str| match count {
        0 => Ok(()),
        count => output.line(&format!("{count:>8}  {what}")),
    };
    row(summary.joined, "conditions joined from several documents")?;
    row(summary.topics, "topics besides the standard ones")?;
    details(summary, output)?;
    output.note(format!("to open it: clinfaq --library {}", dest.display()));
    Ok(())
}

/// What was corrected, what was lost, and what was not read.
fn details(summary: &Summary, output: &mut Output) -> io::Result<()> {
    for (change, count) in &summary.cleaned {
        output.line(&format!("{count:>8}  {}", change.words()))?;
    }
    for (extension, (count, names)) in &summary.unread {
        let kind = match extension.as_str() {
            "" => "without an extension".to_owned(),
            extension => format!("ending in .{extension}"),
        };
        let more = if *count > names.len() { ", ..." } else { "" };
        let names = names.join(", ");
        let text = format!("{count:>8}  not read, {kind}: {names}{more}");
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
