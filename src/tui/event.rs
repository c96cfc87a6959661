//! What happens: keys, pastes, the mouse, signals, notices; and the threads that wait for them.
//!
//! Each thread blocks until there is something. Nothing here wakes up to look, so an idle browser costs nothing.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{
    self as term, KeyCode, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

use crate::library::Notice;
use crate::user::{Code, Key};

/// Something that the one receiver hears.
#[derive(Debug)]
pub enum Event {
    /// Input, in order: all that waited when the terminal was read.
    Input(Vec<Input>),
    /// A signal.
    Signal(Signal),
    /// From the opener.
    Notice(Notice),
    /// The terminal is gone.
    Closed,
}

/// Input from the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Pasted text, as it came.
    Paste(String),
    /// The mouse, in columns and rows from 0.
    Mouse(Mouse, u16, u16),
    /// The terminal has another size.
    Resize,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// The first button went down.
    Click,
    /// The wheel turned towards the top.
    WheelUp,
    /// The wheel turned towards the end.
    WheelDown,
}

/// Signals that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End in good order.
    End,
    /// The shell wants us to stop.
    Stop,
    /// We were stopped, and go on.
    Continue,
}

/// How long the rest of an escape sequence may take on a slow line. It is waited for after a lone escape only.
const ESCAPE_WAIT: Duration = Duration::from_millis(25);

/// Reads the terminal on a thread of its own until it is gone or nobody listens.
pub(crate) fn read_terminal(events: Sender<Event>) -> io::Result<()> {
    thread::Builder::new()
        .name("terminal".into())
        .spawn(move || {
            // Said also where the reading panics: without a terminal there is nothing to stay for.
            let _gone = OnDrop(Some(events.clone()));
            while let Ok(batch) = read_batch() {
                let inputs = rejoin(batch.into_iter().filter_map(input).collect());
                if !inputs.is_empty() && events.send(Event::Input(inputs)).is_err() {
                    return;
                }
            }
        })?;
    Ok(())
}

struct OnDrop(Option<Sender<Event>>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        if let Some(events) = self.0.take() {
            let _ = events.send(Event::Closed); // nobody listens: we are at the end anyway
        }
    }
}

/// Waits for one event, and takes all that are there already.
fn read_batch() -> io::Result<Vec<term::Event>> {
    let mut batch = vec![term::read()?];
    loop {
        let wait = if open_escape(&batch) {
            ESCAPE_WAIT
        } else {
            Duration::ZERO
        };
        if batch.len() >= 4096 || !term::poll(wait)? {
            return Ok(batch);
        }
        batch.push(term::read()?);
    }
}

/// Whether `batch` ends with what may be the start of an escape sequence cut in two.
fn open_escape(batch: &[term::Event]) -> bool {
    let plain = |event: &term::Event| match event {
        term::Event::Key(key) => Some(key.code),
        _ => None,
    };
    batch
        .iter()
        .rposition(|event| plain(event) == Some(KeyCode::Esc))
        .is_some_and(|at| {
            batch[at + 1..]
                .iter()
                .enumerate()
                .all(|(i, event)| match plain(event) {
                    Some(KeyCode::Char(c)) if i == 0 => matches!(c, '[' | 'O'),
                    Some(KeyCode::Char(c)) => c.is_ascii_digit() || c == ';',
                    _ => false,
                })
        })
}

/// crossterm's event as ours; `None` for what does not matter.
fn input(event: term::Event) -> Option<Input> {
    match event {
        term::Event::Key(event) if event.kind != KeyEventKind::Release => {
            key(event).map(Input::Key)
        }
        term::Event::Paste(text) => Some(Input::Paste(text)),
        term::Event::Resize(..) => Some(Input::Resize),
        term::Event::Mouse(event) => {
            let what = match event.kind {
                MouseEventKind::Down(MouseButton::Left) => Mouse::Click,
                MouseEventKind::ScrollUp => Mouse::WheelUp,
                MouseEventKind::ScrollDown => Mouse::WheelDown,
                _ => return None,
            };
            Some(Input::Mouse(what, event.column, event.row))
        }
        _ => None,
    }
}

fn key(event: term::KeyEvent) -> Option<Key> {
    let mut shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let code = match event.code {
        KeyCode::Char(c) => {
            shift = false; // the character says it
            Code::Char(if ctrl { c.to_ascii_lowercase() } else { c })
        }
        KeyCode::F(n) => Code::F(n),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => {
            shift = true;
            Code::Tab
        }
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    // Many terminals send Ctrl-H for Backspace.
    if ctrl && code == Code::Char('h') {
        return Some(Key::plain(Code::Backspace));
    }
    Some(Key {
        code,
        ctrl,
        alt: event.modifiers.contains(KeyModifiers::ALT),
        shift,
    })
}

/// Puts together escape sequences that a slow line delivered in pieces: crossterm reads the lone escape as a key and the
/// rest as text.
fn rejoin(inputs: Vec<Input>) -> Vec<Input> {
    let mut out = Vec::with_capacity(inputs.len());
    let mut rest = inputs.as_slice();
    while let Some(first) = rest.first() {
        match sequence(rest) {
            Some((key, used)) => {
                out.push(Input::Key(key));
                rest = &rest[used..];
            }
            None => {
                out.push(first.clone());
                rest = &rest[1..];
            }
        }
    }
    out
}

/// The key that `Esc [ ... X` at the head of `inputs` stands for, and how many inputs it takes.
fn sequence(inputs: &[Input]) -> Option<(Key, usize)> {
    let [Input::Key(escape), rest @ ..] = inputs else {
        return None;
    };
    if *escape != Key::plain(Code::Esc) {
        return None;
    }
    let text: Vec<char> = rest
        .iter()
        .take(8)
        .map_while(|input| match input {
            Input::Key(key) => key.text(),
            _ => None,
        })
        .collect();
    if !matches!(text.first(), Some('[' | 'O')) {
        return None;
    }
    let end = 1 + text[1..]
        .iter()
        .position(|c| !c.is_ascii_digit() && *c != ';')?;
    let parameters: String = text[1..end].iter().collect();
    let (first, modifier) = parameters.split_once(';').unwrap_or((&parameters, ""));
    let code = match (text[end], first) {
        ('A', _) => Code::Up,
        ('B', _) => Code::Down,
        ('C', _) => Code::Right,
        ('D', _) => Code::Left,
        ('H', _) | ('~', "1" | "7") => Code::Home,
        ('F', _) | ('~', "4" | "8") => Code::End,
        ('~', "2") => Code::Insert,
        ('~', "3") => Code::Delete,
        ('~', "5") => Code::PageUp,
        ('~', "6") => Code::PageDown,
        ('P', _) | ('~', "11") => Code::F(1),
        ('Z', _) => Code::Tab,
        _ => return None,
    };
    let bits = modifier.parse::<u8>().map_or(0, |n| n.saturating_sub(1));
    let key = Key {
        code,
        shift: bits & 1 != 0 || text[end] == 'Z',
        alt: bits & 2 != 0,
        ctrl: bits & 4 != 0,
    };
    Some((key, end + 2))
}

/// Waits for signals on a thread of its own.
#[cfg(unix)]
pub(crate) fn watch_signals(events: Sender<Event>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};

    let mut signals =
        signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in signals.forever() {
                let what = match signal {
                    SIGTSTP => Signal::Stop,
                    SIGCONT => Signal::Continue,
                    _ => Signal::End,
                };
                if events.send(Event::Signal(what)).is_err() {
                    return;
                }
            }
        })?;
    Ok(())
}

/// There are none to wait for.
#[cfg(not(unix))]
pub(crate) fn watch_signals(_: Sender<Event>) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<Input> {
        text.chars()
            .map(|c| match c {
                '\x1b' => Input::Key(Key::plain(Code::Esc)),
                c => Input::Key(Key::plain(Code::Char(c))),
            })
            .collect()
    }

    #[test]
    fn an_escape_sequence_in_pieces_is_one_key() {
        let key = |text| Input::Key(Key::parse(text).expect("a key"));
        for (text, name) in [
            ("\x1b[A", "up"),
            ("\x1bOB", "down"),
            ("\x1b[5~", "pgup"),
            ("\x1b[1;3D", "alt-left"),
            ("\x1b[Z", "shift-tab"),
        ] {
            assert_eq!(rejoin(typed(text)), [key(name)], "{name}");
        }
        assert_eq!(rejoin(typed("a\x1b[Bb")), [key("a"), key("down"), key("b")]);
    }

    #[test]
    fn an_escape_that_is_one_stays_one() {
        for text in ["\x1b", "\x1bx", "\x1b[", "\x1b[9", "\x1b\x1b", "[A"] {
            assert_eq!(rejoin(typed(text)), typed(text), "{text:?}");
        }
    }
}
