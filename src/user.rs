//! What a person sets: keys, colours, what is said of the terminal. Knows no screen, no file and no library.

mod ink;
mod key;
mod reader;
mod settings;
mod terminal;
mod theme;
mod themes;

pub use ink::{Depth, Ink, InkError};
pub use key::{Code, Key, KeyError};
pub use reader::Said;
pub use settings::{
    Binding, CHARSET_WORDS, DEPTH_WORDS, MAX_SETTINGS, SETTINGS, Setting, Settings, Start, Written,
};
pub use terminal::{Charset, TerminalSettings};
pub use theme::{AA, Paint, Theme};
pub use themes::{about_theme, theme, theme_names};
