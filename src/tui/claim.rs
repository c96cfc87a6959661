//! Takes the terminal from the shell and gives it back as it was, whatever happens meanwhile.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use crossterm::Command;
use crossterm::cursor::{MoveTo, Show};
use crossterm::style::ResetColor;
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};

use super::capabilities::Capabilities;
use super::tty;

/// What gives the terminal back, while it is ours; the panic hook has to know without holding anything.
static FAREWELL: Mutex<Option<String>> = Mutex::new(None);

/// Pastes are marked. crossterm has commands for this and for the mouse only together with its reader of events, and all
/// that comes with that.
const PASTE_ON: &str = "\x1b[?2004h";
const PASTE_OFF: &str = "\x1b[?2004l";

/// Presses and the wheel, in numbers of any size. crossterm's command asks for every motion as well (1002, 1003): each
/// would wake us up for nothing, and on a slow line stand in the way of keys.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// Without mouse reports, the wheel sends arrow keys on the alternate screen. What was set before is saved and put back:
/// most terminals do this anyway, and other programs may count on it.
const WHEEL_ARROWS_ON: &str = "\x1b[?1007s\x1b[?1007h";
const WHEEL_ARROWS_OFF: &str = "\x1b[?1007r";

/// Takes the terminal: keys one by one, and of the alternate screen, marked pastes and mouse reports what it has. Takes it
/// again where that was lost meanwhile.
pub(crate) fn take(terminal: &Capabilities) -> io::Result<()> {
    tty::raw(terminal.flow_control).inspect_err(|_| tty::restore())?;
    let (greeting, farewell) = codes(terminal);
    *farewell_of_now() = Some(farewell);
    let mut out = tty::output();
    out.write_all(greeting.as_bytes())?;
    out.flush()
}

/// What takes a terminal, and what gives it back.
pub(super) fn codes(terminal: &Capabilities) -> (String, String) {
    let mut greeting = String::new();
    let mut farewell = String::new();
    let wipe = [
        code(ResetColor),
        code(MoveTo(0, 0)),
        code(Clear(ClearType::FromCursorDown)),
    ];
    let wheel = terminal.alternate_screen && terminal.alternate_scroll;
    for (there, on, off) in [
        (
            terminal.alternate_screen,
            code(EnterAlternateScreen),
            code(LeaveAlternateScreen),
        ),
        // Wiped also where there is an alternate screen: some multiplexers only say that they have one.
        (true, String::new(), wipe.concat()),
        (terminal.bracketed_paste, PASTE_ON.into(), PASTE_OFF.into()),
        (wheel, WHEEL_ARROWS_ON.into(), WHEEL_ARROWS_OFF.into()),
        (terminal.mouse, MOUSE_ON.into(), MOUSE_OFF.into()),
        (terminal.hides_cursor, String::new(), code(Show)),
    ] {
        if there {
            greeting.push_str(&on);
            farewell.insert_str(0, &off);
        }
    }
    (greeting, farewell)
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

/// What `command` is to a terminal. It goes out with the others, in one write.
fn code(command: impl Command) -> String {
    let mut code = String::new();
    let _ = command.write_ansi(&mut code); // a string takes it
    code
}

fn farewell_of_now() -> std::sync::MutexGuard<'static, Option<String>> {
    FAREWELL.lock().unwrap_or_else(PoisonError::into_inner)
}
