//! Keys, themes and notices from the settings, and the cursor.

use clinfaq::config::{ColorDepth, Settings, Start, theme, theme_names};
use clinfaq::text::width;
use clinfaq::tui::{Keymap, Options};
use ratatui::buffer::Cell;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::READ;
use super::stage::{LIBRARY, SIZES, Stage, options, rows, screen, stage, stage_with};

fn with(size: (u16, u16), options: &Options) -> Stage {
    stage_with(size, Some(LIBRARY.clone()), options)
}

fn keys(text: &str) -> Options {
    let (settings, problems) = Settings::read("config.toml", text.as_bytes());
    assert_eq!(problems, []);
    let (keymap, problems) = Keymap::new(&settings.keys);
    assert_eq!(problems, []);
    Options {
        keymap,
        ..options()
    }
}

#[test]
fn a_configured_key_works_and_is_shown() {
    let set = keys(
        "[keys]\nturn-tree = \"ctrl-t\"\nhelp = \"f2\"\nproblems = \"U\"\nquit = []\n\
         [keys.browsing]\nquit = \"Z\"\n[keys.reading]\nquit = \"Z\"\n[keys.in-list]\nquit = \"Z\"\n\
         [keys.in-help]\nquit = \"Z\"\n[keys.searching]\nquit = \"ctrl-q\"\n[keys.finding]\nquit = \"ctrl-q\"\n\
         [keys.filtering]\nquit = \"ctrl-q\"\n[keys.typing]\nquit = \"ctrl-q\"\n[keys.copying]\nquit = \"Z\"\n\
         [keys.in-bookmarks]\nquit = \"Z\"\n[keys.writing]\nquit = \"ctrl-q\"\n",
    );
    let mut stage = with((80, 24), &set);
    stage.keys("down");
    let first = screen(&mut stage);
    assert!(first.contains("Ctrl-T by topic"), "{first}");
    assert!(
        first.contains("F2 help") && first.contains("Z quit"),
        "{first}"
    );
    assert!(first.contains("problem (U)"), "{first}");
    stage.keys("t");
    assert_eq!(screen(&mut stage), first, "it no longer does anything");
    stage.keys("ctrl-t");
    assert!(screen(&mut stage).contains("Topics"));
    stage.keys("f2");
    let help = screen(&mut stage);
    assert!(
        help.contains("Ctrl-T") && help.contains("browse by topic"),
        "{help}"
    );
    assert_eq!(stage.keys("ctrl-c"), []);
    assert_eq!(stage.keys("Z"), [clinfaq::tui::Effect::Quit]);
}

#[test]
fn hints_name_the_key_in_force() {
    let set = keys(
        "[keys]\nread = \"ctrl-o\"\nleave = \"ctrl-x\"\noutline = \"O\"\nsource = [\"alt-1\", \"alt-2\"]\nsources = []\n",
    );
    let mut stage = with((120, 40), &set);
    stage.keys("/ \"zzzzxq\"");
    assert!(screen(&mut stage).contains("Ctrl-X goes back"));
    stage.keys("ctrl-u \"is any treatment proven poh\" ctrl-o");
    let page = screen(&mut stage);
    assert!(
        page.contains("In short") && page.contains("On this page (O)"),
        "{page}"
    );
    assert!(page.contains("Alt-1-Alt-2 source"), "{page}");
    assert!(
        page.contains("Sources\n") || !page.contains("Sources ("),
        "{page}"
    );
}

#[test]
fn a_notice_stays_until_the_first_key() {
    let notice = "Settings: 2 problems (clinfaq config)".to_owned();
    let set = Options {
        notice: Some(notice.clone()),
        ..options()
    };
    for size in SIZES {
        let mut stage = with(size, &set);
        assert!(screen(&mut stage).contains(&notice), "{size:?}");
        stage.keys("down");
        assert!(!screen(&mut stage).contains("Settings"), "{size:?}");
    }
}

#[test]
fn browsing_can_begin_by_topic() {
    let set = Options {
        start: Start::Topics,
        ..options()
    };
    let mut by_topic = with((80, 24), &set);
    let mut turned = stage((80, 24));
    turned.draw();
    turned.keys("down t home");
    by_topic.keys("down home");
    assert_eq!(screen(&mut by_topic), screen(&mut turned));
}

/// Ways to every screen.
const EVERYWHERE: [&str; 13] = [
    "",
    "tab tab",
    "tab t",
    "tab f \"he\"",
    "\"poh\"",
    "/ \"poh tretment\"",
    "/ \"zzzzxq\"",
    READ,
    "/ \"is any treatment proven poh\" enter tab",
    "/ \"is any treatment proven poh\" enter o",
    "/ \"is any treatment proven poh\" enter ctrl-f \"poh\"",
    "?",
    "tab !",
];

#[test]
fn every_theme_covers_every_screen_and_nothing_blinks() {
    for name in theme_names() {
        for depth in [
            ColorDepth::None,
            ColorDepth::Eight,
            ColorDepth::Sixteen,
            ColorDepth::Many,
            ColorDepth::True,
        ] {
            let mut set = options();
            set.theme = theme(name).expect("a theme");
            set.environment.settings.depth = Some(depth);
            let grounded = set.theme.at(depth).text.bg != clinfaq::config::Color::Default;
            let coloured = depth != ColorDepth::None && name != "monochrome";
            for keys in EVERYWHERE {
                let mut stage = with((80, 24), &set);
                stage.keys(keys);
                stage.draw();
                let buffer = stage.buffer.clone();
                let blink = Modifier::SLOW_BLINK | Modifier::RAPID_BLINK | Modifier::HIDDEN;
                let covered = |cell: &Cell| width(cell.symbol()) > 1;
                for (at, cell) in buffer.content.iter().enumerate() {
                    // Behind a wide character nothing is drawn.
                    if at > 0 && covered(&buffer.content[at - 1]) {
                        continue;
                    }
                    let at = format!("{name} at {depth:?} after {keys:?}: {cell:?}");
                    assert!(!cell.modifier.intersects(blink), "{at}");
                    assert!(!grounded || cell.bg != Color::Reset, "{at}");
                    assert!(!grounded || cell.fg != Color::Reset, "{at}");
                    assert!(
                        coloured || (cell.fg, cell.bg) == (Color::Reset, Color::Reset),
                        "{at}"
                    );
                }
                // Drawn again, nothing is another: nothing is written.
                stage.draw();
                assert_eq!(&buffer, &stage.buffer);
            }
        }
    }
}

#[test]
fn themes_change_colours_only() {
    for keys in EVERYWHERE {
        let mut plain = stage((80, 24));
        plain.keys(keys);
        let plain = screen(&mut plain);
        for name in theme_names() {
            let mut set = options();
            set.theme = theme(name).expect("a theme");
            set.environment.settings.depth = Some(ColorDepth::True);
            let mut stage = with((80, 24), &set);
            stage.keys(keys);
            assert_eq!(screen(&mut stage), plain, "{name} after {keys:?}");
        }
    }
}

/// The terminal's own cursor is what a screen reader and a braille display follow.
#[test]
fn the_cursor_is_on_what_is_selected_or_typed_on_every_screen() {
    for size in SIZES {
        let at = |keys: &str| {
            let mut stage = stage(size);
            stage.draw();
            stage.keys(keys);
            stage.draw();
            let Position { x, y } = stage.cursor;
            let row = rows(&stage)[usize::from(y)].clone();
            let here: String = row.chars().skip(usize::from(x)).collect();
            let before: String = row.chars().take(usize::from(x)).collect();
            let style = stage.buffer[(x, y)].modifier;
            (before, here, style)
        };
        // On the pointer of a list.
        for keys in [
            "tab",
            "down down",
            "tab end",
            "tab tab",
            "tab t",
            "tab t end",
        ] {
            let (_, here, style) = at(keys);
            assert!(here.starts_with('▸'), "{size:?} after {keys:?}: {here}");
            assert!(
                style.contains(Modifier::REVERSED),
                "{size:?} after {keys:?}"
            );
        }
        for keys in ["o", "o down", "s", "s end"] {
            let (_, here, _) = at(&format!("{READ} {keys}"));
            assert!(here.starts_with('▸'), "{size:?} after {keys:?}: {here}");
        }
        // Behind what is typed, or in it.
        for (keys, typed) in [
            ("", "/"),
            ("/ \"poh\"", "/ poh"),
            ("/ \"poh\" left left", "/ p"),
            ("/ \"zzzzxq\" down", "/ zzzzxq"),
        ] {
            let (before, ..) = at(keys);
            assert!(
                before.trim_end().ends_with(typed),
                "{size:?} after {keys:?}: {before}"
            );
        }
        let (before, ..) = at(&format!("{READ} ctrl-f \"poh\""));
        assert_eq!(before.trim(), "Find poh", "{size:?}");
        let (before, ..) = at("down f \"poh\"");
        assert_eq!(before.trim(), "Filter poh", "{size:?}");
        // On the link, or on the place found.
        let (_, here, style) = at(&format!("{READ} tab"));
        assert!(
            here.starts_with('[') && style.contains(Modifier::REVERSED),
            "{here}"
        );
        let (_, here, style) = at(&format!("{READ} ctrl-f \"poh\" enter"));
        assert!(
            here.to_lowercase().starts_with("poh") && style.contains(Modifier::REVERSED),
            "{here}"
        );
        // Where there is nothing to choose, where reading begins.
        for keys in [READ, "?", "tab !", "tab i", "/ f1"] {
            let (before, here, _) = at(keys);
            assert!(
                before.trim().is_empty() || before.ends_with("│ "),
                "{size:?} after {keys:?}: {before}"
            );
            assert!(!here.trim().is_empty(), "{size:?} after {keys:?}");
        }
    }
}
