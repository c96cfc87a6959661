//! The picture in the README: the real screen as SVG.

use std::fmt::Write;
use std::path::Path;

use vt100::{Cell, Color, Screen};

use crate::harness::{Setting, Terminal};

/// Size of a character cell and of the text, in pixels.
const CELL: (u16, u16) = (9, 19);
const TEXT: u16 = 15;
const BACKGROUND: &str = "#1c1c1c";
const FOREGROUND: &str = "#d4d4d4";

#[test]
#[ignore = "writes the picture in the README: cargo test --test pty picture -- --ignored"]
fn write_the_picture_of_the_screen() {
    let mut terminal = Terminal::run(Setting {
        arguments: ["--today", "2026-11-29", "--theme", "dark"]
            .map(str::to_owned)
            .to_vec(),
        ..Setting::default()
    });
    terminal.until_text("Heterotopic ossification");
    terminal.press("poh tretment");
    terminal.until("results and their preview", |screen| {
        let text = screen.contents();
        text.contains("Enter read") && text.contains("No drug or operation")
    });
    let picture = svg(terminal.screen());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screen.svg");
    std::fs::write(path, picture).expect("written");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

/// Every row as text, one piece for each run of cells that look the same.
fn svg(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let (width, height) = ((columns + 2) * CELL.0, (rows + 1) * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-size=\"{TEXT}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\">\n\
         <title>The browser after a search</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{BACKGROUND}\"/>\n"
    );
    for row in 0..rows {
        let mut start = 0;
        while start < columns {
            let first = screen.cell(row, start).expect("a cell");
            let same = |at: &u16| {
                screen
                    .cell(row, *at)
                    .is_some_and(|cell| look(cell) == look(first))
            };
            let end = (start..columns).take_while(same).count() as u16 + start;
            let cells = (start..end).filter_map(|at| screen.cell(row, at));
            let text: String = cells
                .map(|cell| {
                    if cell.has_contents() {
                        cell.contents()
                    } else {
                        " "
                    }
                })
                .collect();
            piece(&mut svg, &text, first, (row, start, end));
            start = end;
        }
    }
    svg + "</svg>\n"
}

type Look = (Color, Color, bool, bool, bool, bool);

fn look(cell: &Cell) -> Look {
    (
        cell.fgcolor(),
        cell.bgcolor(),
        cell.bold(),
        cell.dim(),
        cell.underline(),
        cell.inverse(),
    )
}

fn piece(svg: &mut String, text: &str, cell: &Cell, (row, start, end): (u16, u16, u16)) {
    let (x, y) = ((start + 1) * CELL.0, row * CELL.1 + CELL.1 / 2);
    let (mut ink, mut paper) = (
        color(cell.fgcolor(), FOREGROUND),
        color(cell.bgcolor(), BACKGROUND),
    );
    if cell.inverse() {
        std::mem::swap(&mut ink, &mut paper);
    }
    let length = (end - start) * CELL.0;
    if paper != BACKGROUND {
        let height = CELL.1;
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{length}\" height=\"{height}\" fill=\"{paper}\"/>"
        );
    }
    if text.trim().is_empty() {
        return;
    }
    // Not every viewer keeps plain spaces.
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace(' ', "\u{a0}");
    let mut style = String::new();
    for (is_set, attribute) in [
        (cell.bold(), " font-weight=\"bold\""),
        (cell.dim(), " opacity=\"0.65\""),
        (cell.underline(), " text-decoration=\"underline\""),
    ] {
        style += if is_set { attribute } else { "" };
    }
    let baseline = y + TEXT;
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{baseline}\" textLength=\"{length}\" fill=\"{ink}\"{style}>{text}</text>"
    );
}

/// A colour of xterm's palette.
fn color(color: Color, default: &str) -> String {
    const NAMED: [&str; 16] = [
        "#1c1c1c", "#cd3131", "#0dbc79", "#c5a332", "#4a90e2", "#bc3fbc", "#11a8cd", "#d4d4d4",
        "#767676", "#f14c4c", "#23d18b", "#f5f543", "#6cb0ff", "#d670d6", "#29b8db", "#ffffff",
    ];
    match color {
        Color::Default => default.to_owned(),
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Idx(at @ 0..=15) => NAMED[usize::from(at)].to_owned(),
        Color::Idx(at @ 16..=231) => {
            let at = at - 16;
            let [red, green, blue] = [at / 36, at / 6 % 6, at % 6]
                .map(|step| if step == 0 { 0 } else { 55 + 40 * step });
            format!("#{red:02x}{green:02x}{blue:02x}")
        }
        Color::Idx(at) => {
            let gray = 8 + 10 * (at - 232);
            format!("#{gray:02x}{gray:02x}{gray:02x}")
        }
    }
}
