//! Keys as tests write them.

use clinfaq::config::{Code, Key};
use clinfaq::terminal::Input;

/// Keys with spaces between them, as a table of keys has them; `"..."` is typed as text.
pub(crate) fn inputs(keys: &str) -> Vec<Input> {
    let typed = |c| Input::Key(Key::plain(Code::Char(c)));
    let named = |key| Input::Key(Key::parse(key).expect("a key"));
    let parts = keys.split('"').enumerate();
    parts
        .flat_map(|(i, part)| -> Vec<Input> {
            match i % 2 {
                1 => part.chars().map(typed).collect(),
                _ => part.split_whitespace().map(named).collect(),
            }
        })
        .collect()
}
