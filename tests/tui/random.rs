//! Anything that can come in, at any size: nothing of it may break the browser.

use clinfaq::config::Key;
use clinfaq::library::Notice;
use clinfaq::terminal::{Input, Mouse};
use clinfaq::tui::Effect;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Modifier;

use super::READ;
use super::stage::{LIBRARY, stage};

/// Anything that can come in.
fn input() -> impl Strategy<Value = Action> {
    let keys: Vec<&str> = "up down left right enter esc tab shift-tab backspace pgup pgdn home end space \
        g G h j k l t / ? f f1 n N o s c b i ! ] [ 0 1 2 9 ctrl-f alt-left alt-right ctrl-l ctrl-d ctrl-u ctrl-w del a e p m M y Q v w T : K J d"
        .split_whitespace()
        .collect();
    let key =
        prop::sample::select(keys).prop_map(|key| Input::Key(Key::parse(key).expect("a key")));
    let mouse = prop_oneof![
        Just(Mouse::Click),
        Just(Mouse::WheelUp),
        Just(Mouse::WheelDown)
    ];
    prop_oneof![
        24 => key.prop_map(Action::Input),
        2 => "[a-z ]{1,5}|poh|[\"\\-:é中]{1,3}".prop_map(|text| Action::Input(Input::Paste(text))),
        4 => (mouse, 0u16..140, 0u16..50).prop_map(|(what, x, y)| Action::Input(Input::Mouse(what, x, y))),
        2 => (0u16..140, 0u16..50).prop_map(|(width, height)| Action::Resize(width, height)),
        1 => Just(Action::Swap),
    ]
}

#[derive(Debug, Clone)]
enum Action {
    Input(Input),
    Resize(u16, u16),
    Swap,
}

/// Where the pointer of the list is that takes the keys. Where one types, and in the help, the cursor is elsewhere.
fn pointers(buffer: &Buffer) -> Vec<Position> {
    let text: String = buffer.content().iter().map(|cell| cell.symbol()).collect();
    let typing = text.starts_with(" / ") && !text.starts_with(" / to search");
    let last_row = text
        .chars()
        .rev()
        .take(buffer.area.width.into())
        .collect::<Vec<_>>();
    let last_row: String = last_row.into_iter().rev().collect();
    let below = [":", "Label ", "Note ", "Filter "];
    let typing = typing
        || below
            .iter()
            .any(|label| last_row.trim_start().starts_with(label));
    if typing || text.contains("─ Help") || text.contains(" Filter ") {
        return Vec::new();
    }
    let is_pointer = |at: &Position| {
        let cell = &buffer[*at];
        cell.symbol() == "▸" && cell.modifier.contains(Modifier::REVERSED)
    };
    buffer.area.positions().filter(is_pointer).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// Whatever is typed at whatever size: no panic, the cursor on the screen, and drawing changes nothing.
    #[test]
    fn random_input_keeps_the_screen_consistent(actions in prop::collection::vec(input(), 1..60)) {
        let mut stage = stage((80, 24));
        for action in actions {
            match action {
                Action::Resize(width, height) => stage.resize(width, height),
                Action::Swap => {
                    stage.notice(Notice::Ready(LIBRARY.clone()));
                }
                Action::Input(input) => {
                    let effects = stage.feed(vec![input]);
                    prop_assert!(!effects.contains(&Effect::Quit));
                }
            }
            stage.draw();
            let cursor = stage.cursor;
            let area = stage.buffer.area;
            prop_assert!(area.is_empty() || area.contains(cursor), "{cursor:?} in {area:?}");
            let before = stage.buffer.clone();
            let pointers = pointers(&before);
            if !pointers.is_empty() {
                prop_assert!(pointers.contains(&cursor), "the cursor is not on what is selected");
            }
            stage.draw();
            prop_assert_eq!(&before, &stage.buffer);
        }
    }

    /// Every size there is, on the screens that have most on them.
    #[test]
    fn every_size_can_be_drawn(width in 0u16..200, height in 0u16..80) {
        for keys in ["", "tab tab", "tab f", "/ \"poh\"", READ, "/ \"poh\" enter c", "?", "tab i", "tab !"] {
            let mut stage = stage((width, height));
            stage.keys(keys);
            stage.draw();
        }
    }
}
