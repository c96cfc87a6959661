//! `clinfaq read [WORDS...]`: the library as a dialog, line by line: standard input and output, repair of the index, and
//! the end.

use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal};

use crate::clinic::{Finished, Request};
use crate::dialog::{Dialog, Reply, Settings, WIDTHS};
use crate::library::Notice;
use crate::terminal;

use super::args::{Read, spoken};
use super::input::read_line;
use super::outcome::{Failure, Outcome};
use super::output::{self, Output, say};
use super::session::{Opened, Session};
use super::write;

/// Columns of a line if nothing else is set and the terminal is wide enough: a length that is easy to read.
const WIDTH: usize = 72;
/// Lines at a time, if the terminal is high enough.
const LINES: usize = 20;
/// Lines of the terminal that stay free: for the prompt, the typed words, and a line that was read already.
const KEPT: usize = 3;
/// How many bytes of a line are read.
const LONGEST: usize = 16 << 10;

pub(super) fn run(args: &Read, session: &Session, output: &mut Output) -> Result<Outcome, Failure> {
    let words = words(&args.words);
    let settings = settings(args, session, output);
    talk(words, settings, session, output).map(|_| Outcome::Fine)
}

/// The same if the browser was asked for and there is no screen for it.
pub(super) fn without_screen(
    words: &[OsString],
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let words = self::words(words);
    let nothing_asked = words.is_none();
    if io::stdin().is_terminal() && !output.terminal && io::stderr().is_terminal() {
        say(
            "clinfaq: the answers go to standard output, which is not a terminal; type quit to end",
        );
    }
    let settings = settings(&Read::default(), session, output);
    let heard = talk(words, settings, session, output)?;
    if nothing_asked && heard == 0 {
        output.note("clinfaq: there is no terminal, and standard input is empty");
        output.note("  use: clinfaq search WORDS, clinfaq show ID, clinfaq list conditions");
        output.note("  or send lines to: clinfaq read");
    }
    Ok(Outcome::Fine)
}

fn words(words: &[OsString]) -> Option<String> {
    Some(spoken(words)).filter(|words| !words.trim().is_empty())
}

fn settings(args: &Read, session: &Session, output: &Output) -> Settings {
    // A script takes everything at once. For a person, output pauses before text scrolls off the terminal.
    let lines = match io::stdin().is_terminal() {
        true => terminal::size().map_or(LINES, |(_, rows)| {
            usize::from(rows).saturating_sub(KEPT).clamp(4, LINES)
        }),
        false => 0,
    };
    // Plain terminals begin a new line when the last column is full, and again at the line's end.
    let width = output::columns().map_or(WIDTH, |columns| WIDTH.min(columns.saturating_sub(1)));
    Settings {
        clock: session.clock,
        width: args.width.unwrap_or(width.max(*WIDTHS.start())),
        lines: args.lines.unwrap_or(lines),
        ascii: output.ascii(),
        clinic: session.clinic.clone(),
    }
}

/// Answers lines until the input ends or `quit` is typed, and returns how many there were.
fn talk(
    words: Option<String>,
    settings: Settings,
    session: &Session,
    output: &mut Output,
) -> Result<usize, Failure> {
    let mut session = Session {
        plain: true,
        ..session.clone()
    };
    let echo = !io::stdin().is_terminal();
    let mut input = io::stdin().lock();
    let mut heard = 0;
    let mut line = Vec::new();
    let mut opened = match io::stdin().is_terminal() {
        true => Opened::at_once(&session)?,
        false => Opened::whole(&session)?,
    };
    let dialog = Dialog::new(opened.library.clone(), settings).with_packs(session.packs());
    let mut dialog = dialog.with_bookmarks(session.bookmarks.clone());
    if let Some(newer) = session.news() {
        output.line(&format!("{newer}: type packs."))?;
    }
    let mut news = news(&mut opened, &mut dialog);
    let mut reply = step_soundly(&mut dialog, &session, |dialog| Reply {
        lines: dialog.begin(words.as_deref()),
        ..Reply::default()
    })?;
    loop {
        for line in &news {
            output.line(line)?;
        }
        for line in &reply.lines {
            output.line(line)?;
        }
        // Not in the dialog, which takes a step twice if the index is damaged.
        if let Some((handout, delivery)) = reply.deliver.take() {
            let (Ok(said) | Err(said)) = handout.deliver(delivery);
            output.line(&said)?;
        }
        if reply.end {
            break;
        }
        if reply.packs_changed {
            output.finish()?;
            session.installed = session.store.installed();
            for line in dialog.notice(Notice::Ready(session.library()?)) {
                output.line(&line)?;
            }
        }
        output.prompt(&dialog.prompt())?;
        let more = match read_line(&mut input, &mut line, LONGEST) {
            Ok(more) => more,
            Err(_) if !echo => false, // the terminal is gone
            Err(error) => {
                let what = format!("cannot read standard input: {error}");
                return Err(Failure::new(what, ""));
            }
        };
        if !more {
            output.line("")?;
            break;
        }
        heard += 1;
        let said = String::from_utf8_lossy(&line);
        if echo {
            // A terminal shows the typed words; without this, a file would show only the answers.
            output.line(&dialog.echo(&said))?;
        }
        news = self::news(&mut opened, &mut dialog);
        reply = step_soundly(&mut dialog, &session, |dialog| dialog.answer(&said))?;
        if let Some(request) = reply.write.take() {
            reply.lines = write_own(&request, &session, &mut dialog, &mut input, output)?;
        }
    }
    output.finish()?;
    Ok(heard)
}

/// Lets the user write, and opens the library with what was written.
fn write_own(
    request: &Request,
    session: &Session,
    dialog: &mut Dialog,
    input: &mut impl BufRead,
    output: &mut Output,
) -> Result<Vec<String>, Failure> {
    let library = dialog.library().clone();
    Ok(
        match write::write(request, &session.clinic_texts, &library, input, output) {
            Ok(finished) => {
                let mut lines = vec![write::said(&finished)];
                if finished != Finished::Nothing {
                    lines.extend(dialog.notice(Notice::Ready(session.library()?)));
                }
                lines
            }
            Err(failure) => vec![format!("{failure}. {}.", failure.hint())],
        },
    )
}

/// Messages about changes to the library, which come before the answer to a line.
fn news(opened: &mut Opened, dialog: &mut Dialog) -> Vec<String> {
    let news = opened.news().into_iter();
    news.flat_map(|notice| dialog.notice(notice)).collect()
}

/// Takes a step; once more with a new index if this one turns out to be damaged.
fn step_soundly(
    dialog: &mut Dialog,
    session: &Session,
    step: impl Fn(&mut Dialog) -> Reply,
) -> Result<Reply, Failure> {
    let before = dialog.clone();
    let reply = step(dialog);
    if !dialog.library().damaged() {
        return Ok(reply);
    }
    let library = session.repaired(dialog.library().clone())?;
    if let Some(renewed) = before.renewed(library.clone()) {
        *dialog = renewed;
        return Ok(step(dialog));
    }
    *dialog = before.restarted(library);
    let mut lines = vec!["The library has changed. You are back at the beginning.".to_owned()];
    lines.extend(dialog.begin(None));
    Ok(Reply {
        lines,
        ..Reply::default()
    })
}
