//! Terminals of systems other than Unix, through crossterm: the device, and the thread that waits for input.

use std::io;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crossterm::event::{
    self as term, KeyCode, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::event::{Event, Input, Mouse};
use crate::config::{Code, Key};

/// crossterm remembers the modes.
pub(crate) type Modes = ();

pub(crate) fn modes() -> io::Result<Modes> {
    Ok(())
}

pub(crate) fn set_raw((): &Modes, _flow_control: bool) -> io::Result<()> {
    // Asking makes an old console of Windows understand escape codes.
    #[cfg(windows)]
    crossterm::ansi_support::supports_ansi();
    enable_raw_mode()
}

pub(crate) fn set_modes((): &Modes) -> io::Result<()> {
    disable_raw_mode()
}

/// Standard output, without a buffer.
#[derive(Debug)]
pub(crate) struct Output;

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = io::stdout().write(bytes)?;
        self.flush()?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }
}

pub(crate) fn unblock() {}

pub(crate) fn drain() {}

/// Columns and rows, if known.
pub(crate) fn size() -> Option<(u16, u16)> {
    let (columns, rows) = crossterm::terminal::size().ok()?;
    Some((columns, rows)).filter(|(columns, rows)| *columns > 0 && *rows > 0)
}

pub(crate) fn serial_speed() -> Option<u32> {
    None
}

pub(crate) fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// There are no signals to wait for.
pub(crate) fn watch_signals(_: impl Fn(Event) -> bool) -> io::Result<()> {
    Ok(())
}

/// There is no shell to go back to.
pub(crate) fn stop() -> io::Result<()> {
    Ok(())
}

/// Reads the terminal on a thread of its own until it is gone or `send` returns false.
pub(crate) fn read_input(
    send: impl Fn(Event) -> bool + Send + 'static,
    _lent: Arc<Mutex<()>>,
    _slow: bool,
) -> io::Result<()> {
    thread::Builder::new()
        .name("terminal".into())
        .spawn(move || {
            while let Ok(events) = batch() {
                // Empty after a change of size: that is drawn as well.
                let inputs = events.into_iter().filter_map(input).collect();
                if !send(Event::Input(inputs)) {
                    return;
                }
            }
            send(Event::End);
        })?;
    Ok(())
}

/// Waits for one event, and takes all that are there already.
fn batch() -> io::Result<Vec<term::Event>> {
    let mut batch = vec![term::read()?];
    while batch.len() < 4096 && term::poll(Duration::ZERO)? {
        batch.push(term::read()?);
    }
    Ok(batch)
}

/// crossterm's event as ours; `None` if it does not matter here.
fn input(event: term::Event) -> Option<Input> {
    match event {
        term::Event::Key(event) if event.kind != KeyEventKind::Release => {
            key(event).map(Input::Key)
        }
        term::Event::Paste(text) => Some(Input::Paste(text)),
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
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    Some(Key {
        code,
        ctrl,
        alt,
        shift,
    })
}
