//! `clinfaq read [WORDS...]`: the library as a dialog, line by line: standard input and output, repair of the index, and
//! the end.

use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal};

use crate::clinic::{Finished, Request};
use crate::dialog::{Dialog, Reply, Settings, Task, WIDTHS};
use crate::library::Notice;
use crate::terminal;

use super::args::{Read, join_words};
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
    run_dialog(words, settings, session, output).map(|_| Outcome::Fine)
}

/// The same in place of the browser, if there is no terminal for it.
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
    let heard = run_dialog(words, settings, session, output)?;
    if nothing_asked && heard == 0 {
        output.note("clinfaq: there is no terminal, and standard input is empty");
        output.note("  use: clinfaq search WORDS, clinfaq show ID, clinfaq list conditions");
        output.note("  or send lines to: clinfaq read");
    }
    Ok(Outcome::Fine)
}

fn words(words: &[OsString]) -> Option<String> {
    Some(join_words(words)).filter(|words| !words.trim().is_empty())
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
fn run_dialog(
    words: Option<String>,
    settings: Settings,
    session: &Session,
    output: &mut Output,
) -> Result<usize, Failure> {
    let session = Session {
        plain: true,
        ..session.clone()
    };
    let echo = !io::stdin().is_terminal();
    let mut input = io::stdin().lock();
    let mut heard = 0;
    let mut line = Vec::new();
    let mut opened = match io::stdin().is_terminal() {
        true => Opened::at_once(&session)?,
        false => Opened::current(&session)?,
    };
    let dialog = Dialog::new(opened.library.clone(), settings).with_packs(session.packs());
    let mut dialog = dialog.with_bookmarks(session.clinic_texts.bookmarks());
    if let Some(newer) = session.packs().news() {
        output.line(&format!("{newer}: type packs."))?;
    }
    let mut news = news(&mut opened, &mut dialog);
    let mut reply = step_and_repair(&mut dialog, &session, |dialog| Reply {
        lines: dialog.begin(words.as_deref()),
        ..Reply::default()
    })?;
    loop {
        for line in news.iter().chain(&reply.lines) {
            output.line(line)?;
        }
        // Not in the dialog, which repeats a step if the index is damaged.
        let done = match reply.task.take() {
            Some(Task::Quit) => break,
            Some(Task::Write(request)) => {
                write_own(&request, &session, &mut dialog, &mut input, output)?
            }
            Some(Task::Deliver(handout, delivery)) => {
                let (Ok(said) | Err(said)) =
                    handout.deliver(delivery, session.clinic_texts.is_private);
                vec![said]
            }
            Some(Task::Reopen) => {
                output.finish()?;
                dialog.notice(Notice::Ready(session.library()?))
            }
            None => Vec::new(),
        };
        for line in &done {
            output.line(line)?;
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
        reply = step_and_repair(&mut dialog, &session, |dialog| dialog.answer(&said))?;
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
                let mut lines = vec![write::describe(&finished)];
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

/// Takes a step, and repeats it with a new index if this one turns out to be damaged.
fn step_and_repair(
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
    *dialog = before;
    let mut lines = dialog.notice(Notice::Ready(library));
    let reply = step(dialog);
    lines.extend(reply.lines);
    Ok(Reply { lines, ..reply })
}
