//! Takes the terminal from the shell and gives it back as it was, whatever happens meanwhile.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use super::capabilities::Capabilities;
use super::tty;

/// What gives the terminal back, while it is ours; the panic hook has to know without holding anything.
static FAREWELL: Mutex<Option<Vec<u8>>> = Mutex::new(None);

/// Takes the terminal: keys one by one, and of the alternate screen, marked pastes and mouse reports what it has. Takes it
/// again where that was lost meanwhile.
pub(crate) fn take(terminal: &Capabilities) -> io::Result<()> {
    tty::raw(terminal.flow_control)?;
    let mut greeting = Vec::new();
    // What was drawn is wiped also where there is an alternate screen: some multiplexers say that they have one.
    let mut farewell = b"\x1b[m\x1b[H\x1b[J".to_vec();
    for (there, on, off) in [
        (terminal.alternate_screen, "\x1b[?1049h", "\x1b[?1049l"),
        (terminal.bracketed_paste, "\x1b[?2004h", "\x1b[?2004l"),
        // Presses and the wheel, not every motion: each would wake us up for nothing.
        (
            terminal.mouse,
            "\x1b[?1000h\x1b[?1006h",
            "\x1b[?1006l\x1b[?1000l",
        ),
        (terminal.hides_cursor, "", "\x1b[?25h"),
    ] {
        if there {
            greeting.extend_from_slice(on.as_bytes());
            farewell.extend_from_slice(off.as_bytes());
        }
    }
    *farewell_of_now() = Some(farewell);
    let mut out = tty::output();
    out.write_all(&greeting)?;
    out.flush()
}

/// Gives the terminal back. Does nothing where it is not ours; never fails, for there is nothing left to do.
pub(crate) fn give_back() {
    let Some(farewell) = farewell_of_now().take() else {
        return;
    };
    let mut out = tty::output();
    let _ = out.write_all(&farewell).and_then(|()| out.flush());
    tty::restore();
}

fn farewell_of_now() -> std::sync::MutexGuard<'static, Option<Vec<u8>>> {
    FAREWELL.lock().unwrap_or_else(PoisonError::into_inner)
}
