//! `clinfaq [WORDS...]`: the browser, or the dialog if there is no screen for it.

use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::content::{create_private, replace};
use crate::terminal::{self, Environment};
use crate::text::clean::clean_line;
use crate::tui::{self, Options};

use super::args::{Args, join_words};
use super::outcome::{Failure, Outcome};
use super::output::{Output, say};
use super::preferences::{Preferences, user_folder};
use super::read;
use super::session::Session;

/// Where these arguments open the browser, runs it in a child process, to restore the terminal should it be killed, and
/// returns its exit code. `None` where they ask for something else, or where no child process can be started: then the
/// browser runs in this one.
#[cfg(unix)]
pub(super) fn supervised(args: &Args, given: &[OsString]) -> Option<ExitCode> {
    use std::env;
    use std::process::Command;

    if args.supervised {
        terminal::end_with_parent();
        return None;
    }
    if args.command.is_some() || !has_screen(&Environment::detect()) {
        return None;
    }
    let mut browser = Command::new(env::current_exe().ok()?);
    browser.arg("--supervised").args(given.iter().skip(1));
    Some(ExitCode::from(match terminal::supervise(browser).ok()? {
        terminal::Ended::Exited(code) => code as u8, // an exit code has eight bits
        terminal::Ended::Killed(signal) => {
            say(&killed(signal));
            128u8.saturating_add(signal as u8) // as a shell does
        }
    }))
}

#[cfg(not(unix))]
pub(super) fn supervised(_: &Args, _: &[OsString]) -> Option<ExitCode> {
    None
}

/// The message about a browser that was killed by this signal.
#[cfg(unix)]
fn killed(signal: i32) -> String {
    use signal_hook::consts::{SIGABRT, SIGBUS, SIGKILL};

    let (what, next) = match signal {
        SIGABRT => (
            "clinfaq stopped, probably because memory ran out",
            "close other programs, then start it again",
        ),
        SIGBUS => (
            "clinfaq stopped: a file that it was reading was removed or is damaged",
            "check the disk or stick with the library and the cache folder, then start it again",
        ),
        SIGKILL => (
            "clinfaq was ended by the system, perhaps because memory ran out",
            "close other programs, then start it again",
        ),
        _ => (
            "clinfaq was ended by a signal",
            "the library is unharmed; if this happens again, please report it",
        ),
    };
    let name = signal_hook::low_level::signal_name(signal).unwrap_or("unknown signal");
    format!("{what} ({name})\n  {next}")
}

fn has_screen(environment: &Environment) -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal() && environment.can_address_cursor()
}

/// Where the id of the page that was read last is kept, if the settings ask for that.
fn place_file() -> Option<PathBuf> {
    user_folder("XDG_STATE_HOME", "LOCALAPPDATA", ".local/state").map(|state| state.join("place"))
}

fn keep_place(file: &Path, id: &str) -> io::Result<()> {
    file.parent().map_or(Ok(()), create_private)?;
    replace(file, format!("{id}\n").as_bytes())
}

pub(super) fn run(
    words: &[OsString],
    session: &Session,
    preferences: Preferences,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let settings = preferences.settings.clone();
    let mut environment = Environment::detect();
    environment.settings = settings.terminal;
    if !has_screen(&environment) {
        for notice in &session.notices {
            say(&format!("clinfaq: {notice}"));
        }
        return read::without_screen(words, session, output);
    }
    let mut options = Options::new(session.clock, environment);
    options.theme = settings.theme();
    options.themes = settings.themes();
    options.start = settings.start.unwrap_or_default();
    options.clinic = settings.clinic.into();
    options.packs = session.packs();
    let newer = options.packs.news();
    let newer = newer.map(|newer| format!("{newer}: press Tab, then p"));
    let notices: Vec<String> = session.notices.iter().cloned().chain(newer).collect();
    options.notice = (!notices.is_empty()).then(|| notices.join(". "));
    options.keymap = preferences.keymap();
    options.clinic_texts = session.clinic_texts.clone();
    options.bookmarks = session.clinic_texts.bookmarks();
    options.settings_problems = preferences.problems;
    options.words = Some(join_words(words)).filter(|words| !words.trim().is_empty());
    let place = match settings.resume == Some(true) && settings.private != Some(true) {
        true => place_file(),
        false => None,
    };
    let last = place
        .as_ref()
        .and_then(|file| fs::read_to_string(file).ok());
    options.resume = last.map(|id| clean_line(id.trim()).into_owned());
    let last = tui::run(session.opener(), options)?;
    if let Some(file) = place
        && let Err(error) = keep_place(&file, &last.unwrap_or_default())
    {
        let file = file.display();
        output.note(format!(
            "clinfaq: the place could not be kept in {file}: {error}"
        ));
    }
    Ok(Outcome::Fine)
}
