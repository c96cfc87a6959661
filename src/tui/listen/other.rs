//! Other systems: keys and the mouse through crossterm; no signals.

use std::io;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crossterm::event::{
    self as term, KeyCode, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

use super::Gone;
use crate::config::{Code, Key};
use crate::tui::event::{Event, Input, Mouse};

/// Reads the terminal on a thread of its own until it is gone or nobody listens.
pub(crate) fn read_terminal(
    events: SyncSender<Event>,
    _ours: Arc<Mutex<()>>,
    _slow: bool,
) -> io::Result<()> {
    thread::Builder::new()
        .name("terminal".into())
        .spawn(move || {
            let _gone = Gone(events.clone());
            while let Ok(batch) = batch() {
                let inputs: Vec<Input> = batch.into_iter().filter_map(input).collect();
                if !inputs.is_empty() && events.send(Event::Input(inputs)).is_err() {
                    return;
                }
            }
        })?;
    Ok(())
}

/// There are none to wait for.
pub(crate) fn watch_signals(_: SyncSender<Event>) -> io::Result<()> {
    Ok(())
}

/// There is no shell to go back to.
pub(crate) fn stop() -> io::Result<()> {
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
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    Some(Key {
        code,
        ctrl,
        alt,
        shift,
    })
}
