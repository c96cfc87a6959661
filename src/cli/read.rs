//! `clinfaq read [WORDS...]`: the library as a dialogue, line by line. Here its lines meet the process: standard input
//! and output, the index's repair, the end.

use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal};

use crate::linear::{Dialogue, Reply, Settings, WIDTHS};
use crate::terminal;

use super::args::{Read, spoken};
use super::opened::Opened;
use super::output::{self, Output, say};
use super::session::Session;
use super::{Failure, Outcome};

/// Columns of a line where nobody says otherwise and there is room: what a reader takes in well.
const WIDTH: usize = 72;
/// Lines at a time, where there is room for as many.
const LINES: usize = 20;
/// What a terminal keeps beside them: the prompt, what is typed, and a line that was read already.
const KEPT: usize = 3;
/// So much of a line is read, in bytes; what goes beyond it is not kept.
const LONGEST: usize = 16 << 10;

pub(super) fn run(args: &Read, session: &Session, output: &mut Output) -> Result<Outcome, Failure> {
    let words = words(&args.words);
    talk(words, settings(args, session, output), session, output).map(|_| Outcome::Fine)
}

/// The same where the browser was asked for and there is no screen for it.
pub(super) fn without_screen(
    words: &[OsString],
    session: &Session,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let words = self::words(words);
    let nothing_asked = words.is_none();
    if io::stdin().is_terminal() && !output.terminal && io::stderr().is_terminal() {
        say("clinfaq: what is said goes to standard output, which is no terminal; quit ends it");
    }
    let settings = settings(&Read::default(), session, output);
    let heard = talk(words, settings, session, output)?;
    if nothing_asked && heard == 0 {
        output.note("clinfaq: there is no terminal, and nothing came on standard input");
        output.note("  ask with: clinfaq search WORDS, clinfaq show ID, clinfaq list conditions");
        output.note("  or send lines to: clinfaq read");
    }
    Ok(Outcome::Fine)
}

fn words(words: &[OsString]) -> Option<String> {
    Some(spoken(words)).filter(|words| !words.trim().is_empty())
}

fn settings(args: &Read, session: &Session, output: &Output) -> Settings {
    // A script takes everything at once. A person is asked before more is said than the terminal keeps.
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
    }
}

/// Talks until the input ends or `quit` is said. Gives back how many lines were heard.
fn talk(
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
        false => Opened::whole(&session)?,
    };
    let mut dialogue = Dialogue::new(opened.library.clone(), settings);
    let mut news = news(&mut opened, &mut dialogue);
    let mut reply = sound(&mut dialogue, &session, |dialogue| Reply {
        lines: dialogue.begin(words.as_deref()),
        end: false,
    })?;
    loop {
        for line in &news {
            output.line(line)?;
        }
        for line in &reply.lines {
            output.line(line)?;
        }
        if reply.end {
            break;
        }
        output.prompt(&dialogue.prompt())?;
        if !read_line(&mut input, &mut line)? {
            output.line("")?;
            break;
        }
        heard += 1;
        let said = String::from_utf8_lossy(&line);
        if echo {
            // What a terminal shows by itself; without it nobody could tell what was answered.
            output.line(&dialogue.echo(&said))?;
        }
        news = self::news(&mut opened, &mut dialogue);
        reply = sound(&mut dialogue, &session, |dialogue| dialogue.answer(&said))?;
    }
    output.finish()?;
    Ok(heard)
}

/// What is to be said of the library, before a line is answered.
fn news(opened: &mut Opened, dialogue: &mut Dialogue) -> Vec<String> {
    let heard = opened.heard().into_iter();
    heard.flat_map(|notice| dialogue.notice(notice)).collect()
}

/// Takes a step; once more with a new index, should this one turn out to be damaged.
fn sound(
    dialogue: &mut Dialogue,
    session: &Session,
    step: impl Fn(&mut Dialogue) -> Reply,
) -> Result<Reply, Failure> {
    let before = dialogue.clone();
    let reply = step(dialogue);
    if !dialogue.library().damaged() {
        return Ok(reply);
    }
    let library = session.repaired(dialogue.library().clone())?;
    if let Some(renewed) = before.renewed(library.clone()) {
        *dialogue = renewed;
        return Ok(step(dialogue));
    }
    *dialogue = Dialogue::new(library, before.settings());
    let mut lines = vec!["The library has changed. This is the beginning.".to_owned()];
    lines.extend(dialogue.begin(None));
    Ok(Reply { lines, end: false })
}

/// Reads a line without its end; false where there is none any more. A terminal that is gone has said all it will.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool, Failure> {
    line.clear();
    let mut any = false;
    loop {
        let bytes = match input.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) if io::stdin().is_terminal() => return Ok(false),
            Err(error) => {
                return Err(Failure::told(
                    format!("cannot read standard input: {error}"),
                    "",
                ));
            }
        };
        if bytes.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let piece = &bytes[..end.unwrap_or(bytes.len())];
        let room = LONGEST - line.len();
        line.extend_from_slice(&piece[..piece.len().min(room)]);
        let used = end.map_or(bytes.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_whole_but_not_endless() {
        let long = "x".repeat(LONGEST * 3);
        let text = format!("one\r\n\n{long}\nlast");
        let mut input = io::BufReader::with_capacity(7, text.as_bytes());
        let mut line = Vec::new();
        let mut next = || {
            let more = read_line(&mut input, &mut line).expect("a line");
            more.then(|| String::from_utf8(line.clone()).expect("text"))
        };
        assert_eq!(next().as_deref(), Some("one\r"));
        assert_eq!(next().as_deref(), Some(""));
        assert_eq!(next().as_deref(), Some(&long[..LONGEST]));
        assert_eq!(next().as_deref(), Some("last"));
        assert_eq!(next(), None);
    }
}
