//! What comes from the terminal: keys, pasted text, the mouse, signals.

use crate::config::Key;

/// Something that happened at the terminal.
#[derive(Debug)]
pub(crate) enum Event {
    /// Input, in order: all that was waiting when the terminal was read.
    Input(Vec<Input>),
    /// The terminal has another size.
    Resized,
    /// This process was stopped and goes on.
    Continued,
    /// A signal asks the program to end, or the terminal is gone.
    End,
}

/// Input from the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Pasted text, as it came.
    Paste(String),
    /// The mouse, and the column and row it is in, counted from 0.
    Mouse(Mouse, u16, u16),
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// The left button was pressed.
    Click,
    /// The wheel was turned up.
    WheelUp,
    /// The wheel was turned down.
    WheelDown,
}
