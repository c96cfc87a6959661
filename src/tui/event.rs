//! What happens: keys, pastes, the mouse, signals, notices. Knows neither who waits for them nor what they lead to.

use crate::config::Key;
use crate::library::Notice;

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
    /// We were stopped, and go on.
    Continue,
}
