//! Terminals of other systems, through crossterm.

use std::io;

/// Writes to the terminal.
pub(crate) type Output = io::Stdout;

pub(crate) fn output() -> Output {
    io::stdout()
}

pub(crate) fn raw(_flow_control: bool) -> io::Result<()> {
    // Asking is what makes an old console of Windows understand escape codes.
    #[cfg(windows)]
    crossterm::ansi_support::supports_ansi();
    crossterm::terminal::enable_raw_mode()
}

pub(crate) fn restore() {
    let _ = crossterm::terminal::disable_raw_mode(); // gone: nothing left to put back
}

pub(crate) fn drain() {}

pub(crate) fn size() -> Option<(u16, u16)> {
    let (columns, rows) = crossterm::terminal::size().ok()?;
    Some((columns, rows)).filter(|(columns, rows)| *columns > 0 && *rows > 0)
}

pub(crate) fn serial_speed() -> Option<u32> {
    None
}

pub(crate) fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}
