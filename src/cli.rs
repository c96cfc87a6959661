//! The command line: one file a subcommand. The only room that names clap, and the only one that prints.
//!
//! Exit codes: 0 fine, 1 nothing found or findings, 2 could not do it. A closed pipe is no error. Everything printed
//! goes through [`text::clean`](crate::text::clean), arguments that are echoed as well: they may come from a file.

mod args;
mod batch;
mod browse;
mod check;
mod completions;
mod config;
mod failure;
mod import;
mod index;
mod json;
mod list;
mod manual;
mod new;
mod opened;
mod output;
mod preferences;
mod read;
mod report;
mod search;
mod session;
mod show;
mod suggest;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use crate::terminal;

use args::{Args, Command};
use failure::Failure;
use output::{Output, say};
use preferences::Preferences;
use session::Session;

/// How a command that could do its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It gave what was asked for.
    Fine,
    /// There was nothing to give, or there were findings.
    Nothing,
}

/// Runs the program with the arguments `args`, of which the first is its name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    terminal::end_on_panic();
    #[cfg(unix)]
    terminal::prepare_process();
    let given: Vec<OsString> = args.into_iter().collect();
    let args = args::parse(given.iter().cloned());
    if let Ok(args) = &args
        && let Some(code) = browse::supervised(args, &given)
    {
        return code;
    }
    let mut output = Output::new();
    let ended = args
        .and_then(|args| dispatch(args, &mut output))
        .and_then(|outcome| {
            output.finish()?;
            Ok(outcome)
        });
    match ended {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        // Who reads us has read enough.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(Failure::Help(text)) => match output.help(&text).and_then(|()| output.finish()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
            _ => ExitCode::SUCCESS,
        },
        Err(Failure::Usage(text)) => {
            say(text.trim_end());
            ExitCode::from(2)
        }
        Err(failure) => {
            // What was found before it went wrong is still worth reading.
            let _ = output.finish();
            say(&format!("clinfaq: {failure}"));
            if let Some(hint) = failure.hint() {
                say(&format!("  {hint}"));
            }
            ExitCode::from(2)
        }
    }
}

/// Says that the system gives the program too little to run in.
pub fn cannot_start(error: &io::Error) -> ExitCode {
    say(&format!("clinfaq: cannot start: {error}"));
    say("  close other programs, or raise the limits of memory and processes (ulimit -a)");
    ExitCode::from(2)
}

fn dispatch(args: Args, output: &mut Output) -> Result<Outcome, Failure> {
    // What makes files for an installation looks at nobody's settings.
    match &args.command {
        Some(Command::Man) => return manual::run(output),
        Some(Command::Completions(completions)) => return completions::run(completions, output),
        _ => {}
    }
    let preferences = Preferences::load(&args)?;
    output.prefer(&preferences);
    if let Some(Command::Config(config)) = &args.command {
        return config::run(config, &preferences, output);
    }
    let session = Session::new(preferences.places.clone(), args.common.today);
    match (&args.command, preferences.notice()) {
        // The browser says it in its own place.
        (None, _) | (_, None) => {}
        // A dialogue is long: it is said before.
        (Some(Command::Read(_)), Some(notice)) => say(&format!("clinfaq: {notice}")),
        (Some(_), Some(notice)) => output.note(format!("clinfaq: {notice}")),
    }
    match &args.command {
        None => browse::run(&args.words, &session, preferences, output),
        Some(Command::Read(read)) => read::run(read, &session, output),
        Some(Command::Search(search)) => match &search.batch {
            Some(file) => batch::run(file, search.limit, search.explain, &session, output),
            None => search::run(search, &session, output),
        },
        Some(Command::Show(show)) => show::run(show, &session, output),
        Some(Command::List(list)) => list::run(list, &session, output),
        Some(Command::Check(check)) => {
            check::run(check, args.common.follow_links, &session, output)
        }
        Some(Command::New(new)) => new::run(new, &args.common.library, session.clock.today, output),
        Some(Command::Import(args)) => import::run(args, output),
        Some(Command::Index(args)) => index::run(args, &session, output),
        Some(Command::Config(_) | Command::Man | Command::Completions(_)) => Ok(Outcome::Fine),
    }
}
