//! What a person sets: keys and colours. Knows no screen, no file and no library.

mod key;
mod theme;

pub use key::{Code, Key, KeyError};
pub use theme::{Depth, Ink, Theme};
