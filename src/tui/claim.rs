//! Takes the terminal from the shell and gives it back as it was, whatever happens meanwhile.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use super::capabilities::Capabilities;
use super::tty;

/// What gives the terminal back, while it is ours; the panic hook has to know without holding anything.
static FAREWELL: Mutex<Option<String>> = Mutex::new(None);

/// Takes the terminal: keys one by one, and of the alternate screen, marked pastes and mouse reports what it has. Takes it
/// again where that was lost meanwhile.
pub(crate) fn take(terminal: &Capabilities) -> io::Result<()> {
    tty::raw(terminal.flow_control)?;
    let mut greeting = String::new();
    let mut farewell = String::new();
    for (there, on, off) in [
        (terminal.alternate_screen, "\x1b[?1049h", "\x1b[?1049l"),
        // Wiped also where there is an alternate screen: some multiplexers only say that they have one.
        (true, "", "\x1b[m\x1b[H\x1b[J"),
        (terminal.bracketed_paste, "\x1b[?2004h", "\x1b[?2004l"),
        // Presses and the wheel, not every motion: each would wake us up for nothing.
        (terminal.mouse, "\x1b[?1000h", "\x1b[?1000l"),
        (terminal.mouse, "\x1b[?1006h", "\x1b[?1006l"),
        (terminal.hides_cursor, "", "\x1b[?25h"),
    ] {
        if there {
            greeting.push_str(on);
            farewell.insert_str(0, off);
        }
    }
    *farewell_of_now() = Some(farewell);
    let mut out = tty::output();
    out.write_all(greeting.as_bytes())?;
    out.flush()
}

/// Gives the terminal back. Does nothing where it is not ours; never fails, for there is nothing left to do.
pub(crate) fn give_back() {
    let Some(farewell) = farewell_of_now().take() else {
        return;
    };
    let mut out = tty::output();
    let _ = out
        .write_all(farewell.as_bytes())
        .and_then(|()| out.flush());
    tty::restore();
}

fn farewell_of_now() -> std::sync::MutexGuard<'static, Option<String>> {
    FAREWELL.lock().unwrap_or_else(PoisonError::into_inner)
}
