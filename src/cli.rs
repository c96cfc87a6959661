//! The command line: one file per subcommand. The only module that names clap, and the only one that prints.
//!
//! Exit codes: 0 fine, 1 nothing found or findings, 2 could not do it. A closed pipe is not an error. Everything that is
//! printed goes through [`text::clean`](crate::text::clean), also arguments that are quoted: they may come from a file.

mod args;
mod batch;
mod bookmarks;
mod browse;
mod changes;
mod check;
mod command_args;
mod config;
#[cfg(feature = "export")]
mod export;
mod handout;
#[cfg(feature = "import")]
mod import;
mod input;
mod list;
mod manual;
mod new;
mod outcome;
mod output;
mod pack;
mod pack_args;
mod preferences;
mod read;
mod search;
mod session;
mod show;
#[cfg(any(feature = "import", feature = "export"))]
mod stop;
mod suggest;
mod write;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use crate::clinic::{Request, What};
use crate::config::Settings;
use crate::terminal;

use args::{Args, Command};
use outcome::{Failure, Outcome};
use output::{Output, say};
use preferences::Preferences;
use session::Session;

/// Runs the program with the arguments `args`, of which the first is its name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    terminal::end_on_panic(crate::library::panic_is_caught);
    #[cfg(unix)]
    terminal::prepare_process();
    let given: Vec<OsString> = args.into_iter().collect();
    let args = args::parse(given.iter().cloned());
    if let Ok(args) = &args
        && let Some(code) = browse::supervised(args, &given)
    {
        return code;
    }
    let mut output = Output::new(&Settings::default(), &Settings::default());
    let ended = args.and_then(|args| dispatch(args, &mut output));
    // What was found before something went wrong is still worth reading.
    let written = output.finish();
    let ended = match ended {
        Err(Failure::Help(text)) => {
            let written = output.help(&text).and_then(|()| output.finish());
            written.map(|()| Outcome::Fine).map_err(Failure::Write)
        }
        ended => ended.and_then(|outcome| Ok(written.map(|()| outcome)?)),
    };
    match ended {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        // The reader of the pipe has read enough.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            match &failure {
                Failure::Usage(text) => say(text.trim_end()),
                _ => say(&format!("clinfaq: {failure}")),
            }
            if !failure.hint().is_empty() {
                say(&format!("  {}", failure.hint()));
            }
            ExitCode::from(2)
        }
    }
}

/// Reports that the system has too little memory or too few processes left to run the program.
pub fn cannot_start(error: &io::Error) -> ExitCode {
    say(&format!("clinfaq: cannot start: {error}"));
    say("  close other programs, or raise the limits of memory and processes (ulimit -a)");
    ExitCode::from(2)
}

fn dispatch(args: Args, output: &mut Output) -> Result<Outcome, Failure> {
    // These make files for an installation, which must not depend on one person's settings.
    match &args.command {
        Some(Command::Man) => return manual::run(output),
        Some(Command::Completions(shell)) => return manual::completions(shell, output),
        _ => {}
    }
    let preferences = Preferences::load(&args)?;
    *output = Output::new(&preferences.options, &preferences.settings);
    let session = Session::new(&preferences, args.common.today);
    let notices = session.notices.iter();
    let notices = notices.map(|notice| format!("clinfaq: {notice}"));
    match &args.command {
        // These report it themselves.
        None | Some(Command::Config(_)) => {}
        // A dialog is long, so this comes first.
        Some(Command::Read(_)) => notices.for_each(|notice| say(&notice)),
        Some(_) => notices.for_each(|notice| output.note(notice)),
    }
    match &args.command {
        None => browse::run(&args.words, &session, preferences, output),
        Some(Command::Read(read)) => read::run(read, &session, output),
        Some(Command::Changes(args)) => changes::run(args, &session, output),
        Some(Command::Bookmarks(args)) => bookmarks::run(args, &session, output),
        Some(Command::Search(search)) => search::run(search, &session, output),
        Some(Command::Show(show)) => show::run(show, &session, output),
        Some(Command::Handout(handout)) => handout::run(handout, &session, output),
        Some(Command::List(list)) => list::run(list, &session, output),
        Some(Command::Check(check)) => {
            check::run(check, args.common.follow_links, &session, output)
        }
        Some(Command::New(new)) => {
            let clinic = &session.clinic_texts;
            new::run(new, &args.common.library, clinic, &session, output)
        }
        Some(Command::Edit(edit)) => {
            let request = Request {
                id: edit.id.clone(),
                what: edit.note.map_or(What::Answer, What::Note),
            };
            write::run(&request, &session.clinic_texts, &session, output)
        }
        #[cfg(feature = "import")]
        Some(Command::Import(import)) => import::run(import, output),
        #[cfg(feature = "export")]
        Some(Command::Export(export)) => export::run(export, &session, output),
        Some(Command::Pack(pack)) => pack::run(pack, &session, output),
        Some(Command::Index(index)) => session::index(index, &session, output),
        Some(Command::Config(config)) => config::run(config, &preferences, output),
        Some(Command::Man | Command::Completions(_)) => Ok(Outcome::Fine),
    }
}
