//! What a person sets: keys, colours, what is said of the terminal. Knows no screen, no file and no library.

mod key;
mod terminal;
mod theme;

pub use key::{Code, Key, KeyError};
pub use terminal::{Charset, TerminalSettings};
pub use theme::{Depth, Ink, Theme};
