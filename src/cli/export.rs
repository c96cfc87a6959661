//! `clinfaq export FORMAT DEST`: writes answers for other programs.

use crate::export::{EXPORTERS, Error, Exporter, Selection, Summary};
use crate::library::Library;
use crate::text::counted;

use super::args::Export;
use super::list;
use super::outcome::{Failure, Outcome};
use super::output::{Output, ProgressLine};
use super::session::Session;
use super::stop::Stop;

pub(super) fn run(
    args: &Export,
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let Some(exporter) = args.format else {
        return formats(output);
    };
    let Some(dest) = &args.dest else {
        return Err(Failure::new(
            "the destination is missing",
            format!("name what to write, for example: {}", example(exporter)),
        ));
    };
    let stop = Stop::on_signals()?;
    session.read(output, |library, output| {
        let selection = selection(args, library)?;
        let mut line = ProgressLine::new("Exporting", session.plain);
        let progress = &mut |progress| {
            line.update(progress);
            stop.flow()
        };
        let exported = exporter.run(library, session.clock, &selection, dest, progress);
        drop(line);
        let error = match exported {
            Ok(summary) => {
                report(&summary, args, output)?;
                return Ok(Outcome::Fine);
            }
            Err(error) => error,
        };
        let hint = match &error {
            Error::Nothing => {
                output.note(format!("clinfaq: {error}"));
                return Ok(Outcome::Nothing);
            }
            // The caller repairs it and tries again.
            Error::Damaged => return Ok(Outcome::Nothing),
            Error::Occupied(_) => "delete it first, or name something that does not exist yet",
            Error::Write(_) => {
                "check that the folder above it exists, can be written to, and has free space"
            }
            Error::Stopped => "",
        };
        Err(Failure::new(error.to_string(), hint))
    })
}

/// Lists the formats.
fn formats(output: &mut Output) -> Result<Outcome, Failure> {
    for exporter in EXPORTERS {
        output.line(&format!("{:<12}{}", exporter.name, exporter.about))?;
        output.line(&format!("{:<12}{}", "", example(exporter)))?;
    }
    Ok(Outcome::Fine)
}

fn example(exporter: &Exporter) -> String {
    format!("clinfaq export {} {}", exporter.name, exporter.example)
}

fn selection(args: &Export, library: &Library) -> Result<Selection, Failure> {
    let conditions = args
        .condition
        .iter()
        .map(|id| list::find_condition(library, id));
    let topics = args.topic.iter().map(|id| list::find_topic(library, id));
    Ok(Selection {
        conditions: conditions.collect::<Result<_, _>>()?,
        topics: topics.collect::<Result<_, _>>()?,
    })
}

fn report(summary: &Summary, args: &Export, output: &mut Output) -> Result<(), Failure> {
    let dest = args
        .dest
        .as_deref()
        .unwrap_or_else(|| "".as_ref())
        .display();
    let answers = counted(summary.entries, "answer");
    output.line(&format!("{answers} written to {dest}"))?;
    let mut row = |count: usize, what: &str| match count {
        0 => Ok(()),
        count => output.line(&format!("{count:>8}  {what}")),
    };
    row(summary.withdrawn, "withdrawn answers: not written")?;
    row(summary.drafts, "drafts: not written")?;
    row(summary.replaced, "answers that others replace: not written")?;
    for (what, count) in &summary.lost {
        row(*count, &format!("{what}: not in this format"))?;
    }
    summary.notes.iter().for_each(|note| output.note(note));
    Ok(())
}
