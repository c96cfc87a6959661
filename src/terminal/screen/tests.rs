use super::*;
use crate::terminal::osc::link_cells;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use proptest::prelude::*;

const SIZE: Size = Size::new(80, 24);

fn environment(term: &str) -> Environment {
    Environment {
        term: term.into(),
        ..Environment::modern()
    }
}

/// A terminal in memory, and what is shown on it.
struct Stage {
    screen: Screen<Vec<u8>>,
    read: usize,
    parser: vt100::Parser,
}

impl Stage {
    fn new(term: &str) -> Self {
        let size = |n| std::num::NonZero::new(n).expect("a size");
        let mut stage = Self {
            screen: Screen::new(Vec::new(), &environment(term)),
            read: 0,
            parser: vt100::Parser::new(size(24), size(80), 0),
        };
        let first = stage.draw(|_| (0, 0));
        assert_eq!(first, "\x1b[m\x1b[H\x1b[J");
        stage
    }

    /// Draws a frame; gives back what was written for it.
    fn draw(&mut self, draw: impl FnOnce(&mut Buffer) -> (u16, u16)) -> String {
        let draw = |buffer: &mut Buffer| draw(buffer).into();
        self.screen.draw(SIZE, draw).expect("a vector");
        let written = &self.screen.get_ref()[self.read..];
        self.parser.process(written);
        self.read += written.len();
        String::from_utf8_lossy(written).into_owned()
    }
}

fn write(buffer: &mut Buffer, rows: &[&str]) -> (u16, u16) {
    for (y, row) in (0..).zip(rows) {
        buffer.set_string(0, y, row, Style::new());
    }
    (0, 0)
}

#[test]
fn eight_colours_use_the_codes_of_old_terminals() {
    let mut stage = Stage::new("linux");
    let frame = stage.draw(|buffer| {
        let style = Style::new().cyan().bold();
        buffer.set_string(2, 1, "ab", style);
        (2, 1)
    });
    assert_eq!(frame, "\x1b[2;3H\x1b[1;36mab\x1b[m\x1b[2;3H");
}

#[test]
fn other_colours_are_written_in_one_sequence() {
    let mut stage = Stage::new("xterm");
    let frame = stage.draw(|buffer| {
        let style = Style::new().fg(Color::Indexed(200)).bg(Color::Rgb(1, 2, 3));
        let style = style.add_modifier(Modifier::UNDERLINED);
        buffer.set_string(0, 0, "a", style);
        (1, 0)
    });
    assert_eq!(frame, "\x1b[4;38;5;200;48;2;1;2;3ma\x1b[m");
}

#[test]
fn unchanged_frame_writes_nothing() {
    let mut stage = Stage::new("xterm");
    let mut draw = || stage.draw(|buffer| write(buffer, &["same"]));
    assert_ne!(draw(), "");
    assert_eq!(draw(), "");
}

#[test]
fn typed_character_is_one_byte() {
    let mut stage = Stage::new("vt100");
    let mut typed = |text: &str| {
        stage.draw(|buffer| {
            buffer.set_string(3, 0, text, Style::new());
            (3 + text.len() as u16, 0)
        })
    };
    typed("po");
    assert_eq!(typed("poh"), "h");
    assert_eq!(typed("po"), "\x1b[1;6H \x1b[1;6H");
}

#[test]
fn end_of_a_row_is_erased() {
    let mut stage = Stage::new("vt100");
    stage.draw(|buffer| write(buffer, &["", "a question that is long", "unchanged"]));
    let frame = stage.draw(|buffer| write(buffer, &["", "a query", "unchanged"]));
    assert_eq!(frame, "\x1b[2;6Hry\x1b[K\x1b[1H");
}

#[test]
fn styles_change_in_one_sequence_and_blanks_need_none() {
    let bar = Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED);
    let hit = bar.add_modifier(Modifier::UNDERLINED);
    let frame = Stage::new("vt220").draw(|buffer| {
        buffer.set_string(0, 0, "a", bar);
        buffer.set_string(1, 0, "b", hit);
        buffer.set_string(2, 0, "c", bar);
        buffer.set_string(3, 0, "d e", Style::new().bold());
        (6, 0)
    });
    assert_eq!(frame, "\x1b[1;7ma\x1b[4mb\x1b[0;1;7mc\x1b[0;1md e\x1b[m");
}

#[test]
fn cursor_is_known_after_frame_characters_and_ellipsis() {
    let frame = Stage::new("xterm").draw(|buffer| write(buffer, &["▸ a ques…  2026"]));
    assert_eq!(frame, "▸ a ques…  2026\x1b[1H");
}

#[test]
fn moved_rows_are_scrolled() {
    let letter = |row: u8, column: u8| char::from(b'a' + (row % 5 * 11 + row + column * 7) % 26);
    let rows: Vec<String> = (0..30)
        .map(|row| (0..20).map(|column| letter(row, column)).collect())
        .collect();
    for term in ["vt100", "xterm", "linux"] {
        let mut stage = Stage::new(term);
        let mut at = |top: usize| {
            let rows: Vec<&str> = rows[top..top + 20].iter().map(String::as_str).collect();
            stage.draw(|buffer| write(buffer, &[&["the header"], rows.as_slice()].concat()))
        };
        at(0);
        let (down, up) = (at(1), at(0));
        assert!(down.len() < 90 && up.len() < 90, "{down:?} {up:?}");
        assert!(down.starts_with("\x1b[2;21r"), "{down:?}");
    }
    let mut stage = Stage::new("stranger");
    let mut at = |top: usize| {
        let rows: Vec<&str> = rows[top..top + 20].iter().map(String::as_str).collect();
        stage.draw(|buffer| write(buffer, &rows))
    };
    at(0);
    assert!(!at(1).contains("\x1b[r"), "a stranger may not know how");
}

#[test]
fn unsupported_attributes_are_left_out() {
    let all = Modifier::BOLD | Modifier::DIM | Modifier::ITALIC | Modifier::SLOW_BLINK;
    let style = Style::new().fg(Color::Cyan).add_modifier(all);
    for (term, code) in [
        ("vt100", "\x1b[1m"),
        ("xterm-mono", "\x1b[1;2;3m"),
        ("linux", "\x1b[1;2;36m"),
        ("xterm", "\x1b[1;2;3;36m"),
    ] {
        let frame = Stage::new(term).draw(|buffer| {
            buffer.set_string(0, 0, "a", style);
            (1, 0)
        });
        assert_eq!(frame, format!("{code}a\x1b[m"), "{term}");
    }
}

#[test]
fn corner_is_left_empty_if_it_might_scroll() {
    let corner = |term| {
        Stage::new(term).draw(|buffer| {
            buffer.set_string(78, 23, "ab", Style::new());
            (78, 23)
        })
    };
    assert!(corner("stranger").contains('a') && !corner("stranger").contains('b'));
    assert!(corner("vt100").contains("ab"));
}

#[test]
fn forgotten_screen_is_written_whole_without_a_query() {
    let mut stage = Stage::new("xterm");
    stage.draw(|buffer| write(buffer, &["text"]));
    stage.screen.forget();
    let frame = stage.draw(|buffer| write(buffer, &["text"]));
    assert_eq!(frame, "\x1b[m\x1b[H\x1b[Jtext\x1b[1H");
}

/// Text somewhere, in some style.
#[derive(Debug, Clone)]
struct Patch {
    x: u16,
    y: u16,
    text: String,
    style: Style,
}

fn patch() -> impl Strategy<Value = Patch> {
    let modifiers = [
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::REVERSED,
        Modifier::UNDERLINED | Modifier::BOLD,
        Modifier::REVERSED | Modifier::BOLD,
        Modifier::DIM,
        Modifier::ITALIC | Modifier::DIM,
    ];
    let style = (
        prop::sample::select(vec![Color::Reset, Color::Cyan, Color::Yellow]),
        prop::sample::select(vec![Color::Reset, Color::Reset, Color::Blue]),
        prop::sample::select(modifiers.to_vec()),
    )
        .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier));
    (
        0u16..80,
        0u16..24,
        "([a-c  é─…▸漢]|e\u{301}|漢\u{302}){1,40}",
        style,
    )
        .prop_map(|(x, y, text, style)| Patch { x, y, text, style })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever was there before: afterwards the terminal shows what was drawn, and the cursor is where it should be.
    #[test]
    fn terminal_shows_what_is_drawn(
        frames in prop::collection::vec((prop::collection::vec(patch(), 0..24), 0u16..80, 0u16..24, 0u16..4), 1..5),
        term in prop::sample::select(vec!["vt100", "vt220", "linux", "xterm", "screen", "rxvt"]),
    ) {
        let mut stage = Stage::new(term);
        for (patches, x, y, moved) in frames {
            let mut drawn = None;
            stage.draw(|buffer| {
                for patch in &patches {
                    let y = (patch.y + moved) % 24;
                    buffer.set_string(patch.x, y, &patch.text, patch.style);
                }
                drawn = Some(buffer.clone());
                (x, y)
            });
            let (drawn, screen) = (drawn.expect("a frame"), stage.parser.screen());
            prop_assert_eq!(screen.cursor_position(), (y, x));
            let attributes = stage.screen.terminal.attributes;
            let colour = stage.screen.terminal.colour;
            let mut covered = 0;
            for (column, row) in (0..24).flat_map(|row| (0..80).map(move |column| (column, row))) {
                let wanted = &drawn[(column, row)];
                if column == 0 { covered = 0; }
                if covered > 0 { covered -= 1; continue; }
                covered = crate::text::width(wanted.symbol()).saturating_sub(1);
                let there = screen.cell(row, column).expect("a cell");
                let text = if there.contents().is_empty() { " " } else { there.contents() };
                prop_assert_eq!(text, wanted.symbol(), "at {},{}", column, row);
                let seen = wanted.modifier & attributes;
                prop_assert_eq!(there.inverse(), seen.contains(Modifier::REVERSED));
                prop_assert_eq!(there.underline(), seen.contains(Modifier::UNDERLINED));
                let blue = colour && wanted.bg == Color::Blue;
                prop_assert_eq!(there.bgcolor() == vt100::Color::Idx(4), blue, "at {},{}", column, row);
                if text != " " {
                    // This terminal knows one of the two at a time.
                    if !seen.contains(Modifier::BOLD | Modifier::DIM) {
                        prop_assert_eq!(there.bold(), seen.contains(Modifier::BOLD));
                        prop_assert_eq!(there.dim(), seen.contains(Modifier::DIM));
                    }
                    prop_assert_eq!(there.italic(), seen.contains(Modifier::ITALIC));
                    let cyan = colour && wanted.fg == Color::Cyan;
                    prop_assert_eq!(there.fgcolor() == vt100::Color::Idx(6), cyan);
                }
            }
        }
    }
}

#[test]
fn link_is_written_again_only_when_its_address_changes() {
    let mut stage = Stage::new("foot");
    let mut frame = |address: &str, rows: &[&str]| {
        stage.draw(|buffer| {
            write(buffer, rows);
            link_cells(buffer, Rect::new(0, 1, 4, 1), address);
            (0, 0)
        })
    };
    let (one, two) = ("https://example.org/1", "https://example.org/2");
    let first = frame(one, &["x", "link after"]);
    assert!(
        first.contains("\x1b]8;;https://example.org/1\x1b\\link\x1b]8;;\x1b\\ after"),
        "{first:?}"
    );
    assert!(!frame(one, &["y", "link after"]).contains("link"));
    // The same characters, but they lead elsewhere.
    let second = frame(two, &["y", "link after"]);
    assert!(
        second.contains("example.org/2\x1b\\link\x1b]8;;"),
        "{second:?}"
    );
    let none = frame("", &["y", "link after"]);
    assert!(none.contains("link") && !none.contains("]8"), "{none:?}");
    let wide = frame(one, &["y", "漢字 after"]);
    assert!(
        wide.contains("]8;;https://example.org/1\x1b\\漢") && wide.contains('字'),
        "{wide:?}"
    );
    assert_eq!(frame(one, &["y", "漢字 after"]), "");
}

#[test]
fn links_move_with_their_rows() {
    let mut stage = Stage::new("foot");
    let rows: Vec<String> = (0..24).map(|n| format!("row {n}")).collect();
    let mut frame = |from: u16| {
        let shown: Vec<&str> = rows[from.into()..].iter().map(String::as_str).collect();
        stage.draw(|buffer| {
            write(buffer, &shown);
            link_cells(
                buffer,
                Rect::new(0, 10 - from, 6, 1),
                "https://example.org/",
            );
            (0, 0)
        })
    };
    assert!(frame(0).contains("example.org"));
    let scrolled = frame(1);
    assert!(
        !scrolled.contains("example.org") && !scrolled.contains("row 10"),
        "{scrolled:?}"
    );
}
