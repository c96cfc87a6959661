//! Writes to the terminal: the smallest escape codes, one write a frame, and never a question.
//!
//! ratatui's own backend for crossterm flushes after every command, writes the eight colours as `38;5;n` (which old
//! terminals take for "blink") and asks for the cursor's position when it clears. A terminal on a serial line suffers
//! from all three.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// What a terminal is taken for that does not know its size.
pub(crate) const STANDARD_SIZE: Size = Size {
    width: 80,
    height: 24,
};

/// Whether the terminal is ours at the moment; the panic hook has to know without holding anything.
static OURS: AtomicBool = AtomicBool::new(false);
/// Whether mouse reports were asked for.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Takes the terminal: raw, alternate screen, bracketed paste, and presses and wheel of the mouse where it has one.
pub(crate) fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    OURS.store(true, Ordering::SeqCst);
    MOUSE.store(mouse, Ordering::SeqCst);
    let mut out = io::stdout().lock();
    crossterm::queue!(out, EnterAlternateScreen)?;
    // Not every motion (1003, as crossterm asks for): each would wake us up for nothing.
    let modes: &[u8] = if mouse {
        b"\x1b[?2004h\x1b[?1000h\x1b[?1006h"
    } else {
        b"\x1b[?2004h"
    };
    out.write_all(modes)?;
    out.flush()
}

/// Gives the terminal back as it was. Does nothing where it is not ours; never fails, for there is nothing left to do.
pub(crate) fn give_back() {
    if !OURS.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout().lock();
    if MOUSE.load(Ordering::SeqCst) {
        let _ = out.write_all(b"\x1b[?1006l\x1b[?1000l");
    }
    let _ = out.write_all(b"\x1b[?2004l\x1b[m\x1b[?25h");
    let _ = crossterm::queue!(out, LeaveAlternateScreen);
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// The terminal's size; a serial line says 0x0.
pub(crate) fn size() -> Size {
    match crossterm::terminal::size() {
        Ok((width, height)) if width > 0 && height > 0 => Size { width, height },
        _ => STANDARD_SIZE,
    }
}

/// What characters look like, as it was last sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen {
    fg: Color::Reset,
    bg: Color::Reset,
    modifier: Modifier::empty(),
};

/// A screen on any writer. What is drawn is kept back until [`Backend::flush`].
pub struct Screen<W: Write> {
    out: W,
    frame: Vec<u8>,
    size: fn() -> Size,
    /// Where the cursor is, where that is known.
    at: Option<Position>,
    shown: bool,
}

impl<W: Write> Screen<W> {
    /// A screen that writes to `out` and learns its size from `size`.
    pub fn new(out: W, size: fn() -> Size) -> Self {
        Self {
            out,
            frame: Vec::with_capacity(8 * 1024),
            size,
            at: None,
            shown: true,
        }
    }

    /// What it writes to.
    pub fn get_ref(&self) -> &W {
        &self.out
    }

    /// Forgets where the cursor is and whether it is shown: somebody else had the terminal.
    pub fn forget(&mut self) {
        self.at = None;
        self.shown = true;
    }

    fn go(&mut self, to: Position) -> io::Result<()> {
        match self.at {
            Some(at) if at == to => {}
            // A few columns on: shorter to say so.
            Some(at) if at.y == to.y && to.x > at.x => match to.x - at.x {
                1 => self.frame.extend_from_slice(b"\x1b[C"),
                n => write!(self.frame, "\x1b[{n}C")?,
            },
            _ => write!(self.frame, "\x1b[{};{}H", to.y + 1, to.x + 1)?,
        }
        self.at = Some(to);
        Ok(())
    }

    fn pen(&mut self, pen: Pen) -> io::Result<()> {
        self.frame.extend_from_slice(b"\x1b[");
        let mut codes = Vec::with_capacity(6);
        for (modifier, code) in [
            (Modifier::BOLD, 1),
            (Modifier::DIM, 2),
            (Modifier::ITALIC, 3),
            (Modifier::UNDERLINED, 4),
            (Modifier::REVERSED, 7),
        ] {
            if pen.modifier.contains(modifier) {
                codes.push(code);
            }
        }
        let (fg, bg) = (Code::of(pen.fg), Code::of(pen.bg));
        // Starting anew is shorter than taking back, and right on terminals that cannot take back.
        if !codes.is_empty() || fg.is_some() || bg.is_some() {
            self.frame.push(b'0');
        }
        for code in codes {
            write!(self.frame, ";{code}")?;
        }
        for (code, base) in [(fg, 30), (bg, 40)] {
            if let Some(code) = code {
                code.write(&mut self.frame, base)?;
            }
        }
        self.frame.push(b'm');
        Ok(())
    }
}

/// A colour as terminals know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    /// One of the eight; every terminal with colours knows these.
    Eight(u8),
    /// One of the same, bright.
    Bright(u8),
    /// One of 256.
    Indexed(u8),
    Rgb(u8, u8, u8),
}

impl Code {
    /// `None` for the terminal's own.
    fn of(colour: Color) -> Option<Self> {
        Some(match colour {
            Color::Reset => return None,
            Color::Black => Self::Eight(0),
            Color::Red => Self::Eight(1),
            Color::Green => Self::Eight(2),
            Color::Yellow => Self::Eight(3),
            Color::Blue => Self::Eight(4),
            Color::Magenta => Self::Eight(5),
            Color::Cyan => Self::Eight(6),
            Color::Gray => Self::Eight(7),
            Color::DarkGray => Self::Bright(0),
            Color::LightRed => Self::Bright(1),
            Color::LightGreen => Self::Bright(2),
            Color::LightYellow => Self::Bright(3),
            Color::LightBlue => Self::Bright(4),
            Color::LightMagenta => Self::Bright(5),
            Color::LightCyan => Self::Bright(6),
            Color::White => Self::Bright(7),
            Color::Indexed(at) => Self::Indexed(at),
            Color::Rgb(red, green, blue) => Self::Rgb(red, green, blue),
        })
    }

    /// Its codes, for letters where `base` is 30 and for what is behind them where it is 40.
    fn write(self, out: &mut Vec<u8>, base: u8) -> io::Result<()> {
        match self {
            Self::Eight(n) => write!(out, ";{}", base + n),
            Self::Bright(n) => write!(out, ";{}", base + 60 + n),
            Self::Indexed(n) => write!(out, ";{};5;{n}", base + 8),
            Self::Rgb(red, green, blue) => write!(out, ";{};2;{red};{green};{blue}", base + 8),
        }
    }
}

impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let width = (self.size)().width;
        let mut pen = PLAIN;
        for (x, y, cell) in content {
            self.go(Position { x, y })?;
            let wanted = Pen {
                fg: cell.fg,
                bg: cell.bg,
                modifier: cell.modifier,
            };
            if wanted != pen {
                self.pen(wanted)?;
                pen = wanted;
            }
            let symbol = cell.symbol();
            self.frame.extend_from_slice(symbol.as_bytes());
            // At the edge terminals differ in where the cursor stands, and in how wide they think other scripts are.
            let next = x + 1;
            self.at = (symbol.len() <= 3
                && symbol.chars().count() == 1
                && next < width
                && narrow(symbol))
            .then_some(Position { x: next, y });
        }
        if pen != PLAIN {
            self.pen(PLAIN)?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.shown, false) {
            self.frame.extend_from_slice(b"\x1b[?25l");
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.shown, true) {
            self.frame.extend_from_slice(b"\x1b[?25h");
        }
        Ok(())
    }

    /// Remembered, not asked for.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.at.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.go(position.into())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.frame.extend_from_slice(match region {
            ClearType::All => b"\x1b[m\x1b[H\x1b[2J",
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        });
        if region == ClearType::All {
            self.at = Some(Position::ORIGIN);
        }
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok((self.size)())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: (self.size)(),
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.frame.is_empty() {
            let written = self.out.write_all(&self.frame);
            self.frame.clear();
            written?;
        }
        self.out.flush()
    }
}

/// Whether every terminal gives `symbol` one column: ASCII, Latin, and the lines that frames are made of.
fn narrow(symbol: &str) -> bool {
    symbol
        .chars()
        .all(|c| matches!(c, ' '..='~' | '\u{a1}'..='\u{24f}' | '\u{2500}'..='\u{257f}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::style::Style;

    fn fixed() -> Size {
        STANDARD_SIZE
    }

    fn screen(draw: impl Fn(&mut ratatui::Frame)) -> (String, String) {
        let mut terminal =
            Terminal::new(Screen::new(Vec::new(), fixed)).expect("no terminal asked");
        terminal.draw(|frame| draw(frame)).expect("a vector");
        let first = terminal.backend().get_ref().len();
        terminal.draw(|frame| draw(frame)).expect("a vector");
        let all = String::from_utf8_lossy(terminal.backend().get_ref()).into_owned();
        (all[..first].to_owned(), all[first..].to_owned())
    }

    #[test]
    fn the_eight_colours_are_written_as_old_terminals_know_them() {
        let (frame, _) = screen(|frame| {
            let style = Style::new().cyan().bold();
            frame.buffer_mut().set_string(2, 1, "ab", style);
            frame.set_cursor_position((2, 1));
        });
        assert!(frame.contains("\x1b[2;3H\x1b[0;1;36mab\x1b[m"), "{frame:?}");
        assert!(!frame.contains("38;5"), "{frame:?}");
    }

    #[test]
    fn what_has_not_changed_is_not_written() {
        let (_, second) = screen(|frame| {
            frame.buffer_mut().set_string(0, 0, "same", Style::new());
            frame.set_cursor_position((4, 0));
        });
        assert_eq!(second, "");
    }

    #[test]
    fn clearing_asks_for_nothing() {
        let mut terminal =
            Terminal::new(Screen::new(Vec::new(), fixed)).expect("no terminal asked");
        terminal.clear().expect("a vector");
        terminal.flush().expect("a vector");
        assert!(!String::from_utf8_lossy(terminal.backend().get_ref()).contains("[6n"));
    }
}
